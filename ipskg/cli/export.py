"""`ipskg export`: the graph to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ipskg.cli import options
from ipskg.errors import WrongUsage

if TYPE_CHECKING:
    from pathlib import Path


@click.command("export")
@options.formats("turtle", "trig", "nquads", "jsonld", "rdfxml")
@click.option("--ontology", is_flag=True, help="Export the ontology alone.")
@click.option("--shapes", is_flag=True, help="Export the shapes alone.")
@click.option("--queries", is_flag=True, help="Export the canned queries alone.")
@options.source
@options.output
def command(
    format: str, ontology: bool, shapes: bool, queries: bool, source: options.Source, output: Path | None
) -> None:
    """Write reviews as RDF, each with a description of it as a dataset, and the vocabularies that they use.

    trig and nquads keep the named graphs, one for each file; the other formats make one graph of all. The classes and
    properties are in the ontology, which is an export of its own.

    \b
    Examples:
      ipskg export -o review.ttl
      ipskg export --format jsonld --data my-review
      ipskg export --ontology -o ontology.ttl
    """
    from ipskg.export import export, export_asset

    parts = [name for name, asked in (("ontology", ontology), ("shapes", shapes), ("queries", queries)) if asked]
    if len(parts) + source.is_named > 1:
        raise WrongUsage("give one of --data (or --store, --endpoint), --ontology, --shapes and --queries")
    if parts:
        options.write(export_asset(parts[0], format=format), output)
    else:
        options.write(export(source.open(), format=format), output)
