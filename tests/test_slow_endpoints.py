"""A server that speaks slowly holds nobody beyond the time-out, whatever it is slow with: real sockets on loopback.

What it says it says in small pieces, each of them in time, and it comes to an end: who waits for it gets an answer.
"""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import running

from ipskg.errors import EndpointFailure
from ipskg.stores.endpoint import EndpointStore
from ipskg.stores.endpoint.calls import Caller
from ipskg.stores.endpoint.credentials import Credentials

CERTIFICATE = Path(__file__).with_name("localhost.pem")
BODY = b'{"head": {}, "boolean": false}'
OK = b"HTTP/1.1 200 OK\r\n"
TIMEOUT, PIECES = 0.3, 150  # seconds, and ten times as many of them in pieces


class Slow(socketserver.ThreadingTCPServer):
    """Says something at once, then something in pieces, then the rest; the first of `said` to who connects first."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Speaking)
        self.said = [(b"", b"", b"")]
        self.listens = True
        self.pause = 10 * TIMEOUT / PIECES
        self.encrypting: ssl.SSLContext | None = None
        self.stopped = threading.Event()
        self.has_said_all = False

    def handle_error(self, *_: object) -> None: ...


class Speaking(socketserver.StreamRequestHandler):
    server: Slow

    def setup(self) -> None:
        if self.server.encrypting:
            self.request = self.server.encrypting.wrap_socket(self.request, server_side=True)
        super().setup()

    def handle(self) -> None:
        while self.server.listens and self.rfile.readline().strip():
            pass
        at_once, slowly, last = self.server.said.pop(0) if len(self.server.said) > 1 else self.server.said[0]
        self.wfile.write(at_once)
        for start in range(len(slowly)):
            if self.server.stopped.wait(self.server.pause):
                return
            self.server.has_said_all = start + 1 == len(slowly)
            self.wfile.write(slowly[start : start + 1])
        self.wfile.write(last)

    def finish(self) -> None:
        super().finish()
        self.request.close()


@pytest.fixture
def slow() -> Iterator[Slow]:
    with running(Slow()) as server:
        yield server
        server.stopped.set()


def store(server: Slow, scheme: str = "http", *, who: Credentials | None = None) -> EndpointStore:
    address = f"{scheme}://localhost:{server.server_address[1]}/sparql"
    return EndpointStore(address, caller=Caller(who or Credentials(), timeout=TIMEOUT, waits=()))


def is_given_up(server: Slow, scheme: str = "http", *, who: Credentials | None = None) -> bool:
    """Tell whether the server is left before it has said all that it would say."""
    with pytest.raises(EndpointFailure, match=f": no answer within {TIMEOUT:g} seconds: ask for less"):
        store(server, scheme, who=who).answer("ASK {}")
    return not server.has_said_all


CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
REST = b"Content-Length: %d\r\n\r\n%s" % (len(BODY), BODY)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param((b"HTTP/1.1 200 ", b"k" * PIECES, b"\r\n" + REST), id="status"),
        pytest.param((b"", b"HTTP/1.1 100 Continue\r\n\r\n" * (PIECES // 25), OK + REST), id="go-ahead"),
        pytest.param((OK + b"X-Slow: ", b"x" * PIECES, b"\r\n" + REST), id="header"),
        pytest.param((OK, b"X: y\r\n" * (PIECES // 6), REST), id="headers"),
        pytest.param((OK + b"\r\n", b" " * PIECES, BODY), id="body"),
        pytest.param(
            (OK + b"Content-Length: %d\r\n\r\n" % (len(BODY) + PIECES), b" " * PIECES, BODY), id="body-of-known-length"
        ),
        pytest.param(
            (OK + CHUNKED, b"1\r\n \r\n" * (PIECES // 6), b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)), id="chunks"
        ),
        pytest.param((OK + CHUNKED, b"0" * PIECES, b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)), id="size-of-a-chunk"),
    ],
)
def test_what_comes_byte_by_byte_is_given_up(slow: Slow, said: tuple[bytes, bytes, bytes]) -> None:
    slow.said = [said]
    assert is_given_up(slow)


def test_what_comes_in_time_begins_no_time_anew(slow: Slow) -> None:
    slow.pause = 0.9 * TIMEOUT
    slow.said = [(OK + b"X-Slow: ", b"x" * 2, b"\r\n" + REST)]
    assert is_given_up(slow)


def test_what_a_server_says_slowly_of_a_failure_is_left_out(slow: Slow) -> None:
    slow.said = [(b"HTTP/1.1 400 Bad Request\r\n\r\n", b"w" * PIECES, b"")]
    with pytest.raises(EndpointFailure, match=r"does not take the request \(400\)$"):
        store(slow).answer("ASK {}")
    assert not slow.has_said_all


def test_the_time_is_that_of_all_that_a_server_sends_on_to(slow: Slow) -> None:
    """Each of two answers would be in time."""
    slow.said = [
        (b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /there\r\nX-Slow: ", b"x" * (PIECES // 20), b"\r\n\r\n"),
        (OK + b"X-Slow: ", b"x" * (PIECES // 12), b"\r\n" + REST),
    ]
    with pytest.raises(EndpointFailure, match="no answer within"):
        store(slow).answer("ASK {}")


def test_the_time_is_that_of_all_that_a_server_asks_of_who_calls(slow: Slow) -> None:
    challenge = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n"
    digest = challenge + b'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"\r\nX-Slow: '
    third = b"x" * (PIECES // 25)
    slow.said = [
        (challenge + b"X-Slow: ", third, b"\r\n\r\n"),
        (digest, third, b"\r\n\r\n"),
        (OK + b"X-Slow: ", third, b"\r\n" + REST),
    ]
    with pytest.raises(EndpointFailure, match="no answer within"):
        store(slow, who=Credentials(user="ann", password="s3cret-word")).answer("ASK {}")
    assert len(slow.said) == 1


def test_hands_that_are_shaken_slowly_are_let_go(slow: Slow) -> None:
    """It begins a record of TLS that takes long to come."""
    slow.listens = False
    slow.said = [(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xf0", b"\x00" * PIECES, b"")]
    assert is_given_up(slow, "https")


@pytest.fixture
def safe(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> Slow:
    """Give a server that speaks TLS, whose certificate is trusted."""
    slow.encrypting = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    slow.encrypting.load_cert_chain(CERTIFICATE)
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    return slow


def test_time_is_kept_over_a_safe_connection_too(safe: Slow) -> None:
    safe.said = [(OK + REST, b"", b"")]
    assert not store(safe, "https").answer("ASK {}")
    safe.said = [(OK + b"X-Slow: ", b"x" * PIECES, b"\r\n" + REST)]
    assert is_given_up(safe, "https")


def test_who_cannot_say_who_they_are_is_told_nothing(safe: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(EndpointFailure, match="no safe connection: CERTIFICATE_VERIFY_FAILED; check the address"):
        store(safe, "https").answer("ASK {}")
