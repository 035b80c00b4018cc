"""Review folders put into a store on disk: what changed, and nothing else."""

import shutil
from pathlib import Path

import pytest
from making import TINY, contents, run

import ipskg
from ipskg import assets
from ipskg.errors import InconsistentData, UnreadableInput
from ipskg.graphs import ontology_files
from ipskg.loading.disk import Writer, load
from ipskg.stores.disk import DiskStore

GROUPED = TINY.parent / "grouped"
NAMESPACE = "https://example.org/tiny/"
ONTOLOGY = len(ontology_files(assets.folder("ontology")))
STUDY = """@prefix metaeth: <https://w3id.org/ipskg/meta-ethnography#> .
<https://example.org/tiny/{}> a metaeth:PrimaryStudy .
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(TINY, tmp_path / "tiny")


@pytest.fixture
def store(folder: Path, tmp_path: Path) -> Path:
    """Give a store with two reviews."""
    load([folder, GROUPED], tmp_path / "store")
    return tmp_path / "store"


def held(store: Path) -> set[str]:
    """Give the named graphs of a store."""
    return {str(one.value) for one in DiskStore(store)._store.named_graphs()}


def graphs(*names: str) -> tuple[str, ...]:
    return tuple(NAMESPACE + name for name in names)


def test_a_store_holds_a_graph_for_each_file_and_those_of_the_ontology(folder: Path, tmp_path: Path) -> None:
    done = load([folder, GROUPED], tmp_path / "store")
    files = ipskg.open(folder, GROUPED).files
    assert held(tmp_path / "store") == set(done.new) == {file.iri for file in files}
    assert (done.changed, done.gone, done.kept) == ((), (), 0)


def test_only_files_whose_content_changed_are_written(folder: Path, store: Path) -> None:
    """Not those that are only newer; what is gone goes, and other reviews stay."""
    (folder / "synthesis.ttl").touch()
    (folder / "studies" / "moth-2022.ttl").write_text(STUDY.format("moth-2022"))
    (folder / "studies" / "waxley-2004.ttl").unlink()
    review = folder / "review.ttl"
    review.write_text(review.read_text("utf-8") + "# a comment\n")
    before = held(store)
    done = load([folder], store)
    assert done.new == graphs("studies/moth-2022.ttl")
    assert done.changed == graphs("review.ttl")
    assert done.gone == graphs("studies/waxley-2004.ttl")
    assert held(store) == before - set(done.gone) | set(done.new)


def test_nothing_is_written_where_nothing_changed(folder: Path, store: Path) -> None:
    before = contents(store)
    done = load([folder, GROUPED], store)
    assert (done.new, done.changed, done.gone) == ((), (), ())
    assert done.kept == len(held(store))
    assert contents(store) == before


def test_the_command_says_what_it_did(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    count = len(ipskg.open(folder).reviews[0].files)
    assert run("load", folder, "--store", store) == [f"{store}: {ONTOLOGY + count} new (graphs, each a file)"]
    (folder / "studies" / "waxley-2004.ttl").unlink()
    told = f"{store}: 1 gone, {ONTOLOGY + count - 1} as before (graphs, each a file)"
    assert run("load", folder, "--store", store) == [told]


def test_a_review_is_taken_out_by_its_name(folder: Path, store: Path) -> None:
    run("load", "--remove", "grouped", "--store", store)
    assert held(store) == {file.iri for file in ipskg.open(folder).files}
    (line,) = run("load", "--remove", "grouped", "--store", store, code=2)
    assert line == "Error: no review 'grouped': there are tiny"


def test_a_rebuilt_store_holds_what_is_named_and_nothing_else(folder: Path, store: Path) -> None:
    done = load([folder], store, rebuild=True)
    assert held(store) == set(done.new) == {file.iri for file in ipskg.open(folder).files}


def test_a_store_is_made_anew_from_the_folders_that_it_has(folder: Path, store: Path) -> None:
    """It can be thrown away at any time."""
    with Writer(store) as writer:
        writer.commit("https://example.org/other", b"")
        writer.remove(f"{NAMESPACE}synthesis.ttl")
    run("load", "--rebuild", "--store", store)
    assert held(store) == {file.iri for file in ipskg.open(folder, GROUPED).files}
    shutil.rmtree(folder)
    (line,) = run("load", "--rebuild", "--store", store, code=2)
    assert line.startswith(f"Error: {folder}: no folder 'tiny'")


def test_a_review_from_another_folder_is_refused(folder: Path, store: Path, tmp_path: Path) -> None:
    """Unless it was moved there."""
    other = shutil.copytree(folder, tmp_path / "other")
    before = contents(store)
    (line,) = run("load", other, "--store", store, code=1)
    assert f"the store has the review {NAMESPACE} from {folder}: load that, or take it out with --remove tiny" in line
    assert contents(store) == before
    shutil.rmtree(folder)
    assert load([other], store).kept == len(held(store)) - len(ipskg.open(GROUPED).reviews[0].files)


def test_a_review_whose_graphs_another_would_contain_is_refused(folder: Path, store: Path, tmp_path: Path) -> None:
    """Its graphs could not be told from those of the other, and would go with them."""
    other = shutil.copytree(folder, tmp_path / "other")
    for namespace in ("https://example.org/", "https://example.org/tiny/more/"):
        (other / "review.ttl").write_text(
            (folder / "review.ttl").read_text("utf-8").replace(f'"{NAMESPACE}"', f'"{namespace}"')
        )
        before = contents(store)
        with pytest.raises(InconsistentData, match="lie in one another"):
            load([other], store)
        assert contents(store) == before


def test_two_reviews_that_lie_in_one_another_are_refused_also_when_they_come_together(
    folder: Path, tmp_path: Path
) -> None:
    other = shutil.copytree(folder, tmp_path / "other")
    text = (folder / "review.ttl").read_text("utf-8")
    (other / "review.ttl").write_text(text.replace(f'"{NAMESPACE}"', f'"{NAMESPACE}more/"'))
    with pytest.raises(InconsistentData, match="lie in one another"):
        load([folder, other], tmp_path / "store")


@pytest.mark.parametrize("name", ["studies/again.ttl", "zebra.ttl"])
def test_a_study_that_stands_twice_is_refused_with_its_place(name: str, folder: Path, store: Path) -> None:
    """As when the folder is opened, also where the other file did not change."""
    (folder / name).write_text(STUDY.format("waxley-2004"))
    before = contents(store)
    (line,) = run("load", folder, "--store", store, code=1)
    assert line.startswith(f"Error: {folder / name}:2: the study waxley-2004 stands twice: in ")
    assert contents(store) == before


def test_a_study_of_another_review_in_the_store_stands_twice(folder: Path, store: Path, tmp_path: Path) -> None:
    """Which was not loaded at the time."""
    other = shutil.copytree(GROUPED, tmp_path / "grouped")
    load([], store, remove=["https://example.org/grouped/"])
    (other / "studies" / "again.ttl").write_text(STUDY.format("waxley-2004"))
    with pytest.raises(InconsistentData, match=f"stands twice: in {NAMESPACE}studies/waxley-2004.ttl too; keep one"):
        load([other], store)


def test_a_file_that_cannot_be_read_changes_nothing(folder: Path, store: Path) -> None:
    (folder / "studies" / "moth-2022.ttl").write_text(STUDY.format("moth-2022"))
    (folder / "studies" / "zebra.ttl").write_text("no Turtle\n")
    before = contents(store)
    (line,) = run("load", folder, "--store", store, code=3)
    assert line.startswith(f"Error: {folder / 'studies' / 'zebra.ttl'}:1: not Turtle: ")
    assert contents(store) == before


def test_what_a_writer_committed_is_there_until_the_files_are_loaded_again(folder: Path, store: Path) -> None:
    """They are the truth."""
    graph = f"{NAMESPACE}studies/waxley-2004.ttl"
    with Writer(store) as writer:
        writer.commit(graph, b'<https://e.org/a> <https://e.org/b> "c" .')
        writer.commit(f"{NAMESPACE}studies/moth-2022.ttl", b"")
        assert [str(one.object) for one in writer.store.statements(graph)] == ['"c"']
        with pytest.raises(UnreadableInput, match="not a graph"):
            writer.commit(graph, b"no triples")
    assert [str(one.object) for one in DiskStore(store).statements(graph)] == ['"c"']
    done = load([folder], store)
    assert (done.changed, done.gone) == ((graph,), graphs("studies/moth-2022.ttl"))
    assert ipskg.open(store=store, reviews=["tiny"]).query("studies") == ipskg.open(folder).query("studies")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["{0}"], "give --store PATH or --endpoint URL"),
        (["{0}", "--store", "{1}", "--endpoint", "http://localhost"], "give --store PATH or --endpoint URL"),
        (["--store", "{1}"], "name the review folders to load"),
        (["{0}", "--remove", "tiny", "--store", "{1}"], "say one of them"),
        (["{0}x", "--store", "{1}"], "no folder 'tinyx': did you mean tiny?"),
    ],
)
def test_wrong_usage_is_said_in_one_line(arguments: list[str], told: str, folder: Path, store: Path) -> None:
    before = contents(store)
    (line,) = run("load", *(one.format(folder, store) for one in arguments), code=2)
    assert told in line
    assert contents(store) == before
