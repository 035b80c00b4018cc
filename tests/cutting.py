"""Real ipskg commands as processes of their own that are killed, or stopped, before one of their changes of a folder.

Run as a program it is a nursery: it has everything imported, so that each command takes a fork and no start. What a
command is about to change Python itself tells (PEP 578); nothing of ipskg is replaced.
"""

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "open")  # the last only for writing
IMPORTED = [
    *("ipskg.changes", "ipskg.cli.add", "ipskg.cli.load", "ipskg.cli.query", "ipskg.cli.remove", "ipskg.coding"),
    *("ipskg.loading.disk", "ipskg.sheets.xlsx", "ipskg.validation.formats", "openpyxl", "pyshacl", "rdflib"),
]  # by the commands, so that none of them has to
LONGEST = 200  # seconds, after which a command that waits for nothing any more is ended by the alarm


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, or less than nought for a signal, and the lines that it said."""

    code: int
    lines: list[str]


class Nursery:
    """Starts commands; to be closed, with all that it started."""

    def __init__(self) -> None:
        command = [sys.executable, "-B", __file__]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def start(self, *arguments: str | Path, stop: int = 0, kill: int = 0, after: float = 0) -> int:
        """Start a command that is stopped and killed before some of its changes, counted from one; give its process.

        Or it ends at once `after` some seconds. Comes back once it has been stopped or has ended; without a stop, once
        it is about to wait for a lock. `commit` is a command of its own: see `_commit`.
        """
        return int(self._ask("start", arguments=[str(one) for one in arguments], stop=stop, kill=kill, after=after))

    def wait(self, process: int) -> Ended:
        """Wait for the end of a command, or until it is stopped."""
        return Ended(**self._ask("wait", process=process))

    def run(self, *arguments: str | Path, kill: int = 0, after: float = 0) -> Ended:
        """Run a command that is killed before one of its changes, or after some seconds."""
        return self.wait(self.start(*arguments, kill=kill, after=after))

    def close(self) -> None:
        """End what is left."""
        self._process.communicate()

    def _ask(self, what: str, **said: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"what": what, **said}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


class _Children:
    """The commands that were started, each with the file that it writes to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._living: set[int] = set()

    def start(self, *, arguments: list[str], stop: int, kill: int, after: float) -> int:
        told, telling = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(told)
            _be(arguments, stop, kill, after, telling, self._folder)
        os.close(telling)
        os.read(told, 1)
        os.close(told)
        self._living.add(process)
        return process

    def wait(self, *, process: int) -> dict[str, object]:
        _, status = os.waitpid(process, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            self._living.remove(process)
        code = -os.WSTOPSIG(status) if os.WIFSTOPPED(status) else os.waitstatus_to_exitcode(status)
        return {"code": code, "lines": (self._folder / str(process)).read_text("utf-8").splitlines()}

    def end(self) -> None:
        for process in self._living:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


def _be(arguments: list[str], stop: int, kill: int, after: float, telling: int, folder: Path) -> None:
    """Be the command, from here to its end."""
    from ipskg.cli import main

    code = 70
    try:
        signal.setitimer(signal.ITIMER_REAL, after or LONGEST)  # nobody handles the alarm, so that it kills
        said = os.open(folder / str(os.getpid()), os.O_WRONLY | os.O_CREAT)
        os.dup2(said, 1)
        os.dup2(said, 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w", encoding="utf-8"), os.fdopen(2, "w", encoding="utf-8")
        place = "--data" if "--data" in arguments else "--store"
        sys.addaudithook(_hook(arguments[arguments.index(place) + 1], stop, kill, telling))
        if arguments[0] == "commit":
            _commit(arguments[-1], *arguments[1:-2])
            code = 0
        else:
            main(arguments, prog_name="ipskg")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _commit(store: str, *files: str) -> None:
    """Commit files in N-Triples to a store one by one, each under its name, and say so of each."""
    from ipskg.loading.disk import Writer

    with Writer(store) as writer:
        for file in files:
            writer.commit(f"https://example.org/committed/{Path(file).name}", Path(file).read_bytes())
            print(Path(file).name, flush=True)


def _hook(folder: str, stop: int, kill: int, telling: int) -> Any:
    changes, told = 0, False

    def tell() -> None:
        nonlocal told
        if not told:
            told = True
            os.write(telling, b".")

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal changes
        if event == "fcntl.flock" and not stop:
            tell()
        if _is_change(event, arguments, folder):
            changes += 1
            if changes == stop:
                tell()
                os.kill(os.getpid(), signal.SIGSTOP)
            if changes == kill:
                os.kill(os.getpid(), signal.SIGKILL)

    return hook


def _is_change(event: str, arguments: tuple[Any, ...], folder: str) -> bool:
    """Tell whether something in a folder is about to change; what is removed with a folder has no path of its own."""
    if event not in CHANGES:
        return False
    path = str(arguments[0])
    if event == "open":
        return path.startswith(folder + os.sep) and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
    return path.startswith(folder + os.sep) or not path.startswith(os.sep)


def _serve() -> None:
    import tempfile

    for name in IMPORTED:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        children = _Children(Path(folder))
        try:
            for line in sys.stdin:
                said = json.loads(line)
                answer = getattr(children, said.pop("what"))(**said)
                print(json.dumps(answer), flush=True)
        finally:
            children.end()


if __name__ == "__main__":
    _serve()
