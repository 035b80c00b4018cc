"""Axioms in the words of the field: the labels of terms and records, in sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipskg.namespaces import local_name
from ipskg.reasoning.axioms import LANGUAGE, TYPE, term, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ipskg.reasoning.axioms import Axiom, Triple

_FIRST, _REST, _NIL = term("rdf:first"), term("rdf:rest"), term("rdf:nil")

# {s} and {o} are what the axiom relates, {all} the members of its list, {some} those that the clash is about.
_SENTENCES = {
    "rdfs:subClassOf": "every {s} {is_o}",
    "owl:equivalentClass": "{a_s} is the same as {o}",
    "owl:disjointWith": "nothing is both {a_s} and {o}",
    "owl:disjointUnionOf": "{a_s} is only one of these: {all}",
    "rdfs:subPropertyOf": "what '{s}' relates, '{o}' relates too",
    "owl:propertyDisjointWith": "'{s}' and '{o}' never lead to the same thing",
    "owl:propertyChainAxiom": "'{s}' follows from {chain}",
    "owl:inverseOf": "'{s}' is '{o}' the other way round",
    "rdfs:domain": "only {o} has '{s}'",
    "rdfs:range": "'{s}' leads only to {o}",
}
_KINDS = {
    "owl:FunctionalProperty": "'{s}' has one value at most",
    "owl:InverseFunctionalProperty": "'{s}' leads to one thing from one place at most",
    "owl:SymmetricProperty": "'{s}' holds both ways",
    "owl:AsymmetricProperty": "'{s}' never holds both ways",
    "owl:TransitiveProperty": "'{s}' goes on over several steps",
    "owl:IrreflexiveProperty": "'{s}' never leads back to where it starts",
    "owl:AllDisjointClasses": "nothing is two of these: {some}",
    "owl:AllDifferent": "these are all different: {some}",
}
_BETWEEN_THINGS = {
    term("owl:sameAs"): "is the same as",
    term("owl:differentFrom"): "is not the same as",
}
_NUMBERS = {
    term("xsd:integer"): "a whole number",
    term("xsd:string"): "a text",
    term("xsd:boolean"): "true or false",
    term("rdfs:Literal"): "a value",
    term("owl:Thing"): "anything",
}


class Words:
    """Puts axioms of one clash into words; `labels` are those of terms and records by their N-Triples form."""

    def __init__(self, labels: Mapping[str, str], clash: Iterable[Axiom]) -> None:
        self._labels = labels
        self._clash = list(clash)

    def of(self, axiom: Axiom) -> str:
        """Say an axiom as a sentence."""
        subject, predicate, value = axiom.head
        parts = _Parts(axiom.parts)
        if axiom.of_data and predicate != TYPE:
            relation = _BETWEEN_THINGS.get(predicate) or self._label(predicate)
            return f"{self._thing(subject)} {relation} {self._thing(value)}"
        if axiom.of_data and not value.startswith(LANGUAGE):
            return f"{self._thing(subject)} is {self._kind(value, parts)}"
        sentences = _KINDS if predicate == TYPE else _SENTENCES
        key = value if predicate == TYPE else predicate
        sentence = next((one for name, one in sentences.items() if term(name) == key), "{s}: {p} {o}")
        listed = parts.one(subject, "owl:members") or parts.one(subject, "owl:distinctMembers")
        members = parts.members(listed or value)
        return sentence.format(
            s=self._label(subject),
            a_s=_a(self._label(subject)),
            p=local_name(predicate.strip("<>")),
            o=self._label(value) if self._is_property(sentence) else self._kind(value, parts),
            is_o=self._being(value, parts),
            all=", ".join(map(self._label, members)),
            some=", ".join(map(self._label, self._concerned(members, axiom))),
            chain=self._chain(members, parts),
        )

    @staticmethod
    def _is_property(sentence: str) -> bool:
        return "'{o}'" in sentence

    def _concerned(self, members: list[str], axiom: Axiom) -> list[str]:
        """Keep the members of a list that the other axioms of the clash name: the list may be long."""
        named = {one for other in self._clash if other != axiom for one in other.terms}
        return [one for one in members if one in named] or members

    def _thing(self, node: str) -> str:
        if node.startswith('"'):
            return f"'{text_of(node)}'"
        name = local_name(node.strip("<>")) if not node.startswith("<_:") else "a thing without an id"
        label = self._labels.get(node)
        return f"{label} ({name})" if label and label != name else name

    def _label(self, node: str) -> str:
        return self._labels.get(node) or _NUMBERS.get(node) or _spaced(local_name(node.strip("<>")))

    def _chain(self, steps: list[str], parts: _Parts) -> str:
        return ", then ".join(self._property(step, parts) for step in steps)

    def _property(self, node: str, parts: _Parts) -> str:
        inverse = parts.one(node, "owl:inverseOf")
        return f"'{self._label(inverse)}' backwards" if inverse else f"'{self._label(node)}'"

    def _kind(self, node: str, parts: _Parts) -> str:
        """Say a class, named or put together of others."""
        if not node.startswith("_:"):
            return self._label(node) if node in _NUMBERS else _a(self._label(node))
        if members := parts.members(parts.one(node, "owl:unionOf") or ""):
            return " or ".join(self._kind(one, parts) for one in members)
        if members := parts.members(parts.one(node, "owl:intersectionOf") or ""):
            return self._kind(members[0], parts) + "".join(f" that {self._being(one, parts)}" for one in members[1:])
        if inner := parts.one(node, "owl:complementOf"):
            return f"what is not {self._kind(inner, parts)}"
        return f"something that {self._being(node, parts)}" if parts.one(node, "owl:onProperty") else "something"

    def _being(self, node: str, parts: _Parts) -> str:
        """Say what a thing of a class is or has."""
        restricted = parts.one(node, "owl:onProperty")
        if restricted is None:
            return f"is {self._kind(node, parts)}"
        inverse = parts.one(restricted, "owl:inverseOf")
        label = self._label(inverse or restricted)
        to = f"is reached by '{label}' from" if inverse else f"has '{label}' to"
        for name, how in (("owl:someValuesFrom", ""), ("owl:hasValue", ""), ("owl:allValuesFrom", "nothing but ")):
            if kind := parts.one(node, name):
                return f"{to} {how}{self._kind(kind, parts)}"
        return f"{to} a certain number of things"


class _Parts:
    """What is said of the nameless parts of an axiom."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._said: dict[tuple[str, str], str] = {(one, two): three for one, two, three in triples}

    def one(self, node: str, name: str) -> str | None:
        return self._said.get((node, term(name)))

    def members(self, node: str) -> list[str]:
        """Give the members of a list in their order."""
        found: list[str] = []
        while (first := self._said.get((node, _FIRST))) is not None and len(found) <= len(self._said):
            found.append(first)
            node = self._said.get((node, _REST), _NIL)
        return found


def _a(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def _spaced(name: str) -> str:
    """Part the words of a name: isCitedFor becomes is cited for."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
