"""Tables for people: on a terminal, and in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDEST = 60  # characters of a cell on a terminal; csv and markdown have all of it
# What spreadsheets take for the beginning of a formula, the wide forms among them (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'")


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


def guarded(text: str) -> str:
    """Keep a text from being taken for a formula by a program that opens CSV; `unguarded` undoes it.

    >>> guarded("=1+1"), guarded("'tis"), unguarded("'=1+1"), unguarded("''tis"), unguarded("'tis")
    ("'=1+1", "''tis", '=1+1', "'tis", "'tis")
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """Take the mark away that `guarded` sets."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _cut(cell: str) -> str:
    return cell if len(cell) <= _WIDEST else cell[: _WIDEST - 1] + "…"
