"""Reports that reviewers owe: checklists of reporting standards, flow diagrams, tables.

A kind of report is one module of `ipskg.reports.kinds`: its docstring begins with a summary, and its function `report`
makes the report on one review. A module may have `WRITERS`, for formats of its own.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ipskg.errors import UnknownName, WrongUsage
from ipskg.reports.model import Block, Evidence, Item, Picture, Points, Report, Section, State, Table, Text

if TYPE_CHECKING:
    from types import ModuleType

    from ipskg.corpus import Corpus

__all__ = [
    "FORMATS",
    "Block",
    "Evidence",
    "Item",
    "Picture",
    "Points",
    "Report",
    "Section",
    "State",
    "Table",
    "Text",
    "kind_names",
    "reports",
    "summary",
    "write",
]

FORMATS = ("markdown", "html", "json", "csv", "latex", "word", "svg")

Writer = Callable[[Sequence[Report]], str]


def kind_names() -> list[str]:
    """Give the names of all kinds of report, sorted."""
    return sorted(path.stem for path in (Path(__file__).parent / "kinds").glob("[a-z]*.py"))


def summary(kind: str) -> str:
    """Say in one line what a kind of report is. Raises UnknownName."""
    return (_module(kind).__doc__ or "").partition("\n")[0]


def reports(corpus: Corpus, kind: str) -> list[Report]:
    """Make a report on each review of a corpus. Raises UnknownName for a kind that is not there."""
    module = _module(kind)
    return [module.report(corpus, review) for review in corpus.reviews]


def write(reports: Sequence[Report], *, format: str) -> str:
    """Write reports of one kind in a format. Raises WrongUsage where that kind has nothing to write in it."""
    from ipskg.reports.formats import WRITERS

    own: dict[str, Writer] = getattr(_module(reports[0].kind), "WRITERS", {})
    writers = WRITERS | own
    if format not in writers:
        raise WrongUsage(f"the report {reports[0].kind} cannot be had as {format}: take one of {', '.join(writers)}")
    return writers[format](reports)


def _module(kind: str) -> ModuleType:
    if kind not in kind_names():
        raise UnknownName("report", kind, kind_names())
    return importlib.import_module(f"ipskg.reports.kinds.{kind}")
