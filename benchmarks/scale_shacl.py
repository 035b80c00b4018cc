"""The parts of `scale.py` that check: one study at a time, and a whole corpus, against pyshacl."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles
from time import perf_counter

import corpora
import generator
import pyshacl
from pyoxigraph import RdfFormat, parse
from rdflib import Graph
from timing import limited, medians, seconds

from ipskg import assets
from ipskg.corpus import StoreCorpus
from ipskg.loading.checking import Checker
from ipskg.loading.disk import Writer
from ipskg.queries import check_read_only
from ipskg.stores.disk import DiskStore
from ipskg.validation import core, focus

COMMITS = 100
LONGEST = 3600  # seconds for pyshacl; what is cut off counts as these
LONGEST_OF_SMALL = 600

Row = tuple[str, str, float, float | None]


def checking(folder: Path, sizes: list[int]) -> Iterator[Row]:
    """Check studies and commit them to the smallest corpus and to the largest in turn; then check all by pyshacl."""
    small, taken = sizes[0], []
    first = shutil.copytree(corpora.store(folder, small), folder / "checked.store")
    with Writer(first) as few, Writer(corpora.store(folder, sizes[-1])) as many:
        checkers = Checker(few), Checker(many)
        for graph in _studies(COMMITS + 5):
            taken.append([seconds(lambda c=checker, g=graph: c.commit(*g)) for checker in checkers])  # type: ignore[misc]
    shutil.rmtree(first)
    at_few, at_many = (quantiles(times, n=20)[-1] for times in zip(*taken[5:], strict=True))
    what = f"check and commit of one study, 95th percentile of {COMMITS}"
    yield f"{what}, {at_many * 1000:.0f} ms", "the smallest corpus", at_many / at_few, 1.2
    theirs, said = _by_pyshacl(_graph(folder, small), _shapes(), LONGEST_OF_SMALL)
    yield f"{what}, {at_few * 1000:.0f} ms", f"{said} over {small:,} quads", at_few / theirs, 1 / 100


def by_core(folder: Path, size: int) -> Iterator[Row]:
    """Check a whole corpus by SHACL Core alone against pyshacl, both with the triples in memory and from the disk."""
    store, shapes = DiskStore(corpora.store(folder, size)), focus.read(assets.shapes(), (), check_read_only)
    engine = core.in_rust(shapes.for_engine)
    triples = store.as_ntriples()
    rust, read = medians(lambda: list(engine(triples)), store.as_ntriples, runs=9)
    start = perf_counter()
    data = _graph(folder, size)
    parsed = perf_counter() - start
    theirs, said = _by_pyshacl(data, shapes.for_engine, LONGEST)
    what = f"{size:,} quads checked by SHACL Core alone, with `fast`"
    yield f"{what}, in memory, {rust:.2f} s", said, rust / theirs, 1 / 25
    ours, theirs = rust + read, theirs + parsed
    yield f"{what}, from the disk, {ours:.2f} s", f"{said}, and {parsed:.1f} s to read them", ours / theirs, 1 / 25


def validation(folder: Path, size: int) -> Iterator[Row]:
    """Check a whole corpus in a store with its rules, as the command does, against pyshacl."""
    store = DiskStore(corpora.store(folder, size))
    (whole,) = medians(lambda: StoreCorpus(store).validate(), runs=3)
    theirs, said = _by_pyshacl(_graph(folder, size), _shapes(), LONGEST)
    what = f"`validate --store` of {size:,} quads, rules and all, with `fast`, {whole:.2f} s"
    yield what, said, whole / theirs, 1 / 100


def _by_pyshacl(data: Graph, shapes: Graph, longest: int) -> tuple[float, str]:
    """Give how long a pass of pyshacl takes, and how to say it."""
    taken = limited(lambda: pyshacl.validate(data, shacl_graph=shapes), longest)
    return taken, f"pyshacl, cut off after {longest} s" if taken >= longest else f"pyshacl, {taken:.0f} s"


def _graph(folder: Path, size: int) -> Graph:
    """Read a corpus as one graph of rdflib."""
    graph = Graph()
    quads = parse(path=str(corpora.n_quads(folder, size)), format=RdfFormat.N_QUADS)
    graph.parse(data="".join(f"{quad.triple} .\n" for quad in quads), format="nt")
    return graph


def _shapes() -> Graph:
    shapes = Graph()
    for path in assets.shapes():
        shapes.parse(path)
    return shapes


def _studies(many: int) -> list[tuple[str, bytes]]:
    """Give the graphs of so many studies, of the first reviews in turn, in N-Triples."""
    found: list[tuple[str, bytes]] = []
    for one in (generator.review(number) for number in range(1, 6)):
        graphs: dict[str, list[str]] = {}
        for line in one.n_quads():
            triple, graph = line.removesuffix("> .\n").rsplit(" <", 1)
            graphs.setdefault(graph, []).append(f"{triple} .\n")
        found += [(graph, "".join(lines).encode()) for graph, lines in graphs.items() if "/studies/" in graph]
    return [found[number * 7 % len(found)] for number in range(many)]
