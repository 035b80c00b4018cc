"""The index: SQLite's full-text search (FTS5), in memory for a folder, in a file beside a store.

Words are compared without regard to capitals and diacritics.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ipskg.errors import MissingTool, UnreadableInput
from ipskg.search.words import expression

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VERSION = 1  # of the layout: a file with another is not read

_SHOWN = ("kind", "record", "recordLabel", "review", "reviewLabel", "sources")
_LAYOUT = f"""
CREATE VIRTUAL TABLE texts USING fts5(label, text, {", ".join(f"{name} UNINDEXED" for name in _SHOWN)},
  tokenize = 'unicode61 remove_diacritics 2', prefix = '3')
"""
_ADD = f"INSERT INTO texts VALUES ({', '.join('?' * (len(_SHOWN) + 2))})"

# A name counts twice what a text does. What is equal stands in the order of the IRIs.
_BEST = """
SELECT rowid, bm25(texts, 2.0, 1.0) AS score FROM texts WHERE texts MATCH ?
ORDER BY score, record, kind LIMIT ?
"""
_SHOW = f"""
SELECT {", ".join(_SHOWN)}, snippet(texts, 1, ?, ?, '…', 24) FROM texts WHERE texts MATCH ? AND rowid = ?
"""


@dataclass(frozen=True)
class Found:
    """A text in which the words were found; `score` is the higher the better it fits."""

    kind: str
    record: str
    label: str
    review: str
    review_label: str
    sources: str | None  # the studies that it comes from, joined by a semicolon
    snippet: str
    score: float


def build(path: str | os.PathLike[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write an index of the rows of the canned query `texts` into a file: all of it or nothing."""
    target = Path(path)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with closing(sqlite3.connect(draft)) as connection:
            _fill(connection, rows)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


class Index:
    """An index that is open: `Index.of` makes one in memory, `Index.open` opens the one in a file."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None = None) -> None:
        self._connection, self._path = connection, path

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> Index:
        """Make an index in memory of the rows of the canned query `texts`."""
        connection = sqlite3.connect(":memory:")
        _fill(connection, rows)
        return cls(connection)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Index:
        """Open the index in a file, to read it. Raises UnreadableInput for one that is not there or of no use."""
        path = Path(path)
        try:
            connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)
            (version,) = connection.execute("PRAGMA user_version").fetchone()
        except sqlite3.Error as error:
            raise UnreadableInput(f"no index of texts: {error}; load the store again", path=path) from None
        if version != VERSION:
            raise UnreadableInput("an index of texts of another version of ipskg: load the store again", path=path)
        return cls(connection, path)

    def find(self, words: str, *, limit: int = 20, mark: tuple[str, str] = ("", "")) -> list[Found]:
        """Give the texts that have all of the words, the best first; `mark` stands around what was found.

        A word may end in `*`, and words in double quotes stand one after another. Raises WrongUsage for no words or
        too many, UnreadableInput for an index that is damaged.
        """
        asked = expression(words)
        try:
            best = self._connection.execute(_BEST, (asked, limit)).fetchall()
            return [self._shown(row, asked, score, mark) for row, score in best]
        except sqlite3.Error as error:
            raise UnreadableInput(f"the index of texts cannot be read: {error}", path=self._path) from None

    def _shown(self, row: int, asked: str, score: float, mark: tuple[str, str]) -> Found:
        # A snippet is cut for what is shown only: to cut one for all that is found would take most of the time.
        shown = self._connection.execute(_SHOW, (*mark, asked, row)).fetchone()
        kind, record, label, review, review_label, sources, snippet = shown
        return Found(kind, record, label, review, review_label, sources, snippet, -score)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _fill(connection: sqlite3.Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    try:
        with connection:
            connection.execute(_LAYOUT)
    except sqlite3.OperationalError as error:
        raise MissingTool(f"the SQLite of this Python has no full-text search: {error}") from None
    with connection:
        connection.executemany(_ADD, map(_values, rows))
        connection.execute("INSERT INTO texts(texts) VALUES ('optimize')")
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _values(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row["recordLabel"], row["text"] or row["recordLabel"], *(row[name] for name in _SHOWN))
