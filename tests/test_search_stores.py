"""Text search in a store on disk: its index says what the store says, whatever was done to the store."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from making import TINY, contents, run

from ipskg.cli import main
from ipskg.loading import texts
from ipskg.loading.disk import Writer, load
from ipskg.stores.disk import DiskStore

GROUPED = TINY.parent / "grouped"
NAMESPACE = "https://example.org/tiny/"
WAITING = "Waiting can turn into fear for the bees."
SNORING = "Waiting can turn into snoring for the bees."
WORDS = ["wait*", "fear", "snoring", "guests", "the", "lighthouse"]


def filled(folder: Path) -> Path:
    """Fill a folder with a store of two reviews, and with the folder of one of them."""
    shutil.copytree(TINY, folder / "tiny")
    load([folder / "tiny", GROUPED], folder / "store")
    return folder


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("library"))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give one that may be changed."""
    return filled(tmp_path)


def found(*source: str | Path) -> list[str]:
    """Look for all of the words; what is found has its record, its place in the text and how well it fits."""
    asked = (["search", word, *map(str, source), "--format", "json"] for word in WORDS)
    return [CliRunner().invoke(main, one, catch_exceptions=False).stdout for one in asked]


def in_folders(place: Path) -> list[str]:
    return found("--data", place / "tiny", "--data", GROUPED)


def snore(place: Path) -> None:
    path = place / "tiny" / "synthesis.ttl"
    path.write_text(path.read_text("utf-8").replace(WAITING, SNORING))


def index_of(store: Path) -> Path:
    return next(store.glob("generation-*")) / texts.FILE


def test_what_is_found_in_a_store_is_what_is_found_in_its_folders(library: Path) -> None:
    """In the index that was made when it was loaded."""
    assert index_of(library / "store").exists()
    assert found("--store", library / "store") == in_folders(library)
    assert any("fear" in one for one in in_folders(library))


def test_of_one_review_its_own_texts_are_found(library: Path) -> None:
    assert found("--store", library / "store", "--review", "tiny") == found("--data", library / "tiny")


def test_a_changed_file_changes_the_texts_of_its_review(place: Path) -> None:
    """The index is there when the store is, and no reader has to make it."""
    before = in_folders(place)
    snore(place)
    load([place / "tiny"], place / "store")
    assert index_of(place / "store").exists()
    assert found("--store", place / "store") == in_folders(place) != before


@pytest.mark.parametrize("rebuilt", [[], ["--rebuild"]])
def test_a_review_that_is_gone_is_found_no_more(place: Path, rebuilt: list[str]) -> None:
    how = ["load", place / "tiny", "--rebuild"] if rebuilt else ["load", "--remove", "grouped"]
    run(*how, "--store", place / "store")
    assert found("--store", place / "store") == found("--data", place / "tiny") != in_folders(place)


def test_a_review_more_is_found(tmp_path: Path) -> None:
    load([TINY], tmp_path / "store")
    load([GROUPED], tmp_path / "store")
    assert index_of(tmp_path / "store").exists()
    assert found("--store", tmp_path / "store") == found("--data", TINY, "--data", GROUPED)


def test_what_a_writer_commits_and_removes_is_in_the_index(place: Path) -> None:
    """Also a review that it begins, and what is said of the studies that a finding cites elsewhere."""
    store = DiskStore(place / "store")
    said = {graph: "".join(f"{one} .\n" for one in store.statements(graph)) for graph in store.graphs(NAMESPACE)}
    snore(place)
    with Writer(place / "store") as writer:
        for graph, triples in said.items():
            other = graph.replace("/tiny/", "/other/")
            writer.commit(other, triples.replace("/tiny/", "/other/").encode())
        writer.commit(f"{NAMESPACE}synthesis.ttl", said[f"{NAMESPACE}synthesis.ttl"].replace(WAITING, SNORING).encode())
        writer.remove("https://example.org/grouped/synthesis.ttl")
    assert index_of(place / "store").exists()
    carried = found("--store", place / "store")
    index_of(place / "store").unlink()
    assert carried == found("--store", place / "store") != in_folders(place)
    assert "https://example.org/other/" in carried[0]
    assert "snoring" in carried[2]


def missing(index: Path) -> None:
    index.unlink()


def spoilt(index: Path) -> None:
    index.write_bytes(b"no database at all" * 100)


def empty(index: Path) -> None:
    index.write_bytes(b"")


def of_another_query(index: Path) -> None:
    index.unlink()
    with texts.writing(index, query="SELECT ?other {}") as other:
        other.put(NAMESPACE, [])


@pytest.mark.parametrize("spoil", [missing, spoilt, empty, of_another_query])
def test_an_index_of_no_use_is_made_anew_and_stays(spoil: Callable[[Path], None], place: Path) -> None:
    spoil(index_of(place / "store"))
    assert found("--store", place / "store") == in_folders(place)
    made = index_of(place / "store").read_bytes()
    assert found("--store", place / "store") == in_folders(place)
    assert index_of(place / "store").read_bytes() == made
    assert {one.name for one in index_of(place / "store").parent.iterdir()} == {"index.sqlite", "quads", texts.FILE}


@pytest.mark.parametrize("spoil", [missing, spoilt, empty, of_another_query])
def test_an_index_of_no_use_is_not_carried_over(spoil: Callable[[Path], None], place: Path) -> None:
    spoil(index_of(place / "store"))
    snore(place)
    load([place / "tiny"], place / "store")
    assert not index_of(place / "store").exists()
    assert found("--store", place / "store") == in_folders(place)


def test_an_index_that_is_a_link_or_a_pipe_is_not_followed(place: Path) -> None:
    """A store may come from anyone."""
    index = index_of(place / "store")
    index.unlink()
    os.mkfifo(index)
    (line,) = run("search", "fear", "--store", place / "store", code=3)
    assert "the store is damaged (texts.sqlite is no file)" in line
    load([place / "tiny", GROUPED], place / "store", rebuild=True)
    assert found("--store", place / "store") == in_folders(place)


def test_an_index_that_is_damaged_within_is_told(place: Path) -> None:
    index = index_of(place / "store")
    content = index.read_bytes()
    index.write_bytes(content[:8192] + b"\xff" * (len(content) - 8192))
    (line,) = run("search", "fear", "--store", place / "store", code=3)
    assert "the index of texts" in line
    assert line.endswith("load its reviews anew with --rebuild")


def test_a_store_that_nobody_may_write_to_is_searched(place: Path) -> None:
    """Without an index it is made in memory."""
    index_of(place / "store").unlink()
    for path in [place / "store", *(place / "store").rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = contents(place / "store")
    less = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    command = [*less, sys.executable, "-m", "ipskg", "search", WORDS[0], "--store", place / "store", "--format", "json"]
    done = subprocess.run(command, capture_output=True, check=False)
    for path in [place / "store", *(place / "store").rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == in_folders(place)[0]
    assert contents(place / "store") == before
