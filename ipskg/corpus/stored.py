"""Reviews in a store that may hold thousands: what concerns one of them is drawn into memory, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ipskg import assets
from ipskg.corpus.asked import Corpus
from ipskg.corpus.memory import MemoryCorpus, drawn
from ipskg.errors import UnknownName, UnreadableInput, WrongUsage
from ipskg.graphs import Review, ontology_files
from ipskg.namespaces import METAETH, PREFIXES, local_name
from ipskg.stores.answers import graphless
from ipskg.stores.embedded import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from os import PathLike

    from ipskg.stores import Statement, Store
    from ipskg.validation.batches import Batch

_VANN = PREFIXES["vann"]
_REVIEWS = f"""
SELECT DISTINCT ?review ?prefix ?namespace WHERE {{
  %s
  ?review a <{METAETH}MetaEthnography> ;
    <{_VANN}preferredNamespacePrefix> ?prefix ;
    <{_VANN}preferredNamespaceUri> ?namespace .
}} ORDER BY ?namespace ?review
"""
_OF_IRI = "VALUES ?review {{ <{}> }}"
_OF_PREFIX = f'?review <{_VANN}preferredNamespacePrefix> "{{}}" .'
_IRI = r"[^<>\"{}|^`\\\x00-\x20:]+:[^<>\"{}|^`\\\x00-\x20]+"
_PREFIX = r"[\w.-]+"
_ANY_REVIEW = f"ASK {{ ?review a <{METAETH}MetaEthnography> }}"


class StoreCorpus(Corpus):
    """The reviews in a store, which also holds the ontology."""

    @cached_property
    def reviews(self) -> Sequence[Review]:
        """The reviews in the store, by namespace."""
        return self._found("")

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """The namespaces by prefix; of thousands of reviews, only those are asked for that are needed."""
        return _Prefixes(self)

    def having(self, prefix: str) -> Sequence[Review]:
        """Give the reviews with a prefix: as a rule one."""
        return self._found(_OF_PREFIX.format(prefix)) if re.fullmatch(_PREFIX, prefix) else ()

    def _found(self, restriction: str) -> tuple[Review, ...]:
        rows = self.store.answer(_REVIEWS % restriction).rows()
        return tuple(Review(iri=row["review"], prefix=row["prefix"], namespace=row["namespace"]) for row in rows)

    def graphs_of(self, review: Review) -> Mapping[str, Iterable[Statement]]:
        """Give the graphs of a review, as the store writes values (`01` is `1` in most); see `Corpus.graphs_of`.

        Raises UnreadableInput where there is none.
        """
        if graphs := self.store.graphs(review.namespace):
            return {graph: self.store.statements(graph) for graph in graphs}
        raise graphless(review.namespace)

    def apart(self) -> Iterator[MemoryCorpus]:
        """Give the reviews one by one."""
        return (self.drawn(review) for review in self.reviews)

    def drawn(self, *reviews: Review) -> MemoryCorpus:
        """Draw some of the reviews into memory, with the ontology that comes with the package."""
        return drawn(self, *reviews)

    def only(self, review: Review) -> MemoryCorpus:
        """Draw one review into memory."""
        return self.drawn(review)

    def in_memory(self) -> MemoryCorpus:
        """Draw all reviews into memory."""
        return drawn(self, *self.reviews)

    def review(self, name: str) -> Review:
        """Give a review by its IRI, its prefix, or the last part of its namespace.

        Raises UnknownName where there is none, WrongUsage where there are several.
        """
        found = [*(self._found(_OF_IRI.format(name)) if re.fullmatch(_IRI, name) else ()), *self.having(name)]
        found = found or [one for one in self.reviews if name in (_short(one), one.namespace)]
        if not found:
            raise UnknownName("review", name, map(_short, self.reviews))
        if len(found) > 1:
            raise WrongUsage(f"{len(found)} reviews are called {name}: write the full address, such as {found[0].iri}")
        return found[0]

    def reviews_of(self, studies: Iterable[str]) -> list[Review]:
        """Give the reviews that include studies, each an id, prefixed name or IRI. Raises UnknownName."""
        found = {row["review"] for study in studies for row in self.query("studies", study=study)}
        return [self.review(iri) for iri in sorted(found)]

    def _batches(self, *, apart: bool) -> Iterator[Batch]:
        from ipskg.validation.batches import AT_ONCE, batches, whole

        namespaces, ontology = [review.namespace for review in self.reviews], ontology_files(assets.folder("ontology"))
        if isinstance(self.store, EmbeddedStore) and len(namespaces) <= AT_ONCE:
            yield whole(self.store, namespaces, ontology)
        elif apart:
            yield from batches(self.store, namespaces, ontology)
        else:
            yield whole(self.in_memory().store, namespaces, ontology)


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
        from ipskg.stores.endpoint import EndpointStore

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


class _Prefixes(Mapping[str, str]):
    """The namespaces by prefix of the terms and of the reviews in a store."""

    def __init__(self, corpus: StoreCorpus) -> None:
        self._corpus = corpus

    def __getitem__(self, prefix: str) -> str:
        if prefix in PREFIXES:
            return PREFIXES[prefix]
        if found := self._corpus.having(prefix):
            if len(found) > 1:
                raise WrongUsage(f"{len(found)} reviews have the prefix {prefix}: write the full address")
            return found[0].namespace
        raise KeyError(prefix)

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @cached_property
    def _all(self) -> dict[str, str]:
        return {review.prefix: review.namespace for review in self._corpus.reviews} | PREFIXES


def _short(review: Review) -> str:
    return local_name(review.namespace.rstrip("/#")) or review.prefix
