"""Reviews in memory, which can be had as they would be with something else in them, or without something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from ipskg import assets
from ipskg.corpus.asked import Corpus
from ipskg.errors import WrongUsage
from ipskg.graphs import ontology_files
from ipskg.namespaces import METAETH
from ipskg.stores import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from ipskg.graphs import Review
    from ipskg.stores import Statement
    from ipskg.validation.batches import Batch

_FILE_OF_STUDIES = f"SELECT ?file ?study WHERE {{ GRAPH ?file {{ ?study a <{METAETH}PrimaryStudy> }} }}"


class MemoryCorpus(Corpus):
    """Reviews with the ontology in a store in memory."""

    store: MemoryStore

    def __init__(self, reviews: Sequence[Review], store: MemoryStore) -> None:
        super().__init__(store)
        self._reviews = tuple(reviews)

    @property
    def reviews(self) -> Sequence[Review]:
        """The reviews that are open."""
        return self._reviews

    def graphs_of(self, review: Review) -> Mapping[str, Iterable[Statement]]:
        """Give the graphs of a review, as the store writes values (`01` is `1` there); see `Corpus.graphs_of`."""
        return {graph: self.store.statements(graph) for graph in self.store.graphs(review.namespace)}

    def apart(self) -> Iterator[MemoryCorpus]:
        """Give these reviews, which are in memory already."""
        yield self

    def in_memory(self) -> MemoryCorpus:
        """Give these reviews, which are in memory already."""
        return self

    def only(self, review: Review) -> MemoryCorpus:
        """Give one of these reviews alone."""
        return drawn(self, review)

    def _batches(self, *, apart: bool) -> Iterator[Batch]:
        from ipskg.validation.batches import whole

        yield whole(
            self.store, [review.namespace for review in self.reviews], ontology_files(assets.folder("ontology"))
        )

    def without(self, *studies: str) -> Self:
        """Give the reviews as they would be had they not included these studies, each an id, prefixed name or IRI.

        A study goes with its own file, and with what cannot be without it, as `going_with` says.
        Raises UnknownName for a study that is not there, WrongUsage for one that no review includes.
        """
        left_out = {iri for study in studies for iri in self._included(study)}
        graphs = {graph for graph in self._graphs_of_studies(left_out) if self._is_below(graph)}
        return self._reduced(graphs, self.going_with(graphs=graphs, records=left_out))

    def going_with(self, *, graphs: Collection[str] = (), records: Collection[str] = ()) -> set[str]:
        """Give the records that would go if graphs and records did, by IRI: what the forms say cannot be without them.

        So a report, a sample and a construct go with the study, and a translation with a construct on either side.
        """
        from ipskg.forms import read_forms
        from ipskg.leaving import going

        forms = read_forms(assets.shapes(), ontology_files(assets.folder("ontology")))
        return going(self.store, forms, graphs=graphs, records=records)

    def as_published(self) -> Self:
        """Give the reviews without what coders added after their authors: studies and findings."""
        added: dict[str, list[str]] = {"study": [], "finding": []}
        for row in self.query("additions"):
            added[row["kind"]].append(row["record"])
        corpus = self.without(*dict.fromkeys(added["study"])) if added["study"] else self
        return corpus._reduced((), added["finding"]) if added["finding"] else corpus

    def with_graphs(self, graphs: Mapping[str, Iterable[Statement] | None]) -> Self:
        """Give the reviews as they would be if these graphs, by IRI, held these statements, or None were not there.

        The queries answer so; what comes from files is as it is on disk.
        """
        corpus = self._over(self.store.without(graphs=graphs))
        for iri, statements in graphs.items():
            if statements is not None:
                corpus.store.add(iri, statements)
        return corpus

    def _included(self, study: str) -> list[str]:
        found = [str(row["study"]) for row in self.query("studies", study=study)]
        if not found:
            raise WrongUsage(f"the study {study} is not included in the review: it cannot be left out")
        return found

    def _graphs_of_studies(self, studies: Collection[str]) -> set[str]:
        """Give the graphs that hold these studies, and no others."""
        held: dict[str, set[str]] = {}
        for row in self.store.answer(_FILE_OF_STUDIES).rows():
            held.setdefault(row["file"], set()).add(row["study"])
        return {file for file, own in held.items() if own.issubset(studies)}

    def _is_below(self, graph: str) -> bool:
        """Tell whether a graph is that of a file in a folder of its review, where the studies are."""
        return any("/" in graph.removeprefix(one.namespace) for one in self.reviews if graph.startswith(one.namespace))

    def _reduced(self, graphs: Collection[str], records: Collection[str]) -> Self:
        return self._over(self.store.without(graphs=graphs, records=records))

    def _over(self, store: MemoryStore) -> Self:
        """Give the same reviews over another store."""
        corpus = object.__new__(type(self))
        corpus.store, corpus._reviews = store, self._reviews
        return corpus


def drawn(corpus: Corpus, *reviews: Review) -> MemoryCorpus:
    """Draw some reviews of a corpus into memory, with the ontology that comes with the package."""
    store = MemoryStore(ontology_files(assets.folder("ontology")))
    for review in reviews:
        for graph, statements in corpus.graphs_of(review).items():
            store.add(graph, statements)
    return MemoryCorpus(reviews, store)
