"""What a validation finds, as plain values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ipskg.errors import cut
from ipskg.namespaces import local_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CellOrder = tuple[str, int, int, str, str]


class Severity(StrEnum):
    """How bad a problem is: unusable, for a reviewer to look at, or merely counted."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Place:
    """A file, and the line or the cell in it if that is known."""

    file: Path
    line: int | None = None
    cell: str | None = None

    @property
    def name(self) -> str:
        """The place by the bare name of its file."""
        return placed(self.file.name, self.line, self.cell)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: its text is one line, `file:line: severity: message (what was found), did you mean`.

    In a workbook it has a cell in place of the line, as `Constructs!D7`: `study.xlsx: Constructs!D7: severity: ...`.
    `record`, `path` and `shape` are IRIs, but that a record without an id is named after its line, as `_:line-7`;
    `value` is the N-Triples form of what was found. `check` is the constraint that failed, by the name of its SHACL
    component, or the check of ipskg where no shape can see it.
    """

    severity: Severity
    message: str
    check: str
    record: str
    file: Path | None = None
    line: int | None = None
    path: str | None = None
    value: str | None = None
    shape: str | None = None
    near: tuple[str, ...] = ()
    cell: str | None = None

    @property
    def found(self) -> str:
        """What was found, short enough for a line: the id of a record, or a text."""
        return _shown(self.value)

    @property
    def place(self) -> str:
        """Where it is: `file:line` or `file: sheet!cell`, as far as that is known."""
        return "" if self.file is None else placed(str(self.file), self.line, self.cell)

    @property
    def advice(self) -> str:
        """The whole message: of which record, what is wrong, what was found, and what may have been meant."""
        # Some messages say themselves what was found; and a record that breaks a rule is not also what was found.
        told = not self.found or self.value == f"<{self.record}>" or self.found in self.message
        found = "" if told else f" ({self.found})"
        meant = f", did you mean {' or '.join(self.near)}?" if self.near else ""
        name = "a record without an id" if self.record.startswith("_:") else local_name(self.record)
        record = f"{name}: " if self.record else ""
        return f"{record}{self.message.removesuffix('.')}{found}{meant}"

    def __str__(self) -> str:
        line = f"{self.place}: {self.severity}: {self.advice}".removeprefix(": ")
        # What the data hold must not steer the terminal or break the line.
        return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)

    def order(self) -> tuple[str, int, CellOrder, tuple[str, ...]]:
        """Give the key that puts problems in the order of files and lines, or of sheets, rows and columns."""
        last = (self.record, self.message, self.value or "", self.path or "", self.shape or "", self.check)
        return str(self.file or ""), self.line or 0, cell_order(self.cell), last


@dataclass(frozen=True)
class Report:
    """The problems of a validation, sorted by file and line."""

    problems: tuple[Problem, ...] = ()

    @classmethod
    def gathered(cls, problems: Iterable[Problem]) -> Report:
        """Sort problems; what is found twice is one."""
        return cls(tuple(sorted(set(problems), key=Problem.order)))

    @property
    def conforms(self) -> bool:
        """Whether there is no violation: warnings do not keep data from being used."""
        return self.count(Severity.VIOLATION) == 0

    def count(self, severity: Severity) -> int:
        """Count the problems of one severity."""
        return len(self.of(severity))

    def of(self, *severities: Severity) -> tuple[Problem, ...]:
        """Give the problems of some severities."""
        return tuple(problem for problem in self.problems if problem.severity in severities)

    @property
    def distinct(self) -> tuple[Problem, ...]:
        """The problems that differ in their line: one value may break several constraints with one message."""
        return tuple({str(problem): problem for problem in self.problems}.values())

    @property
    def is_clean(self) -> bool:
        """Whether there is neither a violation nor a warning."""
        return not self.of(Severity.VIOLATION, Severity.WARNING)

    def only(self, files: Iterable[Path]) -> Report:
        """Give the report of some files alone."""
        kept = set(files)
        return Report(tuple(problem for problem in self.problems if problem.file in kept))

    def with_all(self, other: Report) -> Report:
        """Give the problems of both."""
        return Report.gathered((*self.problems, *other.problems))

    @property
    def summary(self) -> str:
        """One line that counts what can be read in lines."""
        found = [problem.severity for problem in self.distinct]
        counts = [(found.count(one), str(one)) for one in (Severity.VIOLATION, Severity.WARNING)]
        return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts)


def placed(file: str, line: int | None, cell: str | None) -> str:
    """Write a place.

    >>> placed("study.xlsx", None, "Constructs!D7")
    'study.xlsx: Constructs!D7'
    """
    return f"{file}: {cell}" if cell is not None else file if line is None else f"{file}:{line}"


def cell_order(cell: str | None) -> CellOrder:
    """Give the key that puts cells in the order of reading: sheet by sheet, row by row, Z before AA.

    >>> sorted(["B!A1", "A!C10", "A!AA9", "A!C9"], key=cell_order)
    ['A!C9', 'A!AA9', 'A!C10', 'B!A1']
    """
    sheet, _, place = (cell or "").rpartition("!")
    found = re.fullmatch(r"([A-Za-z]*)(\d*)", place)
    column, row = found.groups() if found else ("", "")
    return sheet, int(row or 0), len(column), column, place


def _shown(value: str | None) -> str:
    """Show the N-Triples form of a value as a person would write it: "3" is a text, and 3 a number."""
    if value is None:
        return ""
    if value.startswith("<"):
        return local_name(value[1:-1]) or value[1:-1]
    if not value.startswith('"'):
        return "a record without an id" if value == "[]" else value
    end = value.rindex('"')
    text, kind = value[1:end], value[end + 1 :]
    plain = re.sub(r"\\(.)", lambda match: " " if match[1] in "nrt" else match[1], cut(text))
    return plain if kind.startswith("^^") else f'"{plain}"{kind}'
