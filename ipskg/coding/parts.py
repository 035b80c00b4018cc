"""What is brought to a review, a workbook or a Turtle file: sorted by files, and checked as a part of the review."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from ipskg.errors import UnreadableInput
from ipskg.graphs import triples
from ipskg.namespaces import METAETH, expand
from ipskg.sheets import Desk, Progress, ids, is_workbook, study_file
from ipskg.validation import Problem, Report, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from rdflib.term import Node

    from ipskg.corpus import FolderCorpus, MemoryCorpus
    from ipskg.sheets import Coded
    from ipskg.validation.report import Place
    from ipskg.validation.sources import Part

C = TypeVar("C", bound="MemoryCorpus")

_STRING = ox.NamedNode(expand("xsd:string"))
_TYPE = ox.NamedNode(expand("rdf:type"))
_STUDY = ox.NamedNode(METAETH + "PrimaryStudy")
_NAMESPACE = ox.NamedNode(expand("vann:preferredNamespaceUri"))


@dataclass(frozen=True)
class Brought:
    """What is brought: by the path of each file in the review folder, its triples with their places.

    `problems` are those of reading; `fields` are the cells of a workbook, by record and property.
    """

    source: Path
    files: Mapping[str, Mapping[ox.Triple, Place | None]]
    problems: tuple[Problem, ...]
    fields: Mapping[tuple[str, str], Place]
    is_whole: bool


def bring(source: Path, corpus: MemoryCorpus, *, shapes: Iterable[Path] = (), progress: Progress = iter) -> Brought:
    """Read a workbook or a Turtle file for the review of a corpus. Raises UnreadableInput."""
    if is_workbook(source) or source.is_dir():
        desk = Desk(corpus, shapes=shapes)
        coded = desk.read(source, progress=progress)
        problems = (*coded.problems, *_of_another_review(coded, corpus))
        return Brought(source, desk.filed(coded), problems, coded.fields, coded.is_whole)
    return _turtle(source, corpus)


def check(source: Path, corpus: FolderCorpus, *, shapes: Iterable[Path] = (), progress: Progress = iter) -> Report:
    """Check what a workbook or a Turtle file would bring to the review of a corpus, with the cells or lines."""
    brought = bring(source, corpus, shapes=shapes, progress=progress)
    return report(brought, corpus, shapes=shapes)


def preview(brought: Brought, corpus: C) -> C:
    """Give the review as it would be with what is brought."""
    namespace = corpus.reviews[0].namespace
    return corpus.with_graphs({namespace + path: said for path, said in brought.files.items()})


def report(brought: Brought, before: FolderCorpus, *, shapes: Iterable[Path] = ()) -> Report:
    """Check what is brought as a part of the review, and what it does to records elsewhere.

    The review is given without what is brought. What reading found wrong with a cell is said once, and not
    again by what the shapes say of its value.
    """
    found = Report()
    if brought.files:
        found = before.validate_with(_part(brought, before), shapes=shapes)
    said = {(one.file, one.cell, one.message) for one in brought.problems}
    refused = {(one.file, one.cell) for one in brought.problems if one.severity == Severity.VIOLATION and one.cell}
    rest = [
        one
        for one in found.problems
        if (one.file, one.cell, one.message) not in said
        and not ((one.file, one.cell) in refused and _is_of_value(one, brought))
    ]
    records: dict[tuple[Path | None, str | None], str] = {}
    for (record, _), place in brought.fields.items():
        records.setdefault((place.file, place.cell), record)
    named = [
        one if one.record or one.check == "column" else replace(one, record=records.get((one.file, one.cell), ""))
        for one in brought.problems
    ]
    return Report.gathered([*named, *rest])


def _part(brought: Brought, corpus: FolderCorpus) -> Part:
    from ipskg.validation.report import Place
    from ipskg.validation.sources import Part

    namespace = corpus.reviews[0].namespace
    graphs = [namespace + path for path in brought.files]
    statements = {
        _of_rdflib(triple): [place or Place(brought.source)]
        for said in brought.files.values()
        for triple, place in said.items()
    }

    def place(subject: Node, predicate: Node | None, value: Node | None) -> Place | None:
        if value is not None and (subject, predicate, value) in statements:
            return statements[subject, predicate, value][0]  # type: ignore[index]
        return brought.fields.get((str(subject), str(predicate)))

    return Part(graphs[0], statements, frozenset(graphs[1:]), place)


def _of_rdflib(triple: ox.Triple) -> tuple[Node, Node, Node]:
    subject, predicate, value = map(_term, (triple.subject, triple.predicate, triple.object))
    return subject, predicate, value


def _term(term: object) -> Node:
    from rdflib import BNode, Literal, URIRef

    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.Literal):
        kind = None if term.language or term.datatype == _STRING else URIRef(term.datatype.value)
        return Literal(term.value, lang=term.language, datatype=kind)
    return BNode(str(getattr(term, "value", term)))


def _is_of_value(problem: Problem, brought: Brought) -> bool:
    """Tell whether a shape says what is wrong with the value of a field, and not with how records fit together."""
    place = brought.fields.get((problem.record, problem.path or ""))
    return place is not None and place.cell == problem.cell and problem.check != "SPARQLConstraintComponent"


def _turtle(source: Path, corpus: MemoryCorpus) -> Brought:
    """Read a Turtle file that holds one study."""
    from ipskg.validation.sources import statements_of

    review = corpus.reviews[0]
    lines = {
        _key(subject, predicate, value): places[0]
        for (subject, predicate, value), places in statements_of(source).items()
    }
    said: dict[ox.Triple, Place | None] = {}
    for one in triples(source):
        said[one] = lines.get(_key(one.subject, one.predicate, one.object))
    studies = [one.subject for one in said if one.predicate == _TYPE and one.object == _STUDY]
    if len(studies) != 1 or not isinstance(studies[0], ox.NamedNode):
        raise UnreadableInput(f"{len(studies)} studies in it: give a file that holds one", path=source)
    study = studies[0].value
    local = study.removeprefix(review.namespace)
    if local == study or not ids.is_id(local):
        message = f"the study is {study}: write it as {review.namespace} and an id ({ids.ADVICE})"
        raise UnreadableInput(message, path=source)
    problems = tuple(_foreign(said, review.namespace))
    return Brought(source, {study_file(local): said}, problems, {}, is_whole=False)


def _key(*terms: object) -> tuple[str, ...]:
    return tuple(str(getattr(term, "value", term)) for term in terms)


def _foreign(said: Mapping[ox.Triple, Place | None], namespace: str) -> Iterable[Problem]:
    """Refuse records that are made in another namespace: they are no part of this review."""
    met = set()
    for triple, place in said.items():
        subject = triple.subject
        if isinstance(subject, ox.NamedNode) and not subject.value.startswith(namespace) and subject not in met:
            met.add(subject)
            yield Problem(
                severity=Severity.VIOLATION,
                message=f"The record is made in another place than {namespace}: leave it out, or give it an id there.",
                check="namespace",
                record=subject.value,
                file=place.file if place else None,
                line=place.line if place else None,
            )


def _of_another_review(coded: Coded, corpus: MemoryCorpus) -> Iterable[Problem]:
    """Refuse a workbook that gives the review another address than its folder has: nothing would fit together."""
    namespace = corpus.reviews[0].namespace
    for triple, place in coded.triples.items():
        if triple.predicate == _NAMESPACE and getattr(triple.object, "value", "") != namespace:
            yield Problem(
                severity=Severity.VIOLATION,
                message=f"The review in this folder is at {namespace}: write that address here.",
                check="namespace",
                record=str(getattr(triple.subject, "value", "")),
                file=place.file,
                cell=place.cell,
                path=_NAMESPACE.value,
            )
