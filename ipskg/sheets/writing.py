"""From records to the cells of a workbook: the way back of reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg.forms import INTEGER
from ipskg.namespaces import expand, local_name
from ipskg.sheets.cells import joined
from ipskg.sheets.layout import FINDING, ID, KIND, Column
from ipskg.turtle import ReadingOrder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ipskg.forms import Field, Form, Forms
    from ipskg.sheets.cells import Value
    from ipskg.sheets.layout import Layout, Sheet
    from ipskg.sheets.records import Records

_TYPE = ox.NamedNode(expand("rdf:type"))

Cells = list[list["Value"]]
Filled = dict[str, tuple[list[Column], Cells]]  # by the name of a sheet: its columns, and the rows below them

_Terms = list[ox.NamedNode | ox.Literal]


def empty(layout: Layout) -> Filled:
    """Give the sheets of a layout without rows."""
    return {sheet.name: (list(sheet.columns), []) for sheet in layout.sheets}


def fill(triples: Iterable[ox.Triple], layout: Layout, forms: Forms, records: Records) -> Filled:
    """Put records into the sheets of a layout; what has no column is left out."""
    said = _by_record(triples)
    filled = empty(layout)
    links: list[tuple[Column, str, str]] = []
    for iri, own in said.items():
        sheet = _sheet(iri, own, layout, forms, records)
        if sheet and sheet.form:
            columns, rows = filled[sheet.name]
            _widen(columns, own)
            rows.append([_cell(column, iri, sheet.form, own, records) for column in columns])
            links += [
                (column, iri, value.value)
                for column in layout.links.columns
                if column.form is sheet.form and column.field
                for value in own.get(column.field.path, [])
            ]
    _square(filled)
    filled[layout.links.name] = (list(layout.links.columns), _links(links, layout.links, records))
    return filled


def _by_record(triples: Iterable[ox.Triple]) -> dict[str, dict[str, _Terms]]:
    """Give what is said of each record, by property, in reading order."""
    triples = list(triples)
    said: dict[str, dict[str, _Terms]] = {}
    for part in ReadingOrder(triples).parts(triples):
        for triple in part.triples:
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
                own = said.setdefault(triple.subject.value, {})
                own.setdefault(triple.predicate.value, []).append(triple.object)
    return said


def _sheet(iri: str, own: Mapping[str, _Terms], layout: Layout, forms: Forms, records: Records) -> Sheet | None:
    """Find the sheet of a record; one that the triples only add to has its kind elsewhere."""
    classes = [term.value for term in own.get(_TYPE.value, [])]
    known = records.get(iri)
    form = forms.of(classes or (known.classes if known else ()))
    return layout.of(form) if form else None


def _widen(columns: list[Column], own: Mapping[str, _Terms]) -> None:
    """Add a column for each text in a language that has none, beside that in English."""
    for column in list(columns):
        if column.field and column.field.by_language and column.language == "en":
            languages = {term.language for term in own.get(column.field.path, []) if isinstance(term, ox.Literal)}
            there = {one.language for one in columns if one.field is column.field}
            for language in sorted(one for one in languages - there if one):
                heading = f"{column.heading} ({language})"
                columns.append(Column(heading, column.field, column.form, language))


def _square(filled: Filled) -> None:
    for columns, rows in filled.values():
        for row in rows:
            row += [None] * (len(columns) - len(row))


def _cell(column: Column, iri: str, form: Form, own: Mapping[str, _Terms], records: Records) -> Value:
    if column.heading == ID:
        return local_name(iri)
    if column.field is None and column.heading == KIND:
        classes = {term.value for term in own.get(_TYPE.value, [])}
        return next((kind.label for kind in form.kinds if kind.iri in classes), None)
    assert column.field is not None
    terms = [term for term in own.get(column.field.path, []) if _is_of(column, term)]
    values = [_value(column.field, term, records) for term in terms]
    if not values:
        return None
    if column.field.datatype == INTEGER and len(values) == 1 and values[0].lstrip("-").isdigit():
        return int(values[0])
    return values[0] if column.field.single else joined(values, by_line=column.field.by_language)


def _is_of(column: Column, term: ox.NamedNode | ox.Literal) -> bool:
    if column.field and column.field.by_language and isinstance(term, ox.Literal):
        return term.language == column.language
    return True


def _value(field: Field, term: ox.NamedNode | ox.Literal, records: Records) -> str:
    if isinstance(term, ox.NamedNode) and field.is_reference:
        return records.shown(term.value, field.of, field.choices)
    return str(term.value)


def _links(links: list[tuple[Column, str, str]], sheet: Sheet, records: Records) -> Cells:
    """Write a row for each link of a record to a finding."""
    rows: Cells = []
    for linked, iri, finding in links:
        row: list[Value] = [records.shown(finding, (FINDING,))]
        kinds = [kind.iri for kind in linked.form.kinds] if linked.form else []
        row += [records.shown(iri, kinds) if column == linked else None for column in sheet.columns[1:]]
        rows.append(row)
    return rows
