"""Reviews opened from Python."""

import subprocess
import sys
from pathlib import Path

import pytest
import rdflib

import ipskg
from ipskg import assets
from ipskg.errors import NotReadOnly, UnreadableInput
from ipskg.namespaces import METAETH, PREFIXES
from ipskg.queries import catalogue

REVIEWS = Path(__file__).parent / "reviews"


def test_without_a_folder_the_coded_review_is_opened() -> None:
    assert [review.prefix for review in ipskg.open().reviews] == ["moen"]


def test_rows_are_plain_values() -> None:
    """An IRI is a string, a number a number, what is unbound None."""
    rows = ipskg.open().query("findings", section="section-uncertain")
    kinds = {(row["findingOrder"], row["reference"]) for row in rows}
    assert kinds == {(1, "19"), (2, None), (3, "29"), (4, None), (5, None)}
    assert all(type(row["order"]) is int and type(row["finding"]) is str for row in rows)


def test_the_rdflib_graph_holds_every_triple_once() -> None:
    """And binds the prefixes of the review."""
    review = ipskg.open(REVIEWS / "tiny")
    expected = rdflib.Graph()
    for file in [*assets.folder("ontology").rglob("*.ttl"), *(REVIEWS / "tiny").rglob("*.ttl")]:
        expected.parse(file, format="turtle")
    assert len(review.graph) == len(expected)
    assert review.graph.qname("https://example.org/tiny/review") == "tiny:review"


def test_own_queries_see_the_union_of_all_graphs() -> None:
    answer = ipskg.open().ask(
        f"SELECT (COUNT(DISTINCT ?s) AS ?n) (1.5 AS ?d) (true AS ?b) WHERE {{ ?s a <{METAETH}PrimaryStudy> }}"
    )
    assert list(answer.rows()) == [{"n": 17, "d": 1.5, "b": True}]


def test_own_queries_may_only_read() -> None:
    with pytest.raises(NotReadOnly):
        ipskg.open().ask("CLEAR ALL")


def test_a_query_that_does_not_parse_says_where() -> None:
    with pytest.raises(UnreadableInput, match=r"^not a SPARQL query: error at 1:\d+$"):
        ipskg.open().ask("SELECT ?x WHERE {")


def test_no_two_files_of_the_coded_review_have_one_triple() -> None:
    """One file is one graph, and a study can come and go with its file."""
    seen: dict[tuple[rdflib.term.Node, ...], Path] = {}
    for path in assets.coded_review().rglob("*.ttl"):
        for triple in rdflib.Graph().parse(path, format="turtle"):
            assert seen.setdefault(triple, path) == path


def test_no_data_file_has_a_blank_node_and_the_synthesis_names_no_study() -> None:
    for folder in (assets.coded_review(), REVIEWS / "tiny", REVIEWS / "grouped"):
        for path in folder.rglob("*.ttl"):
            graph = rdflib.Graph().parse(path, format="turtle")
            terms = {term for triple in graph for term in triple}
            assert not {term for term in terms if isinstance(term, rdflib.BNode)}
            if path.name == "synthesis.ttl":
                studies = {study.stem for study in (folder / "studies").glob("*.ttl")}
                assert not [term for term in terms if any(f"/{study}" in str(term) for study in studies)]


def test_every_term_of_ours_in_the_data_is_declared() -> None:
    """A misspelt property would go unnoticed by every engine, and so would a query that is not there."""
    declared = {PREFIXES["queries"] + name for name in catalogue()} | {
        str(subject)
        for path in assets.folder("ontology").rglob("*.ttl")
        for subject in rdflib.Graph().parse(path, format="turtle").subjects(rdflib.RDF.type, unique=True)
    }
    for folder in (assets.coded_review(), REVIEWS / "tiny", REVIEWS / "grouped"):
        for path in folder.rglob("*.ttl"):
            for triple in rdflib.Graph().parse(path, format="turtle"):
                ours = {str(term) for term in triple if str(term).startswith("https://w3id.org/ipskg/") and "#" in term}
                assert ours <= declared


def test_importing_the_package_imports_nothing_heavy() -> None:
    """Neither does a canned query load rdflib, owlready2 or a template engine."""
    code = (
        "import sys, ipskg; before = set(sys.modules);ipskg.open().query('sections'); print(*before, '|', *sys.modules)"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    before, _, after = printed.partition("|")
    assert not {"pyoxigraph", "rdflib", "click", "dataclasses"} & set(before.split())
    assert not {"rdflib", "owlready2", "jinja2", "click"} & set(after.split())
