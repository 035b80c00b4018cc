"""The parts of `scale.py`: each measures one thing on corpora that `prepare` has made, and gives lines of a table."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

import corpora
import generator
import scale_shacl
from corpora import REVIEW, opened, select
from pyoxigraph import QueryResultsFormat, RdfFormat, Store
from timing import each_limited, medians, seconds

from ipskg.corpus import StoreCorpus
from ipskg.loading import texts
from ipskg.loading.disk import load
from ipskg.queries import Query, catalogue, fill, resolve
from ipskg.stores.disk import DiskStore
from ipskg.stores.embedded import EmbeddedStore

MIDDLE = 100_000  # quads for what needs no more to be seen
LARGE = 1_000_000  # quads for what would take too long on more, such as rdflib
LONGEST = 30  # seconds for a query on rdflib; one that is cut off counts as these
KILLS = 100
SHORT = 0.005  # seconds
WORD = "dignity"
TESTS = Path(__file__).parents[1] / "tests"


class Line(NamedTuple):
    """A line of a table: what is measured, against what, the ratio, and what it should be at most, if anything."""

    what: str
    against: str
    ratio: float
    goal: float | None = None


Lines = Iterator[Line]


def queries(group: str | None = None) -> list[Query]:
    """Give the canned queries that give rows."""
    return [one for one in catalogue().values() if not one.gives_graph and group in (None, one.group)]


def prepare(folder: Path, size: int) -> Lines:
    """Make the corpus of a size, unless it is there."""
    folder.mkdir(exist_ok=True)
    if not corpora.store(folder, size).exists():
        corpora.made(folder, size)
    yield from ()


def memory(folder: Path, size: int) -> Lines:
    """Ask the command for the sections of one review in a store; gives megabytes of its process."""
    command = [sys.executable, "-m", "ipskg", "query", "sections", "--param", f"review={REVIEW.iri}"]
    subprocess.run([*command, "--store", corpora.store(folder, size)], check=True, stdout=subprocess.DEVNULL)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield Line(f"memory of `ipskg query sections --store`, one review of {size:,} quads", "1 MB", used, 200)


def lookups(folder: Path, sizes: list[int], kind: str) -> Lines:
    """Ask each query about one review and about one study, of the smallest corpus and of the largest in turn."""
    small, large = (opened(folder, size, kind) for size in (sizes[0], sizes[-1]))
    goal = 2 if kind == "memory" else 4
    for slot in ("review", "study"):
        found = []
        for query in queries():
            if slot in {parameter.name for parameter in query.parameters}:
                found.append((_larger(small, large, query, slot), f"`{query.name}` about one {slot}"))
        yield Line(
            f"a query about one {slot}, {kind}, median", "the smallest corpus", median(one for one, _ in found), goal
        )
        yield Line(f"{max(found)[1]}, {kind}, the slowest of {len(found)}", "the smallest corpus", max(found)[0], goal)
    stores = [EmbeddedStore(one) for one in (small, large)]
    parameter = next(one for one in catalogue()["studies"].parameters if one.name == "study")
    study = REVIEW.studies[4].rpartition("/")[2]
    few, many = medians(*(lambda s=one: resolve(s, parameter, study, {}) for one in stores), runs=9)
    yield Line(f"the studies of an id in all reviews, {kind}, {many * 1000:.1f} ms", "the smallest corpus", many / few)


def _larger(small: Store, large: Store, query: Query, slot: str) -> float:
    # A study is asked for as ipskg does it, in the review that speaks of it.
    text = fill(query.text, {"review": [REVIEW.iri]} | ({"study": [REVIEW.studies[4]]} if slot == "study" else {}))
    assert len(list(select(small, text))) == len(list(select(large, text))), query.name
    few, many = medians(lambda: list(select(small, text)), lambda: list(select(large, text)), runs=9)
    if many > few * 1.5:  # a query takes a millisecond: some of these are a busy moment
        few, many = medians(lambda: list(select(small, text)), lambda: list(select(large, text)), runs=45)
    return many / few


def layer(folder: Path, size: int) -> Lines:
    """Write the answers of all queries as CSV, as `ipskg.open(...).answer` gives them and by pyoxigraph alone."""
    store = opened(folder, size, "memory")
    corpus, taken = StoreCorpus(EmbeddedStore(store)), []
    for query in queries():
        for terms in ({"review": REVIEW.iri}, {}):
            text = fill(query.text, {name: [iri] for name, iri in terms.items()})

            def ours(name: str = query.name, terms: dict[str, str] = terms) -> object:
                return corpus.answer(name, **terms).serialize("csv")

            def raw(text: str = text) -> object:
                return select(store, text).serialize(format=QueryResultsFormat.CSV)

            took = medians(ours, raw, runs=3)
            taken.append(medians(ours, raw, runs=21) if took[1] < SHORT else took)
    for what, goal, some in (
        ("of 5 ms or more", 1.1, [one for one in taken if one[1] >= SHORT]),
        ("below 5 ms", 1.5, [one for one in taken if one[1] < SHORT]),
    ):
        layered, alone = (sum(column) for column in zip(*some, strict=True))
        said = f"answers of {size:,} quads as CSV, {len(some)} queries {what}, together"
        yield Line(said, "pyoxigraph alone", layered / alone, goal)


def rebuild(folder: Path, size: int) -> Lines:
    """Rebuild a store from review folders, with its index of texts, and fill one with the same quads alone."""
    folders = generator.write_folders(folder / "folders", size)
    start = perf_counter()
    load(folders, folder / "rebuilt", rebuild=True)
    ours, start = perf_counter() - start, perf_counter()
    raw = Store(str(folder / "raw"))
    raw.bulk_load(path=str(corpora.n_quads(folder, size)), format=RdfFormat.N_QUADS)
    raw.flush()
    theirs = perf_counter() - start
    what = f"a store of {size:,} quads made of {len(folders)} review folders, texts and all, {ours:.1f} s"
    yield Line(what, "`bulk_load` of one file", ours / theirs, 2)
    changed = next((folders[0] / "studies").glob("*.ttl"))
    changed.write_text(changed.read_text("utf-8") + "# changed\n", "utf-8")
    taken = seconds(lambda: load(folders[:1], folder / "rebuilt"))
    yield Line(f"an update after one study has changed, {taken * 1000:.0f} ms", "the rebuild", taken / ours)
    for name in ("folders", "rebuilt", "raw"):
        shutil.rmtree(folder / name)


def tables(folder: Path, size: int) -> Lines:
    """Ask all tables of the whole corpus once, of rdflib, memory and disk."""
    from rdflib import Dataset

    texts = [query.text for query in queries("tables")]
    memory, disk = (
        sum(seconds(lambda t=text, s=store: list(select(s, t))) for text in texts)  # type: ignore[misc]
        for store in (opened(folder, size, "memory"), opened(folder, size, "disk"))
    )
    dataset = Dataset(default_union=True)
    dataset.parse(corpora.n_quads(folder, size), format="nquads")
    taken = each_limited(lambda text: list(dataset.query(text)), texts, LONGEST)
    cut = sum(one >= LONGEST for one in taken)
    what = f"rdflib, {cut} of them cut off after {LONGEST} s"
    yield Line(f"{len(texts)} tables of {size:,} quads, memory, {memory:.2f} s", what, memory / sum(taken), 1 / 20)
    yield Line(f"{len(texts)} tables of {size:,} quads, disk, {disk:.2f} s", what, disk / sum(taken), 1 / 3)


def searching(folder: Path, size: int) -> Lines:
    """Look for a word in the index of a store, and by CONTAINS in the store."""
    store = DiskStore(corpora.store(folder, size))
    made = seconds(lambda: texts.opened(store).close())
    index = texts.opened(store)
    text = f"""PREFIX metaeth: <https://w3id.org/ipskg/meta-ethnography#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?record ?text {{ ?record metaeth:states|metaeth:hasInterpretation|metaeth:hasAim|skos:prefLabel ?text
        FILTER(CONTAINS(LCASE(STR(?text)), "{WORD}")) }}"""
    theirs = seconds(lambda: list(store.answer(text).rows()))
    (ours,) = medians(lambda: index.find(WORD), runs=9)
    what = f"`search {WORD}` in {index.size:,} texts, {ours * 1000:.1f} ms"
    yield Line(what, "CONTAINS on the same store", ours / theirs, 1 / 100)
    yield Line(f"the index made anew, {made:.1f} s", f"10 µs for each of {size:,} quads", made / size * 1e5)


def kills(folder: Path) -> Lines:
    """Kill writers at random moments, as the tests do."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(TESTS / "test_store_kills.py")]
    environment = os.environ | {"IPSKG_KILLS": str(KILLS), "TMPDIR": str(folder)}
    done = subprocess.run(command, env=environment, stdout=sys.stderr, check=False)
    yield Line(f"stores neither as before nor as after, of {KILLS} writers killed", "one", done.returncode, 0)


def parts(folder: Path, sizes: list[int]) -> dict[str, Callable[[], Lines]]:
    """Name the parts, in the order in which they run."""
    middle, large = (max((one for one in sizes if one <= limit), default=sizes[0]) for limit in (MIDDLE, LARGE))
    return {
        **{f"prepare {size}": (lambda size=size: prepare(folder, size)) for size in sizes},  # type: ignore[misc]
        "memory": lambda: memory(folder, sizes[-1]),
        "lookups in memory": lambda: lookups(folder, sizes, "memory"),
        "lookups on disk": lambda: lookups(folder, sizes, "disk"),
        "layer": lambda: layer(folder, middle),
        "search": lambda: searching(folder, sizes[-1]),
        "checking": lambda: (Line(*one) for one in scale_shacl.checking(folder, sizes)),
        "rebuild": lambda: rebuild(folder, large),
        "tables": lambda: tables(folder, large),
        "validation by Core": lambda: (Line(*one) for one in scale_shacl.by_core(folder, middle)),
        "validation": lambda: (Line(*one) for one in scale_shacl.validation(folder, middle)),
        "kills": lambda: kills(folder),
    }
