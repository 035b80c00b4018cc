"""The flow of records as a table and as the figure of PRISMA 2020, and whether its numbers add up."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ipskg.reports.model import Report, Section, Table

if TYPE_CHECKING:
    from ipskg.corpus import Corpus
    from ipskg.graphs import ReviewFolder
    from ipskg.stores import Row


def report(corpus: Corpus, review: ReviewFolder) -> Report:
    """Report the flow of records of a review as its authors published it."""
    rows = corpus.query("flow", review=review.iri)
    return Report(
        kind="prisma",
        title="Flow of records",
        review=review.iri,
        label=corpus.query("reviews", review=review.iri)[0]["reviewLabel"],
        sections=(Section("Steps", (_steps(rows),)),) if rows else (),
        missing=() if rows else ("no flow of records is coded",),
    )


def _steps(rows: list[Row]) -> Table:
    steps = [list(own) for _, own in groupby(rows, key=lambda row: row["step"])]
    return Table(
        caption="The flow of records, step by step",
        columns=("step", "records in", "left out", "records out"),
        rows=tuple(
            (own[0]["stepLabel"], _number(own[0]["recordsIn"]), _reasons(own), _number(own[0]["recordsOut"]))
            for own in steps
        ),
        query="flow",
    )


def _number(value: int | None) -> str:
    return "not reported" if value is None else str(value)


def _reasons(rows: list[Row]) -> str:
    return "\n".join(
        f"{_number(row['excluded'])}: {row['reason'] or 'no reason given'}"
        for row in rows
        if row["excluded"] is not None or row["reason"]
    )
