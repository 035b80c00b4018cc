"""Files read for a store as N-Quads, the next ones while those before them are written."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg.graphs import turtle, unparsable
from ipskg.loading.planning import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ipskg.graphs import GraphFile


class Stream:
    """Parts, each made when it is needed, as a file that Oxigraph reads; an error in making one is kept as it was.

    `lines` is how many there were so far.
    """

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._part = parts, BytesIO()
        self.error: BaseException | None = None
        self.lines = 0

    def read(self, size: int) -> bytes:
        """Give so many bytes, or fewer; none at the end."""
        try:
            while not (given := self._part.read(size)):
                part = next(self._parts)
                self.lines += part.count(b"\n")
                self._part = BytesIO(part)
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        return given


@dataclass(frozen=True)
class Read:
    """Files that were read: their digests, and what they say, in a store of their own and in N-Quads."""

    digests: dict[GraphFile, bytes]
    store: ox.Store
    quads: bytes


def ahead(groups: Iterator[tuple[str, list[GraphFile]]]) -> Iterator[tuple[str, Read]]:
    """Read the next group of files while the one before is written: neither needs Python for the most of its time."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        waiting: tuple[str, Future[Read]] | None = None
        for name, files in groups:
            coming = (name, reader.submit(_read, files))
            if waiting is not None:
                yield waiting[0], waiting[1].result()
            waiting = coming
        if waiting is not None:
            yield waiting[0], waiting[1].result()


def _read(files: Iterable[GraphFile]) -> Read:
    store, digests = ox.Store(), {}
    for file in files:
        content = turtle(file.path)
        digests[file] = digest(content)
        try:
            store.load(content, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(file.iri))
        except SyntaxError as error:
            raise unparsable(file.path, error) from None
    return Read(digests, store, store.dump(format=ox.RdfFormat.N_QUADS) or b"")
