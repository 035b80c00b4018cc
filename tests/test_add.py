"""A study into a review folder and out of it again: checked, all of it or nothing, and shown by what it changes."""

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from rdflib import Graph

import ipskg
from ipskg.cli import main
from ipskg.coding import add, remove
from ipskg.corpus import Corpus
from ipskg.namespaces import local_name

ROOT = Path(__file__).parents[1]
CODED = ROOT / "data" / "moen-2021"

# An invented study of social workers: who they are, what they say, and what that stands against.
STUDY = {
    "Studies": [{
        "Short name": "Roe et al. 2024", "Design": "interview study", "Data collection": "semi-structured interview",
        "Analysis": "content analysis", "Country": "Norway", "Part of a trial": "No",
        "Aim": "What social workers make of IPS", "Perspective": "social workers",
        "Basis of the perspective": "stated",
    }],
    "Publications": [{
        "Reference number": "32", "Authors as printed": "Roe R, Doe D", "First author": "Roe", "Year": 2024,
        "Title": "Slow and fast", "Journal or book": "J Invented Work", "Volume": "3", "Pages": "3-4",
    }],
    "Inclusions": [{"First author": "Roe", "Year": 2024}],
    "Samples": [{"Actor group": "social workers", "Count": 8, "Unit": "persons"}],
    "Findings": [{
        "Section": "Frustrating IPS collaboration", "Order": 12,
        "Statement": "Some took a quick start as a sign of respect.",
    }],
    "Constructs": [
        {"Metaphor": "speed as respect", "Actor group": "social workers", "Basis": "stated"},
        {"Metaphor": "rules in the way", "Actor group": "social workers", "Basis": "stated"},
    ],
    "Translations": [{
        "Translates": "speed as respect", "Into": "frustrating IPS collaboration", "Basis": "inferred",
        "Who": "the ipskg coders", "Reason": "Speed is welcome here and feared there.",
        "Stands against": "an IPS process that is too fast and could harm",
    }],
    "Links to findings": [
        {"Finding": "frustrating-collaboration-07", "Metaphor of a study, expressed in": "speed as respect"},
        {"Finding": "frustrating-collaboration-03", "Metaphor of a study, expressed in": "rules in the way"},
        {"Finding": "Some took a quick start as a sign of respect.", "Publication, cited for": "Slow and fast"},
    ],
}  # fmt: skip


def run(*arguments: str | Path, code: int = 0) -> str:
    done = CliRunner().invoke(main, [str(one) for one in arguments])
    assert done.exit_code == code, done.output
    return done.output


def write(path: Path, cells: dict[str, list[dict[str, object]]]) -> Path:
    """Fill in an empty workbook, below its headings."""
    run("sheet", "new", "-o", path)
    book = openpyxl.load_workbook(path)
    for name, rows in cells.items():
        columns = {str(cell.value).removesuffix(" *"): cell.column for cell in book[name][1] if cell.value}
        for number, row in enumerate(rows, 2):
            for heading, value in row.items():
                book[name].cell(number, columns[heading]).value = value
    book.save(path)
    return path


@pytest.fixture
def review(tmp_path: Path) -> Path:
    return shutil.copytree(CODED, tmp_path / "review")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return write(tmp_path / "study.xlsx", STUDY)


def contents(folder: Path) -> dict[str, bytes]:
    """Give all that is in a folder, whatever it is called."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_filled_in_study_has_no_fault(sheet: Path, review: Path) -> None:
    """All but that nobody has said yet who includes it: that is for `add`."""
    said = run("validate", sheet, "--data", review)
    assert said.splitlines() == [
        f"{sheet}: Inclusions!B2: warning: roe-2024-inclusion: Say who included the study: the team that wrote the"
        " review, or the coder who added it later",
        "0 violations, 1 warning",
    ]


def test_a_workbook_of_no_named_review_is_checked_as_a_part_of_the_coded_one_and_told_so(sheet: Path) -> None:
    """Its findings and metaphors are those of one review, and with another it may be wrong."""
    said = run("validate", sheet).splitlines()
    assert said[0] == "checked as a part of moen-2021, since --data names no other review"
    assert said[-1] == "0 violations, 1 warning"


def test_five_broken_cells_give_five_lines_with_their_cells(tmp_path: Path, review: Path) -> None:
    """In the words of the shapes, with what was found and what may have been meant."""
    broken = json.loads(json.dumps(STUDY))
    broken["Studies"][0]["Design"] = "interwiev study"
    broken["Samples"][0]["Count"] = "eight"
    broken["Constructs"][1]["Basis"] = "guessed"
    broken["Translations"][0]["Into"] = "frustrating collaboration"
    broken["Publications"][0]["Year"] = 24
    sheet = write(tmp_path / "study.xlsx", broken)
    lines = run("validate", sheet, "--data", review, code=1).splitlines()
    wanted = [
        "Constructs!F3: violation: roe-2024-rules-in-the-way: Choose one basis for the metaphor: Stated or Inferred"
        ' ("guessed")',
        "Publications!E2: violation: roe-2024-report: Write the year of the publication once, as a whole number of"
        " four digits (24)",
        "Samples!C2: violation: roe-2024-sample: Write how many there are in the sample once, as a whole number from"
        ' one ("eight")',
        'Studies!C2: violation: roe-2024: Choose the design of the study from the list ("interwiev study"), did you'
        " mean interview study?",
        "Translations!F2: violation: roe-2024-translation: Name the one metaphor of the reviewers that the translation"
        ' was made for ("frustrating collaboration"), did you mean frustrating IPS'
        " collaboration?",
    ]
    assert [line for line in lines if ": violation: " in line] == [f"{sheet}: {one}" for one in wanted]
    assert contents(review) == contents(CODED)


def test_add_writes_one_file_that_a_reviewer_can_read(sheet: Path, review: Path) -> None:
    said = run("add", sheet, "--data", review, "--on", "2024-05-17")
    assert "Newly included: Roe et al. 2024" in said
    assert "Contradictions that appear: 1 on “frustrating IPS collaboration”" in said
    new = contents(review).keys() - contents(CODED).keys()
    assert new == {"studies/roe-2024.ttl"}
    assert {path: content for path, content in contents(review).items() if path not in new} == contents(CODED)
    turtlefmt = Path(sys.executable).with_name("turtlefmt")
    subprocess.run([turtlefmt, "--check", review / "studies" / "roe-2024.ttl"], check=True)
    assert run("validate", review).splitlines()[-1] == run("validate", CODED).splitlines()[-1]


def test_a_study_is_included_by_its_coder_and_not_by_the_authors(sheet: Path, review: Path) -> None:
    """With the day; and so is the finding that it brings along."""
    run("add", sheet, "--data", review, "--on", "2024-05-17")
    corpus = ipskg.open(review)
    added = [(row["kind"], row["recordLabel"], row["coder"], row["date"]) for row in corpus.query("additions")]
    assert added == [
        ("finding", "Frustrating IPS collaboration, 12", "the ipskg coders", None),
        ("study", "Roe et al. 2024", "the ipskg coders", "2024-05-17"),
    ]
    text = run("results", "section-frustrating-collaboration", "--data", review)
    assert "12. Some took a quick start as a sign of respect. *(added by the ipskg coders)* [32 (added)]" in text
    assert "Roe et al. 2024 (added): *speed as respect*; against Hasson et al. 2011" in text


def test_a_study_whose_sheet_names_no_inclusion_is_included_all_the_same(review: Path, tmp_path: Path) -> None:
    cells = {name: rows for name, rows in STUDY.items() if name != "Inclusions"}
    run("add", write(tmp_path / "study.xlsx", cells), "--data", review, "--on", "2024-05-17")
    corpus = ipskg.open(review)
    assert "Roe et al. 2024" in {row["studyLabel"] for row in corpus.query("studies")}
    (added,) = [row for row in corpus.query("additions") if row["kind"] == "study"]
    assert (added["recordLabel"], added["coder"], added["date"]) == (
        "Roe et al. 2024",
        "the ipskg coders",
        "2024-05-17",
    )


def test_the_same_sheet_writes_the_same_bytes(sheet: Path, review: Path, tmp_path: Path) -> None:
    other = shutil.copytree(CODED, tmp_path / "other")
    for folder in (review, other):
        add(folder, sheet, on=date(2024, 5, 17))
    assert contents(review) == contents(other)


def test_remove_brings_the_folder_back_byte_for_byte(sheet: Path, review: Path) -> None:
    run("add", sheet, "--data", review)
    assert contents(review) != contents(CODED)
    said = run("remove", "roe-2024", "--data", review)
    assert "No longer included: Roe et al. 2024" in said
    assert contents(review) == contents(CODED)


def test_a_dry_run_writes_nothing_and_shows_the_same(sheet: Path, review: Path) -> None:
    tried = run("add", sheet, "--data", review, "--dry-run")
    assert contents(review) == contents(CODED)
    assert "would be written: " in tried
    done = run("add", sheet, "--data", review)
    assert tried.replace("would be written: ", "written: ") == done


def test_changes_shows_a_sheet_without_adding_it(sheet: Path, review: Path) -> None:
    shown = json.loads(run("changes", "--with", sheet, "--data", review, "--format", "json"))
    assert contents(review) == contents(CODED)
    added = run("add", sheet, "--data", review, "--format", "json")
    assert json.loads(added[added.index("{") : added.rindex("}") + 1]) == shown


def test_a_study_that_is_there_is_not_written_over(sheet: Path, review: Path, tmp_path: Path) -> None:
    run("add", sheet, "--data", review, "--on", "2024-05-17")
    before = contents(review)
    said = run("add", sheet, "--data", review, code=2)
    assert said.splitlines() == [
        f"Error: {review}/studies/roe-2024.ttl: there is such a study already: give yours another id, or say --replace"
    ]
    assert contents(review) == before
    changed = json.loads(json.dumps(STUDY))
    changed["Samples"][0]["Count"] = 9
    run("add", write(tmp_path / "again.xlsx", changed), "--data", review, "--replace", "--on", "2024-05-17")
    name = "studies/roe-2024.ttl"
    assert contents(review)[name] == before[name].replace(b"hasCount 8", b"hasCount 9")


def test_what_replaces_a_study_is_checked_as_well(sheet: Path, review: Path, tmp_path: Path) -> None:
    run("add", sheet, "--data", review, "--on", "2024-05-17")
    before = contents(review)
    broken = json.loads(json.dumps(STUDY))
    del broken["Constructs"][0]["Metaphor"]
    said = run("add", write(tmp_path / "again.xlsx", broken), "--data", review, "--replace", code=1)
    assert "Constructs!B2: violation: " in said
    assert contents(review) == before


def test_the_workbook_of_a_whole_review_is_checked_as_its_folder_is(review: Path, tmp_path: Path) -> None:
    """Problem by problem: the same records, messages and values, with cells in the place of lines."""
    run("sheet", "write", "--review", "--data", review, "-o", tmp_path / "review.xlsx")
    by_cell = json.loads(
        run("validate", tmp_path / "review.xlsx", "--data", review, "--format", "json").partition("\n0")[0]
    )
    by_line = json.loads(run("validate", review, "--format", "json").partition("\n0")[0])
    told = [
        [(one["record"], one["message"], one["value"]) for one in report["problems"]] for report in (by_cell, by_line)
    ]
    assert sorted(told[0], key=str) == sorted(told[1], key=str)
    assert len(told[0]) >= 11
    assert all(one["cell"] for one in by_cell["problems"])


def test_a_violation_keeps_all_of_it_out(review: Path, tmp_path: Path) -> None:
    broken = json.loads(json.dumps(STUDY))
    del broken["Constructs"][0]["Metaphor"]
    said = run("add", write(tmp_path / "study.xlsx", broken), "--data", review, code=1)
    assert "nothing was added" in said
    assert contents(review) == contents(CODED)


def test_a_coded_study_goes_out_is_taken_out_and_comes_back(review: Path, tmp_path: Path) -> None:
    """Nothing is said of it that was not said before: it stays included by the authors of the review."""
    run("sheet", "write", "crain-2009", "-o", tmp_path / "crain.xlsx")
    run("remove", "crain-2009", "--data", review)
    assert "crain-2009" not in {row["study"] for row in ipskg.open(review).query("studies")}
    run("add", tmp_path / "crain.xlsx", "--data", review)
    file = "studies/crain-2009.ttl"
    assert set(Graph().parse(review / file)) == set(Graph().parse(CODED / file))
    assert ipskg.open(review).query("additions") == []


def test_the_workbook_of_the_whole_review_leaves_each_statement_in_its_file(
    sheet: Path, review: Path, tmp_path: Path
) -> None:
    """What a coder added stands in the file of the study that it came with, and goes with it."""
    run("add", sheet, "--data", review)
    before = {path: set(Graph().parse(path)) for path in review.rglob("*.ttl")}
    run("sheet", "write", "--review", "--data", review, "-o", tmp_path / "whole.xlsx")
    run("add", tmp_path / "whole.xlsx", "--data", review)
    assert {path: set(Graph().parse(path)) for path in review.rglob("*.ttl")} == before


def test_a_turtle_file_is_added_as_a_sheet_is(sheet: Path, review: Path, tmp_path: Path) -> None:
    run("sheet", "read", sheet, "-o", tmp_path / "study.ttl")
    add(review, tmp_path / "study.ttl", on=date(2024, 5, 17))
    by_turtle = contents(review)
    run("remove", "roe-2024", "--data", review)
    add(review, sheet, on=date(2024, 5, 17))
    assert contents(review) == by_turtle


def test_a_problem_of_a_turtle_file_has_its_line(sheet: Path, review: Path, tmp_path: Path) -> None:
    path = tmp_path / "study.ttl"
    run("sheet", "read", sheet, "-o", path)
    text = path.read_text("utf-8").replace("metaeth:hasCount 8", 'metaeth:hasCount "eight"')
    path.write_text(text, "utf-8")
    line = text[: text.index('"eight"')].count("\n") + 1
    said = run("add", path, "--data", review, code=1)
    assert f"{path}:{line}: violation: roe-2024-sample: Write how many there are in the sample once" in said
    assert contents(review) == contents(CODED)


def test_removing_a_study_is_refused_where_translations_stand_against_it(review: Path) -> None:
    """Crain's account of recovery stands against two accounts of Quimby: both are named."""
    said = run("remove", "quimby-2001", "--data", review, code=1)
    assert "2 records would stand against nothing" in said
    for record in ("crain-2009-recovery-against-quimby-2001", "crain-2009-recovery-against-stressor"):
        assert f"{record} in studies/crain-2009.ttl" in said
    assert contents(review) == contents(CODED)


def test_a_cascade_takes_along_what_would_dangle_and_nothing_else(review: Path) -> None:
    run("remove", "quimby-2001", "--cascade", "--data", review)
    left, there = contents(review), contents(CODED)
    assert there.keys() - left.keys() == {"studies/quimby-2001.ttl"}
    changed = {path for path in left if left[path] != there[path]}
    assert changed == {"studies/crain-2009.ttl"}
    gone = set(Graph().parse(data=there["studies/crain-2009.ttl"])) - set(
        Graph().parse(data=left["studies/crain-2009.ttl"])
    )
    names = {str(subject).rpartition("/")[2] for subject, _, _ in gone}
    assert names == {"crain-2009-recovery-against-quimby-2001", "crain-2009-recovery-against-stressor"}
    # Blocks are taken out, so that the order and the comments of the file stay.
    lines = there["studies/crain-2009.ttl"].splitlines()
    assert [line for line in left["studies/crain-2009.ttl"].splitlines() if line not in lines] == []
    assert "0 violations" in run("validate", review)


def test_a_construct_that_studies_share_goes_with_the_last_of_them(review: Path) -> None:
    """Two studies share an account of social workers; without both of them it is nobody's."""
    shared = "https://w3id.org/ipskg/data/moen-2021/regulations-not-heeded"
    studies = sorted(
        path.stem for path in (review / "studies").glob("*.ttl") if "regulations-not-heeded" in path.read_text()
    )
    assert studies == ["bejerholm-2011", "hasson-2011"]
    run("remove", "hasson-2011", "--cascade", "--data", review)
    assert shared in {row["secondOrder"] for row in ipskg.open(review).query("expressions")}
    said = run("remove", "bejerholm-2011", "--data", review, code=1)
    assert "regulations-not-heeded in synthesis.ttl" in said
    run("remove", "bejerholm-2011", "--cascade", "--data", review)
    assert "moen:regulations-not-heeded" not in (review / "synthesis.ttl").read_text("utf-8")
    assert "# The line of argument" in (review / "synthesis.ttl").read_text("utf-8"), "comments stay"


def test_what_a_review_is_without_a_study_is_what_stays_when_it_is_removed() -> None:
    """Record by record, for each study of the coded review: leaving it out and taking it out are one thing."""
    corpus = ipskg.open(CODED)
    for row in corpus.query("studies"):
        left = remove(CODED, [local_name(row["study"])], cascade=True, dry_run=True).after
        assert described(corpus.without(row["study"])) == described(left)


def described(corpus: Corpus) -> set[str]:
    """Give the records of a review."""
    rows = corpus.ask("SELECT DISTINCT ?one WHERE { ?one a ?kind FILTER(CONTAINS(STR(?one), '/data/')) }").rows()
    return {row["one"] for row in rows}


def test_what_goes_follows_from_the_fields_that_a_record_must_have() -> None:
    """A step of the flow takes its reason for exclusion along, a section its findings, and nothing else goes."""
    corpus = ipskg.open(CODED)
    moen = corpus.reviews[0].namespace
    assert corpus.going_with(records=[f"{moen}flow-language"]) == {
        f"{moen}flow-language",
        f"{moen}flow-language-exclusion",
    }
    assert corpus.going_with(records=[f"{moen}section-uncertain"]) == {
        f"{moen}section-uncertain",
        *(f"{moen}uncertain-0{number}" for number in range(1, 6)),
    }


def test_what_cannot_be_removed_is_named(review: Path) -> None:
    assert "did you mean crain-2009" in run("remove", "crane-2009", "--data", review, code=2)
    assert contents(review) == contents(CODED)


def test_a_new_review_begins_with_what_is_known_and_a_workbook(tmp_path: Path) -> None:
    folder = tmp_path / "rain-2024"
    run(
        "new", folder, "--title", "How gardeners live with rain", "--short-name", "Rain 2024", "--year", "2024",
        "--question", "What is rain?", "--author", "Rosa Puddle", "--coder", "Dee", "--actor-group", "gardeners",
        "--actor-group", "slugs", "--section", "Rain as company", "--section", "Rain as food",
    )  # fmt: skip
    assert set(contents(folder)) == {"review.ttl", "synthesis.ttl", "rain-2024.xlsx"}
    turtlefmt = Path(sys.executable).with_name("turtlefmt")
    subprocess.run([turtlefmt, "--check", folder], check=True)
    corpus = ipskg.open(folder)
    assert [row["heading"] for row in corpus.query("sections")] == ["Rain as company", "Rain as food"]
    (about,) = corpus.query("reviews")
    assert (about["reviewLabel"], about["title"], about["question"]) == (
        "Rain 2024", "How gardeners live with rain", "What is rain?",
    )  # fmt: skip
    book = openpyxl.load_workbook(folder / "rain-2024.xlsx")
    assert [cell.value for cell in book["Actor groups"]["B"]] == ["Name *", "gardeners", "slugs"]
    assert run("validate", folder).splitlines()[-1].startswith("0 violations")


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("a b", [], "cannot name a review"),
        ("con", [], "cannot name a review"),
        ("rain", ["--namespace", "rain/"], "is no address for records"),
        ("rain", ["--namespace", "https://w3id.org/ipskg/meta-ethnography#"], "not that of the ontology"),
    ],
)
def test_what_cannot_begin_a_review_leaves_nothing_behind(
    name: str, options: list[str], said: str, tmp_path: Path
) -> None:
    assert said in run("new", tmp_path / name, "--title", "Rain", *options, code=2)
    assert list(tmp_path.iterdir()) == []


def test_a_new_review_is_not_made_over_a_folder(review: Path) -> None:
    assert "there is such a folder already" in run("new", review, "--title", "Rain", code=2)
    assert contents(review) == contents(CODED)
