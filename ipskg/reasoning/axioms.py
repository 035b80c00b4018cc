"""Files as the axioms of OWL 2 DL: the unit that a reasoner is given, and that can be taken away from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ipskg.graphs import line_of
from ipskg.namespaces import PREFIXES, expand

if TYPE_CHECKING:
    from pathlib import Path

    Triple = tuple[str, str, str]  # each term in its N-Triples form

_OWL, _RDF, _RDFS, _XSD = (PREFIXES[name] for name in ("owl", "rdf", "rdfs", "xsd"))
# What OWL itself is written in: these keep their names, and are never the things that an ontology is about.
LANGUAGE = tuple(f"<{namespace}" for namespace in (_OWL, _RDF, _RDFS, _XSD))


def term(name: str) -> str:
    """Give the N-Triples form of a prefixed name."""
    return f"<{expand(name)}>"


TYPE = term("rdf:type")
_BETWEEN_THINGS = {term(name) for name in ("owl:sameAs", "owl:differentFrom", "owl:AllDifferent")}
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r"}
LITERAL = re.compile(r'"(?P<text>.*)"(?:@(?P<language>[\w-]+)|\^\^<(?P<datatype>[^>]*)>)?', re.DOTALL)


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
    found = LITERAL.fullmatch(literal)
    text = found["text"] if found else literal
    return re.sub(r"\\(.)", lambda escape: _ESCAPES.get(escape[1], escape[1]), text)
