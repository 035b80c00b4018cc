"""One part of a review, checked with what it touches: what it gets wrong, and what goes wrong elsewhere through it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rdflib import RDF, SH, Graph, URIRef

from ipskg.errors import UnreadableInput
from ipskg.graphs import triples
from ipskg.namespaces import METAETH
from ipskg.stores import MemoryStore
from ipskg.validation import checks, engine, rules
from ipskg.validation.batches import closed
from ipskg.validation.placing import namespace_of
from ipskg.validation.report import Problem, Report
from ipskg.validation.slices import IRI, Slice, bindings, kinds, named_in, namers, records_of, spoken_of, values
from ipskg.validation.sources import Part, Sources, statements_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from rdflib.term import Node

    from ipskg.graphs import GraphFile, ReviewFolder
    from ipskg.stores import Store
    from ipskg.validation.focus import Focus, Shapes
    from ipskg.validation.report import Place
    from ipskg.validation.sources import Asked, Statements

_NEW = "urn:ipskg:part"  # the graph of a part that takes the place of no file
_GRAPHS_OF_STUDIES = f"""
SELECT DISTINCT ?graph WHERE {{ VALUES ?study {{ %s }} GRAPH ?graph {{ ?study a <{METAETH}PrimaryStudy> }} }}
"""


def file_part(file: GraphFile) -> Part:
    """Read a file of a review as the part that it is. Raises UnreadableInput."""
    return Part(iri=file.iri, statements=statements_of(file.path))


def read(path: Path) -> Statements:
    """Read a Turtle file that is in no review yet. Raises UnreadableInput."""
    deque(triples(path), maxlen=0)  # what the store cannot read is told with its line
    return statements_of(path)


def store_of(files: Iterable[GraphFile], parts: Iterable[Part]) -> Store:
    """Fill a store from files; things without an id get the names there that they have in the parts of these files."""
    graphs = {part.iri: n_triples(part) for part in parts if not part.has_ids}
    return MemoryStore((file for file in files if file.iri not in graphs), graphs=graphs)


def joining(statements: Statements, store: Store, *, place: Asked | None = None) -> Part:
    """Make a part of what is no file of the reviews: where it holds a study of theirs, it replaces that one's file."""
    studies = (one for one, field, kind in statements if field == RDF.type and str(kind) == METAETH + "PrimaryStudy")
    first, *more = sorted(str(row["graph"]) for row in bindings(store, _GRAPHS_OF_STUDIES % values(studies))) or [_NEW]
    return Part(iri=first, statements=statements, instead_of=frozenset(more), place=place)


def n_triples(part: Part) -> bytes:
    """Write a part as a store can read it; things without an id keep their names. Raises UnreadableInput."""
    graph = Graph()
    for triple, places in part.statements.items():
        for term in triple:
            _check_address(term, places[0])
        graph.add(triple)
    return graph.serialize(format="nt", encoding="utf-8")


def _check_address(term: Node, place: Place) -> None:
    if isinstance(term, URIRef) and not IRI.fullmatch(term):
        where = f"{place.cell}: " if place.cell else ""
        advice = 'leave out spaces and the characters < > " { } | ^ ` \\'
        raise UnreadableInput(f"{where}'{term[:80]}' is no address: {advice}", path=place.file, line=place.line)


@dataclass(frozen=True)
class Context:
    """The reviews and the ontology that a part is checked with, and the shapes."""

    reviews: Sequence[ReviewFolder]
    ontology: Sequence[GraphFile]
    shapes: Shapes

    @property
    def namespaces(self) -> tuple[str, ...]:
        """The namespaces in which the reviews mint."""
        return tuple(review.namespace for review in self.reviews)


def validate_part(part: Part, *, store: Store, context: Context) -> Report:
    """Check one part, in a store that holds the reviews with the part in its place.

    Raises UnreadableInput for shapes that are no valid SHACL.
    """
    files = _Files.of(context, part)
    found = _problems(files, context, store, part.records)
    return Report.gathered(one for one in found if one.file not in files.elsewhere)


def near(part: Part, store: MemoryStore, context: Context) -> tuple[MemoryStore, MemoryStore]:
    """Give the reviews that a part has to do with, as a store holds them, and with the part in its place.

    They are closed (see `batches`): whatever a rule joins, it gets from record to record by what these name, so that
    it finds on a record in them what it finds among all, and of other records nothing else with the part than without
    it. The time that checking takes is then that of these reviews, however many there are beside them.
    """
    graphs: dict[str, list[str]] = {review.namespace: [file.iri for file in review.files] for review in context.reviews}
    places = {graph: namespace_of(graph, graphs) for graph in part.replaced}
    triples = n_triples(part)
    before = closed(
        store,
        {namespace for namespace in places.values() if namespace is not None},
        known=graphs,
        graphs_of=graphs.__getitem__,
        ontology=MemoryStore(context.ontology),
        beside=part.replaced,
        brought=triples,
    ).store
    after = before.without(graphs=part.replaced)
    after.read(part.iri, triples)
    return before, after


def validate_around(part: Part, *, before: Store, after: Store, context: Context) -> Report:
    """Give the problems elsewhere that come with a part: those that there are with it, and were not without it.

    Both stores hold the reviews, the second with the part in its place. What names a record of the part, or one that
    the part takes away, is checked again; rules are asked of all records, since they may look further. Records without
    an id are left out. Of the reviews, those are enough that `near` gives.
    """
    files, old = _Files.of(context, part), _Files.of(context)
    changed = part.records | records_of(before, part.replaced)
    spoken = changed | _named(part, before) if context.shapes.look_back else changed
    records = namers(after, changed, outside=part.replaced) | spoken_of(after, spoken, outside=part.replaced)
    if context.shapes.fit_slices:
        records |= _newly_found(part, before, after, context.shapes)
    known = {_unplaced(one) for one in _problems(old, context, before, records)}
    found = _problems(files, context, after, records)
    return Report.gathered(one for one in found if one.file in files.elsewhere and _unplaced(one) not in known)


@dataclass(frozen=True)
class _Files:
    """The files of reviews, with a part in its place; `guest` is the part if it is not what stands in its file."""

    ontology: Sequence[GraphFile]
    data: Sequence[GraphFile | Part]
    guest: Part | None = None

    @classmethod
    def of(cls, context: Context, part: Part | None = None) -> _Files:
        files = [file for review in context.reviews for file in review.files]
        if part is None:
            return cls(context.ontology, files)
        own = [file for file in files if file.iri == part.iri]
        data = [part if file in own else file for file in files if file in own or file.iri not in part.instead_of]
        is_file = bool(own) and part.files <= {own[0].path}
        return cls(context.ontology, data if own else [*data, part], None if is_file else part)

    @property
    def elsewhere(self) -> set[object]:
        return {file.path for file in (*self.ontology, *self.data) if not isinstance(file, Part)}

    def slice(self, records: Collection[Node], store: Store) -> Slice:
        return Slice(records, store=store, ontology=self.ontology, data=self.data, guest=self.guest)

    def everything(self) -> Sources:
        return Sources(
            ontology=(statements_of(file.path) for file in self.ontology),
            data=(one.statements if isinstance(one, Part) else statements_of(one.path) for one in self.data),
            guest=self.guest,
        )


def _problems(files: _Files, context: Context, store: Store, records: Collection[Node]) -> Iterator[Problem]:
    """Give the problems of records; those of all records where slices are not enough for the shapes."""
    if context.shapes.fit_slices:
        slice_ = files.slice(records, store)
        focus = context.shapes.focus(slice_.graph, records)
        yield from engine.problems(slice_, context.shapes.core(focus))
        yield from rules.problems(slice_, store, context.shapes.graph, focus)
        yield from checks.problems(slice_, context.namespaces)
    else:
        everything = files.everything()
        yield from engine.problems(everything, context.shapes.graph)
        yield from checks.problems(everything, context.namespaces)


def _named(part: Part, before: Store) -> set[Node]:
    return {value for *_, value in part.statements} | named_in(before, part.replaced)


def _newly_found(part: Part, before: Store, after: Store, shapes: Shapes) -> set[Node]:
    """Give the records outside a part of which rules find what they do not find without it.

    Rules find little: all that they find with the part is asked for, and without it only what they say of the same.
    """
    found = rules.found_anywhere(after, shapes.graph)
    records = spoken_of(after, {row.record for row in found}, outside=part.replaced)
    focus = _focus(after, records, shapes)
    told = {row for row in found if row.record in focus.get(row.shape, ())}
    known = rules.found(before, shapes.graph, _focus(before, records, shapes))
    return {row.record for row in told - known}


def _focus(store: Store, records: Collection[Node], shapes: Shapes) -> Focus:
    graph = kinds(store, records, shapes.graph.objects(None, SH.targetSubjectsOf))
    return shapes.focus(graph, records)


def _unplaced(problem: Problem) -> Problem:
    """Give what stays the same of a problem when files change; the message of a duplicate names a place too."""
    message = "" if problem.check == "duplicate" else problem.message
    return replace(problem, message=message, near=(), file=None, line=None, cell=None)
