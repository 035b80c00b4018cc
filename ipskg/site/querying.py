"""What the query page asks with: the canned queries, and the graph of a review, each as a script file."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING

from ipskg.queries import catalogue
from ipskg.site.searching import assigned

if TYPE_CHECKING:
    from ipskg.queries import Query

ENGINE = "oxigraph.js"
QUERIES = "queries.js"
GRAPHS = "graphs.js"


def groups() -> list[tuple[str, list[Query]]]:
    """Give the canned queries by group."""
    return [(group, list(own)) for group, own in groupby(catalogue().values(), key=lambda query: query.group)]


def queries() -> bytes:
    """Write the canned queries with their parameters and their text."""
    return assigned("cannedQueries", [asdict(query) for query in catalogue().values()]).encode()


def graphs(trig: bytes) -> bytes:
    """Write the graph of a review."""
    return assigned("reviewGraphs", trig.decode()).encode()
