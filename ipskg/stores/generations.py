"""The folder of a store on disk: generations, of which one is current and all others are on their way in or out.

    store.json        which generation is current; renamed into place, which is when a change has happened
    generation-7/     index.sqlite, which graph was made of which content; quads/, the store of Oxigraph;
                      written.txt, the graphs that one who commits graphs one at a time has changed

A generation that was published is never written to again, so that who reads it is not disturbed. A writer keeps the
folder locked and makes the next generation, of links to the files that never change and of copies of the others.
Whoever reads a generation keeps a shared lock on it, and a writer only takes away what is neither named nor locked.
What is left of a writer that was killed is named by nobody, and goes with the next writer. Only a writer that commits
one graph at a time names the generation that it writes to, as `writing`: once it is gone, that is the current one.
"""

from __future__ import annotations

import json
import os
import re
import stat
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipskg.errors import MissingTool, UnknownName, UnreadableInput, WrongUsage

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = 1  # of the folder: a store that says another number is not read
NAMES = "store.json"
OURS = re.compile(r"store\.json(\.new)?|generation-\d{1,15}", re.ASCII)
QUADS = "quads"
_LARGEST = 10_000  # bytes of store.json


@dataclass(frozen=True)
class Named:
    """What store.json says: the current generation, 0 for none yet, and the one that a writer commits to."""

    generation: int = 0
    writing: int = 0

    @property
    def newest(self) -> int:
        """The generation to go on from when nobody writes."""
        return self.writing or self.generation


def folder_of(path: Path, generation: int) -> Path:
    """Give the folder of a generation."""
    return path / f"generation-{generation}"


def read_named(path: Path) -> Named:
    """Read which generation of a store is current.

    Raises UnknownName where nothing is there, WrongUsage for what is no store, UnreadableInput for one that is damaged
    or of another format.
    """
    if not os.path.lexists(path):
        siblings = path.parent.iterdir() if path.parent.is_dir() else ()
        raise UnknownName("store", path.name, (one.name for one in siblings if (one / NAMES).is_file()), path=path)
    try:
        said = _content(path / NAMES)
    except PermissionError as error:
        raise _closed(path, error) from None
    except OSError:
        raise WrongUsage("no store of ipskg: name one that `ipskg load` has made", path=path) from None
    return _parsed(said, path)


def _content(path: Path) -> bytes:
    """Read a small file that is no link and no pipe."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError
        return file.read(_LARGEST)


def _parsed(said: bytes, path: Path) -> Named:
    try:
        found: Any = json.loads(said)
        format_, generation, writing = found["ipskg-store"], found["generation"], found["writing"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise damaged(path, f"{NAMES} cannot be read") from None
    if format_ != FORMAT:
        raise UnreadableInput(
            f"a store of another version of ipskg (format {str(format_)[:20]}, this one reads {FORMAT}):"
            " load its reviews anew with --rebuild",
            path=path,
        )
    if not all(type(one) is int and 0 <= one < 10**15 for one in (generation, writing)):
        raise damaged(path, f"{NAMES} names no generation")
    return Named(generation, writing)


def damaged(path: Path, what: str) -> UnreadableInput:
    """Say that a store is damaged, and what to do."""
    return UnreadableInput(f"the store is damaged ({what}): load its reviews anew with --rebuild", path=path)


@contextmanager
def locked(folder: Path, *, alone: bool) -> Iterator[bool]:
    """Lock a folder if that can be done at once, and say whether it was; unlocked by itself when the process ends."""
    try:
        import fcntl
    except ImportError:
        raise MissingTool("a store on disk needs locks that this system does not have: name folders") from None
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
            got = True
        except BlockingIOError:
            got = False
        yield got
    finally:
        os.close(handle)


@contextmanager
def reading(path: Path) -> Iterator[Path]:
    """Give the folder of the current generation, which stays as it is until the end. Raises as `read_named`."""
    for _ in range(100):  # a writer may publish another, and take this one away, while it is being locked
        named = read_named(path)
        with ExitStack() as held:
            generation = _lock_newest(path, named, held)
            if generation is not None and read_named(path) == named:
                yield _checked(generation)
                return
        if not named.generation:
            break
    if named.generation:
        raise damaged(path, f"there is no {folder_of(path, named.newest).name}")
    raise UnreadableInput("nothing was loaded into the store yet: see `ipskg load`", path=path)


def _lock_newest(path: Path, named: Named, held: ExitStack) -> Path | None:
    for generation in filter(None, (named.writing, named.generation)):
        folder = folder_of(path, generation)
        try:
            if held.enter_context(locked(folder, alone=False)):
                return folder
        except PermissionError as error:
            raise _closed(path, error) from None
        except OSError:
            continue
    return None


def _closed(path: Path, error: OSError) -> UnreadableInput:
    return UnreadableInput(f"the store cannot be read: {error.strerror}", path=path)


def _checked(generation: Path) -> Path:
    """Refuse a generation with anything in it but files: a store may come from anyone, and a pipe has no end."""
    try:
        kinds = {one.name: one.lstat().st_mode for one in (*generation.iterdir(), *(generation / QUADS).iterdir())}
    except OSError as error:
        raise damaged(generation.parent, f"{generation.name}: {error.strerror}") from None
    for name, mode in kinds.items():
        if not (stat.S_ISREG(mode) or (stat.S_ISDIR(mode) and name == QUADS)):
            raise damaged(generation.parent, f"{name} is no file")
    return generation
