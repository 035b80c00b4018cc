"""Where one study is asked for, only the reviews that speak of it are looked at: no answer changes."""

from pathlib import Path

import pytest

import ipskg
from ipskg.corpus import Corpus
from ipskg.queries import catalogue, fill, find, narrowed
from ipskg.queries.catalogue import Query

REVIEWS = Path(__file__).parent / "reviews"
QUERIES = [
    query for query in catalogue().values() if {"study", "review"} <= {parameter.name for parameter in query.parameters}
]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return ipskg.open(*(REVIEWS / name for name in ("tiny", "grouped", "haunted", "ferry")))


@pytest.fixture(scope="module")
def studies(corpus: Corpus) -> list[str]:
    text = "SELECT ?study { ?study a <https://w3id.org/ipskg/meta-ethnography#PrimaryStudy> }"
    return [row["study"] for row in corpus.ask(text).rows()]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_no_answer_about_a_study_changes(query: Query, corpus: Corpus, studies: list[str]) -> None:
    for study in studies:
        everywhere = list(corpus.store.answer(fill(query.text, {"study": [study]})).rows())
        assert corpus.query(query.name, study=study) == everywhere, study


def test_the_review_of_the_study_is_named(corpus: Corpus) -> None:
    study = "https://example.org/tiny/mead-1998"  # cited, and not included
    terms = narrowed(corpus.store, find("studies"), {"study": [study]})
    assert terms == {"study": [study], "review": ["https://example.org/tiny/review"]}


def test_a_review_that_is_asked_for_stays(corpus: Corpus) -> None:
    terms = {"study": ["https://example.org/tiny/mead-1998"], "review": ["https://example.org/grouped/review"]}
    assert narrowed(corpus.store, find("studies"), terms) == terms


def test_a_study_of_no_review_names_none(corpus: Corpus) -> None:
    terms = {"study": ["https://example.org/nowhere"]}
    assert narrowed(corpus.store, find("studies"), terms) == terms
