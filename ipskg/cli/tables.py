"""Answers as tables for people: on a terminal, and in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.namespaces import local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ipskg.stores import Row

_WIDEST = 60  # characters of a cell on a terminal; csv and markdown have all of it


def folded(columns: Sequence[str], rows: Iterable[Row]) -> tuple[list[str], list[list[str]]]:
    """Show each record by its label: a column `study` and its `studyLabel` become one, an IRI without label its id."""
    kept = [column for column in columns if column.removesuffix("Label") not in set(columns) - {column}]
    return kept, [[_cell(row, column) for column in kept] for row in rows]


def as_text(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Align cells in columns; a long cell is cut."""
    lines = [[_cut(cell) for cell in line] for line in (columns, *rows)]
    widths = [max(len(line[index]) for line in lines) for index in range(len(columns))]
    lines.insert(1, ["─" * width for width in widths])
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n" for line in lines
    )


def as_markdown(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table; what a cell holds cannot become markup."""
    lines = [columns, ["---"] * len(columns), *([_escaped(cell) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(row: Row, column: str) -> str:
    value, label = row[column], row.get(f"{column}Label")
    if label is None and isinstance(value, str) and value.startswith(("http://", "https://")):
        label = local_name(value) or value
    shown = value if label is None else label
    return plain("" if shown is None else str(shown))


def plain(text: str) -> str:
    """Take out what could steer the terminal: control characters, direction marks and line breaks."""
    return "".join(character if character.isprintable() else " " for character in text)


def _cut(cell: str) -> str:
    return cell if len(cell) <= _WIDEST else cell[: _WIDEST - 1] + "…"


def _escaped(cell: str) -> str:
    for character in "\\`*_[]<>#|":
        cell = cell.replace(character, f"\\{character}")
    return cell
