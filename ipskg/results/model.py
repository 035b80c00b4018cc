"""The results of a review as plain values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Citation:
    """A publication that the sentence of a finding cites; `study` is None where it reports no study.

    A study that a coder added later is not cited by the authors of the review: `added` tells it.
    """

    reference: str | None
    study: str | None
    added: bool = False


@dataclass(frozen=True)
class Account:
    """A study's construct that a coder reads a finding as expressing although the finding does not cite the study."""

    construct: str
    study: str


@dataclass(frozen=True)
class Statement:
    """A finding: what its sentence cites is told apart from what the coder infers.

    `added_by` is the coder who added it, None for one that the authors of the review wrote.
    """

    order: int
    text: str
    added_by: str | None
    cites: tuple[Citation, ...]
    inferred: tuple[Account, ...]


@dataclass(frozen=True)
class Comparison:
    """A translation: one study's construct set against another's; `studies` and `against_studies` report them."""

    relation: str
    construct: str
    studies: tuple[str, ...]
    against: str
    against_studies: tuple[str, ...]
    rationale: str | None
    basis: str | None
    coder: str | None


@dataclass(frozen=True)
class Metaphor:
    """A third-order construct; `borrowed_from` names the studies whose construct it took over."""

    label: str
    interpretation: str | None
    basis: str | None
    borrowed_from: tuple[str, ...]
    agreements: tuple[Comparison, ...]
    contradictions: tuple[Comparison, ...]


@dataclass(frozen=True)
class Section:
    """A results section; `groups` is empty in a review without actor groups."""

    order: int
    heading: str
    groups: tuple[str, ...]
    metaphors: tuple[Metaphor, ...]
    findings: tuple[Statement, ...]


@dataclass(frozen=True)
class Step:
    """A step of the line of argument; the ends of its relation are metaphors, actor groups or concepts."""

    order: int
    statement: str
    relates_from: tuple[str, ...]
    relation: str | None
    relates_to: tuple[str, ...]
    basis: str | None
    rests_on: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """A publication as the reference list gives it."""

    number: str | None
    authors: str
    year: int | None
    title: str | None
    source: str | None
    study: str | None


@dataclass(frozen=True)
class Addition:
    """A study that a coder added to a review after its authors; in all that follows its name is marked."""

    study: str
    coder: str
    date: str | None


@dataclass(frozen=True)
class Chapter:
    """The results of one review."""

    review: str
    title: str | None
    questions: tuple[str, ...]
    additions: tuple[Addition, ...]
    sections: tuple[Section, ...]
    steps: tuple[Step, ...]
    references: tuple[Reference, ...]
