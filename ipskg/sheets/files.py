"""Which format a coding workbook has, and its grids: xlsx, ods, or a folder of CSV files."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING

from ipskg.errors import UnreadableInput
from ipskg.graphs import LARGEST
from ipskg.sheets.grids import Grid, Row, grid_of

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_UNPACKED = 100_000_000  # bytes: a thousand studies take less than half of it

_OLE = b"\xd0\xcf\x11\xe0"  # the old container: .xls, and any workbook under a password
_NO_WORKBOOK = "no coding workbook: give an .xlsx or .ods file, or a folder of .csv files"


def is_workbook(path: Path) -> bool:
    """Tell whether a path is to be read as a workbook: any file but Turtle, and a folder of CSV files."""
    if path.is_dir():
        return any(path.glob("*.csv")) and not (path / "review.ttl").exists()
    return path.suffix.lower() in (".xlsx", ".xlsm", ".ods", ".xls", ".csv")


def is_typed(path: Path) -> bool:
    """Tell whether the format tells numbers from texts."""
    return not path.is_dir()


def read_grids(path: Path) -> list[Grid]:
    """Read the sheets of a workbook. Raises UnreadableInput for what is none, is too large, or has a password."""
    if path.is_dir():
        return _csv_folder(path)
    content = _content(path)
    if content.startswith(_OLE):
        raise UnreadableInput("under a password, or an old .xls: save it as .xlsx without a password", path=path)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = _checked(archive, path)
            if "xl/workbook.xml" in names:
                from ipskg.sheets.xlsx import read_xlsx

                return read_xlsx(archive, content, path)
            if "content.xml" in names:
                from ipskg.sheets.ods import read_ods

                return read_ods(archive, path)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zipfile.LargeZipFile):
        raise UnreadableInput(_NO_WORKBOOK, path=path) from None
    raise UnreadableInput(_NO_WORKBOOK, path=path)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableInput(f"larger than {LARGEST // 1_000_000} MB: split it, some studies a file", path=path)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableInput(f"cannot be read: {error.strerror}", path=path) from None


def _checked(archive: zipfile.ZipFile, path: Path) -> set[str]:
    """Give the names in an archive, unless it unpacks to too much. zipfile never gives more than it announces."""
    members = archive.infolist()
    if sum(member.file_size for member in members) > LARGEST_UNPACKED or len(members) > 10_000:
        raise UnreadableInput(
            f"unpacks to more than {LARGEST_UNPACKED // 1_000_000} MB: split it, some studies a file", path=path
        )
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableInput("under a password: save it without one", path=path)
    return {member.filename for member in members}


def _csv_folder(folder: Path) -> list[Grid]:
    paths = sorted(folder.glob("*.csv"))
    if not paths:
        raise UnreadableInput(_NO_WORKBOOK, path=folder)
    return [_csv(path) for path in paths]


def _csv(path: Path) -> Grid:
    content = _content(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableInput("not UTF-8: save the file in that encoding", path=path, line=line) from None
    # Spreadsheets in many languages part the cells with semicolons.
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[Row] = []
    try:
        for number, cells in enumerate(reader, 1):
            rows.append(Row(number, tuple(unguarded(cell) for cell in cells)))
    except csv.Error as error:
        raise UnreadableInput(f"not CSV: {error}", path=path, line=reader.line_num) from None
    return grid_of(path.stem, path, rows)


def guarded(text: str) -> str:
    """Keep a text from being taken for a formula by a program that opens CSV; `unguarded` undoes it.

    >>> guarded("=1+1"), guarded("'tis"), unguarded("'=1+1"), unguarded("''tis"), unguarded("'tis")
    ("'=1+1", "''tis", '=1+1', "'tis", "'tis")
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """Take the mark away that `guarded` sets."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
