"""What is exported: triples in reading order, as one graph and as named graphs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ipskg import assets
from ipskg.export.description import description
from ipskg.graphs import ontology_files, triples, turtle
from ipskg.namespaces import PREFIXES, expand
from ipskg.queries import catalogue
from ipskg.turtle import ReadingOrder, usable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from ipskg.corpus import Corpus
    from ipskg.graphs import GraphFile
    from ipskg.queries import Query
    from ipskg.turtle import Part

_TYPE = ox.NamedNode(expand("rdf:type"))
_QUERIES = "https://w3id.org/ipskg/queries"
_SH = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True)
class Source:
    """Sets of named graphs, each set in an order of its own; `written` is their union as Turtle that people wrote."""

    sets: tuple[Mapping[str, list[ox.Triple]], ...]
    prefixes: dict[str, str]
    written: str | None = None

    def parts(self) -> list[Part]:
        """Give all as one graph, set after set."""
        return [
            part for named in self.sets for part in ReadingOrder(chain(*named.values())).parts(chain(*named.values()))
        ]

    def graphs(self) -> Iterator[tuple[str, list[Part]]]:
        """Give each named graph with its IRI."""
        for named in self.sets:
            order = ReadingOrder(chain(*named.values()))
            for iri, own in named.items():
                yield iri, order.parts(own)

    def quads(self) -> Iterator[ox.Quad]:
        """Give each triple of each named graph, in no order."""
        for named in self.sets:
            for iri, own in named.items():
                graph = ox.NamedNode(iri)
                for triple in own:
                    yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def of_reviews(corpus: Corpus) -> Source:
    """Give reviews, each with its description: in a graph void.ttl, as VoID would have it; then their vocabularies."""
    settle = _settler()
    ontology = settle(_read(ontology_files(assets.folder("ontology"))))
    sets = []
    for review in corpus.reviews:
        own = settle(corpus.graphs_of(review).items())
        sets.append({f"{review.namespace}void.ttl": [*description(review, chain(*own.values()))]} | own)
    records = chain.from_iterable(own for graphs in sets for own in graphs.values())
    return Source((*sets, _used(ontology, records)), usable(corpus.prefixes))


def of_folder(folder: Path) -> Source:
    """Give the Turtle files of a folder; as Turtle they keep their comments and their order."""
    files = ontology_files(folder)
    written = _joined(turtle(file.path).decode() for file in files)
    return Source((_settler()(_read(files)),), PREFIXES, written)


def of_queries() -> Source:
    """Give the canned queries in the terms of SHACL."""
    described = [*chain(*map(_described, catalogue().values()))]
    return Source(({_QUERIES: described},), PREFIXES | {"sh": _SH})


def _used(ontology: Mapping[str, list[ox.Triple]], records: Iterable[ox.Triple]) -> dict[str, list[ox.Triple]]:
    """Give the graphs that describe what records name: concepts and scales, and not the classes that they have."""
    named = {triple.object for triple in records if triple.predicate != _TYPE}
    return {iri: own for iri, own in ontology.items() if not named.isdisjoint(triple.subject for triple in own)}


def _read(files: Iterable[GraphFile]) -> Iterator[tuple[str, Iterable[ox.Triple]]]:
    return ((file.iri, triples(file.path)) for file in files)


def _settler() -> Callable[[Iterable[tuple[str, Iterable[ox.Triple]]]], dict[str, list[ox.Triple]]]:
    """Make what gathers graphs; blank nodes are numbered as they come, so that the same files give the same."""
    numbered: dict[Any, Any] = {}

    def settled(node: Any) -> Any:
        return numbered.setdefault(node, ox.BlankNode(f"b{len(numbered)}")) if isinstance(node, ox.BlankNode) else node

    def settle(graphs: Iterable[tuple[str, Iterable[ox.Triple]]]) -> dict[str, list[ox.Triple]]:
        named: dict[str, list[ox.Triple]] = {}
        for iri, said in graphs:
            named.setdefault(iri, []).extend(
                ox.Triple(settled(one.subject), one.predicate, settled(one.object)) for one in said
            )
        return named

    return settle


def _joined(files: Iterable[str]) -> str:
    """Put Turtle files together, their prefixes at the top."""
    prefixes: set[str] = set()
    bodies = []
    for file in files:
        lines = file.split("\n")
        prefixes |= {line for line in lines if line.startswith("@prefix ")}
        bodies.append("\n".join(line for line in lines if not line.startswith("@prefix ")).strip("\n"))
    return "\n".join(sorted(prefixes)) + "\n\n" + "\n\n".join(bodies) + "\n"


def _described(query: Query) -> Iterator[ox.Triple]:
    subject = ox.NamedNode(f"{_QUERIES}#{query.name}")
    form = "Construct" if query.gives_graph else "Select"
    for predicate, value in (
        (expand("rdf:type"), ox.NamedNode(f"{_SH}SPARQL{form}Executable")),
        (expand("dcterms:identifier"), ox.Literal(query.name)),
        (expand("dcterms:title"), ox.Literal(query.summary, language="en")),
        (expand("dcterms:description"), ox.Literal(query.description, language="en")),
        (expand("rdfs:comment"), ox.Literal(query.question, language="en")),
        (f"{_SH}{form.lower()}", ox.Literal(query.text)),
    ):
        yield ox.Triple(subject, ox.NamedNode(predicate), value)
