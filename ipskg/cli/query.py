"""`ipskg query`: canned queries and the user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import click

from ipskg.cli import options, tables
from ipskg.errors import UnreadableInput, WrongUsage

if TYPE_CHECKING:
    from pathlib import Path

    from ipskg.stores import Answer

_RESULTS = ("table", "csv", "tsv", "json", "markdown")


@click.command("query", no_args_is_help=True)
@click.argument("name", required=False)
@click.option(
    "--file", "-f", "file", metavar="FILE", type=click.File("rb"), help="Your own query; - for standard input."
)
@click.option("--list", "listed", is_flag=True, help="List the canned queries.")
@click.option("--show", metavar="NAME", help="Print a canned query as SPARQL.")
@click.option(
    "--param", "parameters", metavar="NAME=VALUE", multiple=True, help="Fill a parameter of NAME, repeatable."
)
@options.formats(*_RESULTS, "ttl")
@options.source
@options.output
def command(
    name: str | None,
    file: BinaryIO | None,
    listed: bool,
    show: str | None,
    parameters: tuple[str, ...],
    format: str,
    source: options.Source,
    output: Path | None,
) -> None:
    """Ask a canned query by NAME, or your own.

    A parameter takes an id, a prefixed name or an IRI. csv, tsv and json are the W3C's result formats and have all
    columns; table and markdown show a record by its label; ttl is for queries that give a graph.

    \b
    Examples:
      ipskg query findings --param section=section-uncertain
      ipskg query studies --format csv -o studies.csv
      ipskg query --file my.rq --data my-review
    """
    if sum([name is not None, file is not None, listed, show is not None]) != 1:
        raise WrongUsage("give one of NAME, --file, --list and --show")
    if parameters and name is None:
        raise WrongUsage("--param is for canned queries: name one")
    if listed:
        options.write(_listing(), output)
    elif show is not None:
        options.write(_text(show), output)
    else:
        answer = _answer(source, name, file, parameters)
        options.write(_printed(answer, format), output)


def _answer(source: options.Source, name: str | None, file: BinaryIO | None, parameters: tuple[str, ...]) -> Answer:
    corpus = source.open()
    if name is not None:
        return corpus.answer(name, **_pairs(parameters))
    return corpus.ask(_own(file))


def _own(file: BinaryIO | None) -> str:
    from ipskg.queries.guard import LONGEST

    # One byte more than the guard lets pass, so that it is the guard that refuses.
    read = file.read(4 * LONGEST + 1) if file else b""
    try:
        return read.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = read.count(b"\n", 0, error.start) + 1
        raise UnreadableInput(f"the query is not UTF-8 in line {line}: save it in that encoding") from None


def _pairs(parameters: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not (name and equals and value):
            raise WrongUsage(f"--param '{parameter}': write NAME=VALUE")
        if name in pairs:
            raise WrongUsage(f"--param {name} stands twice: give it one value")
        pairs[name] = value
    return pairs


def _printed(answer: Answer, format: str) -> str | bytes:
    if answer.is_graph:
        if format not in ("table", "ttl"):
            raise WrongUsage(f"the query gives a graph, which is no {format}: use --format ttl")
        return answer.serialize("ttl")
    if format == "ttl":
        raise WrongUsage(f"the query gives no graph: use --format {', '.join(_RESULTS[:-1])} or {_RESULTS[-1]}")
    if format in ("csv", "tsv", "json"):
        return answer.serialize(format)
    if answer.is_boolean:
        return f"{'yes' if answer else 'no'}\n"
    columns, rows = tables.folded(answer.columns, answer.rows())
    return tables.as_text(columns, rows) if format == "table" else tables.as_markdown(columns, rows)


def _listing() -> str:
    from ipskg.queries import catalogue

    queries = catalogue()
    width = max(map(len, queries))
    groups = {query.group: "" for query in queries.values()}
    for query in queries.values():
        groups[query.group] += f"  {query.name:{width}}  {query.summary}\n"
    return "\n".join(f"{group.capitalize()}:\n{listed}" for group, listed in groups.items())


def _text(name: str) -> str:
    from ipskg.queries import find

    return find(name).text
