"""The checklists of reporting standards, filled in: for invented reviews, and for the coded one beside its paper."""

import shutil
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import ipskg
from ipskg.audit.checks import QUESTIONS, RULES
from ipskg.queries import catalogue
from ipskg.reports import Evidence, Item, Report, State, Text, reports
from ipskg.stores import MemoryStore

ROOT = Path(__file__).parents[1]
REVIEWS = ROOT / "tests" / "reviews"
FILES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in (ROOT / "ipskg/reports/kinds").glob("*.toml")}
PARTS = [
    pytest.param(part, id=f"{name}-{item['number']}-{part['what']}")
    for name, file in FILES.items()
    for section in file["section"]
    for item in section["item"]
    for part in item["parts"]
]


def filled_in(kind: str, *folders: Path) -> Report:
    (report,) = reports(ipskg.open(*folders), kind)
    return report


@pytest.fixture(scope="module")
def coded() -> dict[str, Item]:
    return {item.number: item for item in filled_in("emerge").items}


@pytest.fixture(scope="module")
def tiny() -> dict[str, Item]:
    return {item.number: item for item in filled_in("emerge", REVIEWS / "tiny").items}


@pytest.fixture(scope="module")
def haunted() -> dict[str, Item]:
    return {item.number: item for item in filled_in("emerge", REVIEWS / "haunted").items}


def evidence(item: Item) -> dict[str, Evidence]:
    return {one.what: one for one in item.evidence}


def values(item: Item, what: str) -> tuple[str, ...]:
    return evidence(item)[what].values


def lacking(item: Item) -> dict[str, str]:
    return {one.what: one.lacks for one in item.evidence if one.lacks}


@pytest.mark.parametrize(("kind", "count", "parts"), [("emerge", 19, 7), ("entreq", 21, 5)])
def test_a_checklist_has_its_items_in_their_parts_numbered_as_published(kind: str, count: int, parts: int) -> None:
    report = filled_in(kind, REVIEWS / "tiny")
    assert [item.number for item in report.items] == [str(number) for number in range(1, count + 1)]
    assert len(report.sections) == parts


@pytest.mark.parametrize("part", PARTS)
def test_what_an_item_is_filled_in_from_is_there(part: dict[str, Any]) -> None:
    """Each part names canned queries, columns of their answers, and sources of the audit that there are."""
    queries = catalogue()
    assert {part.get("query"), part.get("needs")} - {None} <= set(queries)
    sources = {check.source for check in (*QUESTIONS, *RULES)} | {
        name for name, query in queries.items() if query.group == "stated"
    }
    assert set(part.get("audit", ())) <= sources
    if "query" in part:
        columns = set(MemoryStore().answer(queries[part["query"]].text).columns)
        named = {*part.get("only", ()), *part.get("filled", ()), *part.get("count", ())[:1]}
        named |= {part[key] for key in ("bound", "unbound") if key in part}
        assert named <= columns
        for text in part.get("shows", ()):
            text.format_map(dict.fromkeys(columns, ""))


def test_what_a_review_states_is_present_with_its_evidence(tiny: dict[str, Item]) -> None:
    assert tiny["2"].state == State.PRESENT
    assert tiny["2"].evidence == (Evidence("aim", ("To put the winters of beekeepers side by side.",), "reviews"),)
    assert tiny["6"].state == State.PRESENT
    assert values(tiny["6"], "databases") == ("2 databases", "ApisIndex", "HiveBase")
    assert values(tiny["6"], "dates") == ("the search: covers up to 2019-10", "the search: run on 2019-11")
    assert values(tiny["6"], "who searched") == ("Zora Nectar",)


def test_a_part_that_is_not_there_is_named_and_leaves_its_item_in_part(tiny: dict[str, Item]) -> None:
    assert tiny["7"].state == State.PARTLY
    assert lacking(tiny["7"]) == {"criteria": "not stated", "process": "not stated"}
    assert values(tiny["7"], "who screened") == ("Abel Nectar", "Zora Nectar")


def test_an_item_of_which_nothing_is_there_is_missing(tiny: dict[str, Item]) -> None:
    assert tiny["9"].state == State.MISSING
    assert lacking(tiny["9"]) == {"how": "not stated", "who read": "not stated"}


def test_a_judgement_shows_what_is_stored_on_it(tiny: dict[str, Item]) -> None:
    """A statement on two aspects is told under both; German alone is not told in an English report."""
    assert tiny["18"].state == State.JUDGEMENT
    bees = ("Both reviewers keep bees, and know no mild winter. (Discussion, paragraph 4)",)
    assert values(tiny["18"], "limitations") == bees
    assert values(tiny["18"], "reflexivity") == bees
    assert lacking(tiny["18"])["strengths"] == "nothing is stored on it"


def test_what_the_graph_gives_is_produced_as_the_authors_published_it(tiny: dict[str, Item]) -> None:
    """The review has four studies; a coder added a fifth, which is told at the top and counted nowhere."""
    assert tiny["10"].state == State.PRODUCED
    assert values(tiny["10"], "studies")[0] == "4 studies"
    assert values(tiny["10"], "known of them")[:2] == ("country 3 of 4", "design 3 of 4")
    assert values(tiny["8"], "included studies") == ("4 studies",)
    lead = filled_in("emerge", REVIEWS / "tiny").lead
    assert Text("Left out, as coders added it after the authors: 1 finding and 1 study.") in lead


def test_what_is_counted_is_counted_once_and_nothing_is_no_value() -> None:
    """Three phases of the review carry out four of the method; the fourth, Afterthoughts, carries out none."""
    phases = values(
        filled_in("entreq", REVIEWS / "tiny").items[1], "phases of meta-ethnography that the review tells of"
    )
    assert phases[0] == "4 phases of seven"
    assert len(phases) == 5


def test_a_flow_that_adds_up_is_said_to_and_steps_without_numbers_are_shown(tiny: dict[str, Item]) -> None:
    assert values(tiny["8"], "flow of records") == (
        "records from the databases: 42 out",
        "titles and abstracts read: 42 in, 9 out",
        "full texts read: 9 in, 4 out",
        "bookshelves of beekeepers searched: no number",
    )
    assert values(tiny["8"], "arithmetic") == ("nothing that is coded contradicts itself",)


def test_a_flow_that_does_not_add_up_is_told_in_the_words_of_the_audit(tmp_path: Path) -> None:
    folder = shutil.copytree(REVIEWS / "tiny", tmp_path / "tiny")
    path = folder / "review.ttl"
    text = path.read_text("utf-8")
    assert text.count("metaeth:hasRecordsIn 42") == 1
    path.write_text(text.replace("metaeth:hasRecordsIn 42", "metaeth:hasRecordsIn 43"), "utf-8")
    item = filled_in("emerge", folder).items[7]
    assert lacking(item)["arithmetic"] == (
        "titles and abstracts read: screening begins with 43 records; the searches found 42;"
        " titles and abstracts read: of 43 records 33 are left out; 9 are left"
    )


def test_without_a_flow_its_item_is_in_part_and_nothing_is_said_of_arithmetic() -> None:
    item = filled_in("emerge", REVIEWS / "grouped").items[7]
    assert item.state == State.PARTLY
    assert lacking(item) == {"flow of records": "not stated"}
    assert [one.what for one in item.evidence] == ["flow of records", "included studies"]


def test_groups_without_an_index_study_are_named(haunted: dict[str, Item]) -> None:
    assert values(haunted["11"], "index studies") == ("night guards: Lantern 1999",)
    assert lacking(haunted["11"])["groups without one"] == "bats; cats; ghosts"


def test_statements_without_a_place_and_with_two_are_shown(haunted: dict[str, Item]) -> None:
    assert values(haunted["18"], "limitations") == ("There was one candle.", "There was a draught.")
    assert values(haunted["18"], "reflexivity") == (
        "The reviewers were afraid. (Abstract)",
        "The reviewers were afraid. (Method)",
    )


def test_a_review_that_holds_nothing_but_its_name_has_nothing_but_missing_items(tmp_path: Path) -> None:
    (tmp_path / "review.ttl").write_text(
        """@prefix metaeth: <https://w3id.org/ipskg/meta-ethnography#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix vann: <http://purl.org/vocab/vann/> .
        @prefix x: <https://example.org/x/> .
        x:review a metaeth:MetaEthnography ; skos:prefLabel "Nothing yet"@en ;
            vann:preferredNamespaceUri "https://example.org/x/" ; vann:preferredNamespacePrefix "x" .
        """,
        "utf-8",
    )
    for kind in FILES:
        report = filled_in(kind, tmp_path)
        assert {item.state for item in report.items} == {State.MISSING, State.JUDGEMENT}
        assert not [value for item in report.items for one in item.evidence for value in one.values]


def test_a_review_without_an_english_name_is_called_by_its_prefix(tmp_path: Path) -> None:
    folder = shutil.copytree(REVIEWS / "grouped", tmp_path / "grouped")
    path = folder / "review.ttl"
    text = path.read_text("utf-8")
    assert text.count('"Fog at sea"@en') == 1
    path.write_text(text.replace('"Fog at sea"@en', '"Nebel auf See"@de'), "utf-8")
    assert [filled_in(kind, folder).label for kind in (*FILES, "prisma")] == ["grouped"] * 3


def test_several_reviews_have_a_report_each() -> None:
    made = reports(ipskg.open(REVIEWS / "tiny", REVIEWS / "haunted"), "entreq")
    assert [one.label for one in made] == ["Beekeepers in winter", "Ghosts at night"]
    assert made[0] == filled_in("entreq", REVIEWS / "tiny")


def test_the_coded_review_reports_most_criteria_of_emerge(coded: dict[str, Item]) -> None:
    """Held against the paper: who searched (6), who read (9) and other readings (13, 15) are nowhere in it."""
    assert Counter(item.state for item in coded.values()) == {
        State.PRODUCED: 5, State.PRESENT: 5, State.PARTLY: 4, State.JUDGEMENT: 5
    }  # fmt: skip
    gaps = {number: set(lacking(item)) for number, item in coded.items() if item.state == State.PARTLY}
    assert gaps == {"6": {"who searched"}, "9": {"who read"}, "13": {"other readings"}, "15": {"other readings"}}


def test_the_coded_review_searched_eight_databases_twice_with_one_term(coded: dict[str, Item]) -> None:
    """Method, phase 2, paragraph 1."""
    assert values(coded["6"], "databases")[0] == "8 databases"
    assert values(coded["6"], "search terms") == ("Individual placement and support*",)
    assert len(values(coded["6"], "dates")) == 2


def test_the_coded_flow_does_not_add_up_where_478_and_49_make_519(coded: dict[str, Item]) -> None:
    assert coded["8"].state == State.PRODUCED
    assert "519" in lacking(coded["8"])["arithmetic"]
    assert "527" in lacking(coded["8"])["arithmetic"]
    assert "full texts read: 39 in, 17 out" in values(coded["8"], "flow of records")


def test_the_coded_review_names_an_index_study_for_each_of_four_groups(coded: dict[str, Item]) -> None:
    """Method, phase 4."""
    assert set(values(coded["11"], "index studies")) == {
        "work applicants: Areberg et al. 2013",
        "employment specialists: Whitley et al. 2010",
        "social workers: Bejerholm et al. 2011",
        "clinicians: Quimby et al. 2001",
    }
    assert values(coded["11"], "groups without one") == ("none",)


def test_the_coded_review_tells_strengths_and_limits_and_nothing_of_its_reviewers(coded: dict[str, Item]) -> None:
    """Methodological considerations: two things that are good, one that is not, nothing of who looked."""
    assert len(values(coded["18"], "strengths")) == 2
    assert len(values(coded["18"], "limitations")) == 1
    assert lacking(coded["18"])["reflexivity"] == "nothing is stored on it"


def test_one_metaphor_of_the_coded_review_is_borrowed_and_one_study_left_no_trace(coded: dict[str, Item]) -> None:
    """Culture brokers, from Whitley (Method, phase 5); Nygren is in Table 1 alone."""
    assert values(coded["14"], "metaphors")[0] == "9 metaphors"
    assert values(coded["14"], "borrowed from a study") == ("culture brokers (Whitley et al. 2010)",)
    assert lacking(coded["14"]) == {"studies that left no trace in the results": "Nygren et al. 2016"}
    assert values(coded["16"], "line of argument")[0] == "12 steps"


def test_the_coded_review_names_no_software_and_two_who_analysed() -> None:
    """ENTREQ 15 and 16: the paper speaks of no program; of three authors two did the analyses."""
    items = {item.number: item for item in filled_in("entreq").items}
    assert items["15"].state == State.MISSING
    assert values(items["16"], "who") == ("2 reviewers", "Ellen Å. Moen", "Liv T. Walseth")
    assert values(items["11"], "tool") == ("CASP Qualitative Checklist",)
    assert len(values(items["20"], "participants' accounts, in the coder's words")) == 3


def test_an_appraisal_whose_answers_are_not_published_is_there_in_part() -> None:
    """ENTREQ 13: the paper says that no study was left out, and gives no answers."""
    item = filled_in("entreq").items[12]
    assert item.state == State.PARTLY
    assert values(item, "answers published") == ("No",)
    assert lacking(item) == {"answers, study by study": "not stated"}
    assert values(item, "records left out at this stage") == ("appraisal with CASP: 17 in, 17 out",)


def test_an_appraisal_whose_answers_are_coded_is_produced() -> None:
    item = filled_in("entreq", REVIEWS / "tiny").items[12]
    assert item.state == State.PRODUCED
    assert values(item, "answers, study by study") == ("2 studies", "Skep 2007", "Waxley 2004")
