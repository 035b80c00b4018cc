"""`ipskg reason`: whether a review and the ontology hold together, and what follows from them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ipskg.cli import options
from ipskg.errors import WrongUsage

if TYPE_CHECKING:
    from pathlib import Path

    from ipskg.corpus import FolderCorpus


@click.command("reason")
@click.option("--infer", is_flag=True, help="Write what follows, as a graph: Turtle, or TriG or N-Quads by -o.")
@click.option("--rules", is_flag=True, help="Infer by the rules in queries/rules: without Java, nothing is checked.")
@click.option("--at", metavar="TIME", help="When it was inferred (ISO 8601), to be written beside it.")
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=1, max=86_400),
    default=600,
    show_default=True,
    help="How long the reasoner may take.",
)
@options.formats("text", "json")
@options.data
@options.output
def command(
    infer: bool,
    rules: bool,
    at: str | None,
    timeout: float,
    format: str,
    folders: tuple[Path, ...],
    output: Path | None,
) -> None:
    """Check that reviews and the ontology hold together, by the OWL reasoner HermiT; or write what follows.

    Where they do not, the records and axioms that clash are named, and the exit code is 1. What follows, such as which
    study supports which metaphor, is a graph of its own, which says what it was made from and by what. HermiT needs
    Java: one on the machine, or that of pip install 'ipskg[reason]'.

    \b
    Examples:
      ipskg reason
      ipskg reason --data my-review --format json
      ipskg reason --infer -o inferred.trig
      ipskg reason --infer --rules -o inferred.ttl
    """
    import ipskg

    if not infer and (rules or at):
        raise WrongUsage(f"{'--rules' if rules else '--at'} is for --infer: give that too")
    corpus = ipskg.open(*folders)
    if infer:
        _infer(corpus, rules=rules, at=at, timeout=timeout, format=format, output=output)
    else:
        _check(corpus, timeout=timeout, format=format, output=output)


def _check(corpus: FolderCorpus, *, timeout: float, format: str, output: Path | None) -> None:
    from ipskg.reasoning.formats import WRITERS

    verdict = corpus.reason(seconds=timeout, progress=_progress)
    options.write(WRITERS[format](verdict, len(corpus.reviews)), output)
    if not verdict.holds:
        raise click.exceptions.Exit(1)


def _infer(
    corpus: FolderCorpus, *, rules: bool, at: str | None, timeout: float, format: str, output: Path | None
) -> None:
    from ipskg.export.inferred import format_of, inferred, time_of
    from ipskg.reasoning.formats import WRITERS

    written_as, ended = format_of(output), at and time_of(at)
    if rules:
        relations = corpus.infer_by_rules()
    else:
        verdict = corpus.reason(infer=True, seconds=timeout, progress=_progress)
        if not verdict.holds:
            options.write(WRITERS[format](verdict, len(corpus.reviews)), None)
            raise click.exceptions.Exit(1)
        relations = verdict.inferred
    options.write(inferred(corpus, relations, by_rules=rules, at=ended, format=written_as), output)
    click.echo(f"{len(relations)} statements follow.", err=True)


def _progress(step: str) -> None:
    """Say on a terminal what takes long."""
    if sys.stderr.isatty():
        click.echo(f"{step} ...", err=True)
