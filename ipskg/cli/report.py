"""`ipskg report`: the reports that reviewers owe, from the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ipskg.cli import options
from ipskg.reports import FORMATS

if TYPE_CHECKING:
    from pathlib import Path


class _Command(click.Command):
    """A command whose help lists the kinds of report that there are."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from ipskg.reports import kind_names, summary

        with formatter.section("Kinds"):
            formatter.write_dl([(kind, summary(kind)) for kind in kind_names()])


@click.command("report", cls=_Command)
@click.argument("kind")
@options.formats(*FORMATS)
@options.source
@options.output
def command(kind: str, format: str, source: options.Source, output: Path | None) -> None:
    """Print a report of one KIND on each review, filled in from its graph.

    What the graph does not hold is said to be missing, and nothing is made up. csv, latex and word (HTML that text
    processors open) are formats of the tables in a report, of which a checklist is one; svg is the flow diagram alone.

    \b
    Examples:
      ipskg report emerge
      ipskg report emerge --format word -o emerge.html
      ipskg report prisma --format svg -o flow.svg
    """
    from ipskg.reports import kind_names, reports, write

    if kind not in kind_names():  # said before a large review is opened
        from ipskg.errors import UnknownName

        raise UnknownName("report", kind, kind_names())
    options.write(write(reports(source.open(), kind), format=format), output)
