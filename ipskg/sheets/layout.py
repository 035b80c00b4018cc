"""Which sheets and columns a coding workbook has: the forms, laid out for one study or for a whole review."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg.namespaces import METAETH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipskg.forms import Field, Form, Forms

REVIEW = METAETH + "MetaEthnography"
STUDY = METAETH + "PrimaryStudy"
FINDING = METAETH + "Finding"

ID = "Id"
KIND = "Kind"
LINKS = "Links to findings"
ABOUT = "About"
LISTS = "Lists"


@dataclass(frozen=True)
class Column:
    """A column; one without a field holds the id or the kind of a record, `language` is that of its texts."""

    heading: str
    field: Field | None = None
    form: Form | None = None
    language: str = "en"

    @property
    def is_required(self) -> bool:
        """Whether no record of the sheet can do without it, nor a link without its finding."""
        if self.field is None:
            return self.form is None
        return bool(self.form and self.field.required and len(self.field.kinds) == len(self.form.kinds))


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, with what all its records say without a column; the one of links has no form.

    `is_of_study` tells that its records belong to a study, by themselves or by way of another record.
    """

    name: str
    description: str
    form: Form | None
    columns: tuple[Column, ...]
    implied: tuple[Field, ...] = ()
    is_of_study: bool = False

    def column(self, heading: str) -> Column | None:
        """Find a column by what stands over it, whatever its case and marks; `Title (de)` is a title in German."""
        bare = heading_key(heading)
        for column in self.columns:
            if heading_key(column.heading) == bare:
                return column
        stem, language = _in_language(bare)
        for column in self.columns:
            if language and column.field and column.field.by_language and heading_key(column.heading) == stem:
                return Column(f"{column.heading} ({language})", column.field, column.form, language)
        return None

    def field(self, path: str) -> Field | None:
        """Give the field of a property, be it a column or implied."""
        return self.form.field(path) if self.form else None


@dataclass(frozen=True)
class Layout:
    """The sheets of a workbook in their order."""

    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet | None:
        """Find a sheet by its name, whatever its case."""
        return next((sheet for sheet in self.sheets if heading_key(sheet.name) == heading_key(name)), None)

    def of(self, form: Form) -> Sheet | None:
        """Give the sheet of a form."""
        return next((sheet for sheet in self.sheets if sheet.form is form), None)

    @property
    def links(self) -> Sheet:
        """The sheet that ties records to findings."""
        return self.sheets[-1]


def study_layout(forms: Forms) -> Layout:
    """Lay out one study: what belongs to it, and findings that it brings along."""
    own = _owned(forms)
    kept = [form for form in forms.all if form in own or _is_finding(form)]
    return _layout(kept, kept, implied=(STUDY, REVIEW))


def review_layout(forms: Forms) -> Layout:
    """Lay out a whole review."""
    return _layout(forms.all, _owned(forms), implied=(REVIEW,))


def heading_key(heading: str) -> str:
    """Give what makes headings and sheet names the same: letters without case, spaces and the mark of the required."""
    return " ".join(heading.replace("*", " ").replace("\xa0", " ").split()).casefold()


def _layout(forms: Sequence[Form], owned: Sequence[Form], *, implied: tuple[str, ...]) -> Layout:
    return Layout((*(_sheet(form, implied, of_study=form in owned) for form in forms), _links(forms)))


def _sheet(form: Form, implied: tuple[str, ...], *, of_study: bool) -> Sheet:
    left_out = tuple(field for field in form.fields if field.required and len(field.of) == 1 and field.of[0] in implied)
    columns = [Column(ID, form=form)]
    if len(_kinds(form, left_out)) > 1:
        columns.append(Column(KIND, form=form))
    columns += [
        Column(field.name, field, form)
        for field in form.fields
        if field not in left_out and not _links_to_finding(field)
    ]
    return Sheet(form.name, form.description, form, tuple(columns), left_out, of_study)


def _kinds(form: Form, implied: tuple[Field, ...]) -> list[str]:
    """Give the kinds whose records can have all that is implied."""
    return [kind.iri for kind in form.kinds if all(kind.iri in field.kinds for field in implied)]


def _links(forms: Sequence[Form]) -> Sheet:
    """Lay out the sheet in which a row ties a finding to what is cited for it, or expressed in it."""
    columns = [Column("Finding")]
    for form in forms:
        columns += [
            Column(f"{form.label.capitalize()}, {field.name.lower()}", field, form)
            for field in form.fields
            if _links_to_finding(field)
        ]
    return Sheet(LINKS, "Which findings of the review a record is cited for, or expressed in.", None, tuple(columns))


def _links_to_finding(field: Field) -> bool:
    return field.of == (FINDING,)


def _is_finding(form: Form) -> bool:
    return any(kind.iri == FINDING for kind in form.kinds)


def _owned(forms: Forms) -> list[Form]:
    """Give the forms whose records belong to a study: something that they must name is a study, or belongs to one."""
    owned: list[Form] = []
    classes = {STUDY}
    while True:
        more = [
            form
            for form in forms.all
            if form not in owned
            and (
                any(kind.iri == STUDY for kind in form.kinds)
                or any(field.required and classes & set(field.of) for field in form.fields)
            )
        ]
        if not more:
            return owned
        owned += more
        classes |= {above for form in more for kind in form.kinds for above in forms.superclasses[kind.iri]}


def _in_language(heading: str) -> tuple[str, str]:
    match = re.fullmatch(r"(.+) \(([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\)", heading)
    return (match[1], match[2]) if match and _is_language(match[2]) else (heading, "")


def _is_language(tag: str) -> bool:
    try:
        ox.Literal("", language=tag)
    except ValueError:
        return False
    return True
