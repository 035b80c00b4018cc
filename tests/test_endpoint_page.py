"""The page for those who outgrow one machine lists what is really sent to an endpoint, and no more."""

import re
import shutil
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from servers import Call, Server, between

from ipskg.cli import main
from ipskg.queries import catalogue, rules
from ipskg.stores.endpoint import _replacing, failures
from ipskg.stores.endpoint.clock import TIMEOUT
from ipskg.stores.endpoint.credentials import PASSWORD, TOKEN, USER

TESTS = Path(__file__).parent
ROOT = TESTS.parent
PAGE = (ROOT / "docs" / "endpoints.md").read_text("utf-8")
CODED = ROOT / "data" / "moen-2021"

COMMANDS = (
    ("query", "sections"),
    ("query", "findings", "--param", "study=crain-2009"),
    ("results",),
    ("validate",),
    ("changes", "--without", "areberg-2013"),
    ("export",),
    ("audit",),
    ("search", "trust"),
)
NO_WORD = r'#.*|"[^"]*"|<[^<>\s]*>|[?$]\w+|@[\w-]+|[\w-]*:[\w.-]*'  # comments, texts, IRIs, variables, names


Sent = tuple[dict[Call, set[str]], list[tuple[str, str]]]


def words(texts: Iterable[str]) -> set[str]:
    """Give the words of SPARQL that stand in queries: those in capitals, and functions."""
    left = (re.sub(NO_WORD, " ", text) for text in texts)
    return {word.upper() for text in left for word in re.findall(r"\b(?:[A-Z_]{2,}|[A-Za-z_]+(?=\())", text)}


def row(call: Call, commands: Iterable[str]) -> str:
    """Write a kind of call as a row of the page, with the commands that send it."""
    cells = (f"`{call.method}`", f"`{call.parameter}=`", call.content, call.accept.replace(",", ", "))
    return f"| {' | '.join((*cells, ', '.join(sorted(commands))))} |".replace(",  ", ", ")


@pytest.fixture(scope="module")
def sent(ox_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """Give each kind of call with the commands that send it, and the texts of all queries and updates."""
    ox_server.empty()
    review = shutil.copytree(TESTS / "reviews" / "tiny", tmp_path_factory.mktemp("sent") / "tiny")
    calls = defaultdict[Call, set[str]](set)
    with between(ox_server) as noted:

        def run(*command: str) -> None:
            noted.calls.clear()
            done = CliRunner().invoke(main, [*command, "--endpoint", noted.address(ox_server.query)])
            assert done.exit_code in (0, 1), done.stderr
            for call in noted.calls:
                calls[call].add(command[0])

        ways = (("--update", ox_server.update), ("--graph-store", ox_server.graph_store))
        for (way, address), gone in zip(ways, ("skep-2007", "drone-2019"), strict=True):
            run("load", str(CODED), str(review), way, noted.address(address))
            (review / "studies" / f"{gone}.ttl").unlink()
            run("load", str(review), way, noted.address(address))
        for command in COMMANDS:
            run(*command, "--review", "moen-2021")
            run(*command)
        texts = noted.texts
    ox_server.empty()
    return calls, texts


def test_the_page_lists_the_calls_that_are_sent(sent: Sent) -> None:
    rows = [row(call, commands) for call, commands in sorted(sent[0].items())]
    assert below("The calls") == rows, "\n".join(("the page has to say:", *rows))


def below(heading: str) -> list[str]:
    """Give the rows of the table below a heading of the page, without its own heading."""
    return re.findall(r"^\|.*\|$", PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0], re.M)[2:]


def test_the_page_lists_the_words_of_sparql_that_are_sent(sent: Sent) -> None:
    """Also those of canned queries and rules that no command above asks, and those of a large graph."""
    graph = "https://example.org/large"
    updates = [text for kind, text in sent[1] if kind == "update"]
    updates += _replacing(ox.NamedNode(graph), f"<{graph}> <{graph}> <{graph}> .\n" * 4000)
    updates += _replacing(ox.NamedNode(graph), f"<{graph}> <{graph}> _:a .\n")
    queries = [text for kind, text in sent[1] if kind == "query"]
    queries += [query.text for query in (*catalogue().values(), *rules())]
    rows = [
        f"| {kind} | {', '.join(f'`{word}`' for word in sorted(words(texts)))} |"
        for kind, texts in (("queries", queries), ("updates", updates))
    ]
    assert below("The language") == rows, "\n".join(("the page has to say:", *rows))


def test_the_page_names_what_the_environment_says_and_what_messages_point_to() -> None:
    for name in (USER, PASSWORD, TOKEN, TIMEOUT):
        assert f"| `{name}` |" in PAGE
    for message in (failures.divided(""), failures.limited("", 1)):
        assert "(docs/endpoints.md)" in str(message)
