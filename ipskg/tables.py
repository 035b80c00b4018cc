"""Rows sorted into groups, and tables for people: on a terminal, and in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_WIDEST = 60  # characters of a cell on a terminal; csv and markdown have all of it


def distinct(rows: Iterable[Mapping[str, Any]], column: str) -> list[Any]:
    """Give the bound values of a column once each, in the order of the rows."""
    return list(dict.fromkeys(row[column] for row in rows if row[column] is not None))


def grouped(rows: Iterable[dict[str, Any]], column: str) -> dict[Any, list[dict[str, Any]]]:
    """Sort rows into lists by a column, in the order of the rows."""
    groups: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups


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
    lines = [columns, ["---"] * len(columns), *([escaped(cell) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def plain(text: str) -> str:
    """Take out what could steer the terminal: control characters, direction marks and line breaks."""
    return "".join(character if character.isprintable() else " " for character in text)


def escaped(text: str) -> str:
    """Escape what Markdown would read as markup."""
    for character in "\\`*_[]<>#|":
        text = text.replace(character, f"\\{character}")
    return text


def _cut(cell: str) -> str:
    return cell if len(cell) <= _WIDEST else cell[: _WIDEST - 1] + "…"
