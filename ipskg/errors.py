"""What can go wrong, and what to do about it.

IpskgError
├── WrongUsage            the call cannot be carried out as it stands
│   ├── UnknownName       a query, parameter, term or folder that is not there
│   ├── NotReadOnly       a query that would write or fetch
│   ├── MissingTool       a program or package that a task needs is not there
│   └── FailedTool        a program that a task needs did not do its work
├── InconsistentData      the data do not hold together
└── UnreadableInput       a file, folder or query that cannot be read
    └── EndpointFailure   a SPARQL endpoint that does not answer, or not as one

Only the command line turns them into exit codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class IpskgError(Exception):
    """The base of all errors of this package: its text is one line that says what is wrong and what to do."""

    def __init__(self, problem: str, *, path: Path | None = None, line: int | None = None) -> None:
        self.problem = problem
        self.path = path
        self.line = line
        super().__init__(problem)

    def __str__(self) -> str:
        where = "" if self.path is None else f"{self.path}: " if self.line is None else f"{self.path}:{self.line}: "
        # An input can hold line breaks and terminal escapes; a message is one line and shows neither.
        return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in where + self.problem)


class WrongUsage(IpskgError):
    """The call cannot be carried out as it stands."""


class UnknownName(WrongUsage):
    """A name that is not there; `near` holds the known names most like it, the nearest first."""

    def __init__(self, kind: str, name: str, known: Iterable[str], *, path: Path | None = None) -> None:
        from difflib import get_close_matches

        known = sorted(set(known))
        self.kind = kind
        self.name = name
        self.near = tuple(get_close_matches(name, known, n=3, cutoff=0.5))
        if self.near:
            advice = f"did you mean {' or '.join(self.near)}?"
        elif not known:
            advice = "there is none here"
        elif len(known) <= 12:
            advice = f"there are {', '.join(known)}"
        else:
            advice = f"there are {len(known)}, such as {', '.join(known[:3])}"
        super().__init__(f"no {kind} '{cut(name, 80)}': {advice}", path=path)


class NotReadOnly(WrongUsage):
    """A query that would write, or fetch from another place."""


class InconsistentData(IpskgError):
    """The data do not hold together."""


class UnreadableInput(IpskgError):
    """A file, folder or query that cannot be read."""


class EndpointFailure(UnreadableInput):
    """A SPARQL endpoint that does not answer, too late, or not as an endpoint does."""


class MissingTool(WrongUsage):
    """A program or package that a task needs and that is not there."""


class FailedTool(WrongUsage):
    """A program that a task needs and that did not do its work: it was ended, or took too long."""


def cut(text: str, longest: int = 60) -> str:
    """Cut a text of any length for a message of one line."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
