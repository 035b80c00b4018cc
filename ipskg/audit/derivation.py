"""What the coded data give in the place of a stated value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipskg.errors import IpskgError, UnknownName
from ipskg.namespaces import PREFIXES, local_name
from ipskg.queries import fill, find, resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipskg.corpus import Corpus
    from ipskg.queries import Query
    from ipskg.stores import Row

_NO_QUERY = "no query is named for it: nothing in the coded data gives it"
_NOTHING = "nothing is coded that the query {} counts"
_COLUMNS = ("value", "valueFrom", "list")


class NotDerivable(Exception):
    """A value that the coded data do not give; its text says why."""


@dataclass(frozen=True)
class Derived:
    """What a query gives: a number, a range, or the members of a list, joined by a semicolon."""

    value: int | None = None
    first: int | None = None
    last: int | None = None
    members: str | None = None

    def __str__(self) -> str:
        if self.first is not None:
            return f"{self.first}–{self.last}"
        return str(self.value)


def derive(corpus: Corpus, review: str, address: str | None, about: Sequence[str]) -> Derived:
    """Ask the query of a stated value what the data give, about what it is about. Raises NotDerivable."""
    if address is None:
        raise NotDerivable(_NO_QUERY)
    try:
        query = _query(address)
        terms = _terms(corpus, query, about)
        rows = list(corpus.store.answer(fill(query.text, terms | {"review": [review]})).rows())
    except IpskgError as error:
        raise NotDerivable(str(error)) from None
    if not rows:
        raise NotDerivable(_NOTHING.format(query.name))
    return _derived(query, rows)


def _query(address: str) -> Query:
    if not address.startswith(PREFIXES["queries"]):
        raise NotDerivable(f"{address} is no address of a canned query: write {PREFIXES['queries']} and its name")
    return find(address.removeprefix(PREFIXES["queries"]))


def _terms(corpus: Corpus, query: Query, about: Sequence[str]) -> dict[str, list[str]]:
    """Give each parameter of a query what it takes of what a value is about."""
    parameters = [parameter for parameter in query.parameters if parameter.name != "review"]
    terms: dict[str, list[str]] = {}
    for iri in about:
        fitting = [one.name for one in parameters if _takes(corpus, query, one.name, iri)]
        if not fitting:
            raise NotDerivable(f"the query {query.name} cannot be asked about {local_name(iri)}")
        for name in fitting:
            terms.setdefault(name, []).append(iri)
    if lacking := [one.name for one in parameters if one.name not in terms]:
        raise NotDerivable(f"the query {query.name} asks about one {' and one '.join(lacking)}: none is named")
    return terms


def _takes(corpus: Corpus, query: Query, name: str, iri: str) -> bool:
    try:
        return iri in resolve(corpus.store, query.parameter(name), iri, {})
    except UnknownName:
        return False


def _derived(query: Query, rows: list[Row]) -> Derived:
    """Read the one row, or put the lists of several together: a member of two counts once."""
    first, *more = rows
    if not any(column in first for column in _COLUMNS):
        raise NotDerivable(f"the query {query.name} gives no value, but {', '.join(first)}")
    if not more:
        return Derived(first.get("value"), first.get("valueFrom"), first.get("valueTo"), first.get("list"))
    if "list" not in first:
        raise NotDerivable(f"the query {query.name} gives {len(rows)} numbers, where one is asked for")
    members = sorted({member for row in rows if row["list"] for member in row["list"].split("; ")})
    return Derived(value=len(members), members="; ".join(members) or None)
