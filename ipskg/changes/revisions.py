"""Versions of a review: folders, and the revisions of a folder that is kept in git.

Git is asked through its own program. A name that a user gives is never read as an option, and of what a revision holds
only Turtle files are taken.
"""

from __future__ import annotations

import os
import re
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from ipskg.corpus import FolderCorpus
from ipskg.errors import IpskgError, MissingTool, UnknownName, UnreadableInput, WrongUsage
from ipskg.graphs import LARGEST, review_folder, too_large

_LONGEST = 1_000  # characters of the name of a revision
_LINKS = {"120000": "a link", "160000": "a submodule"}


def open_version(name: str, *, of: Path) -> FolderCorpus:
    """Open a review folder, or a git revision of the folder `of`; a name that is both is the folder.

    The files of a revision are gone again when it is open: it can be asked, but not exported or validated.
    Raises what opening a folder raises, UnknownName for a name that is neither, WrongUsage for a revision without the
    folder, MissingTool where git is not there, and UnreadableInput for what git cannot give.
    """
    if is_folder(name):
        return FolderCorpus(name)
    if not of.is_dir():
        review_folder(of)  # which says what is wrong
    shown = Path(f"{name}:{of}")
    commit = _commit(name, of)
    _check_contents(commit, of, shown)
    with TemporaryDirectory(prefix="ipskg-") as directory:
        _extract(commit, of, Path(directory), shown)
        try:
            return FolderCorpus(directory)
        except IpskgError as error:
            raise _renamed(error, directory, shown) from None


def is_folder(name: str) -> bool:
    """Say whether the name of a version is that of a folder, which goes before a revision of the same name."""
    try:
        return bool(name) and Path(name).is_dir()
    except OSError:  # a name that is too long for a path
        return False


def _commit(name: str, of: Path) -> str:
    inside = _git(of, "rev-parse", "--is-inside-work-tree")
    if inside.returncode:
        raise WrongUsage(
            f"no folder, and no git revision of {of}, since git says: {_said(inside)}; name a folder",
            path=Path(name[:80]),
        )
    # No name of a revision begins with a dash; git before 2.30 does not know --end-of-options here.
    found = None if len(name) > _LONGEST or "\0" in name or name.startswith("-") else _id(of, f"{name}^{{commit}}")
    if found is None:
        refs = _git(of, "for-each-ref", "--count=1000", "--format=%(refname:short)").stdout.decode(errors="replace")
        raise UnknownName("folder or git revision", name, ["HEAD", *refs.split()] if refs else [], path=of)
    return found


def _check_contents(commit: str, of: Path, shown: Path) -> None:
    """Refuse a revision that has no review in the folder, or has its studies elsewhere."""
    if _id(of, f"{commit}:./") is None:
        raise WrongUsage("the folder is not in that git revision: name one that has it", path=shown)
    listed = _git(of, "ls-tree", "-z", commit, "--", "review.ttl", "studies").stdout.decode(errors="replace")
    modes = {entry.partition("\t")[2]: entry.partition(" ")[0] for entry in listed.split("\0") if entry}
    if "review.ttl" not in modes:
        raise UnreadableInput("no review here: a review folder begins with a file review.ttl", path=shown)
    if modes.get("studies") in _LINKS:
        raise UnreadableInput(
            f"studies is {_LINKS[modes['studies']]}, and what it leads to is not in the revision: name two folders",
            path=shown,
        )


def _extract(commit: str, of: Path, directory: Path, shown: Path) -> None:
    command = _command(of, "archive", "--format=tar", commit, "--", ":(glob)**/*.ttl")
    with subprocess.Popen(
        command, env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as git:
        assert git.stdout is not None
        try:
            _unpack(git.stdout, directory, shown)
            git.communicate()  # what pads the archive
        except (tarfile.TarError, OSError) as error:
            raise UnreadableInput(f"cannot be taken out of git: {error}", path=shown) from None
        finally:
            git.kill()
    if git.returncode:
        raise UnreadableInput("git cannot give it: check the repository with git fsck", path=shown)


def _unpack(archive: IO[bytes], directory: Path, shown: Path) -> None:
    """Write the Turtle files of an archive, and nothing that leads elsewhere or is too large to be read."""
    if not hasattr(tarfile, "data_filter"):
        raise MissingTool("git revisions need Python 3.11.4 or later: name two folders, or install it")
    with tarfile.open(fileobj=archive, mode="r|") as members:
        for member in members:
            if member.isdir() or not member.name.endswith(".ttl"):
                continue
            if not member.isreg():
                raise UnreadableInput(
                    "a link, not a file: the revision has no content for it", path=shown / member.name
                )
            if member.size > LARGEST:
                raise too_large(shown / member.name)
            members.extract(member, directory, filter="data")


def _renamed(error: IpskgError, directory: str, shown: Path) -> IpskgError:
    """Name a place in the revision where an error names one in the directory that is gone."""
    error.problem = error.problem.replace(directory, str(shown))
    if error.path is not None:
        error.path = Path(str(error.path).replace(directory, str(shown)))
    return error


def _id(of: Path, name: str) -> str | None:
    found = _git(of, "rev-parse", "--verify", "--quiet", "--end-of-options", name).stdout.decode().strip()
    return found if re.fullmatch("[0-9a-f]{40,64}", found) else None  # of a name with ^ git gives the id with ^


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode(errors="replace").splitlines() or ["nothing"]
    return lines[0].removeprefix("fatal: ")


def _git(of: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            _command(of, *arguments), env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError:
        raise MissingTool("git revisions need the program git: install it, or name two folders") from None


def _command(of: Path, *arguments: str) -> list[str]:
    return ["git", "-C", str(of), *arguments]


def _environment() -> dict[str, str]:
    """Let git find the folder's own repository, also inside a hook of another, ask nobody and fetch nothing."""
    kept = ("GIT_CONFIG", "GIT_EXEC_PATH", "GIT_CEILING_DIRECTORIES")
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith(kept)}
    return own | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
