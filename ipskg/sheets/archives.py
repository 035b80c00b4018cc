"""Zip archives from anyone: what they unpack to is measured before a library takes it into memory.

A megabyte can announce a thousand, or announce one and hold a thousand; and each tag of XML takes some hundred times
its bytes once it is an object.
"""

from __future__ import annotations

import copy
import re
import zipfile
from typing import TYPE_CHECKING

from ipskg.errors import UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST_UNPACKED = 100_000_000  # bytes: a thousand studies take less than half of it
MOST_TAGS = 3_000_000  # of rows and cells: a thousand studies take less than half of them
MOST_OTHER_TAGS = 200_000  # of styles, notes and whatever else there is

_MOST_MEMBERS = 10_000
_CHUNK = 1 << 20
# Rows, cells and their values, in the words of xlsx and ods.
_CELLS = re.compile(rb"<(?:\w{1,20}:)?(?:row|c|v|f|is|si|t|table-row|table-cell|covered-table-cell|p)[\s/>]", re.ASCII)


def checked(archive: zipfile.ZipFile, path: Path) -> frozenset[str]:
    """Give the names in an archive, once all of it was unpacked piece by piece.

    Raises UnreadableInput for what is under a password or too large, BadZipFile for what is damaged.
    """
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableInput("under a password: save it without one", path=path)
    if sum(member.file_size for member in members) > LARGEST_UNPACKED or len(members) > _MOST_MEMBERS:
        raise _too_large(path, f"unpacks to more than {LARGEST_UNPACKED // 1_000_000} MB")
    names = frozenset(member.filename for member in members)
    if len(names) < len(members):
        raise zipfile.BadZipFile  # of two parts of one name nobody can tell which is read
    cells = others = 0
    for member in members:
        for chunk in _chunks(archive, member):
            if member.filename.endswith((".xml", ".rels")):
                found = len(_CELLS.findall(chunk))
                cells += found
                others += chunk.count(b"<") - chunk.count(b"</") - found
            if cells > MOST_TAGS or others > MOST_OTHER_TAGS:
                raise _too_large(path, "has too many cells, or too much beside them")
    return names


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a member. Raises BadZipFile where it is not what it announces."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile  # no spreadsheet packs so, and these cannot be unpacked piece by piece
    # zipfile reads as much as is announced and cuts off the rest, once it is unpacked; asked for a byte more, it tells.
    asked = copy.copy(member)
    asked.file_size += 1
    size = 0
    with archive.open(asked) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > member.file_size:
                raise zipfile.BadZipFile
            yield chunk


def _too_large(path: Path, what: str) -> UnreadableInput:
    return UnreadableInput(f"{what}: split it, some studies a file", path=path)
