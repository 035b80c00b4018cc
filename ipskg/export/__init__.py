"""The graph to take away: reviews, ontology, shapes and queries in the formats of RDF.

Everything is read from the files, not from a store, since a store may rewrite numbers (`01` to `1`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg import assets
from ipskg.export import sources
from ipskg.export.formats import WRITERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipskg.corpus import Corpus

FORMATS = tuple(WRITERS)
_ASSETS: dict[str, Callable[[], sources.Source]] = {
    "ontology": lambda: sources.of_folder(assets.folder("ontology")),
    "shapes": lambda: sources.of_folder(assets.folder("shapes")),
    "queries": sources.of_queries,
}


def export(corpus: Corpus, *, format: str = "turtle") -> bytes:
    """Write the reviews of a corpus, each with a description as a dataset, and the vocabularies that they use.

    trig and nquads keep each file as a named graph, the description as one of its own; the other formats hold all
    as one graph. Raises WrongUsage where the format cannot hold the data.
    """
    return WRITERS[format](sources.of_reviews(corpus))


def export_asset(name: str, *, format: str = "turtle") -> bytes:
    """Write the ontology, the shapes or the queries that come with the package."""
    return WRITERS[format](_ASSETS[name]())
