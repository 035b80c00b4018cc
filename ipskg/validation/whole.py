"""All reviews in a store, checked at once: the result set of one pass over everything, in a small part of its time.

A SHACL engine is given the triples for what SHACL Core can say. The rules across records are asked of the store, each
once for all records. What no shape can see is looked for in the records that `suspects` names. Where something is, is
said by the path of its graph in the folder of its review, and values are written as the store writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import SH, BNode, Graph

from ipskg.validation import checks, core, rules
from ipskg.validation.engine import problem
from ipskg.validation.placing import Graphs, chunks, path_of
from ipskg.validation.report import Report
from ipskg.validation.slices import Slice, add_above, bindings, kinds
from ipskg.validation.sources import Part
from ipskg.validation.suspects import suspects

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from rdflib.term import Node

    from ipskg.validation.batches import Batch
    from ipskg.validation.core import Core
    from ipskg.validation.engine import Result
    from ipskg.validation.focus import Focus, Shapes
    from ipskg.validation.report import Problem

_TYPES_OF_NAMELESS = """
SELECT DISTINCT ?one ?field ?other WHERE { ?one ?field ?other FILTER(isBlank(?one)) }
"""


def validate_batches(
    batches: Iterable[Batch], *, shapes: Shapes, namespaces: Collection[str], engine: Core | None = None
) -> Report:
    """Check batches of reviews, each of which holds all that its reviews are connected with, and the ontology.

    `namespaces` are those in which the reviews mint; the engine is as a rule the fastest that is installed.
    Raises UnreadableInput for shapes that are no valid SHACL.
    """
    engine, known = engine or core.chosen(shapes), frozenset(namespaces)
    return Report.gathered(one for batch in batches for one in _problems(batch, shapes, engine, known))


def _problems(batch: Batch, shapes: Shapes, engine: Core, namespaces: Collection[str]) -> Iterator[Problem]:
    return look(batch, shapes, engine, namespaces).problems(batch, namespaces)


@dataclass(frozen=True)
class Found:
    """What a batch has in it: what does not conform, in terms of SHACL, and the records that `suspects` names."""

    by_core: Sequence[Result]
    by_rules: Sequence[Result]
    suspects: Collection[Node]

    def __bool__(self) -> bool:
        return bool(self.by_core or self.by_rules or self.suspects)

    def problems(self, batch: Batch, namespaces: Collection[str]) -> Iterator[Problem]:
        """Say it with the places where it is, of records that stand in the graphs to check."""
        paths, results = {graph: path_of(graph, namespaces) for graph in batch.graphs}, [*self.by_core, *self.by_rules]
        graphs = Graphs(batch.store, paths, {result.record for result in results})
        yield from (problem(result, graphs) for result in results if result.record in graphs)
        reviews = {graph: path for graph, path in paths.items() if graph not in batch.ontology}
        for some in chunks(self.suspects):
            yield from _unseen(some, batch, reviews, namespaces)

    def again(self, batch: Batch, shapes: Shapes, engine: Core) -> Found:
        """Look in another batch for the same: there may be more in it, which takes longer to find."""
        records = {one.record for one in self.by_rules}
        focus = _focus(batch, records, shapes) if records else {}
        met = {
            shape: {one.record for one in self.by_rules if one.shape == shape} & set(focus[shape]) for shape in focus
        }
        across = rules.found(batch.store, shapes.graph, met)
        return Found(
            list(engine(batch.store.as_ntriples())) if self.by_core else (),
            [rules.as_stored(row, shapes.graph) for row in across],
            self.suspects,
        )


def look(batch: Batch, shapes: Shapes, engine: Core, namespaces: Collection[str]) -> Found:
    """Look for all that a batch has in it."""
    return Found(
        list(engine(batch.store.as_ntriples())),
        list(_by_rules(batch, shapes)) if shapes.fit_slices else (),
        suspects(batch.store, namespaces),
    )


def _by_rules(batch: Batch, shapes: Shapes) -> Iterator[Result]:
    found = rules.found_anywhere(batch.store, shapes.graph)
    focus = _focus(batch, {row.record for row in found}, shapes)
    return (rules.as_stored(row, shapes.graph) for row in found if row.record in focus.get(row.shape, ()))


def _focus(batch: Batch, records: Collection[Node], shapes: Shapes) -> Focus:
    told, fields = Graph(), set(shapes.graph.objects(None, SH.targetSubjectsOf))
    for some in chunks(records):
        told += kinds(batch.store, some, fields)
    if any(isinstance(record, BNode) for record in records):
        for row in bindings(batch.store, _TYPES_OF_NAMELESS):
            told.add((row["one"], row["field"], row["other"]))
        add_above(told, batch.store)
    return shapes.focus(told, records)


def _unseen(
    records: Collection[Node], batch: Batch, paths: dict[str, Path], namespaces: Collection[str]
) -> Iterator[Problem]:
    """Give what no shape can see, on some records."""
    said = Graphs(batch.store, paths, records).statements()
    parts = [Part(iri=graph, statements=said[graph]) for graph in sorted(said, key=lambda one: str(paths[one]))]
    slice_ = Slice({one for part in parts for one in part.records}, store=batch.store, ontology=(), data=parts)
    yield from checks.problems(slice_, namespaces)
