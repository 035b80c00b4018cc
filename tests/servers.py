"""Real SPARQL servers on loopback, and a go-between that notes what is sent to one."""

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseServer
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from ipskg.serving.lifeline import tied
from ipskg.stores.endpoint import EndpointStore
from ipskg.stores.endpoint.calls import Caller
from ipskg.stores.endpoint.credentials import Credentials

Kind = TypeVar("Kind", bound=BaseServer)

VIRTUOSO = shutil.which("virtuoso-t")
PATIENCE = 60  # seconds after which Virtuoso ends a query, and those that ask it give up
MOST = 8_000  # rows and triples that Virtuoso gives, of those that there are

_SETTINGS = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = {most}
MaxQueryExecutionTime = {patience}
"""


@dataclass(frozen=True)
class Server:
    """A server with the addresses for queries, for updates and of its graph store, and who may write there."""

    name: str
    query: str
    update: str
    graph_store: str
    credentials: Credentials

    def store(self, *, by_graph_store: bool = False, query: str | None = None, **addresses: str) -> EndpointStore:
        return EndpointStore(
            query or self.query,
            update=addresses.get("update", self.update),
            graph_store=addresses.get("graph_store", self.graph_store) if by_graph_store else None,
            caller=Caller(self.credentials, timeout=PATIENCE, waits=()),
        )

    def empty(self) -> None:
        store = self.store()
        for namespace in ("https://example.org/", "https://w3id.org/ipskg/"):
            for graph in store.graphs(namespace):
                store.delete(graph)


@contextmanager
def oxigraph() -> Iterator[Server]:
    """Start Oxigraph's server as it is: its default graph is no union, unless a query asks for it."""
    port = _free_port()
    program = Path(sys.executable).with_name("oxigraph")
    with _running([str(program), "serve", "--bind", f"127.0.0.1:{port}"], port, "/query"):
        address = f"http://127.0.0.1:{port}"
        yield Server("oxigraph", f"{address}/query", f"{address}/update", f"{address}/store", Credentials())


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    """Start Virtuoso, empty, in a folder of its own; it is written to by digest, as its owner."""
    sql, port = _free_port(), _free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(_SETTINGS.format(folder=folder, sql=sql, http=port, patience=PATIENCE, most=MOST), "utf-8")
    with _running([str(VIRTUOSO), "-f", "+configfile", str(settings)], port, "/sparql"):
        address = f"http://127.0.0.1:{port}/sparql"
        owner = Credentials(user="dba", password="dba")
        yield Server("virtuoso", address, f"{address}-auth", f"{address}-graph-crud-auth", owner)


@contextmanager
def _running(command: list[str], port: int, path: str) -> Iterator[None]:
    with subprocess.Popen(tied(*command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + 60
            while not _answers(port, path):
                assert process.poll() is None, f"{command[0]} ends as soon as it is started"
                assert time.monotonic() < until, f"{command[0]} does not answer"
                time.sleep(0.02)
            yield
        finally:
            process.kill()


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", f"{path}?query=ASK%7B%7D")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@dataclass(frozen=True, order=True)
class Call:
    """A request: the method, what holds the parameter that matters, and what is sent and accepted."""

    method: str
    parameter: str
    content: str
    accept: str


class Between(ThreadingHTTPServer):
    """Passes requests on to a server and notes them; breaks off after some number of those that write."""

    daemon_threads = True

    def __init__(self, server: Server) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.server_behind = urlsplit(server.query).netloc
        self.calls: list[Call] = []
        self.texts: list[tuple[str, str]] = []
        self.writes: list[str] = []
        self.breaks_after: int | None = None

    def address(self, address: str) -> str:
        return urlsplit(address)._replace(netloc=f"127.0.0.1:{self.server_port}").geturl()


class _Passing(BaseHTTPRequestHandler):
    server: Between

    def do(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        kind = self.headers.get("Content-Type", "")
        address = parse_qs(urlsplit(self.path).query)
        form = parse_qs(body.decode()) if kind.startswith("application/x-www-form") else {}
        [parameter] = {"query", "update", "graph"} & (address.keys() | form.keys())
        call = Call(self.command, parameter, kind or "nothing", self.headers.get("Accept", "anything"))
        self.server.calls.append(call)
        self.server.texts.append((parameter, (address | form)[parameter][0]))
        if parameter != "query":
            if self.server.breaks_after == len(self.server.writes):
                self.close_connection = True
                return
            self.server.writes.append((address.get("graph") or form["update"])[0])
        connection = HTTPConnection(self.server.server_behind)
        connection.request(self.command, self.path, body or None, dict(self.headers))
        answer = connection.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name in ("Content-Type", "WWW-Authenticate"):
            if name in answer.headers:
                self.send_header(name, answer.headers[name])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        connection.close()

    do_GET = do_POST = do_PUT = do_DELETE = do

    def log_message(self, *_: object) -> None: ...


@contextmanager
def running(server: Kind) -> Iterator[Kind]:
    """Let a server answer in a thread of its own, until it is no longer needed."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def between(server: Server) -> AbstractContextManager[Between]:
    return running(Between(server))
