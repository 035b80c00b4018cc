"""Changes of a review folder: all of them or none, also when a process is killed or two run at once.

One file is written beside its place and renamed into it. Several are written into a folder of their own, which one
rename turns into a promise: whoever opens the review next carries it out. No library at hand does this for several
files; a lock on the folder itself leaves no file behind.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ipskg.errors import UnreadableInput, WrongUsage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_PROMISE = ".ipskg-change"
_DRAFT = ".ipskg-draft"
_PLAN = "plan.json"
_PATH = r"(?a:(?:studies/)?[A-Za-z0-9][\w.-]*\.ttl)"
_LARGEST = 10_000_000  # bytes of a plan: some hundred thousand files


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep others from changing a folder; wait while another does. Unlocked by itself when the process ends.

    What another left half done when it was killed is finished first. Raises UnreadableInput where that cannot be.
    """
    with _held(folder):
        _tidy(folder)
        if os.path.lexists(folder / _DRAFT):
            raise WrongUsage("left from a change that was cut off, and cannot be removed", path=folder / _DRAFT)
        yield


def change(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """Give files of a folder, by their paths in it, new content, or take those away that are to have none.

    To be called while the folder is locked. Raises WrongUsage where the folder cannot be written to.
    """
    import json  # whoever only reads a review waits for none of it

    draft = folder / _DRAFT
    try:
        _check(folder, files)
        draft.mkdir()
        plan: dict[str, str | None] = {}
        for number, (path, content) in enumerate(sorted(files.items())):
            plan[path] = None if content is None else str(number)
            if content is not None:
                _write(draft / str(number), content)
        _write(draft / _PLAN, json.dumps(plan).encode())
        draft.rename(folder / _PROMISE)
    except OSError as error:
        _remove(draft)
        raise WrongUsage(f"cannot be written: {error.strerror}; nothing was changed", path=folder) from None
    _tidy(folder)


def carry_out(folder: Path) -> None:
    """Finish a change that was cut off, if there is one. Raises UnreadableInput where that cannot be."""
    if any(os.path.lexists(folder / name) for name in (_PROMISE, _DRAFT)):
        with _held(folder):
            _tidy(folder)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
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


def _tidy(folder: Path) -> None:
    """Keep a promise that is left, and throw away a draft. To be called while the folder is locked."""
    try:
        if os.path.lexists(folder / _PROMISE):
            _carry_out(folder)
    except (OSError, ValueError, RecursionError) as error:
        said = getattr(error, "strerror", None) or str(error)
        problem = f"a change of it was cut off, and cannot be finished: {said}; mend that, or take {_PROMISE} away"
        raise UnreadableInput(problem, path=folder) from None
    _remove(folder / _DRAFT)


def _carry_out(folder: Path) -> None:
    promise = folder / _PROMISE
    plan = _plan(promise)
    _check(folder, plan)
    for path, name in plan.items():
        target = folder / path
        if name is None:
            target.unlink(missing_ok=True)
        elif (promise / name).exists():  # else it is in its place already
            target.parent.mkdir(exist_ok=True)
            (promise / name).replace(target)
    # It is taken away at once, since a promise that has lost its plan could not be kept again.
    _remove(folder / _DRAFT)
    promise.rename(folder / _DRAFT)


def _plan(promise: Path) -> dict[str, str | None]:
    """Read which file is to have which content. Raises ValueError for a plan that is none, before any of it is done.

    It may come from anyone, as the folder may: it must not lead out, and nothing that it moves may.
    """
    import json

    if promise.is_symlink():
        raise ValueError(f"{promise.name} is a link to another place")
    if _file(promise / _PLAN).st_size > _LARGEST:
        raise ValueError("its plan is larger than any")
    plan = json.loads((promise / _PLAN).read_text("utf-8"))
    if not isinstance(plan, dict):
        raise ValueError("its plan names no files")
    names = [name for name in plan.values() if name is not None]
    if not all(isinstance(name, str) and name.isdecimal() for name in names) or len(set(names)) < len(names):
        raise ValueError("its plan gives no content to a file")
    for path, name in plan.items():
        if not re.fullmatch(_PATH, path) or (name is None and "/" not in path):  # a review never loses its own files
            raise ValueError(f"its plan names {path!r}, which is no file of a study")
    for name in names:
        if os.path.lexists(promise / name):
            _file(promise / name)
    return plan


def _file(path: Path) -> os.stat_result:
    """Look at a file. Raises ValueError for what is none: a link that leads out, or a pipe that never ends."""
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise ValueError(f"{path.parent.name}/{path.name} is no file")
    return found


def _check(folder: Path, paths: Iterable[str]) -> None:
    """Raise OSError where a file cannot be put or removed; a folder may come from anyone, and must not lead out."""
    for target in (folder / path for path in paths):
        parent = target.parent
        for linked in (parent, target):
            if linked != folder and linked.is_symlink():
                raise OSError(0, f"{linked.relative_to(folder)} is a link to another place")
        if target.is_dir() or (os.path.lexists(parent) and not parent.is_dir()):
            raise OSError(0, f"{target.relative_to(folder)} has no place, as a file or folder stands in it")
        if parent.is_dir() and not os.access(parent, os.W_OK):
            raise OSError(0, f"{parent.name} is not yours to write to")


def _remove(path: Path) -> None:
    """Remove a folder with what is in it, or what stands in its place; what cannot be removed stays."""
    import shutil

    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    elif os.path.lexists(path):
        with suppress(OSError):
            path.unlink()


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
