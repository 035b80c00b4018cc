"""`ipskg new`: a folder for another review."""

from __future__ import annotations

from pathlib import Path

import click

from ipskg.cli import options


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", required=True, help="The title of the review.")
@click.option(
    "--short-name", default="", help="Author and year, or what else people call it; else the title up to a colon."
)
@click.option("--year", type=click.IntRange(1000, 9999), help="The year of the review.")
@click.option("--question", "questions", multiple=True, help="What the review asks; repeatable.")
@click.option("--author", "authors", multiple=True, help="Who made the review; repeatable.")
@click.option("--coder", "coders", multiple=True, help="Who codes it; repeatable.")
@click.option("--actor-group", "groups", multiple=True, help="A group by which it sorts its results; repeatable.")
@click.option("--section", "sections", multiple=True, help="The heading of a results section, in order; repeatable.")
@click.option("--namespace", default="", help="The address under which its records are made; it ends in / or #.")
def command(
    folder: Path,
    title: str,
    short_name: str,
    year: int | None,
    questions: tuple[str, ...],
    authors: tuple[str, ...],
    coders: tuple[str, ...],
    groups: tuple[str, ...],
    sections: tuple[str, ...],
    namespace: str,
) -> None:
    """Make a folder for another meta-ethnography, with a workbook in which the whole of it can be coded.

    \b
    Examples:
      ipskg new rain-2024 --title "How gardeners live with rain: a meta-ethnography" \\
        --question "What is rain to a gardener?" --actor-group gardeners --section "Rain as company"
    """
    import ipskg
    from ipskg.coding import Beginning, begin
    from ipskg.sheets import Desk

    name = folder.resolve().name
    about = Beginning(name, title, short_name, year, questions, authors, coders, groups, sections, namespace)
    options.create_folder(folder, dict(begin(about)))
    desk = Desk(ipskg.open(folder))
    workbook = folder / f"{name}.xlsx"
    options.create(workbook, desk.as_xlsx(desk.of_review()))
    click.echo(
        f"{folder}: a review without studies; fill in {workbook}, then `ipskg add {workbook} --data {folder}`", err=True
    )
