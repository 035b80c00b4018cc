"""The triples of Turtle files as one rdflib graph that remembers in which file and line each stands."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import rdflib
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers import notation3
from rdflib.plugins.sparql import prepareQuery

from ipskg.errors import UnreadableInput
from ipskg.graphs import turtle
from ipskg.validation.report import Place, cell_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, MutableSequence, Sequence
    from pathlib import Path

    from rdflib.plugins.sparql.sparql import Query
    from rdflib.term import Node

    from ipskg.validation.report import CellOrder

    Triple = tuple[Node, Node, Node]
    Statements = Mapping[Triple, Sequence[Place]]
    Asked = Callable[[Node, Node | None, Node | None], Place | None]


@dataclass(frozen=True)
class Part:
    """What one graph of a review says, and where each statement stands: a file, or what a workbook holds.

    It stands in the place of the graph `iri`, and of those `instead_of`. `place` is asked before all else where
    something is said, or not said: for a missing value, it can name the empty cell. It takes a subject, a predicate
    and an object, None where they are not known.
    """

    iri: str
    statements: Statements
    instead_of: frozenset[str] = frozenset()
    place: Asked | None = None

    @property
    def records(self) -> set[Node]:
        """What it speaks of."""
        return {subject for subject, _, _ in self.statements}

    @property
    def has_ids(self) -> bool:
        """Whether each of its records can be named."""
        return not any(isinstance(record, rdflib.BNode) for record in self.records)

    @property
    def files(self) -> set[Path]:
        """The files in which its statements stand."""
        return {place.file for places in self.statements.values() for place in places}

    @property
    def replaced(self) -> frozenset[str]:
        """The graphs that it stands in the place of."""
        return self.instead_of | {self.iri}


class Sources:
    """What the ontology and the data say, and where.

    Each of `ontology` and `data` gives the statements of one file after another. Where something stands in several
    files, the first counts by name, but that of a `guest`, which is no file of the review, before all.
    """

    def __init__(
        self, *, ontology: Iterable[Statements], data: Iterable[Statements], guest: Part | None = None
    ) -> None:
        self.graph: rdflib.Graph = QueriedOften()
        self.ontology = self._gathered(ontology)
        self.data = self._gathered(data)
        self._ahead = guest.files if guest else set()
        self._asked = guest.place if guest else None

    def _gathered(self, files: Iterable[Statements]) -> dict[Triple, list[Place]]:
        places: dict[Triple, list[Place]] = {}
        for statements in files:
            for triple, more in statements.items():
                places.setdefault(triple, []).extend(more)
                self.graph.add(triple)
        return places

    def place(self, subject: Node, predicate: Node | None = None, object_: Node | None = None) -> Place | None:
        """Find where something is said of a subject: at best just this, else where it is said what the subject is."""
        if self._asked and (place := self._asked(subject, predicate, object_)):
            return place
        wanted: list[tuple[Node | None, Node | None]] = [(predicate, object_)] if object_ is not None else []
        wanted += [(predicate, None)] if predicate is not None else []
        for about in (*wanted, (rdflib.RDF.type, None), (None, None)):
            if places := [one for triple in self.graph.triples((subject, *about)) for one in self._places(triple)]:
                return min(places, key=self._order)
        return None

    def _places(self, triple: Triple) -> list[Place]:
        return self.data.get(triple) or self.ontology.get(triple, [])

    def _order(self, place: Place) -> tuple[bool, str, int, CellOrder]:
        return place.file not in self._ahead, str(place.file), place.line or 0, cell_order(place.cell)

    def described(self) -> Iterable[str]:
        """Give the records and terms of which it is said what they are."""
        return {str(term) for term in self.graph.subjects(rdflib.RDF.type) if isinstance(term, rdflib.URIRef)}

    def declared(self, namespace: str) -> Iterable[str]:
        """Give the terms of a namespace."""
        return {str(term) for term in self.graph.subjects() if str(term).startswith(namespace)}

    def fields(self, namespace: str) -> Iterable[str]:
        """Give the properties of a namespace."""
        kinds = (rdflib.OWL.ObjectProperty, rdflib.OWL.DatatypeProperty)
        terms = {str(term) for kind in kinds for term in self.graph.subjects(rdflib.RDF.type, kind)}
        return {term for term in terms if term.startswith(namespace)}


def record_name(node: Node, place: Place | None) -> str:
    """Give the IRI of a record; one without an id is named after its line, so that reports stay the same."""
    if isinstance(node, rdflib.BNode):
        return f"_:line-{place.line if place and place.line else 'unknown'}"
    return str(node)


def written(value: Node) -> str:
    """Write a value in N-Triples; a node without an id has no form of its own there."""
    return "[]" if isinstance(value, rdflib.BNode) else value.n3()


class QueriedOften(rdflib.Graph):
    """A graph that reads a SPARQL text once, though a SHACL engine asks it anew for each record.

    Reading takes some ten times longer than asking: without this, one review takes most of a minute.
    """

    def __init__(self) -> None:
        super().__init__()
        self._prepared: dict[str, Query] = {}

    def query(self, query_object: Any, *args: Any, **keywords: Any) -> Any:
        """Answer a query as any graph does."""
        if isinstance(query_object, str) and not keywords.get("initNs"):
            if query_object not in self._prepared:
                namespaces = {prefix: str(iri) for prefix, iri in self.namespaces()}
                self._prepared[query_object] = prepareQuery(query_object, initNs=namespaces)
            query_object = self._prepared[query_object]
        return super().query(query_object, *args, **keywords)


def statements_of(path: Path) -> Statements:
    """Read what a Turtle file says, and where. Raises UnreadableInput."""
    return {triple: [Place(path, line)] for triple, line in triples_with_lines(path).items()}


def triples_with_lines(path: Path) -> dict[Triple, int | None]:
    """Read the triples of a Turtle file with their lines; without lines where this rdflib has other insides.

    Raises UnreadableInput.
    """
    content = turtle(path)
    try:
        return _parse(content, path)
    except (AttributeError, TypeError):
        return dict.fromkeys(_without_lines(content, path))


class _NotingParser(notation3.SinkParser):
    """The parser of rdflib, but that it notes where each object ends: its own count of lines runs ahead."""

    def __init__(self, sink: _NotingSink) -> None:
        super().__init__(sink, baseURI="", turtle=True)
        self.ends: dict[Any, int] = {}

    def object(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:
        end: int = super().object(argstr, i, res)
        if end >= 0:
            self.ends[res[-1]] = end
        return end


class _NotingSink(notation3.RDFSink):
    """What the parser writes to: statements, and where their objects end."""

    def __init__(self) -> None:
        super().__init__(rdflib.Graph(bind_namespaces="none"))
        self.parser = _NotingParser(self)
        self.ends: dict[Triple, int | None] = {}

    def makeStatement(self, quadruple: Any, why: Any = None) -> None:
        formula, predicate, subject, object_ = quadruple
        if formula != self.rootFormula:
            raise TypeError("a formula, which Turtle does not have")
        one, two, three = (self.normalise(formula, term) for term in (subject, predicate, object_))
        self.ends.setdefault((one, two, three), self.parser.ends.get(object_))


def _parse(content: bytes, path: Path) -> dict[Triple, int | None]:
    sink, text = _NotingSink(), content.decode()
    try:
        sink.parser.loadBuf(text)
    except (notation3.BadSyntax, ParserError, RecursionError, ValueError) as error:
        raise _unreadable(error, path) from None
    breaks = [found.start() for found in re.finditer("\n", text)]
    return {triple: None if end is None else bisect_left(breaks, end) + 1 for triple, end in sink.ends.items()}


def _without_lines(content: bytes, path: Path) -> Iterable[Triple]:
    try:
        return rdflib.Graph().parse(data=content, format="turtle")
    except (notation3.BadSyntax, ParserError, RecursionError, ValueError) as error:
        raise _unreadable(error, path) from None


def _unreadable(error: Exception, path: Path) -> UnreadableInput:
    if isinstance(error, RecursionError):
        return UnreadableInput("brackets nest too deeply: give the inner records ids of their own", path=path)
    if isinstance(error, notation3.BadSyntax):
        return UnreadableInput(f"not Turtle: {error._why}", path=path, line=error.lines + 1)
    return UnreadableInput(f"not Turtle: {error}", path=path)
