"""`ipskg add`: a coded study, or a whole review, into a review folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipskg.cli import options

if TYPE_CHECKING:
    from datetime import datetime


@click.command("add")
@click.argument("source", metavar="SHEET|TTL", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Write over what is there already and the sheet says otherwise.")
@click.option("--dry-run", is_flag=True, help="Check and show what changes, but write nothing.")
@click.option(
    "--coder",
    metavar="CODER",
    help="Who includes the study, where the sheet does not say; of a whole review, else its authors.",
)
@click.option(
    "--on", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="The day of inclusion; today if left out."
)
@options.folder
@options.formats("text", "markdown", "json")
@click.pass_context
def command(
    context: click.Context,
    source: Path,
    replace: bool,
    dry_run: bool,
    coder: str | None,
    on: datetime | None,
    folder: Path,
    format: str,
) -> None:
    """Add a coded study to a review folder, and show what that changes in the synthesis.

    SHEET|TTL is a workbook (.xlsx, .ods, a folder of .csv files) of one study or of a whole review, or a Turtle file
    with one study. With a violation nothing is written; see `ipskg validate`.

    \b
    Examples:
      ipskg add study.xlsx --data my-review --dry-run
      ipskg add study.xlsx --data my-review
      ipskg add my-review.xlsx --data my-review
    """
    from ipskg.changes import WRITERS, compare
    from ipskg.coding import add
    from ipskg.validation.formats import as_text

    day = on.date() if on else None
    addition = add(folder, source, replace=replace, dry_run=dry_run, coder=coder, on=day, progress=options.progress)
    click.echo(as_text(addition.report), nl=False, err=True)
    if not addition.report.conforms:
        click.echo(f"{addition.report.summary}: nothing was added", err=True)
        context.exit(1)
    click.echo(WRITERS[format](compare(addition.before, addition.after)), nl=False)
    done = "written" if addition.written else "would be written"
    click.echo(f"{done}: {', '.join(str(folder / path) for path in addition.files)}", err=True)
