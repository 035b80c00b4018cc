"""What changes, record by record: what each rested on before, on what it rests after, and what that means."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Meaning(StrEnum):
    """What a change means to a reviewer."""

    NEW = "new in the review"
    GONE = "no longer in the review"
    SUPPORTED = "newly supported"
    FALLS_AWAY = "falls away"
    ONE_STUDY = "now rests on one study"
    MORE_STUDIES = "no longer rests on one study alone"
    UNCITED = "no longer cited"
    APPEARS = "appears"
    GOES = "goes"
    GAINS = "gains studies"
    LOSES = "loses studies"
    GROUNDS = "grounds change"
    NUMBERS = "numbers change"


@dataclass(frozen=True)
class Study:
    """A primary study: the same where its IRI is the same."""

    iri: str
    label: str = field(compare=False)


@dataclass(frozen=True)
class Support:
    """On what a metaphor, an actor group or a step of the argument rests.

    `cited` are the studies by citation, `accounts` those by construct. Participants, countries and trials of a metaphor
    are those of its cited studies, participants of a group the persons sampled from it; None is what no query gives.
    """

    cited: frozenset[Study] = frozenset()
    accounts: frozenset[Study] = frozenset()
    participants: int | None = None
    countries: int | None = None
    in_trials: int | None = None

    @property
    def studies(self) -> frozenset[Study]:
        """The studies that support it in either way."""
        return self.cited | self.accounts


@dataclass(frozen=True)
class Change:
    """A metaphor or an actor group before and after; None where it is not in the review."""

    iri: str
    label: str
    before: Support | None
    after: Support | None

    @property
    def gained(self) -> frozenset[Study]:
        """The studies that support it now and did not before."""
        return _studies(self.after) - _studies(self.before)

    @property
    def lost(self) -> frozenset[Study]:
        """The studies that supported it before and no longer do."""
        return _studies(self.before) - _studies(self.after)

    @property
    def meanings(self) -> tuple[Meaning, ...]:
        """What the change means, the weightiest first; empty where nothing changes."""
        return tuple(self._meanings())

    def _meanings(self) -> Iterator[Meaning]:
        before, after = _studies(self.before), _studies(self.after)
        if self.before is None:
            yield Meaning.NEW
        if self.after is None:
            yield Meaning.GONE
        if after and not before:
            yield Meaning.SUPPORTED
        elif before and not after:
            yield Meaning.FALLS_AWAY
        elif len(before) > 1 and len(after) == 1:
            yield Meaning.ONE_STUDY
        elif len(before) == 1 and len(after) > 1:
            yield Meaning.MORE_STUDIES
        if after and _cited(self.before) and not _cited(self.after):
            yield Meaning.UNCITED
        yield from _movements(self.gained, self.lost)
        if before == after and self.before and self.after and self.before != self.after:
            yield Meaning.NUMBERS


@dataclass(frozen=True)
class StepChange(Change):
    """A step of the line of argument before and after.

    Of what it rests on, `lost_grounds` led to a study before and no longer do, and `gained_grounds` do now and did not.
    """

    statement: str
    lost_grounds: tuple[str, ...]
    gained_grounds: tuple[str, ...]

    def _meanings(self) -> Iterator[Meaning]:
        yield from super()._meanings()
        if self.lost_grounds or self.gained_grounds:
            yield Meaning.GROUNDS


@dataclass(frozen=True)
class Contradiction:
    """Two accounts that stand against each other, and the studies that report each."""

    account: str
    studies: frozenset[Study]
    against: str
    against_studies: frozenset[Study]
    scope: str


@dataclass(frozen=True)
class ContradictionChange:
    """A contradiction before and after; None where nobody judges so.

    It is the same where the accounts and the metaphor are the same, whichever of the two was translated and however
    many judged so. `accounts` holds the IRIs of the two.
    """

    metaphor: str
    metaphor_label: str
    accounts: tuple[str, str]
    before: Contradiction | None
    after: Contradiction | None

    @property
    def gained(self) -> frozenset[Study]:
        """The studies that stand on a side now and did not before."""
        return _sides(self.after) - _sides(self.before)

    @property
    def lost(self) -> frozenset[Study]:
        """The studies that stood on a side before and no longer do."""
        return _sides(self.before) - _sides(self.after)

    @property
    def shown(self) -> Contradiction:
        """The contradiction as it is now, or else as it was."""
        shown = self.after or self.before
        assert shown is not None
        return shown

    @property
    def meanings(self) -> tuple[Meaning, ...]:
        """What the change means; empty where nothing changes."""
        if self.before is None:
            return (Meaning.APPEARS,)
        if self.after is None:
            return (Meaning.GOES,)
        return tuple(_movements(self.gained, self.lost))


@dataclass(frozen=True)
class ReviewChanges:
    """What changes in one review; the records that stay as they are stand here too, with no meanings."""

    review: str
    label: str
    before: frozenset[Study]
    after: frozenset[Study]
    metaphors: tuple[Change, ...]
    groups: tuple[Change, ...]
    steps: tuple[StepChange, ...]
    contradictions: tuple[ContradictionChange, ...]


@dataclass(frozen=True)
class Changes:
    """What changes, review by review."""

    reviews: tuple[ReviewChanges, ...]


def _studies(support: Support | None) -> frozenset[Study]:
    return frozenset() if support is None else support.studies


def _cited(support: Support | None) -> bool:
    return support is not None and bool(support.cited)


def _sides(contradiction: Contradiction | None) -> frozenset[Study]:
    return frozenset() if contradiction is None else contradiction.studies | contradiction.against_studies


def _movements(gained: frozenset[Study], lost: frozenset[Study]) -> Iterator[Meaning]:
    if gained:
        yield Meaning.GAINS
    if lost:
        yield Meaning.LOSES
