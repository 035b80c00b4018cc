"""`ipskg serve`: a read-only SPARQL endpoint, and the site in front of it."""

from __future__ import annotations

import click

from ipskg.cli import options


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option(
    "--timeout", default=10.0, show_default=True, type=click.FloatRange(0.1, 3600), help="Seconds for each query."
)
@options.source
def command(host: str, port: int, timeout: float, source: options.Source) -> None:
    """Answer SPARQL queries over HTTP, with the site in front, and each record as a page, as Turtle and as JSON-LD.

    A store on disk is asked where it lies, as it was when this began; beyond 25 reviews there is a list in the place
    of the site.

    It only reads: no update, nothing fetched from elsewhere, each query cut off at the time-out. It needs the extra
    `serve` (pip install 'ipskg[serve]'), listens on this machine alone unless --host says otherwise, and ends with
    Ctrl-C.

    \b
    Examples:
      ipskg serve
      ipskg serve --data my-review --port 0 --timeout 30
      ipskg serve --store library
      curl http://127.0.0.1:8080/sparql --data-urlencode 'query=SELECT * { ?s ?p ?o } LIMIT 3'
    """
    from ipskg.serving import has_site, serve

    corpus = source.open()
    front = "is the site" if has_site(corpus) else "lists the reviews, too many for a site (name some with --review)"

    def ready(address: str) -> None:
        click.echo(f"{address} {front}, {address}sparql answers queries; Ctrl-C ends it", err=True)

    serve(corpus, host=host, port=port, timeout=timeout, ready=ready, progress=options.progress)
