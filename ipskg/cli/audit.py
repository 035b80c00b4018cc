"""`ipskg audit`: a review held against its own data."""

from __future__ import annotations

from pathlib import Path

import click

from ipskg.cli import options


@click.command("audit")
@options.formats("text", "markdown", "json")
@options.source
@options.output
def command(format: str, source: options.Source, output: Path | None) -> None:
    """Set what a review says of itself beside what its own data give, and show where the two differ.

    Each stated value is derived anew by the query that the data name for it, and what an editor would check by hand is
    checked: the flow, dates, references, perspectives and samples, scales and scores. A difference is a fact about the
    review as published. What coders added later is left out. The exit code is 1 where something differs.

    \b
    Examples:
      ipskg audit
      ipskg audit --data my-review --format markdown -o audit.md
    """
    from ipskg.audit import WRITERS, audit

    found = audit(source.open())
    options.write(WRITERS[format](found), output)
    if found.differs:
        raise click.exceptions.Exit(1)
