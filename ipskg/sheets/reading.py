"""From the cells of a workbook to the triples of a graph, each with the cell that says it.

A value that is no value of its field becomes a text, which the shapes then refuse in their own words; what no shape
can see (a column that nobody knows, an id twice) is a problem of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ipskg.namespaces import expand
from ipskg.sheets.cells import Reader, plain
from ipskg.sheets.filing import study_file
from ipskg.sheets.layout import FINDING, REVIEW, STUDY, review_layout, study_layout
from ipskg.sheets.lines import Problems, lines
from ipskg.sheets.naming import Naming, classify, study_id
from ipskg.sheets.records import NAMES, Record, Records
from ipskg.validation.report import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipskg.forms import Field, Forms
    from ipskg.sheets.cells import Said
    from ipskg.sheets.grids import Grid
    from ipskg.sheets.lines import Line
    from ipskg.validation import Problem

Progress = Callable[[Sequence[Any]], Iterable[Any]]

_TYPE = ox.NamedNode(expand("rdf:type"))


@dataclass(frozen=True)
class Context:
    """Where a workbook belongs: its review, the forms, and what is described already."""

    review: str
    namespace: str
    prefixes: Mapping[str, str]
    forms: Forms
    known: Sequence[Record]


@dataclass(frozen=True)
class Coded:
    """What a workbook says: triples with their cells, and the problems that reading met.

    `kinds` gives the class of each record that it describes, and None for one that it only adds to; `fields` gives
    the cell of each field of a record, filled or not. `is_whole` tells a workbook of a whole review.
    """

    triples: Mapping[ox.Triple, Place]
    problems: tuple[Problem, ...]
    kinds: Mapping[str, str | None]
    fields: Mapping[tuple[str, str], Place]
    is_whole: bool

    @property
    def studies(self) -> tuple[str, ...]:
        """The studies that it describes, by IRI."""
        return tuple(iri for iri, kind in self.kinds.items() if kind == STUDY)


def read(grids: Iterable[Grid], context: Context, *, typed: bool, progress: Progress = iter) -> Coded:
    """Read the grids of a workbook; `typed` says that its format tells numbers from texts.

    `progress` gets the rows and gives them back one by one, so that it can show how far reading is.
    """
    grids = list(grids)
    problems = Problems()
    is_whole = _is_whole(grids, context.forms)
    layout = review_layout(context.forms) if is_whole else study_layout(context.forms)
    rows = lines(grids, layout, problems)
    records = [line for line in rows if line.sheet.form]
    for line in records:
        classify(line, context.forms, problems)
    elsewhere = _elsewhere(records, context, is_whole=is_whole)
    Naming(namespace=context.namespace, prefixes=context.prefixes, elsewhere=elsewhere, known=context.known).name(
        records, problems
    )
    known = Records(
        [*context.known, *_described(records)],
        superclasses=context.forms.superclasses,
        prefixes=context.prefixes,
    )
    if not is_whole:
        _check_one_study(grids, records, problems)
    own = frozenset(line.iri for line in records)
    saying = _Saying(Reader(known, typed=typed), problems, _implied(records, context, is_whole=is_whole), own)
    for line in progress(rows):
        saying.record(line) if line.sheet.form else saying.link(line)
    kinds = {line.iri: None if line.adds_only or not line.kind else line.kind.iri for line in records}
    return Coded(saying.triples, tuple(problems.found), kinds, saying.fields, is_whole)


def _is_whole(grids: Iterable[Grid], forms: Forms) -> bool:
    """Tell the workbook of a whole review: it has a sheet or a column that the one of a study lacks."""
    of_study, of_review = study_layout(forms), review_layout(forms)
    for grid in grids:
        sheet, wider = of_study.sheet(grid.name), of_review.sheet(grid.name)
        if wider and not sheet:
            return True
        if (
            wider
            and sheet
            and any(wider.column(heading) and not sheet.column(heading) for heading in map(plain, grid.headings.values))
        ):
            return True
    return False


def _elsewhere(records: Sequence[Line], context: Context, *, is_whole: bool) -> dict[str, str]:
    """Give the records that other files than those of the workbook describe, by IRI, each with its file."""
    studies = [line for line in records if line.kind and line.kind.iri == STUDY]
    own = {study_file(study_id(line, context.namespace, context.prefixes)) for line in studies}
    has_review = is_whole and any(line.kind and line.kind.iri == REVIEW for line in records)
    return {
        record.iri: record.graph
        for record in context.known
        if record.graph is not None
        and record.graph not in own
        and not (has_review and record.iri.startswith(context.namespace) and "/" not in record.graph)
    }


def _check_one_study(grids: Sequence[Grid], records: Sequence[Line], problems: Problems) -> None:
    studies = [line for line in records if line.kind and line.kind.iri == STUDY]
    for line in studies[1:]:
        problems.add(
            "The workbook is for one study: write this one into a workbook of its own.", line.place(0), check="study"
        )
    if not studies and grids:
        place = Place(grids[0].path)
        problems.add("No study stands in the sheet Studies: write it there.", place, check="study")


def _implied(records: Sequence[Line], context: Context, *, is_whole: bool) -> dict[str, str]:
    """Give what a field without a column holds: the review, and the study, which there is one of."""
    reviews = [line.iri for line in records if line.kind and line.kind.iri == REVIEW]
    studies = [line.iri for line in records if line.kind and line.kind.iri == STUDY]
    found = {REVIEW: reviews[0] if reviews else context.review}
    return found | ({STUDY: studies[0]} if studies and not (is_whole and studies[1:]) else {})


def _described(records: Sequence[Line]) -> list[Record]:
    """Give the records of rows, once each: where an id stands twice, the first row is the one that has it."""
    described: dict[str, Record] = {}
    for line in records:
        if line.kind and not line.adds_only:
            described.setdefault(line.iri, _record(line))
    return list(described.values())


def _record(line: Line) -> Record:
    """Describe a row as a record that cells can name."""
    texts = {field.path: plain(value) for _, field, value, language in reversed([*line.fields()]) if plain(value)}
    named = next((path for path in NAMES if path in texts), None)
    return Record(
        line.iri,
        classes=frozenset({line.kind.iri} if line.kind else ()),
        label=texts[named] if named else None,
        is_named=named != NAMES[-1],
    )


class _Saying:
    """Collects what rows say."""

    def __init__(self, reader: Reader, problems: Problems, implied: Mapping[str, str], own: frozenset[str]) -> None:
        self._reader = reader
        self._problems = problems
        self._implied = implied
        self._own = own
        self.triples: dict[ox.Triple, Place] = {}
        self.fields: dict[tuple[str, str], Place] = {}

    def record(self, line: Line) -> None:
        """Say what a row says of its record; nothing, if it is not known what kind of record it is."""
        if line.kind and not line.adds_only:
            self._add(line, _TYPE, ox.NamedNode(line.kind.iri), line.place(0))
        for field in line.sheet.implied:
            self.fields[line.iri, field.path] = line.place(0)
            if field.of[0] in self._implied:
                self._add(line, ox.NamedNode(field.path), ox.NamedNode(self._implied[field.of[0]]), line.place(0))
        for place, field, value, language in line.fields():
            self.fields.setdefault((line.iri, field.path), place)
            for said in self._reader.read(field, value, language):
                self._note(said, place, line.iri, field)
                self._add(line, ox.NamedNode(field.path), said.term, place)
        for field, place in line.headings.absent:
            self.fields.setdefault((line.iri, field.path), place)

    def link(self, line: Line) -> None:
        """Tie a finding to the records in a row of the sheet of links."""
        place, text = line.value("Finding")
        found = self._reader.records.find(text, (FINDING,))
        if len(found) != 1:
            near = self._reader.records.near(text, (FINDING,))
            self._problems.add("Choose one finding from the list.", place, check="link", found=text or None, near=near)
        for number, column in enumerate(line.columns):
            if column and column.field and column.form and plain(line.row.values[number]):
                kinds = tuple(kind.iri for kind in column.form.kinds)
                self._tie(line, number, column.field, kinds, found)

    def _tie(self, line: Line, number: int, field: Field, kinds: tuple[str, ...], findings: list[str]) -> None:
        place, text = line.place(number), plain(line.row.values[number])
        records = [iri for iri in self._reader.records.find(text, kinds) if iri in self._own]
        if len(records) != 1:
            near = self._reader.records.near(text, kinds)
            message = "Several are called so: write the id." if records else "Choose one record of this workbook."
            self._problems.add(message, place, check="link", path=field.path, found=text, near=near)
        elif len(findings) == 1:
            self._put(records[0], ox.NamedNode(field.path), ox.NamedNode(findings[0]), place)

    def _note(self, said: Said, place: Place, record: str, field: Field) -> None:
        if said.problem:
            self._problems.add(
                said.problem,
                place,
                check="cell",
                record=record,
                path=field.path,
                found=said.found,
                near=said.near,
                severity=said.severity,
            )

    def _add(self, line: Line, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal, place: Place) -> None:
        if line.kind:
            self._put(line.iri, predicate, value, place)

    def _put(self, subject: str, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal, place: Place) -> None:
        self.triples.setdefault(ox.Triple(ox.NamedNode(subject), predicate, value), place)
