"""The answers that the pages of a site are made from: each canned query is asked once, of all reviews together."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from typing import TYPE_CHECKING

from ipskg.tables import distinct, grouped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipskg.corpus import MemoryCorpus
    from ipskg.stores import Row

__all__ = ["Answers", "as_csv", "ask", "distinct", "grouped"]

# What the pages show, by the queries that give it.
QUERIES = (
    "accounts",
    "additions",
    "authors-of-review",
    "conclusions",
    "contradictions",
    "countries-of-studies",
    "expressions",
    "findings",
    "flow",
    "grid",
    "imprint",
    "index-studies",
    "line-of-argument",
    "metaphors",
    "orphan-constructs",
    "orphan-studies",
    "participants-by-group",
    "participants-of-studies",
    "perspectives",
    "ratings",
    "references",
    "reviews",
    "samples",
    "sections",
    "studies",
    "study-findings",
    "support",
    "thin-support",
    "trail",
    "translation",
)


class Answers:
    """The rows of one review, by query."""

    def __init__(self, review: str, rows: dict[str, list[Row]], columns: dict[str, tuple[str, ...]]) -> None:
        self.review = review
        self.columns = columns
        self._rows = rows

    def __getitem__(self, query: str) -> list[Row]:
        return self._rows.get(query, [])

    def of(self, query: str, **wanted: str) -> list[Row]:
        """Give the rows that have these values."""
        return [row for row in self[query] if all(row[column] == value for column, value in wanted.items())]

    def csv(self, query: str, **wanted: str) -> bytes:
        """Give the rows that have these values as the CSV that the query gives with these parameters."""
        return as_csv(self.columns[query], self.of(query, **wanted))


def ask(corpus: MemoryCorpus) -> dict[str, Answers]:
    """Ask for all that the pages show, and give it review by review, by IRI."""
    rows: dict[str, dict[str, list[Row]]] = {review.iri: defaultdict(list) for review in corpus.reviews}
    columns = {}
    for query in QUERIES:
        answer = corpus.answer(query)
        columns[query] = answer.columns
        for row in answer.rows():
            if row["review"] in rows:
                rows[row["review"]][query].append(row)
    return {review: Answers(review, own, columns) for review, own in rows.items()}


def as_csv(columns: Iterable[str], rows: Iterable[Row]) -> bytes:
    """Write rows as SPARQL 1.1 results in CSV: what is unbound is empty, and lines end with CR LF."""
    written = io.StringIO()
    columns = tuple(columns)
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(["" if row[column] is None else row[column] for column in columns] for row in rows)
    return written.getvalue().encode()
