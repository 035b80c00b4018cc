"""Which records a shape looks at, and which shapes a slice is enough for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import rdflib
from rdflib import OWL, RDF, RDFS, SH, BNode, URIRef

from ipskg.validation.engine import read_shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    from rdflib.term import Node

    Focus = Mapping[Node, Collection[Node]]

_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
_KINDS = (SH.NodeShape, SH.PropertyShape, OWL.Ontology)
# What shapes of the user's own may say for a slice to be enough: nothing of it looks beyond what a record names, or
# what names it. What shapes inside shapes ask of those others, they may ask of what is not in the slice.
_ONE_STEP = {
    SH[name]
    for name in (
        "targetClass targetNode targetSubjectsOf property path inversePath name description order group defaultValue"
        " severity message deactivated minCount maxCount class datatype nodeKind minInclusive maxInclusive minExclusive"
        " maxExclusive minLength maxLength pattern flags languageIn uniqueLang equals disjoint lessThan"
        " lessThanOrEquals closed ignoredProperties hasValue in"
    ).split()
}


@dataclass(frozen=True)
class Shapes:
    """Shapes, whether slices are enough for them, and whether they are those of ipskg alone."""

    graph: rdflib.Graph
    fit_slices: bool
    only_ours: bool

    def focus(self, graph: rdflib.Graph, records: Collection[Node]) -> Focus:
        """Give the records that each shape looks at, by what a graph says of them."""
        by_kind = defaultdict(set)
        for record in records:
            for kind in graph.objects(record, RDF.type):
                for above in graph.transitive_objects(kind, RDFS.subClassOf):
                    by_kind[above].add(record)
        focus: dict[Node, set[Node]] = defaultdict(set)
        for shape, kind in self.graph.subject_objects(SH.targetClass):
            focus[shape] |= by_kind[kind]
        for shape, field in self.graph.subject_objects(SH.targetSubjectsOf):
            focus[shape] |= {one for one in graph.subjects(field) if one in records}
        for shape, record in self.graph.subject_objects(SH.targetNode):
            focus[shape] |= {record} & set(records)
        return {shape: found for shape, found in focus.items() if found}

    @property
    def look_back(self) -> bool:
        """Whether a record is asked what names it."""
        return (None, SH.inversePath, None) in self.graph

    @property
    def for_engine(self) -> rdflib.Graph:
        """What an engine that is given everything has to check: all, or all but the queries that a store is asked."""
        if not self.fit_slices:
            return self.graph
        graph = rdflib.Graph()
        for triple in self.graph:
            if triple[1] != SH.sparql:
                graph.add(triple)
        return graph

    def core(self, focus: Focus) -> rdflib.Graph:
        """Give the shapes without their queries, with these records as their targets.

        An engine can be told to look at some records only, but then pyshacl passes over what shapes inside shapes ask.
        """
        graph = rdflib.Graph()
        for shape, records in focus.items():
            for record in records:
                graph.add((shape, SH.targetNode, record))
        left, met = list(focus), set(focus)
        while left:
            for triple in self.graph.triples((left.pop(), None, None)):
                if triple[1] in _TARGETS or triple[1] == SH.sparql:
                    continue
                graph.add(triple)
                if triple[2] not in met and (triple[2], None, None) in self.graph:
                    met.add(triple[2])
                    left.append(triple[2])
        return graph


def read(shapes: Iterable[Path], own: Iterable[Path], check_query: Callable[[str], None]) -> Shapes:
    """Read the shapes of ipskg, and those of the user's own. Raises UnreadableInput, NotReadOnly."""
    ours, theirs = read_shapes(shapes, check_query), read_shapes(own, check_query)
    fit = all(_fits(triple, theirs) and (triple[0], None, None) not in ours for triple in theirs)
    return Shapes(ours + theirs if len(theirs) else ours, fit, not len(theirs))


def _fits(triple: tuple[Node, Node, Node], shapes: rdflib.Graph) -> bool:
    subject, predicate, object_ = triple
    if predicate == RDF.type:
        return object_ in _KINDS
    if predicate == SH.path and isinstance(object_, BNode):
        return [one for one, _ in shapes.predicate_objects(object_)] == [SH.inversePath]
    if predicate == SH.inversePath:
        return isinstance(object_, URIRef)
    if predicate == SH.property:
        return (subject, SH.path, None) not in shapes
    return predicate in _ONE_STEP or not str(predicate).startswith(str(SH))
