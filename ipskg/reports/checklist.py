"""Checklists of reporting standards: a data file says what each item asks for and which canned queries answer it.

A checklist is a TOML file beside the kinds. An item is of a kind: what is `produced` the graph itself gives, what is
`stated` the review has to say, and of what needs a `judgement` the graph can only hold what the review says. Its parts
are what it is filled in from:

- `query` gives rows, of which `only`, `bound` and `unbound` choose some; each is shown by the first of the texts
  `shows` whose columns it has. `count` names a column whose values are counted, and what one and several are called;
  `filled` names columns of which it is told for how many rows they are known.
- `faults` says that each row is a fault, and `fine` what to say where there is none. With `audit` the faults are the
  differences that the audit finds by these sources. `needs` names a query without whose rows there is nothing to say.
- Without a part that is not `optional` and has no faults, an item is there in part at most.
"""

from __future__ import annotations

import string
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ipskg.reports import naming
from ipskg.reports.model import Block, Evidence, Item, Points, Report, Section, State, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ipskg.audit import ReviewAudit
    from ipskg.corpus import MemoryCorpus
    from ipskg.graphs import Review
    from ipskg.stores import Row

NOT_STATED = "not stated"
NOTHING_STORED = "nothing is stored on it"


@dataclass(frozen=True)
class Part:
    """What an item is filled in from; see the top of this module."""

    what: str
    query: str = ""
    only: Mapping[str, object] = field(default_factory=dict)
    bound: str = ""
    unbound: str = ""
    shows: tuple[str, ...] = ()
    count: tuple[str, ...] = ()
    filled: Mapping[str, str] = field(default_factory=dict)
    audit: tuple[str, ...] = ()
    needs: str = ""
    faults: bool = False
    fine: str = ""
    optional: bool = False

    @property
    def is_looked_for(self) -> bool:
        """Whether an item is incomplete without it."""
        return not (self.optional or self.faults or self.audit)


@dataclass(frozen=True)
class Criterion:
    """One item of a checklist, as its file says it."""

    number: str
    name: str
    asks: str
    kind: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Checklist:
    """A reporting standard: its items by heading."""

    name: str
    summary: str
    title: str
    source: str
    sections: tuple[tuple[str, tuple[Criterion, ...]], ...]


def read(path: Path) -> Checklist:
    """Read a checklist from its file."""
    said = tomllib.loads(path.read_text("utf-8"))
    sections = tuple(
        (section["heading"], tuple(_criterion(item) for item in section["item"])) for section in said["section"]
    )
    return Checklist(path.stem, said["summary"], said["title"], said["source"], sections)


def fill_in(
    checklist: Checklist, corpus: MemoryCorpus, review: Review, *, audited: ReviewAudit | None = None
) -> Report:
    """Fill in a checklist for a review as its authors published it; `audited` is its audit, if it is at hand."""
    asked = _Asked(corpus.as_published(), review.iri, audited)
    sections = tuple(
        Section(heading, tuple(_item(criterion, asked) for criterion in criteria))
        for heading, criteria in checklist.sections
    )
    return Report(
        kind=checklist.name,
        title=checklist.title,
        review=review.iri,
        label=naming.label(corpus, review),
        lead=_lead(checklist, sections, corpus.query("additions", review=review.iri)),
        sections=sections,
    )


class _Asked:
    """The answers of a corpus about one review, each query being asked once."""

    def __init__(self, corpus: MemoryCorpus, review: str, audited: ReviewAudit | None) -> None:
        self._corpus, self._review, self._audited = corpus, review, audited
        self._rows: dict[str, list[Row]] = {}

    def rows(self, query: str) -> list[Row]:
        if query not in self._rows:
            self._rows[query] = self._corpus.query(query, review=self._review)
        return self._rows[query]

    @cached_property
    def differences(self) -> list[tuple[tuple[str, ...], str]]:
        """What the audit finds, each with its sources."""
        from ipskg.audit import audit

        found = self._audited or audit(self._corpus, review=self._review).reviews[0]
        return [(one.sources, f"{one.what}: {one.one}; {one.other}") for one in found.differences]


def _criterion(said: dict[str, object]) -> Criterion:
    parts = said.pop("parts")
    assert isinstance(parts, list)
    return Criterion(parts=tuple(_part(part) for part in parts), **said)  # type: ignore[arg-type]


def _part(said: dict[str, object]) -> Part:
    return Part(**{key: tuple(value) if isinstance(value, list) else value for key, value in said.items()})  # type: ignore[arg-type]


def _lead(checklist: Checklist, sections: tuple[Section, ...], added: list[Row]) -> tuple[Block, ...]:
    items = [block for section in sections for block in section.blocks if isinstance(block, Item)]
    states = Counter(item.state for item in items)
    points = [f"{states[state]} {state}" for state in State if states[state]]
    kinds = Counter(row["kind"] for row in added)
    left_out = [f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in sorted(kinds.items())]
    return (
        Text(f"After {checklist.source}; the items are in our own words. What is filled in comes from the coded data."),
        Points(tuple(points)),
        *([Text(f"Left out, as coders added it after the authors: {' and '.join(left_out)}.")] if left_out else []),
    )


def _item(criterion: Criterion, asked: _Asked) -> Item:
    evidence = [(part, _evidence(part, criterion, asked)) for part in criterion.parts]
    looked_for = [bool(one.values) for part, one in evidence if part.is_looked_for]
    shown = (one for part, one in evidence if one.values or one.lacks)
    return Item(criterion.number, criterion.name, criterion.asks, _state(criterion, looked_for), tuple(shown))


def _state(criterion: Criterion, found: list[bool]) -> State:
    if criterion.kind == "judgement":
        return State.JUDGEMENT
    if not any(found):
        return State.MISSING
    if not all(found):
        return State.PARTLY
    return State.PRODUCED if criterion.kind == "produced" else State.PRESENT


def _evidence(part: Part, criterion: Criterion, asked: _Asked) -> Evidence:
    if part.needs and not asked.rows(part.needs):
        return Evidence(part.what, ())
    if part.audit:
        faults = [text for sources, text in asked.differences if set(sources) & set(part.audit)]
        return Evidence(part.what, () if faults else (part.fine,), lacks="; ".join(faults))
    values = tuple(_values(part, asked.rows(part.query)))
    if part.faults:
        return Evidence(part.what, () if values else (part.fine,), part.query, lacks="; ".join(values))
    nothing = NOTHING_STORED if criterion.kind == "judgement" else NOT_STATED
    return Evidence(part.what, values, part.query, lacks="" if values or part.optional else nothing)


def _values(part: Part, rows: list[Row]) -> Iterable[str]:
    """Give the values of a part once each: its count, how far columns are filled, and its rows as they are shown."""
    rows = [row for row in rows if _is_chosen(part, row)]
    if part.count:
        column, one, several = part.count
        number = len({row[column] for row in rows} - {None})
        yield from [f"{number} {one if number == 1 else several}"] if number else []
    if rows:
        yield from (
            f"{name} {sum(row[column] is not None for row in rows)} of {len(rows)}"
            for column, name in part.filled.items()
        )
    shown = (next((text.format_map(row) for text in part.shows if _has(row, text)), None) for row in rows)
    yield from dict.fromkeys(text for text in shown if text is not None)


def _is_chosen(part: Part, row: Row) -> bool:
    if (part.bound and row[part.bound] is None) or (part.unbound and row[part.unbound] is not None):
        return False
    return all(
        row[column] in (wanted if isinstance(wanted, list) else [wanted]) for column, wanted in part.only.items()
    )


def _has(row: Row, text: str) -> bool:
    return all(row[column] is not None for _, column, _, _ in string.Formatter().parse(text) if column)
