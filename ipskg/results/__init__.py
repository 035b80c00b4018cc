"""The results of a review as its readers know them: sections, findings, studies, line of argument.

Everything here comes out of the canned queries: this module puts their rows together and knows no triple.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ipskg.results.model import (
    Account,
    Addition,
    Chapter,
    Citation,
    Comparison,
    Metaphor,
    Reference,
    Section,
    Statement,
    Step,
)
from ipskg.results.writing import WRITERS, as_html, as_json, as_markdown
from ipskg.tables import distinct, grouped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipskg.corpus import Corpus
    from ipskg.stores import Row

__all__ = [
    "FORMATS",
    "WRITERS",
    "Account",
    "Addition",
    "Chapter",
    "Citation",
    "Comparison",
    "Metaphor",
    "Reference",
    "Section",
    "Statement",
    "Step",
    "as_html",
    "as_json",
    "as_markdown",
    "chapters",
    "reference",
]

FORMATS = ("markdown", "json", "html")


def chapters(corpus: Corpus, *, section: str | None = None) -> list[Chapter]:
    """Put the results of each opened review together, or those of one section.

    With a section, the line of argument is left out and the references are those that the section cites.
    Raises UnknownTerm where no results section has that id.
    """
    asked = {} if section is None else {"section": section}
    rows = corpus.query("sections", **asked)
    return [_chapter(corpus, review, whole=section is None, asked=asked) for review in distinct(rows, "review")]


def _chapter(corpus: Corpus, review: str, *, whole: bool, asked: Mapping[str, str]) -> Chapter:
    about = corpus.query("reviews", review=review)
    added = {row["record"]: row for row in corpus.query("additions", review=review)}
    found = {
        name: _marked(corpus.query(name, review=review, **asked), added)
        for name in ("sections", "findings", "expressions", "metaphors")
    }
    comparisons = _comparisons(_marked(corpus.query("translation", review=review), added))
    sections = tuple(_section(rows, found, comparisons) for rows in grouped(found["sections"], "section").values())
    cited = {citation.reference for part in sections for finding in part.findings for citation in finding.cites}
    references = tuple(reference(row) for row in corpus.query("references", review=review))
    return Chapter(
        review=about[0]["reviewLabel"],
        title=about[0]["title"],
        questions=tuple(distinct(about, "question")),
        additions=tuple(
            Addition(study=row["recordLabel"], coder=row["coder"], date=row["date"])
            for row in added.values()
            if row["kind"] == "study"
        ),
        sections=sections,
        steps=_steps(corpus.query("line-of-argument", review=review)) if whole else (),
        references=tuple(one for one in references if whole or one.number in cited),
    )


def _marked(rows: list[Row], added: Mapping[str, Row]) -> list[Row]:
    """Mark the names of studies that a coder added, and say of a finding who added it."""
    for row in rows:
        if row.get("study") in added:
            row["studyLabel"] += " (added)"
        row["isAdded"] = row.get("study") in added
        row["addedBy"] = added[row["finding"]]["coder"] if row.get("finding") in added else None
    return rows


def _section(rows: list[Row], found: Mapping[str, list[Row]], comparisons: Mapping[str, list[Comparison]]) -> Section:
    section = rows[0]["section"]
    findings, accounts, metaphors = (
        [row for row in found[name] if row["section"] == section] for name in ("findings", "expressions", "metaphors")
    )
    inferred = grouped([row for row in accounts if row["basis"] == "inferred"], "finding")
    return Section(
        order=rows[0]["order"],
        heading=rows[0]["heading"],
        groups=tuple(distinct(rows, "actorGroupLabel")),
        metaphors=tuple(
            _metaphor(own, comparisons.get(construct, []))
            for construct, own in grouped(metaphors, "thirdOrder").items()
        ),
        findings=tuple(
            _statement(own, inferred.get(finding, [])) for finding, own in grouped(findings, "finding").items()
        ),
    )


def _statement(rows: list[Row], accounts: list[Row]) -> Statement:
    # A section about two groups gives each citation twice.
    cites = {(row["reference"], row["studyLabel"]): row["isAdded"] for row in rows if row["reference"] or row["study"]}
    return Statement(
        order=rows[0]["findingOrder"],
        text=rows[0]["findingText"],
        added_by=rows[0]["addedBy"],
        cites=tuple(Citation(reference, study, added) for (reference, study), added in cites.items()),
        inferred=tuple(Account(construct=row["secondOrderLabel"], study=row["studyLabel"]) for row in accounts),
    )


def _metaphor(rows: list[Row], comparisons: list[Comparison]) -> Metaphor:
    return Metaphor(
        label=rows[0]["thirdOrderLabel"],
        interpretation=rows[0]["interpretation"],
        basis=rows[0]["basis"],
        borrowed_from=tuple(distinct(rows, "studyLabel")),
        agreements=tuple(one for one in comparisons if one.relation == "reciprocal"),
        contradictions=tuple(one for one in comparisons if one.relation == "refutational"),
    )


def _comparisons(rows: list[Row]) -> dict[str, list[Comparison]]:
    """Give the translations of each third-order construct, one for each judgement, however many share it."""
    reporting = {
        construct: tuple(distinct(own, "studyLabel")) for construct, own in grouped(rows, "secondOrder").items()
    }
    found: dict[str, dict[Comparison, list[str]]] = {}
    for row in rows:
        if row["against"]:
            comparison = Comparison(
                relation=row["relation"],
                construct=row["secondOrderLabel"],
                studies=reporting[row["secondOrder"]],
                against=row["againstLabel"],
                against_studies=reporting.get(row["against"], ()),
                rationale=row["rationale"],
                basis=row["basis"],
                coder=None,
            )
            coders = found.setdefault(row["thirdOrder"], {}).setdefault(comparison, [])
            coders += [row["coder"]] if row["coder"] and row["coder"] not in coders else []
    return {
        construct: [replace(one, coder=" and ".join(coders) or None) for one, coders in own.items()]
        for construct, own in found.items()
    }


def _steps(rows: list[Row]) -> tuple[Step, ...]:
    return tuple(
        Step(
            order=own[0]["order"],
            statement=own[0]["statement"],
            relates_from=tuple(distinct(own, "fromLabel")),
            relation=own[0]["relation"],
            relates_to=tuple(distinct(own, "toLabel")),
            basis=own[0]["basis"],
            rests_on=tuple(distinct(own, "restsOnLabel")),
        )
        for own in grouped(rows, "step").values()
    )


def reference(row: Row) -> Reference:
    """Make a reference of a row of the query `references`."""
    return Reference(
        number=row["reference"],
        authors=row["authors"],
        year=row["year"],
        title=row["title"],
        source=_source(row),
        study=row["studyLabel"],
    )


def _source(row: Row) -> str | None:
    """Put what is known of where a publication appeared into one phrase, as in `Work 33: 459–64`."""
    issue = f"({row['issue']})" if row["issue"] else ""
    place = ": ".join(part for part in (f"{row['volume'] or ''}{issue}", row["pages"]) if part)
    journal = " ".join(part for part in (row["container"], place) if part)
    publisher = ", ".join(part for part in (row["publisher"], row["publisherPlace"]) if part)
    return ". ".join(part for part in (journal, publisher) if part) or None
