"""Rows sorted into groups, and tables for people: on a terminal, and in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_WIDEST = 60  # characters of a cell on a terminal; csv and markdown have all of it
_LINE = 120  # characters of a line in which cells are broken over lines
_BESIDE = 46  # of them for a cell beside the one that is broken
# What spreadsheets take for the beginning of a formula, the wide forms among them (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'")


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


def as_text_broken(columns: Sequence[str], rows: Sequence[Sequence[str]], *, width: int = _LINE) -> str:
    """Align cells in columns of so many characters in all: the last cell is broken over lines, others keep their end.

    >>> print(as_text_broken(["where", "what"], [["a.ttl:6", "A study without a country."]], width=26), end="")
    where    what
    ───────  ─────────────────
    a.ttl:6  A study without a
             country.
    """
    from textwrap import wrap

    rows = [[*map(_end, beside), last] for *beside, last in (columns, *rows)]
    widths = [max(map(len, cells)) for cells in list(zip(*rows, strict=True))[:-1]]
    left = width - sum(widths) - 2 * len(widths)
    rows.insert(1, ["─" * each for each in (*widths, left)])
    lines = []
    for *beside, last in rows:
        first = "".join(cell.ljust(each) + "  " for cell, each in zip(beside, widths, strict=True))
        lines += wrap(last, width, initial_indent=first, subsequent_indent=" " * len(first)) or [first]
    return "".join(f"{line.rstrip()}\n" for line in lines)


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


def _end(cell: str) -> str:
    return cell if len(cell) <= _BESIDE else f"…{cell[1 - _BESIDE :]}"
