"""Each stated value of a review beside what the coded data give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.audit.derivation import Derived, NotDerivable, derive
from ipskg.audit.model import Difference, Value, Verdict, Weight
from ipskg.namespaces import local_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipskg.corpus import Corpus
    from ipskg.stores import Row

_SETTLED_BY = {
    "records": "the log of the searches and the screening, or the flow diagram",
    "reviewers": "the log of the screening",
    "included": "the table of studies and the reference list",
    "studies": "the studies themselves, beside the table and the results",
    "metaphors": "the grids and the model of the synthesis, from the authors",
    "groups": "the results, and whom the studies quote",
    "scores": "the manual of the scale",
}


def stated_values(corpus: Corpus, review: str, labels: Mapping[str, str]) -> list[Value]:
    """Set each stated value of a review beside what its query gives, in the order of the review."""
    rows: dict[str, list[Row]] = {}
    for row in corpus.query("stated-values", review=review):
        rows.setdefault(row["record"], []).append(row)
    return [_value(corpus, review, own, labels) for own in rows.values()]


def _value(corpus: Corpus, review: str, rows: list[Row], labels: Mapping[str, str]) -> Value:
    row = rows[0]
    about = (row["about"] or "").split()
    derived, reason = None, ""
    try:
        derived = derive(corpus, review, row["query"], about)
        verdict = _verdict(row, derived)
    except NotDerivable as why:
        verdict, reason = Verdict.NOT_DERIVABLE, str(why)
    return Value(
        order=row["order"],
        record=row["record"],
        what=row["what"],
        stated=_stated(row),
        place=row["place"] or "",
        query=row["query"] and local_name(row["query"]),
        about=tuple(labels.get(iri, local_name(iri)) for iri in about),
        subjects=tuple(about),
        listed=row["list"],
        derived=None if derived is None else str(derived),
        members=None if derived is None else derived.members,
        verdict=verdict,
        reason=reason,
        discrepancies=tuple(dict.fromkeys(one["discrepancy"] for one in rows if one["discrepancy"])),
    )


def _stated(row: Row) -> str:
    """Give the value as printed, and beside it the number that its words stand for."""
    number = str(row["value"]) if row["value"] is not None else ""
    if row["valueFrom"] is not None or row["valueTo"] is not None:
        number = f"{row['valueFrom']}–{row['valueTo']}"
    printed = row["printed"] or row["list"] or number
    shown = all(part in printed for part in number.split("–"))
    return printed if shown else f"{printed} ({number})"


def _verdict(row: Row, derived: Derived) -> Verdict:
    """Compare what is stated with what is derived, each in its own kind. Raises NotDerivable for two kinds."""
    stated: object = None
    given: object = None
    if row["list"] is not None:
        stated, given = _names(row["list"]), derived.members and _names(derived.members)
    elif row["valueFrom"] is not None or row["valueTo"] is not None:
        stated, given = (row["valueFrom"], row["valueTo"]), derived.first and (derived.first, derived.last)
    elif row["value"] is not None:
        stated, given = row["value"], derived.value
    if stated is None:
        return Verdict.IN_WORDS
    if given is None:
        raise NotDerivable(f"the query {local_name(row['query'])} gives {derived}, which is another kind of value")
    return Verdict.AGREES if stated == given else Verdict.DIFFERS


def difference(value: Value) -> Difference:
    """Say a stated value that differs as a difference; lists of one length may differ in spelling only."""
    stated, given = _names(value.listed), _names(value.members)
    lists = bool(value.listed and value.members)
    about = f" of {' and '.join(value.about)}" if value.about else ""
    return Difference(
        weight=Weight.NAMES if lists and len(stated) == len(given) else Weight.CONTRADICTION,
        what=value.what,
        place=value.place,
        one=f"stated {value.stated}" + (_only(value.listed, given) if lists else ""),
        other=f"the coded data{about} give {derived_text(value)}" + (_only(value.members, stated) if lists else ""),
        settled_by=_settled_by(value.query or ""),
        sources=(value.query or "",),
        records=(value.record,),
        noted=value.discrepancies,
    )


def derived_text(value: Value) -> str:
    """Give what is derived, with the members that it counts."""
    return f"{value.derived}: {value.members}" if value.members else value.derived or ""


def _only(members: str | None, others: frozenset[str]) -> str:
    """Name the members that the other side has not."""
    only = [name for name in _split(members) if name.casefold() not in others]
    return f" (here only: {'; '.join(only)})" if only else ""


def _names(members: str | None) -> frozenset[str]:
    return frozenset(name.casefold() for name in _split(members))


def _split(members: str | None) -> list[str]:
    return members.split("; ") if members else []


def _settled_by(query: str) -> str:
    return next((text for start, text in _SETTLED_BY.items() if start in query), "the authors of the review")
