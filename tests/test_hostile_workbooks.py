"""Workbooks that are filled in wrongly, or by other programs than ours: each fault is one line that names its cell."""

import csv
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from making import (
    FORMATS,
    TINY,
    Error,
    Formula,
    Sheets,
    as_csv,
    as_ods,
    as_xlsx,
    cell,
    contents,
    made,
    moth,
    repacked,
    run,
)
from rdflib import Graph

WORKBOOKS = Path(__file__).parent / "workbooks"
TYPED = ("xlsx", "ods")  # these tell numbers and dates from texts


@pytest.fixture
def review(tmp_path: Path) -> Path:
    return shutil.copytree(TINY, tmp_path / "tiny")


def refused(book: Path, review: Path) -> list[str]:
    """Try to add a workbook that has a violation, and give what is said: nothing is written."""
    before = contents(review)
    *lines, last = run("add", book, "--data", review, code=1)
    assert last.endswith(": nothing was added")
    assert contents(review) == before
    return lines


def added(book: Path, review: Path) -> Graph:
    """Add a workbook that has nothing wrong with it, and give what is in the file of its study."""
    lines = run("add", book, "--data", review)
    assert not [line for line in lines if line.startswith(str(book))]
    return Graph().parse(review / "studies" / "moth-2022.ttl")


def put(sheets: Sheets, place: str, value: Any) -> None:
    """Put a value into a cell, as `Samples!B2`."""
    sheet, _, name = place.partition("!")
    row, column = int(name[1:]) - 1, ord(name[0]) - ord("A")
    rows = sheets[sheet]
    rows += [[None] * len(rows[0]) for _ in range(row + 1 - len(rows))]
    rows[row] += [None] * (column + 1 - len(rows[row]))
    rows[row][column] = value


@pytest.mark.parametrize("format", FORMATS)
def test_a_study_without_a_fault_is_added_from_any_format(format: str, review: Path, tmp_path: Path) -> None:
    """And makes the same file, whatever the format."""
    said = added(made(tmp_path, format, moth()), review)
    other = shutil.copytree(TINY, tmp_path / "other")
    assert set(said) == set(added(as_xlsx(tmp_path / "again.xlsx", moth()), other))
    assert len(said) > 40


# What is in which cell, and what is said of it.
ID = "This cannot be an id: write letters, digits and hyphens, as in areberg-2013"
YEAR = "moth-2022-report: Write the year of the publication once, as a whole number of four digits"
COUNT = "moth-2022-sample: Write how many there are in the sample once, as a whole number from one"
DATE = "The spreadsheet took this for a date or a time: format the cell as text, and write it again"
UNSAVED = "The cell holds a formula without a value: open and save the workbook in a spreadsheet, or write the value"
WRONG: dict[str, tuple[str, Any, str]] = {
    "a text for a number": ("Samples!B2", "seven", f'{COUNT} ("seven")'),
    "a part of a number": ("Samples!B2", 7.5, f'{COUNT} ("7.5")'),
    "a number below what can be": ("Samples!B2", -3, f"{COUNT} (-3)"),
    "a number beyond what can be": ("Samples!B2", 1e300, f"{COUNT} ("),
    "an unknown choice": (
        "Studies!C2",
        "interwiev study",
        'moth-2022: Choose the design of the study from the list ("interwiev study"), did you mean interview study?',
    ),
    "a kind that there is not": ("Translations!B2", "reciprocity", 'Choose the kind from the list ("reciprocity")'),
    "the name of no record": (
        "Translations!E2",
        "listenning",
        "moth-2022-translation: Name the one metaphor of the reviewers that the translation was made for"
        ' ("listenning"), did you mean listening?',
    ),
    "the id of no record": (
        "Links to findings!A2",
        "waiting-warm",
        'Choose one finding from the list ("waiting-warm"), did you mean waiting-fear: Waiting can turn into fear'
        " for the bees.?",
    ),
    "the id of another row": (
        "Constructs!A3",
        "moth-2022-lamp",
        "moth-2022-the-moth-at-the-window: The id stands in Constructs!A2 too: give each record its own"
        ' ("moth-2022-lamp")',
    ),
    "the id of a record of another study": (
        "Constructs!A3",
        "skep-2007-guests",
        "moth-2022-the-moth-at-the-window: The id is that of a record in studies/skep-2007.ttl: take another"
        ' ("skep-2007-guests")',
    ),
    "the id of a record of the review": (
        "Constructs!A3",
        "listening",
        'moth-2022-the-moth-at-the-window: The id is that of a record in synthesis.ttl: take another ("listening")',
    ),
    "a study called as a record of another": (
        "Studies!A2",
        "skep-2007-guests",
        'The id is that of a record in studies/skep-2007.ttl: take another ("skep-2007-guests")',
    ),
    "an id that differs from another in capitals": (
        "Studies!A2",
        "Skep-2007",
        "There is a study skep-2007, which differs in capital letters only: give this one another id"
        ' ("Skep-2007")',
    ),
    "an id that leads out of the folder": ("Studies!A2", "../x", f'{ID} ("../x")'),
    "an id that is a path": ("Studies!A2", "/etc/passwd", f'{ID} ("/etc/passwd")'),
    "an id that leads out of Windows' folders": ("Studies!A2", "..\\x", f'{ID} ("..\\x")'),
    "an id that Windows keeps": ("Studies!A2", "con", f'{ID} ("con")'),
    "an id that Windows keeps with an ending": ("Studies!A2", "NUL.x", f'{ID} ("NUL.x")'),
    "an id with a slash": ("Studies!A2", "a/b", f'{ID} ("a/b")'),
    "an id with an escaped slash": ("Studies!A2", "a%2Fb", f'{ID} ("a%2Fb")'),
    "an id that is hidden": ("Studies!A2", ".moth", f'{ID} (".moth")'),
    "an id that is an address": ("Studies!A2", "https://x.example/y", f'{ID} ("https://x.example/y")'),
    "an id that is too long": ("Studies!A2", "a" * 101, f'{ID} ("{"a" * 59}…")'),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_cell_gets_one_line_with_its_name(wrong: str, review: Path, tmp_path: Path) -> None:
    place, value, said = WRONG[wrong]
    sheets = moth()
    put(sheets, place, value)
    book = as_xlsx(tmp_path / "study.xlsx", sheets)
    (line,) = refused(book, review)
    assert line.startswith(f"{book}: {place}: violation: {said}".removesuffix("("))


WRONG_IN_SPREADSHEETS: dict[str, tuple[str, Any, str]] = {
    "a date for a range of pages": (
        "Publications!G2",
        datetime(2022, 4, 3),
        f'moth-2022-report: {DATE} ("2022-04-03")',
    ),
    "yes as a spreadsheet knows it": (
        "Studies!E2",
        True,
        'moth-2022: Choose one answer from the list: whether the study is part of a trial ("TRUE")',
    ),
    "yes for a number": ("Samples!B2", True, f'{COUNT} ("TRUE")'),
    "an error": (
        "Publications!E2",
        Error("#REF!"),
        'moth-2022-report: The cell holds the error #REF! of a formula: write the value itself ("#REF!")',
    ),
    "an error for a text": (
        "Studies!F2",
        Error("#N/A"),
        'moth-2022: The cell holds the error #N/A of a formula: write the value itself ("#N/A")',
    ),
    "an error as LibreOffice numbers it": (
        "Studies!F2",
        Error("Err:502"),
        'moth-2022: The cell holds the error Err:502 of a formula: write the value itself ("Err:502")',
    ),
    "the value of a formula": ("Publications!E2", Formula("=11*2", 22), f"{YEAR} (22)"),
}


@pytest.mark.parametrize("format", TYPED)
def test_all_wrong_cells_of_a_workbook_are_found_at_once(format: str, review: Path, tmp_path: Path) -> None:
    """And are said in the order of the sheets, whatever kind of fault each is."""
    sheets = moth()
    for name in ("a date for a range of pages", "yes as a spreadsheet knows it", "an error", "an error for a text"):
        put(sheets, *WRONG_IN_SPREADSHEETS[name][:2])
    for name in ("a text for a number", "an unknown choice", "the id of no record", "the id of another row"):
        put(sheets, *WRONG[name][:2])
    put(sheets, "Translations!D2", "")
    book = made(tmp_path, format, sheets)
    found = [line.split(": violation: ")[0] for line in refused(book, review)]
    assert found == [
        f"{book}: {place}"
        for place in (
            "Constructs!A3", "Links to findings!A2", "Publications!E2", "Publications!G2", "Samples!B2", "Studies!C2",
            "Studies!E2", "Studies!F2", "Translations!D2",
        )
    ]  # fmt: skip


@pytest.mark.parametrize("format", TYPED)
@pytest.mark.parametrize("wrong", WRONG_IN_SPREADSHEETS)
def test_what_only_a_spreadsheet_can_get_wrong(wrong: str, format: str, review: Path, tmp_path: Path) -> None:
    place, value, said = WRONG_IN_SPREADSHEETS[wrong]
    sheets = moth()
    put(sheets, place, value)
    book = made(tmp_path, format, sheets)
    assert refused(book, review) == [f"{book}: {place}: violation: {said}"]


@pytest.mark.parametrize("format", TYPED)
def test_a_number_that_is_stored_as_text_is_a_number_and_a_warning(format: str, review: Path, tmp_path: Path) -> None:
    sheets = moth()
    put(sheets, "Samples!B2", "7")
    book = made(tmp_path, format, sheets)
    assert run("validate", book, "--data", review) == [
        f"{book}: Samples!B2: warning: moth-2022-sample: The number is stored as text: format the cell as a number"
        ' ("7")',
        "0 violations, 1 warning",
    ]
    assert "metaeth:hasCount 7 ;" in "\n".join(run("sheet", "read", book, "--data", review))


def test_csv_has_no_numbers_and_none_is_stored_as_text(review: Path, tmp_path: Path) -> None:
    added(as_csv(tmp_path / "study", moth()), review)


@pytest.mark.parametrize("format", FORMATS)
def test_a_number_is_a_text_where_a_text_is_asked_for(format: str, review: Path, tmp_path: Path) -> None:
    """Also one that spreadsheets keep as 98.0."""
    sheets = moth()
    put(sheets, "Publications!B2", 98.0 if format != "csv" else 98)
    put(sheets, "Studies!F2", 1984)
    said = added(made(tmp_path, format, sheets), review).serialize()
    assert 'hasReferenceNumber "98"' in said
    assert 'hasAim "1984"@en' in said


@pytest.mark.parametrize("format", TYPED)
def test_a_date_is_a_date_where_one_is_asked_for(format: str, review: Path, tmp_path: Path) -> None:
    sheets = moth()
    put(sheets, "Inclusions!C2", datetime(2022, 3, 4))
    assert 'wasIncludedOn "2022-03-04"' in added(made(tmp_path, format, sheets), review).serialize()


@pytest.mark.parametrize("format", TYPED)
def test_of_a_formula_its_value_is_read(format: str, review: Path, tmp_path: Path) -> None:
    sheets = moth()
    put(sheets, "Publications!E2", Formula("=2000+22", 2022))
    put(sheets, "Studies!F2", Formula('="To sit in"&" the dark."', "To sit in the dark."))
    said = added(made(tmp_path, format, sheets), review)
    assert set(said) == set(added(as_xlsx(tmp_path / "x.xlsx", moth()), shutil.copytree(TINY, tmp_path / "other")))


@pytest.mark.parametrize("format", TYPED)
def test_a_formula_that_was_never_worked_out_gets_its_line(format: str, review: Path, tmp_path: Path) -> None:
    """Programs that only write workbooks leave it so; what the cell says must not be lost in silence."""
    sheets = moth()
    if format == "ods":
        put(sheets, "Studies!F2", Formula("=[.A1]"))
        put(sheets, "Publications!E2", Formula("=[.A1]"))
        book = made(tmp_path, format, sheets)
    else:
        book = as_xlsx(tmp_path / "study.xlsx", sheets)
        file = openpyxl.load_workbook(book)
        file["Studies"]["F2"] = "=A1"
        file["Publications"]["E2"] = "=A1"
        file.save(book)
    assert refused(book, review) == [
        f"{book}: Publications!E2: violation: moth-2022-report: {UNSAVED}",
        f"{book}: Studies!F2: violation: moth-2022: {UNSAVED}",
    ]


def test_a_formula_whose_value_is_nothing_is_a_blank_cell(review: Path, tmp_path: Path) -> None:
    sheets = moth()
    put(sheets, "Studies!G2", Formula('=IF(A1="","x","")', ""))
    book = as_xlsx(tmp_path / "study.xlsx", sheets)
    before = b'<c r="G2"><f>'
    with_type = repacked(book, lambda _, content: content.replace(before, b'<c r="G2" t="str"><f>'))
    added(with_type, review)


LINKED = "The cell takes its value from another file: the value that was saved here is read"


@pytest.mark.parametrize(
    ("format", "formula"),
    [("xlsx", "='[other.xlsx]Sheet 1'!A1"), ("xlsx", "=[1]Sheet1!A1"), ("ods", "='file:///tmp/other.ods'#$Sheet1.A1")],
)
def test_a_value_from_another_file_gets_its_line(format: str, formula: str, review: Path, tmp_path: Path) -> None:
    sheets = moth()
    put(sheets, "Publications!E2", Formula(formula, 2022))
    book = made(tmp_path, format, sheets)
    assert run("validate", book, "--data", review) == [
        f"{book}: Publications!E2: warning: moth-2022-report: {LINKED}", "0 violations, 1 warning",
    ]  # fmt: skip


MERGED = "The cell is merged with others: only its own field is read; part the cells, and fill in each"


def test_merged_cells_get_their_line(review: Path, tmp_path: Path) -> None:
    book = as_xlsx(
        tmp_path / "study.xlsx",
        moth(),
        lambda book, pages: pages["Samples"].merge_range(1, 1, 3, 1, 7, book.add_format()),
    )
    assert run("validate", book, "--data", review) == [
        f"{book}: Samples!B2: warning: moth-2022-sample: {MERGED}", "0 violations, 1 warning",
    ]  # fmt: skip


def test_merged_cells_of_an_ods_file_get_their_line(review: Path, tmp_path: Path) -> None:
    def merge(name: str, content: bytes) -> bytes:
        return content.replace(
            b'<table:table-cell office:value-type="float" office:value="7">',
            b'<table:table-cell table:number-rows-spanned="2" office:value-type="float" office:value="7">',
        )

    book = repacked(as_ods(tmp_path / "study.ods", moth()), merge)
    assert run("validate", book, "--data", review) == [
        f"{book}: Samples!B2: warning: moth-2022-sample: {MERGED}", "0 violations, 1 warning",
    ]  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
def test_what_cannot_be_seen_changes_nothing(format: str, review: Path, tmp_path: Path) -> None:
    """No-break spaces, zero-width marks, blank rows and columns, and headings in capitals."""
    sheets = moth()
    put(sheets, "Studies!B1", "short\xa0NAME *")
    put(sheets, "Studies!C2", " interview\xa0study\u200b ")
    put(sheets, "Translations!D2", "An Ear to the  Hive")
    sheets["Samples"] += [[None, "", " "], ["\xa0", None, None]] * 20
    sheets["Constructs"].insert(0, [None])
    sheets["Constructs"].insert(2, [None, "  "])
    sheets["Publications"] = [[*row, None, " "] for row in sheets["Publications"]]
    said = added(made(tmp_path, format, sheets), review)
    assert set(said) == set(added(as_xlsx(tmp_path / "x.xlsx", moth()), shutil.copytree(TINY, tmp_path / "other")))


@pytest.mark.parametrize("format", FORMATS)
def test_curly_quotes_stay_in_texts_and_do_not_matter_in_names(format: str, review: Path, tmp_path: Path) -> None:
    sheets = moth()
    put(sheets, "Constructs!B3", "the moth's “window”")
    put(sheets, "Links to findings!C4", 'The moth’s "window"')
    said = added(made(tmp_path, format, sheets), review)
    assert 'prefLabel "the moth\'s “window”"@en' in said.serialize()


LIKE_FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x.example")', "'tis", "\\", "=[1]Sheet1!A1"]


@pytest.mark.parametrize("format", FORMATS)
def test_a_text_that_looks_like_a_formula_is_data(format: str, review: Path, tmp_path: Path) -> None:
    """On the way in, and on the way out it is no formula."""
    sheets = moth()
    for number, text in enumerate(LIKE_FORMULAS):
        sheets["Constructs"].append([f"moth-2022-{number}", text, "stated", None])
        sheets["Links to findings"].append(["waiting-cold", None, f"moth-2022-{number}"])
    said = added(made(tmp_path, format, sheets), review)
    names = {str(value) for _, path, value in said if str(path).endswith("prefLabel")}
    assert names >= set(LIKE_FORMULAS)
    run("sheet", "write", "moth-2022", "--data", review, "-o", tmp_path / "out.xlsx")
    page = openpyxl.load_workbook(tmp_path / "out.xlsx")["Constructs"]
    found = {one.value: one.data_type for row in page.iter_rows(min_row=2) for one in row}
    assert {found[text] for text in LIKE_FORMULAS} == {"s"}
    run("sheet", "write", "moth-2022", "--data", review, "--format", "csv", "-o", tmp_path / "out")
    with (tmp_path / "out" / "Constructs.csv").open(encoding="utf-8-sig", newline="") as file:
        assert not [part for row in csv.reader(file) for part in row if part.startswith(("=", "+", "-", "@"))]
    run("remove", "moth-2022", "--data", review)
    assert set(added(tmp_path / "out", review)) == set(said)


# What is done to the sheets, and the one line that is said.
def _renamed(sheets: Sheets) -> None:
    sheets["Sampels"] = sheets.pop("Samples")


def _without_headings(sheets: Sheets) -> None:
    del sheets["Samples"][0]


def _under_a_title(sheets: Sheets) -> None:
    sheets["Samples"].insert(0, ["Our samples"])


def _without_required_column(sheets: Sheets) -> None:
    sheets["Publications"] = [[*row[:2], *row[3:]] for row in sheets["Publications"]]


def _without_findings(sheets: Sheets) -> None:
    sheets["Links to findings"] = [row[1:] for row in sheets["Links to findings"]]


def _two_studies(sheets: Sheets) -> None:
    sheets["Studies"].append(["owl-2023", "Owl 2023", "interview study", "Cloverland", "no", "To sit.", None])


def _without_study(sheets: Sheets) -> None:
    del sheets["Studies"]


def _sheet_of_records(sheets: Sheets) -> None:
    del sheets["Publications"]


SHEETS = {
    "a sheet whose name is misspelt": (
        _renamed,
        "Sampels!A1: violation: No sheet is called Sampels: rename it, or take it out, did you mean Samples?",
    ),
    "no headings": (
        _without_headings,
        "Samples!A1: violation: No heading of the sheet Samples stands here: write them over its rows, as in a new"
        " workbook",
    ),
    "a title over the headings": (
        _under_a_title,
        "Samples!A1: violation: No heading of the sheet Samples stands here: write them over its rows, as in a new"
        " workbook",
    ),
    "a column that is required and missing": (
        _without_required_column,
        "Publications!A1: violation: The sheet lacks the column Authors as printed: add it",
    ),
    "a sheet of links that name no findings": (
        _without_findings,
        "Links to findings!A1: violation: The sheet lacks the column Finding: add it",
    ),
    "a second study": (
        _two_studies,
        "Studies!A3: violation: The workbook is for one study: write this one into a workbook of its own",
    ),
    "no study": (_without_study, "violation: No study stands in the sheet Studies: write it there"),
    "links to what is not there": (
        _sheet_of_records,
        'Links to findings!B2: violation: Choose one record of this workbook ("Sitting in the dark")',
    ),
    "a column with a misspelt heading": (
        lambda sheets: put(sheets, "Samples!B1", "Cuont"),
        "Samples!B1: violation: The sheet has no column Cuont: rename it, or take it out, did you mean Count?",
    ),
    "a required column with a misspelt heading": (
        lambda sheets: put(sheets, "Publications!C1", "Authors as prinetd"),
        "Publications!C1: violation: The sheet has no column Authors as prinetd: rename it, or take it out, did you"
        " mean Authors as printed?",
    ),
    "a column that nobody knows": (
        lambda sheets: [put(sheets, "Samples!D1", "Mood"), put(sheets, "Samples!D2", "good")],
        "Samples!D1: violation: The sheet has no column Mood: rename it, or take it out",
    ),
    "a column in a language that there cannot be": (
        lambda sheets: [put(sheets, "Studies!H1", "Aim (xx-yy-zz)"), put(sheets, "Studies!H2", "x")],
        "Studies!H1: violation: The sheet has no column Aim (xx-yy-zz): rename it, or take it out",
    ),
    "values below no heading": (
        lambda sheets: put(sheets, "Samples!E2", "good"),
        "Samples!E1: violation: The sheet has no column without a heading: rename it, or take it out",
    ),
    "the headings once more": (
        lambda sheets: sheets["Samples"].append(["Id", "Count", "Unit"]),
        "Samples!A3: violation: The headings stand here once more: take the row out",
    ),
    "a column twice": (
        lambda sheets: [put(sheets, "Samples!D1", "count"), put(sheets, "Samples!D2", 9)],
        "Samples!D1: violation: The column Count stands twice: keep one",
    ),
}


@pytest.mark.parametrize("wrong", SHEETS)
def test_a_wrong_sheet_or_column_gets_one_line_with_its_heading(wrong: str, review: Path, tmp_path: Path) -> None:
    change, said = SHEETS[wrong]
    sheets = moth()
    change(sheets)
    book = as_xlsx(tmp_path / "study.xlsx", sheets)
    assert [line for line in refused(book, review) if ": violation: " in line] == [f"{book}: {said}"]


def test_a_sheet_of_somebodys_own_is_passed_over_with_a_line(review: Path, tmp_path: Path) -> None:
    """Whatever is in it, formulas and merged cells among it."""
    sheets = {"Scratch": [["to", "do"], ["everything", Formula("=1+1", 2)]], **moth()}
    book = as_xlsx(tmp_path / "study.xlsx", sheets, lambda book, pages: pages["Scratch"].merge_range("A4:B4", "x"))
    assert run("validate", book, "--data", review) == [
        f"{book}: Scratch!A1: warning: No sheet is called Scratch: it is not read", "0 violations, 1 warning",
    ]  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
def test_the_order_of_sheets_and_columns_does_not_matter(format: str, review: Path, tmp_path: Path) -> None:
    turned = {name: [list(reversed(row)) for row in rows] for name, rows in reversed(moth().items())}
    said = added(made(tmp_path, format, turned), review)
    assert set(said) == set(added(as_xlsx(tmp_path / "x.xlsx", moth()), shutil.copytree(TINY, tmp_path / "other")))


def test_a_sheet_that_is_not_needed_may_be_missing(review: Path, tmp_path: Path) -> None:
    sheets = moth()
    del sheets["Samples"]
    added(as_xlsx(tmp_path / "study.xlsx", sheets), review)


def test_several_records_of_one_name_are_told_apart_by_their_ids(review: Path, tmp_path: Path) -> None:
    sheets = moth()
    sheets["Constructs"] += [[None, "dusk", "stated", None], [None, "Dusk", "stated", None]]
    sheets["Links to findings"] += [["waiting-cold", None, f"moth-2022-dusk{end}"] for end in ("", "-2")]
    sheets["Translations"].append([*sheets["Translations"][1][:3], "dusk", *sheets["Translations"][1][4:]])
    book = as_xlsx(tmp_path / "study.xlsx", sheets)
    assert refused(book, review) == [
        f"{book}: Translations!D3: violation: moth-2022-translation-2: Several records are called so: write the id of"
        ' the one that is meant ("dusk"), did you mean dusk [moth-2022-dusk] or Dusk [moth-2022-dusk-2]?'
    ]
    put(sheets, "Translations!D3", "Dusk [moth-2022-dusk-2]")
    added(as_xlsx(tmp_path / "mended.xlsx", sheets), review)


def test_an_id_that_stands_in_two_sheets_of_csv_is_named_with_its_file(review: Path, tmp_path: Path) -> None:
    sheets = moth()
    put(sheets, "Samples!A2", "moth-2022-lamp")
    book = as_csv(tmp_path / "study", sheets)
    assert refused(book, review) == [
        f"{cell(book, 'Samples!A2')}: violation: moth-2022-sample: The id stands in Constructs.csv: A2 too: give each"
        ' record its own ("moth-2022-lamp")'
    ]


def test_an_id_may_be_written_with_the_prefix_or_the_address_of_the_review(review: Path, tmp_path: Path) -> None:
    """Also that of a study which is there already: what it says of itself is no one else's."""
    run("sheet", "write", "skep-2007", "--data", review, "-o", tmp_path / "skep.xlsx")
    book = openpyxl.load_workbook(tmp_path / "skep.xlsx")
    book["Studies"]["A2"] = "tiny:skep-2007"
    book.save(tmp_path / "skep.xlsx")
    assert run("validate", tmp_path / "skep.xlsx", "--data", review)[-1].startswith("0 violations")
    sheets = moth()
    put(sheets, "Studies!A2", "<https://example.org/tiny/moth-2022>")
    added(as_xlsx(tmp_path / "study.xlsx", sheets), review)


def test_a_record_of_unknown_kind_does_not_hide_other_faults(review: Path, tmp_path: Path) -> None:
    sheets = moth()
    put(sheets, "Translations!B2", "perhaps")
    put(sheets, "Translations!D2", None)
    put(sheets, "Translations!E2", "lissening")
    book = as_xlsx(tmp_path / "study.xlsx", sheets)
    places = [line.split(": ")[1] for line in refused(book, review)]
    assert places == ["Translations!A2", "Translations!B2", "Translations!E2"], "the first misses what is in D2"


def test_a_workbook_that_libreoffice_saved_is_read_as_it_was_written(review: Path, tmp_path: Path) -> None:
    said = added(WORKBOOKS / "moth-2022.ods", review)
    assert set(said) == set(added(as_xlsx(tmp_path / "x.xlsx", moth()), shutil.copytree(TINY, tmp_path / "other")))


def test_a_cell_in_the_last_row_has_its_name(review: Path, tmp_path: Path) -> None:
    sheets = moth()
    book = as_xlsx(
        tmp_path / "study.xlsx",
        sheets,
        lambda book, pages: pages["Samples"].write_row(1_048_575, 1, ["a great many", "persons"]),
    )
    assert refused(book, review) == [
        f"{book}: Samples!B1048576: violation: moth-2022-sample-2: Write how many there are in the sample once, as a"
        ' whole number from one ("a great many")',
    ]
