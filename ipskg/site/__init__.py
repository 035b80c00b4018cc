"""A static web site of reviews: pages that need no server, no script and no other host.

Each page is made from the answers of canned queries, which it names. The same reviews give the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipskg.audit import audit
from ipskg.site import metadata, querying
from ipskg.site.asking import ask
from ipskg.site.folders import put
from ipskg.site.gathering import gather
from ipskg.site.model import Link
from ipskg.site.names import names
from ipskg.site.pages import Pages, menu
from ipskg.site.rendering import ASSETS, Page, asset, render
from ipskg.site.single import single

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ipskg.corpus import MemoryCorpus
    from ipskg.graphs import Review

    Progress = Callable[[Sequence[Review]], Iterable[Review]]

__all__ = ["put", "single", "site"]


def site(corpus: MemoryCorpus, *, progress: Progress = iter) -> dict[str, bytes]:
    """Give the files of a site by path: the pages of one review, or an index page and a folder for each of several.

    `progress` is given the reviews and hands them on one by one, so that it can tell how far the work is.
    """
    return dict(sorted(_files(corpus, progress)))


def _files(corpus: MemoryCorpus, progress: Progress) -> Iterator[tuple[str, bytes]]:
    yield from ((name, asset(name)) for name in ASSETS)
    yield from querying.shared()
    answers = ask(corpus)
    audits = {one.review: one for one in audit(corpus).reviews}
    folders = names(review.namespace.rstrip("/#") for review in corpus.reviews)
    alone = len(corpus.reviews) == 1
    reviews = []
    for one in progress(corpus.reviews):
        review = gather(answers[one.iri], name=one.prefix)
        folder = folders[one.namespace.rstrip("/#")]
        own = corpus if alone else corpus.only(one)
        pages = Pages(review, answers[one.iri], own, audits[one.iri], name=folder, root="" if alone else "../")
        yield from ((path if alone else f"{folder}/{path}", content) for path, content in pages.all())
        reviews.append((folder, review))
    yield "ontology.html", _shared("ontology.html", "Ontology", "ontology", alone=alone)
    if not alone:
        by_folder = sorted(reviews, key=lambda pair: pair[0])
        yield "index.html", _shared("index.html", "Reviews", "reviews", alone=False, reviews=by_folder)


def _shared(path: str, title: str, template: str, *, alone: bool, **shown: Any) -> bytes:
    """Write a page that belongs to no one review."""
    entries = menu("") if alone else (Link("All reviews", "index.html"), Link("Ontology", "ontology.html"))
    linked = metadata.page(title, None)
    page = Page(path=path, title=title, site="ipskg", root="", home="index.html", menu=entries, linked=linked)
    return render(template, page, **shown)
