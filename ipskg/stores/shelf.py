"""How a store on disk is written: by one at a time, who makes a new generation and then publishes it."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ipskg.errors import IpskgError, WrongUsage
from ipskg.stores import index
from ipskg.stores.generations import FORMAT, NAMES, OURS, QUADS, Named, folder_of, locked, read_named

if TYPE_CHECKING:
    from collections.abc import Iterator

_DRAFT = f"{NAMES}.new"
_OTHERS = "a folder with other things in it: name a new one"
_OF_A_PROCESS = ("LOCK", "LOG")  # files of Oxigraph that say nothing of the data


class Shelf:
    """The folder of a store, for its only writer; `named` is what it holds when nobody else does anything."""

    def __init__(self, path: Path, named: Named) -> None:
        self.path = path
        self.named = named

    @property
    def current(self) -> Path | None:
        """The folder of the generation to go on from."""
        return folder_of(self.path, self.named.newest) if self.named.newest else None

    @contextmanager
    def draft(self, *, fresh: bool = False) -> Iterator[Path]:
        """Make the next generation, as the current one is or with nothing in it; without an error, publish it."""
        generation = self._made(fresh)
        try:
            yield generation
            self._publish(Named(_number(generation)))
        finally:
            self._tidy()

    @contextmanager
    def kept(self) -> Iterator[Path]:
        """Make the next generation, as `draft` does, for one whose changes count from the moment that each is made."""
        generation = self._made(fresh=False)
        try:
            with locked(generation, alone=True):
                self._publish(Named(self.named.newest, _number(generation)))
                yield generation
            self._publish(Named(_number(generation)))
        finally:
            self._tidy()

    def _made(self, fresh: bool) -> Path:
        number = max((_number(one) for one in self._generations()), default=0) + 1
        generation = folder_of(self.path, number)
        (generation / QUADS).mkdir(parents=True)
        if fresh or self.current is None:
            index.create(generation)
        else:
            _copy(self.current, generation)
        return generation

    def _publish(self, named: Named) -> None:
        """Make a generation the current one, by one rename."""
        said = {"ipskg-store": FORMAT, "generation": named.generation, "writing": named.writing}
        draft = self.path / _DRAFT
        with draft.open("wb") as file:
            file.write(json.dumps(said).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path / NAMES)
        self.named = named

    def _tidy(self) -> None:
        """Take away what nobody names and nobody reads."""
        with suppress(OSError):
            (self.path / _DRAFT).unlink()
        for generation in self._generations():
            if _number(generation) not in (self.named.generation, self.named.writing):
                _remove(generation)

    def _generations(self) -> list[Path]:
        return [one for one in self.path.iterdir() if OURS.fullmatch(one.name) and one.name.startswith("generation-")]


@contextmanager
def alone(path: Path, *, rebuild: bool = False) -> Iterator[Shelf]:
    """Lock a store for its only writer, and make its folder where there is none; what was cut off is tidied away.

    With `rebuild` a store that is damaged, or of another format, is taken for an empty one.
    Raises WrongUsage where another writes, for a folder that holds other things, and where nothing can be written;
    UnreadableInput for a store that cannot be read.
    """
    place = Path(os.path.realpath(path))
    _check_folder(place, path)
    with _saying(path):
        place.mkdir(exist_ok=True)
    with locked(place, alone=True) as got:
        if not got:
            raise WrongUsage("another writes to this store: try again when it is done", path=path)
        with _saying(path):
            shelf = Shelf(place, _named(place, rebuild=rebuild))
            shelf._tidy()
            if not (place / NAMES).exists():
                shelf._publish(Named())
            yield shelf


def _named(place: Path, *, rebuild: bool) -> Named:
    if not os.path.lexists(place / NAMES):
        return Named()
    try:
        return read_named(place)
    except IpskgError:
        if not rebuild:
            raise
    if not _is_ours(place):
        raise WrongUsage(_OTHERS, path=place)
    return Named()


def _is_ours(place: Path) -> bool:
    """Tell whether a folder is a store, though it cannot be read: by what is in it, and nothing else may be."""
    names = [one.name for one in place.iterdir()]
    return all(map(OURS.fullmatch, names)) and any(name.startswith("generation-") for name in names)


def _check_folder(place: Path, path: Path) -> None:
    """Refuse what is no folder, and a folder with anything in it that is no store's."""
    if not os.path.lexists(place):
        return
    if not place.is_dir():
        raise WrongUsage("a file, and a store is a folder: name another place", path=path)
    names = [one.name for one in place.iterdir()]
    if NAMES not in names and not all(map(OURS.fullmatch, names)):
        raise WrongUsage(_OTHERS, path=path)
    if not os.access(place, os.W_OK):
        raise WrongUsage("not yours to write to: name another place", path=path)


@contextmanager
def _saying(path: Path) -> Iterator[None]:
    """Say what keeps a store from being written."""
    try:
        yield
    except OSError as error:
        what = error.strerror or str(error).partition("\n")[0]
        raise WrongUsage(f"the store cannot be written: {what}; it is as it was before", path=path) from None


def _copy(old: Path, new: Path) -> None:
    """Link what never changes once it is there, and copy the rest; what others made of the old one stays behind."""
    own = [one for one in (old / index.FILE, old / index.WRITTEN) if one.exists()]
    for one in (*own, *(old / QUADS).iterdir()):
        target = new / one.relative_to(old)
        if one.name.split(".")[0] in _OF_A_PROCESS:
            continue
        try:
            if one.suffix != ".sst":
                raise OSError
            os.link(one, target, follow_symlinks=False)
        except OSError:  # also where a file system knows no links
            _copy_file(one, target)


def _copy_file(old: Path, new: Path) -> None:
    with old.open("rb") as source, new.open("xb") as target:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())


def _remove(generation: Path) -> None:
    """Take a generation away unless someone reads it; what cannot be taken away stays for the next writer."""
    if generation.is_symlink() or not generation.is_dir():
        generation.unlink(missing_ok=True)
        return
    with suppress(OSError), locked(generation, alone=True) as got:
        if got:
            shutil.rmtree(generation, ignore_errors=True)


def _number(generation: Path) -> int:
    return int(generation.name.partition("-")[2])
