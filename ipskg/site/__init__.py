"""A static web site of reviews: pages that need no server, no script and no other host.

Each page is made from the answers of canned queries, which it names. The same reviews give the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.site.asking import ask
from ipskg.site.folders import put
from ipskg.site.gathering import gather
from ipskg.site.names import names
from ipskg.site.pages import MENU, Pages
from ipskg.site.querying import query_page
from ipskg.site.rendering import ASSETS, Page, asset, render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipskg.corpus import Corpus

__all__ = ["put", "site"]


def site(corpus: Corpus) -> dict[str, bytes]:
    """Give the files of a site by path: the pages of one review, or an index page and a folder for each of several."""
    return dict(sorted(_files(corpus)))


def _files(corpus: Corpus) -> Iterator[tuple[str, bytes]]:
    yield from ((name, asset(name)) for name in ASSETS)
    answers = ask(corpus)
    folders = names(review.namespace.rstrip("/#") for review in corpus.reviews)
    reviews = []
    for one in corpus.reviews:
        review = gather(answers[one.iri], name=one.prefix)
        folder = folders[one.namespace.rstrip("/#")]
        alone = len(corpus.reviews) == 1
        pages = Pages(review, answers[one.iri], root="" if alone else "../")
        yield from ((path if alone else f"{folder}/{path}", content) for path, content in pages.all())
        reviews.append((folder, review))
    whole = reviews[0][1].label if len(reviews) == 1 else "Reviews"
    yield from query_page(corpus, site=whole, menu=MENU if len(reviews) == 1 else ())
    if len(reviews) > 1:
        page = Page(path="index.html", title="Reviews", site=whole, root="", home="index.html")
        yield "index.html", render("reviews", page, reviews=sorted(reviews, key=lambda pair: pair[0]))
