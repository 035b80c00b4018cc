"""Rules of the shapes, asked of a store by name: what they find, as plain rows.

Rules across records are SPARQL already; that one number of a record is not above another becomes SPARQL here. No SHACL
engine runs, so it takes milliseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.graphs import GraphFile
from ipskg.namespaces import PREFIXES, local_name
from ipskg.stores import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ipskg.stores import Row, Store

_SH = "PREFIX sh: <http://www.w3.org/ns/shacl#>\n"
_RULES = f"{_SH}SELECT ?shape ?select WHERE {{ ?shape sh:sparql/sh:select ?select }} ORDER BY ?shape"
_PREFIXES = f"{_SH}SELECT DISTINCT ?prefix ?namespace WHERE {{ ?one sh:prefix ?prefix ; sh:namespace ?namespace }}"
_PAIRS = f"""{_SH}
SELECT ?shape ?class ?from ?to WHERE {{
  ?owner sh:targetClass ?class ; sh:property ?shape .
  ?shape sh:path ?from ; sh:lessThanOrEquals ?to .
}} ORDER BY ?shape"""


def ask_rules(store: Store, shapes: Iterable[Path]) -> dict[str, list[Row]]:
    """Ask each rule of a store: its rows by the name of its shape, sorted, each with the record in the column `this`.

    A rule that one number is not above another is named as its property shape, and has the columns `from` and `to`.
    """
    known = MemoryStore(GraphFile(iri=path.absolute().as_uri(), path=path) for path in shapes)
    found = {}
    for name, text in (*_across(known), *_ascending(known)):
        rows = {tuple(row.items()) for row in store.answer(text).rows()}
        found[name] = [dict(row) for row in sorted(rows, key=str)]
    return found


def _across(shapes: Store) -> Iterator[tuple[str, str]]:
    prefixes = "".join(f"PREFIX {row['prefix']}: <{row['namespace']}>\n" for row in shapes.answer(_PREFIXES).rows())
    for row in shapes.answer(_RULES).rows():
        yield local_name(row["shape"]), prefixes + str(row["select"]).replace("$this", "?this")


def _ascending(shapes: Store) -> Iterator[tuple[str, str]]:
    below = f"<{PREFIXES['rdf']}type>/<{PREFIXES['rdfs']}subClassOf>*"
    for row in shapes.answer(_PAIRS).rows():
        yield (
            local_name(row["shape"]),
            f"SELECT DISTINCT ?this ?from ?to WHERE {{ ?this {below} <{row['class']}> ; <{row['from']}> ?from ;"
            f" <{row['to']}> ?to FILTER(?from > ?to) }}",
        )
