"""A SPARQL endpoint as a store: asked through SPARQLWrapper over HTTP, with answers like those of any other store."""

from __future__ import annotations

import os
import re
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlsplit
from urllib.request import Request

import pyoxigraph as ox

from ipskg.namespaces import METAETH
from ipskg.stores.answers import Answer, unparsable_query
from ipskg.stores.embedded import in_order
from ipskg.stores.endpoint import failures
from ipskg.stores.endpoint.addresses import checked
from ipskg.stores.endpoint.calls import Caller
from ipskg.stores.endpoint.clock import patience
from ipskg.stores.endpoint.credentials import Credentials

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ipskg.stores.endpoint.calls import Reply

__all__ = ["Credentials", "EndpointStore"]

_AGENT = "ipskg"
_NAMELESS = re.compile(r"^_:|^\S+ \S+ _:", re.M)  # in N-Triples
_UNION = "union-default-graph=true"  # what Oxigraph's server wants to hear, and no other one minds
_HIDDEN = f"""
ASK {{
  GRAPH ?graph {{ ?review a <{METAETH}MetaEthnography> }}
  FILTER NOT EXISTS {{ ?review a <{METAETH}MetaEthnography> }}
}}
"""
_LEAST_LIMIT = 1_000  # triples: no server is set to give less than that
_AT_ONCE = 3_000  # triples in one update: many times a study
_LONGEST = 2_000  # characters of an address that every server and proxy takes; what is longer is posted


class EndpointStore:
    """A store behind a SPARQL endpoint; `timeout` is in seconds, for each try of a query, or as the environment says.

    Updates go to `update`, the endpoint's own address unless it is given, or to `graph_store` where it speaks the
    SPARQL 1.1 Graph Store HTTP Protocol. Who asks is read from the environment where no credentials are given.
    Raises WrongUsage for what is no address of an endpoint.
    """

    def __init__(
        self,
        address: str,
        *,
        update: str | None = None,
        graph_store: str | None = None,
        timeout: float | None = None,
        credentials: Credentials | None = None,
        caller: Caller | None = None,
    ) -> None:
        self._address = checked(address)
        self._update = checked(update or address)
        self._graph_store = graph_store and checked(graph_store)
        who = Credentials.of(os.environ) if credentials is None else credentials
        self._caller = caller or Caller(who, timeout=timeout or patience(os.environ))

    def answer(self, query: str) -> Answer:
        """Answer a SPARQL query over the union of all graphs; see `Store.answer`.

        Raises EndpointFailure where no answer comes, WrongUsage where there is no endpoint or it asks who calls.
        """
        form = _form(query)
        return self._answer(self._united, query, form)

    def graphs(self, namespace: str) -> list[str]:
        """Give the named graphs whose IRIs begin with a namespace; see `Store.graphs`.

        An empty pattern asks for no more than their names. There are stores, such as Virtuoso and those on RDF4J, which
        answer it without a name: they are asked for every triple, in groups, since Virtuoso is slow to make them
        distinct; and to it nothing begins with an empty text.
        """
        begins = f"FILTER(STRSTARTS(STR(?graph), {ox.Literal(namespace)}))" if namespace else ""
        for pattern in ("", "?s ?p ?o"):
            found = self.answer(f"SELECT ?graph WHERE {{ GRAPH ?graph {{ {pattern} }} {begins} }} GROUP BY ?graph")
            if graphs := [str(row["graph"]) for row in found.rows() if row["graph"]]:
                return in_order(graphs)
        return []

    def statements(self, graph: str) -> Iterable[ox.Triple]:
        """Give what a named graph says; see `Store.statements`. Raises EndpointFailure where it comes in part only."""
        pattern = f"WHERE {{ GRAPH {ox.NamedNode(graph)} {{ ?s ?p ?o }} }}"
        found = list(self.answer(f"CONSTRUCT {{ ?s ?p ?o }} {pattern}").statements())
        if len(found) >= _LEAST_LIMIT:  # nothing tells that a graph was cut off
            [row] = self.answer(f"SELECT (COUNT(*) AS ?n) {pattern}").rows()
            if row["n"] > len(found):
                raise failures.limited(self._address, len(found))
        return found

    def put(self, graph: str, triples: bytes) -> None:
        """Put triples, in N-Triples, in place of what a graph held: all of it or nothing. Raises as `answer` does."""
        vars(self).pop("_united", None)  # where there was no review, there was nothing to tell it by
        if self._graph_store:
            self._call_graph_store("PUT", graph, triples)
        else:
            for update in _replacing(ox.NamedNode(graph), triples.decode()):
                self._call_update(update)

    def delete(self, graph: str) -> None:
        """Take a graph away, if there is one. Raises as `answer` does."""
        if self._graph_store:
            self._call_graph_store("DELETE", graph, None)
        else:
            self._call_update(f"DROP SILENT GRAPH {ox.NamedNode(graph)}")

    @cached_property
    def _united(self) -> str:
        """The address at which queries are answered over the union of all graphs, which SPARQL leaves to the server.

        Asked once, of the reviews: those in a named graph have to be in the default graph, too.
        """
        if not self._answer(self._address, _HIDDEN, "ASK"):
            return self._address
        united = f"{self._address}{'&' if '?' in self._address else '?'}{_UNION}"
        if self._answer(united, _HIDDEN, "ASK"):
            raise failures.divided(self._address)
        return united

    def _answer(self, address: str, query: str, form: str) -> Answer:
        reply = self._caller.call(_query_request(address, query, form))
        return _graph(address, reply) if form == "CONSTRUCT" else _rows(address, reply, form)

    def _call_update(self, update: str) -> None:
        self._caller.call(_update_request(self._update, update))

    def _call_graph_store(self, method: str, graph: str, triples: bytes | None) -> None:
        address = str(self._graph_store)
        joint = "&" if urlsplit(address).query else "?"
        request = Request(f"{address}{joint}graph={quote(graph, safe='')}", data=triples, method=method)
        request.add_header("User-Agent", _AGENT)
        if triples is not None:
            request.add_header("Content-Type", "application/n-triples")
        self._caller.call(request)


def _form(query: str) -> str:
    """Give the form of a query, DESCRIBE as CONSTRUCT. Raises UnreadableInput where it does not parse.

    An empty store knows it for certain; SPARQLWrapper takes the first word in a comment that looks like one.
    """
    try:
        asked = ox.Store().query(query)
    except SyntaxError as error:
        raise unparsable_query(error) from None
    if isinstance(asked, ox.QueryTriples):
        return "CONSTRUCT"
    return "SELECT" if isinstance(asked, ox.QuerySolutions) else "ASK"


def _query_request(address: str, query: str, form: str) -> Request:
    import SPARQLWrapper as wrapping

    long = len(quote(query)) + len(address) > _LONGEST
    parts = urlsplit(address)
    # Parameters of the address stand beside the query: in what is posted servers look for the query alone.
    wrapper = wrapping.SPARQLWrapper(address if long else parts._replace(query="").geturl(), agent=_AGENT)
    for name, value in () if long else parse_qsl(parts.query, keep_blank_values=True):
        wrapper.addParameter(name, value)
    wrapper.setMethod(wrapping.POST if long else wrapping.GET)
    wrapper.setRequestMethod(wrapping.URLENCODED)
    wrapper.setOnlyConneg(True)
    wrapper.setReturnFormat(wrapping.JSON if form != "CONSTRUCT" else wrapping.TURTLE)
    if form == "CONSTRUCT":
        wrapper.addCustomHttpHeader("Accept", "application/n-triples, text/turtle;q=0.9")
    wrapper.queryString, wrapper.queryType = query, form
    return wrapper._createRequest()


def _update_request(address: str, update: str) -> Request:
    import SPARQLWrapper as wrapping

    wrapper = wrapping.SPARQLWrapper(address, agent=_AGENT)
    wrapper.setMethod(wrapping.POST)
    wrapper.setRequestMethod(wrapping.URLENCODED)
    wrapper.setOnlyConneg(True)
    wrapper.queryString, wrapper.queryType = update, wrapping.INSERT
    return wrapper._createRequest()


def _replacing(graph: ox.NamedNode, triples: str) -> Iterator[str]:
    """Give the updates after which a graph holds just these triples: one, or, where they are many, a last one.

    Each may be sent twice. Virtuoso reads some 5 000 triples at once, and those without an id only in the second form;
    things without an id would not stay the same in several updates.
    """
    lines = triples.splitlines(keepends=True)
    if _NAMELESS.search(triples):
        yield f"DROP SILENT GRAPH {graph} ;\nINSERT {{ GRAPH {graph} {{\n{triples}}} }} WHERE {{}}"
    elif len(lines) <= _AT_ONCE:
        yield f"DROP SILENT GRAPH {graph} ;\nINSERT DATA {{ GRAPH {graph} {{\n{triples}}} }}"
    else:
        draft = ox.NamedNode(f"{graph.value}#draft")
        yield f"DROP SILENT GRAPH {draft}"
        for start in range(0, len(lines), _AT_ONCE):
            yield f"INSERT DATA {{ GRAPH {draft} {{\n{''.join(lines[start : start + _AT_ONCE])}}} }}"
        yield f"COPY GRAPH {draft} TO GRAPH {graph}"
        yield f"DROP SILENT GRAPH {draft}"


def _rows(address: str, reply: Reply, form: str) -> Answer:
    if reply.limit is not None:
        raise failures.limited(address, reply.limit)
    try:
        # The parser reads on as rows are asked for: an answer that breaks off shows only when all of it is read.
        found = _parsed(reply.content)
        rows = list(found) if isinstance(found, ox.QuerySolutions) else []
    except (SyntaxError, ValueError):
        raise failures.not_results(address, reply.content, "SPARQL results in JSON") from None
    if isinstance(found, ox.QueryBoolean):
        return Answer(found)
    if form == "ASK":  # Virtuoso says it by one row with one number
        said = any(term.value == "1" for row in rows for term in row if isinstance(term, ox.Literal))
        return Answer(_parsed(f'{{"head": {{}}, "boolean": {str(said).lower()}}}'.encode()))
    return Answer(_parsed(reply.content))


def _parsed(content: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
    return ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)


def _graph(address: str, reply: Reply) -> Answer:
    try:  # N-Triples are Turtle
        return Answer([quad.triple for quad in ox.parse(reply.content, format=ox.RdfFormat.TURTLE)])
    except (SyntaxError, ValueError):
        raise failures.not_results(address, reply.content, "graph in N-Triples or Turtle") from None
