"""The index of a generation of a store: of what content each graph was made, and from which folder each review.

It is written before a generation is published, and not again. A writer that commits one graph at a time notes its name
in a file of lines before the graph changes, so that of no graph a content is told that it does not have.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from ipskg.stores.embedded import in_order
from ipskg.stores.generations import damaged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FILE, WRITTEN = "index.sqlite", "written.txt"
_TABLES = """
CREATE TABLE graph (iri TEXT PRIMARY KEY, digest BLOB NOT NULL, ontology INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE review (namespace TEXT PRIMARY KEY, folder TEXT NOT NULL) WITHOUT ROWID;
"""
_BELOW = "iri >= ? AND iri < ?"
_LAST = "\U0010ffff"


class Index:
    """The index of a generation that nobody writes to, or of a new one while it is `changed`."""

    def __init__(self, base: sqlite3.Connection, written: Iterable[str] = ()) -> None:
        self._base = base
        self._written = set(written)

    def digests(self, namespace: str) -> dict[str, bytes]:
        """Give the graphs below a namespace with the digests of their content, empty where that is not known."""
        rows = self._base.execute(f"SELECT iri, digest FROM graph WHERE {_BELOW}", (namespace, namespace + _LAST))
        known = dict(rows.fetchall())
        return known | {iri: b"" for iri in self._written if iri.startswith(namespace)}

    def ontology(self) -> dict[str, bytes]:
        """Give the graphs of the ontology with the digests of their content."""
        return dict(self._base.execute("SELECT iri, digest FROM graph WHERE ontology").fetchall())

    def graphs(self, namespace: str) -> list[str]:
        """Give the graphs below a namespace, in the order of the files of a review."""
        return in_order(self.digests(namespace))

    def folder(self, namespace: str) -> str | None:
        """Give the folder from which the review with a namespace was loaded."""
        found = self._base.execute("SELECT folder FROM review WHERE namespace = ?", (namespace,)).fetchone()
        return None if found is None else str(found[0])

    def folders(self) -> list[str]:
        """Give the folders from which reviews were loaded."""
        return [str(row[0]) for row in self._base.execute("SELECT folder FROM review ORDER BY folder")]

    def namespaces(self) -> list[str]:
        """Give the namespaces of the reviews that were loaded."""
        return [str(row[0]) for row in self._base.execute("SELECT namespace FROM review")]

    def entangled(self, namespace: str) -> str | None:
        """Give the namespace of another review that lies in this one, or in which this one lies."""
        above = [namespace[: end + 1] for end, sign in enumerate(namespace[:-1]) if sign in "/#"]
        marks = ", ".join("?" * len(above))
        found = self._base.execute(
            f"SELECT namespace FROM review WHERE namespace IN ({marks}) OR (namespace > ? AND namespace < ?)",
            (*above, namespace, namespace + _LAST),
        ).fetchone()
        return None if found is None else str(found[0])

    def put(self, iri: str, digest: bytes, *, ontology: bool = False) -> None:
        """Say of what content a graph is made."""
        self._base.execute("REPLACE INTO graph VALUES (?, ?, ?)", (iri, digest, ontology))

    def drop(self, iri: str) -> None:
        """Say that there is no such graph."""
        self._base.execute("DELETE FROM graph WHERE iri = ?", (iri,))

    def put_review(self, namespace: str, folder: str) -> None:
        """Say from which folder a review comes."""
        self._base.execute("REPLACE INTO review VALUES (?, ?)", (namespace, folder))

    def drop_review(self, namespace: str) -> None:
        """Say that there is no such review."""
        self._base.execute("DELETE FROM review WHERE namespace = ?", (namespace,))


def create(generation: Path) -> None:
    """Make the index of an empty generation."""
    with closing(sqlite3.connect(generation / FILE)) as base:
        base.executescript(_TABLES)


@contextmanager
def opened(generation: Path) -> Iterator[Index]:
    """Read the index of a generation. Raises UnreadableInput for one that is damaged."""
    # No process changes it any more, so that it needs neither a lock nor leave to write.
    name = f"{(generation / FILE).absolute().as_uri()}?mode=ro&immutable=1"
    with _telling(generation), closing(sqlite3.connect(name, uri=True)) as base:
        yield Index(base, noted(generation))


@contextmanager
def changed(generation: Path) -> Iterator[Index]:
    """Change the index of a new generation, which takes over what was noted in the one before."""
    with _telling(generation), closing(sqlite3.connect(generation / FILE)) as base:
        base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL")  # if it fails, all is thrown away
        index = Index(base)
        for iri in noted(generation):
            index.put(iri, b"")
        (generation / WRITTEN).unlink(missing_ok=True)
        yield index
        base.commit()


def note(generation: Path, graph: str) -> None:
    """Note that a graph is about to change."""
    handle = os.open(generation / WRITTEN, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    with os.fdopen(handle, "wb", buffering=0) as file:
        file.write(f"{graph}\n".encode())


def noted(generation: Path) -> list[str]:
    """Give the graphs that were noted; a last line that was cut off is of a graph that did not change."""
    try:
        lines = (generation / WRITTEN).read_text("utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return []
    return list(dict.fromkeys(lines[:-1]))


@contextmanager
def _telling(generation: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise damaged(generation.parent, f"{FILE}: {error}") from None
