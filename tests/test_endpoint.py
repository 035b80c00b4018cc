"""An endpoint as a store, against a server that answers slowly, wrongly or not at all: real sockets on loopback."""

import base64
import gzip
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from servers import running

from ipskg.errors import EndpointFailure, IpskgError, UnreadableInput, WrongUsage
from ipskg.stores.endpoint import EndpointStore
from ipskg.stores.endpoint.calls import Caller
from ipskg.stores.endpoint.clock import TIMEOUT
from ipskg.stores.endpoint.credentials import PASSWORD, TOKEN, USER, Credentials

QUERY = "SELECT ?s WHERE { ?s ?p ?o }"
RESULTS = (
    b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "https://example.org/a"}}]}}'
)
NO = b'{"head": {}, "boolean": false}'
JSON = "application/sparql-results+json"
NOBODY = Credentials()
SOMEBODY = Credentials(user="ann", password="s3cret-word")

Handle = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Notes each request and lets the test answer it."""

    server: "Hostile"

    def do(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fields = parse_qs(urlsplit(self.path).query) | parse_qs(self.body.decode("latin-1"))
        if (
            fields.get("query", [""])[0].lstrip().startswith("ASK") and not self.server.hears_all
        ):  # whether its graphs are one
            self.reply(200, NO, JSON)
            return
        self.server.seen.append((self.command, self.path, dict(self.headers), self.body))
        self.server.handle(self)

    do_GET = do_POST = do_PUT = do_DELETE = do

    def reply(self, status: int, body: bytes, kind: str = "text/plain", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


class Hostile(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 50

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        self.handle: Handle = lambda handler: handler.reply(200, RESULTS, JSON)
        self.hears_all = False
        self.address = f"http://127.0.0.1:{self.server_port}/sparql"
        self.done = threading.Event()  # who answers slowly waits for it

    def handle_error(self, *_: object) -> None: ...


@pytest.fixture
def server() -> Iterator[Hostile]:
    with running(Hostile()) as one:
        yield one
        one.done.set()


def store(server: Hostile, credentials: Credentials = NOBODY, *, timeout: float = 10, **how: int) -> EndpointStore:
    caller = Caller(credentials, timeout=timeout, waits=(0, 0), **how)
    return EndpointStore(server.address, caller=caller)


def failing(server: Hostile, handle: Handle, kind: type[IpskgError] = EndpointFailure, **how: float) -> str:
    """Ask, and give the one line that says what went wrong."""
    server.handle = handle
    with pytest.raises(kind) as caught:
        list(store(server, **how).answer(QUERY).rows())  # type: ignore[arg-type]
    said = str(caught.value)
    assert "\n" not in said
    assert said.startswith(server.address + ": ")
    return said.removeprefix(server.address + ": ")


def test_rows_come_as_from_any_store(server: Hostile) -> None:
    answer = store(server).answer(QUERY)
    assert answer.columns == ("s",)
    assert list(answer.rows()) == [{"s": "https://example.org/a"}]
    method, path, headers, _ = server.seen[0]
    assert (method, parse_qs(urlsplit(path).query)) == ("GET", {"query": [QUERY]})
    assert headers["User-Agent"] == "ipskg"
    assert JSON in headers["Accept"]
    assert "Authorization" not in headers


def test_a_long_query_is_posted_as_a_form_and_parameters_of_the_address_stay_in_it(server: Hostile) -> None:
    server.address += "?union=yes"
    long = f"{QUERY} # {'x' * 2000}"
    list(store(server).answer(QUERY).rows())
    list(store(server).answer(long).rows())
    (_, short_path, *_), (method, path, headers, body) = server.seen
    assert parse_qs(urlsplit(short_path).query) == {"union": ["yes"], "query": [QUERY]}
    assert (method, path) == ("POST", "/sparql?union=yes")
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(body.decode()) == {"query": [long]}


@pytest.mark.parametrize(
    ("comment", "form", "accept"),
    [
        ("# described by ASK and INSERT", "SELECT ?s WHERE { ?s ?p ?o }", JSON),
        ("# SELECT", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "application/n-triples"),
        ("# SELECT", "DESCRIBE <https://example.org/a>", "application/n-triples"),
    ],
)
def test_words_in_comments_make_no_other_query(server: Hostile, comment: str, form: str, accept: str) -> None:
    """What looks for the first word that is a form, in comments too, would send a query as an update."""
    server.handle = lambda handler: handler.reply(200, RESULTS if form.startswith("SELECT") else b"", accept)
    store(server).answer(f"{comment}\n{comment}\n{form}")
    [(_, path, headers, _)] = server.seen
    assert accept in headers["Accept"]
    assert [*parse_qs(urlsplit(path).query)] == ["query"]


def test_a_query_that_does_not_parse_is_not_sent(server: Hostile) -> None:
    with pytest.raises(UnreadableInput, match="not a SPARQL query: error at 1:1"):
        store(server).answer("SELECT WHERE")
    assert server.seen == []


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (b"<!DOCTYPE html><html><body>Welcome</body></html>", "text/html", "an HTML page in place of an answer"),
        (b"[]", JSON, "the answer is no SPARQL results in JSON"),
        (b'[{"s": "https://example.org/a"}]', "application/json", "the answer is no SPARQL results in JSON"),
        (b'{"head": ', JSON, "the answer is no SPARQL results in JSON"),
        (RESULTS[:-10], JSON, "the answer is no SPARQL results in JSON"),
        (gzip.compress(RESULTS), JSON, "the answer is no SPARQL results in JSON"),
        (b"\xff\xfe\x00", JSON, "the answer is no SPARQL results in JSON"),
        (b"", JSON, "an empty answer"),
    ],
)
def test_what_is_no_answer_is_said_to_be_none(server: Hostile, body: bytes, kind: str, said: str) -> None:
    told = failing(server, lambda handler: handler.reply(200, body, kind))
    assert told == f"{said}: check that this is the address of its SPARQL endpoint"
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("status", "kind", "said", "tries"),
    [
        (400, EndpointFailure, "the server does not take the request (400): what is that", 1),
        (401, WrongUsage, f"it wants to know who asks (401): set {USER} and {PASSWORD}, or {TOKEN}", 1),
        (403, WrongUsage, f"it wants to know who asks (403): set {USER} and {PASSWORD}, or {TOKEN}", 1),
        (404, WrongUsage, "no SPARQL endpoint there (404): check the address: what is that", 1),
        (429, EndpointFailure, "the server does not take the request (429): what is that", 1),
        (500, EndpointFailure, "the server failed (500): what is that", 3),
        (502, EndpointFailure, "the server failed (502): what is that", 3),
        (503, EndpointFailure, "the server failed (503): what is that", 3),
        (504, EndpointFailure, "the server failed (504): what is that", 3),
        (302, EndpointFailure, "it sends on to nowhere (302): check the address", 1),
    ],
)
def test_a_refusal_has_the_words_of_the_server_and_only_its_failures_are_tried_again(
    server: Hostile, status: int, kind: type[IpskgError], said: str, tries: int
) -> None:
    page = b"<html><style>b { }</style><p>what\n is\x1b <b>that</b></html>"
    assert failing(server, lambda handler: handler.reply(status, page), kind).replace("�", "") in (
        said,
        said.replace("is that", "is  that"),
    )
    assert len(server.seen) == tries


def test_a_server_that_is_back_answers(server: Hostile) -> None:
    waited: list[float] = []

    def at_the_third(handler: Handler) -> None:
        if len(server.seen) < 3:
            handler.reply(503, b"later")
        else:
            handler.reply(200, RESULTS, JSON)

    server.handle = at_the_third
    caller = Caller(NOBODY, timeout=10, sleep=waited.append)
    assert len(list(EndpointStore(server.address, caller=caller).answer(QUERY).rows())) == 1
    assert len(waited) == 2
    assert waited == sorted(waited)


def test_an_answer_that_breaks_off_is_none_and_is_asked_for_again(server: Hostile) -> None:
    def half(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(RESULTS)))
        handler.end_headers()
        handler.wfile.write(RESULTS[:30])

    said = failing(server, half)
    assert said == "the connection ended in the middle of the answer: ask again, and look at the server's log"
    assert len(server.seen) == 3


def test_a_chunk_that_breaks_off_is_none(server: Hostile) -> None:
    def half(handler: Handler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"ff\r\n" + RESULTS[:30])

    assert failing(server, half).startswith("the connection ended in the middle of the answer")
    assert len(server.seen) == 3


def test_a_connection_that_is_dropped_is_tried_again(server: Hostile) -> None:
    def drop(handler: Handler) -> None:
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        handler.connection.close()
        handler.wfile = handler.rfile = open(os.devnull, "r+b")  # type: ignore[assignment]  # noqa: SIM115, PTH123

    assert failing(server, drop).startswith("the connection ended")
    assert len(server.seen) == 3


@pytest.mark.parametrize("begun", [False, True])
def test_an_answer_that_is_late_is_given_up_and_not_asked_for_again(server: Hostile, begun: bool) -> None:
    """Also where it comes byte by byte, each of them in time."""

    def slow(handler: Handler) -> None:
        if begun:
            handler.send_response(200)
            handler.end_headers()
        while not server.done.wait(0.02):
            if begun:
                handler.wfile.write(b" ")

    said = failing(server, slow, timeout=0.2)
    assert said == "no answer within 0.2 seconds: ask for less, or give it more time with IPSKG_ENDPOINT_TIMEOUT"
    assert len(server.seen) == 1


def test_the_environment_says_how_long_to_wait(server: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    server.handle = lambda handler: server.done.wait(10) and None
    monkeypatch.setenv(TIMEOUT, "0.1")
    with pytest.raises(EndpointFailure, match=r"no answer within 0\.1 seconds"):
        EndpointStore(server.address).answer(QUERY)
    for wrong in ("0", "-1", "inf", "1e9", "60 s", "६०"):
        monkeypatch.setenv(TIMEOUT, wrong)
        with pytest.raises(WrongUsage, match=f"{TIMEOUT} is '{wrong}': write a number of seconds"):
            EndpointStore(server.address)


def test_an_answer_without_end_is_given_up(server: Hostile) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b" " * 65536)

    assert failing(server, endless, largest=1_000_000) == "the answer is larger than 1 MB: ask for less, with LIMIT"


def test_rows_that_are_cut_off_are_no_answer(server: Hostile) -> None:
    said = failing(server, lambda handler: handler.reply(200, RESULTS, JSON, X_SPARQL_MaxRows="1"))
    assert said == "it cuts answers off at 1: have it give more (docs/endpoints.md), or ask for less"


@pytest.mark.parametrize("size", [999, 1000])
def test_a_graph_that_may_be_cut_off_is_counted(server: Hostile, size: int) -> None:
    """From 1 000 triples on: nothing else tells that there are more."""

    def one_less(handler: Handler) -> None:
        if "COUNT" in handler.path:
            count = (
                b'{"n": {"type": "literal", "datatype": "http://www.w3.org/2001/XMLSchema#integer", "value": "1001"}}'
            )
            handler.reply(200, b'{"head": {"vars": ["n"]}, "results": {"bindings": [%s]}}' % count, JSON)
        else:
            handler.reply(200, b"".join(b"<a:%d> <a:b> <a:c> .\n" % n for n in range(size)), "application/n-triples")

    server.handle = one_less
    if size < 1000:
        assert len(list(store(server).statements("https://example.org/g"))) == size
    else:
        with pytest.raises(EndpointFailure, match="it cuts answers off at 1000"):
            store(server).statements("https://example.org/g")


def test_what_is_to_go_and_is_not_there_is_gone(server: Hostile) -> None:
    """To ask for it is another thing, and an address that takes no files is told."""
    server.handle = lambda handler: handler.reply(404, b"no such graph")
    at = EndpointStore(server.address, graph_store=server.address, caller=Caller(NOBODY, timeout=10))
    at.delete("https://example.org/g")
    with pytest.raises(WrongUsage, match=r"no SPARQL endpoint there \(404\)"):
        at.put("https://example.org/g", b"")
    assert [method for method, *_ in server.seen] == ["DELETE", "PUT"]


def test_a_server_that_is_down_and_a_host_that_is_not_there_are_told_apart() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))  # bound and not listening: nobody else can take it
        address = f"http://127.0.0.1:{one.getsockname()[1]}/sparql"
        with pytest.raises(EndpointFailure, match="nothing answers there: start the server"):
            EndpointStore(address, caller=Caller(NOBODY, timeout=5, waits=())).answer(QUERY)
    with pytest.raises(EndpointFailure, match="there is no such host"):
        EndpointStore("http://nowhere.invalid/", caller=Caller(NOBODY, timeout=5, waits=())).answer(QUERY)


def test_what_a_server_sends_on_to_is_asked_in_the_same_way(server: Hostile) -> None:
    def on(handler: Handler) -> None:
        if handler.path.startswith("/sparql"):
            handler.reply(301, b"", Location="/there")
        else:
            handler.reply(200, RESULTS, JSON)

    server.handle = on
    assert len(list(store(server, SOMEBODY).answer(f"{QUERY} #{'x' * 2000}").rows())) == 1
    (_, _, _, first), (method, path, headers, body) = server.seen
    assert (method, path, body) == ("POST", "/there", first)
    assert headers["Authorization"] == SOMEBODY.header


def test_who_asks_is_not_told_to_another_server(server: Hostile) -> None:
    with running(Hostile()) as other:
        other.hears_all = True
        other.handle = lambda handler: handler.reply(401, b"", WWW_Authenticate='Digest realm="x", nonce="y"')
        server.handle = lambda handler: handler.reply(307, b"", Location=other.address)
        with pytest.raises(WrongUsage, match=r"\(401\)"):
            store(server, SOMEBODY).answer(QUERY)
    assert server.seen[0][2]["Authorization"] == SOMEBODY.header
    assert [("Authorization" in headers) for _, _, headers, _ in other.seen] == [False]


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("/sparql", "sent on 5 times without an answer: check the address"),
        ("file:///etc/hostname", "it sends on to what is no web address: check the address"),
        ("ftp://127.0.0.1/", "it sends on to what is no web address: check the address"),
    ],
)
def test_a_server_that_sends_on_and_on_or_elsewhere_is_not_followed(server: Hostile, location: str, said: str) -> None:
    assert failing(server, lambda handler: handler.reply(302, b"", Location=location)) == said


@pytest.mark.parametrize(
    ("environment", "header"),
    [
        ({USER: "ann", PASSWORD: "s3cret-word"}, "Basic " + base64.b64encode(b"ann:s3cret-word").decode()),
        ({TOKEN: "t0ken-of-ann"}, "Bearer t0ken-of-ann"),
        ({}, None),
    ],
)
def test_who_asks_is_said_as_the_environment_says_and_never_shown(
    server: Hostile, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], header: str | None
) -> None:
    """Not in a message either, where the server repeats what it was sent."""
    for name in (USER, PASSWORD, TOKEN):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def echo(handler: Handler) -> None:
        handler.reply(400, f"you sent {handler.headers.get('Authorization')} s3cret-word t0ken-of-ann".encode())

    server.handle = echo
    with pytest.raises(EndpointFailure) as caught:
        EndpointStore(server.address).answer(QUERY)
    assert server.seen[0][2].get("Authorization") == header
    said = str(caught.value) + repr(Credentials.of(environment))
    for secret in (*environment.values(), *(header or "").split()[1:]):
        assert secret == "ann" or secret not in said


def test_a_digest_is_given_where_a_server_takes_nothing_else(server: Hostile) -> None:
    """Such as Virtuoso, which names it only to those who do not say at once who they are."""

    def digest(handler: Handler) -> None:
        said = handler.headers.get("Authorization", "")
        if said.startswith("Digest"):
            handler.reply(200, RESULTS, JSON)
        else:
            challenge = {} if said else {"WWW_Authenticate": 'Digest realm="r", nonce="n", qop="auth", algorithm="MD5"'}
            handler.reply(401, b"", **challenge)

    server.handle = digest
    assert len(list(store(server, SOMEBODY).answer(QUERY).rows())) == 1
    assert 'username="ann"' in server.seen[-1][2]["Authorization"]
    assert failing(server, lambda handler: handler.reply(401, b""), WrongUsage).startswith("it wants to know who asks")


@pytest.mark.parametrize(
    "environment",
    [
        {TOKEN: "two words"},
        {TOKEN: "line\nbreak"},
        {TOKEN: "ümlaut"},
        {TOKEN: "t0ken-of-ann", USER: "a-user"},
        {PASSWORD: "alone"},
    ],
)
def test_what_cannot_say_who_asks_is_refused_and_not_shown(environment: dict[str, str]) -> None:
    with pytest.raises(WrongUsage) as caught:
        Credentials.of(environment)
    assert not any(value in str(caught.value) for value in environment.values())


@pytest.mark.parametrize(
    "address",
    [
        "",
        "localhost:7878",
        "file:///etc/hostname",
        "ftp://example.org/sparql",
        "http://",
        "http://ann:s3cret-word@example.org/",
        "http://example.org:port/",
        "http://example.org:99999999/",
        "http://[::1/",
        "http://example.org/a b",
        "http://example.org/\nHost: x",
        "http://example.org/ü",
        "http://example.org/#here",
    ],
)
def test_what_is_no_address_of_an_endpoint_is_refused(address: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        EndpointStore(address)
    assert "s3cret-word" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_key_in_the_address_is_not_shown(server: Hostile) -> None:
    shown = server.address
    server.address += "?key=s3cret-word"
    server.handle = lambda handler: handler.reply(400, b"no")
    with pytest.raises(EndpointFailure) as caught:
        store(server).answer(QUERY)
    assert str(caught.value) == f"{shown}: the server does not take the request (400): no"


def test_a_server_that_answers_from_its_default_graph_alone_is_told_to_unite_its_graphs(server: Hostile) -> None:
    """It is asked first, and then in the words of Oxigraph."""
    server.hears_all = True
    server.handle = lambda handler: handler.reply(200, NO.replace(b"false", b"true"), JSON)
    with pytest.raises(EndpointFailure, match=r"over the union of all graphs \(docs/endpoints.md\)"):
        store(server).answer(QUERY)
    assert ["union-default-graph=true" in path for _, path, *_ in server.seen] == [False, True]


def test_an_endpoint_is_imported_only_where_it_is_asked() -> None:
    """SPARQLWrapper brings rdflib along, which takes longer than a query."""
    code = "import sys, ipskg; ipskg.open().query('sections'); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"SPARQLWrapper", "rdflib", "urllib.request"} & set(modules)
