"""The rows of a workbook under the headings that the layout knows, and what is wrong with its sheets and headings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipskg.errors import cut
from ipskg.sheets.cells import plain
from ipskg.sheets.grids import UNSAVED
from ipskg.sheets.headings import Headings, headings, near
from ipskg.sheets.layout import ABOUT, LISTS, heading_key
from ipskg.validation import Problem, Severity
from ipskg.validation.report import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ipskg.forms import Field, Kind
    from ipskg.sheets.cells import Value
    from ipskg.sheets.grids import Grid, Row
    from ipskg.sheets.layout import Column, Layout, Sheet


class Problems:
    """What reading a workbook finds wrong, in the order in which it is found."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(
        self,
        message: str,
        place: Place,
        *,
        check: str,
        record: str = "",
        path: str | None = None,
        found: str | None = None,
        near: Iterable[str] = (),
        severity: Severity = Severity.VIOLATION,
    ) -> None:
        """Note a problem of one cell."""
        self.found.append(
            Problem(
                severity=severity,
                message=message,
                check=check,
                record=record,
                file=place.file,
                cell=place.cell,
                path=path,
                value=None if found is None else _quoted(found),
                near=tuple(near),
            )
        )


@dataclass(eq=False)
class Line:
    """A row of a sheet on its way to a record: `iri` and `kind` are found out while it is read."""

    grid: Grid
    sheet: Sheet
    headings: Headings
    row: Row
    iri: str = ""
    kind: Kind | None = None
    adds_only: bool = False

    @property
    def columns(self) -> tuple[Column | None, ...]:
        """The columns of its sheet."""
        return self.headings.columns

    def place(self, column: int) -> Place:
        """Name the cell in one of its columns."""
        return Place(self.grid.path, None, cell=self.grid.cell(column, self.row.number))

    def value(self, heading: str) -> tuple[Place, str]:
        """Give the text below the heading of a column without a field, with its cell."""
        for number, column in enumerate(self.columns):
            if column and column.field is None and column.heading == heading:
                return self.place(number), plain(self.row.values[number])
        return self.place(0), ""

    def fields(self) -> Iterator[tuple[Place, Field, Value, str]]:
        """Give each field that has a column: its cell, what is in it, and the language of its text."""
        for number, column in enumerate(self.columns):
            if column and column.field:
                yield self.place(number), column.field, self.row.values[number], column.language

    def filled(self) -> list[Field]:
        """Give the fields that are not empty, and those that hold for the whole sheet."""
        return [field for _, field, value, _ in self.fields() if plain(value)] + list(self.sheet.implied)


def lines(grids: Iterable[Grid], layout: Layout, problems: Problems) -> list[Line]:
    """Match sheets and headings with a layout, whatever their order, and give the rows that are not blank."""
    found: list[Line] = []
    passed_over = (heading_key(ABOUT), heading_key(LISTS))
    for grid in grids:
        if heading_key(grid.name) in passed_over:
            continue
        sheet = layout.sheet(grid.name)
        if sheet is not None:
            for cell, note in grid.notes:
                severity = Severity.VIOLATION if note == UNSAVED else Severity.WARNING
                problems.add(note, Place(grid.path, None, cell=cell), check="cells", severity=severity)
            found += _of_sheet(grid, sheet, problems)
        elif grid.rows:
            _unknown(grid, layout, problems)
    return found


def _unknown(grid: Grid, layout: Layout, problems: Problems) -> None:
    """Say that a sheet is not read; one whose name is nearly that of another was meant to be."""
    meant = near(grid.name, (one.name for one in layout.sheets))
    problems.add(
        f"No sheet is called {cut(grid.name)}: {'rename it, or take it out' if meant else 'it is not read'}.",
        Place(grid.path, None, cell=grid.cell(0, 1)),
        check="sheet",
        near=meant,
        severity=Severity.VIOLATION if meant else Severity.WARNING,
    )


def _of_sheet(grid: Grid, sheet: Sheet, problems: Problems) -> Iterator[Line]:
    found = headings(grid, sheet, problems)
    width = len(found.columns)
    for row in grid.rows:
        values = (*row.values, *[None] * width)[:width]
        if width and row.values == grid.headings.values:
            place = Place(grid.path, None, cell=grid.cell(0, row.number))
            problems.add("The headings stand here once more: take the row out.", place, check="column")
        elif any(plain(value) for value, column in zip(values, found.columns, strict=True) if column):
            yield Line(grid, sheet, found, type(row)(row.number, values))


def _quoted(text: str) -> str:
    """Write a text as N-Triples does."""
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}
    return f'"{"".join(escapes.get(one, one) for one in text)}"'
