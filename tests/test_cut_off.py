"""A change of a review folder that is killed, or that another waits for: all of it has happened, or none."""

import json
import os
import shutil
import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from cutting import Ended, Nursery
from making import TINY, Sheets, as_xlsx, contents, moth, run

import ipskg

KILLED, STOPPED = -signal.SIGKILL, -signal.SIGSTOP


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Give the workbooks of two studies, and of one that says otherwise of the first."""
    folder = tmp_path_factory.mktemp("books")
    text = json.dumps(moth())
    for one, other in (
        ("moth", "owl"),
        ("Moth", "Owl"),
        ('"14"', '"15"'),
        ("Sitting", "Hooting"),
        ("a lamp", "an eye"),
    ):
        text = text.replace(one, other)
    owl: Sheets = json.loads(text)
    changed = moth()
    changed["Samples"][1][1] = 9
    studies = {"moth": moth(), "owl": owl, "changed": changed}
    return {name: as_xlsx(folder / f"{name}.xlsx", sheets) for name, sheets in studies.items()}


@pytest.fixture
def review(tmp_path: Path) -> Path:
    return shutil.copytree(TINY, tmp_path / "tiny")


CHANGES = {
    "add": ["add", "moth"],
    "add --replace": ["add", "changed", "--replace"],
    "remove": ["remove", "waxley-2004", "bumblewick-2001", "--cascade"],
}


def opened(folder: Path) -> dict[str, bytes]:
    """Open a review as whoever comes next does, and give all that is in its folder then."""
    ipskg.open(folder)
    return contents(folder)


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_killed_has_happened_or_has_not(
    change: str, nursery: Nursery, books: dict[str, Path], review: Path, tmp_path: Path
) -> None:
    """Before whichever of its steps; up to one of them nothing has, from there on all has, and no file is left over."""
    command = [str(books.get(one, one)) for one in CHANGES[change]]
    if change == "add --replace":
        run("add", books["moth"], "--data", review)
    before, outcomes = contents(review), []
    for at in count(3 if change == "add --replace" else 1):  # its first steps are those of the other
        folder = shutil.copytree(review, tmp_path / str(at))
        ended = nursery.run(*command, "--data", folder, kill=at)
        outcomes.append(opened(folder))
        if ended.code != KILLED:
            break
    after = outcomes[-1]
    assert ended.code == 0
    assert after != before
    happened = [outcome == after for outcome in outcomes]
    assert happened == sorted(happened)
    assert [outcome for outcome in outcomes if outcome not in (before, after)] == []
    assert happened.count(False) >= 2, "a draft is filled and promised"
    assert happened.count(True) >= 4, "the promise is kept and taken away"
    assert run("validate", folder)[-1].startswith("0 violations")


def test_the_files_of_a_change_are_those_that_it_names(review: Path, nursery: Nursery) -> None:
    """Two studies go, with what two others say against them, and the account that the two had in common."""
    before = contents(review)
    assert nursery.run(*CHANGES["remove"], "--data", review).code == 0
    after = contents(review)
    assert before.keys() - after.keys() == {"studies/waxley-2004.ttl", "studies/bumblewick-2001.ttl"}
    changed = {path for path, content in after.items() if before[path] != content}
    assert changed == {"studies/skep-2007.ttl", "studies/drone-2019.ttl", "synthesis.ttl"}


# The sixth step is to rename the draft: before it one folder, three contents and a plan are made.
@pytest.mark.parametrize(("at", "left"), [(6, ".ipskg-draft"), (7, ".ipskg-change")])
def test_who_finishes_what_was_killed_may_be_killed_as_well(
    at: int, left: str, nursery: Nursery, review: Path, tmp_path: Path
) -> None:
    """At each step: the next one finishes it all the same."""
    assert nursery.run(*CHANGES["remove"], "--data", review, kill=at).code == KILLED
    assert (review / left / "plan.json").exists()
    whole = opened(shutil.copytree(review, tmp_path / "whole"))
    assert (whole == contents(TINY)) == (left == ".ipskg-draft")
    for step in count(1):
        folder = shutil.copytree(review, tmp_path / str(step))
        ended = nursery.run("query", "studies", "--data", folder, kill=step)
        assert opened(folder) == whole
        if ended.code != KILLED:
            break
    assert ended.code == 0
    assert step > 5, "the five things that were made have to go"


def first(nursery: Nursery, book: Path, folder: Path, *, stop: int, kill: int = 0) -> int:
    """Begin to add a study, and stop before a step while the folder is locked."""
    process = nursery.start("add", book, "--data", folder, stop=stop, kill=kill)
    assert nursery.wait(process).code == STOPPED
    return process


# Before which step the first one is stopped, so that the second has to wait; before which it is killed, and whether
# the change will have happened. The fourth step makes the promise, and with the seventh it begins to be taken away.
STEPS = {
    "nothing yet, and is killed": (1, 1, False),
    "nothing yet, and drafts before it is killed": (1, 4, False),
    "nothing yet, and promises before it is killed": (1, 5, True),
    "a draft": (4, 4, False),
    "a promise": (5, 5, True),
    "a promise that is half taken away": (9, 9, True),
}


@pytest.mark.parametrize("step", STEPS)
def test_who_waits_for_one_that_is_killed_goes_on_and_keeps_its_promise(
    step: str, nursery: Nursery, books: dict[str, Path], review: Path
) -> None:
    """Whatever there was of the change when it began to wait, and when the other was killed."""
    stop, kill, promised = STEPS[step]
    one = first(nursery, books["moth"], review, stop=stop, kill=kill)
    other = nursery.start("add", books["owl"], "--data", review)
    os.kill(one, signal.SIGCONT)
    assert nursery.wait(one).code == KILLED
    assert nursery.wait(other).code == 0
    new = contents(review).keys() - contents(TINY).keys()
    assert new == ({"studies/moth-2022.ttl"} if promised else set()) | {"studies/owl-2022.ttl"}
    assert opened(review).keys() == contents(TINY).keys() | new


def test_of_two_studies_that_are_added_at_once_both_land(
    nursery: Nursery, books: dict[str, Path], review: Path, tmp_path: Path
) -> None:
    """As if one had been added after the other, which waits while there is a promise."""
    wanted = shutil.copytree(review, tmp_path / "wanted")
    for name in ("moth", "owl"):
        run("add", books[name], "--data", wanted)
    one = first(nursery, books["moth"], review, stop=5)
    other = nursery.start("add", books["owl"], "--data", review)
    os.kill(one, signal.SIGCONT)
    assert [nursery.wait(process).code for process in (one, other)] == [0, 0]
    assert contents(review) == contents(wanted)


def test_of_one_study_that_is_added_twice_at_once_the_second_is_refused(
    nursery: Nursery, books: dict[str, Path], review: Path, tmp_path: Path
) -> None:
    wanted = shutil.copytree(review, tmp_path / "wanted")
    run("add", books["moth"], "--data", wanted)
    one = first(nursery, books["moth"], review, stop=1)
    other = nursery.start("add", books["changed"], "--data", review)
    os.kill(one, signal.SIGCONT)
    assert nursery.wait(one).code == 0
    assert nursery.wait(other) == Ended(
        2,
        [
            f"Error: {review / 'studies' / 'moth-2022.ttl'}: there is such a study already: give yours another id,"
            " or say --replace"
        ],
    )
    assert contents(review) == contents(wanted)


def test_of_several_that_run_freely_each_study_lands_once(
    nursery: Nursery, books: dict[str, Path], review: Path
) -> None:
    """Whoever is first."""
    started = [nursery.start("add", books[name], "--data", review) for name in ("moth", "owl", "changed")]
    codes = [nursery.wait(process).code for process in started]
    assert codes in ([0, 0, 2], [2, 0, 0])
    assert contents(review).keys() - contents(TINY).keys() == {"studies/moth-2022.ttl", "studies/owl-2022.ttl"}
    count = b"hasCount 7" if codes[0] == 0 else b"hasCount 9"
    assert count in (review / "studies" / "moth-2022.ttl").read_bytes()


def test_who_reads_while_a_change_is_made_waits_for_all_of_it(
    nursery: Nursery, books: dict[str, Path], review: Path
) -> None:
    one = first(nursery, books["moth"], review, stop=5)
    reader = nursery.start("query", "studies", "--data", review, "--format", "csv")
    os.kill(one, signal.SIGCONT)
    assert nursery.wait(one).code == 0
    ended = nursery.wait(reader)
    assert ended.code == 0
    assert [line for line in ended.lines if "moth-2022" in line]
