"""The default store: Oxigraph, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg.errors import UnreadableInput
from ipskg.graphs import turtle, unparsable
from ipskg.stores.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipskg.graphs import GraphFile


class MemoryStore:
    """A store in memory, filled from Turtle files, each its own named graph."""

    def __init__(self, files: Iterable[GraphFile] = ()) -> None:
        self._store = ox.Store()
        for file in files:
            try:
                self._store.load(turtle(file.path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(file.iri))
            except SyntaxError as error:
                raise unparsable(file.path, error) from None

    def answer(self, query: str) -> Answer:
        """Answer a SPARQL query over the union of all graphs; see `Store.answer`."""
        try:
            return Answer(self._store.query(query, use_default_graph_as_union=True))
        except SyntaxError as error:
            # The parser lists every token that could follow; the place is what helps.
            place = str(error.args[0]).partition(": expected")[0]
            raise UnreadableInput(f"not a SPARQL query: {place}") from None
