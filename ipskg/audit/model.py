"""What an audit finds, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a stated value stands to what the coded data give."""

    DIFFERS = "differs"
    AGREES = "agrees"
    IN_WORDS = "stated in words"
    NOT_DERIVABLE = "not derivable"


class Weight(StrEnum):
    """How much a difference weighs, the heaviest first."""

    CONTRADICTION = "Numbers that contradict each other"
    STATEMENTS = "Statements that do not say the same"
    SOURCES = "Studies and citations that cannot be followed"
    VOICES = "People spoken for, and people not heard"
    SCALES = "Scales and scores"
    NAMES = "Names and years written in two ways"


@dataclass(frozen=True)
class Value:
    """A stated value: as stated, where, and what the coded data give in its place, by which query.

    `derived` is None where nothing can be derived; `reason` then says why. `about` are labels, `subjects` the IRIs of
    the same. `listed` and `members`
    are the members of a list as stated and as derived, joined by a semicolon.
    """

    order: int
    record: str
    what: str
    stated: str
    place: str
    query: str | None
    about: tuple[str, ...]
    subjects: tuple[str, ...]
    listed: str | None
    derived: str | None
    members: str | None
    verdict: Verdict
    reason: str
    discrepancies: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """Two sides that do not go together, where they stand, what shows it, and what would settle it.

    `sources` are the canned queries and the rules of the shapes that give it. `records` are what it is about, and the
    stated values on that; `noted` is what the coders noted of them.
    """

    weight: Weight
    what: str
    place: str
    one: str
    other: str
    settled_by: str
    sources: tuple[str, ...]
    records: tuple[str, ...]
    noted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Note:
    """Something that a reader should know and that is no difference."""

    text: str
    source: str


@dataclass(frozen=True)
class ReviewAudit:
    """The audit of one review; `missing` says what is not coded, so that it could not be looked at."""

    review: str
    label: str
    values: tuple[Value, ...]
    differences: tuple[Difference, ...]
    notes: tuple[Note, ...]
    missing: tuple[str, ...]

    @property
    def recorded(self) -> tuple[Value, ...]:
        """The values of which the coders noted what does not agree, where no query or rule shows it."""
        shown = {record for one in self.differences for record in one.records}
        return tuple(value for value in self.values if value.discrepancies and value.record not in shown)

    @property
    def differs(self) -> bool:
        """Whether anything in the review differs from anything else in it."""
        return bool(self.differences or self.recorded)

    def count(self, verdict: Verdict) -> int:
        """Count the stated values with a verdict."""
        return sum(value.verdict == verdict for value in self.values)


@dataclass(frozen=True)
class Audit:
    """The audits of some reviews."""

    reviews: tuple[ReviewAudit, ...]

    @property
    def differs(self) -> bool:
        """Whether any of the reviews differs from itself."""
        return any(review.differs for review in self.reviews)
