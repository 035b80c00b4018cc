"""The default store: Oxigraph, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg.errors import UnreadableInput
from ipskg.graphs import turtle, unparsable
from ipskg.stores.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ipskg.graphs import GraphFile


Statement = ox.Triple


class MemoryStore:
    """A store in memory, filled from Turtle files, each its own named graph, and from graphs in N-Triples by IRI.

    Raises UnreadableInput for what does not parse.
    """

    def __init__(self, files: Iterable[GraphFile] = (), *, graphs: Mapping[str, bytes] | None = None) -> None:
        self._store = ox.Store()
        for file in files:
            try:
                self._store.load(turtle(file.path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(file.iri))
            except SyntaxError as error:
                raise unparsable(file.path, error) from None
        for iri, triples in (graphs or {}).items():
            self._add(triples, ox.NamedNode(iri))

    def _add(self, triples: bytes, graph: ox.NamedNode) -> None:
        # `load` would give things without an id new names, by which they could not be asked for.
        try:
            parsed = list(ox.parse(triples, format=ox.RdfFormat.N_TRIPLES))
        except SyntaxError as error:
            raise UnreadableInput(f"not a graph: {error.args[0]}") from None
        self._store.extend(ox.Quad(one.subject, one.predicate, one.object, graph) for one in parsed)

    def without(self, *, graphs: Iterable[str], records: Iterable[str]) -> MemoryStore:
        """Give a store that holds the same, but not these graphs, and nothing of what is said about these records."""
        left_out, silent = set(graphs), set(records)
        store = MemoryStore()
        store._store.extend(
            quad for quad in self._store if _name(quad.graph_name) not in left_out and _name(quad.subject) not in silent
        )
        return store

    def add(self, graph: str, statements: Iterable[Statement]) -> None:
        """Put statements into a graph."""
        name = ox.NamedNode(graph)
        self._store.extend(ox.Quad(one.subject, one.predicate, one.object, name) for one in statements)

    def as_nquads(self) -> bytes:
        """Give all as N-Quads, each graph under its name."""
        return self._store.dump(format=ox.RdfFormat.N_QUADS) or b""

    def answer(self, query: str) -> Answer:
        """Answer a SPARQL query over the union of all graphs; see `Store.answer`."""
        try:
            return Answer(self._store.query(query, use_default_graph_as_union=True))
        except SyntaxError as error:
            # The parser lists every token that could follow; the place is what helps.
            place = str(error.args[0]).partition(": expected")[0]
            raise UnreadableInput(f"not a SPARQL query: {place}") from None


def _name(node: object) -> str:
    """Name a graph or a subject as the rows of an answer do."""
    return node.value if isinstance(node, ox.NamedNode) else str(node)
