"""What is said already: nothing that a reasoner has to find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.namespaces import expand
from ipskg.reasoning.axioms import TYPE, term

if TYPE_CHECKING:
    from ipskg.reasoning.axioms import Axioms

_BELOW = term("rdfs:subClassOf")


def told(axioms: Axioms) -> set[tuple[str, str, str]]:
    """Give what is asserted of things, as IRIs, with the kinds that are merely broader than an asserted one."""
    heads = {axiom.head for axiom in axioms.all}
    above: dict[str, set[str]] = {}
    for kind, predicate, broader in heads:
        if predicate == _BELOW:
            above.setdefault(kind, set()).add(broader)
    found = {tuple(one.strip("<>") for one in head) for head in heads}
    for thing, predicate, kind in heads:
        if predicate == TYPE:
            found |= {(thing.strip("<>"), expand("rdf:type"), one.strip("<>")) for one in _all_above(kind, above)}
    return found  # type: ignore[return-value]


def _all_above(kind: str, above: dict[str, set[str]]) -> set[str]:
    found, waiting = set[str](), [kind]
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting.extend(above.get(one, ()))
    return found
