"""Measure invented corpora of several sizes, as ratios of one run: `python benchmarks/scale.py --sizes 10000,1000000`.

Each part runs in a process of its own, so that its memory is given back and can be measured; all of them together
take most of an hour at 10 M quads. Progress goes to standard error, the table to standard output.
"""

import argparse
import json
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import generator
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store

from ipskg.queries import Query, catalogue, fill
from ipskg.search import Index, build
from ipskg.stores import Answer

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
RDFLIB = 1_000_000  # quads on which rdflib is asked, and not more: it takes minutes
LONGEST = 30  # seconds for a query on rdflib; one that is cut off counts as these
WORD = "dignity"

Line = tuple[str, str, float, float]  # what, against what, ratio, goal


def select(store: Store, text: str) -> QuerySolutions:
    """Ask the union of all graphs."""
    found = store.query(text, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return found


def seconds(action: Callable[[], object]) -> float:
    """Time one call."""
    start = perf_counter()
    action()
    return perf_counter() - start


def medians(*actions: Callable[[], object], runs: int) -> list[float]:
    """Call the actions in turn, once to warm up and then `runs` times, and give the median time of each."""
    times = [[seconds(action) for action in actions] for _ in range(runs + 1)][1:]
    return [median(column) for column in zip(*times, strict=True)]


def queries(group: str | None = None) -> list[Query]:
    """Give the canned queries that give rows."""
    return [one for one in catalogue().values() if not one.gives_graph and group in (None, one.group)]


def opened(folder: Path, size: int, kind: str) -> Store:
    """Open the corpus of a size: on disk, or loaded into memory."""
    if kind == "disk":
        return Store.read_only(str(folder / f"{size}.store"))
    store = Store()
    store.bulk_load(path=str(folder / f"{size}.nq"), format=RdfFormat.N_QUADS)
    return store


def prepare(folder: Path, size: int) -> Iterator[Line]:
    """Write the corpus of a size as N-Quads, and load it into a store on disk."""
    path = folder / f"{size}.nq"
    with path.open("wb") as file:
        file.write(generator.ontology())
        file.writelines(generator.n_quads(size))
    store = Store(str(folder / f"{size}.store"))
    store.bulk_load(path=str(path), format=RdfFormat.N_QUADS)
    store.flush()
    yield from ()


def lookups(folder: Path, sizes: list[int], kind: str) -> Iterator[Line]:
    """Ask each query about one review and about one study, of the smallest corpus and of the largest in turn."""
    small, large = (opened(folder, size, kind) for size in (sizes[0], sizes[-1]))
    review = generator.review(3)
    found: list[tuple[float, str]] = []
    for query in queries():
        for slot in {parameter.name for parameter in query.parameters} & {"review", "study"}:
            # A study is asked for as ipskg does it, in the review that speaks of it.
            terms = {"review": [review.iri]} | ({"study": [review.studies[4]]} if slot == "study" else {})
            text = fill(query.text, terms)
            assert len(list(select(small, text))) == len(list(select(large, text))), query.name
            few, many = medians(lambda t=text: list(select(small, t)), lambda t=text: list(select(large, t)), runs=9)  # type: ignore[misc]
            found.append((many / few, f"`{query.name}` about one {slot}"))
    worst = max(found)
    goal = 2 if kind == "memory" else 4
    yield (
        f"a query about one review or study, {kind}, median",
        "the smallest corpus",
        median(ratio for ratio, _ in found),
        goal,
    )
    yield (f"{worst[1]}, {kind}, the slowest of {len(found)}", "the smallest corpus", worst[0], goal)


def layer(folder: Path, size: int) -> Iterator[Line]:
    """Write the answers of all queries through our layer and without it, in turn."""
    store = opened(folder, size, "memory")
    for what, texts in (
        ("of one review", [fill(one.text, {"review": [generator.review(3).iri]}) for one in queries()]),
        ("of all reviews", [one.text for one in queries()]),
    ):
        ours, raw = medians(
            lambda t=texts: [Answer(select(store, text)).serialize("csv") for text in t],  # type: ignore[misc]
            lambda t=texts: [select(store, text).serialize(format=QueryResultsFormat.CSV) for text in t],  # type: ignore[misc]
            runs=3,
        )
        yield (f"all queries, answers {what}, as CSV", "pyoxigraph alone", ours / raw, 1.1)


class _CutOff(Exception):
    """A query on rdflib took too long."""


def _limited(action: Callable[[], object]) -> float:
    def stop(*_: object) -> None:
        raise _CutOff

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(LONGEST)
    try:
        return seconds(action)
    except _CutOff:
        return float(LONGEST)
    finally:
        signal.alarm(0)


def tables(folder: Path, size: int) -> Iterator[Line]:
    """Ask all tables of the whole corpus once, of rdflib, memory and disk."""
    from rdflib import Dataset

    texts = [query.text for query in queries("tables")]
    memory, disk = (
        sum(seconds(lambda t=text, s=store: list(select(s, t))) for text in texts)  # type: ignore[misc]
        for store in (opened(folder, size, "memory"), opened(folder, size, "disk"))
    )
    dataset = Dataset(default_union=True)
    dataset.parse(folder / f"{size}.nq", format="nquads")
    theirs = sum(_limited(lambda t=text: list(dataset.query(t))) for text in texts)  # type: ignore[misc]
    what = f"rdflib, cut off after {LONGEST} s a query"
    yield (f"all tables of {size:,} quads, memory", what, memory / theirs, 1 / 20)
    yield (f"all tables of {size:,} quads, disk", what, disk / theirs, 1 / 3)


def searching(folder: Path, size: int) -> Iterator[Line]:
    """Look for a word in the index, and by CONTAINS in the store."""
    store, path = opened(folder, size, "disk"), folder / "texts.sqlite"
    build(path, Answer(select(store, catalogue()["texts"].text)).rows())
    index = Index.open(path)
    text = f"""PREFIX metaeth: <https://w3id.org/ipskg/meta-ethnography#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?record ?text {{ ?record metaeth:states|metaeth:hasInterpretation|metaeth:hasAim|skos:prefLabel ?text
        FILTER(CONTAINS(LCASE(STR(?text)), "{WORD}")) }}"""
    ours, theirs = medians(lambda: index.find(WORD), lambda: list(select(store, text)), runs=3)
    yield (f"`search {WORD}` in {size:,} quads", "CONTAINS on the same store", ours / theirs, 1 / 100)


def memory(folder: Path, size: int) -> Iterator[Line]:
    """Ask for the sections of one review on disk; gives megabytes of this process."""
    store = opened(folder, size, "disk")
    list(select(store, fill(catalogue()["sections"].text, {"review": [generator.review(3).iri]})))
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield (f"memory of `sections` of one review, {size:,} quads on disk", "1 MB", used, 200)


def parts(folder: Path, sizes: list[int]) -> dict[str, Callable[[], Iterator[Line]]]:
    """Name the parts, in the order in which they run."""
    middle = min(100_000, sizes[-1]) if 100_000 in sizes else sizes[0]
    return {
        **{f"prepare {size}": (lambda size=size: prepare(folder, size)) for size in sizes},  # type: ignore[misc]
        "memory": lambda: memory(folder, sizes[-1]),
        "lookups in memory": lambda: lookups(folder, sizes, "memory"),
        "lookups on disk": lambda: lookups(folder, sizes, "disk"),
        "layer": lambda: layer(folder, middle),
        "search": lambda: searching(folder, sizes[-1]),
        "tables": lambda: tables(folder, max(size for size in sizes if size <= RDFLIB)),
    }


def run(part: str, folder: Path, sizes: list[int]) -> list[Line]:
    """Run a part in a process of its own; one that fails gives no lines."""
    start = perf_counter()
    command = [sys.executable, __file__, "--sizes", ",".join(map(str, sizes)), "--part", part, "--folder", str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    print(f"{part}: {perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()] if done.returncode == 0 else []


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--part", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    sizes = sorted(map(int, asked.sizes.split(",")))
    if asked.part:
        for line in parts(asked.folder, sizes)[asked.part]():
            print(json.dumps(line))
        return
    with TemporaryDirectory() as name:
        lines = [line for part in parts(Path(name), sizes) for line in run(part, Path(name), sizes)]
    print(f"{sizes[-1]:,} quads against {sizes[0]:,}:\n\n| what | against | ratio | goal | |\n|---|---|---|---|---|")
    for what, against, ratio, goal in lines:
        print(f"| {what} | {against} | {ratio:.3g} | at most {goal:.3g} | {'ok' if ratio <= goal else 'missed'} |")


if __name__ == "__main__":
    main()
