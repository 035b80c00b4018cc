"""What answers over HTTP: the endpoint, a page for each record, and the site where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ipskg.errors import IpskgError
from ipskg.serving import records
from ipskg.serving.engine import NoAnswer
from ipskg.serving.protocol import query_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from starlette.requests import Request
    from starlette.types import Scope

    from ipskg.corpus import Corpus
    from ipskg.serving.engine import Engine

_ANY_RESULT = "application/sparql-results+json, text/turtle;q=0.9, */*;q=0.1"
_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


def front(
    corpus: Corpus, engine: Engine, *, site: Path, places: Mapping[str, str], hosts: Sequence[str], timeout: float
) -> Starlette:
    """Make the application over the reviews of a corpus.

    `hosts` are the names under which it may be asked: with those of this machine only, a page from elsewhere cannot
    read the data by giving its own name this machine's address. `site` is a folder of files that stands in front, and
    `places` says where in it records are, by IRI. A request has to come within `timeout` seconds.
    """
    addresses = records.Addresses(corpus)

    async def sparql(request: Request) -> Response:
        accept = request.headers.get("Accept", "*/*")
        reply = await engine.ask(
            await query_of(request, seconds=timeout), _ANY_RESULT if accept.strip() == "*/*" else accept
        )
        return Response(reply.content, reply.status, _HEADERS | {"Vary": "Accept"}, reply.media_type)

    async def record(request: Request) -> Response:
        iri = addresses.iri(request.path_params["review"], request.path_params["record"])
        form = _form(request.headers.get("Accept", "*/*"))
        if form == "text/html" and iri is not None and iri in places:
            return RedirectResponse(f"/{places[iri]}", 303, _HEADERS | {"Vary": "Accept"})
        content = await run_in_threadpool(records.FORMS[form], corpus, addresses, iri) if iri else b""
        if not content:
            raise NoAnswer("there is no such record", 404)
        return Response(content, 200, _HEADERS | {"Vary": "Accept"}, form)

    return Starlette(
        routes=[
            Route("/sparql", sparql, methods=["GET", "POST"]),
            Route("/data/{review}/{record:path}", record),
            Mount("/", _Site(directory=site, html=True)),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[*hosts], www_redirect=False)],
        exception_handlers={NoAnswer: _refused, IpskgError: _refused},
    )


class _Site(StaticFiles):
    """The files of the site, with the headers of all other answers."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_HEADERS)
        return response


async def _refused(_: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, NoAnswer) else 400
    over = {"Connection": "close"} if status in (408, 413) else {}  # what is left of the request is not read
    return PlainTextResponse(f"{error}\n", status, _HEADERS | over)


def _form(accept: str) -> str:
    """Choose the form of a record by RFC 9110, section 12.5.1."""
    from mimeparse import MimeTypeParseException, best_match

    try:
        found: str = best_match([*records.FORMS], accept)
    except (MimeTypeParseException, ValueError):
        found = ""
    if not found:
        raise NoAnswer(f"a record comes as {', '.join(records.FORMS)}: accept one of them", 406)
    return found
