"""`ipskg search`: texts that have certain words, the best first."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from ipskg.cli import options, tables
from ipskg.errors import cut

if TYPE_CHECKING:
    from pathlib import Path

    from ipskg.search import Found, Index

_HEADINGS = ("kind", "from", "text")
_COLUMNS = ("kind", "record", "recordLabel", "snippet", "sources", "review", "reviewLabel", "score")


@click.command("search", no_args_is_help=True)
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many texts at most.")
@options.formats("table", "csv", "json", "markdown")
@options.source
@options.output
def command(words: tuple[str, ...], limit: int, format: str, source: options.Source, output: Path | None) -> None:
    """Look for WORDS in findings, metaphors, accounts and aims of studies.

    A text has to have all of the words, in any order, with or without capitals and accents; the best fit comes first,
    with the place where they stand and the studies it comes from. A word may end in *, which stands for any ending,
    and words in double quotes stand one after another. csv and json have all columns.

    A store has an index of its texts beside it. Of an endpoint all texts are fetched: name a --review where there are
    many.

    \b
    Examples:
      ipskg search trust
      ipskg search employ* relation* --limit 5
      ipskg search '"social workers" frustrat*' --format json
      ipskg search trust --store library
    """
    index = _index(source)
    mark = ("**", "**") if format == "table" else ("", "")
    found = index.find(" ".join(words), limit=limit, mark=mark)
    options.write(_WRITERS[format](found), output)
    if not found:
        click.echo("No text has these words.", err=True)


def _index(source: options.Source) -> Index:
    """Open the index of a store on disk; of all else make one in memory."""
    from ipskg.search import Index

    corpus = source.open()
    if source.store is None or source.reviews:
        return Index.of(corpus.answer("texts").rows())
    from ipskg.loading import texts
    from ipskg.stores.disk import DiskStore

    assert isinstance(corpus.store, DiskStore)
    return texts.opened(corpus.store, progress=options.progress)


def _rows(found: list[Found]) -> list[dict[str, object]]:
    """Name the columns as the canned query `texts` does."""
    return [
        {
            "kind": one.kind,
            "record": one.record,
            "recordLabel": one.label,
            "snippet": one.snippet,
            "sources": one.sources,
            "review": one.review,
            "reviewLabel": one.review_label,
            "score": round(one.score, 3),
        }
        for one in found
    ]


def _lines(found: list[Found]) -> list[list[str]]:
    lines = [[one.kind, cut(one.sources or one.review_label, 40), one.snippet] for one in found]
    return [[tables.plain(cell) for cell in line] for line in lines]


def _csv(found: list[Found]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, _COLUMNS)
    writer.writeheader()
    writer.writerows(_rows(found))
    return file.getvalue()


def _json(found: list[Found]) -> str:
    return json.dumps(_rows(found), ensure_ascii=False, indent=2) + "\n"


_WRITERS: dict[str, Callable[[list[Found]], str]] = {
    "table": lambda found: tables.as_text_broken(_HEADINGS, _lines(found)),
    "csv": _csv,
    "json": _json,
    "markdown": lambda found: tables.as_markdown(_HEADINGS, _lines(found)),
}
