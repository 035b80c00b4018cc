"""What goes along when files or records leave a review: what cannot be without them, by the forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Collection

    from ipskg.forms import Forms
    from ipskg.stores import Store

_DESCRIBED = f"SELECT DISTINCT ?record ?graph WHERE {{ GRAPH ?graph {{ ?record <{PREFIXES['rdf']}type> ?kind }} }}"
_NEEDED = f"""
SELECT DISTINCT ?record ?field ?of ?graph WHERE {{
  VALUES (?kind ?field) {{ %s }}
  ?record <{PREFIXES["rdf"]}type> ?kind .
  GRAPH ?graph {{ ?record ?field ?of }}
}}
"""


def going(store: Store, forms: Forms, *, graphs: Collection[str] = (), records: Collection[str] = ()) -> set[str]:
    """Give what goes when graphs and records do: these records, what only these graphs describe, and what needs it.

    A record goes where a field that it must have, and had, names nothing any more; other fields only lose that value.
    Nothing may name what goes, so this is done over again until nothing does.
    """
    gone = set(records) | _described_by(store, graphs)
    needs = _needs(store, forms, graphs)
    while more := {record for (record, _), values in needs.items() if values <= gone} - gone:
        gone |= more
    return gone


def _described_by(store: Store, graphs: Collection[str]) -> set[str]:
    """Give the records of which no other graph says what they are."""
    homes: dict[str, set[str]] = {}
    for row in store.answer(_DESCRIBED).rows():
        homes.setdefault(row["record"], set()).add(row["graph"])
    return {record for record, own in homes.items() if own.issubset(graphs)}


def _needs(store: Store, forms: Forms, graphs: Collection[str]) -> dict[tuple[str, str], set[str]]:
    """Give what each record has in a field that it must have, as far as other graphs say so."""
    pairs = {
        (kind, field.path)
        for form in forms.all
        for field in form.fields
        if field.required and field.is_reference
        for kind in field.kinds
    }
    needs: dict[tuple[str, str], set[str]] = {}
    for row in store.answer(_NEEDED % " ".join(f"(<{kind}> <{path}>)" for kind, path in sorted(pairs))).rows():
        values = needs.setdefault((row["record"], row["field"]), set())
        if row["graph"] not in graphs:
            values.add(row["of"])
    return needs
