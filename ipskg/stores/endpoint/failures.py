"""What can go wrong between here and an endpoint, each in one line that says what to do."""

from __future__ import annotations

import re
import socket
import ssl
from http.client import HTTPException
from urllib.error import URLError

from ipskg.errors import EndpointFailure, IpskgError, WrongUsage, cut
from ipskg.stores.endpoint.addresses import shown
from ipskg.stores.endpoint.clock import TIMEOUT
from ipskg.stores.endpoint.credentials import PASSWORD, TOKEN, USER


class CutOff(Exception):
    """The connection ended before the answer did."""


class Refused(Exception):
    """A server answered with a status other than success; `location` is where it sends on to, if it does."""

    def __init__(self, status: int, *, location: str | None, words: str) -> None:
        super().__init__(status)
        self.status = status
        self.location = location
        self.words = words


def failure(error: Exception, *, address: str, timeout: float, known: bool) -> IpskgError:
    """Say what kept a call from being answered; `known` tells whether it said who asks."""
    if isinstance(error, Refused):
        return _refused(error.status, address, error.words, known)
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        problem = f"no answer within {timeout:g} seconds: ask for less, or give it more time with {TIMEOUT}"
    elif isinstance(cause, ConnectionRefusedError):
        problem = "nothing answers there: start the server, or check host and port"
    elif isinstance(cause, socket.gaierror):
        problem = "there is no such host: check the address and the network"
    elif isinstance(cause, ssl.SSLError):
        problem = f"no safe connection: {cause.reason or cause}; check the address and the server's certificate"
    elif isinstance(cause, ConnectionError | HTTPException | CutOff):
        problem = "the connection ended in the middle of the answer: ask again, and look at the server's log"
    else:
        problem = f"it cannot be reached: {getattr(cause, 'strerror', None) or cause}"
    return EndpointFailure(f"{shown(address)}: {problem}")


def _refused(status: int, address: str, words: str, known: bool) -> IpskgError:
    said = f": {words}" if words else ""
    where = shown(address)
    if status in (401, 403) and known:
        return WrongUsage(f"{where}: whoever {USER} or {TOKEN} names may not do that ({status}){said}")
    if status in (401, 403):
        return WrongUsage(f"{where}: it wants to know who asks ({status}): set {USER} and {PASSWORD}, or {TOKEN}")
    if status in (404, 405, 410):
        return WrongUsage(f"{where}: no SPARQL endpoint there ({status}): check the address{said}")
    if 300 <= status < 400:
        return EndpointFailure(f"{where}: it sends on to nowhere ({status}): check the address")
    if status >= 500:
        return EndpointFailure(f"{where}: the server failed ({status}){said or ': look at its log'}")
    return EndpointFailure(f"{where}: the server does not take the request ({status}){said}")


def not_results(address: str, content: bytes, expected: str) -> EndpointFailure:
    """Say what came in place of an answer."""
    start = content[:1000].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        problem = "an HTML page in place of an answer: check that this is the address of its SPARQL endpoint"
    elif not start:
        problem = "an empty answer: check that this is the address of its SPARQL endpoint"
    else:
        problem = f"the answer is no {expected}: check that this is the address of its SPARQL endpoint"
    return EndpointFailure(f"{shown(address)}: {problem}")


def too_large(address: str, largest: int) -> EndpointFailure:
    """Say that an answer does not end where it should."""
    return EndpointFailure(
        f"{shown(address)}: the answer is larger than {largest / 1_000_000:g} MB: ask for less, with LIMIT"
    )


def limited(address: str, limit: str | int) -> EndpointFailure:
    """Say that a server gives a part of an answer as if it were all."""
    return EndpointFailure(
        f"{shown(address)}: it cuts answers off at {cut(str(limit), 20)}: have it give more (docs/endpoints.md), or ask"
        " for less"
    )


def endless(address: str, moves: int) -> EndpointFailure:
    """Say that a server sends on and on."""
    return EndpointFailure(f"{shown(address)}: sent on {moves} times without an answer: check the address")


def elsewhere(address: str) -> EndpointFailure:
    """Say that a server sends on to what is no web address."""
    return EndpointFailure(f"{shown(address)}: it sends on to what is no web address: check the address")


def divided(address: str) -> EndpointFailure:
    """Say that queries are not answered over all graphs."""
    return EndpointFailure(
        f"{shown(address)}: it answers from its default graph alone, and the reviews are in named graphs: have it"
        " answer over the union of all graphs (docs/endpoints.md)"
    )


def words(said: str) -> str:
    """Make one short line of what a server says, which may be a page of HTML or a trace."""
    if said.lstrip()[:1] == "<":
        said = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", said, flags=re.I | re.S)
    return cut(" ".join(said.split()), 200)
