"""JSON-LD in the terms of the ontology's own context, which is made by tools/jsonld_context.py.

It is written here because rdflib's writer rewrites numbers, drops a value after a zero and has no order, and
Oxigraph's knows no context.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ipskg import assets
from ipskg.errors import WrongUsage
from ipskg.namespaces import expand, local_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipskg.export.sources import Source

_TYPE = expand("rdf:type")
_STRING = expand("xsd:string")
_INTEGER = expand("xsd:integer")
_CANONICAL = re.compile(r"0|-?[1-9]\d{0,14}")  # what every JSON reader takes for this integer and no other


def as_jsonld(source: Source) -> bytes:
    """Write all as one graph: its context, and a node for each record."""
    own = json.loads((assets.folder("ontology") / "context.jsonld").read_text("utf-8"))["@context"]
    context = own | {name: iri for name, iri in source.prefixes.items() if name not in own}
    written = {"@context": context, "@graph": _Compactor(context).nodes(source)}
    return (json.dumps(written, ensure_ascii=False, indent=2) + "\n").encode()


@dataclass(frozen=True)
class _Term:
    """A term of the context: how it coerces the values that stand below it."""

    name: str
    of_records: bool
    by_language: bool
    datatype: str


class _Compactor:
    def __init__(self, context: Mapping[str, Any]) -> None:
        self._prefixes: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._terms: dict[str, _Term] = {}
        for name, said in context.items():
            if isinstance(said, dict):
                self._terms[expand(said["@id"])] = _Term(
                    name,
                    of_records=said.get("@type") == "@vocab",
                    by_language=said.get("@container") == "@language",
                    datatype=expand(said["@type"]) if ":" in said.get("@type", "") else _STRING,
                )
            elif said.endswith(("/", "#")):
                self._prefixes[said] = name
            elif not said.startswith("@"):
                self._names[expand(said)] = name

    def nodes(self, source: Source) -> list[dict[str, Any]]:
        """Give a node for each record, in order."""
        found: dict[str, dict[str, Any]] = {}
        for part in source.parts():
            for triple in part.triples:
                name = self._reference(triple.subject)
                self._add(found.setdefault(name, {"id": name}), triple.predicate.value, triple.object)
        return list(found.values())

    def _add(self, node: dict[str, Any], predicate: str, value: object) -> None:
        term = self._terms.get(predicate)
        if predicate == _TYPE:
            _put(node, "type", self._name(value))
        elif term and term.by_language and isinstance(value, ox.Literal) and value.language:
            _put(node.setdefault(term.name, {}), value.language, value.value)
        elif term and (short := self._short(term, value)) is not None:
            _put(node, term.name, short)
        else:
            _put(node, self._compact(predicate), self._full(value))

    def _short(self, term: _Term, value: object) -> str | int | None:
        """Write a value as its term coerces it, or give None for one that would be read back as another."""
        if not isinstance(value, ox.Literal):
            return self._name(value) if term.of_records else None
        if term.of_records or term.by_language or value.datatype.value != term.datatype:
            return None
        is_number = value.datatype.value == _INTEGER and _CANONICAL.fullmatch(value.value)
        return int(value.value) if is_number else str(value.value)

    def _full(self, value: object) -> str | dict[str, str]:
        if not isinstance(value, ox.Literal):
            return {"id": self._reference(value)}
        if value.language:
            return {"@value": value.value, "@language": value.language}
        if value.datatype.value == _STRING:
            return str(value.value)
        return {"@value": value.value, "type": self._compact(value.datatype.value)}

    def _name(self, value: object) -> str:
        return self._names.get(getattr(value, "value", ""), "") or self._reference(value)

    def _reference(self, value: object) -> str:
        if isinstance(value, ox.NamedNode):
            return self._compact(value.value)
        if isinstance(value, ox.BlankNode):
            return str(value)
        raise WrongUsage(f"{value} is a triple inside a triple, which JSON-LD does not allow: choose another format")

    def _compact(self, iri: str) -> str:
        local = local_name(iri)
        prefix = self._prefixes.get(iri.removesuffix(local)) if local else None
        return f"{prefix}:{local}" if prefix else iri


def _put(node: dict[str, Any], key: str, value: object) -> None:
    """Put a value below a key: alone, or in a list with others."""
    if key not in node:
        node[key] = value
    elif isinstance(node[key], list):
        node[key].append(value)
    else:
        node[key] = [node[key], value]
