"""Stores that answer SPARQL queries over the union of their named graphs, all behind one interface."""

from __future__ import annotations

from typing import Protocol

from ipskg.stores.answers import Answer, Row, Value
from ipskg.stores.memory import MemoryStore, Statement

__all__ = ["Answer", "MemoryStore", "Row", "Statement", "Store", "Value"]


class Store(Protocol):
    """What every store can do."""

    def answer(self, query: str) -> Answer:
        """Answer a SPARQL query over the union of all graphs.

        Raises UnreadableInput for a query that does not parse.
        """
