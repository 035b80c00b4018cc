"""One call over HTTP: bounded in time and in size, tried again where that may help, failing in one clear line."""

from __future__ import annotations

import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin
from urllib.request import HTTPDigestAuthHandler, HTTPRedirectHandler, Request, build_opener

from ipskg.stores.endpoint import failures
from ipskg.stores.endpoint.addresses import origin
from ipskg.stores.endpoint.clock import ending

if TYPE_CHECKING:
    from collections.abc import Callable
    from urllib.request import BaseHandler, OpenerDirector

    from ipskg.stores.endpoint.credentials import Credentials

LARGEST = 500_000_000  # bytes of an answer, which is kept whole until it is complete
WAITS = (0.2, 1.0)  # seconds before a call is tried again
_PASSING = {500, 502, 503, 504}  # states of a server that may be others a moment later
_MOVED = {301, 302, 303, 307, 308}
_MOVES = 5
_WORDS = 4_000  # bytes that are read of what a server says is wrong


@dataclass(frozen=True)
class Reply:
    """What a server answers, whole; `limit` is the number of rows after which it cut it off, if it says that it did."""

    media_type: str
    content: bytes
    limit: str | None = None


class Caller:
    """Sends requests in the name of someone; `timeout` is in seconds, for each try with all that it is sent on to."""

    def __init__(
        self,
        credentials: Credentials,
        *,
        timeout: float,
        largest: int = LARGEST,
        waits: tuple[float, ...] = WAITS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._credentials = credentials
        self._timeout = timeout
        self._largest = largest
        self._waits = waits
        self._sleep = sleep

    def call(self, request: Request) -> Reply:
        """Give the answer to a request that may be sent twice. Raises EndpointFailure and WrongUsage."""
        if self._credentials.header:
            request.add_header("Authorization", self._credentials.header)
        for wait in (*self._waits, None):
            try:
                return self._followed(request, time.monotonic() + self._timeout)
            except (OSError, HTTPException, failures.CutOff, failures.Refused) as error:
                if isinstance(error, failures.Refused) and (error.status, request.get_method()) == (404, "DELETE"):
                    return Reply("text/plain", b"")  # what is to go is not there
                if wait is None or not _may_pass(error):
                    raise failures.failure(
                        error,
                        address=request.full_url,
                        timeout=self._timeout,
                        known=self._credentials.header is not None,
                    ) from None
                self._sleep(wait)
        raise AssertionError("the last try gives an answer or fails")

    def _followed(self, request: Request, until: float) -> Reply:
        """Follow where a server sends on to, with the same method and content."""
        for _ in range(_MOVES):
            try:
                return self._known(request, until)
            except failures.Refused as error:
                if error.status not in _MOVED or not error.location:
                    raise
                request = _moved(request, error.location)
        raise failures.endless(request.full_url, _MOVES)

    def _known(self, request: Request, until: float) -> Reply:
        """Say who asks: at once, or where that gets a 401, as a server wants to hear it that takes digests only.

        Virtuoso tells so only those who say nothing (RFC 7616).
        """
        try:
            return self._once(request, until)
        except failures.Refused as error:
            if error.status != 401 or not self._credentials.user or not request.has_header("Authorization"):
                raise
            digest = HTTPDigestAuthHandler(self._credentials.passwords(request.full_url))
            try:
                return self._once(_again(request, request.full_url, silent=True), until, digest)
            except ValueError:  # the library knows no other challenge
                raise error from None

    def _once(self, request: Request, until: float, *answering: BaseHandler) -> Reply:
        with self._opened(request, build_opener(_Nowhere, *ending(until), *answering)) as response:
            content = bytearray()
            while part := response.read1(1 << 16):
                content += part
                if len(content) > self._largest:
                    raise failures.too_large(request.full_url, self._largest)
            if response.length:  # what it said would come, and did not
                raise failures.CutOff
            limit = response.headers.get("X-SPARQL-MaxRows")  # so Virtuoso says it
            return Reply(response.headers.get_content_type(), bytes(content), limit)

    def _opened(self, request: Request, opener: OpenerDirector) -> HTTPResponse:
        try:
            response: HTTPResponse = opener.open(request)
        except HTTPError as error:
            with error:
                location = error.headers.get("Location")
                raise failures.Refused(error.code, location=location, words=self._words(error)) from None
        return response

    def _words(self, error: HTTPError) -> str:
        """Give what a server says is wrong."""
        try:
            said = error.read(_WORDS)
        except (OSError, HTTPException):
            return ""
        return failures.words(self._credentials.hidden_in(said.decode(errors="replace")))


class _Nowhere(HTTPRedirectHandler):
    """Follows nothing: the library would read what comes with a redirect without end, and send a password along."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _moved(request: Request, location: str) -> Request:
    address = urljoin(request.full_url, location)
    if origin(address)[0] not in ("http", "https") or not origin(address)[1]:
        raise failures.elsewhere(request.full_url)
    return _again(request, address, silent=origin(address) != origin(request.full_url))


def _again(request: Request, address: str, *, silent: bool) -> Request:
    """Make the same request for an address; a silent one does not say who asks."""
    headers = dict(request.header_items())
    headers.pop("Host", None)
    if silent:
        headers.pop("Authorization", None)
    return Request(address, data=request.data, headers=headers, method=request.get_method())


def _may_pass(error: Exception) -> bool:
    if isinstance(error, failures.Refused):
        return error.status in _PASSING
    cause = error.reason if isinstance(error, URLError) else error
    return isinstance(cause, ConnectionError | HTTPException | failures.CutOff)
