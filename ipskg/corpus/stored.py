"""Reviews in a store that may hold thousands: what concerns one of them is drawn into memory, and nothing else is."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ipskg.corpus.asked import Corpus
from ipskg.corpus.memory import MemoryCorpus, drawn
from ipskg.errors import UnknownName, UnreadableInput, WrongUsage
from ipskg.graphs import Review
from ipskg.namespaces import METAETH, PREFIXES, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from os import PathLike

    from ipskg.stores import Statement, Store
    from ipskg.validation import Report

_REVIEWS = f"""
SELECT DISTINCT ?review ?prefix ?namespace WHERE {{
  ?review a <{METAETH}MetaEthnography> ;
    <{PREFIXES["vann"]}preferredNamespacePrefix> ?prefix ;
    <{PREFIXES["vann"]}preferredNamespaceUri> ?namespace .
}} ORDER BY ?namespace
"""
_ANY_REVIEW = f"ASK {{ ?review a <{METAETH}MetaEthnography> }}"


class StoreCorpus(Corpus):
    """The reviews in a store, which also holds the ontology."""

    @cached_property
    def reviews(self) -> Sequence[Review]:
        """The reviews in the store, by namespace."""
        rows = self.store.answer(_REVIEWS).rows()
        return tuple(Review(iri=row["review"], prefix=row["prefix"], namespace=row["namespace"]) for row in rows)

    def graphs_of(self, review: Review) -> Mapping[str, Iterable[Statement]]:
        """Give the graphs of a review, as the store writes values (`01` is `1` in most); see `Corpus.graphs_of`."""
        return {graph: self.store.statements(graph) for graph in self.store.graphs(review.namespace)}

    def apart(self) -> Iterator[MemoryCorpus]:
        """Give the reviews one by one."""
        return (self.drawn(review) for review in self.reviews)

    def drawn(self, *reviews: Review) -> MemoryCorpus:
        """Draw some of the reviews into memory, with the ontology that comes with the package."""
        return drawn(self, *reviews)

    def in_memory(self) -> MemoryCorpus:
        """Draw all reviews into memory."""
        return drawn(self, *self.reviews)

    def review(self, name: str) -> Review:
        """Give a review by its IRI, its prefix, or the last part of its namespace. Raises UnknownName."""
        for review in self.reviews:
            if name in (review.iri, review.prefix, review.namespace, _short(review)):
                return review
        raise UnknownName("review", name, map(_short, self.reviews))

    def reviews_of(self, studies: Iterable[str]) -> list[Review]:
        """Give the reviews that include studies, each an id, prefixed name or IRI. Raises UnknownName."""
        found = {row["review"] for study in studies for row in self.query("studies", study=study)}
        return [self.review(iri) for iri in sorted(found)]

    def validate(self, *, shapes: Iterable[str | PathLike[str]] = ()) -> Report:
        """Check the reviews one by one; see `Corpus.validate`."""
        from ipskg.validation import Report

        return Report.gathered(problem for one in self.apart() for problem in one.validate(shapes=shapes).problems)


def open_at(
    folders: Sequence[str | PathLike[str]],
    *,
    store: str | PathLike[str] | None = None,
    endpoint: str | None = None,
    reviews: Iterable[str] = (),
) -> Corpus:
    """Open a store on disk or an endpoint; see `ipskg.open`."""
    if bool(folders) + (store is not None) + (endpoint is not None) > 1:
        raise WrongUsage("the reviews are in folders, in a store or at an endpoint: give one of them")
    if store is not None:
        from ipskg.stores.disk import DiskStore

        return open_store(DiskStore(Path(store)), reviews)
    if endpoint is not None:
        from ipskg.stores.endpoint import EndpointStore  # type: ignore[import-not-found,unused-ignore]

        return open_store(EndpointStore(endpoint), reviews)
    raise WrongUsage("a review is named in a store or at an endpoint; a folder is one review")


def open_store(store: Store, reviews: Iterable[str] = ()) -> Corpus:
    """Open all reviews in a store, or only these, which are drawn into memory; see `ipskg.open`."""
    corpus = StoreCorpus(store)
    if not store.answer(_ANY_REVIEW):
        raise UnreadableInput("no review in the store: load one with `ipskg load`")
    if names := tuple(dict.fromkeys(reviews)):
        return corpus.drawn(*dict.fromkeys(corpus.review(name) for name in names))
    return corpus


def _short(review: Review) -> str:
    return local_name(review.namespace.rstrip("/#")) or review.prefix
