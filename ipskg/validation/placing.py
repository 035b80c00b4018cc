"""Where something is said in a store: in which graph, as the path that its file has in the folder of its review."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from rdflib import RDF, BNode

from ipskg.namespaces import local_name
from ipskg.validation.report import Place
from ipskg.validation.slices import bindings, values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from rdflib.term import Node

    from ipskg.stores import Store
    from ipskg.validation.sources import Statements

    Said = dict[Node, dict[str, set[tuple[Node, Node]]]]  # by record and graph, field and value

AT_ONCE = 500  # records that are asked for in one query: an endpoint takes no longer ones
_OF_RECORDS = "VALUES ?one { %s } GRAPH ?graph { ?one ?field ?other }"
_OF_OTHERS = "GRAPH ?graph { ?one ?field ?other FILTER(isBlank(?one)) }"


def path_of(graph: str, namespaces: Collection[str]) -> Path:
    """Give the path of a graph in the folder of its review, which is named as the namespace ends.

    >>> path_of("https://example.org/rain/studies/crain-2009.ttl", {"https://example.org/rain/"}).as_posix()
    'rain/studies/crain-2009.ttl'
    """
    namespace = namespace_of(graph, namespaces)
    if namespace is None:
        return Path(local_name(graph) or graph)
    return Path(local_name(namespace[:-1]), unquote(graph.removeprefix(namespace)))


def namespace_of(iri: str, namespaces: Collection[str]) -> str | None:
    """Give the longest of some namespaces that an IRI is in."""
    ends = (at for at in range(len(iri), 0, -1) if iri[at - 1] in "/#")
    return next((iri[:at] for at in ends if iri[:at] in namespaces), None)


def chunks(terms: Iterable[Node]) -> Iterator[list[Node]]:
    """Give terms in parts, each small enough for a query."""
    rest = list(terms)
    for start in range(0, len(rest), AT_ONCE):
        yield rest[start : start + AT_ONCE]


class Graphs:
    """Where some records are spoken of, among those graphs that have a path."""

    def __init__(self, store: Store, paths: Mapping[str, Path], records: Collection[Node]) -> None:
        self._store = store
        self._paths = paths
        self._found: dict[Node, set[str]] = defaultdict(set)
        for row in self._rows(records, "DISTINCT ?one ?graph"):
            self._found[row["one"]].add(str(row["graph"]))
        self._said = self._all_said([one for one, graphs in self._found.items() if len(graphs) > 1])

    def _rows(self, records: Collection[Node], columns: str) -> Iterator[dict[str, Node]]:
        """Give rows on records in graphs that have a path."""
        wanted = [_OF_RECORDS % values(some) for some in chunks(one for one in records if not isinstance(one, BNode))]
        wanted += [_OF_OTHERS] if any(isinstance(one, BNode) for one in records) else []
        for pattern in wanted:
            for row in bindings(self._store, f"SELECT {columns} WHERE {{ {pattern} }}"):
                if str(row["graph"]) in self._paths:
                    yield row

    def _all_said(self, records: Collection[Node]) -> Said:
        said: Said = defaultdict(lambda: defaultdict(set))
        for row in self._rows(records, "?one ?field ?other ?graph"):
            said[row["one"]][str(row["graph"])].add((row["field"], row["other"]))
        return said

    def __contains__(self, record: Node) -> bool:
        return record in self._found

    def place(self, subject: Node, predicate: Node | None = None, object_: Node | None = None) -> Place | None:
        """Find where something is said of a subject; as `Sources.place`."""
        graphs: Iterable[str] = self._found.get(subject, ())
        if subject in self._said:
            graphs = self._best(self._said[subject], predicate, object_)
        # What the ontology says as well is told where the review says it; its files are in no folder.
        paths = sorted((self._paths[graph] for graph in graphs), key=lambda path: (len(path.parts) == 1, str(path)))
        return Place(paths[0]) if paths else None

    @staticmethod
    def _best(said: Mapping[str, set[tuple[Node, Node]]], predicate: Node | None, object_: Node | None) -> list[str]:
        wanted: list[tuple[Node | None, Node | None]] = [(predicate, object_)] if object_ is not None else []
        wanted += [(predicate, None)] if predicate is not None else []
        for field, other in (*wanted, (RDF.type, None)):
            found = [graph for graph, pairs in said.items() if any(_fits(pair, field, other) for pair in pairs)]
            if found:
                return found
        return list(said)

    def statements(self) -> Mapping[str, Statements]:
        """Give all that the graphs say of the records."""
        found: dict[str, dict[tuple[Node, Node, Node], list[Place]]] = defaultdict(dict)
        for record, graphs in self._all_said(list(self._found)).items():
            for graph, pairs in graphs.items():
                for field, other in pairs:
                    found[graph][record, field, other] = [Place(self._paths[graph])]
        return found


def _fits(pair: tuple[Node, Node], field: Node | None, other: Node | None) -> bool:
    return field in (None, pair[0]) and other in (None, pair[1])
