"""`ipskg sheet`: coding workbooks, empty and filled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipskg.cli import options
from ipskg.errors import WrongUsage

if TYPE_CHECKING:
    from ipskg.sheets import Desk, Workbook

_shapes = click.option(
    "--shapes",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="SHACL shapes of your own, whose fields become columns; repeatable.",
)


@click.group("sheet", no_args_is_help=True)
def command() -> None:
    """Write and read coding workbooks: what a coder fills in, from the shapes and the vocabularies."""


@command.command("new")
@click.option("--review", "whole", is_flag=True, help="A workbook for a whole review.")
@click.option(
    "--from",
    "references",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="References (.ris, .bib, .json for CSL-JSON): a workbook for each, with what is known of it.",
)
@options.formats("xlsx", "csv")
@_shapes
@options.data
@options.output
def new(
    whole: bool,
    references: Path | None,
    format: str,
    shapes: tuple[Path, ...],
    folders: tuple[Path, ...],
    output: Path | None,
) -> None:
    """Write an empty workbook to code a study in, or a whole review.

    csv gives a folder with a file for each sheet. With --from, -o names a folder if there are several references.

    \b
    Examples:
      ipskg sheet new -o study.xlsx
      ipskg sheet new --format csv -o study
      ipskg sheet new --from library.ris -o to-code
      ipskg sheet new --review --data my-review -o my-review.xlsx
    """
    desk = _desk(folders, shapes)
    if references is None:
        _save([desk.blank(whole=whole)], desk, format, output, several=False)
    else:
        if whole:
            raise WrongUsage("--from is for studies: leave out --review")
        from ipskg.sheets import read_references

        books = desk.from_references(read_references(references))
        _save(books, desk, format, output, several=len(books) > 1)


@command.command("write")
@click.argument("study", required=False)
@click.option("--review", "whole", is_flag=True, help="The whole review instead of a study.")
@options.formats("xlsx", "csv")
@_shapes
@options.data
@options.output
def write(
    study: str | None,
    whole: bool,
    format: str,
    shapes: tuple[Path, ...],
    folders: tuple[Path, ...],
    output: Path | None,
) -> None:
    """Write a STUDY that is coded already, or the whole review, into a workbook.

    \b
    Examples:
      ipskg sheet write areberg-2013 -o areberg-2013.xlsx
      ipskg sheet write --review --data my-review -o my-review.xlsx
    """
    if whole == (study is not None):
        raise WrongUsage("give one of STUDY and --review")
    desk = _desk(folders, shapes)
    _save([desk.of_review() if study is None else desk.of_study(study)], desk, format, output, several=False)


@command.command("read")
@click.argument("workbook", metavar="WORKBOOK", type=click.Path(path_type=Path))
@_shapes
@options.data
@options.output
@click.pass_context
def read(
    context: click.Context, workbook: Path, shapes: tuple[Path, ...], folders: tuple[Path, ...], output: Path | None
) -> None:
    """Give what a workbook says as Turtle: an .xlsx or .ods file, or a folder of .csv files.

    What cannot be read is said with its cell, and then there is no Turtle. `ipskg validate` also says what is missing.

    \b
    Examples:
      ipskg sheet read study.xlsx
      ipskg sheet read study.ods --data my-review -o study.ttl
    """
    from ipskg.sheets import as_turtle
    from ipskg.validation import Report
    from ipskg.validation.formats import as_text

    desk = _desk(folders, shapes)
    coded = desk.read(workbook, progress=options.progress)
    report = Report(coded.problems)
    click.echo(as_text(report), nl=False, err=True)
    if not report.conforms:
        context.exit(1)
    options.write(as_turtle(coded, desk), output)


def _desk(folders: tuple[Path, ...], shapes: tuple[Path, ...]) -> Desk:
    import ipskg
    from ipskg.sheets import Desk

    return Desk(ipskg.open(*folders), shapes=shapes)


def _save(books: list[Workbook], desk: Desk, format: str, output: Path | None, *, several: bool) -> None:
    """Save workbooks where nothing is yet: what a coder has filled in is not written over."""
    if output is None:
        raise WrongUsage("a workbook needs a file: name it with -o")
    if several:
        ending = ".xlsx" if format == "xlsx" else ""
        files = {f"{book.name}{ending}": _content(book, desk, format) for book in options.progress(books)}
        options.create_folder(output, files)
    elif format == "csv":
        options.create_folder(output, desk.as_csv(books[0]))
    else:
        options.create(output, desk.as_xlsx(books[0]))
    click.echo(f"{output}: {len(books)} workbook{'' if len(books) == 1 else 's'}", err=True)


def _content(book: Workbook, desk: Desk, format: str) -> bytes | dict[str, bytes]:
    return desk.as_xlsx(book) if format == "xlsx" else desk.as_csv(book)
