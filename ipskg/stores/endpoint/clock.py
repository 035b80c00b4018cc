"""How long an endpoint is waited for, and connections that end at a moment, however slowly a server speaks.

The library's own time-out begins anew with each piece that it reads.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from io import BufferedReader, RawIOBase
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.request import BaseHandler, HTTPHandler, HTTPSHandler

from ipskg.errors import WrongUsage, cut

if TYPE_CHECKING:
    from collections.abc import Mapping
    from socket import socket
    from urllib.request import Request

TIMEOUT = "IPSKG_ENDPOINT_TIMEOUT"


def patience(environment: Mapping[str, str]) -> float:
    """Read from the environment for how many seconds to wait. Raises WrongUsage for what is no such number.

    >>> patience({}), patience({"IPSKG_ENDPOINT_TIMEOUT": "300"})
    (60.0, 300.0)
    """
    said = environment.get(TIMEOUT) or "60"
    if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]+)?", said, re.A) or not float(said):
        raise WrongUsage(f"{TIMEOUT} is '{cut(said)}': write a number of seconds, such as 300")
    return float(said)


def left(until: float) -> float:
    """Give the seconds until a moment of the monotonic clock. Raises TimeoutError where it has come."""
    seconds = until - monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def ending(until: float) -> tuple[BaseHandler, ...]:
    """Give what opens connections over which nothing more is read at a moment: TimeoutError comes instead."""
    return _Plain(until), _Safe(until)


class _Reader(RawIOBase):
    """Reads from a socket until a moment."""

    def __init__(self, connected: socket, until: float) -> None:
        self._socket = connected
        self._raw = connected.makefile("rb", buffering=0)
        self._until = until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._socket.settimeout(left(self._until))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _answering(until: float) -> type[HTTPResponse]:
    class Response(HTTPResponse):
        def __init__(self, connected: socket, *arguments: Any, **options: Any) -> None:
            super().__init__(connected, *arguments, **options)
            self.fp.close()
            self.fp = BufferedReader(_Reader(connected, until))

    return Response


class _Connection(HTTPConnection):
    def __init__(self, *arguments: Any, until: float, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._until = until
        self.response_class = _answering(until)

    def connect(self) -> None:
        self.timeout = left(self._until)
        super().connect()

    def send(self, data: Any) -> None:
        """Send what is asked; a server that has heard enough has answered already, such as that it asks who calls."""
        with suppress(BrokenPipeError, ConnectionResetError):
            super().send(data)


class _SafeConnection(_Connection, HTTPSConnection):
    """The same over TLS, where the library keeps time while hands are shaken."""


class _Plain(HTTPHandler):
    def __init__(self, until: float) -> None:
        super().__init__()
        self._until = until

    def http_open(self, request: Request) -> HTTPResponse:
        return self.do_open(partial(_Connection, until=self._until), request)


class _Safe(HTTPSHandler):
    def __init__(self, until: float) -> None:
        super().__init__()
        self._until = until

    def https_open(self, request: Request) -> HTTPResponse:
        return self.do_open(partial(_SafeConnection, until=self._until), request)
