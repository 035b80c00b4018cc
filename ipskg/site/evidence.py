"""What was found and what it rests on, as plain values: from a source to a section of the results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Link:
    """A thing with its name; `href` leads to it from the first page of its review, None where it has no place."""

    label: str
    href: str | None = None


@dataclass(frozen=True)
class Comparison:
    """A translation, one construct set against another; `relation` is reciprocal or refutational."""

    anchor: str
    relation: str
    metaphor: Link
    construct: Link
    studies: tuple[Link, ...]
    against: Link
    against_studies: tuple[Link, ...]
    basis: str | None
    coders: tuple[str, ...]
    rationale: str | None
    sides: tuple[str, str]

    @property
    def contradicts(self) -> bool:
        """Whether the two accounts stand against each other."""
        return self.relation == "refutational"

    @property
    def is_inside_one_study(self) -> bool:
        """Whether both accounts are of the same study and no other."""
        return len(self.studies) == 1 and self.studies == self.against_studies


@dataclass(frozen=True)
class Source:
    """What a finding rests on in one work: its number and study, or the printed reference of a work that is no study.

    `constructs` are those of the study that are coded as expressed in the finding.
    """

    reference: str | None
    study: Link | None
    printed: str | None
    constructs: tuple[Link, ...]


@dataclass(frozen=True)
class Finding:
    """A statement of the results: what its sentence cites is told apart from what the coder infers."""

    anchor: str
    order: int
    text: str
    section: Link
    added_by: str | None
    cited: tuple[Source, ...]
    inferred: tuple[Source, ...]
    agreements: tuple[Comparison, ...]
    contradictions: tuple[Comparison, ...]

    @property
    def cites(self) -> tuple[str, ...]:
        """The names of the studies that it cites, and the numbers of other works."""
        names = (one.study.label if one.study else f"[{one.reference or '–'}]" for one in self.cited)
        return tuple(dict.fromkeys(names))

    @property
    def link(self) -> Link:
        """Where the finding stands."""
        return Link(f"{self.section.label}, {self.order}", f"{self.section.href}#{self.anchor}")


@dataclass(frozen=True)
class Support:
    """How much a metaphor rests on: the studies that findings of its sections cite, and what limits that."""

    studies: int
    participants: int
    countries: int
    in_trials: int
    limitations: tuple[str, ...]


@dataclass(frozen=True)
class Construct:
    """A second-order construct as a page shows it, with what participants say below it and what it went into above."""

    anchor: str
    link: Link
    studies: tuple[Link, ...]
    accounts: tuple[str, ...]
    findings: tuple[Link, ...]
    metaphors: tuple[Link, ...]


@dataclass(frozen=True)
class Metaphor:
    """A third-order construct; `borrowed` are the constructs that it took over, each with its studies."""

    iri: str
    link: Link
    interpretation: str | None
    basis: str | None
    groups: tuple[str, ...]
    sections: tuple[Link, ...]
    borrowed: tuple[tuple[Link, tuple[Link, ...]], ...]
    support: Support
    constructs: tuple[Construct, ...]
    comparisons: tuple[Comparison, ...]

    def holds(self, ground: Link) -> bool:
        """Whether a ground of the argument is the metaphor, or a finding, construct or translation that is in it."""
        page = (ground.href or "").partition("#")[0]
        pages = {one.href for one in (self.link, *self.sections)}
        return page in pages or any(one.link == ground for one in self.constructs)

    @property
    def agreements(self) -> tuple[Comparison, ...]:
        """The reciprocal translations into it."""
        return tuple(one for one in self.comparisons if not one.contradicts)

    @property
    def contradictions(self) -> tuple[Comparison, ...]:
        """The refutational translations into it."""
        return tuple(one for one in self.comparisons if one.contradicts)


@dataclass(frozen=True)
class Section:
    """A results section; `groups` is empty where it is about no actor group. `iri` is its address in the graph."""

    iri: str
    link: Link
    order: int
    groups: tuple[str, ...]
    metaphors: tuple[Metaphor, ...]
    findings: tuple[Finding, ...]

    @property
    def cited_studies(self) -> tuple[Link, ...]:
        """The studies that its findings cite."""
        return _studies(one for finding in self.findings for one in finding.cited)

    @property
    def inferred_studies(self) -> tuple[Link, ...]:
        """The studies that a coder reads its findings as resting on and that none of its findings cites."""
        inferred = _studies(one for finding in self.findings for one in finding.inferred)
        return tuple(one for one in inferred if one not in self.cited_studies)

    @property
    def basis_counts(self) -> tuple[int, int, int]:
        """How many findings cite a work, how many rest on a coder's reading only, and how many on nothing coded."""
        cited = sum(bool(one.cited) for one in self.findings)
        inferred = sum(bool(one.inferred and not one.cited) for one in self.findings)
        return cited, inferred, len(self.findings) - cited - inferred

    @property
    def contradictions(self) -> tuple[Comparison, ...]:
        """What stands against what in its metaphors."""
        return tuple(one for metaphor in self.metaphors for one in metaphor.contradictions)

    @property
    def agreements(self) -> tuple[Comparison, ...]:
        """What agrees in its metaphors."""
        return tuple(one for metaphor in self.metaphors for one in metaphor.agreements)


def _studies(sources: Iterable[Source]) -> tuple[Link, ...]:
    return tuple(dict.fromkeys(one.study for one in sources if one.study))
