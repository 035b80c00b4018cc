"""The records that a cell can name: by label, by id, or in full."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipskg.namespaces import METAETH, PREFIXES, local_name, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ipskg.stores import Store

CONCEPT = PREFIXES["skos"] + "Concept"
VOCABULARIES = "https://w3id.org/ipskg/vocabularies/"  # the lists that every review may choose from
SCHEME = PREFIXES["skos"] + "ConceptScheme"
# Quotes and dashes that word processors put in the place of plain ones.
_ALIKE = (
    (r"[\u2018-\u201b\u2032\u00b4`]", "'"),
    (r"[\u201c-\u201f\u2033\u00ab\u00bb]", '"'),
    (r"[\u2010-\u2015\u2212]", "-"),
)
MOST_NEAR = 100  # texts
LONGEST = 150  # characters of a choice in a list: a spreadsheet shows about that many

# What a record is called, the best first; the last one is a statement, not a name.
NAMES = tuple(PREFIXES["skos"] + name for name in ("prefLabel",))
NAMES += (METAETH + "hasHeading", PREFIXES["dcterms"] + "title", METAETH + "usesTool", METAETH + "states")

_RECORDS = f"""
PREFIX metaeth: <{METAETH}>
SELECT DISTINCT ?record ?graph ?class ?sectionOrder ?order WHERE {{
  GRAPH ?graph {{ ?record a ?class }}
  FILTER(isIRI(?record) && (STRSTARTS(STR(?class), "{METAETH}") || ?class IN (<{CONCEPT}>, <{SCHEME}>)))
  OPTIONAL {{ ?record metaeth:hasOrder ?order }}
  OPTIONAL {{ ?record metaeth:isInSection/metaeth:hasOrder ?sectionOrder }}
}} ORDER BY ?sectionOrder ?order ?record ?class ?graph
"""
_LABELS = f"""
SELECT DISTINCT ?record ?path ?label (LANG(?label) AS ?language) WHERE {{
  VALUES ?path {{ {" ".join(f"<{name}>" for name in NAMES)} }}
  ?record ?path ?label .
  FILTER(isIRI(?record))
}} ORDER BY ?record ?path ?language ?label
"""
_SPOKEN = """
SELECT DISTINCT ?graph WHERE {
  GRAPH ?own { ?record ?field ?term } FILTER(STRSTARTS(STR(?own), "%(namespace)s"))
  GRAPH ?graph { ?term a ?class } FILTER(!STRSTARTS(STR(?graph), "%(namespace)s"))
}
"""


@dataclass(frozen=True)
class Record:
    """A record of the data or of a workbook; `graph` is the file that describes it, None if a workbook does.

    `is_at_hand` tells those that lists offer and that go by their names; a term of a field that the review does not
    speak of, such as the actor groups of another one, goes by its address only.
    """

    iri: str
    classes: frozenset[str]
    label: str | None = None
    is_named: bool = True
    graph: str | None = None
    is_at_hand: bool = True

    @property
    def choice(self) -> str:
        """How a list of choices shows it: by its name, or by its id and what it states."""
        if not self.label:
            return local_name(self.iri)
        text = self.label if self.is_named else f"{local_name(self.iri)}: {self.label}"
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def known_records(store: Store, namespace: str) -> list[Record]:
    """Give the records and the terms of the vocabularies that a store describes, in their order.

    The graphs of a review are told by its namespace: what is left of their IRIs are the files in its folder. Of other
    files, those are at hand of which the review names a term, and the lists that come with ipskg.
    """
    spoken = {row["graph"] for row in store.answer(_SPOKEN % {"namespace": namespace}).rows()}
    labels: dict[str, dict[tuple[int, int], str]] = {}
    for row in store.answer(_LABELS).rows():
        rank = (NAMES.index(row["path"]), 0 if row["language"] == "en" else 1)
        labels.setdefault(row["record"], {}).setdefault(rank, row["label"])
    found: dict[str, Record] = {}
    for row in store.answer(_RECORDS).rows():
        iri, old = row["record"], found.get(row["record"])
        ranks = labels.get(iri, {})
        best = min(ranks, default=None)
        found[iri] = Record(
            iri,
            classes=frozenset({row["class"]} | (old.classes if old else set())),
            label=ranks[best] if best else None,
            is_named=best is None or best[0] < len(NAMES) - 1,
            graph=old.graph if old else row["graph"].removeprefix(namespace),
            is_at_hand=bool(old and old.is_at_hand)
            or row["graph"] in spoken
            or row["graph"].startswith((namespace, VOCABULARIES)),
        )
    return list(found.values())


class Records:
    """Records by what a cell can call them; what stands later in the list does not hide what stands before."""

    def __init__(
        self, records: Iterable[Record], *, superclasses: Mapping[str, frozenset[str]], prefixes: Mapping[str, str]
    ) -> None:
        self._records = {record.iri: record for record in records}
        self._classes = {
            record.iri: {above for kind in record.classes for above in superclasses.get(kind, {kind})}
            for record in self._records.values()
        }
        self._prefixes = prefixes
        self._near_asked = 0
        self._by_key: dict[str, list[str]] = {}
        for record in self._records.values():
            for key in self._keys(record):
                self._by_key.setdefault(key, []).append(record.iri)

    def get(self, iri: str) -> Record | None:
        """Give a record by its IRI."""
        return self._records.get(iri)

    def of(self, classes: Iterable[str], choices: Iterable[str] = ()) -> list[Record]:
        """Give the records at hand of some classes, or those of a list, in their order."""
        return [one for one in self._all_of(classes, choices) if one.is_at_hand]

    def _all_of(self, classes: Iterable[str], choices: Iterable[str]) -> list[Record]:
        wanted, listed = set(classes), set(choices)
        return [one for one in self._records.values() if one.iri in listed or self._classes[one.iri] & wanted]

    def find(self, text: str, classes: Iterable[str], choices: Iterable[str] = ()) -> list[str]:
        """Give the IRIs of the records of some classes that a text names: one, if it is a good name."""
        wanted, listed = set(classes), set(choices)
        found = self._by_key.get(key(text)) or self._begun(text)
        return [iri for iri in found if iri in listed or self._classes[iri] & wanted]

    def _begun(self, text: str) -> list[str]:
        """Find a record by its id and the beginning of what it states."""
        local, colon, _ = text.partition(":")
        found = self._by_key.get(key(local), []) if colon else []
        return [iri for iri in found if key(self._records[iri].choice).startswith(key(text))]

    def shown(self, iri: str, classes: Iterable[str], choices: Iterable[str] = ()) -> str:
        """Give what a cell calls a record: its choice, with the id where another record of the classes has the same."""
        record = self._records.get(iri)
        if record is None or not record.is_at_hand:
            return shortened(iri, self._prefixes)
        if len(self.find(record.choice, classes, choices)) == 1:
            return record.choice
        return f"{record.choice} [{local_name(iri)}]"

    def near(self, text: str, classes: Iterable[str], choices: Iterable[str] = ()) -> tuple[str, ...]:
        """Give the choices most like a text, the nearest first; none once many texts were asked about.

        Each takes a look at all choices: a workbook of another review would take hours.
        """
        from difflib import get_close_matches

        self._near_asked += 1
        if self._near_asked > MOST_NEAR:
            return ()
        wanted, listed = tuple(classes), tuple(choices)
        records = self._all_of(wanted, listed)
        called = {key(local_name(one.iri)): one.iri for one in records}
        called |= {key(one.choice): one.iri for one in records}
        called |= {key(one.choice): one.iri for one in records if one.is_at_hand}
        found = get_close_matches(key(text)[:LONGEST], list(called), n=4, cutoff=0.7)
        return tuple(self.shown(iri, wanted, listed) for iri in dict.fromkeys(called[one] for one in found))[:2]

    def _keys(self, record: Record) -> set[str]:
        local = local_name(record.iri)
        names = {record.iri, f"<{record.iri}>", shortened(record.iri, self._prefixes)}
        if record.is_at_hand:
            names |= {local, record.choice, f"{record.choice} [{local}]"}
            names |= {record.label} if record.label else set()
        return {key(name) for name in names}


def key(text: str) -> str:
    """Give what makes two ways of writing a name the same: case, spaces, and curly or straight quotes and dashes."""
    text = unicodedata.normalize("NFKC", text)
    for pattern, plain in _ALIKE:
        text = re.sub(pattern, plain, text)
    return " ".join(text.split()).casefold()
