"""Files put into a folder of their own: all of them or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ipskg.errors import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LISTING = "files.txt"
_FIRST_LINE = "Made by ipskg site: it may replace the files that are listed here, and no others."


def check_own(folder: Path) -> None:
    """Raise WrongUsage for a folder that `put` would refuse, before there is anything to put there."""
    try:
        _check_own(folder.resolve())
    except OSError as error:
        raise _unwritable(folder, error) from None


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder hold exactly these files, by paths with slashes, and a listing of them.

    The folder must be new, empty, or hold nothing but what a listing there names: it is then replaced as a whole, so
    that a reader sees the old files or the new ones. Raises WrongUsage where anything else is there.
    """
    try:
        folder = folder.resolve()
        _check_own(folder)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name[:100]}.", dir=folder.parent) as draft:
            whole, old = Path(draft, "new"), Path(draft, "old")
            for path, content in {**files, LISTING: _listing(files)}.items():
                (whole / path).parent.mkdir(parents=True, exist_ok=True)
                (whole / path).write_bytes(content)
            _exchange(folder, whole, old)
    except OSError as error:
        raise _unwritable(folder, error) from None


def _unwritable(folder: Path, error: OSError) -> WrongUsage:
    return WrongUsage(f"cannot be written: {error.strerror}; name another folder", path=folder)


def _exchange(folder: Path, whole: Path, old: Path) -> None:
    there = os.path.lexists(folder)
    if there:
        shutil.copymode(folder, whole)
        folder.rename(old)
    try:
        whole.rename(folder)
    except OSError:
        if there:
            old.rename(folder)
        raise


def _listing(files: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in (_FIRST_LINE, *sorted(files))).encode()


def _check_own(folder: Path) -> None:
    """Refuse a folder with anything in it that was not made here."""
    if not os.path.lexists(folder):
        return
    if Path.cwd().is_relative_to(folder):
        raise WrongUsage("is the folder that you are in: name a new one below it", path=folder)
    if not folder.is_dir():
        raise WrongUsage("is a file: name a folder", path=folder)
    own = _listed(folder / LISTING)
    own |= {parent.as_posix() for path in own for parent in PurePosixPath(path).parents}
    for place, folders, files in os.walk(folder):
        below = Path(place).relative_to(folder)
        for name in sorted([*files, *folders]):
            path = (below / name).as_posix()
            if path not in own or (name in folders and Path(place, name).is_symlink()):
                raise WrongUsage(
                    f"holds {path}, which ipskg did not put there: name a new folder, or take it away", path=folder
                )


def _listed(path: Path) -> set[str]:
    try:
        first, *listed = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError, ValueError):
        return set()
    return {*listed, LISTING} if first == _FIRST_LINE else set()
