"""Invented corpora of several sizes, as N-Quads, as stores of ipskg, and as review folders."""

from collections.abc import Iterator
from pathlib import Path

import generator
from pyoxigraph import QuerySolutions, RdfFormat, Store

from ipskg.loading.disk import put_in_order
from ipskg.stores import index
from ipskg.stores.generations import QUADS
from ipskg.stores.shelf import alone

REVIEW = generator.review(3)  # the one that is asked for; all corpora have it


def n_quads(folder: Path, size: int) -> Path:
    """Name the corpus of a size as N-Quads."""
    return folder / f"{size}.nq"


def store(folder: Path, size: int) -> Path:
    """Name the store of ipskg that holds the corpus of a size."""
    return folder / f"{size}.store"


def made(folder: Path, size: int) -> None:
    """Make the corpus of a size in both forms; the store is filled as `ipskg load` does it."""
    with alone(store(folder, size)) as shelf, shelf.draft(fresh=True) as generation:
        with index.changed(generation) as known, n_quads(folder, size).open("wb") as file:
            file.write(generator.ontology())
            file.writelines(_noting(known, size))
        filled = Store(str(generation / QUADS))
        filled.bulk_load(path=str(n_quads(folder, size)), format=RdfFormat.N_QUADS)
        put_in_order(filled, size)
        filled.flush()
        del filled


def _noting(known: index.Index, size: int) -> Iterator[bytes]:
    for number, one in enumerate(generator.reviews(size), 1):
        known.put_review(one.namespace, f"/review-{number}")
        for file in one.files:
            known.put(one.namespace + file, b"")
        yield "".join(one.n_quads()).encode()


def opened(folder: Path, size: int, kind: str) -> Store:
    """Open the corpus of a size without our layer: on disk, or loaded into memory."""
    if kind == "disk":
        return Store.read_only(str(next(store(folder, size).glob("generation-*")) / QUADS))
    memory = Store()
    memory.bulk_load(path=str(n_quads(folder, size)), format=RdfFormat.N_QUADS)
    return memory


def select(asked: Store, text: str) -> QuerySolutions:
    """Ask the union of all graphs."""
    found = asked.query(text, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return found
