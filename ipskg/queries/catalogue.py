"""The canned queries: `queries/<group>/<name>.rq`, each with a header in lines that begin with `#+`.

The header is the only place where a query is described: help, listings and pages are made from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ipskg import assets
from ipskg.errors import UnknownName, UnreadableInput

if TYPE_CHECKING:
    from pathlib import Path

# Read when they are used: to compile all of them takes longer than most queries.
_NAME = r"[a-z][a-z0-9-]*"
_KEY = r"(?P<key>summary|description|question): +(?P<text>.+)"
_PARAMETER = r"param (?P<name>\w+) \((?P<kind>\w+:\w+)\): +(?P<text>.+)"


@dataclass(frozen=True)
class Parameter:
    """A slot of a query; `kind` is the class of what it takes, as a prefixed name."""

    name: str
    kind: str
    description: str


@dataclass(frozen=True)
class Query:
    """A canned query; `group` is its folder and `text` the whole file, header included."""

    name: str
    group: str
    summary: str
    description: str
    question: str
    parameters: tuple[Parameter, ...]
    text: str

    @property
    def gives_graph(self) -> bool:
        """Whether it derives statements, as a rule does, and has no rows."""
        return re.search(r"^CONSTRUCT\b", self.text, re.M) is not None

    def parameter(self, name: str) -> Parameter:
        """Give a parameter by name. Raises UnknownName."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise UnknownName(f"parameter of {self.name}", name, (one.name for one in self.parameters))


def find(name: str) -> Query:
    """Give a canned query by name. Raises UnknownName."""
    return _found(assets.folder("queries"), name)


@cache  # to find and read one takes longer than to answer many a query
def _found(folder: Path, name: str) -> Query:
    paths = list(folder.glob(f"*/{name}.rq")) if re.fullmatch(_NAME, name) else []
    if not paths:
        raise UnknownName("query", name, (path.stem for path in _paths()))
    return _read(paths[0])


def catalogue() -> dict[str, Query]:
    """Give all canned queries by name, sorted by group and name."""
    return {path.stem: _read(path) for path in _paths()}


def rules() -> list[Query]:
    """Give the queries that derive what follows from the ontology, each one class or property of it."""
    return [query for query in catalogue().values() if query.gives_graph]


def _paths() -> list[Path]:
    return sorted(assets.folder("queries").glob("*/*.rq"))


def _read(path: Path) -> Query:
    text = path.read_text("utf-8")
    said: dict[str, str] = {}
    parameters = []
    for number, entry in _header(text):
        if match := re.fullmatch(_KEY, entry):
            said[match["key"]] = match["text"]
        elif match := re.fullmatch(_PARAMETER, entry):
            parameters.append(Parameter(name=match["name"], kind=match["kind"], description=match["text"]))
        else:
            raise UnreadableInput(f"not a header of a query: {entry}", path=path, line=number)
    if missing := {"summary", "description", "question"} - said.keys():
        raise UnreadableInput(f"the header of the query has no {' and no '.join(sorted(missing))}", path=path)
    return Query(name=path.stem, group=path.parent.name, parameters=tuple(parameters), text=text, **said)


def _header(text: str) -> list[tuple[int, str]]:
    """Give the entries of a header with their line numbers; a line that is indented goes on with the one before it."""
    entries: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#+"):
            break
        if line.startswith("#+   ") and entries:
            entries[-1] = (entries[-1][0], f"{entries[-1][1]} {line[2:].strip()}")
        else:
            entries.append((number, line[2:].strip()))
    return entries
