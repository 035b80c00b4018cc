"""Grids of an xlsx file, by openpyxl row by row, so that a sheet takes no more memory than what is in it."""

from __future__ import annotations

import io
import re
import warnings
from itertools import islice
from typing import TYPE_CHECKING, Any

from ipskg.errors import IpskgError, UnreadableInput
from ipskg.sheets.grids import (
    LINKED,
    MERGED,
    MOST_CELLS,
    MOST_NOTES,
    UNSAVED,
    Row,
    grid_of,
    letters,
    too_large,
    unreadable,
)
from ipskg.sheets.layout import LISTS

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from ipskg.sheets.cells import Value
    from ipskg.sheets.grids import Grid

_LAST_ROW = 1_048_576  # of a sheet in this format
_ESCAPED = re.compile(r"_x((?!D[89A-F])[0-9A-F]{4})_", re.IGNORECASE)  # but half a character is none
_NOTED = re.compile(rb"<(?:\w{1,20}:)?(?:f|mergeCell)[\s/>]", re.ASCII)
_STRINGS = "xl/sharedStrings.xml"
_STRICT = b"http://purl.oclc.org/ooxml/"
_ELSEWHERE = re.compile(r"\[[^\[\]]+\][\w .]*'?!")  # such as [1]Sheet1!A1


def read_xlsx(archive: zipfile.ZipFile, content: bytes, path: Path) -> list[Grid]:
    """Read all sheets: of formulas their values. Raises UnreadableInput for a file that is none."""
    import openpyxl

    if _STRICT in archive.read("xl/workbook.xml"):
        raise UnreadableInput("strict Open XML, which is not read: save it as a common .xlsx workbook", path=path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of each decoration that it does not know
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            _check_sheets(archive, book, path)
            _restore(book, archive)
            return [
                grid_of(sheet.title, path, _rows(sheet, path), _notes(sheet, archive))
                for sheet in book.worksheets
                if sheet.title != LISTS
            ]
    except IpskgError:
        raise
    except Exception as error:
        # What is wrong with a workbook shows as errors of openpyxl, of the XML parser, or of Python's own.
        raise unreadable(error, path) from None


def _check_sheets(archive: zipfile.ZipFile, book: Any, path: Path) -> None:
    """Refuse a workbook that lists a sheet which openpyxl did not find, and passed over in silence."""
    from defusedxml.ElementTree import fromstring

    listed = sum(_name(one) == "sheet" for one in fromstring(archive.read("xl/workbook.xml")).iter())
    if listed > len(book.sheetnames):
        raise UnreadableInput("a sheet that it lists is not in it: open it in a spreadsheet, and save it", path=path)


def _restore(book: Any, archive: zipfile.ZipFile) -> None:
    """Give the sheets their texts as they stand in the file: openpyxl takes each x005F_ for an escape, and drops it.

    With it goes what tells the text _x003D_ from an equals sign that is written so.
    """
    from defusedxml.ElementTree import iterparse
    from openpyxl.cell.text import Text

    if _STRINGS not in archive.namelist() or b"x005F_" not in archive.read(_STRINGS):
        return
    with archive.open(_STRINGS) as source:
        nodes = [one for _, one in iterparse(source) if _name(one) == "si"]
    strings = [Text.from_tree(one).content for one in nodes]  # type: ignore[union-attr]
    for sheet in book.worksheets:
        sheet._shared_strings = strings


def _rows(sheet: Any, path: Path) -> Iterator[Row]:
    sheet.reset_dimensions()  # other programs write wrong ones, and cells beyond them would not be read
    cells = 0
    for number, values in enumerate(sheet.iter_rows(max_row=_LAST_ROW, values_only=True), 1):
        if values:
            cells += len(values)
            if cells > MOST_CELLS:
                raise too_large(sheet.title, path)
            yield Row(number, tuple(_value(value) for value in values))


def _value(value: Value) -> Value:
    # A character that XML does not allow is written as its number (ECMA-376, part 1, 22.9.2.19).
    if isinstance(value, str) and "_x" in value:
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    return value


def _notes(sheet: Any, archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Say by cell what only the file itself tells: which are merged, and which formulas have no value of their own."""
    # Where this openpyxl does not tell which file a sheet is, there are no notes.
    name = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    if name not in archive.namelist() or not _NOTED.search(archive.read(name)):
        return []
    with archive.open(name) as source:
        return [(f"{sheet.title}!{cell}", note) for cell, note in islice(_noted(source), MOST_NOTES)]


def _noted(source: Any) -> Iterator[tuple[str, str]]:
    from defusedxml.ElementTree import iterparse

    number = 0
    for _, element in iterparse(source):
        name = _name(element)
        if name == "mergeCell":
            yield element.get("ref", "").partition(":")[0], MERGED
        elif name == "row":
            number = int(element.get("r", number + 1))
            for column, cell in enumerate(element):
                note = _note_of(cell)
                if note:
                    yield cell.get("r") or f"{letters(column)}{number}", note
        if name in ("row", "mergeCell"):
            element.clear()


def _note_of(cell: Element) -> str | None:
    parts = {_name(part): part.text for part in cell}
    if "f" not in parts:
        return None
    if not parts.get("v") and cell.get("t") != "str":  # of a formula that gives an empty text, that is the value
        return UNSAVED
    return LINKED if _ELSEWHERE.search(parts["f"] or "") else None


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
