"""A review as its pages show it, put together from the answers of the canned queries."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ipskg.results import reference
from ipskg.site.comparing import comparisons, touching
from ipskg.site.evidence import Construct, Finding, Link, Metaphor, Section, Source, Support
from ipskg.site.links import Links
from ipskg.site.model import End, Step
from ipskg.tables import distinct, grouped

if TYPE_CHECKING:
    from ipskg.results import Reference
    from ipskg.site.asking import Answers
    from ipskg.site.evidence import Comparison
    from ipskg.stores import Row


class Reading:
    """One review: its sections, findings, metaphors and argument."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.links = Links(answers)
        self.comparisons = comparisons(answers, self.links)
        self._added = {row["record"]: row["coder"] for row in answers["additions"]}
        self._expressions = grouped(answers["expressions"], "finding")
        self._findings = grouped(answers["findings"], "finding")

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The reference list."""
        return tuple(reference(row) for row in self.answers["references"])

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """The findings by IRI, in the order of the results."""
        return {finding: self._finding(finding, rows) for finding, rows in self._findings.items()}

    @cached_property
    def constructs(self) -> dict[str, Construct]:
        """The studies' constructs by IRI."""
        labels = {
            row["secondOrder"]: row["secondOrderLabel"]
            for query in ("contradictions", "accounts", "metaphors", "orphan-constructs", "expressions", "translation")
            for row in self.answers[query]
            if row["secondOrder"]
        }
        return {iri: self._construct(iri, labels[iri]) for iri in self.links.reporting if iri in labels}

    @cached_property
    def metaphors(self) -> dict[str, Metaphor]:
        """The third-order constructs by IRI: in the order of the sections that present them, then the others."""
        order = distinct(self.answers["metaphors"], "thirdOrder")
        rows = grouped(self.answers["support"], "thirdOrder")
        return {iri: self._metaphor(iri, rows[iri]) for iri in dict.fromkeys([*order, *rows]) if iri in rows}

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The results sections."""
        return tuple(self._section(iri, rows) for iri, rows in grouped(self.answers["sections"], "section").items())

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The line of argument."""
        return tuple(self._step(iri, rows) for iri, rows in grouped(self.answers["line-of-argument"], "step").items())

    @property
    def all_comparisons(self) -> tuple[Comparison, ...]:
        """The translations into any metaphor."""
        return tuple(one for own in self.comparisons.values() for one in own)

    def _finding(self, iri: str, rows: list[Row]) -> Finding:
        row, accounts = rows[0], self._expressions.get(iri, [])
        touched = touching(self.all_comparisons, distinct(accounts, "secondOrder"))
        inferred = grouped((one for one in accounts if one["basis"] == "inferred"), "study")
        return Finding(
            anchor=self.links.finding_anchor(iri),
            order=row["findingOrder"],
            text=row["findingText"],
            section=self.links.section(row["section"], row["heading"]),
            added_by=self._added.get(iri),
            cited=self._cited(rows, accounts),
            inferred=tuple(self._source(None, study, own[0]["studyLabel"], own) for study, own in inferred.items()),
            agreements=tuple(one for one in touched if not one.contradicts),
            contradictions=tuple(one for one in touched if one.contradicts),
        )

    def _cited(self, rows: list[Row], accounts: list[Row]) -> tuple[Source, ...]:
        # A section about two groups gives each citation twice.
        works = {(row["reference"], row["study"]): row for row in rows if row["reference"] or row["study"]}
        return tuple(
            self._source(number, study, row["studyLabel"], [one for one in accounts if one["study"] == study])
            for (number, study), row in works.items()
        )

    def _source(self, number: str | None, study: str | None, label: str, accounts: list[Row]) -> Source:
        return Source(
            reference=number,
            study=self.links.study(study, label) if study else None,
            printed=None if study else self._printed(number),
            constructs=tuple(
                self.links.construct(construct, own[0]["secondOrderLabel"])
                for construct, own in grouped(accounts, "secondOrder").items()
            ),
        )

    def _printed(self, number: str | None) -> str | None:
        works = [one for one in self.references if one.number == number]
        return ". ".join(filter(None, (works[0].authors, works[0].title))) if works else None

    def _construct(self, iri: str, label: str) -> Construct:
        into = grouped(self.answers.of("translation", secondOrder=iri), "thirdOrder")
        accounts = self.answers.of("accounts", secondOrder=iri)
        findings = distinct(self.answers.of("expressions", secondOrder=iri), "finding")
        return Construct(
            anchor=self.links.construct_anchor(iri),
            link=self.links.construct(iri, label),
            studies=self.links.studies(iri),
            accounts=tuple(row["statement"] or row["firstOrderLabel"] or "" for row in accounts),
            findings=tuple(self.links.finding(finding) for finding in findings),
            metaphors=tuple(self.links.metaphor(one, rows[0]["thirdOrderLabel"]) for one, rows in into.items()),
        )

    def _metaphor(self, iri: str, rows: list[Row]) -> Metaphor:
        presented = self.answers.of("metaphors", thirdOrder=iri)
        translated = self.answers.of("translation", thirdOrder=iri)
        said = (presented or translated or [{"interpretation": None, "basis": None}])[0]
        borrowed = grouped((row for row in presented if row["secondOrder"]), "secondOrder")
        return Metaphor(
            iri=iri,
            link=self.links.metaphor(iri, rows[0]["thirdOrderLabel"]),
            interpretation=said["interpretation"],
            basis=said["basis"] if presented else None,
            groups=tuple(distinct(rows, "actorGroupLabel")),
            sections=tuple(
                self.links.section(one, own[0]["sectionLabel"]) for one, own in grouped(presented, "section").items()
            ),
            borrowed=tuple(
                (self.links.construct(one, own[0]["secondOrderLabel"]), self.links.studies(one))
                for one, own in borrowed.items()
            ),
            support=self._support(iri, rows[0]),
            constructs=tuple(self.constructs[one] for one in distinct(translated, "secondOrder")),
            comparisons=self.comparisons.get(iri, ()),
        )

    def _support(self, iri: str, row: Row) -> Support:
        return Support(
            studies=row["studies"],
            participants=row["participants"],
            countries=row["countries"],
            in_trials=row["inTrials"],
            limitations=tuple(distinct(self.answers.of("thin-support", thirdOrder=iri), "limitation")),
        )

    def _section(self, iri: str, rows: list[Row]) -> Section:
        presented = distinct(self.answers.of("metaphors", section=iri), "thirdOrder")
        return Section(
            iri=iri,
            link=self.links.section(iri, rows[0]["heading"]),
            order=rows[0]["order"],
            groups=tuple(distinct(rows, "actorGroupLabel")),
            metaphors=tuple(self.metaphors[one] for one in presented),
            findings=tuple(self.findings[one] for one in distinct(self.answers.of("findings", section=iri), "finding")),
        )

    def _step(self, iri: str, rows: list[Row]) -> Step:
        return Step(
            anchor=self.links.step_anchor(iri),
            order=rows[0]["order"],
            statement=rows[0]["statement"],
            starts=self._ends(rows, "from"),
            relation=rows[0]["relation"],
            ends=self._ends(rows, "to"),
            basis=rows[0]["basis"],
            rests_on=tuple(
                self._ground(ground, own[0]["restsOnLabel"])
                for ground, own in grouped(rows, "restsOn").items()
                if ground
            ),
            studies=tuple(
                self.links.study(study, own[0]["studyLabel"])
                for study, own in grouped(self.answers.of("trail", step=iri), "study").items()
                if study
            ),
        )

    def _ends(self, rows: list[Row], side: str) -> tuple[End, ...]:
        ends = {}
        for row in rows:
            if row[side]:
                link = self.links.metaphor(row[side], row[f"{side}Label"])
                kind = "metaphor" if link.href else "group" if row[f"{side}Group"] == row[side] else "concept"
                ends[row[side]] = End(iri=row[side], kind=kind, link=link)
        return tuple(ends.values())

    def _ground(self, iri: str, label: str) -> Link:
        """Give the place of what a step rests on; a translation is found by its two sides."""
        link = self.links.any(iri, label)
        if link.href:
            return link
        for one in self.all_comparisons:
            word = "against" if one.contradicts else "with"
            if label == f"“{one.construct.label}” {word} “{one.against.label}”":
                return Link(label, f"{one.metaphor.href}#{one.anchor}")
        return link
