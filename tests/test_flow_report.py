"""The flow of records as a report: the table, the arithmetic, the diagram, and the CSV for PRISMA2020."""

import csv
import io
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

import ipskg
from ipskg.errors import WrongUsage
from ipskg.reports import Picture, Points, Report, Table, Text, reports, write

REVIEWS = Path(__file__).parent / "reviews"
SVG = "{http://www.w3.org/2000/svg}"


def flow_of(*folders: Path) -> Report:
    (report,) = reports(ipskg.open(*folders), "prisma")
    return report


@pytest.fixture(scope="module")
def tiny() -> Report:
    return flow_of(REVIEWS / "tiny")


@pytest.fixture(scope="module")
def coded() -> Report:
    return flow_of()


def changed(tmp_path: Path, old: str, new: str) -> Report:
    """Report on the invented review with another text in its flow."""
    folder = shutil.copytree(REVIEWS / "tiny", tmp_path / "tiny")
    path = folder / "review.ttl"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return flow_of(folder)


def table(report: Report) -> Table:
    (found,) = report.tables
    return found


def picture(report: Report) -> Picture:
    (found,) = (block for block in report.blocks if isinstance(block, Picture))
    return found


def numbers(report: Report) -> dict[str, str]:
    """Give the CSV for the R package by the name of the number."""
    return {row["data"]: row["n"] for row in csv.DictReader(io.StringIO(report.attached["csv"])) if row["data"] != "NA"}


def test_the_table_has_a_row_for_each_step_and_says_whether_it_adds_up(tiny: Report) -> None:
    assert table(tiny).rows == (
        ("records from the databases", "identification", "not reported", "", "42", "cannot be told"),
        ("titles and abstracts read", "title and abstract screening", "42", "about summer: 20\nabout wasps: 13", "9",
         "yes"),
        ("full texts read", "full-text assessment", "9",
         "no reason given: 3\nno beekeeper in it: number not reported", "4",
         "cannot be told: 9 - 4 = 5, without a number of what was left out"),
        ("bookshelves of beekeepers searched", "reference checking", "not reported", "", "not reported",
         "cannot be told"),
    )  # fmt: skip
    assert table(tiny).notes == ("Included studies: 4.",)
    assert Text("Nothing that is coded of the flow contradicts itself.") in tuple(tiny.blocks)


@pytest.mark.parametrize(
    ("went_in", "out", "said"),
    [
        (4, 6, "2 added"),
        (4, 4, "yes"),
        (4, 1, "cannot be told: 4 - 1 = 3, without a number of what was left out"),
    ],
)
def test_a_step_that_leaves_out_nothing_that_is_told(tmp_path: Path, went_in: int, out: int, said: str) -> None:
    name = 'skos:prefLabel "bookshelves of beekeepers searched"@en'
    report = changed(tmp_path, name, f"{name} ; metaeth:hasRecordsIn {went_in} ; metaeth:hasRecordsOut {out}")
    assert table(report).rows[3][-1] == said


def test_a_step_that_does_not_add_up_is_told_with_both_sides(tmp_path: Path) -> None:
    report = changed(tmp_path, "metaeth:hasCount 13", "metaeth:hasCount 12")
    assert table(report).rows[1][-1] == "no: 42 - 32 = 10, and not 9"
    (points,) = (block.points for block in report.blocks if isinstance(block, Points))
    assert points == (
        "titles and abstracts read: of 42 records 32 are left out; 9 are left."
        " To settle it: the log of the searches and the screening, or the flow diagram.",
    )


def test_the_diagram_says_what_is_not_reported_and_makes_nothing_up(tiny: Report) -> None:
    """No step is retrieval: its two boxes have a broken line, and the one of what was removed before screening."""
    drawn = ElementTree.fromstring(picture(tiny).svg)
    broken = [one for one in drawn.iter(f"{SVG}rect") if one.get("stroke-dasharray")]
    texts = [one.text for one in drawn.iter(f"{SVG}text")]
    assert len(broken) == 3
    assert [text for text in texts if text and text.endswith("not reported") and ":" in text[:31]] == [
        "Removed before screening: not reported",
        "Reports sought for retrieval: not reported",
        "Reports not retrieved: not reported",
        "no beekeeper in it: number not reported",
    ]
    assert {"Records screened: 42", "Reports assessed for eligibility: 9", "Studies included in the review: 4"} <= {
        *texts
    }
    assert not [text for text in texts if text and "5" in text]  # 9 less 4, which nobody reports


def test_reports_that_were_sought_are_drawn(tmp_path: Path) -> None:
    """A step of retrieval in the place of the one in which full texts were read."""
    drawn = picture(
        changed(tmp_path, "metaeth:hasStage metaeth:FullTextAssessment", "metaeth:hasStage metaeth:Retrieval")
    )
    assert "Reports sought for retrieval: 9. Reports not retrieved: no reason given: 3; " in drawn.alternative
    assert "Reports assessed for eligibility: not reported." in drawn.alternative


def test_a_step_of_no_stage_is_drawn_before_the_included_studies(tmp_path: Path) -> None:
    report = changed(tmp_path, "metaeth:hasStage metaeth:FullTextAssessment ;", "")
    assert table(report).rows[2][:3] == ("full texts read", "", "9")
    assert "Other step: full texts read: 9 in, 4 out. Left out: no reason given: 3" in picture(report).alternative


def test_what_reference_lists_gave_stands_beside_the_included_studies() -> None:
    assert picture(flow_of(REVIEWS / "haunted")).alternative.endswith(
        "Studies included in the review: 6. Identified by other means: the attic searched: number not reported;"
        " the attic searched, left out: no reason given: 1; the attic searched, left out: no reason given: 2;"
        " the attic searched, left out: no reason given: 3; the cellar searched: number not reported;"
        " the hall searched: number not reported."
    )


def test_the_diagram_has_a_text_alternative_and_no_font_or_file_of_others(tiny: Report) -> None:
    drawn = ElementTree.fromstring(picture(tiny).svg)
    assert drawn.get("role") == "img"
    assert drawn.get("aria-label") == "Flow of records of Beekeepers in winter"
    description = drawn.findtext(f"{SVG}desc")
    assert description == picture(tiny).alternative
    assert "Records excluded: about summer: 20; about wasps: 13." in description
    assert {one.get("font-family") for one in drawn.iter()} - {None} == {"sans-serif"}
    assert not [one for one in drawn.iter() if one.tag == f"{SVG}style" or "href" in "".join(one.attrib)]


def test_the_diagram_takes_its_colour_from_the_page_and_brings_it_as_a_file(tiny: Report) -> None:
    drawn = ElementTree.fromstring(picture(tiny).svg)
    assert drawn.get("stroke") == "currentColor"
    assert {one.get("fill") for one in drawn.iter(f"{SVG}text")} == {"currentColor"}
    alone = ElementTree.fromstring(write([tiny], format="svg"))
    assert "prefers-color-scheme: dark" in (alone.findtext(f"{SVG}style") or "")


def test_no_box_is_narrower_than_its_lines_and_none_overlaps_another(coded: Report) -> None:
    boxes = [
        [float(one.get(name) or 0) for name in ("x", "y", "width", "height")]
        for one in ElementTree.fromstring(picture(coded).svg).iter(f"{SVG}rect")
    ]
    for index, (x, y, width, height) in enumerate(boxes):
        for left, top, across, down in boxes[index + 1 :]:
            assert x + width <= left or left + across <= x or y + height <= top or top + down <= y
    lines = [one.text or "" for one in ElementTree.fromstring(picture(coded).svg).iter(f"{SVG}text")]
    assert max(map(len, lines)) <= 42


def test_texts_that_would_be_markup_are_drawn_as_they_are(tmp_path: Path) -> None:
    report = changed(tmp_path, '"about wasps"@en', r'"<b>\u0001 & \"wasps\""@en')
    drawn = ElementTree.fromstring(picture(report).svg)
    assert '<b> & "wasps": 13' in [one.text for one in drawn.iter(f"{SVG}text")]


def test_the_csv_has_the_columns_and_names_that_the_package_looks_for(tiny: Report) -> None:
    """The names are those of its template; each box and node is named as there."""
    rows = list(csv.DictReader(io.StringIO(write([tiny], format="csv"))))
    assert list(rows[0]) == "data node box description boxtext tooltips url n".split()
    assert {row["box"] for row in rows} == {
        *(f"box{number}" for number in range(1, 17)),
        *"prevstud newstud othstud identification screening included".split(),
    }
    assert {row["node"] for row in rows} == {"NA", *(f"node{number}" for number in range(1, 23))}
    assert len(rows) == 32


def test_the_csv_holds_what_is_known_and_blanks_for_the_rest(tiny: Report) -> None:
    assert {name: n for name, n in numbers(tiny).items() if n} == {
        "database_results": "42",
        "records_screened": "42",
        "records_excluded": "33",
        "dbr_assessed": "9",
        "dbr_excluded": "no reason given, 3; no beekeeper in it, ",
        "new_studies": "4",
    }


def test_a_reason_cannot_be_taken_for_two_in_the_csv(tmp_path: Path) -> None:
    report = changed(tmp_path, '"no beekeeper in it"@en', '"no beekeeper, no hive; no bee"@en')
    assert numbers(report)["dbr_excluded"] == "no reason given, 3; no beekeeper - no hive / no bee, "


def test_the_coded_flow_is_that_of_the_paper(coded: Report) -> None:
    """Method, phase 2: 519 screened, 39 read, 17 in; how many duplicates there were, and left out why, is not said."""
    assert {name: n for name, n in numbers(coded).items() if n} == {
        "citations_results": "0",
        "records_screened": "519",
        "dbr_assessed": "39",
        "dbr_excluded": "nothing among the findings on how any of the four groups experiences IPS, ",
        "new_studies": "17",
    }
    (points,) = (block.points for block in coded.blocks if isinstance(block, Points))
    assert len(points) == 1
    assert "stated 519; the coded data give 527" in points[0]


def test_without_a_flow_the_report_says_so_and_has_no_diagram() -> None:
    report = flow_of(REVIEWS / "grouped")
    assert (report.sections, report.missing) == ((), ("no flow of records is coded",))
    with pytest.raises(WrongUsage, match="cannot be had as svg: take one of markdown, html, json"):
        write([report], format="svg")


def test_a_diagram_is_of_one_review(tiny: Report, coded: Report) -> None:
    with pytest.raises(WrongUsage, match="svg holds one review, and 2 are named: name one of them with --data"):
        write([tiny, coded], format="svg")
    assert write([tiny, coded], format="html").count("<svg") == 2
