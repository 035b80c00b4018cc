"""The flow of records as the boxes of a PRISMA 2020 diagram, made from the coded steps.

A box holds what the steps of its stage say; a number that no step gives is not reported, and is never worked out.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ipskg.corpus import Corpus

NOT_REPORTED = "not reported"


@dataclass(frozen=True)
class Exclusion:
    """Records that a step left out: how many, and why, as far as is known."""

    count: int | None
    reason: str | None

    def __str__(self) -> str:
        number = f"number {NOT_REPORTED}" if self.count is None else str(self.count)
        return f"{self.reason or 'no reason given'}: {number}"


@dataclass(frozen=True)
class Step:
    """A step of the flow; `stage` is its name in the vocabulary of stages, None where none is given."""

    label: str
    stage: str | None
    records_in: int | None
    records_out: int | None
    exclusions: tuple[Exclusion, ...]

    @property
    def left_out(self) -> int | None:
        """The sum of what was left out, None where a part of it is not known."""
        counts = [one.count for one in self.exclusions]
        known = [count for count in counts if count is not None]
        return sum(known) if counts and len(known) == len(counts) else None

    def __str__(self) -> str:
        if self.records_in is None or self.records_out is None:
            known = self.records_in if self.records_out is None else self.records_out
            return f"{self.label}: {f'number {NOT_REPORTED}' if known is None else known}"
        return f"{self.label}: {self.records_in} in, {self.records_out} out"


@dataclass(frozen=True)
class Box:
    """A box of the diagram; `is_known` is false where all that it says is that something is not reported."""

    heading: str
    lines: tuple[str, ...]
    is_known: bool = True

    def __str__(self) -> str:
        return f"{self.heading}: {'; '.join(self.lines)}"


@dataclass(frozen=True)
class Level:
    """A level of the diagram: a box of the main flow, and beside it what leaves or, `joins`, comes in."""

    part: str
    main: Box
    side: Box | None
    joins: bool = False


@dataclass(frozen=True)
class Flow:
    """The steps of a review in their order, how many records its searches found, and how many studies it includes.

    `found` is None where records were left out before any number was given, or no number is.
    """

    steps: tuple[Step, ...]
    found: int | None
    included: int

    def at(self, stage: str) -> tuple[Step, ...]:
        """Give the steps of a stage."""
        return tuple(step for step in self.steps if step.stage == stage)


def read(corpus: Corpus, review: str) -> Flow:
    """Read the flow of records of a review."""
    rows = corpus.query("flow", review=review)
    exclusions = {
        step: tuple(
            Exclusion(row["excluded"], row["reason"])
            for row in own
            if row["excluded"] is not None or row["reason"] is not None
        )
        for step, own in groupby(rows, key=lambda row: str(row["step"]))
    }
    steps = {
        row["step"]: Step(
            row["stepLabel"], row["stage"], row["recordsIn"], row["recordsOut"], exclusions.get(row["step"], ())
        )
        for row in corpus.query("flow-stages", review=review)
    }
    included = {row["study"] for row in corpus.query("studies", review=review)}
    found = [row["value"] for row in corpus.query("records-found", review=review)]
    whole = not any(step.exclusions for step in steps.values() if step.stage == "identification")
    return Flow(tuple(steps.values()), found[0] if found and whole else None, len(included))


def levels(flow: Flow) -> tuple[Level, ...]:
    """Give the levels of the diagram from the top to the bottom."""
    found, titles = flow.at("identification"), flow.at("title and abstract screening")
    retrieved, read_ = flow.at("retrieval"), flow.at("full-text assessment")
    appraised, references = flow.at("appraisal"), flow.at("reference checking")
    known = {id(step) for stage in (found, titles, retrieved, read_, appraised, references) for step in stage}
    others = tuple(step for step in flow.steps if id(step) not in known)
    return (
        Level("Identification", _box("Records identified", map(str, found)), _out("Removed before screening", found)),
        Level("Screening", _into("Records screened", titles), _out("Records excluded", titles)),
        Level("Screening", _into("Reports sought for retrieval", retrieved), _out("Reports not retrieved", retrieved)),
        Level("Screening", _into("Reports assessed for eligibility", read_), _out("Reports excluded", read_)),
        *(
            [Level("Screening", _into("Studies appraised", appraised), _out("Left out", appraised))]
            if appraised
            else []
        ),
        *(Level("Screening", _box("Other step", [str(step)]), _out("Left out", [step])) for step in others),
        Level(
            "Included",
            _box("Studies included in the review", [str(flow.included)]),
            _box("Identified by other means", _told(references)) if references else None,
            joins=True,
        ),
    )


def _told(steps: Iterable[Step]) -> Iterator[str]:
    """Tell what each step began and ended with, and what it left out."""
    for step in steps:
        yield str(step)
        yield from (f"{step.label}, left out: {one}" for one in step.exclusions)


def _box(heading: str, lines: Iterable[str]) -> Box:
    said = tuple(lines)
    return Box(heading, said or (NOT_REPORTED,), is_known=bool(said))


def _into(heading: str, steps: Iterable[Step]) -> Box:
    """Give what the first of some steps began with: a stage may take several steps."""
    begun = [str(step.records_in) for step in steps if step.records_in is not None]
    return _box(heading, begun[:1])


def _out(heading: str, steps: Iterable[Step]) -> Box:
    steps = list(steps)
    several = len(steps) > 1
    lines = [f"{step.label}: {one}" if several else str(one) for step in steps for one in step.exclusions]
    return _box(heading, lines)
