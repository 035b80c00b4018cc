"""Answers as tables for people: on a terminal, and in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.namespaces import local_name
from ipskg.tables import as_markdown, as_text, as_text_broken, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ipskg.stores import Row

__all__ = ["as_markdown", "as_text", "as_text_broken", "folded", "plain"]


def folded(columns: Sequence[str], rows: Iterable[Row]) -> tuple[list[str], list[list[str]]]:
    """Show each record by its label: a column `study` and its `studyLabel` become one, an IRI without label its id."""
    kept = [column for column in columns if column.removesuffix("Label") not in set(columns) - {column}]
    return kept, [[_cell(row, column) for column in kept] for row in rows]


def _cell(row: Row, column: str) -> str:
    value, label = row[column], row.get(f"{column}Label")
    if label is None and isinstance(value, str) and value.startswith(("http://", "https://")):
        label = local_name(value) or value
    shown = value if label is None else label
    return plain("" if shown is None else str(shown))
