"""A graph is checked with the reviews that it has to do with: what comes with it is what comes with it among all."""

from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest

import ipskg
from ipskg import assets
from ipskg.errors import UnreadableInput
from ipskg.graphs import ontology_files, triples
from ipskg.loading.checking import Checker
from ipskg.loading.disk import Writer, load
from ipskg.namespaces import PREFIXES, local_name
from ipskg.queries import check_read_only
from ipskg.stores import MemoryStore
from ipskg.stores.disk import DiskStore
from ipskg.validation import Problem, core, focus
from ipskg.validation.batches import whole
from ipskg.validation.parts import statements_of
from ipskg.validation.sources import Part
from ipskg.validation.whole import validate_batches

REVIEWS = Path(__file__).parent / "reviews"
FOLDERS = [REVIEWS / name for name in ("grouped", "tiny", "ferry")]
ONTOLOGY = ontology_files(assets.folder("ontology"))
SHAPES = focus.read(assets.shapes(), (), check_read_only)
ENGINE = core.in_rust(SHAPES.for_engine)
Graphs = dict[str, list[ox.Triple]]


@pytest.fixture(scope="module")
def graphs() -> Graphs:
    """Give the graphs of three reviews."""
    corpus = ipskg.open(*FOLDERS)
    return {file.iri: list(triples(file.path)) for review in corpus.reviews for file in review.files}


@pytest.fixture(scope="module")
def before(graphs: Graphs) -> set[Problem]:
    """Give what is wrong with them."""
    return problems(graphs)


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Writer:
    """Commit to a store that holds them."""
    path = tmp_path_factory.mktemp("checked") / "store"
    load(FOLDERS, path)
    with Writer(path) as writer:
        yield writer


def n_triples(said: list[ox.Triple]) -> bytes:
    return ox.serialize(said, format=ox.RdfFormat.N_TRIPLES) or b""


def problems(graphs: Graphs) -> set[Problem]:
    """Check everything at once."""
    store = MemoryStore(ONTOLOGY)
    for graph, said in graphs.items():
        store.add(graph, said)
    namespaces = [review.namespace for review in ipskg.open(*FOLDERS).reviews]
    batch = whole(store, namespaces, ONTOLOGY)
    return set(validate_batches([batch], shapes=SHAPES, namespaces=namespaces, engine=ENGINE).problems)


def without_near(found: set[Problem]) -> set[tuple[object, ...]]:
    """Leave out what may have been meant: it is looked for among the records at hand."""
    return {
        (one.record, one.check, one.shape, one.path, one.value, one.severity, one.message, one.file) for one in found
    }


def changed(said: list[ox.Triple], graphs: Graphs, chance: Random) -> list[ox.Triple]:
    """Change what a graph says by chance: something goes, something names another record, of whichever review."""
    everything = [one for graph in graphs.values() for one in graph]
    records = sorted({one.subject for one in everything}, key=str)
    left = chance.sample(said, len(said) - min(len(said), chance.randint(0, 4)))
    for at in chance.sample(range(len(left)), min(len(left), 4)):
        one = left[at]
        if isinstance(one.object, ox.NamedNode) and one.object.value.startswith("https://example.org/"):
            left[at] = ox.Triple(one.subject, one.predicate, chance.choice(records))
    for one in chance.sample(everything, 3):  # what stands twice, and what another record says
        left.append(one if chance.random() < 0.3 else ox.Triple(chance.choice(records), one.predicate, one.object))
    return left


@pytest.mark.parametrize("seed", range(20))
def test_what_comes_with_a_changed_graph_is_what_comes_with_it_among_all(
    graphs: Graphs, before: set[Problem], writer: Writer, seed: int
) -> None:
    """Changes by chance, over three reviews: whole report after, less whole report before."""
    chance = Random(seed)
    graph = chance.choice(sorted(graphs))
    said = [] if chance.random() < 0.1 else changed(graphs[graph], graphs, chance)
    expected = without_near(problems(graphs | {graph: said})) - without_near(before)
    assert without_near(set(Checker(writer).check(graph, n_triples(said)).problems)) == expected


@pytest.mark.parametrize("seed", range(8))
def test_what_a_part_does_elsewhere_is_what_it_does_among_all(
    graphs: Graphs, before: set[Problem], seed: int, tmp_path: Path
) -> None:
    """The same of review folders: problems elsewhere, as the whole check has them."""
    corpus, chance = ipskg.open(*FOLDERS), Random(seed)
    file = chance.choice([file for review in corpus.reviews for file in review.files])
    path = tmp_path / file.path.name
    path.write_bytes(n_triples(changed(graphs[file.iri], graphs, chance)))
    said = list(triples(path))
    after = problems(graphs | {file.iri: said})
    own = {one.subject.value for one in (*graphs[file.iri], *said)}  # what is wrong with these is told of the part
    expected = {key(one) for one in after if one.record not in own} - {key(one) for one in before}
    found = corpus.validate_around(Part(file.iri, statements_of(path)))
    assert {key(one) for one in found.problems if one.record not in own} == expected


def key(one: Problem) -> tuple[object, ...]:
    return one.record, one.check, one.shape, one.path, "" if one.check == "duplicate" else one.message


def place(graph: str) -> str:
    *_, review, path = graph.replace("studies/", "studies ").split("/")
    return f"{review}/{path.replace('studies ', 'studies/')}"


def test_a_graph_with_a_violation_is_not_committed(graphs: Graphs, tmp_path: Path) -> None:
    """One without is, also where it has a warning; what is no graph is refused in a line."""
    load(FOLDERS, tmp_path / "store")
    graph = next(one for one in graphs if "studies" in one and "grouped" in one)
    study = next(one.subject for one in graphs[graph] if str(one.object).endswith("#PrimaryStudy>"))
    label, aim = ox.NamedNode(PREFIXES["skos"] + "prefLabel"), ox.NamedNode(PREFIXES["metaeth"] + "hasAim")
    wrong = [one for one in graphs[graph] if one.predicate != label or one.subject != study]
    poorer = [one for one in graphs[graph] if one.predicate != aim]
    with Writer(tmp_path / "store") as writer:
        checker = Checker(writer)
        refused = checker.commit(graph, n_triples(wrong))
        assert [(local_name(one.shape or ""), str(one.file)) for one in refused.of("violation")] == [
            ("PrimaryStudy-prefLabel", place(graph))
        ]
        assert set(writer.store.statements(graph)) == set(graphs[graph])
        assert checker.commit(graph, n_triples(poorer)).conforms
        with pytest.raises(UnreadableInput, match="not a graph"):
            checker.commit(graph, b"<a b> .")
    assert set(DiskStore(tmp_path / "store").statements(graph)) == set(poorer)
