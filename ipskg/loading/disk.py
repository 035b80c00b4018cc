"""Review folders put into a store on disk, and a writer that commits to it one graph at a time."""

from __future__ import annotations

from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from traceback import clear_frames
from typing import IO, TYPE_CHECKING, Self, cast

import pyoxigraph as ox

from ipskg.corpus import StoreCorpus
from ipskg.errors import InconsistentData, UnreadableInput
from ipskg.graphs import line_of, review_folders
from ipskg.loading import texts
from ipskg.loading.planning import planned
from ipskg.loading.reading import Stream, ahead
from ipskg.loading.studies import study_twice
from ipskg.namespaces import local_name
from ipskg.stores import index
from ipskg.stores.disk import DiskStore
from ipskg.stores.embedded import EmbeddedStore
from ipskg.stores.generations import QUADS, damaged, reading
from ipskg.stores.shelf import alone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from os import PathLike

    from ipskg.loading.planning import Plan, Progress
    from ipskg.stores.index import Index


_LEAST_TO_ORDER = 500_000  # quads; of more Oxigraph leaves several files of each index, and a look-up opens them all


@dataclass(frozen=True)
class Loaded:
    """What loading did, by the IRIs of graphs; `kept` are those that were there already as they are."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    kept: int


def load(
    folders: Sequence[str | PathLike[str]],
    path: Path,
    *,
    remove: Iterable[str] = (),
    rebuild: bool = False,
    progress: Progress = iter,
) -> Loaded:
    """Bring a store on disk up to date with review folders and the ontology: what is there already stays.

    `remove` are the namespaces of reviews to take out. With `rebuild` the store is made anew of these folders alone, or
    without any of those that it was loaded from.
    All of it happens or none. Raises what opening the folders raises, InconsistentData where a study or a namespace
    stands twice, and what `shelf.alone` raises.
    """
    reviews = review_folders(folders or (_folders(path) if rebuild else ()))
    with alone(path, rebuild=rebuild) as shelf:
        fresh = rebuild or shelf.current is None
        plan = planned(None if fresh else shelf.current, reviews, tuple(remove), progress)
        if rebuild or not plan.is_empty:
            with shelf.draft(fresh=fresh) as generation:
                _carry_out(plan, generation, None if fresh else shelf.current, progress)
    changed = tuple(iri for iri in plan.files if iri in plan.known)
    return Loaded(tuple(iri for iri in plan.files if iri not in plan.known), changed, plan.gone, plan.kept)


def namespaces(path: Path, reviews: Iterable[str]) -> list[str]:
    """Give the namespaces of reviews in a store, each by IRI, prefix or id. Raises UnknownName."""
    corpus = StoreCorpus(DiskStore(path))
    return [corpus.review(name).namespace for name in reviews]


def _folders(path: Path) -> list[str]:
    """Give the folders from which the reviews in a store were loaded."""
    with reading(path) as generation, index.opened(generation) as known:
        return known.folders()


def _carry_out(plan: Plan, generation: Path, old: Path | None, progress: Progress) -> None:
    store = _opened(generation)
    try:
        with nullcontext() if old else texts.begun(generation) as put:
            _fill(store, plan, generation, progress, put)
        if old:
            texts.carry_over(old, generation, EmbeddedStore(store), [*plan.files, *plan.gone])
        store.flush()
    except RuntimeError as error:  # of Oxigraph, where a file is not what it was
        clear_frames(error.__traceback__)
        raise damaged(generation.parent, str(error).partition("\n")[0]) from None
    except BaseException as error:
        clear_frames(error.__traceback__)  # they hold the store, which has to be closed before its folder can go
        raise
    finally:
        del store


def _fill(store: ox.Store, plan: Plan, generation: Path, progress: Progress, put: texts.Put | None) -> None:
    with index.changed(generation) as known:
        _take_out(store, [*plan.gone, *(iri for iri in plan.files if iri in plan.known)])
        for iri in plan.gone:
            known.drop(iri)
        _put_in(store, _quads(plan, known, progress, put), many=plan.is_large)
        for namespace in plan.removed:
            known.drop_review(namespace)
        for namespace, folder in plan.reviews.items():
            known.put_review(namespace, folder)
        _check_studies(EmbeddedStore(store), plan)


def _opened(generation: Path) -> ox.Store:
    try:
        return ox.Store(str(generation / QUADS))
    except (OSError, RuntimeError) as error:
        raise damaged(generation.parent, str(error).partition("\n")[0]) from None


def _take_out(store: ox.Store, graphs: Iterable[str]) -> None:
    for graph in graphs:
        store.remove_graph(ox.NamedNode(graph))


def _put_in(store: ox.Store, parts: Iterator[bytes], *, many: bool) -> None:
    stream = Stream(parts)
    try:
        (store.bulk_load if many else store.load)(cast("IO[bytes]", stream), format=ox.RdfFormat.N_QUADS)
    except Exception:
        if stream.error is not None:
            raise stream.error from None
        raise
    put_in_order(store, stream.lines)


def put_in_order(store: ox.Store, quads: int) -> None:
    """Join the files of a store that so many quads were put into, where they are many.

    It takes a sixth of the time of loading; of ten million, look-ups take a fourth of theirs then.
    """
    if quads > _LEAST_TO_ORDER:
        store.optimize()


def _quads(plan: Plan, known: Index, progress: Progress, put: texts.Put | None) -> Iterator[bytes]:
    """Read the files as N-Quads, a review at a time.

    The index is told of each file what was read, which may be newer than what was planned.
    """
    files = progress(list(plan.files.values()))
    groups = groupby(files, lambda file: texts.above(file.iri, plan.reviews) or file.iri)
    for name, read in ahead((name, list(together)) for name, together in groups):
        for file, digested in read.digests.items():
            known.put(file.iri, digested, ontology=file.iri in plan.ontology)
        yield read.quads
        if put and name in plan.reviews:
            put(name, EmbeddedStore(read.store))


def _check_studies(store: EmbeddedStore, plan: Plan) -> None:
    """Refuse a study that stands in two graphs, of which one is new: the others were looked at when they came."""
    found = study_twice(store, None if plan.is_large else plan.files)
    if found is None:
        return
    study, one, other = found
    file = plan.files[one if one in plan.files else other]
    elsewhere = other if file.iri == one else one
    place = plan.files[elsewhere].path if elsewhere in plan.files else elsewhere
    raise InconsistentData(
        f"the study {local_name(study)} stands twice: in {place} too; keep one",
        path=file.path,
        line=line_of(file.path, study),
    )


class Writer:
    """Who commits to a store on disk one graph at a time, in time that does not depend on how much there is.

    What was committed stays, also when the process is killed. Readers see it once the writer has ended. While it is
    at work nobody else can write. Raises what `shelf.alone` raises.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self._path = Path(path)
        self._held = ExitStack()
        self._changed: dict[str, None] = {}

    def __enter__(self) -> Self:
        with ExitStack() as held:
            shelf = held.enter_context(alone(self._path))
            self._old = shelf.current
            self._generation = held.enter_context(shelf.kept())
            self._store = _opened(self._generation)
            self.store = EmbeddedStore(self._store)
            self._held = held.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        try:
            self._store.flush()
            if self._old:
                texts.carry_over(self._old, self._generation, self.store, self._changed)
        finally:
            del self._store, self.store  # which closes it
            self._held.close()

    def graphs(self, namespace: str) -> list[str]:
        """Give the graphs below a namespace, from the index; some of them may be empty by now."""
        with index.opened(self._generation) as known:
            return known.graphs(namespace)

    def commit(self, graph: str, ntriples: bytes) -> None:
        """Let a graph hold what is given in N-Triples, and nothing else. Raises UnreadableInput."""
        try:
            said = [str(one) for one in ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES)]
        except SyntaxError as error:
            raise UnreadableInput(f"not a graph: {error.args[0]}") from None
        self._update(graph, f"INSERT DATA {{ GRAPH {ox.NamedNode(graph)} {{ {' . '.join(said)} }} }}")

    def remove(self, graph: str) -> None:
        """Take a graph out."""
        self._update(graph, "")

    def _update(self, graph: str, then: str) -> None:
        index.note(self._generation, graph)
        self._changed[graph] = None
        self._store.update(f"DROP SILENT GRAPH {ox.NamedNode(graph)} ; {then}")
