"""An audit as text for a terminal, as Markdown and as JSON."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ipskg import tables
from ipskg.audit.model import Verdict
from ipskg.audit.values import derived_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipskg.audit.model import Audit, Difference, ReviewAudit, Value

_COUNTED = {Verdict.DIFFERS: "differ", Verdict.AGREES: "agree"}
_FACTS = "Each sets two sides of the review as published beside each other; neither is mended in the data."
_COLUMNS = ("", "what", "stated", "derived", "verdict", "query", "place")


def as_text(audit: Audit) -> str:
    """Write an audit for a terminal."""
    return "\n".join(_text(review) for review in audit.reviews)


def as_markdown(audit: Audit) -> str:
    """Write an audit as Markdown; text from the graph cannot become markup."""
    return "\n".join(_markdown(review) for review in audit.reviews)


def as_json(audit: Audit) -> str:
    """Write an audit as one JSON object with the key `reviews`."""
    import json
    from dataclasses import asdict

    reviews = [asdict(review) | {"differs": review.differs} for review in audit.reviews]
    return json.dumps({"reviews": reviews}, ensure_ascii=False, indent=2) + "\n"


WRITERS: dict[str, Callable[[Audit], str]] = {"text": as_text, "markdown": as_markdown, "json": as_json}


def _text(review: ReviewAudit) -> str:
    lines = [f"{review.label}: {_summary(review)}", *([_FACTS] if review.differs else [])]
    for heading, blocks in _blocks(review):
        lines += [
            "",
            heading,
            *(f"{'- ' if not index else '  '}{line}" for one in blocks for index, line in enumerate(one)),
        ]
    if review.values:
        table = tables.as_text(_COLUMNS, [_cells(value) for value in review.values])
        lines += ["", f"Stated values: {_counts(review)}", *table.splitlines()]
    return "".join(tables.plain(line) + "\n" for line in lines)


def _markdown(review: ReviewAudit) -> str:
    def shown(text: str) -> str:
        return tables.escaped(tables.plain(text))

    lines = [f"# {shown(review.label)}: {_summary(review)}", *(["", _FACTS] if review.differs else [])]
    for heading, blocks in _blocks(review):
        lines += ["", f"## {heading}", ""]
        lines += [f"{'- ' if not index else '  - '}{shown(line)}" for one in blocks for index, line in enumerate(one)]
    if review.values:
        cells = [[tables.plain(cell) for cell in _cells(value)] for value in review.values]
        lines += ["", f"## Stated values: {_counts(review)}", "", *tables.as_markdown(_COLUMNS, cells).splitlines()]
    return "".join(line + "\n" for line in lines)


def _summary(review: ReviewAudit) -> str:
    differences = len(review.differences)
    found = "1 difference" if differences == 1 else f"{differences or 'no'} differences"
    recorded = len(review.recorded)
    return found + (f", and {recorded} noted by the coders" if recorded else "")


def _counts(review: ReviewAudit) -> str:
    return ", ".join(
        f"{count} {_COUNTED.get(verdict, verdict)}" for verdict in Verdict if (count := review.count(verdict))
    )


def _blocks(review: ReviewAudit) -> Iterator[tuple[str, list[list[str]]]]:
    """Give each part of the report but the table: its heading, and its items line by line."""
    for weight, own in groupby(review.differences, key=lambda one: one.weight):
        yield weight, [_difference(one) for one in own]
    if review.recorded:
        yield "Noted by the coders, where no query shows it", [_recorded(value) for value in review.recorded]
    if review.notes:
        yield "To know, and no difference", [[note.text] for note in review.notes]
    if review.missing:
        yield "Not looked at", [[text] for text in review.missing]


def _difference(one: Difference) -> list[str]:
    return [
        one.what + (f" ({one.place})" if one.place else ""),
        one.one,
        one.other,
        *(f"noted: {text}" for text in one.noted),
        f"to settle it: {one.settled_by}",
        f"found by: {', '.join(one.sources)}",
    ]


def _recorded(value: Value) -> list[str]:
    return [f"{value.what} ({value.place}): {value.stated}", *value.discrepancies]


def _cells(value: Value) -> list[str]:
    derived = derived_text(value) or value.reason
    query = " ".join(filter(None, [value.query, f"({', '.join(value.about)})" if value.about else ""]))
    return [str(value.order), value.what, value.stated, derived, value.verdict, query, value.place]
