"""Options that several commands share, and how they write."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ipskg.errors import WrongUsage

if TYPE_CHECKING:
    from ipskg.corpus import Corpus

T = TypeVar("T")


@dataclass(frozen=True)
class Source:
    """Where the reviews are that a command asks: in folders, in a store on disk, or at an endpoint."""

    folders: tuple[Path, ...]
    store: Path | None
    endpoint: str | None
    reviews: tuple[str, ...]

    @property
    def is_named(self) -> bool:
        """Whether any place was named: else it is the coded IPS review."""
        return bool(self.folders) or not self.is_of_files

    @property
    def is_of_files(self) -> bool:
        """Whether the reviews are in folders."""
        return self.store is None and self.endpoint is None and not self.reviews

    def open(self) -> Corpus:
        """Open the reviews; see `ipskg.open`."""
        import ipskg

        return ipskg.open(*self.folders, store=self.store, endpoint=self.endpoint, reviews=self.reviews)


_DATA = click.option(
    "--data",
    "folders",
    metavar="DIR",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A review folder, repeatable; the coded IPS review when left out.",
)
_STORES = (
    click.option(
        "--store",
        metavar="PATH",
        type=click.Path(path_type=Path, readable=False),
        help="Instead: a store that `ipskg load` filled.",
    ),
    click.option("--endpoint", metavar="URL", help="Instead: a SPARQL endpoint."),
    click.option(
        "--review",
        "reviews",
        metavar="REVIEW",
        multiple=True,
        help="Only this review of the store or endpoint, by prefix, id or IRI; repeatable.",
    ),
)


def source(command: Callable[..., Any]) -> Callable[..., Any]:
    """Make the options that say where the reviews are: the command is given them as one `source`."""

    @wraps(command)
    def gathered(
        *arguments: Any,
        folders: tuple[Path, ...],
        store: Path | None,
        endpoint: str | None,
        reviews: tuple[str, ...],
        **others: Any,
    ) -> Any:
        return command(*arguments, source=Source(folders, store, endpoint, reviews), **others)

    for option in reversed((_DATA, *_STORES)):
        gathered = option(gathered)
    return gathered


def _refused(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        raise WrongUsage(
            f"this needs the files of a review, and {parameter.opts[0]} has none: name a folder with --data"
        )


def _of_files(option: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Callable[..., Any]:
    """Add to an option for folders those that name no folder, to say why they are none of the command's."""

    def added(command: Callable[..., Any]) -> Callable[..., Any]:
        for name in ("--store", "--endpoint"):
            command = click.option(name, hidden=True, expose_value=False, callback=_refused)(command)
        return option(command)

    return added


data = _of_files(_DATA)
folder = _of_files(
    click.option(
        "--data",
        "folder",
        metavar="DIR",
        required=True,
        type=click.Path(path_type=Path),
        help="The review folder that is to change.",
    )
)
output = click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write there instead of to standard output.",
)


def formats(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make the option `--format`, of which the first name is the default."""
    return click.option(
        "--format", "format", type=click.Choice(names), default=names[0], show_default=True, help="How to print it."
    )


def progress(items: Sequence[T], *, after: float = 1) -> Iterator[T]:
    """Show on a terminal how far work is that takes longer than some seconds; standard output stays as it is."""
    if not sys.stderr.isatty():
        yield from items
        return
    start, bar = monotonic(), None
    try:
        for done, item in enumerate(items, 1):
            yield item
            if bar is not None:
                bar.update(1)
            elif monotonic() - start > after:
                bar = click.progressbar(length=len(items), file=sys.stderr)
                bar.update(done)
    finally:
        if bar is not None:
            bar.render_finish()


def write(content: str | bytes, output: Path | None) -> None:
    """Print content, or put it into a file: all of it or nothing. Raises WrongUsage where that cannot be."""
    if output is None:
        click.echo(content, nl=False)
        return
    try:
        _replace(output, content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise WrongUsage(f"cannot be written: {error.strerror}; name another file", path=output) from None


def create(path: Path, content: bytes) -> None:
    """Put content into a new file: all of it or nothing. Raises WrongUsage where there is one already."""
    if os.path.lexists(path):
        raise WrongUsage("there is such a file already: name another, or take it away", path=path)
    write(content, path)


def create_folder(path: Path, files: Mapping[str, bytes | Mapping[str, bytes]]) -> None:
    """Make a new folder with files, and with folders of files: all of it or nothing. Raises WrongUsage as `create`."""
    import tempfile

    if os.path.lexists(path):
        raise WrongUsage("there is such a folder already: name another, or take it away", path=path)
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name[:100]}.", dir=path.parent) as draft:
            whole = Path(draft) / "whole"
            _fill(whole, files)
            whole.rename(path)
    except OSError as error:
        raise WrongUsage(f"cannot be written: {error.strerror}; name another folder", path=path) from None


def _fill(folder: Path, files: Mapping[str, bytes | Mapping[str, bytes]]) -> None:
    folder.mkdir()
    for name, content in files.items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
        else:
            _fill(folder / name, content)


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file, then rename: a reader sees the old content or the new, never a part."""
    import tempfile  # it loads compression and random numbers, which most calls need not wait for

    mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
