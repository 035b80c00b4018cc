"""Make docs/ontology.md from the ontology and the shapes: each term with all that is said of it, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, XSD, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ipskg.namespaces import METAETH, PREFIXES, local_name

ROOT = Path(__file__).parents[1]
HEADER = URIRef(METAETH.rstrip("#"))
BUILT_IN: dict[Node, str] = {OWL.Thing: "anything", XSD.string: "a string", XSD.integer: "a whole number"}


def ontology_reference() -> str:
    """Write the page."""
    ontology, shapes = _read("ontology"), _read("shapes")
    words, rules = Words(ontology), Rules(shapes)
    parts = [
        f"# {ontology.value(HEADER, DCTERMS.title)}",
        "Generated from `ontology/` and `shapes/` by `make docs`.",
        f"{ontology.value(HEADER, DCTERMS.abstract)}\n"
        f"Version {ontology.value(HEADER, OWL.versionInfo)}; `metaeth:` is `{METAETH}`.\n"
        f"Sources: {ontology.value(HEADER, DCTERMS.source)}",
        "## Classes",
        f"What is one of these is none of the others: {words.listed(words.main_kinds())}.",
        *(part for term in words.terms(OWL.Class) for part in _class(term, words, rules)),
        "## Properties that relate records",
        *(part for term in words.terms(OWL.ObjectProperty) for part in _property(term, words, rules)),
        "## Properties that give texts and numbers",
        *(part for term in words.terms(OWL.DatatypeProperty) for part in _property(term, words, rules)),
        "## Vocabularies",
        *_vocabularies(ontology, words),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _read(folder: str) -> Graph:
    graph = Graph()
    for path in sorted((ROOT / folder).rglob("*.ttl")):
        graph.parse(path)
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, replace=True)
    return graph


def _class(term: URIRef, words: Words, rules: Rules) -> Iterator[str]:
    yield f"### {local_name(term)}"
    yield words.defined(term)
    yield _bullets([*words.notes(term), *words.of_class(term)])
    yield from rules.of_class(term)


def _property(term: URIRef, words: Words, rules: Rules) -> Iterator[str]:
    yield f"### {local_name(term)}"
    yield words.defined(term)
    yield _bullets([*words.notes(term), *words.of_property(term), *rules.of_property(term)])


def _vocabularies(graph: Graph, words: Words) -> Iterator[str]:
    for scheme in _sorted(graph.subjects(RDF.type, SKOS.ConceptScheme)):
        title = str(graph.value(scheme, DCTERMS.title) or graph.value(scheme, SKOS.prefLabel))
        yield f"### {title[0].upper()}{title[1:]}"
        concepts = sorted(
            graph.subjects(SKOS.inScheme, scheme),
            key=lambda one: (str(graph.value(one, SKOS.notation)), str(graph.value(one, SKOS.prefLabel))),
        )
        yield _bullets(words.concept(one) for one in concepts)
    yield "### Scales"
    yield _bullets(words.concept(one) for one in _sorted(graph.subjects(RDF.type, URIRef(METAETH + "Scale"))))


class Words:
    """What the ontology says, in words; a term that has a heading of its own is a link to it."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def terms(self, kind: URIRef) -> list[URIRef]:
        """Give our terms of a kind by name."""
        found = {term for term in self._graph.subjects(RDF.type, kind) if isinstance(term, URIRef)}
        return sorted((term for term in found if term.startswith(METAETH)), key=lambda term: local_name(term).lower())

    def main_kinds(self) -> list[Node]:
        """Give the classes that are all disjoint."""
        (axiom,) = self._graph.subjects(RDF.type, OWL.AllDisjointClasses)
        return self._members(axiom, OWL.members)

    def defined(self, term: Node) -> str:
        """Give a term's names and its definition."""
        names = [f"*{label}*" for label in self._all(term, RDFS.label, SKOS.altLabel)]
        return f"{' or '.join(names)}: {self._graph.value(term, SKOS.definition)}"

    def notes(self, term: Node) -> Iterator[str]:
        """Give what else is said of a term."""
        for what, property_ in (("Example", SKOS.example), ("Note", SKOS.scopeNote), ("Source", DCTERMS.source)):
            yield from (f"{what}: {text.removesuffix('.')}." for text in self._all(term, property_))

    def concept(self, concept: Node) -> str:
        """Give a concept with its classes, definition and notes, in one line."""
        kinds = set(self._graph.objects(concept, RDF.type)) - {SKOS.Concept}
        kind = f", {self.listed(_sorted(kinds))}" if kinds else ""
        texts = self._all(concept, SKOS.definition, SKOS.editorialNote)
        said = f": {' '.join(texts)}" if texts else ""
        return f"{self._graph.value(concept, SKOS.prefLabel)} (`{self._graph.qname(str(concept))}`{kind}){said}"

    def of_class(self, term: URIRef) -> Iterator[str]:
        """Say each axiom of a class, and which properties have it at an end."""
        supers = sorted(self._graph.objects(term, RDFS.subClassOf), key=self.expression)
        parts = self._members(term, OWL.disjointUnionOf)
        kinds = _sorted({*self._graph.subjects(RDFS.subClassOf, term)} - {*parts})
        yield from self._listing("A kind of", [one for one in supers if isinstance(one, URIRef)])
        yield from (f"Always {self.expression(one)}" for one in supers if not isinstance(one, URIRef))
        yield from (f"Defined as {self.expression(one)}" for one in self._graph.objects(term, OWL.equivalentClass))
        yield from self._listing("Always exactly one of", parts)
        yield from self._listing("Kinds of it", kinds)
        yield from self._listing("Properties from it", self._at_end(RDFS.domain, term))
        yield from self._listing("Properties to it", self._at_end(RDFS.range, term))

    def of_property(self, term: URIRef) -> Iterator[str]:
        """Say each axiom of a property."""
        kinds = set(self._graph.objects(term, RDF.type))
        yield from (f"From {self.expression(one)}" for one in self._graph.objects(term, RDFS.domain))
        yield from (f"To {self.expression(one)}" for one in self._graph.objects(term, RDFS.range))
        yield from ["At most one"] if OWL.FunctionalProperty in kinds else []
        yield from ["Holds in both directions"] if OWL.SymmetricProperty in kinds else []
        yield from self._listing("A kind of", _sorted(self._graph.objects(term, RDFS.subPropertyOf)))
        yield from self._listing("Kinds of it", _sorted(self._graph.subjects(RDFS.subPropertyOf, term)))
        yield from self._listing("Never to the same as", _sorted(self._graph.objects(term, OWL.propertyDisjointWith)))
        chains = [self._chain(one) for one in self._graph.objects(term, OWL.propertyChainAxiom)]
        yield from (f"Follows from {chain}" for chain in sorted(chains))

    def listed(self, terms: Iterable[Node]) -> str:
        """Give terms by their labels, separated by commas."""
        return ", ".join(map(self._link, terms))

    def expression(self, node: Node) -> str:
        """Say a class or a datatype, named or described, with its article."""
        if node in BUILT_IN:
            return BUILT_IN[node]
        if isinstance(node, URIRef):
            name = self._link(node)
            return f"{'an' if name.lstrip('[`')[0] in 'aeiou' else 'a'} {name}"
        if union := self._members(node, OWL.unionOf):
            return " or ".join(map(self.expression, union))
        if parts := self._members(node, OWL.intersectionOf):
            named, described = parts
            return f"{self.expression(named)} that {self._clause(described)}"
        return f"something that {self._clause(node)}"

    def _clause(self, restriction: Node) -> str:
        """Say a restriction as the end of a relative clause."""
        said = dict(self._graph.predicate_objects(restriction))
        property_ = said[OWL.onProperty]
        some, only = said.get(OWL.someValuesFrom), said.get(OWL.allValuesFrom)
        what = self.expression(some) if some else f"only {self.expression(only or OWL.Thing)}"
        if inverse := self._graph.value(property_, OWL.inverseOf):
            described = some is not None and not isinstance(some, URIRef)
            return f"{f'({what})' if described else what} {self._link(inverse)}"
        return f"{self._link(property_)} {what}"

    def _chain(self, head: Node) -> str:
        inverses = [(self._graph.value(step, OWL.inverseOf), step) for step in Collection(self._graph, head)]
        return ", then ".join(
            f"{self._link(inverse)} backwards" if inverse else self._link(step) for inverse, step in inverses
        )

    def _link(self, term: Node) -> str:
        if not str(term).startswith(METAETH):
            return f"`{self._graph.qname(str(term))}`"
        return f"[{self._graph.value(term, RDFS.label)}](#{local_name(str(term)).lower()})"

    def _listing(self, what: str, terms: list[Node]) -> Iterator[str]:
        if terms:
            yield f"{what}: {self.listed(terms)}"

    def _members(self, node: Node, list_of: URIRef) -> list[Node]:
        head = self._graph.value(node, list_of)
        return list(Collection(self._graph, head)) if head else []

    def _at_end(self, end: URIRef, term: URIRef) -> list[Node]:
        """Give the properties whose domain or range is a class, or one of several of which it is one."""
        return _sorted(
            property_
            for property_, ends in self._graph.subject_objects(end)
            if ends == term or term in self._members(ends, OWL.unionOf)
        )

    def _all(self, term: Node, *properties: URIRef) -> list[str]:
        return [text for one in properties for text in sorted(map(str, self._graph.objects(term, one)))]


class Rules:
    """What the shapes say of a term."""

    _TOLD = (SH.name, SH.description, SH.message)

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def of_class(self, term: URIRef) -> Iterator[str]:
        """Give each shape of the records of a class, with its rules in the order of the form."""
        for shape in _sorted(self._graph.subjects(SH.targetClass, term)):
            name = self._graph.qname(str(shape))
            yield f"`{name}`{self._severity(shape)}: {self._graph.value(shape, SH.description)}"
            for query in self._graph.objects(shape, SH.sparql):
                yield "- " + re.sub(r"\{\?\w+\}", "…", str(self._graph.value(query, SH.message)))
            yield _bullets(self._of_fields(sorted(self._graph.objects(shape, SH.property), key=self._order)))

    def _of_fields(self, rules: Iterable[Node]) -> Iterator[str]:
        """Give what is asked of each field, the first time with what the field is."""
        described = set()
        for rule in rules:
            name, description, message = (str(self._graph.value(rule, one)) for one in self._TOLD)
            told = message if name in described else f"{description} {message}"
            described.add(name)
            yield f"{name}{self._severity(rule)}: {told}"

    def of_property(self, term: URIRef) -> Iterator[str]:
        """Name the shapes that speak of a property."""
        shapes = {shape for shape, path in self._graph.subject_objects(SH.path) if term in self._named(path)}
        shapes |= {one for by in (SH.targetSubjectsOf, SH.targetObjectsOf) for one in self._graph.subjects(by, term)}
        if shapes:
            yield "Shapes: " + ", ".join(f"`{self._graph.qname(str(one))}`" for one in _sorted(shapes))

    def _named(self, path: Node) -> Iterator[Node]:
        """Give the properties in a path."""
        yield path
        for part in () if isinstance(path, URIRef) else self._graph.objects(path):
            yield from self._named(part)

    def _severity(self, shape: Node) -> str:
        severity = self._graph.value(shape, SH.severity)
        return f" ({local_name(str(severity)).lower()})" if severity else ""

    def _order(self, shape: Node) -> tuple[float, str]:
        order = self._graph.value(shape, SH.order)
        return float(str(order)) if order is not None else float("inf"), str(shape)


def _sorted(nodes: Iterable[Node]) -> list[Node]:
    return sorted(nodes, key=str)


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
