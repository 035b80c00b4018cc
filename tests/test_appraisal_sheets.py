"""Appraisals and confidence as a coder writes them: into a workbook, out of it into the files, and back."""

import csv
from pathlib import Path

import openpyxl
import pytest
from making import FORMATS, Sheets, made, run
from rdflib import Graph
from rdflib.compare import isomorphic

import ipskg

BOOK: Sheets = {
    "Sections": [["Order", "Heading", "Metaphor"], [1, "Rain as company", "rain as company"]],
    "Metaphors": [
        ["Metaphor", "Interpretation", "Basis"],
        ["rain as company", "Rain keeps gardeners company.", "stated"],
    ],
    "Findings": [
        ["Id", "Section", "Order", "Statement"],
        ["talk", "Rain as company", 1, "Gardeners talk to the rain."],
    ],
    "Studies": [["Short name"], ["Sprinkle 2001"], ["Puddle 2002"]],
    "Constructs": [["Metaphor", "Study", "Basis"], ["someone to talk to", "Sprinkle 2001", "stated"]],
    "Links to findings": [["Finding", "Metaphor of a study, expressed in"], ["talk", "someone to talk to"]],
    "Appraisal tools": [["Name", "Version"], ["Umbrella test", "2"]],
    "Appraisal questions": [
        ["Tool", "Number", "Question", "Meaning"],
        ["Umbrella test", 1, "got wet", "Whether the authors stood in the rain."],
        ["Umbrella test", 2, "came back", None],
    ],
    "Appraisal procedures": [
        ["Tool", "Questions of", "Answers published", "Who"],
        ["The umbrella test", "Umbrella test", "yes", "Rosa Puddle"],
    ],
    "Appraisals": [
        ["Procedure", "Study", "Question", "Answer", "Reason", "Who"],
        ["The umbrella test", "Sprinkle 2001", "got wet", "yes", "The notebooks are wet.", "Rosa Puddle"],
        ["The umbrella test", "Puddle 2002", "came back", "Can't tell", None, "Rosa Puddle"],
    ],
    "Confidence": [
        ["Finding or metaphor", "Adequacy", "Adequacy, why", "Confidence", "Reason", "Who", "Date"],
        ["rain as company", "serious concerns", "One shower.", "low", "Too few.", "Rosa Puddle", "2020-04"],
        ["talk", "no or very minor concerns", "Much talk.", "high", "All talk.", "Rosa Puddle", None],
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Begin a review."""
    run("new", tmp_path / "rain", "--title", "Rain", "--author", "Rosa Puddle")
    return tmp_path / "rain"


def filled_in(folder: Path, book: Sheets = BOOK) -> Sheets:
    """Give the workbook of a review that has just begun, with more rows in it."""
    run("sheet", "write", "--review", "--format", "csv", "--data", folder, "-o", folder.with_name("begun"))
    sheets: Sheets = {}
    for path in folder.with_name("begun").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            sheets[path.stem] = list(csv.reader(file))
    for name, (headings, *rows) in book.items():
        columns = [heading.removesuffix(" *") for heading in sheets[name][0]]
        assert set(headings) <= set(columns), name
        sheets[name] += [[dict(zip(headings, row, strict=True)).get(column) for column in columns] for row in rows]
    return sheets


def choices(path: Path, sheet: str, heading: str) -> list[str]:
    """Give what the drop-down below a heading offers."""
    book = openpyxl.load_workbook(path)
    column = [str(cell.value).removesuffix(" *") for cell in book[sheet][1]].index(heading) + 1
    (rule,) = [
        one
        for one in book[sheet].data_validations.dataValidation
        if any(area.min_col <= column <= area.max_col and area.min_row == 2 for area in one.sqref.ranges)
    ]
    name, _, cells = book.defined_names[rule.formula1.removeprefix("=")].attr_text.partition("!")
    return [str(row[0].value) for row in book[name][cells.replace("$", "")]]


@pytest.mark.parametrize("format", FORMATS)
def test_a_workbook_of_a_review_says_who_answered_what_and_how_sure_one_is(
    folder: Path, tmp_path: Path, format: str
) -> None:
    """In words only: each answer and judgement is found by the canned queries, and stands in the file it belongs in."""
    run("add", made(tmp_path, format, filled_in(folder)), "--data", folder)
    corpus = ipskg.open(folder)
    answers = [
        (row["tool"], row["order"], row["appraisalQuestionLabel"], row["definition"])
        for row in corpus.query("appraisal-questions")
    ]
    assert answers == [
        ("Umbrella test", 1, "got wet", "Whether the authors stood in the rain."),
        ("Umbrella test", 2, "came back", None),
    ]
    said = ("studyLabel", "appraisalQuestionLabel", "answer", "rationale", "judge")
    assert [tuple(row[column] for column in said) for row in corpus.query("appraisals")] == [
        ("Puddle 2002", "came back", "can't tell", None, "Rosa Puddle"),
        ("Sprinkle 2001", "got wet", "Yes", "The notebooks are wet.", "Rosa Puddle"),
    ]
    said = ("thirdOrderLabel", "findingText", "adequacy", "adequacyReason", "confidence", "rationale", "date")
    assert [tuple(row[column] for column in said) for row in corpus.query("confidence")] == [
        (None, "Gardeners talk to the rain.", "no or very minor concerns", "Much talk.", "high", "All talk.", None),
        ("rain as company", None, "serious concerns", "One shower.", "low", "Too few.", "2020-04"),
    ]
    assert "Appraisal ;" in (folder / "studies" / "sprinkle-2001.ttl").read_text("utf-8")
    assert "AppraisalQuestion ;" in (folder / "review.ttl").read_text("utf-8")
    assert (folder / "synthesis.ttl").read_text("utf-8").count("ConfidenceAssessment ;") == 2


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_what_is_coded_goes_out_and_comes_back(folder: Path, tmp_path: Path, format: str) -> None:
    run("add", made(tmp_path, "csv", filled_in(folder)), "--data", folder)
    book = tmp_path / (f"back.{format}" if format == "xlsx" else "back")
    run("sheet", "write", "--review", "--format", format, "--data", folder, "-o", book)
    run("sheet", "read", book, "--data", folder, "-o", tmp_path / "back.ttl")
    there = Graph()
    for path in folder.rglob("*.ttl"):
        there.parse(path)
    back = Graph().parse(tmp_path / "back.ttl")
    assert len(back) > 60
    assert isomorphic(back, there)


def test_the_lists_offer_the_questions_of_casp_in_their_order_and_the_levels(tmp_path: Path) -> None:
    path = tmp_path / "review.xlsx"
    run("sheet", "new", "--review", "-o", path)
    questions = choices(path, "Appraisals", "Question")
    assert questions[:3] == ["clear aims", "qualitative method fits", "design fits the aims"]
    assert questions[9] == "value of the research"
    assert choices(path, "Appraisals", "Answer") == ["Yes", "can't tell", "No"]
    levels = ["no or very minor concerns", "minor concerns", "moderate concerns", "serious concerns"]
    for component in ("Methodological limitations", "Coherence", "Adequacy", "Relevance"):
        assert choices(path, "Confidence", component) == levels
    assert choices(path, "Confidence", "Confidence") == ["high", "moderate", "low", "very low"]
    assert "CASP Qualitative Checklist" in choices(path, "Appraisal procedures", "Questions of")
    assert "frustrating IPS collaboration" in choices(path, "Confidence", "Finding or metaphor")


def test_a_level_of_the_other_scale_is_refused_with_its_cell(folder: Path, tmp_path: Path) -> None:
    """Both scales have a moderate; what was meant is not guessed."""
    rows = [BOOK["Confidence"][0], ["rain as company", "moderate", "x", "moderate concerns", "x", "Rosa Puddle", None]]
    path = made(tmp_path, "csv", filled_in(folder, {**BOOK, "Confidence": rows}))
    said = "\n".join(run("validate", path, "--data", folder, code=1))
    assert "Confidence.csv: G2: violation" in said
    assert "Choose one level of concern about adequacy from the list" in said
    assert "Confidence.csv: K2: violation" in said
    assert "Choose one level of confidence from the list" in said
