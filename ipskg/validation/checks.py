"""What no shape can see: names that do not exist, references to nothing, and what stands twice."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from rdflib import OWL, RDF, RDFS, XSD, BNode, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, SKOS, DefinedNamespace

from ipskg.namespaces import PREFIXES, local_name, shortened
from ipskg.validation.report import Problem, Severity
from ipskg.validation.sources import record_name, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib.term import Node

    from ipskg.validation.report import Place
    from ipskg.validation.sources import Sources, Triple

OURS = ("metaeth", "ips")
_NO_ID = "The record has no id, so that nothing can name it: give it one."
STANDARD: dict[str, type[DefinedNamespace]] = {
    "dcterms": DCTERMS,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "xsd": XSD,
}


def problems(sources: Sources, namespaces: Iterable[str]) -> Iterator[Problem]:
    """Give what is wrong with the names in the data, and the triples that stand in two files."""
    check = _Names(sources, tuple(namespaces))
    for triple, places in sources.data.items():
        yield from check.triple(triple, places[0])
        yield from _twice(triple, places)


def _twice(triple: Triple, places: list[Place]) -> Iterator[Problem]:
    first, *more = places
    for place in more:
        yield Problem(
            severity=Severity.WARNING,
            message=f"This stands in {first.name} too: keep it in one file.",
            check="duplicate",
            record=record_name(triple[0], place),
            file=place.file,
            line=place.line,
            cell=place.cell,
            path=str(triple[1]),
            value=written(triple[2]),
        )


class _Names:
    """The names that there are, and what is wrong with one that is not among them."""

    def __init__(self, sources: Sources, namespaces: tuple[str, ...]) -> None:
        self._sources = sources
        self._graph = sources.graph
        self._own = namespaces
        self._ours = tuple(PREFIXES[prefix] for prefix in OURS)
        self._met: set[Node] = set()
        self._known: dict[tuple[str, bool], dict[str, str]] = {}

    def triple(self, triple: Triple, place: Place) -> Iterator[Problem]:
        """Give what is wrong with the names of one triple."""
        subject, predicate, object_ = triple
        if subject not in self._met:
            self._met.add(subject)
            if isinstance(subject, BNode):
                yield _problem(triple, _NO_ID, "no-id", place, severity=Severity.WARNING, show=False)
            elif not self._is_described(subject):
                yield self._undescribed(triple, subject, place)
        yield from self._name(triple, predicate, place, is_property=True)
        if isinstance(object_, URIRef):
            yield from self._name(triple, object_, place)
        elif isinstance(object_, Literal) and object_.datatype:
            yield from self._name(triple, object_.datatype, place)

    def _name(self, triple: Triple, term: Node, place: Place, *, is_property: bool = False) -> Iterator[Problem]:
        iri = str(term)
        if (term, OWL.deprecated, Literal(True)) in self._graph:
            yield self._deprecated(triple, term, place)
        if iri.startswith(self._ours):
            if not (self._is_field(term) if is_property else (term, None, None) in self._graph):
                yield self._undeclared(triple, iri, place, is_property=is_property)
        elif iri.startswith(self._own):
            if not self._is_described(term) and iri not in self._own:
                yield self._reference(triple, term, place)
        else:
            for prefix, names in STANDARD.items():
                if iri.startswith(PREFIXES[prefix]) and not exists(names, iri.removeprefix(PREFIXES[prefix])):
                    yield self._misnamed(triple, iri, prefix, place)

    def _is_described(self, term: Node) -> bool:
        return (term, RDF.type, None) in self._graph

    def _is_field(self, term: Node) -> bool:
        return any((term, RDF.type, kind) in self._graph for kind in (OWL.ObjectProperty, OWL.DatatypeProperty))

    def _undeclared(self, triple: Triple, iri: str, place: Place, *, is_property: bool) -> Problem:
        namespace = next(one for one in self._ours if iri.startswith(one))
        if (namespace, is_property) not in self._known:
            fields = set(self._sources.fields(namespace))
            known = fields if is_property else set(self._sources.declared(namespace)) - fields
            self._known[namespace, is_property] = _by_name(known)
        near = _near(iri, self._known[namespace, is_property])
        kind = "field" if is_property else "term"
        message = f"There is no {kind} {shortened(iri)}: write one that there is."
        return _problem(triple, message, "undeclared-term", place, near=near)

    def _misnamed(self, triple: Triple, iri: str, prefix: str, place: Place) -> Problem:
        known = _by_name(str(name) for name in dir(STANDARD[prefix]) if name.startswith(PREFIXES[prefix]))
        message = f"There is no name {shortened(iri)} in its vocabulary: write one that there is."
        return _problem(triple, message, "misspelt-name", place, near=_near(iri, known))

    def _reference(self, triple: Triple, term: Node, place: Place) -> Problem:
        message = f"It names {local_name(str(term))}, which nothing describes: describe it, or name a record there is."
        return _problem(triple, message, "reference-to-nothing", place, near=_near(str(term), self._records))

    def _undescribed(self, triple: Triple, subject: Node, place: Place) -> Problem:
        message = "It is said nowhere what kind of record this is, so that nothing of it is checked: say so."
        return _problem(triple, message, "no-kind", place, near=_near(str(subject), self._records), show=False)

    def _deprecated(self, triple: Triple, term: Node, place: Place) -> Problem:
        others = self._graph.objects(term, DCTERMS.isReplacedBy)
        instead = " or ".join(sorted(shortened(str(other)) for other in others))
        advice = f"write {instead}" if instead else "see its note in the ontology"
        message = f"The term {shortened(str(term))} is no longer in use: {advice}."
        return _problem(triple, message, "deprecated-term", place, severity=Severity.WARNING)

    @cached_property
    def _records(self) -> dict[str, str]:
        return _by_name(self._sources.described())


def _problem(
    triple: Triple,
    message: str,
    check: str,
    place: Place,
    *,
    near: tuple[str, ...] = (),
    severity: Severity = Severity.VIOLATION,
    show: bool = True,
) -> Problem:
    return Problem(
        severity=severity,
        message=message,
        check=check,
        record=record_name(triple[0], place),
        file=place.file,
        line=place.line,
        cell=place.cell,
        path=str(triple[1]) if show else None,
        near=near,
    )


def exists(names: type[DefinedNamespace], name: str) -> bool:
    """Tell whether a vocabulary has a name."""
    # rdf:_1, rdf:_2 and so on are names as well; a namespace of its own is named too.
    return not name or name in names or (names is RDF and name.startswith("_") and name[1:].isdigit())


def _by_name(iris: Iterable[str]) -> dict[str, str]:
    """Give names by what stands last in them: the whole address would make all of them alike."""
    return {local_name(iri): iri for iri in sorted(iris)}


def _near(iri: str, known: dict[str, str]) -> tuple[str, ...]:
    """Give the known names most like one, the nearest first."""
    found = get_close_matches(local_name(iri), list(known), n=2, cutoff=0.7)
    return tuple(shortened(known[name]) if known[name].startswith(tuple(PREFIXES.values())) else name for name in found)
