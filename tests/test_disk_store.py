"""A store on disk gives what the folders give, to whoever may read it, and says what is wrong with it."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from making import TINY, as_xlsx, contents, moth, run

import ipskg
from ipskg import assets
from ipskg.cli import main
from ipskg.corpus import Corpus
from ipskg.errors import UnknownName, UnreadableInput, WrongUsage
from ipskg.loading.disk import Writer, load
from ipskg.queries import catalogue
from ipskg.stores.disk import DiskStore
from ipskg.stores.shelf import alone

GROUPED = TINY.parent / "grouped"
FOLDERS = {"moen-2021": assets.coded_review(), "tiny": TINY, "grouped": GROUPED}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store with three reviews."""
    store = tmp_path_factory.mktemp("library") / "store"
    run("load", *FOLDERS.values(), "--store", store)
    return store


@pytest.fixture
def store(library: Path, tmp_path: Path) -> Path:
    """Give a store that may be spoilt."""
    return shutil.copytree(library, tmp_path / "store")


def said(*arguments: str | Path) -> tuple[int, bytes]:
    """Run ipskg, and give its exit code with what it says to standard output."""
    done = CliRunner().invoke(main, [str(one) for one in arguments])
    assert done.exit_code in (0, 1), done.output
    return done.exit_code, done.stdout_bytes


def rows(corpus: Corpus, name: str) -> Counter[str]:
    answer = corpus.answer(name)
    if answer.is_graph:
        return Counter(sorted(map(str, answer.triples())))
    return Counter(json.dumps(row) for row in answer.rows())


COMMANDS = [
    ["query", "sections", "--format", "csv"],
    ["query", "support"],
    ["results"],
    ["results", "--format", "json"],
    ["audit", "--format", "json"],
    ["export"],
    ["export", "--format", "trig"],
    ["export", "--format", "nquads"],
    ["report", "emerge"],
    ["report", "characteristics", "--format", "csv"],
    ["changes", "--without-trials", "--format", "json"],
]


@pytest.mark.parametrize("review", ["moen-2021", "tiny"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_says_of_a_review_in_a_store_what_it_says_of_its_folder(
    command: list[str], review: str, library: Path
) -> None:
    assert said(*command, "--store", library, "--review", review) == said(*command, "--data", FOLDERS[review])


@pytest.mark.parametrize("command", COMMANDS[:4], ids=" ".join)
def test_a_command_says_of_all_reviews_in_a_store_what_it_says_of_their_folders(
    command: list[str], library: Path
) -> None:
    folders = [one for folder in FOLDERS.values() for one in ("--data", folder)]
    assert said(*command, "--store", library) == said(*command, *folders)


def test_the_audit_of_a_store_holds_each_of_its_reviews(library: Path) -> None:
    """In the order of their namespaces."""
    _, found = said("audit", "--format", "json", "--store", library)
    alone = [json.loads(said("audit", "--format", "json", "--data", FOLDERS[name])[1]) for name in sorted(FOLDERS)]
    expected = [review for one in alone for review in one["reviews"]]
    assert sorted(json.loads(found)["reviews"], key=str) == sorted(expected, key=str)


def test_each_canned_query_gives_the_same_rows_on_disk_and_in_memory(library: Path) -> None:
    """All reviews at once."""
    memory, disk = ipskg.open(*FOLDERS.values()), ipskg.open(store=library)
    differing = [name for name in catalogue() if rows(memory, name) != rows(disk, name)]
    assert len(catalogue()) > 80
    assert differing == []


def test_a_triple_in_two_graphs_changes_no_row(tmp_path: Path) -> None:
    """Oxigraph's union of graphs gives it twice: here each of a study stands in two graphs.

    That holds for each triple of whatever graph in memory, as the tests of the queries show; on disk it takes minutes.
    """
    load([TINY], tmp_path / "store")
    once, read = ipskg.open(TINY), DiskStore(tmp_path / "store")
    with Writer(tmp_path / "store") as writer:
        for graph in read.graphs("https://example.org/tiny/studies/"):
            triples = "".join(f"{one} .\n" for one in read.statements(graph))
            writer.commit(f"{graph}?again", triples.encode())
    twice = ipskg.open(store=tmp_path / "store")
    bag = "SELECT ?one WHERE { ?one a <https://w3id.org/ipskg/meta-ethnography#Sample> }"
    assert len(list(twice.ask(bag).rows())) > len(list(once.ask(bag).rows())) > 0
    assert [name for name in catalogue() if rows(once, name) != rows(twice, name)] == []


@pytest.mark.parametrize("value", ["waxley-2004", "tiny:waxley-2004", "<https://example.org/tiny/waxley-2004>"])
def test_a_parameter_takes_what_it_takes_of_folders(value: str, library: Path) -> None:
    found = ipskg.open(store=library).query("studies", study=value)
    assert [row["study"] for row in found] == ["https://example.org/tiny/waxley-2004"]


def test_an_unknown_value_comes_with_the_nearest(library: Path) -> None:
    with pytest.raises(UnknownName, match="no study 'waxly-2004': did you mean waxley-2004"):
        ipskg.open(store=library).query("studies", study="waxly-2004")


@pytest.mark.parametrize("name", ["tiny", "https://example.org/tiny/review", "https://example.org/tiny/"])
def test_a_review_is_named_by_prefix_iri_or_namespace(name: str, library: Path) -> None:
    assert [review.prefix for review in ipskg.open(store=library, reviews=[name]).reviews] == ["tiny"]


def test_what_a_study_would_take_along_is_told_of_a_store_as_of_a_folder(library: Path) -> None:
    """The review that includes it is found, and no other is drawn."""
    command = ["changes", "--without", "waxley-2004"]
    assert said(*command, "--store", library) == said(*command, "--data", TINY)


def test_a_folder_is_compared_with_its_review_in_a_store(library: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "tiny")
    run("remove", "waxley-2004", "--cascade", "--data", folder)
    assert said("changes", folder, "--store", library) == said("changes", folder, TINY)


def test_a_site_of_a_store_is_that_of_the_folders(tmp_path: Path) -> None:
    """All its reviews, or one of them."""
    store, ferry = tmp_path / "store", TINY.parent / "ferry"
    load([TINY, ferry], store)
    for name, where in {"both": ["--data", ferry, "--data", TINY], "one": ["--data", TINY]}.items():
        run("site", *where, "-o", tmp_path / name)
    run("site", "--store", store, "-o", tmp_path / "both of the store")
    run("site", "--store", store, "--review", "tiny", "-o", tmp_path / "one of the store")
    for name in ("both", "one"):
        assert contents(tmp_path / f"{name} of the store") == contents(tmp_path / name)


def test_a_workbook_is_compared_with_its_review_in_a_store(library: Path, tmp_path: Path) -> None:
    """What the study would change, without its being added."""
    book = as_xlsx(tmp_path / "moth.xlsx", moth())
    command = ["changes", "--with", book, "--format", "json"]
    assert said(*command, "--store", library, "--review", "tiny") == said(*command, "--data", TINY)
    (line,) = run(*command, "--store", library, code=2)
    assert line == "Error: 3 reviews in the store: name one with --review"


REFUSED: dict[str, tuple[list[str], int, str]] = {
    "two places": (["query", "sections", "--store", "{0}", "--data", "x"], 2, "give one of them"),
    "a review of a folder": (["query", "sections", "--review", "tiny"], 2, "a folder is one review"),
    "no such review": (["results", "--store", "{0}", "--review", "tinny"], 2, "no review 'tinny': did you mean tiny?"),
    "no such store": (["results", "--store", "{0}x"], 2, "no store 'storex': did you mean store?"),
    "to add": (["add", "x.xlsx", "--store", "{0}"], 2, "name a folder with --data"),
    "to reason": (["reason", "--endpoint", "http://localhost"], 2, "name a folder with --data"),
    "to write a sheet": (["sheet", "new", "--store", "{0}"], 2, "name a folder with --data"),
    "a file to check": (["validate", "x.ttl", "--store", "{0}"], 2, "leave PATH out"),
    "several to change": (["changes", "--without-trials", "--store", "{0}"], 2, "name one with --review"),
    "an export of a part": (["export", "--ontology", "--store", "{0}"], 2, "give one of --data"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_makes_no_sense_is_said_in_one_line(case: str, library: Path) -> None:
    arguments, code, told = REFUSED[case]
    lines = run(*(one.format(library) for one in arguments), code=code)
    assert len(lines) == 1
    assert told in lines[0]


def test_a_place_that_is_no_store_is_never_written_to(tmp_path: Path) -> None:
    """Nor is it read."""
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine.txt").write_text("mine")
    before = contents(tmp_path)
    for place in ("file", "folder", "file/below", "no/such/folder", "loop"):
        for command in (["load", TINY, "--store"], ["load", TINY, "--rebuild", "--store"], ["results", "--store"]):
            assert len(run(*command, tmp_path / place, code=2)) == 1
    assert contents(tmp_path) == before


@pytest.mark.parametrize("beside", [[], ["mine.txt"]])
def test_a_file_of_others_that_is_called_as_that_of_a_store_stays(beside: list[str], tmp_path: Path) -> None:
    """Also where a store is to be made anew there."""
    for name in ("store.json", *beside):
        (tmp_path / name).write_text('{"shop": "mine"}')
    before = contents(tmp_path)
    (line,) = run("load", TINY, "--store", tmp_path, code=3)
    assert line.startswith(f"Error: {tmp_path}: the store is damaged (store.json cannot be read)")
    (line,) = run("load", TINY, "--store", tmp_path, "--rebuild", code=2)
    assert line == f"Error: {tmp_path}: a folder with other things in it: name a new one"
    assert contents(tmp_path) == before


def test_what_was_made_of_a_generation_goes_with_it(store: Path) -> None:
    """Such as an index of its texts: whoever reads the next one makes it anew."""
    (DiskStore(store).generation / "texts.sqlite").write_bytes(b"made of this one")
    before = said("results", "--store", store, "--review", "tiny")
    run("load", "--remove", "grouped", "--store", store)
    assert not list(store.rglob("texts.sqlite"))
    assert said("results", "--store", store, "--review", "tiny") == before


def spoilt_json(store: Path) -> None:
    (store / "store.json").write_text("{")


def no_generation(store: Path) -> None:
    shutil.rmtree(next(store.glob("generation-*")))


def linked_generation(store: Path) -> None:
    generation = next(store.glob("generation-*"))
    generation.rename(store.parent / "elsewhere")
    generation.symlink_to(store.parent / "elsewhere")


def endless_file(store: Path) -> None:
    os.mkfifo(next(store.glob("generation-*/quads")) / "000099.log")


def linked_file(store: Path) -> None:
    next(store.glob("generation-*/quads/CURRENT")).unlink()
    next(store.glob("generation-*/quads")).joinpath("CURRENT").symlink_to("/etc/hostname")


def cut_manifest(store: Path) -> None:
    next(store.glob("generation-*/quads/MANIFEST-*")).write_bytes(b"x" * 100)


def no_data(store: Path) -> None:
    for path in store.glob("generation-*/quads/*.sst"):
        path.unlink()


def other_data(store: Path) -> None:
    for path in store.glob("generation-*/quads/*.sst"):
        content = path.read_bytes()
        path.write_bytes(bytes(255 - byte for byte in content[: len(content) // 2]) + content[len(content) // 2 :])


SPOILT: list[Callable[[Path], None]] = [
    spoilt_json, no_generation, linked_generation, endless_file, linked_file, cut_manifest, no_data, other_data,
]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda one: str(one.__name__))
def test_a_damaged_store_is_told_and_can_be_made_anew(spoil: Callable[[Path], None], store: Path) -> None:
    spoil(store)
    (line,) = run("query", "sections", "--store", store, code=3)
    assert line.startswith(f"Error: {store}: the store is damaged (")
    assert line.endswith("load its reviews anew with --rebuild")
    run("load", TINY, "--store", store, "--rebuild")
    assert said("results", "--store", store) == said("results", "--data", TINY)


def test_a_store_of_another_format_is_refused_until_it_is_made_anew(store: Path) -> None:
    path = store / "store.json"
    path.write_text(path.read_text().replace('"ipskg-store": 1', '"ipskg-store": 2'))
    for command in (["results"], ["load", TINY]):
        (line,) = run(*command, "--store", store, code=3)
        assert "another version of ipskg (format 2, this one reads 1)" in line
    run("load", TINY, "--store", store, "--rebuild")
    assert said("results", "--store", store) == said("results", "--data", TINY)


def test_an_empty_store_is_told(tmp_path: Path) -> None:
    with alone(tmp_path / "store"):
        (line,) = run("results", "--store", tmp_path / "store", code=3)
    assert "nothing was loaded into the store yet" in line


def test_a_second_writer_is_told_at_once_and_a_reader_is_not_disturbed(store: Path) -> None:
    before = said("results", "--store", store, "--review", "tiny")
    with Writer(store) as writer:
        writer.remove("https://example.org/tiny/synthesis.ttl")
        for command in (["load", TINY], ["load", "--remove", "tiny"], ["load", TINY, "--rebuild"]):
            (line,) = run(*command, "--store", store, code=2)
            assert line == f"Error: {store}: another writes to this store: try again when it is done"
        assert said("results", "--store", store, "--review", "tiny") == before
    assert said("results", "--store", store, "--review", "tiny") != before


def test_who_reads_keeps_what_is_read_while_others_are_published(store: Path) -> None:
    """It goes with the first writer after the reader."""
    reader = ipskg.open(store=store)
    before = reader.query("findings")
    generation = next(store.glob("generation-*"))
    run("load", "--remove", "tiny", "--store", store)
    run("load", "--remove", "grouped", "--store", store)
    assert generation.exists()
    assert reader.query("findings") == before
    assert len(ipskg.open(store=store).query("findings")) < len(before)
    del reader
    run("load", TINY, "--store", store)
    assert len(list(store.glob("generation-*"))) == 1


def powerless(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run ipskg without the powers of a superuser, for whom no file is closed."""
    less = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    command = [*less, sys.executable, "-m", "ipskg", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False)


@pytest.mark.parametrize("closed", ["", "generation-1", "store.json"])
def test_a_store_that_may_not_be_read_is_told(closed: str, store: Path) -> None:
    (store / closed).chmod(0)
    done = powerless("results", "--store", store)
    (store / closed).chmod(0o755)
    assert (done.returncode, done.stderr.decode()) == (
        3,
        f"Error: {store}: the store cannot be read: Permission denied\n",
    )


def test_a_store_that_nobody_may_write_to_is_read(store: Path) -> None:
    """A lock needs no leave to write."""
    for path in [store, *store.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = contents(store)
    done = powerless("results", "--store", store, "--review", "tiny")
    assert (done.returncode, done.stdout) == said("results", "--data", TINY)
    refused = powerless("load", TINY, "--store", store)
    told = f"Error: {store}: not yours to write to: name another place\n"
    assert (refused.returncode, refused.stderr.decode()) == (2, told)
    assert contents(store) == before
    for path in [store, *store.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_store_without_a_review_is_told(tmp_path: Path) -> None:
    load([TINY], tmp_path / "store")
    with Writer(tmp_path / "store") as writer:
        writer.remove("https://example.org/tiny/review.ttl")
    with pytest.raises(UnreadableInput, match="no review in the store"):
        ipskg.open(store=tmp_path / "store")


def test_reviews_are_in_one_kind_of_place(library: Path) -> None:
    with pytest.raises(WrongUsage, match="give one of them"):
        ipskg.open(TINY, store=library)
