"""Files as the axioms of OWL 2 DL: the unit that a reasoner is given, and that can be taken away from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ipskg.errors import InconsistentData
from ipskg.graphs import line_of, triples
from ipskg.namespaces import PREFIXES, expand, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ipskg.graphs import GraphFile

    Triple = tuple[str, str, str]  # each term in its N-Triples form

_OWL, _RDF, _RDFS, _XSD = (PREFIXES[name] for name in ("owl", "rdf", "rdfs", "xsd"))
# What OWL itself is written in: these keep their names, and are never the things that an ontology is about.
LANGUAGE = tuple(f"<{namespace}" for namespace in (_OWL, _RDF, _RDFS, _XSD))


def term(name: str) -> str:
    """Give the N-Triples form of a prefixed name."""
    return f"<{expand(name)}>"


TYPE = term("rdf:type")
_DECLARATIONS = {
    term(f"owl:{name}")
    for name in "Class ObjectProperty DatatypeProperty AnnotationProperty Ontology NamedIndividual".split()
}
_RELATIONS = {
    term(name)
    for name in "rdfs:subClassOf owl:equivalentClass owl:disjointWith owl:disjointUnionOf owl:complementOf"
    " rdfs:subPropertyOf owl:equivalentProperty owl:propertyDisjointWith owl:propertyChainAxiom owl:inverseOf"
    " rdfs:domain rdfs:range owl:hasKey owl:sameAs owl:differentFrom".split()
}
_BETWEEN_THINGS = {term(name) for name in ("owl:sameAs", "owl:differentFrom", "owl:AllDifferent")}
_DATATYPES = {
    *(f"{_XSD}{name}" for name in "string boolean decimal double float dateTime anyURI hexBinary base64Binary".split()),
    *(f"{_XSD}{sign}Integer" for sign in ("nonNegative", "nonPositive", "positive", "negative")),
    *(f"{_XSD}{name}" for name in "integer long int short byte".split()),
    *(f"{_XSD}unsigned{name}" for name in "Long Int Short Byte".split()),
}
_LABELS = {term(name) for name in ("rdfs:label", "skos:prefLabel", "dcterms:title")}
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r"}
_LITERAL = re.compile(r'"(?P<text>.*)"(?:@(?P<language>[\w-]+)|\^\^<(?P<datatype>[^>]*)>)?', re.DOTALL)


@dataclass(frozen=True)
class Axiom:
    """A statement of the ontology or the data, with the nameless parts of it, and the file that says it."""

    head: Triple
    parts: tuple[Triple, ...]
    path: Path

    @property
    def triples(self) -> tuple[Triple, ...]:
        """Its own triple and those of its nameless parts."""
        return (self.head, *self.parts)

    @cached_property
    def terms(self) -> frozenset[str]:
        """The things, classes, properties and texts that it names, without the words of OWL."""
        named = (one for triple in self.triples for one in triple)
        return frozenset(one for one in named if not one.startswith((*LANGUAGE, "_:")))

    @cached_property
    def things(self) -> frozenset[str]:
        """The things that it names, if it is of the data: what it relates, and not the class or the property."""
        subject, predicate, value = self.head
        return frozenset((subject,) if predicate == TYPE else (subject, value))

    @property
    def of_data(self) -> bool:
        """Whether it speaks of a thing, and not of classes and properties."""
        _, predicate, value = self.head
        named = value if predicate == TYPE else predicate
        return not named.startswith(LANGUAGE) or named in _BETWEEN_THINGS

    @cached_property
    def line(self) -> int | None:
        """The line in which its file begins to speak of its subject."""
        return line_of(self.path, self.head[0].strip("<>"))


@dataclass
class Axioms:
    """All axioms of some files; `unchecked` counts the statements that OWL 2 DL has no way to read.

    `declared` holds the declarations that every part of it needs, `labels` what terms and records are called.
    """

    all: list[Axiom] = field(default_factory=list)
    declared: list[Triple] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    unchecked: int = 0

    @property
    def records(self) -> int:
        """How many things the data speak of."""
        return len({one.head[0] for one in self.all if one.of_data})


def text_of(literal: str) -> str:
    r"""Give what a literal in its N-Triples form says.

    >>> text_of('"so \\"called\\""@en')
    'so "called"'
    """
    found = _LITERAL.fullmatch(literal)
    text = found["text"] if found else literal
    return re.sub(r"\\(.)", lambda escape: _ESCAPES.get(escape[1], escape[1]), text)


def read(files: Iterable[GraphFile]) -> Axioms:
    """Read files as axioms.

    Annotations are left out, since nothing follows from them. Raises UnreadableInput for a file that does not parse,
    InconsistentData for a value that its own datatype does not have.
    """
    found = [(file.path, [(str(s), str(p), str(o)) for s, p, o in triples(file.path)]) for file in files]
    reader = _Reader(one for _, own in found for one in own)
    for path, own in found:
        reader.read(own, path)
    return reader.axioms


class _Reader:
    """Sorts triples into axioms, by what all files say of their properties."""

    def __init__(self, everything: Iterable[Triple]) -> None:
        self.axioms = Axioms()
        self._kinds: dict[str, set[str]] = {}
        for subject, predicate, value in everything:
            if predicate == TYPE and value in _DECLARATIONS:
                self._kinds.setdefault(value, set()).add(subject)

    def read(self, own: list[Triple], path: Path) -> None:
        """Read the triples of one file."""
        nested = _nested(own)
        named = {subject for parts in nested.values() for _, _, subject in parts}
        for triple in own:
            if triple[0] not in nested:
                self._add(tuple(one if one in nested else _with_id(one) for one in triple), nested, path)  # type: ignore[arg-type]
        for subject in nested.keys() - named - {value for _, _, value in own}:
            head, *parts = sorted(_below(subject, nested), key=lambda one: (one[0], one[1]) != (subject, TYPE))
            self.axioms.all.append(Axiom(head, tuple(parts), path))

    def _add(self, triple: Triple, nested: dict[str, list[Triple]], path: Path) -> None:
        subject, predicate, value = triple
        if predicate == TYPE and value in _DECLARATIONS:
            if value != term("owl:Ontology"):
                self.axioms.declared.append(triple)
        elif self._is_axiom(triple, path):
            if predicate == TYPE and value not in nested and not value.startswith(LANGUAGE):
                self.axioms.declared.append((value, TYPE, term("owl:Class")))
            self.axioms.all.append(Axiom(triple, tuple(_below(value, nested)), path))
        elif predicate in _LABELS and value.startswith('"'):
            self.axioms.labels.setdefault(subject, text_of(value))
        elif not self._is_annotation(predicate):
            self.axioms.unchecked += 1

    def _is_axiom(self, triple: Triple, path: Path) -> bool:
        subject, predicate, value = triple
        if predicate == TYPE:
            return not value.startswith(LANGUAGE) or value.endswith("Property>")
        if predicate in _RELATIONS:
            return not self._is("AnnotationProperty", subject)
        if not value.startswith('"'):
            return self._is("ObjectProperty", predicate)
        return self._is("DatatypeProperty", predicate) and _is_value(triple, path)

    def _is(self, kind: str, name: str) -> bool:
        return name in self._kinds.get(term(f"owl:{kind}"), ())

    def _is_annotation(self, predicate: str) -> bool:
        return predicate.startswith(LANGUAGE) or self._is("AnnotationProperty", predicate)


def _nested(own: Iterable[Triple]) -> dict[str, list[Triple]]:
    """Give what is said of each nameless class, list or axiom; a nameless thing of the data is none of these."""
    nameless: dict[str, list[Triple]] = {}
    for triple in own:
        if triple[0].startswith("_:"):
            nameless.setdefault(triple[0], []).append(triple)
    return {
        subject: said
        for subject, said in nameless.items()
        if any(one.startswith(LANGUAGE) for _, predicate, value in said for one in _words(predicate, value))
    }


def _words(predicate: str, value: str) -> tuple[str, ...]:
    return (value,) if predicate == TYPE else (predicate,)


def _below(node: str, nested: dict[str, list[Triple]]) -> list[Triple]:
    """Give all that is said of a nameless part and of the nameless parts of it."""
    found: list[Triple] = []
    waiting, seen = [node], {node}
    while waiting:
        for triple in nested.get(waiting.pop(), ()):
            found.append(triple)
            if triple[2] in nested and triple[2] not in seen:
                seen.add(triple[2])
                waiting.append(triple[2])
    return found


def _with_id(node: str) -> str:
    return f"<{node}>" if node.startswith("_:") else node


def _is_value(triple: Triple, path: Path) -> bool:
    """Say whether a literal is one of OWL 2. Raises InconsistentData where it is not what it says it is."""
    subject, _, value = triple
    found = _LITERAL.fullmatch(value)
    datatype = found and found["datatype"]
    if not found or datatype is None:
        return found is not None
    if datatype not in _DATATYPES:
        return False
    if not _is_well_formed(found["text"], datatype):
        raise InconsistentData(
            f"'{found['text']}', said of {local_name(subject.strip('<>'))}, is no {datatype.removeprefix(_XSD)}",
            path=path,
            line=line_of(path, subject.strip("<>")),
        )
    return True


def _is_well_formed(text: str, datatype: str) -> bool:
    if datatype == f"{_XSD}string" or (datatype == f"{_XSD}integer" and re.fullmatch(r"[+-]?[0-9]+", text)):
        return True
    import logging

    from rdflib import Literal, URIRef

    logging.getLogger("rdflib").addHandler(logging.NullHandler())  # it tells of a number that is none with a traceback
    return not Literal(text, datatype=URIRef(datatype)).ill_typed
