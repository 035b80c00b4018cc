"""The index of the texts in a store on disk: in the folder of a generation, beside the quads that it is made of.

What a review says is what its own graphs say, so that a change of a graph changes the texts of one review. The index is
put in its place when it is whole and never changed again. A generation may be without one, as one is that a writer was
killed in: whoever looks for words next makes it.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg.corpus import StoreCorpus
from ipskg.errors import UnreadableInput
from ipskg.namespaces import PREFIXES
from ipskg.queries import find
from ipskg.search import Index, writing
from ipskg.stores import MemoryStore, index

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from ipskg.stores import Row, Store
    from ipskg.stores.disk import DiskStore

    Names = Callable[[Sequence[str]], Iterable[str]]
    Put = Callable[[str, Store], None]

FILE = "texts.sqlite"
_NAMESPACE = f"<{PREFIXES['vann']}preferredNamespaceUri>"
_NAMESPACES = f"SELECT DISTINCT ?namespace WHERE {{ GRAPH %s {{ ?review {_NAMESPACE} ?namespace }} }}"


def opened(store: DiskStore, *, progress: Names = iter) -> Index:
    """Open the index of the texts in a store; one that is missing, or of another version, is made.

    Where nobody may write it is made in memory. Raises UnreadableInput where it cannot be written to its end.
    """
    path, query = store.generation / FILE, _query()
    with suppress(UnreadableInput):
        return Index.open(path, query=query)
    rows = ((namespace, _said(store, store.graphs(namespace))) for namespace in progress(_namespaces(store)))
    if not os.access(path.parent, os.W_OK):
        return Index.of(row for _, said in rows for row in said)
    with writing(path, query=query) as texts:
        for namespace, said in rows:
            texts.put(namespace, said)
    return Index.open(path, query=query)


@contextmanager
def begun(generation: Path) -> Iterator[Put]:
    """Make the index of a new generation of the reviews that are put into it, each in a store of its own."""
    with writing(generation / FILE, query=_query()) as texts:
        yield lambda namespace, alone: texts.put(namespace, alone.answer(_query()).rows())


def carry_over(old: Path, generation: Path, store: Store, graphs: Iterable[str]) -> None:
    """Give a generation the texts of the one before, those of changed graphs anew; nothing where that had none."""
    path, query = old / FILE, _query()
    if path.is_symlink() or not path.is_file():
        return
    with suppress(UnreadableInput):  # an index of no use: the next one who looks for words makes another
        Index.open(path, query=query).close()
        with writing(generation / FILE, query=query, old=path) as texts, index.opened(generation) as known:
            for namespace in _touched(store, graphs, {*texts.parts, *known.namespaces()}):
                if own := known.graphs(namespace):
                    texts.put(namespace, _said(store, own))
                else:
                    texts.drop(namespace)


def _touched(store: Store, graphs: Iterable[str], namespaces: Collection[str]) -> set[str]:
    """Give the namespaces of the reviews to which some graphs belong, also of one that a graph has just begun."""
    graphs = tuple(graphs)
    asked = (_NAMESPACES % ox.NamedNode(graph) for graph in graphs)
    new = {row["namespace"] for query in asked for row in store.answer(query).rows()}
    found = (above(graph, new.union(namespaces)) for graph in graphs)
    return {namespace for namespace in found if namespace is not None}


def above(graph: str, namespaces: Collection[str]) -> str | None:
    """Give the namespace in which a graph has its name.

    >>> above("https://example.org/one/studies/a.ttl", {"https://example.org/one/"})
    'https://example.org/one/'
    """
    starts = (graph[: end + 1] for end, sign in enumerate(graph) if sign in "/#")
    return next((start for start in starts if start in namespaces), None)


def _said(store: Store, graphs: Iterable[str]) -> Iterable[Row]:
    """Give the texts of some graphs, by themselves in memory: they take a tenth of the time that they take on disk."""
    alone = MemoryStore()
    for graph in graphs:
        alone.add(graph, store.statements(graph))
    return alone.answer(_query()).rows()


def _namespaces(store: DiskStore) -> list[str]:
    return sorted({review.namespace for review in StoreCorpus(store).reviews})


def _query() -> str:
    """Give the query for texts without its order, which is a fifth of its time: the index has an order of its own."""
    return find("texts").text.partition("\nORDER BY ?review ")[0]
