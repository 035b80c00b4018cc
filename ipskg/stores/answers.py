"""Answers to SPARQL queries as plain Python values, or in the W3C result formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ipskg.errors import UnreadableInput, cut
from ipskg.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

Value = str | int | float | bool | None
Row = dict[str, Any]  # a Value in each column: who asks a query knows which

FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
}

_XSD = PREFIXES["xsd"]
_STRING = _XSD + "string"
_INTEGERS = {_XSD + name for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")}
_REALS = {_XSD + name for name in ("decimal", "double", "float")}


class Answer:
    """The answer to one query, read once: by `rows`, `triples`, `serialize`, or `bool` for an ASK query."""

    def __init__(self, results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples | list[ox.Triple]) -> None:
        self._results = results

    @property
    def is_graph(self) -> bool:
        """Whether the query was a CONSTRUCT or a DESCRIBE."""
        return isinstance(self._results, ox.QueryTriples | list)

    @property
    def is_boolean(self) -> bool:
        """Whether the query was an ASK."""
        return isinstance(self._results, ox.QueryBoolean)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a SELECT query, in its order; none for other queries."""
        if isinstance(self._results, ox.QuerySolutions):
            return tuple(variable.value for variable in self._results.variables)
        return ()

    def rows(self) -> Iterator[Row]:
        """Give each row by column: an IRI is a string, a number a number, what is unbound None."""
        if isinstance(self._results, ox.QuerySolutions):
            columns = self.columns
            for solution in self._results:
                yield {column: _value(term) for column, term in zip(columns, solution, strict=True)}

    def triples(self) -> Iterator[tuple[str, str, str]]:
        """Give the triples of a graph between things with an id, as IRIs, and no others."""
        for one in self.statements():
            if isinstance(one.subject, ox.NamedNode) and isinstance(one.object, ox.NamedNode):
                yield one.subject.value, one.predicate.value, one.object.value

    def statements(self) -> Iterator[ox.Triple]:
        """Give each triple of a graph; none for other queries."""
        if isinstance(self._results, ox.QueryTriples | list):
            yield from self._results

    def __bool__(self) -> bool:
        return isinstance(self._results, ox.QueryBoolean) and bool(self._results)

    def serialize(self, format: str) -> bytes:
        """Write rows or a boolean in a format of the W3C (csv, tsv, json), or a graph as Turtle (ttl)."""
        if isinstance(self._results, ox.QueryTriples | list):
            written = ox.serialize(self._results, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
        else:
            written = self._results.serialize(format=FORMATS[format])
        return written or b""


def unparsable_query(error: SyntaxError) -> UnreadableInput:
    """Say where a query is no SPARQL."""
    # The parser lists every token that could follow; the place is what helps.
    place = str(error.args[0]).partition(": expected")[0]
    return UnreadableInput(f"not a SPARQL query: {place}")


def graphless(namespace: str) -> UnreadableInput:
    """Say that a store knows of a review, and has it in no graph by which it could be told from others."""
    return UnreadableInput(
        f"the graphs of a review are named after it, and no name begins with {cut(namespace, 120)}: load it with"
        " `ipskg load`"
    )


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> Value:
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value
        if datatype == _STRING:
            return term.value
        if datatype in _INTEGERS:
            return int(term.value)
        if datatype in _REALS:
            return float(term.value)
        return term.value == "true" if datatype == _XSD + "boolean" else str(term.value)
    if isinstance(term, ox.NamedNode):
        return str(term.value)
    return None if term is None else str(term)
