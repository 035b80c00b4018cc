"""The namespaces of ipskg and of the W3C and Dublin Core terms that its data use, by prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

METAETH = "https://w3id.org/ipskg/meta-ethnography#"

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "ips": "https://w3id.org/ipskg/ips#",
    "metaeth": METAETH,
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "queries": "https://w3id.org/ipskg/queries#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "shapes": "https://w3id.org/ipskg/shapes#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def expand(name: str) -> str:
    """Give the IRI of a name with one of these prefixes.

    >>> expand("dcterms:title")
    'http://purl.org/dc/terms/title'
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def local_name(iri: str) -> str:
    """Give what stands after the last slash or hash: the id of a record.

    >>> local_name("https://w3id.org/ipskg/data/moen-2021/crain-2009")
    'crain-2009'
    """
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]


def shortened(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Write an IRI with the prefix of the longest namespace that fits; as it is where none does.

    >>> shortened("http://purl.org/dc/terms/title")
    'dcterms:title'
    """
    fitting = [(len(namespace), prefix) for prefix, namespace in prefixes.items() if iri.startswith(namespace)]
    if not fitting:
        return iri
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}"
