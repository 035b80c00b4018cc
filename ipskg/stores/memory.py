"""The default store: Oxigraph, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg.errors import UnreadableInput
from ipskg.graphs import turtle, unparsable
from ipskg.stores.embedded import EmbeddedStore, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ipskg.graphs import GraphFile


class MemoryStore(EmbeddedStore):
    """A store in memory, filled from Turtle files, each its own named graph, and from graphs in N-Triples by IRI.

    Raises UnreadableInput for what does not parse.
    """

    def __init__(self, files: Iterable[GraphFile] = (), *, graphs: Mapping[str, bytes] | None = None) -> None:
        super().__init__(ox.Store())
        for file in files:
            try:
                self._store.load(turtle(file.path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(file.iri))
            except SyntaxError as error:
                raise unparsable(file.path, error) from None
        for iri, triples in (graphs or {}).items():
            self.read(iri, triples)

    def read(self, graph: str, triples: bytes) -> None:
        """Put a graph in N-Triples into the store; things without an id keep their names. Raises UnreadableInput."""
        self.add(graph, _triples(triples))

    def replace(self, graph: str, triples: bytes) -> bytes:
        """Let a graph hold what is given in N-Triples instead; gives what it held. Raises UnreadableInput."""
        parsed, name = _triples(triples), ox.NamedNode(graph)
        before = self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=name)
        self.remove(graph)
        self.add(graph, parsed)
        return before or b""

    def remove(self, graph: str) -> None:
        """Take a graph out."""
        self._store.remove_graph(ox.NamedNode(graph))

    def without(self, *, graphs: Iterable[str], records: Iterable[str] = ()) -> MemoryStore:
        """Give a store that holds the same, but not these graphs, and nothing of what is said about these records."""
        store = MemoryStore()
        store._store.bulk_extend(self._store)
        for graph in graphs:
            store._store.remove_graph(ox.NamedNode(graph))
        for record in records:
            for quad in list(store._store.quads_for_pattern(_node(record), None, None)):
                store._store.remove(quad)
        return store

    def add(self, graph: str, statements: Iterable[Statement]) -> None:
        """Put statements into a graph."""
        name = ox.NamedNode(graph)
        self._store.extend(ox.Quad(one.subject, one.predicate, one.object, name) for one in statements)

    def as_nquads(self) -> bytes:
        """Give all as N-Quads, each graph under its name."""
        return self._store.dump(format=ox.RdfFormat.N_QUADS) or b""


def _triples(triples: bytes) -> list[ox.Triple]:
    """Read N-Triples; things without an id keep their names, where `load` would give them new ones."""
    try:
        return list(ox.parse(triples, format=ox.RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        raise UnreadableInput(f"not a graph: {error.args[0]}") from None


def _node(name: str) -> ox.NamedNode | ox.BlankNode:
    """Give what the rows of an answer name so."""
    return ox.BlankNode(name.removeprefix("_:")) if name.startswith("_:") else ox.NamedNode(name)
