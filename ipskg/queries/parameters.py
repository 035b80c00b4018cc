"""Parameters of queries: slots in the text that take terms of the data, and nothing else.

A slot is `VALUES ?section { UNDEF }`. It is filled with terms in their own N3 form, so that one text serves every
engine; only IRIs that the store itself gave for the parameter's class are ever put in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipskg.errors import UnknownName, WrongUsage
from ipskg.namespaces import PREFIXES, expand, local_name, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ipskg.queries.catalogue import Parameter
    from ipskg.stores import Store

_SLOT = r"VALUES \?(?P<name>\w+) \{ UNDEF \}"
_ABSOLUTE = r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]+"
_IRI = r"[^<>\"{}|^`\\\x00-\x20]+"
_ID = r"[^<>\"{}|^`\\\x00-\x20/#:]+"
_NAMESPACES = f"SELECT DISTINCT ?namespace WHERE {{ ?review <{expand('vann:preferredNamespaceUri')}> ?namespace }}"
_FEW = 100  # instances that are named with a prefix, each of which is held against all prefixes
_SOME = 10_000  # instances that a value which is none of them is compared with


def fill(text: str, terms: Mapping[str, Sequence[str]]) -> str:
    """Put IRIs into the slots of a query; a slot for which there are none stays open.

    >>> fill("VALUES ?study { UNDEF }", {"study": ["https://example.org/a"]})
    'VALUES ?study { <https://example.org/a> }'
    """

    def filled(slot: re.Match[str]) -> str:
        name = slot["name"]
        return f"VALUES ?{name} {{ {' '.join(map(_n3, terms[name]))} }}" if terms.get(name) else slot[0]

    return re.sub(_SLOT, filled, text)


def resolve(store: Store, parameter: Parameter, value: str, prefixes: Mapping[str, str]) -> list[str]:
    """Give the IRIs that a value stands for among the instances of the parameter's class.

    A value is an IRI, a prefixed name, or an id, which may stand for one record in each of several reviews.
    Raises UnknownName where there is none.
    """
    found = _among(store, parameter.kind, _named(value, prefixes))
    if not found and re.fullmatch(_ID, value):
        # A look-up in each namespace takes less time than going through all instances, which is left for what no
        # review mints.
        found = _among(store, parameter.kind, [namespace + value for namespace in _namespaces(store)])
        found = found or [iri for iri in _instances(store, parameter.kind, ending=value) if local_name(iri) == value]
    if not found:
        raise UnknownName(parameter.name, value, _names(_instances(store, parameter.kind), prefixes))
    return found


def _names(iris: Sequence[str], prefixes: Mapping[str, str]) -> Iterable[str]:
    """Give ids; where a few records share one, as the reviews of a library do, names with prefixes instead."""
    ids = [local_name(iri) for iri in iris]
    alike = len(set(ids)) < len(ids) <= _FEW
    return [shortened(iri, prefixes) for iri in iris] if alike else ids


def _named(value: str, prefixes: Mapping[str, str]) -> list[str]:
    """Give what a value is as an IRI, and as a prefixed name."""
    prefix, colon, rest = value.partition(":")
    # Nobody mints ids that begin with slashes, and to ask a store for a prefix `https` takes as long as a small query.
    expanded = [prefixes.get(prefix, f"{prefix}:") + rest] if colon and not rest.startswith("//") else []
    return [value.removeprefix("<").removesuffix(">"), *expanded]


def _among(store: Store, kind: str, candidates: Iterable[str]) -> list[str]:
    """Give those of some IRIs that are instances of a class: in time that does not depend on how many there are."""
    listed = " ".join(f"<{iri}>" for iri in candidates if re.fullmatch(_ABSOLUTE, iri))
    # Joined, Oxigraph would hold thousands of candidates against thousands of instances, each against each.
    return _asked(store, f"VALUES ?one {{ {listed} }} FILTER EXISTS {{ ?one a <{expand(kind)}> }}") if listed else []


def _namespaces(store: Store) -> list[str]:
    """Give the namespaces in which the reviews in a store mint, and those of the terms."""
    found = [str(row["namespace"]) for row in store.answer(_NAMESPACES).rows()]
    return list(dict.fromkeys((*found, *PREFIXES.values())))


def _instances(store: Store, kind: str, *, ending: str | None = None) -> list[str]:
    """Give instances of a class: those whose IRIs end so, or some of all."""
    ended = "" if ending is None else f' && STRENDS(STR(?one), "{ending}")'
    return _asked(store, f"?one a <{expand(kind)}> FILTER(isIRI(?one){ended})", f"LIMIT {_SOME}")


def _asked(store: Store, pattern: str, limit: str = "") -> list[str]:
    query = f"SELECT DISTINCT ?one WHERE {{ {pattern} }} ORDER BY ?one {limit}"
    return [str(row["one"]) for row in store.answer(query).rows()]


def _n3(iri: str) -> str:
    if not re.fullmatch(_IRI, iri):
        raise WrongUsage(f"not an IRI: {iri}")
    return f"<{iri}>"
