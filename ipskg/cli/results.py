"""`ipskg results`: the results of a review, section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ipskg.cli import options

if TYPE_CHECKING:
    from pathlib import Path


@click.command("results")
@click.argument("section", required=False)
@options.formats("markdown", "json", "html")
@options.source
@options.output
def command(section: str | None, format: str, source: options.Source, output: Path | None) -> None:
    """Print the results of a review from its graph: all of them, or one SECTION by its id.

    Each finding stands with the works that it cites; what the coder inferred is told apart. `ipskg query sections
    --format csv` shows the ids of the sections.

    \b
    Examples:
      ipskg results
      ipskg results section-uncertain
      ipskg results --format html -o results.html
    """
    from ipskg.results import WRITERS, chapters

    options.write(WRITERS[format](chapters(source.open(), section=section)), output)
