"""`ipskg validate`: what a coded review lacks or gets wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipskg.cli import options, tables
from ipskg.errors import UnreadableInput, WrongUsage

if TYPE_CHECKING:
    from ipskg.validation import Report

_COLUMNS = ("where", "severity", "problem")


@click.command("validate")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Warnings keep it from holding, too.")
@click.option(
    "--shapes",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="SHACL shapes of your own, beside those of ipskg; repeatable.",
)
@options.formats("text", "table", "json", "turtle", "sarif")
@options.source
@options.output
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[Path, ...],
    strict: bool,
    shapes: tuple[Path, ...],
    format: str,
    source: options.Source,
    output: Path | None,
) -> None:
    """Check that coded reviews hold what they must, and say what is wrong, where, and what to write.

    PATH is a review folder, or a Turtle file in one; the data that are open when left out. A workbook (.xlsx, .ods, a
    folder of .csv files), and a Turtle file that stands in no review, is checked as a part of the review that --data
    names. A violation cannot be used, a warning is for a reviewer to look at. Each problem is one line; json, turtle
    and sarif also have what is merely counted.

    \b
    Examples:
      ipskg validate
      ipskg validate my-review/studies/crain-2009.ttl --strict
      ipskg validate study.xlsx --data my-review
      ipskg validate my-review --format sarif -o problems.sarif
    """
    if source.is_of_files:
        report = _report(paths, source.folders, shapes)
    elif paths:
        raise WrongUsage("what a store or an endpoint holds is checked as it is there: leave PATH out")
    else:
        report = source.open().validate(shapes=shapes)
    options.write(_printed(report, format, shapes), output)
    click.echo(report.summary, err=True)
    if not (report.is_clean if strict else report.conforms):
        context.exit(1)


def _report(paths: tuple[Path, ...], folders: tuple[Path, ...], shapes: tuple[Path, ...]) -> Report:
    """Validate whole reviews, or each file with what it touches where only files are asked for."""
    import logging

    import ipskg
    from ipskg.sheets import is_workbook

    workbooks = [path for path in paths if is_workbook(path)]
    if workbooks:
        return _workbooks(workbooks, paths, folders, shapes)
    # rdflib tells of a number that is none with the whole traceback, where nobody else listens; the shapes tell it too.
    logging.getLogger("rdflib").addHandler(logging.NullHandler())
    files = [path for path in paths if path.is_file()]
    found = {path: _folder_of(path) for path in files}
    if homeless := [path for path in files if found[path] is None and not folders]:
        raise UnreadableInput(
            "no review here: the file stands in no folder with a review.ttl; name its review with --data",
            path=homeless[0],
        )
    named = (*folders, *(found.get(path, path) for path in paths))
    corpus = ipskg.open(*{folder.resolve(): folder for folder in named if folder}.values())
    if not files:
        return corpus.validate(shapes=shapes)
    parts = corpus.validate_parts(*map(corpus.part, files), shapes=shapes)
    if len(files) == len(paths):
        return parts
    asked = {folder.resolve() for folder in (*folders, *paths)}
    below = (file.path for review in corpus.reviews for file in review.files if asked & {*file.path.resolve().parents})
    return corpus.validate(shapes=shapes).only(below).with_all(parts)


def _workbooks(
    workbooks: list[Path], paths: tuple[Path, ...], folders: tuple[Path, ...], shapes: tuple[Path, ...]
) -> Report:
    """Check workbooks as parts of a review."""
    import ipskg
    from ipskg.coding import check
    from ipskg.validation import Report

    if len(workbooks) < len(paths):
        raise WrongUsage("check workbooks, or what is no workbook: not both at once")
    corpus = ipskg.open(*folders)
    if not folders:
        name = corpus.reviews[0].path.name
        click.echo(f"checked as a part of {name}, since --data names no other review", err=True)
    return Report.gathered(
        problem
        for path in workbooks
        for problem in check(path, corpus, shapes=shapes, progress=options.progress).problems
    )


def _folder_of(path: Path) -> Path | None:
    """Give the review folder in which a file stands."""
    folder = path.parent
    above = folder / ".." if folder.name in ("", "..") else folder.parent
    return next((one for one in (folder, above) if (one / "review.ttl").is_file()), None)


def _printed(report: Report, format: str, shapes: tuple[Path, ...]) -> str:
    from ipskg.validation.formats import WRITERS, as_sarif

    if format == "sarif":
        return as_sarif(report, shapes)
    if format != "table":
        return WRITERS[format](report)
    rows = [[tables.plain(cell) for cell in (one.place, one.severity, one.advice)] for one in report.distinct]
    return tables.as_text_broken(_COLUMNS, rows)
