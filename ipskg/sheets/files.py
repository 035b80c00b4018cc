"""Which format a coding workbook has, and its grids: xlsx, ods, or a folder of CSV files."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import TYPE_CHECKING

from ipskg.errors import IpskgError, UnreadableInput
from ipskg.graphs import LARGEST
from ipskg.sheets.archives import checked
from ipskg.sheets.grids import Grid, Row, check_text, grid_of
from ipskg.tables import unguarded

if TYPE_CHECKING:
    from pathlib import Path

_OLE = b"\xd0\xcf\x11\xe0"  # the old container: .xls, and any workbook under a password
_NO_WORKBOOK = "no coding workbook: give an .xlsx or .ods file, or a folder of .csv files"
_SEPARATOR = re.compile(r"sep=([,;\t|])[\r\n]", re.IGNORECASE)  # a first line by which Excel is told
_UNCLOSED = "unexpected end of data"  # so the csv module says it


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
    grids = _csv_folder(path) if path.is_dir() else _file(path)
    check_text(grids, path)
    return grids


def _file(path: Path) -> list[Grid]:
    content = _content(path)
    if content.startswith(_OLE):
        raise UnreadableInput("under a password, or an old .xls: save it as .xlsx without a password", path=path)
    archive = _archive(content, path)
    if "xl/workbook.xml" in archive.namelist():
        from ipskg.sheets.xlsx import read_xlsx

        return read_xlsx(archive, content, path)
    if "content.xml" in archive.namelist():
        from ipskg.sheets.ods import read_ods

        return read_ods(archive, path)
    raise UnreadableInput(_NO_WORKBOOK, path=path)


def _content(path: Path) -> bytes:
    try:
        # What is no file, but a pipe or a device, may have no end.
        if path.exists() and not path.is_file():
            raise UnreadableInput(_NO_WORKBOOK, path=path)
        if path.stat().st_size > LARGEST:
            raise UnreadableInput(f"larger than {LARGEST // 1_000_000} MB: split it, some studies a file", path=path)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableInput(f"cannot be read: {error.strerror}", path=path) from None


def _archive(content: bytes, path: Path) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        checked(archive, path)
    except IpskgError:
        raise
    except Exception:
        # What is wrong with an archive shows as errors of zipfile, zlib, struct, or of decoding its names.
        raise UnreadableInput(_NO_WORKBOOK, path=path) from None
    return archive


def _csv_folder(folder: Path) -> list[Grid]:
    paths = sorted(folder.glob("*.csv"))
    if not paths:
        raise UnreadableInput(_NO_WORKBOOK, path=folder)
    return [_csv(path) for path in paths]


def _csv(path: Path) -> Grid:
    text = _text(path)
    said = _SEPARATOR.match(text)
    delimiter = said[1] if said else _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    begun = 1
    try:
        for number, cells in enumerate(reader, 1):
            while cells and not cells[-1]:
                cells.pop()  # there may be millions
            if number > 1 or not said:
                rows.append(Row(number, tuple(unguarded(cell) for cell in cells)))
            begun = reader.line_num + 1
    except csv.Error as error:
        problem = "a quotation mark is opened here and not closed" if str(error) == _UNCLOSED else f"not CSV: {error}"
        raise UnreadableInput(problem, path=path, line=begun) from None
    return grid_of(path.stem, path, rows)


def _text(path: Path) -> str:
    content = _content(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableInput("not UTF-8: save the file in that encoding", path=path, line=line) from None


def _delimiter(text: str) -> str:
    """Tell what parts the cells: spreadsheets in many languages use semicolons, and headings have commas in them."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub('"[^"]*"', "", first)
    return next((one for one in "\t;" if one in bare), ",")
