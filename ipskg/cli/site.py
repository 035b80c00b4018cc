"""`ipskg site`: a static web site of reviews."""

from __future__ import annotations

from pathlib import Path

import click

from ipskg.cli import options
from ipskg.errors import WrongUsage


@click.command("site")
@options.source
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder of the site: a new one, or one that this command made before.",
)
@click.option("--single-file", "alone", is_flag=True, help="One HTML file instead: -o names the file.")
def command(source: options.Source, folder: Path, alone: bool) -> None:
    """Write a static web site of a review, or of several: open its index.html in a browser.

    It needs no server, no script and no other host. Each page is made from the answers of canned queries, and names
    them. What is cited is told apart from what the coder inferred, and what agrees from what contradicts.

    \b
    Examples:
      ipskg site -o site
      ipskg site --data my-review --data data/moen-2021 -o site
      ipskg site --single-file -o site.html
    """
    from ipskg.site import put, single, site

    corpus = source.open()
    if alone and len(corpus.reviews) > 1:
        raise WrongUsage("a single file holds one review: give one --data, or leave out --single-file")
    files = site(corpus, progress=options.progress)
    if alone:
        options.write(single(files), folder)
    else:
        put(folder, files)
        click.echo(f"{folder}: {len(files)} files; open {folder / 'index.html'}", err=True)
