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
from ipskg.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, MutableSequence
    from pathlib import Path

    from rdflib.plugins.sparql.sparql import Query
    from rdflib.term import Node

    from ipskg.graphs import GraphFile

    Triple = tuple[Node, Node, Node]


@dataclass(frozen=True)
class Place:
    """A file, and the line in it if that is known."""

    file: Path
    line: int | None


class Sources:
    """What the ontology and the data say, and where."""

    def __init__(self, *, ontology: Iterable[GraphFile], data: Iterable[GraphFile]) -> None:
        self.graph: rdflib.Graph = QueriedOften()
        self.ontology = self._read(ontology)
        self.data = self._read(data)

    def _read(self, files: Iterable[GraphFile]) -> dict[Triple, list[Place]]:
        places: dict[Triple, list[Place]] = {}
        for file in files:
            for triple, line in triples_with_lines(file.path).items():
                places.setdefault(triple, []).append(Place(file.path, line))
                self.graph.add(triple)
        return places

    def place(self, subject: Node, predicate: Node | None = None, object_: Node | None = None) -> Place | None:
        """Find where something is said of a subject: at best just this, else where it is said what the subject is."""
        wanted: list[tuple[Node | None, Node | None]] = [(predicate, object_)] if object_ is not None else []
        wanted += [(predicate, None)] if predicate is not None else []
        for about in (*wanted, (rdflib.RDF.type, None), (None, None)):
            places = [place for triple in self.graph.triples((subject, *about)) for place in self._places(triple)]
            if places:
                return min(places, key=lambda place: (str(place.file), place.line or 0))
        return None

    def _places(self, triple: Triple) -> list[Place]:
        return self.data.get(triple) or self.ontology.get(triple, [])


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


def shortened(iri: str) -> str:
    """Write an IRI of a known vocabulary with its prefix."""
    found = [prefix for prefix, namespace in PREFIXES.items() if iri.startswith(namespace)]
    return f"{found[0]}:{iri.removeprefix(PREFIXES[found[0]])}" if found else f"<{iri}>"
