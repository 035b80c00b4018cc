"""Make the JSON-LD context from the ontology: a name without a prefix for each property, class and concept.

What the values of a property are follows from its kind and range; for an annotation property, from the values that
the ontology itself gives it.
"""

from __future__ import annotations

import json
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef

from ipskg.namespaces import PREFIXES, local_name

ONTOLOGY = Path(__file__).parents[1] / "ontology"
CONTEXT = ONTOLOGY / "context.jsonld"

PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def jsonld_context() -> str:
    """Write the context."""
    graph = Graph()
    for path in (ONTOLOGY / "meta-ethnography.ttl", *(ONTOLOGY / "vocabularies").glob("*.ttl")):
        graph.parse(path)
    names = {"id": "@id", "type": "@type", **PREFIXES}
    things = {local_name(term): _prefixed(term) for term in _terms(graph, OWL.Class, SKOS.Concept)}
    properties = {
        local_name(term): {"@id": _prefixed(term), **_values(graph, term)} for term in _terms(graph, *PROPERTIES)
    }
    return json.dumps({"@context": {**names, **things, **properties}}, indent=2) + "\n"


def _terms(graph: Graph, *kinds: URIRef) -> list[URIRef]:
    """Give the terms of some kinds by name; no two have the same."""
    found = {term for kind in kinds for term in graph.subjects(RDF.type, kind) if isinstance(term, URIRef)}
    by_name = {local_name(term): term for term in found}
    assert len(by_name) == len(found), "two terms have one name"
    return [by_name[name] for name in sorted(by_name)]


def _prefixed(term: str) -> str:
    local = local_name(term)
    return f"{next(name for name, iri in PREFIXES.items() if iri == term.removesuffix(local))}:{local}"


def _values(graph: Graph, term: URIRef) -> dict[str, str]:
    """Say what the values of a property are: records, numbers, texts by language, or plain strings."""
    kinds, range_ = set(graph.objects(term, RDF.type)), graph.value(term, RDFS.range)
    used = list(graph.objects(None, term))
    texts = [value for value in used if isinstance(value, Literal)]
    if OWL.ObjectProperty in kinds or (used and not texts):
        return {"@type": "@vocab"}
    if isinstance(range_, URIRef):
        return {} if range_ == XSD.string else {"@type": _prefixed(range_)}
    by_language = OWL.DatatypeProperty in kinds or all(value.language for value in texts)
    return {"@container": "@language"} if by_language else {}
