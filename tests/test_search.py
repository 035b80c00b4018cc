"""Text search: what is found was counted by hand on the invented reviews, and no words do harm."""

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import ipskg
from ipskg.cli import main
from ipskg.errors import UnreadableInput, WrongUsage
from ipskg.search import LONGEST, MOST, Index, build

REVIEWS = Path(__file__).parent / "reviews"
TINY = REVIEWS / "tiny"


def row(label: str, text: str | None = None, *, kind: str = "finding", record: str = "") -> dict[str, str | None]:
    return {
        "review": "r",
        "reviewLabel": "A review",
        "kind": kind,
        "record": record or f"https://example.org/{label}",
        "recordLabel": label,
        "text": text,
        "sources": None,
    }


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.of(ipskg.open(TINY, REVIEWS / "grouped").query("texts"))


def records(index: Index, words: str) -> set[str]:
    return {found.record.rpartition("/")[2] for found in index.find(words)}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("wait", {"waiting-stillness"}),
        # The findings of the section on waiting are named after it.
        ("waiting", {"waiting", "waiting-stillness", "waiting-cold", "waiting-fear"}),
        ("wait*", {"waiting", "waiting-stillness", "waiting-cold", "waiting-fear", "sea-tide"}),
        ("BEES winter", {"waiting", "skep-2007-guests", "company-guests", "waiting-fear"}),
        ("winter bees", {"waiting", "skep-2007-guests", "company-guests", "waiting-fear"}),
        ('"guests for the winter"', {"company-guests"}),
        ("“guests for the winter”", {"company-guests"}),
        ('"winter guests"', {"skep-2007-guests"}),
        ('"guests winter"', set()),
        ("fóg", {"lamp-1950-wall", "wall-lamp"}),
        ("nobody", {"sea-tide"}),
        ("village", {"waxley-2004"}),
        ("morning", {"waxley-2004-morning"}),
        ("quiet -house", {"company-peace"}),
        ("Beekeepers", {"bumblewick-2001"}),
        ("Imker", set()),
        ("wait NOT fear", set()),
        ("wait OR fear", set()),
        ("text:wait", set()),
        ("^wait", {"waiting-stillness"}),
        ("wait + ( )", {"waiting-stillness"}),
        ("NEAR(wait fear)", set()),
        ("wait\0", {"waiting-stillness"}),
        ("wait \N{PERSON FROWNING}", {"waiting-stillness"}),
        ("\N{RIGHT-TO-LEFT OVERRIDE}wait", {"waiting-stillness"}),
        ("\N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET}", set()),
        ('wait"', {"waiting-stillness"}),
        ('"wait', {"waiting-stillness"}),
        ("wait \udcff", {"waiting-stillness"}),
        ("it's", set()),
        ("'; DROP TABLE texts; --", set()),
    ],
)
def test_words_find_the_texts_that_have_all_of_them(index: Index, words: str, found: set[str]) -> None:
    assert records(index, words) == found


@pytest.mark.parametrize(
    "words", ["", "   ", "*", '""', '"*" -- (', "\0", "\N{PERSON FROWNING}", "\N{COMBINING ACUTE ACCENT}"]
)
def test_no_word_is_refused(index: Index, words: str) -> None:
    with pytest.raises(WrongUsage, match=r"^no word to look for"):
        index.find(words)


@pytest.mark.parametrize(
    "words", ["wait " * 200_000, "w" * (LONGEST + 1), '"' * 1_000_000, "a " * (MOST + 1), "(" * 5_000]
)
def test_a_text_instead_of_words_is_refused_in_one_line(index: Index, words: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        index.find(words)
    assert len(str(refused.value)) < 120


def test_as_many_words_as_are_taken_are_looked_for(index: Index) -> None:
    assert records(index, " ".join(["wait"] * MOST)) == {"waiting-stillness"}


def test_a_name_counts_more_than_a_text_and_a_short_text_more_than_a_long_one() -> None:
    filler = [row(f"filler {number}", "nothing of it") for number in range(20)]
    long = row("long", "A hive is one of the many, many things that can be looked at in winter and in summer.")
    index = Index.of([long, row("short", "A hive hums."), row("hive", "It hums."), *filler])
    assert [found.label for found in index.find("hive")] == ["hive", "short", "long"]


def test_what_fits_equally_stands_in_the_order_of_the_addresses_whatever_came_first() -> None:
    rows = [row("same", "the same", record=f"https://example.org/{number}") for number in (3, 1, 2)]
    for order in (rows, rows[::-1]):
        assert [found.record[-1] for found in Index.of(order).find("same")] == ["1", "2", "3"]


def test_a_limit_keeps_the_best() -> None:
    index = Index.of([row("a", "hive and more and more of it"), row("b", "hive"), row("c", "hive and more")])
    assert [found.label for found in index.find("hive", limit=2)] == ["b", "c"]


def test_a_snippet_is_the_place_of_a_long_text_and_marks_the_words() -> None:
    (found,) = Index.of([row("long", f"{'before ' * 60}the hive hums {'after ' * 60}")]).find("hive", mark=("<", ">"))
    assert "the <hive> hums" in found.snippet
    assert found.snippet.startswith("…")
    assert len(found.snippet.split()) < 30


def test_an_index_in_a_file_finds_what_one_in_memory_finds(tmp_path: Path, index: Index) -> None:
    path = tmp_path / "a folder? #1" / "texts.sqlite"
    path.parent.mkdir()
    build(path, ipskg.open(TINY, REVIEWS / "grouped").query("texts"))
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    opened = Index.open(path)
    assert opened.find("wait*") == index.find("wait*")
    opened.close()


def test_an_index_is_replaced_as_a_whole_or_stays(tmp_path: Path) -> None:
    path = tmp_path / "texts.sqlite"
    build(path, [row("one", "hive")])
    with pytest.raises(KeyError):
        build(path, [row("two", "hive"), {"kind": "no text"}])
    assert [found.label for found in Index.open(path).find("hive")] == ["one"]
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("content", [None, b"", b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_file_that_is_no_index_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "texts.sqlite"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableInput, match="index of texts"):
        Index.open(path)


def test_an_index_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "texts.sqlite"
    build(path, [row("one", "hive")])
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(UnreadableInput, match="another version"):
        Index.open(path)


def test_a_damaged_index_is_said_to_be_so(tmp_path: Path) -> None:
    path = tmp_path / "texts.sqlite"
    build(path, [row(f"{number}", f"hive {number}") for number in range(2_000)])
    with path.open("r+b") as file:
        file.seek(8_192)
        file.write(b"\xff" * (path.stat().st_size - 8_192))
    with pytest.raises(UnreadableInput, match="cannot be read"):
        Index.open(path).find("hive")


def search(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["search", *map(str, arguments), "--data", str(TINY)])


def test_the_command_shows_kind_source_and_place() -> None:
    lines = search("fear").stdout.splitlines()
    assert lines[0].split() == ["kind", "from", "text"]
    assert lines[2].split("  ") == ["finding", "Waxley 2004", "Waiting can turn into **fear** for the bees."]
    assert len(lines) == 3


def test_csv_and_json_say_the_same_and_all_of_it() -> None:
    from_csv = list(csv.DictReader(io.StringIO(search("hive*", "--format", "csv").stdout)))
    from_json = json.loads(search("hive*", "--format", "json").stdout)
    assert [one["record"] for one in from_csv] == [one["record"] for one in from_json]
    assert from_json[0].keys() == from_csv[0].keys()
    assert {one["review"] for one in from_json} == {"https://example.org/tiny/review"}


def test_nothing_found_is_no_error() -> None:
    done = search("walrus", "--format", "json")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "[]\n", "No text has these words.\n")


def test_no_words_are_wrong_usage() -> None:
    done = search("!!")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "Error: no word to look for: give one with a letter or a digit in it\n"
