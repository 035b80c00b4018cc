"""What no shape can see: names that do not exist, references to nothing, and what stands twice."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from rdflib import OWL, RDF, RDFS, XSD, BNode, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, SKOS, DefinedNamespace

from ipskg.namespaces import PREFIXES, local_name
from ipskg.validation.report import Problem, Severity
from ipskg.validation.sources import record_name, shortened, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib.term import Node

    from ipskg.validation.sources import Place, Sources, Triple

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
        where = first.file.name if first.line is None else f"{first.file.name}:{first.line}"
        yield Problem(
            severity=Severity.WARNING,
            message=f"This stands in {where} too: keep it in one file.",
            check="duplicate",
            record=record_name(triple[0], place),
            file=place.file,
            line=place.line,
            path=str(triple[1]),
            value=written(triple[2]),
        )


class _Names:
    """The names that there are, and what is wrong with one that is not among them."""

    def __init__(self, sources: Sources, namespaces: tuple[str, ...]) -> None:
        self._own = namespaces
        self._ours = tuple(PREFIXES[prefix] for prefix in OURS)
        subjects = set(sources.graph.subjects())
        self._described = {term for term in subjects if (term, RDF.type, None) in sources.graph}
        self._known = sorted(str(term) for term in self._described if isinstance(term, URIRef))
        self._declared = {term for term in sources.graph.subjects() if str(term).startswith(self._ours)}
        properties = {*sources.graph.subjects(RDF.type, OWL.ObjectProperty)}
        properties |= {*sources.graph.subjects(RDF.type, OWL.DatatypeProperty)}
        self._properties = {term for term in properties if str(term).startswith(self._ours)}
        self._replaced = {
            term: [shortened(str(other)) for other in sources.graph.objects(term, DCTERMS.isReplacedBy)]
            for term in sources.graph.subjects(OWL.deprecated, Literal(True))
        }
        self._met: set[Node] = set()

    def triple(self, triple: Triple, place: Place) -> Iterator[Problem]:
        """Give what is wrong with the names of one triple."""
        subject, predicate, object_ = triple
        if subject not in self._met:
            self._met.add(subject)
            if isinstance(subject, BNode):
                yield _problem(triple, _NO_ID, "no-id", place, severity=Severity.WARNING, show=False)
            elif subject not in self._described:
                yield self._undescribed(triple, subject, place)
        yield from self._name(triple, predicate, place, is_property=True)
        if isinstance(object_, URIRef):
            yield from self._name(triple, object_, place)
        elif isinstance(object_, Literal) and object_.datatype:
            yield from self._name(triple, object_.datatype, place)

    def _name(self, triple: Triple, term: Node, place: Place, *, is_property: bool = False) -> Iterator[Problem]:
        iri = str(term)
        if term in self._replaced:
            yield self._deprecated(triple, term, place)
        if iri.startswith(self._ours):
            if term not in (self._properties if is_property else self._declared):
                yield self._undeclared(triple, iri, place, is_property=is_property)
        elif iri.startswith(self._own):
            if term not in self._described and iri not in self._own:
                yield self._reference(triple, term, place)
        else:
            for prefix, names in STANDARD.items():
                if iri.startswith(PREFIXES[prefix]) and not _exists(names, iri.removeprefix(PREFIXES[prefix])):
                    yield self._misnamed(triple, iri, prefix, place)

    def _undeclared(self, triple: Triple, iri: str, place: Place, *, is_property: bool) -> Problem:
        namespace = next(one for one in self._ours if iri.startswith(one))
        known = self._properties if is_property else self._declared - self._properties
        near = _near(iri, (str(term) for term in known if str(term).startswith(namespace)))
        kind = "field" if is_property else "term"
        message = f"There is no {kind} {shortened(iri)}: write one that the ontology has."
        return _problem(triple, message, "undeclared-term", place, near=near)

    def _misnamed(self, triple: Triple, iri: str, prefix: str, place: Place) -> Problem:
        near = _near(iri, (str(name) for name in dir(STANDARD[prefix]) if name.startswith(PREFIXES[prefix])))
        message = f"There is no name {shortened(iri)} in its vocabulary: write one that there is."
        return _problem(triple, message, "misspelt-name", place, near=near)

    def _reference(self, triple: Triple, term: Node, place: Place) -> Problem:
        message = f"It names {local_name(str(term))}, which nothing describes: describe it, or name a record there is."
        return _problem(triple, message, "reference-to-nothing", place, near=_near(str(term), self._known))

    def _undescribed(self, triple: Triple, subject: Node, place: Place) -> Problem:
        message = "It is said nowhere what kind of record this is, so that nothing of it is checked: say so."
        return _problem(triple, message, "no-kind", place, near=_near(str(subject), self._known), show=False)

    def _deprecated(self, triple: Triple, term: Node, place: Place) -> Problem:
        instead = " or ".join(self._replaced[term])
        advice = f"write {instead}" if instead else "see its note in the ontology"
        message = f"The term {shortened(str(term))} is no longer in use: {advice}."
        return _problem(triple, message, "deprecated-term", place, severity=Severity.WARNING)


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
        path=str(triple[1]) if show else None,
        near=near,
    )


def _exists(names: type[DefinedNamespace], name: str) -> bool:
    # rdf:_1, rdf:_2 and so on are names as well; a namespace of its own is named too.
    return not name or name in names or (names is RDF and name.startswith("_") and name[1:].isdigit())


def _near(iri: str, known: Iterable[str]) -> tuple[str, ...]:
    """Give the known names most like one, the nearest first; the whole address would make all of them alike."""
    names = {local_name(one): one for one in sorted(known)}
    found = get_close_matches(local_name(iri), list(names), n=2, cutoff=0.7)
    return tuple(shortened(names[name]) if names[name].startswith(tuple(PREFIXES.values())) else name for name in found)
