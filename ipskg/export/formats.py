"""The formats of RDF, all from Oxigraph's writers but JSON-LD.

Oxigraph writes triples in the order in which it gets them, numbers as they stand, and groups what follows one
another; so it takes an order to read well, and headings. rdflib's writers sort by IRI.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg.errors import WrongUsage
from ipskg.export.jsonld import as_jsonld

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ipskg.export.order import Part
    from ipskg.export.sources import Source

# Oxigraph puts prefixes in an order that changes from call to call.
_PREFIXED_TURTLE = re.compile(r"\A(@prefix .*\n)*")
_PREFIXED_XML = re.compile(rb"<rdf:RDF( [^>]*)>")

_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]")
_XML_NAME = re.compile(r".*[/#:][^\W\d][\w.-]*")


def as_turtle(source: Source) -> bytes:
    """Write all as one graph."""
    if source.written is not None:
        return source.written.encode()
    body = _body(source.parts(), source.prefixes)
    return (_header(body, source.prefixes) + body).encode()


def as_trig(source: Source) -> bytes:
    """Write each named graph as a block."""
    graphs = "".join(f"\n<{iri}> {{\n{_indented(_body(parts, source.prefixes))}}}\n" for iri, parts in source.graphs())
    return (_header(graphs, source.prefixes) + graphs).encode()


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


def _body(parts: Iterable[Part], prefixes: dict[str, str]) -> str:
    """Write parts as Turtle without its prefixes: a heading over each, a blank line between records."""
    body = ""
    for part in parts:
        written = ox.serialize(part.triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b""
        records = _PREFIXED_TURTLE.sub("", written.decode())
        # A line break inside a literal is escaped, so that these are the ends and beginnings of statements.
        records = records.replace("\n\t", "\n    ").replace(" .\n", " .\n\n").removesuffix("\n")
        body += f"\n# {part.heading}\n\n{records}" if part.heading else f"\n{records}"
    return body


def _header(body: str, prefixes: dict[str, str]) -> str:
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(prefixes.items()) if f"{name}:" in body)


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
