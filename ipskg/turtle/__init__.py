"""Turtle that people read and compare: records in reading order, the same bytes for the same graph.

Oxigraph writes triples in the order in which it gets them, numbers as they stand, and groups what follows one
another; so it takes an order to read well, and headings. rdflib's writers sort by IRI.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg.turtle.order import Part, ReadingOrder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Part", "ReadingOrder", "body", "document", "header", "of_triples", "usable"]

# Oxigraph puts prefixes in an order that changes from call to call.
_PREFIXED = re.compile(r"\A(@prefix .*\n)*")


def of_triples(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> str:
    """Write a graph as a Turtle document of its own: records in reading order, without headings."""
    triples = list(triples)
    parts = ReadingOrder(triples).parts(triples)
    return document([Part("", part.triples) for part in parts], prefixes)


def document(parts: Iterable[Part], prefixes: Mapping[str, str]) -> str:
    """Write parts as a Turtle document: the prefixes that it uses, then a heading over each part that has one."""
    written = body(parts, prefixes)
    return header(written, prefixes) + written


def body(parts: Iterable[Part], prefixes: Mapping[str, str]) -> str:
    """Write parts as Turtle without its prefixes: a heading over each, a blank line between records."""
    body = ""
    for part in parts:
        written = ox.serialize(part.triples, format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes)) or b""
        records = _PREFIXED.sub("", written.decode())
        # A line break inside a literal is escaped, so that these are the ends and beginnings of statements.
        records = records.replace("\n\t", "\n    ").replace(" .\n", " .\n\n").removesuffix("\n")
        body += f"\n# {part.heading}\n\n{records}" if part.heading else f"\n{records}"
    return body


def header(body: str, prefixes: Mapping[str, str]) -> str:
    """Declare the prefixes that a body may use, sorted."""
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(prefixes.items()) if f"{name}:" in body)


def usable(prefixes: Mapping[str, str]) -> dict[str, str]:
    """Leave out a prefix that cannot be written, and one that overlaps another: a writer might take either."""
    return {
        name: iri
        for name, iri in prefixes.items()
        if re.fullmatch(r"(?!xml)[a-zA-Z][\w-]*", name, re.ASCII)
        and not any(other.startswith(iri) for also, other in prefixes.items() if also != name)
    }
