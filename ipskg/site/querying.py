"""What the query page asks with: the engine, the canned queries, and the graph of a review, each as a script file.

A page that is opened from a file may load scripts and styles, and nothing else.
"""

from __future__ import annotations

import base64
import gzip
from dataclasses import asdict
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING

from ipskg.queries import catalogue
from ipskg.site.searching import assigned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipskg.queries import Query

QUERIES = "queries.js"
GRAPHS = "graphs.js"
STYLES = ("engine/yasgui.css", "query.css")
_ENGINE = "engine/engine.js"
SCRIPTS = (_ENGINE, "engine/yasgui.js", QUERIES, GRAPHS, "query.js")

# Files of the engine that stand in the site as they are, by their path there.
_WHOLE = {
    "engine/yasgui.js": "yasgui.js",
    STYLES[0]: "yasgui.css",
    "engine/licences.txt": "LICENCES.txt",
    "engine/versions.md": "README.md",
}
SHARED = (_ENGINE, *_WHOLE, QUERIES)


def shared() -> Iterator[tuple[str, bytes]]:
    """Give the files that the query pages of all reviews of a site share, by path."""
    yield _ENGINE, _engine()
    yield from ((path, _file(name)) for path, name in _WHOLE.items())
    yield QUERIES, assigned("cannedQueries", [asdict(query) for query in catalogue().values()]).encode()


def groups() -> list[tuple[str, list[Query]]]:
    """Give the canned queries by group."""
    return [(group, list(own)) for group, own in groupby(catalogue().values(), key=lambda query: query.group)]


def graphs(trig: bytes) -> bytes:
    """Write the graph of a review."""
    return assigned("reviewGraphs", trig.decode()).encode()


def _engine() -> bytes:
    """Write the engine as text, of which the page makes a worker: its script, and its WebAssembly compressed."""
    binary = base64.b64encode(gzip.compress(_file("oxigraph.wasm"), compresslevel=6, mtime=0)).decode()
    return assigned("queryEngine", {"script": _file("oxigraph.js").decode(), "binary": binary}).encode()


def _file(name: str) -> bytes:
    return resources.files("ipskg").joinpath("site", "engine", name).read_bytes()
