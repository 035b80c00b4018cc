"""`ipskg validate`: what a coded review lacks or gets wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipskg.cli import options, tables
from ipskg.errors import UnreadableInput, WrongUsage
from ipskg.namespaces import local_name

if TYPE_CHECKING:
    from ipskg.validation import Report

_COLUMNS = ("where", "severity", "record", "message", "found")


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
@options.data
@options.output
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[Path, ...],
    strict: bool,
    shapes: tuple[Path, ...],
    format: str,
    folders: tuple[Path, ...],
    output: Path | None,
) -> None:
    """Check that coded reviews hold what they must, and say what is wrong, where, and what to write.

    PATH is a review folder, or a Turtle file in one; the data that are open when left out. It is also what is to be
    added to the review that --data names: a workbook (.xlsx, .ods, a folder of .csv files), or a Turtle file of one
    study. A violation cannot be used, a warning is for a reviewer to look at. Each problem is one line; json, turtle
    and sarif also have what is merely counted.

    \b
    Examples:
      ipskg validate
      ipskg validate my-review/studies/crain-2009.ttl --strict
      ipskg validate study.xlsx --data my-review
      ipskg validate my-review --format sarif -o problems.sarif
    """
    report = _report(paths, folders, shapes)
    options.write(_printed(report, format), output)
    click.echo(report.summary, err=True)
    if not (report.is_clean if strict else report.conforms):
        context.exit(1)


def _report(paths: tuple[Path, ...], folders: tuple[Path, ...], shapes: tuple[Path, ...]) -> Report:
    """Validate whole reviews, since records of one file speak of those of others, and keep what was asked for."""
    import ipskg

    brought = [path for path in paths if _is_brought(path, folders)]
    if brought:
        return _brought(brought, paths, folders, shapes)
    wanted = {path.resolve() for path in (*folders, *paths)}
    named = dict.fromkeys(_folder_of(path) if path.is_file() else path for path in (*folders, *paths))
    corpus = ipskg.open(*named)
    report = corpus.validate(shapes=shapes)
    if not any(path.is_file() for path in paths):
        return report
    files = (file.path for review in corpus.reviews for file in review.files)
    return report.only(file for file in files if {file.resolve(), *file.resolve().parents} & wanted)


def _is_brought(path: Path, folders: tuple[Path, ...]) -> bool:
    """Tell what is to be added: a workbook, and beside a named review a Turtle file that stands in none."""
    from ipskg.sheets import is_workbook

    return is_workbook(path) or bool(folders and path.is_file() and not _folders_of(path))


def _brought(
    brought: list[Path], paths: tuple[Path, ...], folders: tuple[Path, ...], shapes: tuple[Path, ...]
) -> Report:
    """Check what is to be added to a review."""
    import ipskg
    from ipskg.coding import check
    from ipskg.validation import Problem, Report

    if len(brought) < len(paths):
        raise WrongUsage("check what is to be added, or what is there already: not both at once")
    if len(folders) > 1:
        raise WrongUsage("what is to be added belongs to one review: give --data once")
    corpus = ipskg.open(*folders)
    problems = [problem for path in brought for problem in check(path, corpus, shapes=shapes).problems]
    return Report(tuple(sorted(problems, key=Problem.order)))


def _folder_of(path: Path) -> Path:
    for one in _folders_of(path):
        return one
    raise UnreadableInput("no review here: the file stands in no folder with a review.ttl", path=path)


def _folders_of(path: Path) -> list[Path]:
    folder = path.parent
    above = folder / ".." if folder.name in ("", "..") else folder.parent
    return [one for one in (folder, above) if (one / "review.ttl").is_file()]


def _printed(report: Report, format: str) -> str:
    from ipskg.validation.formats import WRITERS

    if format != "table":
        return WRITERS[format](report)
    rows = [
        [tables.plain(str(cell)) for cell in (one.place, one.severity, local_name(one.record), one.message, one.found)]
        for one in report.problems
    ]
    return tables.as_text(_COLUMNS, rows)
