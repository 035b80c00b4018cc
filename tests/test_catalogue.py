"""The shipped queries keep the house rules, and a header that does not is refused."""

import re
from pathlib import Path

import pytest

from ipskg import assets
from ipskg.errors import UnknownName, UnreadableInput
from ipskg.queries import Query, catalogue, find

SHIPPED = catalogue()
RULES = {name: query for name, query in SHIPPED.items() if query.group == "rules"}
ASKED = {name: query for name, query in SHIPPED.items() if query.group != "rules"}
TEXTS = pytest.mark.parametrize("query", SHIPPED.values(), ids=SHIPPED.keys())
TABLES = pytest.mark.parametrize("query", ASKED.values(), ids=ASKED.keys())
GOOD = """#+ summary: A.
#+ description: B,
#+   and more.
#+ question: C?
#+ param study (metaeth:PrimaryStudy): D.
ASK {}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put an empty group of queries in the place of the shipped ones."""
    monkeypatch.setattr(assets, "folder", lambda name: tmp_path)
    (tmp_path / "mine").mkdir()
    return tmp_path / "mine"


@TEXTS
def test_a_query_declares_the_prefixes_that_it_uses_and_no_others(query: Query) -> None:
    body = re.sub(r"#.*", "", re.sub(r'"[^"]*"', "", query.text))
    declared = re.findall(r"^PREFIX (\w+):", query.text, re.M)
    used = set(re.findall(r"(\w+):\w+", re.sub(r"^PREFIX.*$", "", body, flags=re.M)))
    assert sorted(declared) == sorted(used)


@TABLES
def test_a_query_names_its_columns_and_orders_its_rows(query: Query) -> None:
    assert not re.search(r"SELECT\s+(DISTINCT\s+)?\*", query.text)
    assert re.search(r"^ORDER BY ", query.text, re.M)


@TEXTS
def test_every_parameter_has_its_slot_and_every_slot_is_a_parameter(query: Query) -> None:
    slots = set(re.findall(r"VALUES \?(\w+) \{ UNDEF \}", query.text))
    assert slots == {parameter.name for parameter in query.parameters}
    assert ("review" in slots) == (query.group != "rules")


def test_rules_and_no_other_queries_give_a_graph_which_none_derives_twice() -> None:
    assert {name for name, query in SHIPPED.items() if query.gives_graph} == set(RULES)
    for query in RULES.values():
        derived = re.search(r"^CONSTRUCT \{ (.+) \}$", query.text, re.M)
        assert derived is not None
        # What is there already is left out, so that a store can be filled with what is new.
        assert re.search(r"^  FILTER NOT EXISTS \{ |^    HAVING \(MAX\(\?said\) = 0\)$", query.text, re.M)


@TEXTS
def test_a_query_can_be_found_by_its_name(query: Query) -> None:
    assert find(query.name) == query


def test_no_two_queries_have_one_name() -> None:
    names = [path.stem for path in assets.folder("queries").glob("*/*.rq")]
    assert sorted(names) == sorted(SHIPPED)


def test_a_header_gives_summary_description_question_and_parameters(folder: Path) -> None:
    """A line that is indented goes on with the one before it."""
    (folder / "one.rq").write_text(GOOD, "utf-8")
    query = find("one")
    assert (query.group, query.summary, query.description, query.question) == ("mine", "A.", "B, and more.", "C?")
    assert [(one.name, one.kind, one.description) for one in query.parameters] == [
        ("study", "metaeth:PrimaryStudy", "D.")
    ]


def test_an_unknown_key_is_refused_with_its_line(folder: Path) -> None:
    (folder / "one.rq").write_text(GOOD.replace("question", "qestion"), "utf-8")
    with pytest.raises(UnreadableInput, match=r"one\.rq:4: not a header of a query: qestion: C\?"):
        find("one")


def test_a_missing_key_is_refused(folder: Path) -> None:
    (folder / "one.rq").write_text(GOOD.replace("#+ question: C?\n", ""), "utf-8")
    with pytest.raises(UnreadableInput, match="the header of the query has no question"):
        find("one")


@pytest.mark.parametrize("name", ["../results/sections", "sections.rq", "", "Sections", "*", "sections\n"])
def test_a_name_that_is_no_name_finds_nothing(name: str) -> None:
    with pytest.raises(UnknownName):
        find(name)


def test_an_unknown_name_comes_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="no query 'sectoins': did you mean sections") as caught:
        find("sectoins")
    assert caught.value.near[0] == "sections"
