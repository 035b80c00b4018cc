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

from ipskg.namespaces import METAETH, PREFIXES
from ipskg.stores import MemoryStore
from ipskg.stores.answers import graphless
from ipskg.stores.embedded import EmbeddedStore
from ipskg.validation.placing import chunks, namespace_of
from ipskg.validation.slices import bindings, values

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Iterator

    from rdflib.term import Node

    from ipskg.graphs import GraphFile
    from ipskg.stores import Store

_SHARED = tuple(PREFIXES.values())
_BROUGHT = "urn:ipskg:brought"
AT_ONCE = 4  # reviews: a rule that holds records of one kind against each other takes the square of their number
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
    ontology, known, left = tuple(ontology), frozenset(namespaces), _sorted(store, namespaces)
    own, terms = frozenset(file.iri for file in ontology), MemoryStore(ontology)
    while left:
        near = closed(store, list(left)[:size], known=known, graphs_of=left.__getitem__, ontology=terms)
        left = {namespace: graphs for namespace, graphs in left.items() if namespace not in near.namespaces}
        yield Batch(near.store, own | near.graphs, own)


@dataclass(frozen=True)
class Closed:
    """Some reviews, by namespace, with all that they are connected with and the ontology; `graphs` are without it."""

    store: MemoryStore
    namespaces: frozenset[str]
    graphs: frozenset[str]


def closed(
    store: Store,
    reviews: Iterable[str],
    *,
    known: Container[str],
    graphs_of: Callable[[str], Collection[str]],
    ontology: MemoryStore,
    beside: Collection[str] = (),
    brought: bytes = b"",
) -> Closed:
    """Draw reviews into memory, with the reviews that they are connected with, and those that these are.

    Reviews are given by namespace, and graphs in no namespace of those `known` are left out, but for those `beside`.
    What is `brought`, in N-Triples, counts as connected, and is not drawn. Raises UnreadableInput where it is none.
    """
    drawn = ontology.without(graphs=())
    terms = _asked(ontology, _SUBJECTS, map(URIRef, ontology.graphs("")))
    wanted, met, graphs = set(reviews), set[str](), set[str]()
    fresh = {*beside, *(graph for namespace in wanted for graph in graphs_of(namespace))}
    if brought:
        drawn.read(_BROUGHT, brought)
    while True:
        for graph in fresh:
            drawn.add(graph, store.statements(graph))
        graphs |= fresh
        met |= wanted
        near = {namespace_of(graph, known) for graph in _connected(store, drawn, {*fresh, _BROUGHT}, terms)}
        wanted = {namespace for namespace in near if namespace is not None} - met
        fresh = {graph for namespace in wanted for graph in graphs_of(namespace)} - graphs
        if not fresh:
            break
    drawn.remove(_BROUGHT)
    return Closed(drawn, frozenset(met), frozenset(graphs))


def _sorted(store: Store, namespaces: Collection[str]) -> dict[str, list[str]]:
    """Give the graphs of each review. Raises UnreadableInput where one has none: what is not there has no faults."""
    known, found = frozenset(namespaces), defaultdict(list)
    for graph in store.graphs(""):
        namespace = namespace_of(graph, known)
        if namespace is not None:
            found[namespace].append(graph)
    if homeless := known - found.keys():
        raise graphless(min(homeless))
    return found


def _connected(store: Store, drawn: Store, graphs: Iterable[str], terms: Collection[Node]) -> Iterator[str]:
    """Give the graphs that some graphs have to do with, and more."""
    inside = list(map(URIRef, graphs))
    records = _asked(drawn, _SUBJECTS, inside)
    named, related = (_asked(drawn, query, inside) - set(terms) for query in (_OBJECTS, _RELATED))
    yield from _graphs(store, _SPOKEN_OF, records | named)
    # What all reviews name, such as the query by which a number is derived, does not connect them.
    yield from _graphs(store, _NAMED, records | {one for one in related if not str(one).startswith(_SHARED)})


def _asked(store: Store, query: str, graphs: Iterable[Node]) -> set[Node]:
    return {row["one"] for some in chunks(graphs) for row in bindings(store, query % values(some))}


def _graphs(store: Store, query: str, terms: Iterable[Node]) -> Iterator[str]:
    for some in chunks(terms):
        yield from (str(row["graph"]) for row in bindings(store, query % values(some)))
