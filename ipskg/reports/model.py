"""What a report holds, as plain values: every format is written from these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_LINE = 100  # characters of a value that still stands in one line with others


class State(StrEnum):
    """How an item of a checklist stands, as far as a program can tell."""

    PRODUCED = "produced from the graph"
    PRESENT = "present"
    PARTLY = "present in part"
    MISSING = "missing"
    JUDGEMENT = "for a person to judge"


@dataclass(frozen=True)
class Evidence:
    """What the graph holds on one part of an item, and the canned query that gives it.

    `values` are counts, names, or passages in their own words, none where the graph holds nothing. `lacks` says in
    what way it falls short, and is empty where it does not.
    """

    what: str
    values: tuple[str, ...]
    query: str | None = None
    lacks: str = ""

    @property
    def is_list(self) -> bool:
        """Whether the values are whole sentences, which do not stand well in one line."""
        return any(len(value) > _LINE for value in self.values)


@dataclass(frozen=True)
class Item:
    """One item of a checklist, filled in; `asks` says in our own words what it asks for."""

    number: str
    name: str
    asks: str
    state: State
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Points:
    """A list."""

    points: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table that can be taken out of the report: as CSV, as LaTeX, into a text processor.

    All rows have a cell for each column; a line break in a cell is one. The first `headers` cells of a row name it.
    `query` is the canned query that the rows come from, `notes` stand below the table.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    headers: int = 1
    query: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A picture as one `svg` element; `alternative` says the same in words."""

    caption: str
    svg: str
    alternative: str


Block = Text | Points | Item | Table | Picture


@dataclass(frozen=True)
class Section:
    """A part of a report under a heading."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """A report of one kind on one review, `review` being its IRI and `label` its short name.

    `missing` says what could not be looked at, since nothing of it is coded. `attached` are files that come with the
    report, by format: a picture alone, or what another program takes.
    """

    kind: str
    title: str
    review: str
    label: str
    sections: tuple[Section, ...]
    lead: tuple[Block, ...] = ()
    missing: tuple[str, ...] = ()
    attached: Mapping[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> Iterator[Block]:
        """All blocks in their order."""
        yield from self.lead
        for section in self.sections:
            yield from section.blocks

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of the checklist that the report is, if it is one."""
        return tuple(block for block in self.blocks if isinstance(block, Item))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, which for a checklist are one: the form that an editor asks for."""
        found = tuple(block for block in self.blocks if isinstance(block, Table))
        return (*found, _form(self)) if self.items else found


def _form(report: Report) -> Table:
    rows = (
        (section.heading, item.number, item.name, item.state, "\n".join(map(said, item.evidence)))
        for section in report.sections
        for item in section.blocks
        if isinstance(item, Item)
    )
    return Table(
        caption=f"{report.title}: {report.label}",
        columns=("part", "item", "what it asks for", "state", "evidence"),
        rows=tuple(rows),
        headers=2,
    )


def said(evidence: Evidence) -> str:
    r"""Say a piece of evidence in one line, or whole sentences in a line each.

    >>> said(Evidence("databases", ("HiveBase", "ApisIndex")))
    'databases: HiveBase; ApisIndex'
    >>> said(Evidence("who searched", (), lacks="not stated"))
    'who searched: not stated'
    >>> said(Evidence("limitations", ("It was winter. " * 7, "It was cold."))).splitlines()[2]
    '– It was cold.'
    """
    values = [value for value in (*evidence.values, evidence.lacks) if value]
    if evidence.is_list:
        return "\n".join((f"{evidence.what}:", *(f"– {value}" for value in values)))
    return f"{evidence.what}: {'; '.join(values)}"
