"""Measure ipskg, as ratios of one run.

Times are medians of interleaved runs, so that a busy moment falls on all sides alike.
Nothing fails on time, which depends on the machine: a ratio that misses its goal says so.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyshacl
import web_pages
from eager_rdflib import ROOT, load, turtle_files
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store
from rdflib import Dataset, Graph
from reasoning import by_owlrl, by_rules, hermit_by_owlready2, many_copies
from timing import each_limited, medians, seconds
from workbooks import read_alone, thousand_studies

import ipskg
from ipskg import assets
from ipskg.export import FORMATS, export
from ipskg.queries import catalogue
from ipskg.reports import kind_names
from ipskg.validation.sources import QueriedOften

LONGEST = 20  # seconds for a query on rdflib; one that is cut off counts as these
# Compiled modules are kept, as they are for a user.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def process(*command: str | Path, code: int = 0) -> Callable[[], object]:
    """Give a function that runs a command as a whole process, which has to end with this exit code."""

    def run() -> None:
        ended = subprocess.run(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, check=False)
        assert ended.returncode == code, command

    return run


def oxigraph() -> Store:
    """Read each Turtle file into a named graph of its own, as `eager_rdflib.load` does."""
    store = Store()
    for path in turtle_files():
        store.load(path=path, format=RdfFormat.TURTLE, to_graph=NamedNode(path.as_uri()))
    return store


def rows(store: Store, text: str) -> list[object]:
    """Run one query to its last row."""
    solutions = store.query(text, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    return list(solutions)


def rdflib_writers() -> Callable[[], object]:
    """Give a function that writes the exported graph in the same formats by rdflib's own writers."""
    corpus = ipskg.open()
    graph = Graph().parse(data=export(corpus), format="turtle")
    dataset = Dataset()
    dataset.parse(data=export(corpus, format="trig"), format="trig")
    return lambda: [
        *(graph.serialize(format=name) for name in ("turtle", "json-ld", "xml")),
        *(dataset.serialize(format=name) for name in ("trig", "nquads")),
    ]


def pyshacl_alone(data: Graph) -> Callable[[], object]:
    """Fill a graph with the review and the ontology, and give a function that holds it against the parsed shapes."""
    shapes = Graph()
    for path in turtle_files():
        data.parse(path, format="turtle")
    for path in (ROOT / "shapes").glob("*.ttl"):
        shapes.parse(path, format="turtle")
    return lambda: pyshacl.validate(data, shacl_graph=shapes)


def one_study() -> object:
    """Check the file of one study with what it touches, from the files."""
    corpus = ipskg.open()
    return corpus.validate_parts(corpus.part(assets.coded_review() / "studies" / "areberg-2013.ttl"))


def main() -> None:
    """Print the table."""
    bare, query, eager = medians(
        process(sys.executable, "-c", "pass"),
        process(Path(sys.executable).with_name("ipskg"), "query", "sections", "--format", "csv"),
        process(sys.executable, ROOT / "benchmarks" / "eager_rdflib.py"),
        runs=15,
    )
    rdflib, *reported = medians(
        process(sys.executable, "-c", "import rdflib"),
        *(process(Path(sys.executable).with_name("ipskg"), "report", kind) for kind in kind_names()),
        runs=5,
    )
    store, dataset = oxigraph(), load()
    queries = [query.text for query in catalogue().values() if not query.gives_graph]
    (fast,) = medians(lambda: [rows(store, text) for text in queries], runs=9)
    slow = sum(each_limited(lambda text: list(dataset.query(text)), queries, LONGEST))
    corpus = ipskg.open()
    ours, theirs = medians(
        lambda: [export(corpus, format=name) for name in FORMATS],
        rdflib_writers(),
        runs=9,
    )
    with TemporaryDirectory() as folder:
        workbook = Path(folder) / "thousand.xlsx"
        desk = thousand_studies(workbook)
        read, alone = medians(lambda: desk.read(workbook), lambda: read_alone(workbook), runs=5)
    # Each query is read once here, so that pyshacl takes seconds.
    study, whole = medians(one_study, pyshacl_alone(QueriedOften()), runs=3)
    audited, import_ = medians(
        process(Path(sys.executable).with_name("ipskg"), "audit", code=1),
        process(sys.executable, "-c", "import rdflib"),
        runs=9,
    )
    reason, hermit = medians(lambda: corpus.reason(infer=True), hermit_by_owlready2(), runs=5)
    # One run each: pyshacl and owlrl take most of a minute.
    text = many_copies()
    rule, owlrl = seconds(by_rules(text)), seconds(by_owlrl(text))
    validate, shacl = seconds(corpus.validate), seconds(pyshacl_alone(Graph()))
    print("| time of | against | ratio | goal | |")
    print("|---|---|---|---|---|")
    for what, against, ratio, goal in (
        ("`ipskg query sections`", "`python -c pass`", query / bare, 7),
        ("`ipskg query sections`", "the same by an eager rdflib script", query / eager, 0.2),
        *(
            (f"`ipskg report {kind}`", "`python -c 'import rdflib'`", taken / rdflib, 5)
            for kind, taken in zip(kind_names(), reported, strict=True)
        ),
        (f"{len(queries)} canned queries on Oxigraph", f"on rdflib, at most {LONGEST} s each", fast / slow, 0.1),
        ("`export` from files in its five formats", "rdflib's own writers on the parsed graph", ours / theirs, 2),
        ("reading a workbook of 1 020 studies", "its cells by openpyxl alone", read / alone, 10),
        ("`reason --infer` on the coded review", "HermiT called by owlready2", reason / hermit, 1.5),
        ("rules on 10 000 triples", "owlrl", rule / owlrl, 0.05),
        ("`validate` from files, with lines", "pyshacl alone on the parsed graphs", validate / shacl, 1.5),
        ("checking one study, from files, with lines", "all of them by pyshacl, read once", study / whole, 0.2),
        ("`ipskg audit`", '`python -c "import rdflib"`', audited / import_, 5),
        *web_pages.rows(),
    ):
        verdict = "ok" if ratio <= goal else "missed"
        print(f"| {what} | {against} | {ratio:.3g} | at most {goal} | {verdict} |")


if __name__ == "__main__":
    main()
