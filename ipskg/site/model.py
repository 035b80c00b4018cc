"""A review and its studies as the pages of a site show them, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipskg.site.evidence import Link

if TYPE_CHECKING:
    from ipskg.results import Reference
    from ipskg.site.evidence import Comparison, Construct, Finding, Metaphor, Section


@dataclass(frozen=True)
class Group:
    """An actor group with its sections; `label` is None where a review, or some of its sections, has none.

    `uncounted` is the number of samples of the group whose size is not known.
    """

    label: str | None
    anchor: str
    participants: int | None
    sampled_by: int | None
    uncounted: int
    index_studies: tuple[Link, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class End:
    """What a step of the argument relates: a metaphor, an actor group or a concept (`kind`)."""

    iri: str
    kind: str
    link: Link


@dataclass(frozen=True)
class Step:
    """A step of the line of argument with what it rests on and the studies that this leads to in the end."""

    anchor: str
    order: int
    statement: str
    starts: tuple[End, ...]
    relation: str | None
    ends: tuple[End, ...]
    basis: str | None
    rests_on: tuple[Link, ...]
    studies: tuple[Link, ...]

    @property
    def link(self) -> Link:
        """Where the step stands."""
        return Link(f"Step {self.order}", f"index.html#{self.anchor}")


@dataclass(frozen=True)
class Sample:
    """Whom a study sampled; what is not known is None."""

    group: str | None
    count: int | None
    unit: str | None


@dataclass(frozen=True)
class Study:
    """An included study. `characteristics` are the cells of its row as printed, by their names."""

    iri: str
    link: Link
    reference: str | None
    year: int | None
    aim: str | None
    characteristics: tuple[tuple[str, str], ...]
    countries: tuple[str, ...]
    designs: tuple[str, ...]
    part_of_trial: str | None
    bands: tuple[str, ...]
    samples: tuple[Sample, ...]
    perspectives: tuple[tuple[str, str | None], ...]
    index_for: tuple[str, ...]
    reports: tuple[Reference, ...]
    added: tuple[str, str | None] | None
    cited_for: tuple[Finding, ...]
    read_in: tuple[Finding, ...]
    constructs: tuple[Construct, ...]
    comparisons: tuple[Comparison, ...]

    @property
    def contradictions(self) -> tuple[Comparison, ...]:
        """Where an account of it stands against one of another study, or of its own."""
        return tuple(one for one in self.comparisons if one.contradicts)

    @property
    def agreements(self) -> tuple[Comparison, ...]:
        """Where an account of it agrees with one of another study, or of its own."""
        return tuple(one for one in self.comparisons if not one.contradicts)


@dataclass(frozen=True)
class FlowStep:
    """A step of the flow of records; `reasons` with their numbers, where these are known."""

    label: str
    records_in: int | None
    records_out: int | None
    reasons: tuple[tuple[str | None, int | None], ...]


@dataclass(frozen=True)
class Review:
    """One review with all that its pages show."""

    iri: str
    label: str
    title: str | None
    year: int | None
    authors: tuple[str, ...]
    questions: tuple[str, ...]
    aims: tuple[str, ...]
    conclusions: tuple[str, ...]
    sources: tuple[str, ...]
    licences: tuple[str, ...]
    version: str | None
    participants: int | None
    countries: int | None
    groups: tuple[Group, ...]
    sections: tuple[Section, ...]
    metaphors: tuple[Metaphor, ...]
    studies: tuple[Study, ...]
    steps: tuple[Step, ...]
    flow: tuple[FlowStep, ...]
    references: tuple[Reference, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all sections."""
        return tuple(one for section in self.sections for one in section.findings)

    @property
    def contradictions(self) -> tuple[Comparison, ...]:
        """The refutational translations of the review."""
        return tuple(one for metaphor in self.metaphors for one in metaphor.contradictions)

    @property
    def agreements(self) -> tuple[Comparison, ...]:
        """The reciprocal translations of the review."""
        return tuple(one for metaphor in self.metaphors for one in metaphor.agreements)
