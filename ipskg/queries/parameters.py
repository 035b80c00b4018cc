"""Parameters of queries: slots in the text that take terms of the data, and nothing else.

A slot is `VALUES ?section { UNDEF }`. It is filled with terms in their own N3 form, so that one text serves every
engine; only IRIs that the store itself gave for the parameter's class are ever put in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipskg.errors import UnknownName, WrongUsage
from ipskg.namespaces import PREFIXES, local_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ipskg.queries.catalogue import Parameter
    from ipskg.stores import Store

_SLOT = re.compile(r"VALUES \?(?P<name>\w+) \{ UNDEF \}")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]+")
_IRI = re.compile(r"[^<>\"{}|^`\\\x00-\x20]+")


def fill(text: str, terms: Mapping[str, Sequence[str]]) -> str:
    """Put IRIs into the slots of a query; a slot for which there are none stays open.

    >>> fill("VALUES ?study { UNDEF }", {"study": ["https://example.org/a"]})
    'VALUES ?study { <https://example.org/a> }'
    """

    def filled(slot: re.Match[str]) -> str:
        name = slot["name"]
        return f"VALUES ?{name} {{ {' '.join(map(_n3, terms[name]))} }}" if terms.get(name) else slot[0]

    return _SLOT.sub(filled, text)


def resolve(store: Store, parameter: Parameter, value: str, prefixes: Mapping[str, str]) -> list[str]:
    """Give the IRIs that a value stands for among the instances of the parameter's class.

    A value is an IRI, a prefixed name, or an id, which may stand for one record in each of several reviews.
    Raises UnknownName where there is none.
    """
    prefix, colon, rest = value.partition(":")
    names = {value.removeprefix("<").removesuffix(">"), prefixes.get(prefix, prefix) + rest if colon else value}
    # A name that says all is looked up, which takes no longer where there are many; an id is looked for among them.
    if found := _instances(store, parameter.kind, sorted(filter(_ABSOLUTE.fullmatch, names))):
        return found
    known = _instances(store, parameter.kind)
    found = [iri for iri in known if local_name(iri) == value]
    if not found:
        raise UnknownName(parameter.name, value, map(local_name, known))
    return found


def _instances(store: Store, kind: str, among: Sequence[str] | None = None) -> list[str]:
    prefix, _, name = kind.partition(":")
    slot = "" if among is None else f"VALUES ?one {{ {' '.join(map(_n3, among))} }}"
    query = (
        f"SELECT DISTINCT ?one WHERE {{ {slot} ?one a <{PREFIXES[prefix]}{name}> FILTER(isIRI(?one)) }} ORDER BY ?one"
    )
    return [str(row["one"]) for row in store.answer(query).rows()]


def _n3(iri: str) -> str:
    if not _IRI.fullmatch(iri):
        raise WrongUsage(f"not an IRI: {iri}")
    return f"<{iri}>"
