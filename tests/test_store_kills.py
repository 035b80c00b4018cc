"""A store on disk whose writers are killed at random moments: it is as before or as after, and nothing is left over.

With IPSKG_KILLS=100 in the environment they are killed so many times.
"""

import os
import re
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from time import monotonic

import pytest
from cutting import Nursery
from making import TINY

from ipskg.loading import texts
from ipskg.queries import find
from ipskg.stores.disk import DiskStore

KILLS = int(os.environ.get("IPSKG_KILLS", "20"))
KILLED = (-signal.SIGKILL, -signal.SIGALRM)
COMMITTED = [f"graph-{number}.nt" for number in range(8)]
MOTH = """@prefix metaeth: <https://w3id.org/ipskg/meta-ethnography#> .
<https://example.org/tiny/moth-2022> a metaeth:PrimaryStudy .
"""

# What is done to the review of the store, and by which command.
COMMANDS = {
    "add": ("with a study more", ["load", "tiny"]),
    "load": ("changed", ["load", "tiny"]),
    "remove": ("as it was", ["load", "--remove", "grouped"]),
    "rebuild": ("changed", ["load", "tiny", "--rebuild"]),
    "commit": ("as it was", ["commit", *COMMITTED]),
}


@dataclass(frozen=True)
class Case:
    """What a store holds without and with a command, and how many seconds that takes."""

    before: set[str]
    after: set[str]
    seconds: float


class Ground:
    """A folder with a store of two reviews, and with what changes it."""

    def __init__(self, folder: Path, nursery: Nursery) -> None:
        self.folder, self._nursery = folder, nursery
        self._versions = {
            name: shutil.copytree(TINY, folder / name) for name in {version for version, _ in COMMANDS.values()}
        }
        (self._versions["with a study more"] / "studies" / "moth-2022.ttl").write_text(MOTH)
        (self._versions["changed"] / "studies" / "waxley-2004.ttl").unlink()
        for path in self._versions["changed"].glob("studies/*.ttl"):
            path.write_text(path.read_text("utf-8") + "\n<https://example.org/tiny/new> <https://e.org/is> 1 .\n")
        for name in COMMITTED:
            lines = (f'<https://e.org/{name}-{number}> <https://e.org/says> "{name}" .' for number in range(60))
            (folder / name).write_text("\n".join(lines))
        shutil.copytree(TINY, folder / "tiny")
        loaded = nursery.run("load", folder / "tiny", TINY.parent / "grouped", "--store", folder / "store")
        assert loaded.code == 0, loaded.lines

    def prepared(self, name: str, number: int) -> tuple[list[str], Path]:
        """Give a command, and a store of its own for it."""
        version, arguments = COMMANDS[name]
        shutil.rmtree(self.folder / "tiny")
        shutil.copytree(self._versions[version], self.folder / "tiny")  # a review is known by its folder
        store = shutil.copytree(self.folder / "store", self.folder / f"{name}-{number}")
        there = [str(self.folder / one) if (self.folder / one).exists() else one for one in arguments]
        return [*there, "--store", str(store)], store


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture(scope="module")
def ground(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground(tmp_path_factory.mktemp("ground"), nursery)


@pytest.fixture(scope="module")
def cases(ground: Ground, nursery: Nursery) -> dict[str, Case]:
    """Do each thing once without killing it."""
    found = {}
    for name in COMMANDS:
        command, store = ground.prepared(name, 0)
        before, start = quads(store), monotonic()
        ended = nursery.run(*command)
        found[name] = Case(before, quads(store), monotonic() - start)
        assert ended.code == 0, ended.lines
        assert found[name].after != before
    return found


def quads(store: Path) -> set[str]:
    """Read a store as whoever comes next does; things without an id have other names whenever they are read."""
    return set(re.sub(r"_:\w+", "[]", str(DiskStore(store)._store)).splitlines())


def searched(store: Path) -> set[tuple[str, str]]:
    """Give the texts in the index that whoever looks for words next finds, or makes."""
    read = DiskStore(store)
    texts.opened(read).close()
    with closing(sqlite3.connect(read.generation / texts.FILE)) as connection:
        return set(connection.execute("SELECT record, text FROM texts"))


def said(store: Path) -> set[tuple[str, str]]:
    """Give the texts in a store."""
    rows = DiskStore(store).answer(find("texts").text).rows()
    return {(row["record"], row["text"] or row["recordLabel"]) for row in rows}


def left(store: Path) -> list[str]:
    """Give what is in the folder of a store, but for what Oxigraph keeps in its own."""
    return sorted(one.relative_to(store).as_posix() for one in store.rglob("*") if one.parent.name != "quads")


def committed(names: list[str]) -> set[str]:
    """Give the quads of graphs."""
    graph = "<https://example.org/committed/{0}>"
    line = '<https://e.org/{0}-{1}> <https://e.org/says> "{0}" ' + graph + " ."
    return {line.format(name, number) for name in names for number in range(60)}


def test_a_store_whose_writers_are_killed_is_as_before_or_as_after(
    ground: Ground, nursery: Nursery, cases: dict[str, Case]
) -> None:
    """What was acknowledged is there, the next writer can do it over, and no file is left over."""
    random, killed, happened = Random(7), dict.fromkeys(COMMANDS, 0), set()
    for number in count(1):
        name = list(COMMANDS)[number % len(COMMANDS)]
        case, (command, store) = cases[name], ground.prepared(name, number)
        moment = {"kill": random.randint(1, 40)} if number % 2 else {"after": random.uniform(0.01, case.seconds)}
        ended = nursery.run(*command, **moment)  # type: ignore[arg-type]
        found = quads(store)
        if name == "commit":
            told = [line for line in ended.lines if line in COMMITTED]
            assert told == COMMITTED[: len(told)]
            possible = [case.before | committed(COMMITTED[: len(told) + more]) for more in (0, 1)]
        else:
            possible = [case.before, case.after] if ended.code in KILLED else [case.after]
        assert found in possible, (name, moment, ended)
        if number % 3:  # else whoever comes next finds what the killed one left
            assert searched(store) == said(store)
        again = ["commit", *command[-2:]] if name == "remove" and found == case.after else command
        assert nursery.run(*again).code == 0
        assert quads(store) == case.after
        assert number % 3 or searched(store) == said(store)
        (generation,) = store.glob("generation-*")
        assert set(left(store)) - {f"{generation.name}/{name}" for name in ("written.txt", texts.FILE)} == {
            "store.json",
            generation.name,
            f"{generation.name}/index.sqlite",
            f"{generation.name}/quads",
        }
        shutil.rmtree(store)
        killed[name] += ended.code in KILLED
        happened.add((name, found == case.before))
        if sum(killed.values()) == KILLS:
            break
    assert min(killed.values()) >= KILLS // 10, killed
    assert {was_before for _, was_before in happened} == {True, False}
