"""The headings of a sheet, held against those that it should have."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ipskg.errors import cut
from ipskg.sheets.cells import plain
from ipskg.sheets.layout import heading_key
from ipskg.validation.report import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ipskg.forms import Field
    from ipskg.sheets.grids import Grid
    from ipskg.sheets.layout import Column, Sheet
    from ipskg.sheets.lines import Problems


@dataclass(frozen=True)
class Headings:
    """The columns of a sheet in their order, None for those that nobody knows; none at all if no row can be read.

    `absent` are the fields without a column, each with the cell at which that is said.
    """

    columns: tuple[Column | None, ...] = ()
    absent: tuple[tuple[Field, Place], ...] = ()


def headings(grid: Grid, sheet: Sheet, problems: Problems) -> Headings:
    """Find the columns of a sheet by what stands over them, and say what is wrong there."""
    width = max([len(grid.headings.values), *(len(row.values) for row in grid.rows)])
    texts = [plain(value) for value in (*grid.headings.values, *[None] * width)[:width]]
    columns = [sheet.column(text) if text else None for text in texts]
    if not any(columns):
        if any(texts):
            message = (
                f"No heading of the sheet {sheet.name} stands here: write them over its rows, as in a new workbook."
            )
            problems.add(message, _place(grid, 0), check="column")
        return Headings()
    if not grid.rows:
        return Headings()
    unknown = _check(grid, sheet, columns, texts, problems)
    absent = list(_absent(sheet, columns, unknown, _place(grid, 0), problems))
    if any(column.field is None for column, _ in absent):
        return Headings()
    return Headings(tuple(columns), tuple((column.field, place) for column, place in absent if column.field))


def near(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """Give the names most like a text."""
    names = {heading_key(one): one for one in known}
    return tuple(names[one] for one in get_close_matches(heading_key(text), list(names), n=2, cutoff=0.6))


def _check(
    grid: Grid, sheet: Sheet, columns: list[Column | None], texts: Sequence[str], problems: Problems
) -> dict[str, Place]:
    """Say which columns stand twice or are unknown; give the headings that these may have had, each with its cell."""
    meant: dict[str, Place] = {}
    for number, text in enumerate(texts):
        column, place = columns[number], _place(grid, number)
        if column and column in columns[:number]:
            problems.add(f"The column {column.heading} stands twice: keep one.", place, check="column")
            columns[number] = None
        elif column is None and _has_values(grid, number):
            what = f"column {cut(text)}" if text else "column without a heading"
            close = near(text, (one.heading for one in sheet.columns if one not in columns))
            meant |= dict.fromkeys(close[:1], place)
            problems.add(f"The sheet has no {what}: rename it, or take it out.", place, check="column", near=close)
    return meant


def _absent(
    sheet: Sheet, columns: Sequence[Column | None], meant: dict[str, Place], place: Place, problems: Problems
) -> Iterator[tuple[Column, Place]]:
    """Give the columns that are missed: those that no row can do without, and those that have a wrong heading."""
    found = {(column.field, column.heading if column.field is None else "") for column in columns if column}
    for column in sheet.columns:
        if (column.field, column.heading if column.field is None else "") in found:
            continue
        if column.heading in meant:
            yield column, meant[column.heading]
        elif column.is_required or (column.field is None and sheet.form is None):
            problems.add(f"The sheet lacks the column {column.heading}: add it.", place, check="column")
            yield column, place


def _place(grid: Grid, number: int) -> Place:
    return Place(grid.path, None, cell=grid.cell(number, grid.headings.number))


def _has_values(grid: Grid, number: int) -> bool:
    return any(plain(row.values[number]) for row in grid.rows if number < len(row.values))
