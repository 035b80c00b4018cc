"""`ipskg changes`: what a change does to a synthesis."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipskg.cli import options
from ipskg.errors import WrongUsage

if TYPE_CHECKING:
    from ipskg.corpus import Corpus, MemoryCorpus


@click.command("changes", no_args_is_help=True)
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option(
    "--with",
    "sheet",
    metavar="SHEET|TTL",
    type=click.Path(path_type=Path),
    help="Add this coded study, or whole review, without writing it.",
)
@click.option("--without", "studies", metavar="STUDY", multiple=True, help="Leave this study out; repeatable.")
@click.option("--without-trials", "trials", is_flag=True, help="Leave out the studies that are part of a trial.")
@click.option(
    "--without-group",
    "groups",
    metavar="GROUP",
    multiple=True,
    help="Leave out the studies that give the perspective of this actor group; repeatable.",
)
@options.formats("text", "markdown", "json")
@options.source
@options.output
def command(
    old: str | None,
    new: str | None,
    sheet: Path | None,
    studies: tuple[str, ...],
    trials: bool,
    groups: tuple[str, ...],
    format: str,
    source: options.Source,
    output: Path | None,
) -> None:
    """Show what changes from OLD to NEW in what the metaphors, actor groups, contradictions and steps rest on.

    OLD and NEW are review folders, or git revisions of the folder that --data names; NEW is that folder as it is now
    when left out, or the same review in a store. --with shows what a coded study would change, the other options what
    the synthesis loses without some of its studies. A study and a group are given by id, prefixed name or IRI.

    \b
    Examples:
      ipskg changes --with study.xlsx --data my-review
      ipskg changes --without areberg-2013
      ipskg changes --without-trials --without-group clinicians
      ipskg changes HEAD~1 --data my-review
      ipskg changes my-review-2024 my-review-2025 --format markdown -o changes.md
    """
    from ipskg.changes import WRITERS, compare, leave_out

    if old is None and not (sheet or studies or trials or groups):
        raise WrongUsage("give OLD, or say with --with and --without what to add and to leave out")
    before, after = _versions(old, new, source, studies)
    after = _with(sheet, after) if sheet else after
    after = leave_out(after, studies=studies, trials=trials, groups=groups)
    options.write(WRITERS[format](compare(before, after)), output)


def _with(sheet: Path, corpus: MemoryCorpus) -> MemoryCorpus:
    """Give the review with what a workbook or a Turtle file says, as far as it can be read."""
    from ipskg.coding import bring, included, preview
    from ipskg.validation import Report
    from ipskg.validation.formats import as_text

    if len(corpus.reviews) != 1:
        raise WrongUsage("what is to be added belongs to one review: give --data once, or one --review of a store")
    brought = bring(sheet, corpus)
    click.echo(as_text(Report(brought.problems)), nl=False, err=True)
    return preview(included(brought, corpus), corpus)


def _versions(
    old: str | None, new: str | None, source: options.Source, studies: tuple[str, ...]
) -> tuple[MemoryCorpus, MemoryCorpus]:
    import ipskg
    from ipskg import assets
    from ipskg.changes import is_folder, open_version

    if old is None:
        corpus = _concerned(source.open(), studies)
        return corpus, corpus
    if not source.is_of_files:
        return _against(old, new, source)
    folders = source.folders
    if len(folders) > 1:
        raise WrongUsage("OLD and NEW are versions of one review: give --data once")
    if folders and new is not None and is_folder(old) and is_folder(new):
        raise WrongUsage("OLD and NEW are folders, so --data has nothing to say: leave it out")
    folder = folders[0] if folders else assets.coded_review()
    after = open_version(new, of=folder) if new is not None else ipskg.open(folder)
    return open_version(old, of=folder), after


def _concerned(corpus: Corpus, studies: tuple[str, ...]) -> MemoryCorpus:
    """Give what changes: of a store the reviews of the studies that go, or its only one, and never a copy of it all."""
    from ipskg.corpus import StoreCorpus

    if not isinstance(corpus, StoreCorpus):
        return corpus.in_memory()
    reviews = corpus.reviews_of(studies) if studies else corpus.reviews
    if len(reviews) > 1:
        raise WrongUsage(f"{len(reviews)} reviews in the store: name one with --review")
    return corpus.drawn(*reviews)


def _against(old: str, new: str | None, source: options.Source) -> tuple[MemoryCorpus, MemoryCorpus]:
    """Give a folder, and the same review as it stands in a store."""
    import ipskg
    from ipskg.changes import is_folder
    from ipskg.corpus import StoreCorpus

    if new is not None or not is_folder(old):
        raise WrongUsage("with a store or an endpoint, OLD is a folder, and NEW is what they hold: leave NEW out")
    before, stored = ipskg.open(old), source.open()
    if not isinstance(stored, StoreCorpus):
        return before, stored.in_memory()
    return before, stored.drawn(*(stored.review(one.iri) for one in before.reviews))
