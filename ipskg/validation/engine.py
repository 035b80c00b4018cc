"""SHACL by pyshacl: shapes in, problems out."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import rdflib
from rdflib import RDF, SH, BNode

from ipskg.errors import NotReadOnly, UnreadableInput
from ipskg.graphs import triples
from ipskg.namespaces import local_name
from ipskg.validation.report import Problem, Severity
from ipskg.validation.sources import record_name, triples_with_lines, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from rdflib.term import Node

    from ipskg.validation.report import Place
    from ipskg.validation.sources import Sources

_SEVERITIES: dict[Node | None, Severity] = {
    SH.Violation: Severity.VIOLATION,
    SH.Warning: Severity.WARNING,
    SH.Info: Severity.INFO,
}
_QUERIES = (SH.select, SH.ask, SH.construct)


def read_shapes(paths: Iterable[Path], check_query: Callable[[str], None]) -> rdflib.Graph:
    """Read shapes as one graph. Raises UnreadableInput for a file that cannot be read."""
    shapes = rdflib.Graph()
    for path in paths:
        deque(triples(path), maxlen=0)  # says better than rdflib what is no Turtle, and where
        for triple, line in triples_with_lines(path).items():
            shapes.add(triple)
            if triple[1] in _QUERIES:
                try:
                    check_query(str(triple[2]))
                except NotReadOnly as error:
                    raise NotReadOnly(error.problem, path=path, line=line) from None
    return shapes


@dataclass(frozen=True)
class Result:
    """What SHACL says of one fault, in its own terms."""

    record: Node
    path: Node | None
    value: Node | None
    shape: Node | None
    severity: Node | None
    component: Node | None
    messages: tuple[str, ...]


def problems(sources: Sources, shapes: rdflib.Graph) -> Iterator[Problem]:
    """Give what does not conform to the shapes. Raises UnreadableInput for shapes that are no valid SHACL."""
    return (problem(result, sources) for result in results(sources.graph, shapes))


def results(data: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[Result]:
    """Give what pyshacl finds. Raises UnreadableInput for shapes that are no valid SHACL."""
    report = _run(data, shapes)
    return (_result(report, result) for result in report.subjects(RDF.type, SH.ValidationResult))


def _run(data: rdflib.Graph, shapes: rdflib.Graph) -> rdflib.Graph:
    import pyshacl

    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    except Exception as error:
        # Shapes that are wrong show as errors of pyshacl, of the SPARQL engine in it, or of Python's own.
        raise _no_shapes(error) from error
    if not isinstance(report, rdflib.Graph):
        raise _no_shapes(report if isinstance(report, Exception) else ValueError(text))
    return report


def _no_shapes(error: Exception) -> UnreadableInput:
    said = str(getattr(error, "message", error)) or type(error).__name__
    return UnreadableInput(f"the shapes are no valid SHACL: {' '.join(said.split())[:300]}")


def _result(report: rdflib.Graph, result: Node) -> Result:
    record = report.value(result, SH.focusNode)
    assert record is not None
    return Result(
        record=record,
        path=report.value(result, SH.resultPath),
        value=report.value(result, SH.value),
        shape=report.value(result, SH.sourceShape),
        severity=report.value(result, SH.resultSeverity),
        component=report.value(result, SH.sourceConstraintComponent),
        messages=tuple(str(message) for message in report.objects(result, SH.resultMessage)),
    )


class Placing(Protocol):
    """What knows where something is said."""

    def place(self, subject: Node, predicate: Node | None = None, object_: Node | None = None) -> Place | None:
        """Find where something is said of a subject: at best just this, else where it is said what the subject is."""


def problem(result: Result, sources: Placing) -> Problem:
    """Say a result of SHACL in plain values, with the place where it is."""
    record, path, value = result.record, result.path, result.value
    # Inverse and longer paths are blank nodes: the place is then that of the record.
    place = sources.place(record, None if isinstance(path, BNode) else path, None if value == record else value)
    return Problem(
        severity=_SEVERITIES.get(result.severity, Severity.VIOLATION),
        message=" ".join(sorted(result.messages)),
        check=local_name(str(result.component)),
        record=record_name(record, place),
        file=place.file if place else None,
        line=place.line if place else None,
        cell=place.cell if place else None,
        path=None if path is None or isinstance(path, BNode) else str(path),
        value=None if value is None else written(value),
        shape=None if result.shape is None or isinstance(result.shape, BNode) else str(result.shape),
    )
