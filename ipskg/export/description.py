"""A review as a dataset, in the terms of DCAT and VoID: what its records let one know, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg import __version__
from ipskg.namespaces import METAETH, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ipskg.graphs import Review

    _Statement = tuple[str, ox.NamedNode | ox.BlankNode | ox.Literal]

_ABOUT = "The records that a meta-ethnography is coded in, each file of them a named graph."
_TYPE = ox.NamedNode(expand("rdf:type"))
_CODER = ox.NamedNode(expand("metaeth:Coder"))

# What a review says of itself holds for its dataset; its label is the title.
_CARRIED_OVER = "dcterms:issued dcterms:license dcterms:modified dcterms:source owl:versionInfo"
_NAMES = {ox.NamedNode(expand(name)): name for name in _CARRIED_OVER.split()} | {
    ox.NamedNode(expand("skos:prefLabel")): "dcterms:title"
}


def description(review: Review, records: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Describe the records of a review as a dataset, whose IRI is the namespace in which the review mints."""
    records = set(records)
    dataset = ox.NamedNode(review.namespace)
    for name, value in (*_of_any(review), *_of_this(review, records), *_counts(records)):
        yield ox.Triple(dataset, ox.NamedNode(expand(name)), value)


def _of_any(review: Review) -> Iterator[_Statement]:
    yield "rdf:type", ox.NamedNode(expand("dcat:Dataset"))
    yield "rdf:type", ox.NamedNode(expand("void:Dataset"))
    yield "dcterms:description", ox.Literal(_ABOUT, language="en")
    yield "dcterms:conformsTo", ox.NamedNode(f"{METAETH.rstrip('#')}/{__version__}")
    yield "prov:wasDerivedFrom", ox.NamedNode(review.iri)
    yield "void:exampleResource", ox.NamedNode(review.iri)
    yield "void:uriSpace", ox.Literal(review.namespace)
    yield "void:vocabulary", ox.NamedNode(METAETH)


def _of_this(review: Review, records: set[ox.Triple]) -> Iterator[_Statement]:
    about = ox.NamedNode(review.iri)
    for triple in records:
        if triple.predicate == _TYPE and triple.object == _CODER and isinstance(triple.subject, ox.NamedNode):
            yield "dcterms:creator", triple.subject
        if triple.subject == about and triple.predicate in _NAMES and not isinstance(triple.object, ox.Triple):
            yield _NAMES[triple.predicate], triple.object


def _counts(records: set[ox.Triple]) -> Iterator[_Statement]:
    typed = {(triple.subject, triple.object) for triple in records if triple.predicate == _TYPE}
    yield "void:triples", ox.Literal(len(records))
    yield "void:entities", ox.Literal(len({subject for subject, _ in typed}))
    yield "void:classes", ox.Literal(len({kind for _, kind in typed}))
    yield "void:properties", ox.Literal(len({triple.predicate for triple in records}))
