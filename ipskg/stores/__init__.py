"""Stores that answer SPARQL queries over the union of their named graphs, all behind one interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ipskg.stores.answers import Answer, Row, Value
from ipskg.stores.embedded import Statement
from ipskg.stores.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Answer", "MemoryStore", "Row", "Statement", "Store", "Value"]


class Store(Protocol):
    """What every store can do."""

    def answer(self, query: str) -> Answer:
        """Answer a SPARQL query over the union of all graphs.

        Raises UnreadableInput for a query that does not parse.
        """

    def graphs(self, namespace: str) -> list[str]:
        """Give the named graphs whose IRIs begin with a namespace, in the order of the files of a review."""

    def statements(self, graph: str) -> Iterable[Statement]:
        """Give what a named graph says, in no order; things without an id have names of their own."""
