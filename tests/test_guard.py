"""The guard before users' own queries: what it refuses, what it lets pass, and how the engine would have read it."""

import time

import pyoxigraph
import pytest

from ipskg.errors import NotReadOnly
from ipskg.queries import check_read_only

# Each reaches for another place, in one reading or another.
FETCHING = [
    "SELECT * WHERE { SERVICE <http://x.example/> { ?s ?p ?o } }",
    "select * where { service silent <http://x.example/> { ?s ?p ?o } }",
    "SELECT * WHERE { SERVICE ?x { ?s ?p ?o } }",
    "SELECT * WHERE { SERVICE?x{ ?s ?p ?o } }",
    "PREFIX : <http://x.example/> SELECT * WHERE { SERVICE:p{ ?s ?p ?o } }",
    "SELECT * WHERE { ?s ?p 1SERVICE <http://x.example/> { ?a ?b ?c } }",
    "SELECT * WHERE { ?s ?p 1e5SERVICE <http://x.example/> { ?a ?b ?c } }",
    "SELECT * WHERE { ?s ?p trueSERVICE <http://x.example/> { ?a ?b ?c } }",
    "SELECT * WHERE { ?s ?p 'it'SERVICE <http://x.example/> { ?a ?b ?c } }",
    "SELECT * WHERE { ?s ?p '''a'b''c'''SERVICE <http://x.example/> { ?a ?b ?c } }",
    'SELECT * WHERE { VALUES ?x { """a"""" "} SERVICE <http://x.example/> { ?a ?b ?c } FILTER(?x = " ") }',
    "SELECT * WHERE { ?s ?p ?o FILTER(?s<?o)SERVICE<http://x.example/>{ ?a ?b ?c } }",
    "SELECT * WHERE { ?s ?p ?o # a comment\n SERVICE <http://x.example/> { ?a ?b ?c } }",
    r"SELECT * WHERE { SERV\u0049CE <http://x.example/> { ?s ?p ?o } }",
    r"SELECT * WHERE { \U00000053ERVICE <http://x.example/> { ?s ?p ?o } }",
    'SELECT * WHERE { # \\u000A"\n SERVICE <http://x.example/> { ?s ?p ?o } # "\n }',
    'SELECT * WHERE { # \\u000A"""\n SERVICE <http://x.example/> { ?s ?p ?o } # """\n }',
    "SELECT * FROM <http://x.example/> WHERE { ?s ?p ?o }",
    "SELECT * from named <http://x.example/> WHERE { ?s ?p ?o }",
    "SELECT*FROM<http://x.example/>{ ?s ?p ?o }",
    "ASKFROM<http://x.example/>{ ?s ?p ?o }",
    "CONSTRUCTFROM<http://x.example/>WHERE{ ?s ?p ?o }",
    r"SELECT * FR\u004FM <http://x.example/> WHERE { ?s ?p ?o }",
    "DESCRIBE <http://x.example/s> FROM <http://x.example/>",
]
WRITING = [
    "INSERT DATA { <http://x.example/s> <http://x.example/p> 1 }",
    "delete where { ?s ?p ?o }",
    "PREFIX x: <http://x.example/> # comment\nDELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "LOAD <http://x.example/>",
    "CLEAR ALL",
    "CREATE GRAPH <http://x.example/>",
    "DROP ALL",
    "COPY DEFAULT TO <http://x.example/>",
    "MOVE DEFAULT TO <http://x.example/>",
    "ADD DEFAULT TO <http://x.example/>",
    r"\u004COAD <http://x.example/>",
]
# Each only looks as if.
HARMLESS = [
    'SELECT * WHERE { ?s ?p "SERVICE" }',
    "SELECT * WHERE { ?s ?p 'it\\'s a SERVICE' }",
    'SELECT * WHERE { ?s ?p """a " SERVICE "" x""" }',
    "SELECT * WHERE { ?s ?p '''a ' FROM '' x''' }",
    'SELECT * WHERE { ?s ?p "" , "LOAD <x>" }',
    "SELECT * WHERE { ?s ?p <http://x.example/SERVICE> }",
    "SELECT * WHERE { ?s ?p ?o } # FROM <http://x.example/>",
    "SELECT ?FROM $service WHERE { ?FROM ?p $service }",
    "PREFIX a: <http://x.example/> SELECT * WHERE { ?s a:FROM a:SERVICE, a:x.SERVICE, a:x-LOAD }",
    'SELECT * WHERE { ?s ?p "x"@service-FROM }',
    "SELECT * WHERE { ?s ?p ?o FILTER(?o<3 && ?o>1) }",
    "SELECT (COUNT(*) AS ?insert) WHERE { ?s ?p ?o }",
    "ASK { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
]


@pytest.mark.parametrize("query", FETCHING)
def test_a_query_that_would_fetch_is_refused(query: str) -> None:
    """The message names the word and where it stands."""
    with pytest.raises(NotReadOnly, match=r"^(SERVICE|FROM) in line \d+, column \d+: ipskg fetches nothing"):
        check_read_only(query)


@pytest.mark.parametrize("query", WRITING)
def test_a_query_that_would_write_is_refused(query: str) -> None:
    with pytest.raises(NotReadOnly, match=r"^[A-Z]+ in line \d+, column \d+: ipskg query only reads"):
        check_read_only(query)


@pytest.mark.parametrize("query", HARMLESS)
def test_what_only_looks_like_fetching_or_writing_passes_and_runs(query: str) -> None:
    """The words stand in strings, IRIs, comments, names and variables; the engine accepts the query."""
    check_read_only(query)
    pyoxigraph.Store().query(query)


def test_the_place_is_that_of_the_word() -> None:
    with pytest.raises(NotReadOnly, match=r"^SERVICE in line 2, column 3: "):
        check_read_only("SELECT * WHERE {\n  SERVICE <http://x.example/> { ?s ?p ?o } }")


def test_a_query_longer_than_a_million_characters_is_refused() -> None:
    with pytest.raises(NotReadOnly, match="longer than 1000000 characters"):
        check_read_only("#" * 1_000_001)


@pytest.mark.parametrize("piece", ['"\\', '"""a', "'''\"\"\"", ".", "a.", "-", "<a", ":", "1.", "\\u0041", "?", "@a-"])
def test_the_time_that_reading_takes_grows_with_the_length_only(piece: str) -> None:
    """Text made to send a pattern back and forth is read in a moment; a quadratic reading would take minutes."""
    start = time.process_time()
    check_read_only(piece * (900_000 // len(piece)))
    assert time.process_time() - start < 30
