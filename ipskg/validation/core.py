"""SHACL Core by one of two engines: pyshacl, which is always there, and one in Rust, with the extra `fast`.

Both are given triples and give results, the same ones. The engine in Rust is held to that for the shapes of ipskg;
shapes of the user's own, which may be anything, are pyshacl's.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import rdflib
from rdflib import RDFS, BNode, Literal, URIRef
from rdflib.plugins.parsers.ntriples import unquote

from ipskg.validation import engine
from ipskg.validation.engine import Result
from ipskg.validation.sources import QueriedOften

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rdflib.term import Node

    from ipskg.validation.focus import Shapes

    Core = Callable[[bytes], Iterator[Result]]  # from N-Triples to what does not conform in them

_SUBCLASS = f" <{RDFS.subClassOf}> ".encode()
_LITERAL = re.compile(r'"(.*)"(?:@([\w-]+)|\^\^<(.*)>)?', re.DOTALL)


def is_fast() -> bool:
    """Tell whether the extra `fast` is installed."""
    return find_spec("shacl") is not None


def chosen(shapes: Shapes) -> Core:
    """Give the engine for shapes: that in Rust where it is installed, and the shapes are those of ipskg alone."""
    return in_rust(shapes.for_engine) if shapes.only_ours and is_fast() else by_pyshacl(shapes.for_engine)


def by_pyshacl(shapes: rdflib.Graph) -> Core:
    """Make the engine that is always there. It raises UnreadableInput for shapes that are no valid SHACL."""

    def results(triples: bytes) -> Iterator[Result]:
        data = QueriedOften()
        data.parse(data=triples, format="nt", bnode_context=_SameNames())
        return engine.results(data, shapes)

    return results


class _SameNames(dict[str, BNode]):
    """Keeps the names of things without an id, by which the store knows them."""

    def get(self, name: str, default: Any = None) -> BNode:
        return BNode(name)


def in_rust(shapes: rdflib.Graph) -> Core:
    """Make the engine of the extra `fast`."""
    import shacl

    compiled, slow = shacl.Shapes.from_text(shapes.serialize(format="nt"), format="ntriples"), by_pyshacl(shapes)

    def results(triples: bytes) -> Iterator[Result]:
        found = [_result(one) for one in compiled.validate_text(triples.decode(), format="ntriples").results]
        yield from (one for one in found if not isinstance(one.record, BNode))
        if any(isinstance(one.record, BNode) for one in found):
            # It gives things without an id names of its own, so that nobody knows which they are.
            yield from (one for one in slow(_around_nameless(triples)) if isinstance(one.record, BNode))

    return results


def _around_nameless(triples: bytes) -> bytes:
    """Keep what is said of things without an id and of what they name: the shapes of ipskg look no further."""
    lines = triples.splitlines(keepends=True)
    near = [line for line in lines if line.startswith(b"_:") or b"> _:" in line]
    named = {term for line in near for term in line.split(b" ", 3)[:3]}
    return b"".join(line for line in lines if line.split(b" ", 1)[0] in named or _SUBCLASS in line)


def _result(found: Any) -> Result:
    return Result(
        record=_term(found.focus_node),
        path=None if found.path is None else _term(found.path),
        value=None if found.value is None else _term(found.value),
        shape=None if found.source_shape is None else _term(found.source_shape),
        severity=URIRef(found.severity_iri),
        component=URIRef(found.component_iri),
        messages=tuple(found.messages),
    )


@lru_cache(maxsize=10_000)
def _term(text: str) -> Node:
    """Read a term in N-Triples; a path of several steps, which has no form there, is a thing without an id."""
    if literal := _LITERAL.fullmatch(text):
        said, language, datatype = literal.groups()
        return Literal(unquote(said), lang=language, datatype=None if datatype is None else URIRef(datatype))
    if text.startswith("<") and text.endswith(">"):
        return URIRef(text[1:-1])
    return BNode(text.removeprefix("_:"))
