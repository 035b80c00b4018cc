"""What a coder fills in for each kind of record, read from the shapes: the fields, their order, help and choices.

A form is that of the classes that a shape is for, with their subclasses: publications and study reports are one form
with two kinds. Adding a property shape adds a field; nothing here names one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipskg.graphs import GraphFile
from ipskg.namespaces import METAETH, PREFIXES, local_name
from ipskg.stores import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ipskg.stores import Row

LANG_STRING = PREFIXES["rdf"] + "langString"
INTEGER = PREFIXES["xsd"] + "integer"

_FORMS = f"""
PREFIX metaeth: <{METAETH}>
PREFIX rdfs: <{PREFIXES["rdfs"]}>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX skos: <{PREFIXES["skos"]}>
SELECT DISTINCT ?shape ?class ?label ?name ?description ?order WHERE {{
  ?shape a sh:NodeShape ; sh:targetClass ?class ; rdfs:label ?label ; skos:altLabel ?name ;
    sh:description ?description ; sh:order ?order .
}} ORDER BY ?order ?shape ?class
"""
_KINDS = f"""
PREFIX owl: <{PREFIXES["owl"]}>
PREFIX rdfs: <{PREFIXES["rdfs"]}>
SELECT DISTINCT ?class ?kind ?label (EXISTS {{ ?kind owl:disjointUnionOf ?parts }} AS ?abstract) WHERE {{
  ?kind rdfs:subClassOf* ?class ; a owl:Class ; rdfs:label ?label .
  FILTER(isIRI(?class) && isIRI(?kind) && LANGMATCHES(LANG(?label), "en"))
}} ORDER BY ?class ?kind
"""
_FIELDS = f"""
PREFIX rdf: <{PREFIXES["rdf"]}>
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?class ?shape ?path ?name ?description ?order ?least ?most ?uniqueLang ?datatype ?pattern ?nodeKind ?of
  ?choice ?severity ?message
WHERE {{
  ?owner sh:targetClass ?class ; sh:property ?shape .
  ?shape sh:path ?path ; sh:name ?name .
  FILTER(isIRI(?path))
  OPTIONAL {{ ?shape sh:description ?description }}
  OPTIONAL {{ ?shape sh:order ?order }}
  OPTIONAL {{ ?shape sh:minCount ?least }}
  OPTIONAL {{ ?shape sh:maxCount ?most }}
  OPTIONAL {{ ?shape sh:uniqueLang ?uniqueLang }}
  OPTIONAL {{ ?shape sh:datatype ?datatype }}
  OPTIONAL {{ ?shape sh:pattern ?pattern }}
  OPTIONAL {{ ?shape sh:nodeKind ?nodeKind }}
  OPTIONAL {{ ?shape sh:class|(sh:or/rdf:rest*/rdf:first/sh:class) ?of }}
  OPTIONAL {{ ?shape sh:in/rdf:rest*/rdf:first ?choice }}
  OPTIONAL {{ ?shape sh:severity ?severity }}
  OPTIONAL {{ ?shape sh:message ?message }}
}} ORDER BY ?class ?order ?path ?shape ?of ?choice
"""


@dataclass(frozen=True)
class Field:
    """What one property of a record holds; several property shapes of one path are one field.

    `single` says that there is one value, or one in each language; `kinds` are the classes whose records may have it.
    `of` are the classes that a value is a record of, `choices` the values if the shapes list them; both are empty for
    a text or a number. `message` is that of the shape that says what the value is.
    """

    path: str
    name: str
    description: str
    order: int
    kinds: tuple[str, ...]
    required: bool
    expected: bool
    single: bool
    datatype: str | None
    pattern: str | None
    is_iri: bool
    of: tuple[str, ...]
    choices: tuple[str, ...]
    message: str
    shape: str

    @property
    def is_reference(self) -> bool:
        """Whether a value is another record, or a term of a vocabulary."""
        return bool(self.of or self.choices)

    @property
    def by_language(self) -> bool:
        """Whether a value is a text in some language."""
        return self.datatype == LANG_STRING


@dataclass(frozen=True)
class Kind:
    """A class whose records a form describes; an abstract one has no records that are not of its subclasses."""

    iri: str
    label: str
    abstract: bool


@dataclass(frozen=True)
class Form:
    """The fields of the records of a shape; `id` is the shape's name, `name` the plural that heads a sheet."""

    id: str
    label: str
    name: str
    description: str
    kinds: tuple[Kind, ...]
    fields: tuple[Field, ...]

    def field(self, path: str) -> Field | None:
        """Give the field of a property, if the form has it."""
        return next((field for field in self.fields if field.path == path), None)


@dataclass(frozen=True)
class Forms:
    """All forms in the order of their sheets, and which class is below which."""

    all: tuple[Form, ...]
    superclasses: dict[str, frozenset[str]]

    def of(self, classes: Iterable[str]) -> Form | None:
        """Give the form of a record by its classes."""
        above = {one for kind in classes for one in self.superclasses.get(kind, {kind})}
        return next((form for form in self.all if any(kind.iri in above for kind in form.kinds)), None)

    def named(self, id: str) -> Form:
        """Give a form by its id, such as Sample."""
        return next(form for form in self.all if form.id == id)


def read_forms(shapes: Iterable[Path], ontology: Iterable[GraphFile]) -> Forms:
    """Read the forms from shapes and an ontology. Raises UnreadableInput for a file that cannot be read."""
    files = [GraphFile(iri=path.absolute().as_uri(), path=path) for path in shapes]
    store = MemoryStore([*files, *ontology])
    kinds = list(store.answer(_KINDS).rows())
    below = _grouped(kinds, "class")
    by_class = _grouped(store.answer(_FIELDS).rows(), "class")
    superclasses = {kind: frozenset(row["class"] for row in rows) for kind, rows in _grouped(kinds, "kind").items()}
    forms = []
    for shape, rows in _grouped(store.answer(_FORMS).rows(), "shape").items():
        own = [kind for row in rows for kind in below[row["class"]]]
        forms.append(
            Form(
                id=local_name(shape),
                label=rows[0]["label"],
                name=rows[0]["name"],
                description=rows[0]["description"],
                kinds=tuple(Kind(kind["kind"], kind["label"], kind["abstract"]) for kind in own),
                fields=_fields({kind["kind"]: by_class.get(kind["kind"], []) for kind in own}, superclasses),
            )
        )
    return Forms(tuple(forms), superclasses)


def _fields(by_kind: dict[str, list[Row]], superclasses: dict[str, frozenset[str]]) -> tuple[Field, ...]:
    """Put the fields of a class and its subclasses together in the order of the shapes, one for each property.

    A property that a subclass must not have (`sh:maxCount 0`) is none of its fields.
    """
    order = sorted(by_kind, key=lambda kind: (len(superclasses[kind]), kind))
    found: dict[str, list[Row]] = {}
    for rank, kind in enumerate(order):
        for row in by_kind[kind]:
            found.setdefault(row["path"], []).append(row | {"rank": rank})
    fields = [field for rows in found.values() if (field := _field(rows, by_kind, superclasses))]
    ranks = {path: min(row["rank"] for row in rows) for path, rows in found.items()}
    return tuple(sorted(fields, key=lambda field: (field.order, ranks[field.path], field.path)))


def _field(rows: list[Row], by_kind: dict[str, list[Row]], superclasses: dict[str, frozenset[str]]) -> Field | None:
    refused = {row["class"] for row in rows if row["most"] == 0}
    rows = [row for row in rows if row["class"] not in refused]
    if not rows:
        return None
    owners = {row["class"] for row in rows}
    violations = [row for row in rows if not str(row["severity"]).endswith(("Warning", "Info"))]
    said = next((row for row in rows if row["datatype"] or row["of"] or row["choice"] or row["nodeKind"]), rows[0])
    return Field(
        path=said["path"],
        name=said["name"],
        description=said["description"] or "",
        order=said["order"] or 0,
        kinds=tuple(kind for kind in sorted(by_kind) if superclasses[kind] & owners and kind not in refused),
        required=any(row["least"] for row in violations),
        expected=any(row["least"] for row in rows),
        single=any(row["most"] == 1 or row["uniqueLang"] for row in violations),
        datatype=said["datatype"],
        pattern=next((row["pattern"] for row in rows if row["pattern"]), None),
        is_iri=str(said["nodeKind"]).endswith("#IRI"),
        of=_distinct(rows, "of"),
        choices=_distinct(rows, "choice"),
        message=said["message"] or "",
        shape=said["shape"],
    )


def _distinct(rows: Iterable[Row], column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row[column] for row in rows if row[column] is not None))


def _grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups
