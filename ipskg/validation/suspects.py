"""Which records of a store may have in them what no shape can see: few, so that all else is not looked at twice.

A store is asked which names stand in it that are none, or may be none. What is wrong with them is for `checks` to say,
on the records that they stand in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import OWL, RDF

from ipskg.namespaces import PREFIXES
from ipskg.validation import checks
from ipskg.validation.placing import chunks, namespace_of
from ipskg.validation.slices import bindings, values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from rdflib.term import Node

    from ipskg.stores import Store

_A = f"<{RDF.type}>"
_KNOWN_FIELDS = f"""
SELECT DISTINCT ?one WHERE {{ VALUES ?kind {{ <{OWL.ObjectProperty}> <{OWL.DatatypeProperty}> }} ?one {_A} ?kind }}
"""
_FIELDS = "SELECT DISTINCT ?one WHERE { ?record ?one ?other }"
_DATATYPES = "SELECT DISTINCT (DATATYPE(?other) AS ?one) WHERE { ?record ?field ?other FILTER(isLiteral(?other)) }"
# Each name is looked at once, by a sub-select: as many statements name the same.
_NAMED = "{ SELECT DISTINCT ?one WHERE { ?record ?field ?one FILTER(isIRI(?one)) } }"
_UNDESCRIBED = f"SELECT ?one WHERE {{ {_NAMED} OPTIONAL {{ ?one {_A} ?kind }} FILTER(!BOUND(?kind)) }}"
_STARTING = f"SELECT ?one WHERE {{ {_NAMED} FILTER(%s) }}"
_DEPRECATED = f"SELECT DISTINCT ?one WHERE {{ ?one <{OWL.deprecated}> true }}"
_USED = """
SELECT DISTINCT ?one WHERE {
  { VALUES ?term { %(terms)s } ?one ?term ?other } UNION { VALUES ?term { %(terms)s } ?one ?field ?term }
}
"""
_OF_DATATYPE = "SELECT DISTINCT ?one WHERE { ?one ?field ?other FILTER(DATATYPE(?other) IN (%s)) }"
_NO_KIND = f"""
SELECT ?one WHERE {{
  {{ SELECT DISTINCT ?one WHERE {{ ?one ?field ?other }} }} OPTIONAL {{ ?one {_A} ?kind }} FILTER(!BOUND(?kind))
}}
"""
_NO_ID = "SELECT DISTINCT ?one WHERE { ?one ?field ?other FILTER(isBlank(?one)) }"
_IN_SEVERAL = """
SELECT ?one WHERE { { SELECT DISTINCT ?one ?graph WHERE { GRAPH ?graph { ?one ?field ?other } } } }
GROUP BY ?one HAVING(COUNT(?graph) > 1)
"""


def suspects(store: Store, namespaces: Collection[str]) -> set[Node]:
    """Give the records that `checks` may find something in; `namespaces` are those in which reviews mint."""
    found = {record for query in (_NO_KIND, _NO_ID, _IN_SEVERAL) for record in _asked(store, query)}
    for some in chunks(_names(store, namespaces)):
        found |= _asked(store, _USED % {"terms": values(some)})
    ours = tuple(PREFIXES[prefix] for prefix in checks.OURS)
    wrong = (one for one in _asked(store, _DATATYPES) if str(one).startswith((*ours, *namespaces)) or not _exists(one))
    if datatypes := values(wrong, ", "):
        found |= _asked(store, _OF_DATATYPE % datatypes)
    return found


def _asked(store: Store, query: str) -> set[Node]:
    return {row["one"] for row in bindings(store, query) if "one" in row}


def _names(store: Store, namespaces: Collection[str]) -> Iterator[Node]:
    """Give the names that are used and may be none, and those that are no longer in use."""
    known = _asked(store, _KNOWN_FIELDS)
    ours = tuple(PREFIXES[prefix] for prefix in checks.OURS)
    for one in _asked(store, _FIELDS) - known:
        if str(one).startswith(ours) or namespace_of(str(one), namespaces) or not _exists(one):
            yield one
    for one in _asked(store, _UNDESCRIBED):
        if str(one).startswith(ours) or namespace_of(str(one), namespaces):
            yield one
    standard = " || ".join(f'STRSTARTS(STR(?one), "{PREFIXES[prefix]}")' for prefix in checks.STANDARD)
    yield from (one for one in _asked(store, _STARTING % standard) if not _exists(one))
    yield from _asked(store, _DEPRECATED)


def _exists(term: Node) -> bool:
    """Tell whether a term is in none of the vocabularies that are known by heart, or one of theirs."""
    iri = str(term)
    return all(
        not iri.startswith(PREFIXES[prefix]) or checks.exists(names, iri.removeprefix(PREFIXES[prefix]))
        for prefix, names in checks.STANDARD.items()
    )
