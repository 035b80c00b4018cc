"""What stands in front of the endpoint: a site of a few reviews, or a list of many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.serving import records
from ipskg.site import places, site
from ipskg.site.rendering import asset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipskg.corpus import Corpus
    from ipskg.site import Progress

MOST = 25  # reviews of which a site is made: each takes most of a second, and nothing is answered until all are there


def has_site(corpus: Corpus) -> bool:
    """Tell whether there are few enough reviews for a site."""
    return len(corpus.reviews) <= MOST


def pages(corpus: Corpus, *, progress: Progress = iter) -> Mapping[str, bytes]:
    """Give the files that stand in front, by path; see `site` for `progress`."""
    if has_site(corpus):
        return site(corpus, progress=progress)
    return {"index.html": records.listing(corpus), **{name: asset(name) for name in ("site.css", "icon.svg")}}


def places_of_records(corpus: Corpus) -> Mapping[str, str]:
    """Give the records that have a place among these pages, by IRI."""
    return places(corpus) if has_site(corpus) else {}
