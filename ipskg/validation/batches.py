"""The reviews of a store in batches, so that checking many takes no more memory than checking some.

A batch is closed: what a record in it names, what names it, and what is said of it elsewhere, is in the batch as well,
with all of the review that it stands in, and with what that one is connected with. A shape that looks from record to
record never gets out of it, so that in its batch a review is found to have what it has among all. As a rule reviews are
not connected; those that name each other are checked together, however many they are.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import URIRef

from ipskg.namespaces import METAETH
from ipskg.stores import MemoryStore
from ipskg.stores.embedded import EmbeddedStore
from ipskg.validation.placing import chunks, namespace_of
from ipskg.validation.slices import bindings, values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from rdflib.term import Node

    from ipskg.graphs import GraphFile
    from ipskg.stores import Store

AT_ONCE = 50  # reviews: some 100 000 statements
_SPOKEN_OF = "SELECT DISTINCT ?graph WHERE { VALUES ?one { %s } GRAPH ?graph { ?one ?field ?other } }"
_NAMED = "SELECT DISTINCT ?graph WHERE { VALUES ?one { %s } GRAPH ?graph { ?other ?field ?one } }"
_SUBJECTS = "SELECT DISTINCT ?one WHERE { VALUES ?graph { %s } GRAPH ?graph { ?one ?field ?other } }"
_OBJECTS = (
    "SELECT DISTINCT ?one WHERE { VALUES ?graph { %s } GRAPH ?graph { ?record ?field ?one FILTER(isIRI(?one)) } }"
)
_RELATED = f"""
SELECT DISTINCT ?one WHERE {{
  VALUES ?graph {{ %s }} GRAPH ?graph {{ ?other ?field ?one FILTER(isIRI(?one)) }}
  FILTER(STRSTARTS(STR(?field), "{METAETH}"))
}}
"""


@dataclass(frozen=True)
class Batch:
    """Some graphs to check, those of the ontology among them, in a store that holds all that they have to do with."""

    store: EmbeddedStore
    graphs: frozenset[str]
    ontology: frozenset[str]


def whole(store: EmbeddedStore, namespaces: Collection[str], ontology: Iterable[GraphFile]) -> Batch:
    """Give all reviews as one batch, as they are in a store."""
    own = frozenset(file.iri for file in ontology)
    return Batch(store, own | {graph for some in _sorted(store, namespaces).values() for graph in some}, own)


def batches(
    store: Store, namespaces: Collection[str], ontology: Iterable[GraphFile], *, size: int = AT_ONCE
) -> Iterator[Batch]:
    """Draw the reviews of a store into memory, some at a time."""
    ontology, left = tuple(ontology), _sorted(store, namespaces)
    own = frozenset(file.iri for file in ontology)
    while left:
        drawn = MemoryStore(ontology)
        wanted, graphs = set(list(left)[:size]), set(own)
        while wanted:
            fresh = [graph for namespace in wanted for graph in left.pop(namespace)]
            for graph in fresh:
                drawn.add(graph, store.statements(graph))
            graphs.update(fresh)
            near = {namespace_of(graph, namespaces) for graph in _connected(store, drawn, fresh, own)}
            wanted = {namespace for namespace in near if namespace in left}
        yield Batch(drawn, frozenset(graphs), own)


def _sorted(store: Store, namespaces: Collection[str]) -> dict[str, list[str]]:
    """Give the graphs of each review."""
    known, found = frozenset(namespaces), defaultdict(list)
    for graph in store.graphs(""):
        namespace = namespace_of(graph, known)
        if namespace is not None:
            found[namespace].append(graph)
    return found


def _connected(store: Store, drawn: Store, graphs: Collection[str], ontology: Collection[str]) -> Iterator[str]:
    """Give the graphs that some graphs have to do with, and more."""
    inside, terms = list(map(URIRef, graphs)), _asked(drawn, _SUBJECTS, map(URIRef, ontology))
    records = _asked(drawn, _SUBJECTS, inside)
    yield from _graphs(store, _SPOKEN_OF, records | (_asked(drawn, _OBJECTS, inside) - terms))
    yield from _graphs(store, _NAMED, records | (_asked(drawn, _RELATED, inside) - terms))


def _asked(store: Store, query: str, graphs: Iterable[Node]) -> set[Node]:
    return {row["one"] for some in chunks(graphs) for row in bindings(store, query % values(some))}


def _graphs(store: Store, query: str, terms: Iterable[Node]) -> Iterator[str]:
    for some in chunks(terms):
        yield from (str(row["graph"]) for row in bindings(store, query % values(some)))
