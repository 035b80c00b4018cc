"""A static web site of reviews: pages that need no server, no script and no other host.

Each page is made from the answers of canned queries, which it names. The same reviews give the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipskg.audit import audit
from ipskg.site import metadata, querying
from ipskg.site.asking import ask
from ipskg.site.evidence import Link
from ipskg.site.folders import check_own, put
from ipskg.site.gathering import gather
from ipskg.site.links import Links
from ipskg.site.names import folders
from ipskg.site.pages import Pages, menu
from ipskg.site.rendering import ASSETS, Page, asset, render
from ipskg.site.single import single

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ipskg.corpus import Corpus, MemoryCorpus
    from ipskg.graphs import Review

    Progress = Callable[[Sequence[Review]], Iterable[Review]]

__all__ = ["check_own", "places", "put", "single", "site"]


def site(corpus: Corpus, *, progress: Progress = iter) -> dict[str, bytes]:
    """Give the files of a site by path: the pages of one review, or an index page and a folder for each of several.

    `progress` is given the reviews and hands them on one by one, so that it can tell how far the work is.
    """
    return dict(sorted(_files(corpus, progress)))


def places(corpus: Corpus) -> dict[str, str]:
    """Give the records that have a place on the site of these reviews, by IRI: a page, or a part of one."""
    named, alone = folders(corpus.reviews), len(corpus.reviews) == 1
    found: dict[str, str] = {}
    for one in corpus.reviews:
        answers = ask(_only(corpus, one))[one.iri]
        folder = "" if alone else f"{named[one.namespace]}/"
        own = {one.iri: "index.html", **Links(answers).places()}
        found |= {iri: f"{folder}{href}" for iri, href in own.items()}
    return found


def _files(corpus: Corpus, progress: Progress) -> Iterator[tuple[str, bytes]]:
    yield from ((name, asset(name)) for name in ASSETS)
    yield from querying.shared()
    named = folders(corpus.reviews)
    alone = len(corpus.reviews) == 1
    reviews = []
    for one in progress(corpus.reviews):
        # Each is asked by itself, so that many take no longer than each of them.
        own = _only(corpus, one)
        answers, folder = ask(own)[one.iri], named[one.namespace]
        review = gather(answers, name=one.prefix)
        pages = Pages(review, answers, own, audit(own).reviews[0], name=folder, root="" if alone else "../")
        yield from ((path if alone else f"{folder}/{path}", content) for path, content in pages.all())
        reviews.append((folder, review))
    yield "ontology.html", _shared("ontology.html", "Ontology", "ontology", alone=alone)
    if not alone:
        by_folder = sorted(reviews, key=lambda pair: pair[0])
        yield "index.html", _shared("index.html", "Reviews", "reviews", alone=False, reviews=by_folder)


def _only(corpus: Corpus, review: Review) -> MemoryCorpus:
    return corpus.in_memory() if len(corpus.reviews) == 1 else corpus.only(review)


def _shared(path: str, title: str, template: str, *, alone: bool, **shown: Any) -> bytes:
    """Write a page that belongs to no one review."""
    entries = menu("") if alone else (Link("All reviews", "index.html"), Link("Ontology", "ontology.html"))
    page = Page(
        path=path,
        title=title,
        site="ipskg",
        root="",
        home="index.html",
        menu=entries,
        linked=metadata.page(title, None),
        citation=metadata.cite_shared(f"{title} (ipskg)"),
    )
    return render(template, page, **shown)
