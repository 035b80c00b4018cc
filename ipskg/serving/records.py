"""What the data say of one record, in the form that who asks likes best."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ipskg import templates
from ipskg.namespaces import local_name
from ipskg.queries import fill

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


def as_turtle(corpus: Corpus, iri: str) -> bytes:
    """Write the statements about a record and those that name it; none where there is no such record."""
    from ipskg import turtle

    return turtle.of_triples(_statements(corpus, iri), turtle.usable(corpus.prefixes)).encode()


def as_jsonld(corpus: Corpus, iri: str) -> bytes:
    """Write the same as `as_turtle`, in the terms of the ontology's context."""
    from ipskg import turtle
    from ipskg.export.jsonld import as_jsonld
    from ipskg.export.sources import Source

    return as_jsonld(Source(({iri: _statements(corpus, iri)},), turtle.usable(corpus.prefixes)))


def as_html(corpus: Corpus, iri: str) -> bytes:
    """Write a page of what is said about a record, and of what names it, all in labels."""
    rows = list(corpus.store.answer(fill(_ROWS, {"record": [iri]})).rows())
    for row in rows:
        row["path"] = path(corpus, str(row["value"]))
        row["propertyLabel"] = row["propertyLabel"] or local_name(str(row["property"]))
        row["valueLabel"] = row["valueLabel"] or str(row["value"])
    return _page().render(iri=iri, name=local_name(iri), rows=rows).encode()


# Of two forms that are liked as much, the later is given.
FORMS: dict[str, Callable[[Corpus, str], bytes]] = {
    "application/ld+json": as_jsonld,
    "text/turtle": as_turtle,
    "text/html": as_html,
}


@cache
def _page() -> Template:
    return templates.environment().get_template("record.html.jinja")


def path(corpus: Corpus, iri: str) -> str | None:
    """Give the path at which a record of these reviews is answered; None for what is no record of theirs."""
    from urllib.parse import quote

    for review in corpus.reviews:
        if iri.startswith(review.namespace) and (own := iri.removeprefix(review.namespace)):
            return f"/data/{quote(local_name(review.namespace.rstrip('/#')))}/{quote(own)}"
    return None


def is_there(corpus: Corpus, iri: str) -> bool:
    """Say whether anything is said about a record."""
    return bool(_statements(corpus, iri))


def _statements(corpus: Corpus, iri: str) -> list[Statement]:
    return list(corpus.store.answer(fill(_GRAPH, {"record": [iri]})).statements())
