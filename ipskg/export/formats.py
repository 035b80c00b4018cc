"""The formats of RDF, all from Oxigraph's writers but JSON-LD."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg import turtle
from ipskg.errors import WrongUsage
from ipskg.export.jsonld import as_jsonld

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ipskg.export.sources import Source

# Oxigraph puts prefixes in an order that changes from call to call.
_PREFIXED_XML = re.compile(rb"<rdf:RDF( [^>]*)>")

_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]")
_XML_NAME = re.compile(r".*[/#:][^\W\d][\w.-]*")


def as_turtle(source: Source) -> bytes:
    """Write all as one graph."""
    if source.written is not None:
        return source.written.encode()
    return turtle.document(source.parts(), source.prefixes).encode()


def as_trig(source: Source) -> bytes:
    """Write each named graph as a block."""
    graphs = "".join(
        f"\n<{iri}> {{\n{_indented(turtle.body(parts, source.prefixes))}}}\n" for iri, parts in source.graphs()
    )
    return (turtle.header(graphs, source.prefixes) + graphs).encode()


def as_nquads(source: Source) -> bytes:
    """Write a line for each triple of each named graph, sorted."""
    written = ox.serialize(source.quads(), format=ox.RdfFormat.N_QUADS) or b""
    return b"".join(sorted(set(written.splitlines(keepends=True))))


def as_rdfxml(source: Source) -> bytes:
    """Write all as one graph. Raises WrongUsage for what XML has no way to write."""
    triples = [triple for part in source.parts() for triple in part.triples]
    _check_xml(triples)
    written = ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=source.prefixes) or b""
    return _PREFIXED_XML.sub(lambda found: b" ".join([b"<rdf:RDF", *sorted(found[1].split())]) + b">", written, count=1)


WRITERS: dict[str, Callable[[Source], bytes]] = {
    "turtle": as_turtle,
    "trig": as_trig,
    "nquads": as_nquads,
    "jsonld": as_jsonld,
    "rdfxml": as_rdfxml,
}


def _indented(text: str) -> str:
    return re.sub(r"(?m)^(?=.)", "    ", text)


def _check_xml(triples: Iterable[ox.Triple]) -> None:
    """Refuse what would be no XML, or be read back as something else: XML turns a carriage return into a line feed."""
    properties = sorted({triple.predicate.value for triple in triples})
    problems = [f"the property {iri} ends in no name" for iri in properties if not _XML_NAME.fullmatch(iri)]
    for triple in triples:
        if isinstance(triple.object, ox.Literal) and (found := _NO_XML.search(triple.object.value)):
            problems.append(f"a text of {triple.subject} has the character U+{ord(found[0]):04X}")
    if problems:
        raise WrongUsage(f"{problems[0]}, which RDF/XML has no way to write: choose another format")
