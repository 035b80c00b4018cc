"""Reports that reviewers owe: checklists of reporting standards, flow diagrams, tables.

A kind of report is one file of `ipskg.reports.kinds`: a checklist as data, or a module whose docstring begins with a
summary and whose function `report` makes the report on one review.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from ipskg.errors import UnknownName, WrongUsage
from ipskg.reports import checklist
from ipskg.reports.model import Block, Evidence, Item, Picture, Points, Report, Section, State, Table, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

    from ipskg.audit import ReviewAudit
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


def kind_names() -> list[str]:
    """Give the names of all kinds of report, sorted."""
    return sorted(_kinds())


def summary(kind: str) -> str:
    """Say in one line what a kind of report is. Raises UnknownName."""
    path = _path(kind)
    if path.suffix == ".toml":
        return checklist.read(path).summary
    return (_module(path).__doc__ or "").partition("\n")[0]


def reports(corpus: Corpus, kind: str, *, audits: Mapping[str, ReviewAudit] | None = None) -> list[Report]:
    """Make a report on each review of a corpus. Raises UnknownName for a kind that is not there.

    `audits` are those of reviews, by IRI, that are at hand already, so that a checklist need not make them.
    """
    path = _path(kind)
    if path.suffix == ".toml":
        asked, known = checklist.read(path), audits or {}
        return [
            checklist.fill_in(asked, part, review, audited=known.get(review.iri))
            for part in corpus.apart()
            for review in part.reviews
        ]
    module = _module(path)
    return [module.report(part, review) for part in corpus.apart() for review in part.reviews]


def write(reports: Sequence[Report], *, format: str) -> str:
    """Write reports of one kind in a format. Raises WrongUsage where they have nothing to write in it."""
    from ipskg.reports import formats, tabular

    attached = [report.attached[format] for report in reports if format in report.attached]
    if len(attached) > 1:
        raise WrongUsage(f"{format} holds one review, and {len(reports)} are named: name one of them with --data")
    if attached:
        return attached[0]
    writers = formats.WRITERS | tabular.WRITERS
    if format not in writers:
        known = ", ".join(dict.fromkeys((*writers, *(name for report in reports for name in report.attached))))
        raise WrongUsage(f"the report {reports[0].kind} on this review cannot be had as {format}: take one of {known}")
    return writers[format](reports)


def _path(kind: str) -> Path:
    known = _kinds()
    if kind not in known:
        raise UnknownName("report", kind, known)
    return known[kind]


def _kinds() -> dict[str, Path]:
    folder = Path(__file__).parent / "kinds"
    return {path.stem: path for path in folder.iterdir() if path.suffix in (".py", ".toml") and path.stem[0] != "_"}


def _module(path: Path) -> ModuleType:
    return importlib.import_module(f"ipskg.reports.kinds.{path.stem}")
