"""The tables of reports, to take into other programs: as CSV, as LaTeX, and as HTML that text processors open."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from math import sqrt
from typing import TYPE_CHECKING

from ipskg import tables
from ipskg.errors import WrongUsage
from ipskg.reports.formats import render

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ipskg.reports.model import Report, Table

_BYTE_ORDER_MARK = "\ufeff"  # spreadsheets else guess the encoding, and wrongly
_NARROWEST = 0.05  # of the width of a page

_PREAMBLE = """\
% Wants in the preamble: \\usepackage{array,booktabs,longtable}
% A wide table stands better in \\begin{landscape} ... \\end{landscape} of the package pdflscape.
"""
# What LaTeX reads as more than a letter. A row that began with [ or * would be an option of the row before it.
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", "`": r"\textasciigrave{}", "[": "{[}", "]": "{]}", "*": "{*}", '"': r"{\char34}",
}  # fmt: skip


def as_csv(reports: Sequence[Report]) -> str:
    """Write tables as CSV; no cell of it is taken for a formula.

    Several tables stand below one another, each under its caption, with an empty line between.
    Raises WrongUsage where no report has a table.
    """
    found = _tables(reports)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for number, (title, table) in enumerate(found):
        if len(found) > 1:
            writer.writerows([[]] * bool(number) + [[tables.guarded(tables.plain(title))]])
        writer.writerows([map(tables.guarded, row) for row in (table.columns, *_plain(table).rows)])
    return _BYTE_ORDER_MARK + text.getvalue()


def as_latex(reports: Sequence[Report]) -> str:
    """Write tables as LaTeX to put into a document, which has to load array, booktabs and longtable.

    Raises WrongUsage where no report has a table.
    """
    return _PREAMBLE + "".join(_longtable(title, table) for title, table in _tables(reports))


def as_word(reports: Sequence[Report]) -> str:
    """Write tables as an HTML page that Word and LibreOffice open as one with tables, laid across.

    Raises WrongUsage where no report has a table.
    """
    return render("word", tables=[(tables.plain(title), _plain(table)) for title, table in _tables(reports)])


WRITERS: dict[str, Callable[[Sequence[Report]], str]] = {"csv": as_csv, "latex": as_latex, "word": as_word}


def _tables(reports: Sequence[Report]) -> list[tuple[str, Table]]:
    """Give the tables of reports, each with the caption that it has among all of them."""
    found = [(report, table) for report in reports for table in report.tables]
    if not found:
        raise WrongUsage(f"the report {reports[0].kind} has no table here: take --format markdown, which says why")
    several = len(reports) > 1
    return [(f"{report.label}: {table.caption}" if several else table.caption, table) for report, table in found]


def _plain(table: Table) -> Table:
    """Take out of a table what could steer a program: all but printable characters and line breaks."""
    rows = tuple(tuple("\n".join(map(tables.plain, cell.splitlines())) for cell in row) for row in table.rows)
    return replace(table, rows=rows, notes=tuple(map(tables.plain, table.notes)))


def _longtable(title: str, table: Table) -> str:
    columns = "".join(
        rf">{{\raggedright\arraybackslash}}p{{\dimexpr {width:.3f}\linewidth-2\tabcolsep\relax}}"
        for width in _widths(table)
    )
    head = _row(tuple(table.columns))
    rows = "".join(map(_row, table.rows))
    notes = "".join(f"\n\\noindent {_latex(note)}\\par\n" for note in table.notes)
    return (
        f"\n\\begin{{longtable}}{{@{{}}{columns}@{{}}}}\n\\caption{{{_latex(title)}}}\\\\\n\\toprule\n{head}"
        f"\\midrule\n\\endfirsthead\n\\toprule\n{head}\\midrule\n\\endhead\n\\bottomrule\n\\endlastfoot\n"
        f"{rows}\\end{{longtable}}\n{notes}"
    )


def _row(cells: Sequence[str]) -> str:
    return " & ".join(map(_latex, cells)) + " \\\\\n"


def _latex(text: str) -> str:
    r"""Escape a text; a line break becomes one.

    >>> _latex("50 % of A&B")
    '50 \\% of A\\&B'
    """
    lines = ("".join(_LATEX.get(one, one) for one in tables.plain(line)) for line in text.splitlines())
    return re.sub("-(?=-)", "-{}", r"\newline ".join(lines))  # two hyphens would become a dash


def _widths(table: Table) -> list[float]:
    """Share out the width of a page by what the cells of each column hold, so that no column is too narrow to read."""
    longest = [max(_weight(row[index]) for row in (table.columns, *table.rows)) for index in range(len(table.columns))]
    narrowest = min(_NARROWEST, 1 / len(longest))
    left = 1 - narrowest * len(longest)
    return [narrowest + left * one / sum(longest) for one in longest]


def _weight(cell: str) -> float:
    """Weigh a cell by the square root of its length, for a text that is four times as long takes twice the width."""
    return sqrt(max((len(line) for line in cell.splitlines()), default=0)) + 1
