"""The characteristics of the included studies (Table 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.reports import naming, parts
from ipskg.reports.model import Report, Section, Table

if TYPE_CHECKING:
    from ipskg.corpus import Corpus
    from ipskg.graphs import Review
    from ipskg.reports.parts import Study

# The columns of the query `studies` that have one in the table, each under its heading.
_COLUMNS = {
    "reference": "reference",
    "year": "year",
    "country": "country",
    "method": "method as printed",
    "design": "design",
    "dataCollection": "data collection",
    "analysis": "analysis",
    "sample": "sample as printed",
    "partOfTrial": "part of a trial",
    "aim": "aim",
    "rating": "rating as printed",
}


def report(corpus: Corpus, review: Review) -> Report:
    """Report what the included studies are: a row each, and a column for whatever is coded of any of them."""
    found = parts.included(corpus, review.iri)
    return Report(
        kind="characteristics",
        title="Characteristics of the included studies",
        review=review.iri,
        label=naming.label(corpus, review),
        sections=(Section("Studies", (_table(found),)),) if found else (),
        missing=() if found else ("no included study is coded",),
    )


def _table(found: list[Study]) -> Table:
    coded = {name: heading for name, heading in _COLUMNS.items() if any(one.row[name] is not None for one in found)}
    left_out = [heading for name, heading in _COLUMNS.items() if name not in coded]
    return Table(
        caption="Characteristics of the included studies",
        columns=("study", *coded.values()),
        rows=tuple((one.name, *(_cell(one.row[name]) for name in coded)) for one in found),
        query="studies",
        notes=(f"Coded for no study: {', '.join(left_out)}.",) if left_out else (),
    )


def _cell(value: object) -> str:
    return "" if value is None else str(value)
