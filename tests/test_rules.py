"""The rules derive what the reasoner infers, and nothing else."""

import re
from pathlib import Path

import generating
import pytest

import ipskg
from ipskg import assets
from ipskg.corpus import Corpus
from ipskg.namespaces import METAETH, local_name
from ipskg.queries import rules

REVIEWS = Path(__file__).parent / "reviews"
FOLDERS = {"moen-2021": assets.coded_review(), "tiny": REVIEWS / "tiny", "grouped": REVIEWS / "grouped"}
SEEDS = (1, 2)


@pytest.mark.parametrize("name", FOLDERS)
def test_rules_and_reasoner_agree_on_a_review(name: str) -> None:
    corpus = ipskg.open(FOLDERS[name])
    assert corpus.infer_by_rules() == corpus.reason(infer=True).inferred


@pytest.mark.parametrize("seed", SEEDS)
def test_rules_and_reasoner_derive_from_a_review_made_by_chance_what_follows_and_nothing_else(
    seed: int, tmp_path: Path
) -> None:
    review = generating.generated(seed)
    corpus = ipskg.open(review.write(tmp_path / "chance"))
    expected = generating.following(review)
    assert {statement for statement in expected if statement[1] in ("supports", "contradicts", "contributesTo")}
    assert ours(corpus.infer_by_rules()) == expected
    assert ours(corpus.reason(infer=True).inferred) == expected


@pytest.mark.parametrize("seed", range(3, 23))
def test_rules_derive_what_follows_from_many_reviews_made_by_chance(seed: int, tmp_path: Path) -> None:
    """Without the reasoner, which takes seconds."""
    review = generating.generated(seed, studies=6)
    corpus = ipskg.open(review.write(tmp_path / "chance"))
    assert ours(corpus.infer_by_rules()) == generating.following(review)


@pytest.mark.parametrize("name", FOLDERS)
def test_nothing_more_follows_once_it_is_there(name: str) -> None:
    """The rules leave out what is said already, so that a store can be filled and asked again."""
    corpus = ipskg.open(FOLDERS[name])
    assert not again(corpus).infer_by_rules()


def test_each_rule_derives_one_class_or_property_of_the_reviews_made_by_chance(tmp_path: Path) -> None:
    """Each does some work, and those of classes and properties of ours are named after them."""
    corpus = ipskg.open(generating.generated(1).write(tmp_path / "chance"))
    for rule in rules():
        derived = set(corpus.store.answer(rule.text).triples())
        assert derived, rule.name
        terms = {local_name(value if how.endswith("#type") else how) for _, how, value in derived}
        if rule.name not in ("kinds", "broader-relations"):
            assert {re.sub(r"(?<!^)(?=[A-Z])", "-", term).lower() for term in terms} == {rule.name}


def again(corpus: Corpus) -> Corpus:
    """Put what follows by the rules into the store of a corpus."""
    import pyoxigraph as ox

    derived = [ox.Triple(*map(ox.NamedNode, one)) for one in corpus.infer_by_rules()]
    return corpus.with_graphs({"https://example.org/derived": derived})


def ours(triples: frozenset[tuple[str, str, str]]) -> set[generating.Statement]:
    """Give triples as the statements of a review made by chance, without terms of others."""
    return {
        (local_name(one), "a" if how.endswith("#type") else local_name(how), local_name(value))
        for one, how, value in triples
        if how.startswith(METAETH) or value.startswith(METAETH)
    }
