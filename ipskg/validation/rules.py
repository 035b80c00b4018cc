"""Rules across records, each run once for all the records that it looks at.

A SHACL engine runs the query of a rule record by record, with $this bound beforehand. The queries of ipskg are written
so that they find the same records at once; here they are told which records to look at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from rdflib import SH, XSD, BNode, Literal

from ipskg.validation.engine import Result, problem
from ipskg.validation.slices import bindings, values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    import rdflib
    from rdflib.term import Node

    from ipskg.stores import Store
    from ipskg.validation.focus import Focus
    from ipskg.validation.report import Problem
    from ipskg.validation.sources import Sources, Triple

_START = re.compile(r"\bWHERE\s*\{(?!\s*SELECT\b)", re.IGNORECASE)  # of the innermost query, where the records are
_ONE_WRITING = (bool, int, float, Decimal, datetime, date, time)  # values that a store writes in a way of its own


@dataclass(frozen=True)
class Found:
    """One row of what a rule found: the value of each of its columns but $this."""

    shape: Node
    query: Node
    record: Node
    columns: tuple[tuple[str, Node], ...]


def found(store: Store, shapes: rdflib.Graph, focus: Focus) -> set[Found]:
    """Ask each rule about the records that its shape looks at."""
    return {
        row
        for shape, query in shapes.subject_objects(SH.sparql)
        if (records := focus.get(shape))
        for text in _texts(shapes, query, records)
        for row in _rows(store, text, shape, query)
        if row.record in records
    }


def found_anywhere(store: Store, shapes: rdflib.Graph) -> set[Found]:
    """Ask each rule of all that is in the store, also of records that its shape does not look at."""
    return {
        row
        for shape, query in shapes.subject_objects(SH.sparql)
        for row in _rows(store, _text(shapes, query), shape, query)
    }


def _rows(store: Store, text: str, shape: Node, query: Node) -> Iterator[Found]:
    for row in bindings(store, text):
        yield Found(shape, query, row.pop("this"), tuple(sorted(row.items())))


def _text(shapes: rdflib.Graph, query: Node) -> str:
    return _prefixes(shapes, query) + str(shapes.value(query, SH.select)).replace("$this", "?this")


def _texts(shapes: rdflib.Graph, query: Node, records: Collection[Node]) -> Iterator[str]:
    """Give the query for the records with an id; those without have no name in it, and are found among all such."""
    text = _text(shapes, query)
    if named := values(records):
        yield _START.sub(lambda start: f"{start[0]} VALUES ?this {{ {named} }}", text)
    if any(isinstance(record, BNode) for record in records):
        yield _START.sub(lambda start: f"{start[0]} FILTER(isBlank(?this))", text)


def _prefixes(shapes: rdflib.Graph, query: Node) -> str:
    declared = {
        (shapes.value(one, SH.prefix), shapes.value(one, SH.namespace))
        for source in shapes.objects(query, SH.prefixes)
        for one in shapes.objects(source, SH.declare)
    }
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(declared))


def problems(sources: Sources, store: Store, shapes: rdflib.Graph, focus: Focus) -> Iterator[Problem]:
    """Give what rules find, with numbers and names written as the sources write them."""
    written = _Writing(sources.graph)
    for row in found(store, shapes, focus):
        yield problem(_result(row, shapes, written), sources)


def as_stored(row: Found, shapes: rdflib.Graph) -> Result:
    """Say what a rule found, with values written as the store writes them."""
    return _result(row, shapes, _Writing(()))


def _result(row: Found, shapes: rdflib.Graph, written: _Writing) -> Result:
    columns = {name: written.as_said(row.record, term) for name, term in row.columns} | {"this": row.record}
    messages = (*shapes.objects(row.shape, SH.message), *shapes.objects(row.query, SH.message))
    return Result(
        record=row.record,
        path=columns.get("path"),
        value=columns.get("value", row.record),
        shape=row.shape,
        severity=shapes.value(row.shape, SH.severity, default=SH.Violation),
        component=SH.SPARQLConstraintComponent,
        messages=tuple({_filled(str(message), columns) for message in messages}),
    )


def _filled(message: str, columns: Mapping[str, Node]) -> str:
    """Put values into a message in place of `{?name}` and `{$name}` (SHACL 1.0, section 5.3.2)."""
    return re.sub(r"\{[?$](\w+)\}", lambda slot: str(columns.get(slot[1], slot[0])), message)


class _Writing:
    """How the data write what a store writes otherwise: 1.0 is 1 there, en-GB is en-gb, and an xsd:int an integer."""

    def __init__(self, said: Iterable[Triple]) -> None:
        self._said: dict[object, Node] = {}
        for subject, _, term in said:
            if isinstance(term, Literal):
                self._said[subject, _same(term)] = term
                if term.datatype != XSD.string:
                    self._said[_same(term)] = term

    def as_said(self, record: Node, term: Node) -> Node:
        if not isinstance(term, Literal):
            return term
        return self._said.get((record, _same(term)), self._said.get(_same(term), term))


def _same(term: Literal) -> object:
    """Give what is the same for all the ways in which a literal can be written."""
    if term.language:
        return str(term), term.language.lower()
    value = term.value if isinstance(term.value, _ONE_WRITING) else str(term)
    return value, XSD.integer if type(value) is int else term.datatype or XSD.string
