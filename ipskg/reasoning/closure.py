"""What is said already: nothing that a reasoner has to find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.namespaces import expand
from ipskg.reasoning.axioms import TYPE, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
            found |= {(thing.strip("<>"), expand("rdf:type"), one.strip("<>")) for one in all_above(kind, above)}
    return found  # type: ignore[return-value]


def all_above(term: str, above: Mapping[str, Iterable[str]]) -> set[str]:
    """Give a term and all above it, where the nearest above each are known.

    >>> sorted(all_above("report", {"report": ["publication"], "publication": ["document"]}))
    ['document', 'publication', 'report']
    """
    found, waiting = set[str](), [term]
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting.extend(above.get(one, ()))
    return found
