"""A fault planted in a canned query or a rule is noticed: some answer that was written by hand is another.

Answers are those on the invented reviews (see asking.py), and those on near misses: small records in a folder each of
`near-misses/queries`, with the answers of the queries that they are made for beside them.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import asking
import planting
import pytest
from asking import PARAMETERS, QUERIES, ROOT, Ask, Cell, Row, filled, iri, matching, opened, together

NEAR_MISSES = Path(__file__).with_name("near-misses") / "queries"
RULES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("queries/rules/*.rq"))}
TEXTS = QUERIES | RULES
# Faults that change nothing: by query, by the name of the reason; and what that is.
WITHOUT_EFFECT = tomllib.loads((NEAR_MISSES / "without-effect.toml").read_text(encoding="utf-8"))
REASONS = WITHOUT_EFFECT.pop("reasons")
# What a query asks the kind of in one of its parts only.
KEPT = {
    "date-conflicts": {"metaeth:MetaEthnography"},
    "group-relations": {"metaeth:ActorGroup"},
    "index-studies-of-groups": {"metaeth:ActorGroup"},
    "line-of-argument": {"metaeth:ActorGroup"},
    "participants-by-group": {"metaeth:Sample"},
    "studies-of-design": {"metaeth:MetaEthnography"},
    "trail": {"metaeth:SecondOrderConstruct"},
    "translation": {"metaeth:SecondOrderConstruct"},
}
ANSWERS = sorted(NEAR_MISSES.glob("*/*.csv"))


@cache
def near_miss(engine: str, folder: Path, *, twice: bool) -> Ask:
    """Open a near miss, if wished with each triple in two graphs; what is for rules has its own axioms."""
    graphs = list(asking.turtle(folder))
    if {path.stem for path in folder.glob("*.csv")} <= set(RULES):
        graphs = [graph for graph in graphs if "/ontology/" not in graph[0]]
    return asking.ENGINES[engine](asking.twice(graphs) if twice else graphs)


@cache
def opened_twice(review: str) -> Ask:
    """Open an invented review with each triple in two graphs: one, since together some faults would take minutes."""
    return asking.oxigraph(asking.twice(asking.turtle(*asking.INVENTED[review])))


@cache
def written(path: Path) -> list[Row]:
    """Read the hand-written answer of a query on a near miss."""
    return list(asking.rows(path))


def answers(query: str, *, twice: bool) -> Iterator[tuple[Ask, Row, list[Row]]]:
    """Give who is asked, with what in the slots, and the answer: first what is answered soon."""
    slots = [slot for name, slot in PARAMETERS if name == query]
    for path in ANSWERS:
        if path.stem == query:
            rows = written(path)
            yield near_miss("oxigraph", path.parent, twice=twice), {}, rows
            for slot, value in values(rows, slots):
                yield (
                    near_miss("oxigraph", path.parent, twice=False),
                    {slot: value},
                    matching(rows, query, {slot: value}),
                )
    if query in RULES:
        return
    for review in asking.REVIEWS:
        yield opened("oxigraph", review), {}, asking.answer(review, query)
        if twice:
            yield opened_twice(review), {}, asking.answer(review, query)
    for slot, value in values(together(query), slots):
        yield opened("oxigraph", "all"), {slot: value}, matching(together(query), query, {slot: value})
    yield opened("oxigraph", "all"), {}, together(query)
    yield asking.opened_in_two_languages("oxigraph"), {}, together(query)
    yield asking.opened_moved("oxigraph"), {}, asking.together_moved(query)
    for kind in sorted(set(re.findall(r"\ba (metaeth:\w+)", TEXTS[query])) - KEPT.get(query, set())):
        yield asking.opened_with_impostors("oxigraph", kind), {}, together(query)
    yield asking.looking_further, {}, []
    copies, shared = asking.opened_with_copies("oxigraph"), asking.opened_with_shared_studies("oxigraph")
    yield only(copies, {iri(f"{review}:review") for review in asking.REVIEWS}), {}, together(query)
    yield (lambda text: out_of_order(copies(text))), {}, []
    yield only(shared, {iri("tiny:review")}), {}, asking.answer("tiny", query)
    yield (lambda text: [{"stranger": column} for column in asking.strangers(query, shared(text))]), {}, []


def only(ask: Ask, reviews: set[str]) -> Ask:
    """Give the rows about some reviews only."""
    return lambda text: [row for row in ask(text) if row["review"] in reviews]


def out_of_order(rows: list[Row]) -> list[Row]:
    """Give the rows that come after those of a review that comes later: of copies, too, one stands after the other."""
    return [after for before, after in pairwise(rows) if str(before["review"]) > str(after["review"])]


def values(rows: list[Row], slots: list[str]) -> set[tuple[str, Cell]]:
    """Give some values for each slot: that of the first row, that of the last one, and one that is nowhere."""
    known = {(slot, row[slot]) for row in [*rows[:1], *rows[-1:]] for slot in slots if row.get(slot)}
    return known | {(slot, iri("tiny:nowhere")) for slot in slots}


def noticed(query: str, text: str, *, twice: bool) -> bool:
    """Tell whether a text gives another answer than the query, or is none, or has no slot for what is asked."""
    try:
        return any(ask(filled(text, slots)) != rows for ask, slots, rows in answers(query, twice=twice))
    except (SyntaxError, RuntimeError, ValueError, AssertionError):
        return True


@pytest.mark.parametrize("query", TEXTS)
def test_a_fault_in_a_query_is_noticed(query: str) -> None:
    """All but those without effect."""
    unnoticed = {
        what
        for what, text in planting.mutants(TEXTS[query]).items()
        if not noticed(query, text, twice="DISTINCT" in what)
    }
    assert unnoticed == {what for listed in WITHOUT_EFFECT.get(query, {}).values() for what in listed}


@pytest.mark.parametrize("query", TEXTS)
def test_a_query_without_a_fault_gives_its_answers(query: str) -> None:
    """Read as a tree and written again, it is the same query; else each fault in it would be noticed."""
    text = "".join(map(str, planting.parsed(TEXTS[query])))
    for ask, slots, rows in answers(query, twice=False):
        assert ask(filled(text, slots)) == rows


@pytest.mark.parametrize("engine", asking.ENGINES)
@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_query_gives_exactly_its_answer_on_a_near_miss(path: Path, engine: str) -> None:
    for twice in (False, True):
        assert near_miss(engine, path.parent, twice=twice)(TEXTS[path.stem]) == written(path)


def test_each_fault_without_effect_has_a_reason() -> None:
    """And a fault one reason, and no reason is left over."""
    assert set(WITHOUT_EFFECT) <= set(TEXTS)
    assert {name for reasons in WITHOUT_EFFECT.values() for name in reasons} == set(REASONS)
    for reasons in WITHOUT_EFFECT.values():
        faults = [what for listed in reasons.values() for what in listed]
        assert len(faults) == len(set(faults))
