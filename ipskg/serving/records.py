"""What the data say of one record, in the form that who asks likes best."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ipskg import templates
from ipskg.namespaces import local_name
from ipskg.queries import fill
from ipskg.site.names import folders

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Template

    from ipskg.corpus import Corpus
    from ipskg.stores import Statement

_GRAPH = """
CONSTRUCT { ?record ?predicate ?value . ?other ?inverse ?record } WHERE {
  VALUES ?record { UNDEF }
  { ?record ?predicate ?value } UNION { ?other ?inverse ?record }
}
"""
_ROWS = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?order ?property ?propertyLabel ?value ?valueLabel WHERE {
  VALUES ?record { UNDEF }
  { ?record ?property ?value BIND(1 AS ?order) } UNION { ?value ?property ?record BIND(2 AS ?order) }
  OPTIONAL { ?property rdfs:label ?propertyLabel FILTER(LANG(?propertyLabel) = "en") }
  OPTIONAL { ?value skos:prefLabel|dcterms:title|rdfs:label ?valueLabel FILTER(LANG(?valueLabel) IN ("en", "")) }
} ORDER BY ?order ?propertyLabel ?property ?valueLabel ?value
"""


class Addresses:
    """The paths at which the records of some reviews are answered: below the name that a review has on the site."""

    def __init__(self, corpus: Corpus) -> None:
        namespaces = sorted((one.namespace for one in corpus.reviews), key=len, reverse=True)
        given = folders(corpus.reviews)
        self._names = {namespace: given[namespace] for namespace in namespaces}

    def path(self, iri: str) -> str | None:
        """Give the path of a record; None for what is no record of these reviews."""
        from urllib.parse import quote

        for namespace, name in self._names.items():
            if iri.startswith(namespace) and (own := iri.removeprefix(namespace)):
                return f"/data/{name}/{quote(own)}"
        return None

    def iri(self, name: str, record: str) -> str | None:
        """Give the IRI that a path is of; None where there is no such review."""
        return next((namespace + record for namespace, given in self._names.items() if given == name), None)


def as_turtle(corpus: Corpus, _: Addresses, iri: str) -> bytes:
    """Write the statements about a record and those that name it; nothing where there is no such record."""
    from ipskg import turtle

    statements = _statements(corpus, iri)
    return turtle.of_triples(statements, turtle.usable(corpus.prefixes)).encode() if statements else b""


def as_jsonld(corpus: Corpus, _: Addresses, iri: str) -> bytes:
    """Write the same as `as_turtle`, in the terms of the ontology's context."""
    from ipskg import turtle
    from ipskg.export.jsonld import as_jsonld
    from ipskg.export.sources import Source

    statements = _statements(corpus, iri)
    return as_jsonld(Source(({iri: statements},), turtle.usable(corpus.prefixes))) if statements else b""


def as_html(corpus: Corpus, addresses: Addresses, iri: str) -> bytes:
    """Write a page of what is said about a record, and of what names it, all in labels; nothing as `as_turtle`."""
    rows = list(corpus.store.answer(fill(_ROWS, {"record": [iri]})).rows())
    for row in rows:
        row["path"] = addresses.path(str(row["value"]))
        row["propertyLabel"] = row["propertyLabel"] or local_name(str(row["property"]))
        value = str(row["value"])
        row["valueLabel"] = row["valueLabel"] or (local_name(value) if row["path"] else value)
    return _page().render(iri=iri, name=local_name(iri), rows=rows).encode() if rows else b""


# Of two forms that are liked as much, the later is given.
FORMS: dict[str, Callable[[Corpus, Addresses, str], bytes]] = {
    "application/ld+json": as_jsonld,
    "text/turtle": as_turtle,
    "text/html": as_html,
}


def listing(corpus: Corpus) -> bytes:
    """Write a page that names the reviews, and leads to the record of each."""
    addresses = Addresses(corpus)
    labels = {row["review"]: row["title"] or row["reviewLabel"] for row in corpus.query("reviews")}
    reviews = [(addresses.path(one.iri), labels.get(one.iri, one.prefix)) for one in corpus.reviews]
    return templates.environment().get_template("listing.html.jinja").render(reviews=reviews).encode()


@cache
def _page() -> Template:
    return templates.environment().get_template("record.html.jinja")


def _statements(corpus: Corpus, iri: str) -> list[Statement]:
    return list(corpus.store.answer(fill(_GRAPH, {"record": [iri]})).statements())
