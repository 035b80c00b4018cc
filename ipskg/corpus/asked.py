"""What can be asked of reviews, wherever they are kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ipskg import assets
from ipskg.errors import WrongUsage
from ipskg.namespaces import PREFIXES
from ipskg.queries import Parameter, check_read_only, fill, find, narrowed, resolve, rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from os import PathLike

    from ipskg.corpus.memory import MemoryCorpus
    from ipskg.graphs import Review
    from ipskg.stores import Answer, Row, Statement, Store
    from ipskg.validation import Report
    from ipskg.validation.batches import Batch


class Corpus(ABC):
    """Reviews that are asked together; see `ipskg.open` for what opening raises."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @property
    @abstractmethod
    def reviews(self) -> Sequence[Review]:
        """The reviews that are open."""

    @abstractmethod
    def graphs_of(self, review: Review) -> Mapping[str, Iterable[Statement]]:
        """Give the graphs of a review by IRI, in the order of its files; the statements of each can be read once."""

    @abstractmethod
    def apart(self) -> Iterator[MemoryCorpus]:
        """Give corpora in memory that together hold these reviews: each is as large as it is given, and no larger."""

    @abstractmethod
    def in_memory(self) -> MemoryCorpus:
        """Give all these reviews in one corpus in memory."""

    @abstractmethod
    def only(self, review: Review) -> MemoryCorpus:
        """Give one of these reviews alone, in memory."""

    def validate(self, *, shapes: Iterable[str | PathLike[str]] = ()) -> Report:
        """Check that the reviews hold what they must: against the shapes of ipskg, and those in files of your own.

        Where something is, is said by the path of its graph in the folder of its review, `moen-2021/review.ttl`.
        Raises UnreadableInput for shapes that cannot be read or are no valid SHACL, NotReadOnly for a query in them
        that would fetch.
        """
        from ipskg.validation import focus
        from ipskg.validation.whole import validate_batches

        read = focus.read(assets.shapes(), map(Path, shapes), check_read_only)
        namespaces = [review.namespace for review in self.reviews]
        return validate_batches(self._batches(apart=read.fit_slices), shapes=read, namespaces=namespaces)

    @abstractmethod
    def _batches(self, *, apart: bool) -> Iterator[Batch]:
        """Give the reviews to check, some at a time if they may be checked apart."""

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """The namespaces by prefix: those of the terms and those in which the reviews mint."""
        return {review.prefix: review.namespace for review in self.reviews} | PREFIXES

    def query(self, name: str, **parameters: str) -> list[Row]:
        """Give the rows of a canned query by column, in its order.

        A parameter takes an IRI, a prefixed name or an id. An IRI is a string, what is unbound is None.
        Raises UnknownName for a query, parameter or value that is not there.
        """
        return list(self.answer(name, **parameters).rows())

    def answer(self, name: str, **parameters: str) -> Answer:
        """Answer a canned query; raises as `query` does."""
        query = find(name)
        terms = {
            key: resolve(self.store, query.parameter(key), value, self.prefixes) for key, value in parameters.items()
        }
        return self.store.answer(fill(query.text, narrowed(self.store, query, terms)))

    def resolve(self, kind: str, value: str) -> str:
        """Give the IRI of the one record of a class that an id, a prefixed name or an IRI stands for.

        Raises UnknownName where there is none, WrongUsage where several reviews have one.
        """
        found = resolve(
            self.store,
            Parameter(name=kind.partition(":")[2], kind=kind, description=""),
            value,
            self.prefixes,
        )
        if len(found) > 1:
            raise WrongUsage(f"{value} is in several reviews: write its full address, such as {found[0]}")
        return found[0]

    def ask(self, text: str) -> Answer:
        """Answer a SPARQL query of the user's own over the union of all graphs.

        Raises NotReadOnly for one that would write or fetch, and UnreadableInput for one that does not parse.
        """
        check_read_only(text)
        return self.store.answer(text)

    def ask_rules(self) -> dict[str, list[Row]]:
        """Ask the rules of the shapes what they find: rows by the name of the rule, the record in the column `this`."""
        from ipskg.validation.asking import ask_rules

        return ask_rules(self.store, assets.shapes())

    def infer_by_rules(self) -> frozenset[tuple[str, str, str]]:
        """Give what follows by the rules in `queries/rules`, each asked once, as IRIs: what `reason` infers.

        Nothing is checked, and names that differ are taken for different things.
        """
        return frozenset(triple for rule in rules() for triple in self.store.answer(rule.text).triples())
