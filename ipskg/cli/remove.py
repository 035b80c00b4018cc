"""`ipskg remove`: a study out of a review folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ipskg.cli import options

if TYPE_CHECKING:
    from pathlib import Path


@click.command("remove")
@click.argument("studies", metavar="STUDY...", nargs=-1, required=True)
@click.option("--cascade", is_flag=True, help="Take out what would dangle, too: translations against the study.")
@click.option("--dry-run", is_flag=True, help="Show what changes, but take nothing out.")
@options.folder
@options.formats("text", "markdown", "json")
def command(studies: tuple[str, ...], cascade: bool, dry_run: bool, folder: Path, format: str) -> None:
    """Take a study out of a review folder, and show what that changes in the synthesis.

    Refused where a translation of another study stands against a construct of it: these are listed, and go along with
    --cascade.

    \b
    Examples:
      ipskg remove crain-2009 --data my-review --dry-run
      ipskg remove areberg-2013 --data my-review --cascade
    """
    from ipskg.changes import WRITERS, compare
    from ipskg.coding import remove

    removal = remove(folder, studies, cascade=cascade, dry_run=dry_run)
    click.echo(WRITERS[format](compare(removal.before, removal.after)), nl=False)
    done = "changed" if removal.written else "would be changed"
    click.echo(f"{done}: {', '.join(str(folder / path) for path in removal.files)}", err=True)
