"""How the studies were translated into one another (Table 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.reports import naming, parts
from ipskg.reports.model import Report, Section, Table

if TYPE_CHECKING:
    from ipskg.corpus import Corpus
    from ipskg.graphs import Review
    from ipskg.stores import Row

# The columns of the query `translation` that have one in the table, each under its heading.
_COLUMNS = {
    "actorGroupLabel": "actor group",
    "thirdOrderLabel": "metaphor",
    "interpretation": "what the reviewers mean by it",
    "study": "study",
    "reference": "reference",
    "secondOrderLabel": "as the study puts it",
    "relation": "relation",
    "againstLabel": "set against",
    "basis": "basis",
    "coder": "judged by",
    "rationale": "reason",
}


def report(corpus: Corpus, review: Review) -> Report:
    """Report what went into each metaphor, and how it was judged against what: a row for each judgement."""
    order = {iri: place for place, iri in enumerate(parts.metaphors(corpus, review.iri))}
    rows = sorted(
        corpus.query("translation", review=review.iri), key=lambda row: order.get(row["thirdOrder"], len(order))
    )
    names = {one.iri: one.name for one in parts.included(corpus, review.iri)}
    return Report(
        kind="translation",
        title="Translation of the studies",
        review=review.iri,
        label=naming.label(corpus, review),
        sections=(Section("Translations", (_table(rows, names),)),) if rows else (),
        missing=() if rows else ("nothing that went into a metaphor is coded",),
    )


def _table(rows: list[Row], names: dict[str, str]) -> Table:
    shown = [row | {"study": names.get(row["study"], row["studyLabel"])} for row in rows]
    columns = [name for name in _COLUMNS if any(row[name] is not None for row in shown)]
    return Table(
        caption="Translation of the studies into the metaphors of the reviewers",
        columns=tuple(_COLUMNS[name] for name in columns),
        rows=tuple(tuple("" if row[name] is None else str(row[name]) for name in columns) for row in shown),
        query="translation",
        notes=("A construct without a relation went into the metaphor without being translated itself.",),
    )
