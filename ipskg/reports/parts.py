"""The studies and the metaphors of a review, as reports name and order them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ipskg.namespaces import local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from ipskg.corpus import Corpus
    from ipskg.stores import Row


@dataclass(frozen=True)
class Study:
    """An included study; `row` is its row in the query `studies`.

    The name of one that a coder added says so, and one that shares its name has its number or its id beside it.
    """

    iri: str
    name: str
    row: Row


def included(corpus: Corpus, review: str) -> list[Study]:
    """Give the included studies in the order of the table of studies, and last those that coders added."""
    added = {row["record"]: row["coder"] for row in corpus.query("additions", review=review)}
    rows = sorted(corpus.query("studies", review=review), key=lambda row: row["study"] in added)
    labels = Counter(row["studyLabel"] for row in rows)
    return [Study(row["study"], _name(row, labels, added.get(row["study"])), row) for row in rows]


def _name(row: Row, labels: Counter[str], coder: str | None) -> str:
    name = str(row["studyLabel"])
    if labels[name] > 1:
        name += f" [{row['reference'] or local_name(row['study'])}]"
    return f"{name} (added by {coder})" if coder else name


def metaphors(corpus: Corpus, review: str) -> dict[str, str]:
    """Give the names of the reviewers' metaphors by IRI, in the order of their sections, those of none at the end."""
    presented = {row["thirdOrder"]: row["thirdOrderLabel"] for row in corpus.query("metaphors", review=review)}
    return presented | {row["thirdOrder"]: row["thirdOrderLabel"] for row in corpus.query("support", review=review)}


def grouped(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> dict[Any, list[Row]]:
    """Sort rows into lists, in their order."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def counted(number: int, one: str, many: str) -> str:
    """Say how many there are.

    >>> counted(1, "study", "studies"), counted(0, "study", "studies")
    ('1 study', '0 studies')
    """
    return f"{number} {one if number == 1 else many}"
