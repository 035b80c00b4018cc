"""One study checked and committed, in time that does not depend on how many there are."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ipskg import assets
from ipskg.graphs import ontology_files
from ipskg.namespaces import PREFIXES
from ipskg.queries import check_read_only
from ipskg.stores import MemoryStore

if TYPE_CHECKING:
    from ipskg.loading.disk import Writer
    from ipskg.stores import Store
    from ipskg.validation import Report
    from ipskg.validation.batches import Closed

_MINTS = f'ASK {{ ?review <{PREFIXES["vann"]}preferredNamespaceUri> "%s" }}'


class Checker:
    """Checks graphs one at a time before a writer commits them.

    What is read and made ready once is kept: the shapes, the engine that runs them, and the ontology.
    """

    def __init__(self, writer: Writer) -> None:
        from ipskg.validation import core, focus

        self._writer = writer
        self._shapes = focus.read(assets.shapes(), (), check_read_only)
        self._engine = core.chosen(self._shapes)
        files = ontology_files(assets.folder("ontology"))
        self._ontology, self._own = MemoryStore(files), frozenset(file.iri for file in files)

    def commit(self, graph: str, ntriples: bytes) -> Report:
        """Let a graph hold what is given in N-Triples, unless a violation comes with it: gives what comes with it.

        That is what is wrong then, in the graph or elsewhere, and was not before. Raises UnreadableInput.
        """
        report = self.check(graph, ntriples)
        if report.conforms:
            self._writer.commit(graph, ntriples)
        return report

    def check(self, graph: str, ntriples: bytes) -> Report:
        """Give what would come with a graph that holds what is given in N-Triples. Raises UnreadableInput.

        The reviews that it has to do with are closed (see `validation.batches`), so that what is wrong in others stays
        as it is. All of them are checked with the graph; what they had before is only looked for where there is
        something, and only there.
        """
        from ipskg.validation.batches import Batch
        from ipskg.validation.report import Report
        from ipskg.validation.whole import look

        near = self._near(graph, ntriples)
        batch = Batch(near.store, near.graphs | {graph} | self._own, self._own)
        before = near.store.replace(graph, ntriples)
        namespaces = self._namespaces(near)
        found = look(batch, self._shapes, self._engine, namespaces)
        problems = set(found.problems(batch, namespaces))
        if problems:
            near.store.replace(graph, before)
            known = found.again(batch, self._shapes, self._engine)
            problems.difference_update(known.problems(batch, self._namespaces(near) if known else ()))
        return Report.gathered(problems)

    def _near(self, graph: str, ntriples: bytes) -> Closed:
        from ipskg.validation.batches import closed
        from ipskg.validation.placing import namespace_of

        known = _Minted(self._writer.store)
        namespace = namespace_of(graph, known)
        return closed(
            self._writer.store,
            () if namespace is None else (namespace,),
            known=known,
            graphs_of=self._writer.graphs,
            ontology=self._ontology,
            beside=(graph,),
            brought=ntriples,
        )

    def _namespaces(self, near: Closed) -> frozenset[str]:
        """Give the namespaces of the reviews that are checked, and of those that they name."""
        from ipskg.validation.suspects import namespaces_named

        return near.namespaces | namespaces_named(near.store, _Minted(self._writer.store, near.store))


class _Minted:
    """The namespaces in which the reviews of some stores mint, asked for one by one: there may be thousands."""

    def __init__(self, *stores: Store) -> None:
        self._mints = cache(lambda namespace: any(store.answer(_MINTS % namespace) for store in stores))

    def __contains__(self, namespace: object) -> bool:
        return '"' not in str(namespace) and bool(self._mints(namespace))
