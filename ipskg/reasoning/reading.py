"""Reads files as axioms: which statements are of OWL 2 DL, and which are not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipskg.errors import InconsistentData
from ipskg.graphs import line_of, triples
from ipskg.namespaces import PREFIXES, local_name
from ipskg.reasoning.axioms import LANGUAGE, LITERAL, TYPE, Axiom, Axioms, term, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from ipskg.graphs import GraphFile
    from ipskg.reasoning.axioms import Triple

_XSD = PREFIXES["xsd"]
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
_CHARACTERISTICS = {
    term(f"owl:{name}Property")
    for name in "Functional InverseFunctional Symmetric Asymmetric Transitive Reflexive Irreflexive".split()
}
_DATATYPES = {
    *(f"{_XSD}{name}" for name in "string boolean decimal double float dateTime anyURI hexBinary base64Binary".split()),
    *(f"{_XSD}{sign}Integer" for sign in ("nonNegative", "nonPositive", "positive", "negative")),
    *(f"{_XSD}{name}" for name in "integer long int short byte".split()),
    *(f"{_XSD}unsigned{name}" for name in "Long Int Short Byte".split()),
}
_LABELS = {term(name) for name in ("rdfs:label", "skos:prefLabel", "dcterms:title")}


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
        for subject, predicate, value in own:
            if subject.startswith("<<") or value.startswith("<<"):  # a triple in a triple, which OWL 2 does not know
                self.axioms.unchecked += 1
            elif subject not in nested:
                self._add((_with_id(subject), predicate, value if value in nested else _with_id(value)), nested, path)
        named = {value for _, _, value in own}
        for subject in [one for one in nested if one not in named]:
            head, *parts = sorted(_below(subject, nested), key=lambda one: (one[0], one[1]) != (subject, TYPE))
            self.axioms.all.append(Axiom(head, tuple(parts), path))

    def _add(self, triple: Triple, nested: dict[str, list[Triple]], path: Path) -> None:
        subject, predicate, value = triple
        if predicate == TYPE and value in _DECLARATIONS:
            if value != term("owl:Ontology"):
                self.axioms.declared.append(triple)
        elif self._is_axiom(triple, nested, path):
            if predicate == TYPE and value not in nested and not value.startswith(LANGUAGE):
                self.axioms.declared.append((value, TYPE, term("owl:Class")))
            self.axioms.all.append(Axiom(triple, tuple(_below(value, nested)), path))
        elif predicate in _LABELS and value.startswith('"'):
            if value.endswith("@en") or subject not in self.axioms.labels:
                self.axioms.labels[subject] = text_of(value)
        elif not self._is_silent(predicate, value):
            self.axioms.unchecked += 1

    def _is_axiom(self, triple: Triple, nested: Collection[str], path: Path) -> bool:
        subject, predicate, value = triple
        if value.startswith('"'):
            return self._is("DatatypeProperty", predicate) and _is_value(triple, path)
        if predicate == TYPE:
            return not value.startswith(LANGUAGE) or value in _CHARACTERISTICS
        if predicate in _RELATIONS:
            return not self._is("AnnotationProperty", subject)
        return self._is("ObjectProperty", predicate) and value not in nested

    def _is(self, kind: str, name: str) -> bool:
        return name in self._kinds.get(term(f"owl:{kind}"), ())

    def _is_silent(self, predicate: str, value: str) -> bool:
        """Say whether nothing follows from a statement in OWL: an annotation, or a kind in the words of RDF."""
        if predicate == TYPE:
            return value.startswith(LANGUAGE)
        if predicate.startswith(LANGUAGE):
            return predicate not in _RELATIONS
        return self._is("AnnotationProperty", predicate)


def _nested(own: Iterable[Triple]) -> dict[str, list[Triple]]:
    """Give what is said of each nameless class, list or axiom; a nameless thing of the data is none of these."""
    nameless: dict[str, list[Triple]] = {}
    for triple in own:
        if triple[0].startswith("_:"):
            nameless.setdefault(triple[0], []).append(triple)
    return {
        subject: said
        for subject, said in nameless.items()
        if any((value if predicate == TYPE else predicate).startswith(LANGUAGE) for _, predicate, value in said)
    }


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
    found = LITERAL.fullmatch(value)
    datatype = found and found["datatype"]
    if not found or datatype is None:
        return found is not None and "--" not in (found["language"] or "")  # RDF 1.2 knows directions, OWL 2 does not
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
