"""The rules derive what the reasoner infers, and nothing else."""

import re
from pathlib import Path

import generating
import pyoxigraph as ox
import pytest

import ipskg
from ipskg import assets
from ipskg.corpus import Corpus
from ipskg.namespaces import METAETH, PREFIXES, local_name
from ipskg.queries import rules

REVIEWS = Path(__file__).parent / "reviews"
FOLDERS = {"moen-2021": assets.coded_review(), "tiny": REVIEWS / "tiny", "grouped": REVIEWS / "grouped"}
SEEDS = (1, 2)
GENERAL = ("broader-relations", "kinds")


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


@pytest.mark.parametrize("seed", range(23, 33))
def test_each_rule_derives_by_itself_all_that_bears_its_name(seed: int, tmp_path: Path) -> None:
    """A user may take one of them only."""
    review = generating.generated(seed, studies=6)
    store = ipskg.open(review.write(tmp_path / "chance")).store
    for rule in rules():
        if rule.name not in GENERAL:
            expected = {one for one in generating.following(review) if name_of(one) == rule.name}
            assert ours(frozenset(store.answer(rule.text).triples())) == expected


SPECIALITY = """
<x:prints> <rdf:type> <owl:ObjectProperty> ; <rdfs:subPropertyOf> <x:gives> .
<x:gives> <rdfs:subPropertyOf> <metaeth:reports> .
<x:leaflet> <x:prints> <x:survey> .
"""


def test_a_speciality_of_a_relation_has_all_that_the_relation_has() -> None:
    """Over two steps: no relation of ours is two below another."""
    text = re.sub(r"<(\w+):", lambda prefix: f"<{PREFIXES.get(prefix[1], 'https://example.org/x/')}", SPECIALITY)
    speciality = [ox.Triple(*one.triple) for one in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    corpus = ipskg.open(FOLDERS["tiny"])
    before = corpus.infer_by_rules()
    after = corpus.with_graphs({"https://example.org/x": speciality}).infer_by_rules()
    assert {(local_name(one), local_name(how), local_name(value)) for one, how, value in after - before} == {
        ("leaflet", "gives", "survey"),
        ("leaflet", "reports", "survey"),
        *(("leaflet", "type", kind) for kind in "StudyReport Publication Document Expression Entity".split()),
        *(("survey", "type", kind) for kind in "PrimaryStudy Activity".split()),
    }


@pytest.mark.parametrize("name", FOLDERS)
def test_nothing_more_follows_once_it_is_there(name: str) -> None:
    """The rules leave out what is said already, so that a store can be filled and asked again."""
    corpus = ipskg.open(FOLDERS[name])
    assert not again(corpus).infer_by_rules()


def test_each_rule_does_some_work(tmp_path: Path) -> None:
    store = ipskg.open(generating.generated(1).write(tmp_path / "chance")).store
    assert [rule.name for rule in rules() if not list(store.answer(rule.text).triples())] == []


def again(corpus: Corpus) -> Corpus:
    """Put what follows by the rules into the store of a corpus."""
    derived = [ox.Triple(*map(ox.NamedNode, one)) for one in corpus.infer_by_rules()]
    return corpus.with_graphs({"https://example.org/derived": derived})


def ours(triples: frozenset[tuple[str, str, str]]) -> set[generating.Statement]:
    """Give triples as the statements of a review made by chance, without terms of others."""
    return {
        (local_name(one), "a" if how.endswith("#type") else local_name(how), local_name(value))
        for one, how, value in triples
        if how.startswith(METAETH) or value.startswith(METAETH)
    }


def name_of(statement: generating.Statement) -> str:
    """Give the name of the rule for the class or the property of a statement: contributes-to for contributesTo."""
    _, how, value = statement
    return re.sub(r"(?<!^)(?=[A-Z])", "-", value if how == "a" else how).lower()
