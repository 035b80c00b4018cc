"""The index: SQLite's full-text search (FTS5), in memory for a folder, in a file beside a store.

Words are compared without regard to capitals and diacritics. A file is written by parts, each of which can be replaced:
as a rule a part is what one review says.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zlib import crc32

from ipskg.errors import MissingTool, UnreadableInput
from ipskg.search.words import expression

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SHOWN = ("kind", "record", "review", "reviewLabel", "sources")
_LAYOUT = f"""
CREATE VIRTUAL TABLE texts USING fts5(label, text, {", ".join(f"{name} UNINDEXED" for name in _SHOWN)},
  tokenize = 'unicode61 remove_diacritics 2');
CREATE TABLE part (name TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL) WITHOUT ROWID;
"""
_ADD = f"INSERT INTO texts VALUES ({', '.join('?' * (len(_SHOWN) + 2))})"

# A name counts twice what a text does. What is equal stands in the order of the IRIs.
_BEST = """
SELECT rowid, bm25(texts, 2.0, 1.0) AS score FROM texts WHERE texts MATCH ?
ORDER BY score, record, kind LIMIT ?
"""
_SHOW = f"""
SELECT {", ".join(_SHOWN)}, label, snippet(texts, 1, ?, ?, '…', 24) FROM texts WHERE texts MATCH ? AND rowid = ?
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


class Texts:
    """The texts of an index that is being written, each in a part."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @property
    def parts(self) -> set[str]:
        """The names of the parts."""
        return {str(row[0]) for row in self._connection.execute("SELECT name FROM part")}

    def put(self, part: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Let a part hold the rows of the canned query `texts`, and nothing else."""
        self.drop(part)
        first = self._last() + 1
        self._connection.executemany(_ADD, map(_values, rows))
        self._connection.execute("INSERT INTO part VALUES (?, ?, ?)", (part, first, self._last()))

    def drop(self, part: str) -> None:
        """Take a part out, if there is one."""
        for first, last in self._connection.execute("SELECT first, last FROM part WHERE name = ?", (part,)).fetchall():
            self._connection.execute("DELETE FROM texts WHERE rowid BETWEEN ? AND ?", (first, last))
        self._connection.execute("DELETE FROM part WHERE name = ?", (part,))

    def _last(self) -> int:
        (last,) = self._connection.execute("SELECT IFNULL(MAX(rowid), 0) FROM texts").fetchone()
        return int(last)


@contextmanager
def writing(path: str | os.PathLike[str], *, query: str = "", old: Path | None = None) -> Iterator[Texts]:
    """Write an index into a file, all of it or nothing: a new one, or what an old one holds, with changes.

    `query` is the text that gives the rows: an index is of use to who would ask the same, and to nobody else.
    Raises UnreadableInput where it cannot be written, or the old one be read.
    """
    target = Path(path)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        if old is not None:
            shutil.copyfile(old, draft)
        with closing(sqlite3.connect(draft)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")  # if it fails, all is thrown away
            if old is None:
                _lay_out(connection)
            with connection:
                yield Texts(connection)
                if old is None:
                    connection.execute("INSERT INTO texts(texts) VALUES ('optimize')")
                connection.execute(f"PRAGMA user_version = {_version(query)}")
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(target)
    except sqlite3.Error as error:
        raise UnreadableInput(f"the index of texts cannot be written ({error})", path=target) from None
    finally:
        draft.unlink(missing_ok=True)


def build(path: str | os.PathLike[str], rows: Iterable[Mapping[str, Any]], *, query: str = "") -> None:
    """Write an index of one part into a file, as `writing` does."""
    with writing(path, query=query) as texts:
        texts.put("", rows)


class Index:
    """An index that is open: `Index.of` makes one in memory, `Index.open` opens the one in a file."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None = None) -> None:
        self._connection, self._path = connection, path

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> Index:
        """Make an index in memory of the rows of the canned query `texts`."""
        connection = sqlite3.connect(":memory:")
        _lay_out(connection)
        with connection:
            Texts(connection).put("", rows)
        return cls(connection)

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, query: str = "") -> Index:
        """Open the index in a file, to read it. Raises UnreadableInput for one that is not there or of no use.

        One that was made by another query, or has another layout, is of no use.
        """
        path = Path(path)
        try:
            connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)
            (version,) = connection.execute("PRAGMA user_version").fetchone()
        except sqlite3.Error as error:
            raise UnreadableInput(f"no index of texts: {error}", path=path) from None
        if version != _version(query):
            raise UnreadableInput("an index of texts of another version of ipskg", path=path)
        return cls(connection, path)

    @property
    def size(self) -> int:
        """How many texts there are."""
        return int(self._connection.execute("SELECT COUNT(*) FROM texts").fetchone()[0])

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
            raise UnreadableInput(
                f"the index of texts cannot be read ({error}): load its reviews anew with --rebuild", path=self._path
            ) from None

    def _shown(self, row: int, asked: str, score: float, mark: tuple[str, str]) -> Found:
        # A snippet is cut for what is shown only: to cut one for all that is found would take most of the time.
        shown = self._connection.execute(_SHOW, (*mark, asked, row)).fetchone()
        kind, record, review, review_label, sources, label, snippet = shown
        return Found(kind, record, label, review, review_label, sources, snippet, -score)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _version(query: str) -> int:
    """Give the number that SQLite keeps with a file: of what it is made by, and how it is laid out."""
    return crc32(f"{_LAYOUT}{query}".encode()) & 0x7FFFFFFF


def _lay_out(connection: sqlite3.Connection) -> None:
    try:
        connection.executescript(_LAYOUT)
    except sqlite3.OperationalError as error:
        raise MissingTool(f"the SQLite of this Python has no full-text search: {error}") from None


def _values(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row["recordLabel"], row["text"] or row["recordLabel"], *(row[name] for name in _SHOWN))
