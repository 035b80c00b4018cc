"""Grids of an ods file, as LibreOffice saves it.

It is read here because the libraries at hand keep what is not there: a cell that is repeated a million times, by
twelve letters of the file, fills the memory of python-calamine, and odfpy builds the whole document first.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from ipskg.errors import UnreadableInput
from ipskg.sheets.grids import (
    LINKED,
    MERGED,
    MOST_COLUMNS,
    MOST_NOTES,
    MOST_ROWS,
    UNSAVED,
    Row,
    grid_of,
    letters,
    too_large,
    unreadable,
)  # fmt: skip

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable, Iterator
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
    try:
        with archive.open("content.xml") as content:
            return list(_grids(iterparse(content, events=("start", "end")), path))
    except (ParseError, DefusedXmlException, RecursionError, ValueError) as error:
        raise unreadable(error, path) from None


def _grids(events: Iterable[tuple[str, Element]], path: Path) -> Iterator[Grid]:
    rows: list[Row] = []
    notes: list[tuple[str, str]] = []
    name, number = "", 0
    for event, element in events:
        if element.tag == f"{_TABLE}table" and event == "start":
            rows, notes, name, number = [], [], element.get(f"{_TABLE}name", ""), 0
        elif element.tag == f"{_TABLE}table" and event == "end":
            yield grid_of(name, path, rows, notes)
            element.clear()
        elif element.tag == f"{_TABLE}table-row" and event == "end":
            times = _times(element, "rows")
            values = tuple(_values(element))
            if len(notes) < MOST_NOTES:
                notes += [(f"{name}!{letters(column)}{number + 1}", note) for column, note in _noted(element)]
            if values:
                if len(rows) + times > MOST_ROWS:
                    raise too_large(name, path)
                rows += [Row(number + 1 + more, values) for more in range(times)]
            number += times
            element.clear()


def _noted(row: Element) -> Iterator[tuple[int, str]]:
    """Give the columns of cells that are merged with others, or are formulas without a value of their own."""
    column = 0
    for cell in row:
        spans = (cell.get(f"{_TABLE}number-{what}-spanned", "1") for what in ("columns", "rows"))
        if any(one != "1" for one in spans):
            yield column, MERGED
        formula = cell.get(f"{_TABLE}formula")
        if formula and not cell.get(f"{_OFFICE}value-type"):
            yield column, UNSAVED
        elif formula and "'file:" in formula:
            yield column, LINKED
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
    text = "\n".join("".join(_texts(one)) for one in cell if one.tag == f"{_TEXT}p")
    if kind == "date":
        return _date(cell.get(f"{_OFFICE}date-value", ""), text)
    if kind == "time":
        return _time(cell.get(f"{_OFFICE}time-value", ""), text)
    return text or cell.get(f"{_OFFICE}string-value") or None


def _date(written: str, shown: str) -> Value:
    try:
        return datetime.fromisoformat(written[:19]) if "T" in written else date.fromisoformat(written)
    except ValueError:  # of a year that Python does not count
        return shown or None


def _time(written: str, shown: str) -> Value:
    found = re.fullmatch(r"PT([0-9]{1,6})H([0-9]{1,2})M([0-9]{1,2})(?:[.,][0-9]*)?S", written)
    if not found:
        return shown or None
    hours, minutes, seconds = map(int, found.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


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
