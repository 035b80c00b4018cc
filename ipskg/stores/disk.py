"""A store on disk, as it is read: one generation of it, which stays as it is while others are made."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg.stores.embedded import EmbeddedStore
from ipskg.stores.generations import QUADS, damaged, reading

if TYPE_CHECKING:
    from pathlib import Path


class DiskStore(EmbeddedStore):
    """The store in a folder, as it was last written. Raises as `generations.reading`."""

    def __init__(self, path: Path) -> None:
        self._held = ExitStack()  # which lets go of the generation when nobody has the store any more
        self._generation = self._held.enter_context(reading(path))
        try:
            super().__init__(ox.Store.read_only(str(self._generation / QUADS)))
        except (OSError, RuntimeError) as error:
            raise damaged(path, str(error).partition("\n")[0]) from None

    def graphs(self, namespace: str) -> list[str]:
        """Give the named graphs whose IRIs begin with a namespace, from the index; see `Store.graphs`."""
        from ipskg.stores import index

        with index.opened(self._generation) as known:
            return known.graphs(namespace)
