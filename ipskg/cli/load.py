"""`ipskg load`: review folders into a store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipskg.cli import options
from ipskg.errors import WrongUsage

if TYPE_CHECKING:
    from ipskg.loading.disk import Loaded


@click.command("load", no_args_is_help=True)
@click.argument("folders", metavar="[DIR]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--store",
    metavar="PATH",
    type=click.Path(path_type=Path, readable=False),
    help="The store on disk; made if it is new.",
)
@click.option("--endpoint", metavar="URL", help="Instead: a SPARQL endpoint that can be written to.")
@click.option("--update", metavar="URL", help="Where the endpoint takes updates, if that is another address.")
@click.option("--graph-store", metavar="URL", help="Send files through its Graph Store Protocol instead.")
@click.option(
    "--remove",
    "removed",
    metavar="REVIEW",
    multiple=True,
    help="Take a review out of the store, by prefix, id or IRI; repeatable.",
)
@click.option("--rebuild", is_flag=True, help="Make the store anew, of these folders alone, or of those that it has.")
def command(
    folders: tuple[Path, ...],
    store: Path | None,
    endpoint: str | None,
    update: str | None,
    graph_store: str | None,
    removed: tuple[str, ...],
    rebuild: bool,
) -> None:
    """Put review folders, with the ontology, into a store on disk or at an endpoint, or bring it up to date.

    The Turtle files are the truth, and a store is a copy to ask: `load` writes what has changed since it was loaded,
    takes out what is gone from these folders, and leaves other reviews alone. All of it happens or none, and who reads
    at the time is not disturbed.

    \b
    Examples:
      ipskg load data/moen-2021 --store library
      ipskg load reviews/* --store library
      ipskg load --remove moen-2021 --store library
      ipskg load data/moen-2021 --endpoint http://localhost:7878/query --update http://localhost:7878/update
    """
    if (store is None) == (endpoint is None):
        raise WrongUsage("say where to: give --store PATH or --endpoint URL")
    if not (folders or removed or rebuild):
        raise WrongUsage("name the review folders to load, or a review to take out with --remove")
    if store is not None:
        from ipskg.loading.disk import load, namespaces

        gone = namespaces(store, removed) if removed else []
        done = load(folders, store, remove=gone, rebuild=rebuild, progress=options.progress)
        click.echo(f"{store}: {_told(done)}", err=True)
    else:
        if removed or rebuild:
            raise WrongUsage("--remove and --rebuild are for a store on disk: leave them out")
        from ipskg.loading.endpoint import load_into
        from ipskg.stores.endpoint import EndpointStore

        at = EndpointStore(str(endpoint), update=update, graph_store=graph_store)
        click.echo(f"{endpoint}: {_told(load_into(at, folders, progress=options.progress))}", err=True)


def _told(done: Loaded) -> str:
    counts = {"new": len(done.new), "changed": len(done.changed), "gone": len(done.gone), "as before": done.kept}
    told = ", ".join(f"{count} {how}" for how, count in counts.items() if count)
    return f"{told} (graphs, each a file)"
