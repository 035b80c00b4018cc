"""What is in a workbook, whatever its format: grids of cells, each cell with the name that a person knows it by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipskg.errors import UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ipskg.sheets.cells import Value

MERGED = "The cell is merged with others: only its own field is read; part the cells, and fill in each."
UNSAVED = "The cell holds a formula without a value: open and save the workbook in a spreadsheet, or write the value."
LINKED = "The cell takes its value from another file: the value that was saved here is read."
MOST_ROWS = 100_000
MOST_COLUMNS = 500
MOST_CELLS = 20_000_000  # of a sheet, blank ones among them: in a hostile file each row goes to the last column
MOST_FILLED = 5_000_000  # of a sheet, up to the last in each row that is not blank
MOST_TEXT = 50_000_000  # characters of a workbook: a few letters of a file can repeat a text a hundred thousand times
MOST_NOTES = 1000  # of a sheet: nobody reads more


@dataclass(frozen=True)
class Row:
    """A row that is not blank; `number` counts from one, as the spreadsheet does."""

    number: int
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Grid:
    """A sheet as it was read: its headings, and its rows. `notes` say, by cell, what the format makes of some cells."""

    name: str
    path: Path
    headings: Row
    rows: tuple[Row, ...]
    notes: tuple[tuple[str, str], ...] = field(default=())

    def cell(self, column: int, row: int) -> str:
        """Name a cell: `Constructs!D7`, or `D7` where each sheet is a file of its own."""
        place = f"{letters(column)}{row}"
        return place if self.path.suffix.lower() == ".csv" else f"{self.name}!{place}"


def letters(column: int) -> str:
    """Give the letters of a column that is counted from nought.

    >>> letters(0), letters(25), letters(26), letters(701), letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def grid_of(name: str, path: Path, rows: Iterable[Row], notes: Iterable[tuple[str, str]] = ()) -> Grid:
    """Make a grid of rows: the first that is not blank has the headings. Raises UnreadableInput for too many."""
    filled: list[Row] = []
    cells = text = 0
    for row in rows:
        text += _text(row)
        if text > MOST_TEXT:
            raise _too_much_text(path)
        width = _width(row.values)
        cells += width
        if len(filled) > MOST_ROWS or width > MOST_COLUMNS or cells > MOST_FILLED:
            raise too_large(name, path)
        if width:
            filled.append(Row(row.number, row.values[:width]))
    headings, *rest = filled or [Row(1, ())]
    return Grid(name, path, headings, tuple(rest), tuple(notes))


def too_large(name: str, path: Path) -> UnreadableInput:
    """Say that a sheet is larger than any that is read."""
    return UnreadableInput(
        f"the sheet {name} has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns: split it", path=path
    )


def check_text(grids: Iterable[Grid], path: Path) -> None:
    """Refuse a workbook whose sheets hold more text than any that is read. Raises UnreadableInput."""
    if sum(_text(row) for grid in grids for row in grid.rows) > MOST_TEXT:
        raise _too_much_text(path)


def _text(row: Row) -> int:
    return sum(len(value) for value in row.values if isinstance(value, str))


def _too_much_text(path: Path) -> UnreadableInput:
    return UnreadableInput(f"more than {MOST_TEXT // 1_000_000} million characters: split it", path=path)


def unreadable(error: Exception, path: Path) -> UnreadableInput:
    """Say what keeps a file from being a workbook, as a library says it."""
    from defusedxml import DefusedXmlException

    cause = error.__cause__ or error
    said = " ".join(str(cause).split())[:200] or type(cause).__name__
    if isinstance(cause, DefusedXmlException):
        said = "it defines entities of its own, which no spreadsheet does"
    return UnreadableInput(f"no workbook that can be read: {said}", path=path)


def _width(values: Sequence[Value]) -> int:
    """Count the cells up to the last that is not blank."""
    from ipskg.sheets.cells import plain

    width = len(values)
    while width and (values[width - 1] is None or not plain(values[width - 1])):
        width -= 1
    return width
