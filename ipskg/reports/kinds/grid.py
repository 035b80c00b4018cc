"""Studies by metaphors: citations, constructs and translations in each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.reports import naming, parts
from ipskg.reports.model import Report, Section, Table

if TYPE_CHECKING:
    from ipskg.corpus import Corpus
    from ipskg.graphs import Review
    from ipskg.stores import Row

_NOTES = (
    "In each cell: for how many findings of the metaphor's sections the study is cited, and how many of its constructs"
    " went into the metaphor; below, translations into it that have a construct of the study on either side.",
    "Whether accounts agree or contradict each other is somebody's judgement: the report translation says whose.",
)


def report(corpus: Corpus, review: Review) -> Report:
    """Report which study has to do with which metaphor, and how much: a row for each study, empty ones too."""
    found = parts.included(corpus, review.iri)
    columns = parts.metaphors(corpus, review.iri)
    missing = [what for what, there in {"no included study": found, "no metaphor": columns}.items() if not there]
    return Report(
        kind="grid",
        title="Studies by metaphors",
        review=review.iri,
        label=naming.label(corpus, review),
        sections=() if missing else (Section("Grid", (_table(corpus, review.iri, found, columns),)),),
        missing=tuple(f"{what} is coded" for what in missing),
    )


def _table(corpus: Corpus, review: str, found: list[parts.Study], columns: dict[str, str]) -> Table:
    cells = {(row["study"], row["thirdOrder"]): _cell(row) for row in corpus.query("grid", review=review)}
    return Table(
        caption="Studies by metaphors",
        columns=("study", *columns.values()),
        rows=tuple((one.name, *(cells.get((one.iri, column), "") for column in columns)) for one in found),
        query="grid",
        notes=_NOTES,
    )


def _cell(row: Row) -> str:
    judged = {"agreeing": row["reciprocal"], "contradicting": row["refutational"]}
    translations = ", ".join(f"{number} {what}" for what, number in judged.items() if number)
    return "\n".join(filter(None, (f"cited {row['findings']}, constructs {row['constructs']}", translations)))
