"""The command line at an endpoint says what it says of the same review in a folder, byte by byte, on real servers."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from servers import Server

import ipskg
from ipskg.cli import main
from ipskg.graphs import parsed, turtle
from ipskg.loading.endpoint import load_into

TESTS = Path(__file__).parent
ROOT = TESTS.parent
HAUNTED = TESTS / "reviews" / "haunted"
CODED = ROOT / "data" / "moen-2021"


@dataclass(frozen=True)
class Ended:
    code: int
    output: bytes
    said: str


def run(*arguments: str | Path) -> Ended:
    """Run the command line in this process."""
    done = CliRunner().invoke(main, [str(one) for one in arguments])
    return Ended(done.exit_code, done.stdout_bytes, done.stderr)


@pytest.fixture(scope="module", params=["ox_server", "virtuoso_server"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """Give a server that holds the coded review, and a small one in which nearly all is a near miss."""
    server: Server = request.getfixturevalue(request.param)
    server.empty()
    load_into(server.store(), [CODED, HAUNTED])
    yield server
    server.empty()


def real(*arguments: str | Path) -> bytes:
    """Run the command line as a program."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IPSKG_")}
    command = [sys.executable, "-m", "ipskg", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, check=True, timeout=120).stdout


def test_sections_have_the_same_bytes_with_and_without_an_endpoint(server: Server) -> None:
    assert real("query", "sections", "--endpoint", server.query, "--review", "moen-2021") == real("query", "sections")


@pytest.mark.parametrize("format", ["table", "csv", "tsv", "json", "markdown"])
def test_sections_have_the_same_bytes_in_each_format(server: Server, format: str) -> None:
    """Of both reviews, which the server is asked for where they are."""
    query = ("query", "sections", "--format", format)
    assert run(*query, "--endpoint", server.query) == run(*query, "--data", CODED, "--data", HAUNTED)


def test_a_query_with_a_parameter_has_the_same_bytes(server: Server) -> None:
    query = ("query", "findings", "--format", "csv", "--param", "section=section-uncertain")
    there = run(*query, "--endpoint", server.query)
    assert there == run(*query)
    assert there.output.count(b"\n") > 5


OWN = "PREFIX metaeth: <https://w3id.org/ipskg/meta-ethnography#> "


@pytest.mark.parametrize(
    ("text", "format"),
    [
        (f"{OWN} ASK {{ ?review a metaeth:MetaEthnography }}", "table"),
        (f"{OWN} ASK {{ ?review a metaeth:Nothing }}", "json"),
        (f"{OWN} SELECT ?year {{ ?report metaeth:hasYear ?year }} ORDER BY ?year", "tsv"),
    ],
)
def test_a_query_of_ones_own_has_the_same_bytes(server: Server, text: str, format: str, tmp_path: Path) -> None:
    own = tmp_path / "own.rq"
    own.write_text(text, "utf-8")
    query = ("query", "--file", own, "--format", format)
    there = run(*query, "--endpoint", server.query)
    assert (there.code, there.said) == (0, "")
    assert there == run(*query, "--data", CODED, "--data", HAUNTED)


def test_a_graph_has_the_same_triples(server: Server, tmp_path: Path) -> None:
    """SPARQL does not say in which order."""
    own = tmp_path / "own.rq"
    own.write_text(f"{OWN} CONSTRUCT {{ ?s metaeth:hasHeading ?o }} WHERE {{ ?s metaeth:hasHeading ?o }}", "utf-8")
    query = ("query", "--file", own, "--format", "ttl")
    there, here = run(*query, "--endpoint", server.query), run(*query, "--data", CODED, "--data", HAUNTED)
    assert (there.code, sorted(there.output.splitlines())) == (0, sorted(here.output.splitlines()))


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("results",), id="results"),
        pytest.param(("results", "section-uncertain", "--format", "json"), id="results-of-a-section"),
        pytest.param(("audit",), id="audit"),
        pytest.param(("changes", "--without", "areberg-2013"), id="changes"),
        pytest.param(("changes", str(CODED)), id="changes-from-a-folder"),
        pytest.param(("report", "prisma", "--format", "json"), id="report"),
        pytest.param(("search", "trust*", "--format", "json"), id="search"),
        pytest.param(("export", "--format", "nquads"), id="export"),
    ],
)
def test_a_command_has_the_same_bytes(server: Server, command: tuple[str, ...]) -> None:
    there = run(*command, "--endpoint", server.query, "--review", "moen-2021")
    here = run(*command) if command[:2] != ("changes", str(CODED)) else run(*command, "--data", CODED)
    assert there == here
    assert there.code == (1 if command == ("audit",) else 0), there.said
    assert there.output


def test_the_same_problems_are_found(server: Server) -> None:
    """Each is at the path of its graph: there are no lines."""
    query = ("validate", "--format", "json")
    there, here = run(*query, "--endpoint", server.query), run(*query, "--data", CODED, "--data", HAUNTED)
    assert (there.code, there.said) == (here.code, here.said)
    assert here.code == 1
    assert problems(there) == problems(here)


def problems(ended: Ended) -> list[str]:
    """Give what is found, each file by its last folders and name; a store may write a language in small letters."""
    found = json.loads(ended.output)["problems"]
    return sorted(
        str(one | {"line": None, "file": re.sub(r"^.*?(moen-2021|haunted)/", r"\1/", one["file"])}).lower()
        for one in found
    )


def test_reviews_in_graphs_with_other_names_are_not_taken_for_empty_ones(ox_server: Server) -> None:
    ox_server.empty()
    store = ox_server.store()
    for number, file in enumerate(ipskg.open(HAUNTED).files):
        triples = ox.serialize(parsed(turtle(file.path), file.path), format=ox.RdfFormat.N_TRIPLES) or b""
        store.put(f"https://example.org/elsewhere/{number}", triples)
    for command in ("validate", "audit", "export"):
        done = run(command, "--endpoint", ox_server.query)
        assert (done.code, done.output) == (3, b"")
        assert "no name begins with https://example.org/haunted/: load it with `ipskg load`" in done.said
    ox_server.empty()


@pytest.mark.parametrize("command", ["reason", "sheet", "add"])
def test_a_command_that_needs_files_says_so_in_one_line(ox_server: Server, command: str) -> None:
    arguments = {"reason": ("reason",), "sheet": ("sheet", "write", "crain-2009"), "add": ("add", "study.xlsx")}
    done = run(*arguments[command], "--endpoint", ox_server.query)
    assert (done.code, done.output) == (2, b"")
    assert "this needs the files of a review, and --endpoint has none: name a folder with --data" in done.said
