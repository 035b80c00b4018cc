"""The page where readers ask their own queries, in their own browser: its engine, and the graph as a script.

A page that is opened from a file may load scripts and styles, and nothing else; so the graph and the engine's
WebAssembly stand in scripts.
"""

from __future__ import annotations

import base64
import gzip
import json
from importlib import resources
from typing import TYPE_CHECKING

from ipskg.export import export_all
from ipskg.queries import catalogue, choices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipskg.corpus import Corpus
    from ipskg.queries import Query

SCRIPTS = ("engine/engine.js", "engine/graph.js", "engine/yasgui.js", "query.js")


def by_group() -> dict[str, list[Query]]:
    """Give the canned queries that have rows, by group."""
    groups: dict[str, list[Query]] = {}
    for query in catalogue().values():
        if not query.gives_graph:
            groups.setdefault(query.group, []).append(query)
    return groups


def engine(corpus: Corpus) -> Iterator[tuple[str, bytes]]:
    """Give the files that the page loads, but for what all pages share."""
    yield "engine/graph.js", _graph(corpus)
    yield "engine/engine.js", _engine()
    for name in ("yasgui.js", "yasgui.css", "LICENCES.txt", "README.md"):
        yield f"engine/{name}", _file(name)


def _graph(corpus: Corpus) -> bytes:
    """Give all statements, the canned queries, and the prefixes."""
    trig = export_all(corpus).decode()
    asked = [query for own in by_group().values() for query in own]
    values = {one.kind: choices(corpus.store, one) for query in asked for one in query.parameters}
    queries = [
        {
            "name": query.name,
            "question": query.question,
            "description": query.description,
            "text": query.text,
            "parameters": [
                {"name": one.name, "description": one.description, "kind": one.kind} for one in query.parameters
            ],
        }
        for query in asked
    ]
    return _script("ipskgGraph", {"trig": trig, "queries": queries, "values": values, "prefixes": corpus.prefixes})


def _engine() -> bytes:
    packed = gzip.compress(_file("oxigraph.wasm"), compresslevel=6, mtime=0)
    return _script("ipskgEngine", {"script": _file("oxigraph.js").decode(), "wasm": base64.b64encode(packed).decode()})


def _script(name: str, value: object) -> bytes:
    """Write a value as a script; no text in it can end the element that it may stand in."""
    written = json.dumps(value).replace("</", "<\\/")
    return f"window.{name} = {written};\n".encode()


def _file(name: str) -> bytes:
    return resources.files("ipskg").joinpath("site", "engine", name).read_bytes()
