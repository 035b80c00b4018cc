"""Where each record of a review has its place on the site: the page of it, or the part of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.site.evidence import Link
from ipskg.site.names import names
from ipskg.tables import grouped

if TYPE_CHECKING:
    from ipskg.site.asking import Answers
    from ipskg.stores import Row


class Links:
    """The places of the records of one review; each `href` starts at the first page of the review."""

    def __init__(self, answers: Answers) -> None:
        self._pages = {
            kind: _named(answers[query], column)
            for kind, query, column in (
                ("sections", "sections", "section"),
                ("metaphors", "support", "thirdOrder"),
                ("studies", "studies", "study"),
            )
        }
        self._findings = _named(answers["findings"], "finding")
        self._steps = _named(answers["line-of-argument"], "step")
        self._added = {row["record"] for row in answers["additions"] if row["kind"] == "study"}
        self.reporting = _reporting(answers)
        self._accounts = {row["firstOrder"]: {row["study"]: row["studyLabel"]} for row in answers["accounts"]}
        self._constructs = names(self.reporting)
        self._sections = {
            finding: (rows[0]["section"], rows[0]["heading"], rows[0]["findingOrder"])
            for finding, rows in grouped(answers["findings"], "finding").items()
        }

    def section(self, iri: str, label: str) -> Link:
        """Give the page of a results section."""
        return self._page("sections", iri, label)

    def metaphor(self, iri: str, label: str) -> Link:
        """Give the page of a third-order construct."""
        return self._page("metaphors", iri, label)

    def study(self, iri: str, label: str) -> Link:
        """Give the page of an included study; the name of one that a coder added is marked."""
        return self._page("studies", iri, f"{label} (added)" if iri in self._added else label)

    def finding(self, iri: str) -> Link:
        """Give the place of a finding on the page of its section. Raises KeyError for what is none."""
        section, heading, order = self._sections[iri]
        return Link(f"{heading}, {order}", f"{self.section(section, heading).href}#{self.finding_anchor(iri)}")

    def construct(self, iri: str, label: str) -> Link:
        """Give the place of a study's construct: on the page of the first study that reports it."""
        studies = [study for study in self.studies(iri) if study.href and iri in self.reporting]
        return Link(label, f"{studies[0].href}#{self.construct_anchor(iri)}" if studies else None)

    def studies(self, construct: str) -> tuple[Link, ...]:
        """Give the studies that report a construct, or a participant's account."""
        reporting = self.reporting.get(construct) or self._accounts.get(construct, {})
        return tuple(self.study(study, label) for study, label in reporting.items())

    def finding_anchor(self, iri: str) -> str:
        """Give the anchor of a finding."""
        return f"finding-{self._findings[iri]}"

    def construct_anchor(self, iri: str) -> str:
        """Give the anchor of a construct."""
        return f"construct-{self._constructs[iri]}"

    def step_anchor(self, iri: str) -> str:
        """Give the anchor of a step of the argument."""
        return f"argument-{self._steps[iri]}"

    def any(self, iri: str, label: str) -> Link:
        """Give the place of a record of any kind, or its label where it has none."""
        if iri in self._sections:
            return self.finding(iri)
        if iri in self.reporting:
            return self.construct(iri, label)
        return self.metaphor(iri, label)

    def places(self) -> dict[str, str]:
        """Give the place of each record that has one, by IRI."""
        links = {iri: self._page(kind, iri, "") for kind, named in self._pages.items() for iri in named}
        links |= {iri: self.finding(iri) for iri in self._sections}
        links |= {iri: self.construct(iri, "") for iri in self.reporting if iri not in links}
        links |= {iri: Link("", f"index.html#{self.step_anchor(iri)}") for iri in self._steps}
        return {iri: link.href for iri, link in links.items() if link.href}

    def _page(self, kind: str, iri: str, label: str) -> Link:
        name = self._pages[kind].get(iri)
        return Link(label, f"{kind}/{name}.html" if name else None)


def _named(rows: list[Row], column: str) -> dict[str, str]:
    return names(row[column] for row in rows)


def _reporting(answers: Answers) -> dict[str, dict[str, str]]:
    """Give the studies that report each construct, by IRI with their labels, sorted by label."""
    found: dict[str, dict[str, str]] = {}
    sides = [("secondOrder", "study")]
    for query, columns in (
        ("translation", sides),
        ("expressions", sides),
        ("orphan-constructs", sides),
        ("metaphors", sides),
        ("contradictions", [*sides, ("against", "againstStudy")]),
    ):
        for row in answers[query]:
            for construct, study in columns:
                if row[construct] and row[study]:
                    found.setdefault(row[construct], {})[row[study]] = row[f"{study}Label"]
    return {
        construct: dict(sorted(studies.items(), key=lambda study: (study[1], study[0])))
        for construct, studies in sorted(found.items())
    }
