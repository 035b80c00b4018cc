"""A store on disk, as it is read: one generation of it, which stays as it is while others are made."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg.stores.answers import Answer
from ipskg.stores.embedded import EmbeddedStore
from ipskg.stores.generations import QUADS, damaged, reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipskg.stores.answers import Row
    from ipskg.stores.embedded import Statement


class DiskStore(EmbeddedStore):
    """The store in a folder, as it was last written.

    `generation` is the folder that is read. A file that is put there, such as one made of what the store holds, goes
    with it, and is not taken over by the next. Raises as `generations.reading`; a file that cannot be read after all
    is told as damage whenever it is met.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held = ExitStack()  # which lets go of the generation when nobody has the store any more
        self.generation = self._held.enter_context(reading(path))
        with _telling(path):
            super().__init__(ox.Store.read_only(str(self.quads)))

    @property
    def quads(self) -> Path:
        """The folder of Oxigraph that is read, which nobody writes to while this store is held."""
        return self.generation / QUADS

    def answer(self, query: str) -> Answer:
        """Answer a SPARQL query over the union of all graphs; see `Store.answer`."""
        with _telling(self._path):
            return _Answer(super().answer(query), self._path)

    def graphs(self, namespace: str) -> list[str]:
        """Give the named graphs whose IRIs begin with a namespace, from the index; see `Store.graphs`."""
        from ipskg.stores import index

        with index.opened(self.generation) as known:
            return known.graphs(namespace)

    def statements(self, graph: str) -> Iterator[Statement]:
        """Give what a named graph says; see `Store.statements`."""
        with _telling(self._path):
            yield from super().statements(graph)

    def as_ntriples(self) -> bytes:
        """Give all as N-Triples; see `EmbeddedStore.as_ntriples`."""
        with _telling(self._path):
            return super().as_ntriples()


class _Answer(Answer):
    """An answer from a store on disk, which is read while it is asked for."""

    def __init__(self, answer: Answer, path: Path) -> None:
        super().__init__(answer._results)
        self._path = path

    def rows(self) -> Iterator[Row]:
        with _telling(self._path):
            yield from super().rows()

    def statements(self) -> Iterator[Statement]:
        with _telling(self._path):
            yield from super().statements()

    def triples(self) -> Iterator[tuple[str, str, str]]:
        with _telling(self._path):
            yield from super().triples()

    def serialize(self, format: str) -> bytes:
        with _telling(self._path):
            return super().serialize(format)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise damaged(path, str(error).partition("\n")[0]) from None
