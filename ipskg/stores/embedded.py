"""What the two stores of Oxigraph, in memory and on disk, have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg.stores.answers import Answer, unparsable_query

if TYPE_CHECKING:
    from collections.abc import Iterable

Statement = ox.Triple


class EmbeddedStore:
    """A store of Oxigraph that is asked in this process."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def answer(self, query: str) -> Answer:
        """Answer a SPARQL query over the union of all graphs; see `Store.answer`."""
        try:
            return Answer(self._store.query(query, use_default_graph_as_union=True))
        except SyntaxError as error:
            raise unparsable_query(error) from None

    def graphs(self, namespace: str) -> list[str]:
        """Give the named graphs whose IRIs begin with a namespace; see `Store.graphs`."""
        names = (str(graph.value) for graph in self._store.named_graphs())
        return in_order(name for name in names if name.startswith(namespace))

    def statements(self, graph: str) -> Iterable[Statement]:
        """Give what a named graph says; see `Store.statements`."""
        return (quad.triple for quad in self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))

    def as_ntriples(self) -> bytes:
        """Give all as N-Triples, whichever graph it stands in; what stands in two is given twice."""
        graphs = (*self._store.named_graphs(), ox.DefaultGraph())
        dumps = (self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) for graph in graphs)
        return b"".join(dump or b"" for dump in dumps)


def in_order(graphs: Iterable[str]) -> list[str]:
    """Sort the graphs of a review as its files are sorted: what is in a folder stands where the folder would.

    >>> in_order(["https://example.org/studies-left.ttl", "https://example.org/studies/one.ttl"])
    ['https://example.org/studies/one.ttl', 'https://example.org/studies-left.ttl']
    """
    return sorted(graphs, key=lambda graph: graph.split("/"))
