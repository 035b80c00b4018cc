"""The query operation of the SPARQL 1.1 Protocol (section 2.1), read from HTTP; there is no update operation."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from ipskg.errors import NotReadOnly
from ipskg.queries import check_read_only
from ipskg.serving.engine import NoAnswer

if TYPE_CHECKING:
    from starlette.requests import Request

LARGEST = 4_000_000  # bytes of a request: no query that the guard lets pass is larger
_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_DATASET = ("default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri")


async def query_of(request: Request, *, seconds: float) -> str:
    """Give the one query of a request, which only reads and has to come within these seconds.

    Raises NoAnswer, with the status of HTTP, for a request that holds none, several, or one that would write or fetch.
    """
    if request.method in ("GET", "HEAD"):
        fields = _fields(request.url.query)
    elif (kind := request.headers.get("Content-Type", "").partition(";")[0].strip().lower()) == _FORM:
        fields = _fields(request.url.query) + _fields(_text(await _body(request, seconds)))
    elif kind == _DIRECT:
        fields = [*_fields(request.url.query), ("query", _text(await _body(request, seconds)))]
    else:
        raise NoAnswer(f"a query comes as {_DIRECT} or {_FORM}: send it so", 415)
    return _only(fields)


def _only(fields: list[tuple[str, str]]) -> str:
    names = [name for name, _ in fields]
    if "update" in names:
        raise NoAnswer("this endpoint only reads: it takes no update", 403)
    if any(name in _DATASET for name in names):
        raise NoAnswer("a query here is over all graphs: name one with GRAPH in the query", 400)
    if names.count("query") != 1:
        raise NoAnswer("send one query, as the parameter 'query'", 400)
    query = dict(fields)["query"]
    try:
        check_read_only(query)
    except NotReadOnly as error:
        raise NoAnswer(str(error), 403) from None
    return query


def _fields(encoded: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError:
        raise NoAnswer("the parameters cannot be read: send them percent-encoded, in UTF-8", 400) from None


async def _body(request: Request, seconds: float) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                body += part
                if len(body) > LARGEST:
                    raise NoAnswer(f"the request is larger than {LARGEST // 1_000_000} MB: ask a shorter query", 413)
    except TimeoutError:
        raise NoAnswer(f"the request did not come within {seconds:g} seconds: send it whole", 408) from None
    return bytes(body)


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise NoAnswer("the query is not in UTF-8: send it in that encoding", 400) from None
