"""`ipskg serve` as a real process, asked over HTTP: what it answers, what it refuses, and what it outlives."""

import csv
import io
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from serving import Server, running

import ipskg
import ipskg.site
from ipskg.queries import catalogue

TINY = Path(__file__).parent / "reviews" / "tiny"
TINY_IRI = "https://example.org/tiny/"
COUNT = "SELECT (COUNT(DISTINCT ?finding) AS ?n) { ?finding a <https://w3id.org/ipskg/meta-ethnography#Finding> }"
FINDINGS = (TINY / "synthesis.ttl").read_text("utf-8").count(" a metaeth:Finding ;")
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running("--data", str(TINY)) as one:
        yield one
        assert one.stop() == 0


def rows(answer: bytes) -> list[list[str]]:
    return sorted(csv.reader(io.StringIO(answer.decode())))


def test_every_canned_query_has_the_answer_that_it_has_without_a_server(server: Server) -> None:
    review = ipskg.open(TINY)
    for name, query in catalogue().items():
        if query.gives_graph:
            assert triples(server.ask(query.text, "text/turtle").content) == triples(
                review.answer(name).serialize("ttl")
            )
        else:
            assert rows(server.ask(query.text).content) == rows(review.answer(name).serialize("csv")), name


def triples(turtle: bytes) -> set[str]:
    return {str(one) for one in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}


def test_a_query_can_be_sent_in_the_three_ways_of_the_protocol(server: Server) -> None:
    direct = {"Content-Type": "application/sparql-query; charset=utf-8", "Accept": "text/csv"}
    answers = [
        server.client.get("sparql", params={"query": COUNT}, headers={"Accept": "text/csv"}),
        server.ask(COUNT),
        server.client.post("sparql", content=COUNT, headers=direct),
    ]
    assert [answer.content for answer in answers] == [f"n\r\n{FINDINGS}\r\n".encode()] * 3


def test_the_form_of_an_answer_is_what_is_accepted_and_json_where_nothing_is_said(server: Server) -> None:
    assert json.loads(server.ask(COUNT, "*/*").content)["results"]["bindings"][0]["n"]["value"] == str(FINDINGS)
    assert server.ask("CONSTRUCT WHERE { ?s ?p ?o }", "*/*").headers["content-type"].startswith("text/turtle")
    assert server.ask(COUNT, "application/sparql-results+xml").content.startswith(b"<?xml")
    assert server.ask("ASK {}", "text/csv").status_code == 200


REFUSED: dict[str, tuple[int, str, dict[str, object]]] = {
    "an update": (403, "only reads", {"data": {"update": "CLEAR ALL"}}),
    "an update as a query": (403, "only reads", {"data": {"query": "INSERT DATA { <a:a> <a:b> <a:c> }"}}),
    "LOAD": (403, "only reads", {"data": {"query": "LOAD <http://example.org/>"}}),
    "SERVICE": (403, "fetches nothing", {"data": {"query": "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"}}),
    "SERVICE in disguise": (403, "fetches", {"data": {"query": r"SELECT * { SERV\u0049CE <a:a> { ?s ?p ?o } }"}}),
    "FROM": (403, "fetches nothing", {"data": {"query": "SELECT * FROM <http://example.org/> { ?s ?p ?o }"}}),
    "a graph of the asker's": (
        400,
        "all graphs",
        {"data": {"query": COUNT, "default-graph-uri": "file:///etc/passwd"}},
    ),
    "no query": (400, "send one query", {"data": {"quarry": COUNT}}),
    "two queries": (400, "send one query", {"data": {"query": [COUNT, COUNT]}}),
    "no SPARQL": (400, "error at 1:1", {"data": {"query": "how many studies?"}}),
    "another kind of request": (415, "send it so", {"json": {"query": COUNT}}),
    "no UTF-8": (
        400,
        "not in UTF-8",
        {"content": b"ASK { ?s ?p '\xff' }", "headers": {"Content-Type": "application/sparql-query"}},
    ),
    "no UTF-8 in a form": (
        400,
        "UTF-8",
        {"content": b"query=%ff", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
    ),
    "10 MB": (413, "larger than 4 MB", {"data": {"query": f"ASK {{ ?s ?p '{'a' * 10_000_000}' }}"}}),
    "longer than any query": (403, "longer than", {"data": {"query": f"ASK {{ ?s ?p '{'a' * 1_500_000}' }}"}}),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_query_that_reads_is_refused_in_one_line(server: Server, kind: str) -> None:
    status, said, request = REFUSED[kind]
    answer = server.client.post("sparql", **request)  # type: ignore[arg-type]
    assert answer.status_code == status, answer.text
    assert said in answer.text
    assert answer.text.count("\n") <= 1
    assert server.ask(COUNT).status_code == 200


def test_nothing_but_reading_methods_and_post_is_taken(server: Server) -> None:
    """HEAD is GET without the content."""
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"):
        assert server.client.request(method, "sparql").status_code == 405
        assert server.client.request(method, "data/tiny/drone-2019").status_code == 405
    for path, parameters in (("sparql", {"query": COUNT}), ("data/tiny/skep-2007-report", {}), ("", {})):
        head, get = (server.client.request(method, path, params=parameters) for method in ("HEAD", "GET"))
        assert (head.status_code, head.content) == (200, b""), path
        assert head.headers["content-length"] == str(len(get.content)) != "0"
    assert server.client.put("store", content=b"").status_code == 405


def test_an_endless_query_is_cut_off_and_others_are_answered_meanwhile(server: Server) -> None:
    """The engine that it ran in goes with it; who else was asking notices nothing."""
    with ThreadPoolExecutor(30) as pool:
        endless = [pool.submit(server.ask_alone, ENDLESS) for _ in range(3)]
        others = [pool.submit(server.ask_alone, COUNT) for _ in range(20)]
        assert {one.result().status_code for one in others} == {200}
        assert {one.result().status_code for one in endless} == {504}
    assert "no answer within 3 seconds" in endless[0].result().text
    assert server.ask(COUNT).content == f"n\r\n{FINDINGS}\r\n".encode()


def test_the_site_stands_in_front(server: Server) -> None:
    """Byte for byte what `ipskg site` writes."""
    from ipskg.site import site

    pages = site(ipskg.open(TINY))
    assert server.client.get("").content == pages["index.html"]
    assert server.client.get("").headers["x-content-type-options"] == "nosniff"
    for path in ("studies.html", "query.html", "graphs.js", "site.css"):
        assert server.client.get(path).content == pages[path]
    assert server.client.get("files.txt/../../store/CURRENT").status_code == 404


def test_two_hundred_queries_at_once_are_all_answered(server: Server) -> None:
    with ThreadPoolExecutor(200) as pool:
        answers = list(pool.map(server.ask_alone, [COUNT] * 200))
    assert {answer.content for answer in answers} == {f"n\r\n{FINDINGS}\r\n".encode()}


def test_an_engine_that_ends_is_started_again(server: Server) -> None:
    before = server.engine()
    os.kill(before, signal.SIGKILL)
    assert server.ask(COUNT).status_code == 200
    assert server.engine() != before


HEAD = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"


def test_connections_that_say_nothing_or_half_of_it_keep_nobody_waiting(server: Server) -> None:
    """Others are answered meanwhile; they are closed after the time that a request may take, also in the middle."""
    half = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(200)]
    for one in half[:50]:
        one.sendall(HEAD + b"Content-Length: 1000\r\n\r\nquery=")
    for one in half[50:100]:
        one.sendall(b"GET /sparql?query=")
    for one in half[100:150]:
        one.sendall(HEAD)
    assert server.ask(COUNT).status_code == 200
    ended = [b"".join(iter(lambda one=one: one.recv(65536), b"")) for one in half]  # type: ignore[misc]
    assert {answer.partition(b"\r\n")[0] for answer in ended[:50]} == {b"HTTP/1.1 408 Request Timeout"}
    assert {*ended[50:]} == {b""}
    for one in half:
        one.close()


def test_more_connections_than_it_takes_are_turned_away_until_there_is_room(server: Server) -> None:
    many = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(950)]
    assert server.ask_alone(COUNT).status_code == 503
    for one in many:
        one.close()
    assert 200 in (server.ask_alone(COUNT).status_code for _ in range(100))


def said(server: Server, request: bytes) -> bytes:
    """Send bytes over a connection of one's own, and give the answer."""
    with socket.create_connection(("127.0.0.1", server.port)) as one:
        one.sendall(request)
        return b"".join(iter(lambda: one.recv(65536), b""))


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd",
        "/data/tiny/../../../etc/passwd",
        "/data/tiny/%2e%2e%2f%2e%2e%2fetc/passwd",
        "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/%252e%252e%252f%252e%252e%252fetc/passwd",
        "/..%2f..%2fstore%2fCURRENT",
        "/..\\..\\store\\CURRENT",
        "/..%5c..%5cstore%5cCURRENT",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/index.html%00.png",
        "/%00",
    ],
)
def test_no_path_leads_to_a_file_outside_the_site(server: Server, path: str) -> None:
    answer = said(server, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert answer.split()[1] in (b"404", b"400")
    assert b"root:" not in answer
    assert b"MANIFEST" not in answer


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: " + b"a" * 1_000_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-Many: a\r\n" * 50_000 + b"\r\n",
        b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ],
    ids=["a large header", "many headers", "a long path", "two lengths", "no HTTP"],
)
def test_what_is_no_request_is_refused_and_others_are_answered(server: Server, request_: bytes) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):  # closed before all of it was sent
        assert said(server, request_).startswith(b"HTTP/1.1 400 ")
    assert server.ask(COUNT).status_code == 200


def test_it_answers_to_the_names_of_this_machine_only(server: Server) -> None:
    """Else a page from elsewhere could give its own name this address, and read what is served."""
    assert (
        server.client.get("sparql", params={"query": "ASK {}"}, headers={"Host": "elsewhere.example"}).status_code
        == 400
    )


def record(server: Server, path: str, accept: str) -> httpx.Response:
    return server.client.get(path, headers={"Accept": accept})


def test_a_record_is_given_in_the_form_that_is_liked_best(server: Server) -> None:
    forms = {
        "text/turtle": "text/turtle",
        "application/ld+json, text/turtle;q=0.5": "application/ld+json",
        "text/html,application/xhtml+xml,*/*;q=0.8": "text/html",
        "*/*": "text/html",
    }
    for accept, given in forms.items():
        answer = record(server, "data/tiny/drone-2019-report", accept)
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, given)
        assert answer.headers["vary"] == "Accept"
    assert record(server, "data/tiny/drone-2019", "image/png").status_code == 406
    assert record(server, "data/tiny/drone-2019", "text/").status_code == 406


def test_a_browser_is_led_from_a_record_to_its_place_on_the_site(server: Server) -> None:
    """With 303, to a study, section, finding, metaphor, account and step, and to the front page from the review."""
    places = {
        "drone-2019": "studies/drone-2019.html",
        "waiting-section": "sections/waiting-section.html",
        "company": "metaphors/company.html",
        "review": "index.html",
    }
    found = {one: record(server, f"data/tiny/{one}", "text/html") for one in places}
    assert {one: (answer.status_code, answer.headers["location"]) for one, answer in found.items()} == {
        one: (303, f"/{place}") for one, place in places.items()
    }
    assert record(server, "data/tiny/drone-2019", "text/turtle").status_code == 200
    on_site = ipskg.site.places(ipskg.open(TINY))
    assert {place.partition("#")[0].partition("/")[0] for place in on_site.values()} == {
        "index.html",
        "metaphors",
        "sections",
        "studies",
    }
    for iri, place in on_site.items():
        page, _, anchor = place.partition("#")
        assert record(server, iri.replace(TINY_IRI, "data/tiny/"), "text/html").headers["location"] == f"/{place}"
        assert not anchor or f'id="{anchor}"' in server.client.get(page).text


def test_records_of_two_reviews_whose_addresses_end_alike_have_paths_of_their_own(tmp_path: Path) -> None:
    for owner in ("a", "b"):
        for path in TINY.rglob("*.ttl"):
            target = tmp_path / owner / path.relative_to(TINY)
            target.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text("utf-8").replace(TINY_IRI, f"https://{owner}.example/tiny/")
            target.write_text(text.replace('"tiny"', f'"{owner}"').replace("tiny:", f"{owner}:"), "utf-8")
    with running("--data", str(tmp_path / "a"), "--data", str(tmp_path / "b")) as server:
        for owner, name in (("a", "tiny"), ("b", "tiny-2")):
            own, other = f"https://{owner}.example/tiny/", f"https://{'ab'.replace(owner, '')}.example/tiny/"
            said = record(server, f"data/{name}/drone-2019-report", "text/turtle").text
            assert f"{own}" in said
            assert f"<{other}drone-2019" not in said
            page = record(server, f"data/{name}/drone-2019", "text/html").headers["location"]
            assert page == f"/{name}/studies/drone-2019.html"
            assert own in server.client.get(page).text


def test_a_record_holds_what_is_said_of_it_and_what_names_it(server: Server) -> None:
    """The same as the triples of the review that have it at either end."""
    iri = ox.NamedNode(f"{ipskg.open(TINY).reviews[0].namespace}drone-2019")
    whole = [
        triple for path in TINY.rglob("*.ttl") for triple in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)
    ]
    wanted = {
        (str(one.subject), str(one.predicate), str(one.object)) for one in whole if iri in (one.subject, one.object)
    }
    given = ox.parse(record(server, "data/tiny/drone-2019", "text/turtle").content, format=ox.RdfFormat.TURTLE)
    assert {(str(one.subject), str(one.predicate), str(one.object)) for one in given} == wanted


def test_a_record_that_is_not_there_is_not_found(server: Server) -> None:
    for path in ("data/tiny/queen-1999", "data/other/drone-2019", "data/tiny/", "nothing"):
        assert record(server, path, "text/turtle").status_code == 404, path
    assert record(server, "data/tiny/a%3E%20%3Cb", "text/turtle").text == f"not an IRI: {TINY_IRI}a> <b\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_with_all_that_it_made(number: int) -> None:
    """Also while it is asked something that has no end: no file is left, and no process."""
    with running("--data", str(TINY)) as server, ThreadPoolExecutor() as pool:
        engine = server.engine()
        asked = pool.submit(server.ask_alone, ENDLESS)
        while not asked.running():
            pass
        assert server.stop(number) == 0
        assert not Path(f"/proc/{engine}").exists()
        assert list(server.temporary.iterdir()) == []
        assert asked.exception() is not None or asked.result().status_code in (503, 504)


def refusal(*arguments: str, code: str = "from ipskg.cli import main; main()") -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, "serve", *arguments], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_an_address_that_is_taken_or_none_is_refused_in_one_line(server: Server) -> None:
    assert "Address already in use; name another --host or --port" in refusal("--port", str(server.port))
    assert "name another --host or --port" in refusal("--host", "no such host", "--port", "0")


def test_without_what_it_needs_it_says_how_to_get_it() -> None:
    hidden = "import sys; sys.modules['uvicorn'] = None; from ipskg.cli import main; main()"
    assert "pip install 'ipskg[serve]'" in refusal("--port", "0", code=hidden)
    nowhere = "import sysconfig, os; os.environ['PATH'] = ''; sysconfig.get_path = lambda *a, **k: '/nowhere'; "
    assert "pip install 'ipskg[serve]'" in refusal("--port", "0", code=f"{nowhere}from ipskg.cli import main; main()")


def test_no_engine_outlives_it_where_it_is_killed() -> None:
    """It can tidy up nothing then: the system ends the engine."""
    with running("--data", str(TINY)) as server:
        engine = os.pidfd_open(server.engine())
        server.stop(signal.SIGKILL)
        ended, _, _ = select.select([engine], [], [], 30)
        assert ended == [engine]
        os.close(engine)
