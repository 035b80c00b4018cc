"""Records of a review as they are put down: a name, a kind, and fields with values as Turtle writes them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ipskg.namespaces import METAETH, PREFIXES

Value = str | int
Values = Value | list[Value] | list[str] | list[int] | None

# Fields that are not of the ontology itself; all others are.
_OTHERS = {
    **dict.fromkeys(("prefLabel", "definition", "inScheme"), "skos"),
    **dict.fromkeys(("title", "source"), "dcterms"),
    **dict.fromkeys(("preferredNamespacePrefix", "preferredNamespaceUri"), "vann"),
}
_INTEGER = f'"^^<{PREFIXES["xsd"]}integer>'


@dataclass(frozen=True)
class Record:
    """A record: its own name and those of other records of the review begin with a colon."""

    name: str
    kinds: tuple[str, ...]
    fields: dict[str, Values]

    def triples(self) -> Iterator[tuple[str, str, Value]]:
        """Give each statement, with `a` for its kind and names as they stand here."""
        for kind in self.kinds:
            yield self.name, "a", kind
        for name, values in self.fields.items():
            for value in values if isinstance(values, list) else () if values is None else (values,):
                yield self.name, name, value


@dataclass
class Draft:
    """The records of a review by the file that they stand in."""

    files: dict[str, list[Record]] = field(default_factory=dict)

    def put(self, file: str, name: str, *kinds: str, **fields: Values) -> str:
        """Put a record down, and give its name; a kind without a prefix is of the ontology."""
        whole = tuple(kind if ":" in kind else f"metaeth:{kind}" for kind in kinds)
        self.files.setdefault(file, []).append(Record(name, whole, fields))
        return name


class Terms(dict[Value, str]):
    """What stands for a term in N-Triples: names are looked up once, texts stay as they are."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace

    def __missing__(self, term: Value) -> str:
        if isinstance(term, int):
            return f'"{term}{_INTEGER}'
        if term[0] in '"<':
            return term
        self[term] = whole = f"<{self._iri(term)}>"
        return whole

    def _iri(self, term: str) -> str:
        prefix, colon, name = term.rpartition(":")
        if term == "a":
            return PREFIXES["rdf"] + "type"
        if not colon:
            return PREFIXES[_OTHERS[term]] + name if term in _OTHERS else METAETH + name
        return (PREFIXES[prefix] if prefix else self._namespace) + name


def as_turtle(records: list[Record], namespace: str) -> str:
    """Write the records of one file, in their order."""
    prefixes = {"": namespace, **{name: PREFIXES[name] for name in ("dcterms", "metaeth", "skos", "vann")}}
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())
    return head + "".join(f"\n{_written(record)} .\n" for record in records)


def _written(record: Record) -> str:
    said: dict[str, list[str]] = {}
    for _, field_, value in record.triples():
        whole = field_ if field_ == "a" else f"{_OTHERS.get(field_, 'metaeth')}:{field_}"
        said.setdefault(whole, []).append(str(value))
    return f"{record.name} " + " ;\n    ".join(f"{name} {' , '.join(values)}" for name, values in said.items())
