"""The included studies of a review as their pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.results import reference
from ipskg.site.comparing import touching
from ipskg.site.model import Sample, Study
from ipskg.tables import distinct, grouped

if TYPE_CHECKING:
    from ipskg.site.evidence import Finding
    from ipskg.site.reading import Reading
    from ipskg.stores import Row

# The cells of the table of characteristics, by the columns that give them.
_CELLS = {
    "country": "Country",
    "design": "Design",
    "dataCollection": "Data collection",
    "analysis": "Analysis",
    "method": "Method as printed",
    "sample": "Sample as printed",
    "partOfTrial": "Part of a trial",
    "rating": "Rating as printed",
}


def studies(reading: Reading) -> tuple[Study, ...]:
    """Give the included studies in the order of the table of characteristics."""
    return tuple(_study(reading, row) for row in reading.answers["studies"])


def _study(reading: Reading, row: Row) -> Study:
    iri, answers = row["study"], reading.answers
    constructs = [one for one, own in reading.links.reporting.items() if iri in own]
    added = answers.of("additions", record=iri)
    return Study(
        iri=iri,
        link=reading.links.study(iri, row["studyLabel"]),
        reference=row["reference"],
        year=row["year"],
        aim=row["aim"],
        characteristics=tuple((name, str(row[column])) for column, name in _CELLS.items() if row[column]),
        countries=_parts(row["country"]),
        designs=_parts(row["design"]),
        part_of_trial=row["partOfTrial"],
        bands=_bands(answers.of("ratings", study=iri)),
        samples=tuple(
            Sample(group=one["actorGroupLabel"], count=one["count"], unit=one["unit"])
            for one in answers.of("samples", study=iri)
        ),
        perspectives=tuple((one["actorGroupLabel"], one["basis"]) for one in answers.of("perspectives", study=iri)),
        index_for=tuple(
            one["actorGroupLabel"] or "the review as a whole" for one in answers.of("index-studies", study=iri)
        ),
        reports=tuple(reference(one) for one in answers.of("references", study=iri)),
        added=(added[0]["coder"], added[0]["date"]) if added else None,
        cited_for=_findings(reading, iri, "cited"),
        read_in=_findings(reading, iri, "inferred"),
        constructs=tuple(reading.constructs[one] for one in constructs if one in reading.constructs),
        comparisons=touching(reading.all_comparisons, constructs),
    )


def _findings(reading: Reading, study: str, basis: str) -> tuple[Finding, ...]:
    rows = reading.answers.of("study-findings", study=study, basis=basis)
    return tuple(reading.findings[one] for one in grouped(rows, "finding"))


def _bands(rows: list[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(distinct(rows, "bandFrom") + distinct(rows, "bandTo")))


def _parts(cell: str | None) -> tuple[str, ...]:
    return tuple(cell.split("; ")) if cell else ()
