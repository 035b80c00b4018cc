"""Coding workbooks for tests: of what a coder writes, in three formats, and of what nobody should have to write."""

import csv
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter
from click.testing import CliRunner

from ipskg.cli import main

TINY = Path(__file__).parent / "reviews" / "tiny"

Sheets = dict[str, list[list[Any]]]


@dataclass(frozen=True)
class Formula:
    """A formula in a cell, with the value that was saved with it, if one was."""

    text: str
    value: Any = None


@dataclass(frozen=True)
class Error:
    """The value of a formula that has none, such as #REF!."""

    text: str


def moth() -> Sheets:
    """Give a study that could be added to the tiny review, without a fault."""
    return {
        "Studies": [
            ["Id", "Short name", "Design", "Country", "Part of a trial", "Aim", "Note"],
            ["moth-2022", "Moth 2022", "interview study", "Cloverland", "no", "To sit in the dark.", None],
        ],
        "Publications": [
            ["Id", "Reference number", "Authors as printed", "First author", "Year", "Title", "Pages"],
            [None, "14", "Moth M", "Moth", 2022, "Sitting in the dark", "3-4"],
        ],
        "Inclusions": [["Id", "Included by", "Included on"], [None, "the second coder", "2022-03-04"]],
        "Samples": [["Id", "Count", "Unit"], [None, 7, "persons"]],
        "Constructs": [
            ["Id", "Metaphor", "Basis", "Note"],
            ["moth-2022-lamp", "a lamp in the hive", "stated", None],
            [None, "the moth at the window", "inferred", None],
        ],
        "Translations": [
            ["Id", "Kind", "Translates", "About the same as", "Into", "Basis", "Who", "Reason"],
            [
                None, "reciprocal translation", "a lamp in the hive", "an ear to the hive", "listening", "inferred",
                "the second coder", "Both keep watch.",
            ],
        ],
        "Links to findings": [
            ["Finding", "Publication, cited for", "Metaphor of a study, expressed in"],
            ["waiting-cold", "Sitting in the dark", None],
            ["waiting-cold", None, "a lamp in the hive"],
            ["waiting-fear", None, "the moth at the window"],
        ],
    }  # fmt: skip


def as_xlsx(path: Path, sheets: Sheets, finish: Callable[[Any, dict[str, Any]], None] | None = None) -> Path:
    """Write an xlsx file by XlsxWriter; `finish` may add to the workbook and its pages."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        day = book.add_format({"num_format": "d mmm"})
        pages = {name: book.add_worksheet(name) for name in sheets}
        for name, rows in sheets.items():
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    _write(pages[name], row, column, value, day)
        if finish:
            finish(book, pages)
    return path


def _write(page: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, Formula):
        page.write_formula(row, column, value.text, None, "" if value.value is None else value.value)
    elif isinstance(value, Error):
        page.write_formula(row, column, "=#REF!+1", None, value.text)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, day)
    elif isinstance(value, str):
        page.write_string(row, column, value)
    elif value is not None:
        page.write(row, column, value)


def as_ods(path: Path, sheets: Sheets) -> Path:
    """Write an ods file with the elements that LibreOffice writes."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>{''.join(map(_ods_row, rows))}</table:table>"
        for name, rows in sheets.items()
    )
    return ods_of(path, tables)


def ods_of(path: Path, tables: str, *, prolog: str = "", manifest: str = "") -> Path:
    """Write an ods file around tables that are XML already."""
    namespaces = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {namespaces}>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
    return path


def _ods_row(values: Iterable[Any]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, values))}</table:table-row>"


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    formula = ""
    if isinstance(value, Formula):
        formula = f" table:formula={quoteattr(f'of:{value.text}')}"
        value = value.value
        if value is None:
            return f"<table:table-cell{formula}/>"
    if isinstance(value, bool):
        said = f'boolean" office:boolean-value="{str(value).lower()}'
    elif isinstance(value, int | float):
        said = f'float" office:value="{value}'
    elif isinstance(value, date):
        said = f'date" office:date-value="{value.isoformat()}'
    else:
        said = "string"
    text = (
        value.text if isinstance(value, Error) else value.strftime("%d %b") if isinstance(value, date) else str(value)
    )
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell{formula} office:value-type="{said}">{lines}</table:table-cell>'


def as_csv(folder: Path, sheets: Sheets, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """Write a folder of CSV files."""
    folder.mkdir()
    for name, rows in sheets.items():
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
    return folder


FORMATS: dict[str, Callable[[Path, Sheets], Path]] = {"xlsx": as_xlsx, "ods": as_ods, "csv": as_csv}


def made(folder: Path, format: str, sheets: Sheets) -> Path:
    """Write a workbook `study` in one of the formats."""
    return FORMATS[format](folder / ("study" if format == "csv" else f"study.{format}"), sheets)


def cell(book: Path, name: str) -> str:
    """Name a cell of a sheet as messages do: a sheet of CSV is a file of its own."""
    sheet, _, place = name.partition("!")
    return f"{book / f'{sheet}.csv'}: {place}" if book.is_dir() else f"{book}: {name}"


def raw_xlsx(path: Path, *, sheet: str, strings: str = "", styles: str = "", prolog: str = "") -> Path:
    """Write an xlsx file of one sheet, Studies, whose parts are XML already."""
    main_ = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet", "sharedStrings": "sharedStrings"}
    types["styles"] = "styles"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(
            f'<Override PartName="/xl/{name}.xml" ContentType="{kinds}.{kind}+xml"/>' for name, kind in types.items()
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1"'
        f' Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main_} xmlns:r="{office}"><sheets>'
        '<sheet name="Studies" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"{prolog}<worksheet {main_}>{sheet}</worksheet>",
        "xl/sharedStrings.xml": f"<sst {main_}>{strings}</sst>",
        "xl/styles.xml": f"<styleSheet {main_}>{styles}</styleSheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def repacked(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Write a zip file anew, each of its parts changed, or left out where None comes back."""
    with zipfile.ZipFile(path) as archive:
        parts = {one.filename: archive.read(one) for one in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            changed = change(name, content)
            if changed is not None:
                archive.writestr(name, changed)
    return path


def run(*arguments: str | Path, code: int = 0) -> list[str]:
    """Run ipskg, and give the lines that it says to standard output and error; it has to end with a code."""
    done = CliRunner().invoke(main, [str(one) for one in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    assert done.exit_code == code, done.output
    return done.output.splitlines()


# What bounds a call: bytes of memory, seconds of work, and seconds until it has to have ended on a busy machine.
MEMORY, WORK, WAIT = 1_500_000_000, 60, 300

_BOUNDED = """
import json, resource, sys
memory, work = map(int, sys.argv[1:3])
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
resource.setrlimit(resource.RLIMIT_CPU, (work, work))
from ipskg.cli import main
main(sys.argv[3:], prog_name="ipskg")
"""


def bounded(*arguments: str | Path, memory: int = MEMORY, work: int = WORK) -> tuple[int, list[str]]:
    """Run ipskg as a process of its own that may take so much memory and work and no more."""
    command = [sys.executable, "-c", _BOUNDED, str(memory), str(work), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, timeout=WAIT, check=False)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode >= 0, f"killed by signal {-done.returncode}"
    assert "Traceback" not in said, said
    assert "MemoryError" not in said, said
    return done.returncode, said.splitlines()


def contents(folder: Path) -> dict[str, bytes]:
    """Give all that is in a folder, whatever it is called."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b"a folder"
        for path in folder.rglob("*")
    }
