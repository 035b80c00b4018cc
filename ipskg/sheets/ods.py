"""Grids of an ods file, as LibreOffice saves it.

It is read here because the libraries at hand keep what is not there: a cell that is repeated a million times, by
twelve letters of the file, fills the memory of python-calamine, and odfpy builds the whole document first.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from ipskg.errors import UnreadableInput
from ipskg.sheets.grids import MERGED, MOST_COLUMNS, MOST_ROWS, Row, grid_of

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from ipskg.sheets.cells import Value
    from ipskg.sheets.grids import Grid

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def read_ods(archive: zipfile.ZipFile, path: Path) -> list[Grid]:
    """Read all sheets. Raises UnreadableInput for a file that is none, or repeats cells beyond all bounds."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise UnreadableInput("under a password: save it without one", path=path)
    grids: list[Grid] = []
    rows: list[Row] = []
    merged: list[tuple[int, int]] = []
    number = 0
    try:
        with archive.open("content.xml") as content:
            for event, element in iterparse(content, events=("start", "end")):
                if element.tag == f"{_TABLE}table" and event == "start":
                    rows, merged, number = [], [], 0
                elif element.tag == f"{_TABLE}table" and event == "end":
                    grids.append(_grid(element.get(f"{_TABLE}name", ""), path, rows, merged))
                    element.clear()
                elif element.tag == f"{_TABLE}table-row" and event == "end":
                    times = _times(element, "rows")
                    values = tuple(_values(element))
                    merged += [(column, number + 1) for column in _spanning(element)]
                    if values:
                        _check(len(rows) + times, path)
                        rows += [Row(number + 1 + more, values) for more in range(times)]
                    number += times
                    element.clear()
    except (ParseError, DefusedXmlException, RecursionError, ValueError) as error:
        raise UnreadableInput(f"no workbook that can be read: {error}", path=path) from None
    return grids


def _check(rows: int, path: Path) -> None:
    if rows > MOST_ROWS:
        raise UnreadableInput(f"a sheet has more than {MOST_ROWS} rows: split it", path=path)


def _grid(name: str, path: Path, rows: list[Row], merged: list[tuple[int, int]]) -> Grid:
    grid = grid_of(name, path, rows)
    notes = tuple((grid.cell(column, row), MERGED) for column, row in merged)
    return replace(grid, notes=notes)


def _spanning(row: Element) -> Iterator[int]:
    """Give the columns of the cells that are merged with others."""
    column = 0
    for cell in row:
        spans = (cell.get(f"{_TABLE}number-{what}-spanned", "1") for what in ("columns", "rows"))
        if any(one != "1" for one in spans):
            yield column
        column += _times(cell, "columns")


def _values(row: Element) -> list[Value]:
    """Give the values of a row; empty cells at its end are left out, since they are repeated to the last column."""
    values: list[Value] = []
    for cell in row:
        if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            value = _value(cell)
            times = _times(cell, "columns")
            values += [value] * (times if value is None else min(times, MOST_COLUMNS + 1))
            if value is None and len(values) > MOST_COLUMNS:
                break
    while values and values[-1] is None:
        values.pop()
    return values


def _value(cell: Element) -> Value:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in ("float", "percentage", "currency"):
        number = float(cell.get(f"{_OFFICE}value", "nan"))
        return int(number) if number.is_integer() else number
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        return _date(cell.get(f"{_OFFICE}date-value", ""))
    text = "\n".join("".join(_texts(one)) for one in cell if one.tag == f"{_TEXT}p")
    return text or None


def _date(text: str) -> Value:
    return datetime.fromisoformat(text[:19]) if "T" in text else date.fromisoformat(text)


def _texts(element: Element) -> Iterator[str]:
    """Give the text of a paragraph: spaces, tabs and line breaks are elements of their own."""
    if element.tag == f"{_TEXT}s":
        yield " " * min(int(element.get(f"{_TEXT}c", "1")), 1000)
    elif element.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
        yield "\t" if element.tag.endswith("tab") else "\n"
    elif element.tag != f"{_OFFICE}annotation":
        yield element.text or ""
        for one in element:
            yield from _texts(one)
            yield one.tail or ""


def _times(element: Element, what: str) -> int:
    text = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 1
