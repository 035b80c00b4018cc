"""A slice: some records with what they touch, taken from a store that holds everything.

It is all that is said of the records, in whichever file, the types of what they name with the classes above these,
and what names the records: enough for each constraint that looks no further than one step from its record.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS

from ipskg.validation.sources import Part, Sources, statements_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rdflib.term import Node

    from ipskg.graphs import GraphFile
    from ipskg.stores import Store
    from ipskg.validation.sources import Statements, Triple

IRI = re.compile(r"[^<>\"{}|^`\\\x00-\x20]+")

_GRAPHS = "SELECT DISTINCT ?graph WHERE { VALUES ?one { %s } GRAPH ?graph { ?one ?field ?other } }"
_NAMED_BY = """
SELECT DISTINCT ?one ?field ?other WHERE {
  VALUES ?other { %s } GRAPH ?graph { ?one ?field ?other } FILTER(?graph NOT IN (%s))
}
"""
_TOLD = "SELECT DISTINCT ?one ?field ?other WHERE { VALUES ?one { %s } VALUES ?field { %s } ?one ?field ?other }"
_TOLD_FIELDS = (RDF.type, OWL.deprecated, DCTERMS.isReplacedBy)
_ANYTHING = "SELECT DISTINCT ?one ?field ?other WHERE { VALUES ?one { %s } ?one ?field ?other }"
_ABOVE = f"""
SELECT DISTINCT ?one (<{RDFS.subClassOf}> AS ?field) ?other WHERE {{
  VALUES ?kind {{ %s }} ?kind <{RDFS.subClassOf}>* ?one . ?one <{RDFS.subClassOf}> ?other FILTER(isIRI(?other))
}}
"""
_IN_GRAPHS = """
SELECT DISTINCT ?%(what)s WHERE {
  VALUES ?graph { %(graphs)s } GRAPH ?graph { ?one ?field ?other } FILTER(isIRI(?%(what)s))
}
"""
_OUTSIDE = """
SELECT DISTINCT ?one WHERE {
  VALUES ?%(what)s { %(records)s } GRAPH ?graph { ?one ?field ?other }
  FILTER(isIRI(?one) && ?graph NOT IN (%(graphs)s))
}
"""
_DESCRIBED = f"SELECT DISTINCT ?one WHERE {{ ?one <{RDF.type}> ?kind FILTER(isIRI(?one)) }}"
_DECLARED = 'SELECT DISTINCT ?one WHERE { ?one ?field ?other FILTER(STRSTARTS(STR(?one), "%s")) }'
_FIELDS = f"""
SELECT DISTINCT ?one WHERE {{
  VALUES ?kind {{ <{OWL.ObjectProperty}> <{OWL.DatatypeProperty}> }}
  ?one <{RDF.type}> ?kind FILTER(STRSTARTS(STR(?one), "%s"))
}}
"""


class Slice(Sources):
    """Some records with what they touch; what stands where is known of the records alone."""

    def __init__(
        self,
        records: Iterable[Node],
        *,
        store: Store,
        ontology: Sequence[GraphFile],
        data: Sequence[GraphFile | Part],
        guest: Part | None = None,
    ) -> None:
        self.records = set(records)
        self._store = store
        self._beside: list[Triple] = []
        graphs = {str(row["graph"]) for row in bindings(store, _GRAPHS % values(self.records))}
        graphs |= {iri for one in data if isinstance(one, Part) for iri in one.replaced}
        super().__init__(
            ontology=(self._said(one) for one in ontology if one.iri in graphs),
            data=(self._said(one) for one in data if one.iri in graphs),
            guest=guest,
        )
        self._add_context(graphs)

    def _said(self, source: GraphFile | Part) -> Statements:
        """Give what a file says of the records, and keep what names them and what it says of things without an id."""
        said = source.statements if isinstance(source, Part) else statements_of(source.path)
        self._beside += (one for one in said if isinstance(one[0], BNode) or one[2] in self.records)
        return {triple: places for triple, places in said.items() if triple[0] in self.records}

    def _add_context(self, graphs: Iterable[str]) -> None:
        """Add what the store has beside the files that were read: these keep numbers and names as they are written."""
        for triple in self._beside:
            self.graph.add(triple)
        graph, store = self.graph, self._store
        _add(graph, store, _NAMED_BY % (values(self.records), values(map(URIRef, graphs), ", ")))
        terms = {term for triple in graph for term in triple}
        terms |= {term.datatype for term in terms if isinstance(term, Literal) and term.datatype}
        _add(graph, store, _TOLD % (values(terms), values(_TOLD_FIELDS)))
        _add(graph, store, _ANYTHING % values(term for term in terms if (term, None, None) not in graph))
        _add(graph, store, _ABOVE % values(graph.objects(None, RDF.type)))

    def described(self) -> Iterator[str]:
        """Give the records and terms of which it is said what they are."""
        return (str(row["one"]) for row in bindings(self._store, _DESCRIBED))

    def declared(self, namespace: str) -> Iterator[str]:
        """Give the terms of a namespace."""
        return (str(row["one"]) for row in bindings(self._store, _DECLARED % namespace))

    def fields(self, namespace: str) -> Iterator[str]:
        """Give the properties of a namespace."""
        return (str(row["one"]) for row in bindings(self._store, _FIELDS % namespace))


def kinds(store: Store, records: Iterable[Node], fields: Iterable[Node]) -> Graph:
    """Give what records are, with the classes above, and what some fields say of them."""
    graph = Graph()
    _add(graph, store, _TOLD % (values(records), values([RDF.type, *fields])))
    add_above(graph, store)
    return graph


def add_above(graph: Graph, store: Store) -> None:
    """Add the classes above those that something is."""
    _add(graph, store, _ABOVE % values(graph.objects(None, RDF.type)))


def records_of(store: Store, graphs: Iterable[str]) -> set[Node]:
    """Give what graphs speak of, but for things without an id."""
    return _inside(store, "one", graphs)


def named_in(store: Store, graphs: Iterable[str]) -> set[Node]:
    """Give what graphs name."""
    return _inside(store, "other", graphs)


def _inside(store: Store, what: str, graphs: Iterable[str]) -> set[Node]:
    query = _IN_GRAPHS % {"what": what, "graphs": values(map(URIRef, graphs))}
    return {row[what] for row in bindings(store, query)}


def spoken_of(store: Store, records: Iterable[Node], *, outside: Iterable[str]) -> set[Node]:
    """Give those of some records that are spoken of outside some graphs."""
    return _outside(store, "one", records, outside)


def namers(store: Store, records: Iterable[Node], *, outside: Iterable[str]) -> set[Node]:
    """Give what names some records outside some graphs."""
    return _outside(store, "other", records, outside)


def _outside(store: Store, what: str, records: Iterable[Node], graphs: Iterable[str]) -> set[Node]:
    query = _OUTSIDE % {"what": what, "records": values(records), "graphs": values(map(URIRef, graphs), ", ")}
    return {row["one"] for row in bindings(store, query)}


def _add(graph: Graph, store: Store, query: str) -> None:
    for row in bindings(store, query):
        graph.add((row["one"], row["field"], row["other"]))


def bindings(store: Store, query: str) -> Iterator[dict[str, Node]]:
    """Give the rows of an answer as terms of rdflib: plain values would have lost language and datatype."""
    answer = json.loads(store.answer(query).serialize("json"))
    for row in answer["results"]["bindings"]:
        yield {column: _term(**term) for column, term in row.items()}


def _term(type: str, value: str, datatype: str | None = None, **language: str) -> Node:
    if type == "uri":
        return URIRef(value)
    if type == "bnode":
        return BNode(value)
    return Literal(value, lang=language.get("xml:lang"), datatype=None if datatype is None else URIRef(datatype))


def values(terms: Iterable[Node], separator: str = " ") -> str:
    """Write IRIs for a query; nothing is said in a store of what is none, or of a thing without an id."""
    iris = {str(term) for term in terms if isinstance(term, URIRef) and IRI.fullmatch(term)}
    return separator.join(f"<{iri}>" for iri in sorted(iris))
