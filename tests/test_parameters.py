"""Parameters of queries take terms of the data, and nothing else."""

from pathlib import Path

import pytest

import ipskg
from ipskg.corpus import Corpus
from ipskg.errors import UnknownName, WrongUsage
from ipskg.queries import fill

REVIEWS = Path(__file__).parent / "reviews"
SLOT = "VALUES ?study { UNDEF }"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Two invented reviews, opened together."""
    return ipskg.open(REVIEWS / "tiny", REVIEWS / "grouped")


@pytest.mark.parametrize(
    "value",
    [
        "waxley-2004",
        "tiny:waxley-2004",
        "https://example.org/tiny/waxley-2004",
        "<https://example.org/tiny/waxley-2004>",
    ],
)
def test_a_value_is_an_id_a_prefixed_name_or_an_iri(corpus: Corpus, value: str) -> None:
    rows = corpus.query("studies", study=value)
    assert [row["study"] for row in rows] == ["https://example.org/tiny/waxley-2004"]


@pytest.mark.parametrize(
    "value",
    [
        "waxley-2005",
        "waxley",
        "tiny:review",  # a record, but no study
        "https://example.org/tiny/waiting",
        "grouped:waxley-2004",
        "grouped:keepers",
        "> } SERVICE <http://x.example/> {",
        "UNDEF",
        "1:x",
        "",
        "waxley-2004 tiny:drone-2019",
    ],
)
def test_a_value_that_is_no_record_of_that_kind_is_refused(corpus: Corpus, value: str) -> None:
    with pytest.raises(UnknownName, match=r"^no study '"):
        corpus.query("studies", study=value)


def test_a_refused_value_comes_with_the_nearest_ids(corpus: Corpus) -> None:
    with pytest.raises(UnknownName, match="did you mean waxley-2004"):
        corpus.query("studies", study="waxly-2004")


def test_records_with_one_id_are_told_apart(corpus: Corpus) -> None:
    with pytest.raises(UnknownName, match="no review 'winter': there are grouped:review, tiny:review"):
        corpus.query("studies", review="winter")


def test_an_unknown_parameter_comes_with_the_nearest(corpus: Corpus) -> None:
    with pytest.raises(UnknownName, match="no parameter of studies 'studdy': did you mean study"):
        corpus.query("studies", studdy="waxley-2004")


def test_an_id_that_stands_in_two_reviews_asks_both(corpus: Corpus) -> None:
    """Both reviews have a record `review`; a prefixed name tells them apart."""
    both = corpus.query("reviews", review="review")
    assert len(both) > len(corpus.query("reviews", review="tiny:review")) > 0
    assert {row["review"] for row in both} == {"https://example.org/tiny/review", "https://example.org/grouped/review"}


def test_every_slot_of_a_name_is_filled_and_no_other() -> None:
    text = f"{SLOT} {SLOT} VALUES ?review {{ UNDEF }}"
    filled = "VALUES ?study { <http://x.example/a> <http://x.example/b> }"
    assert (
        fill(text, {"study": ["http://x.example/a", "http://x.example/b"]})
        == f"{filled} {filled} VALUES ?review {{ UNDEF }}"
    )


@pytest.mark.parametrize("term", ["http://x.example/> } SELECT", "http://x.example/\n", 'http://x.example/"', ""])
def test_what_is_no_iri_never_gets_into_a_query(term: str) -> None:
    with pytest.raises(WrongUsage, match=r"^not an IRI"):
        fill(SLOT, {"study": [term]})
