"""Changes of a review folder: all of them or none, also when a process is killed or two run at once.

One file is written beside its place and renamed into it. Several are written into a folder of their own, which one
rename turns into a promise: whoever opens the review next carries it out. No library at hand does this for several
files; a lock on the folder itself leaves no file behind.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ipskg.errors import UnreadableInput, WrongUsage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PROMISE = ".ipskg-change"
_DRAFT = ".ipskg-draft"
_PLAN = "plan.json"
# A folder may come from anyone: its plan must not lead out of it.
_PATH = re.compile(r"(?:studies/)?[A-Za-z0-9][\w.-]*\.ttl", re.ASCII)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep others from changing a folder; wait while another does. Unlocked by itself when the process ends."""
    try:
        import fcntl
    except ImportError:  # not on Windows, where a rename over an open file fails anyway
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def change(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """Give files of a folder, by their paths in it, new content, or take those away that are to have none.

    To be called while the folder is locked. Raises WrongUsage where the folder cannot be written to.
    """
    draft = folder / _DRAFT
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        plan: dict[str, str | None] = {}
        for number, (path, content) in enumerate(sorted(files.items())):
            plan[path] = None if content is None else str(number)
            if content is not None:
                _write(draft / str(number), content)
        _write(draft / _PLAN, json.dumps(plan).encode())
        draft.rename(folder / _PROMISE)
        _carry_out(folder)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise WrongUsage(f"cannot be written: {error.strerror}; nothing was changed", path=folder) from None


def carry_out(folder: Path) -> None:
    """Finish a change that was cut off, if there is one. Raises UnreadableInput where that cannot be."""
    if not (folder / _PROMISE).is_dir():
        return
    try:
        with locked(folder):
            _carry_out(folder)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise UnreadableInput(f"a change of it was cut off, and cannot be finished: {said}", path=folder) from None


def _carry_out(folder: Path) -> None:
    promise = folder / _PROMISE
    if not promise.is_dir():
        return
    for path, name in json.loads((promise / _PLAN).read_text("utf-8")).items():
        if not _PATH.fullmatch(path) or not (name is None or str(name).isdecimal()):
            raise ValueError(f"its plan names {path!r}, which is no file of a review")
        target = folder / path
        if name is None:
            target.unlink(missing_ok=True)
        elif (promise / name).exists():
            target.parent.mkdir(exist_ok=True)
            (promise / name).replace(target)
    shutil.rmtree(promise)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
