"""What follows from reviews and the ontology, as a graph of its own that says where it came from."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg import __version__
from ipskg.errors import WrongUsage
from ipskg.export.formats import WRITERS
from ipskg.export.sources import Source
from ipskg.namespaces import PREFIXES, expand
from ipskg.queries import rules
from ipskg.turtle import usable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ipskg.corpus import FolderCorpus

_FORMATS = {".ttl": "turtle", ".trig": "trig", ".nq": "nquads"}


def format_of(path: Path | None) -> str:
    """Give the format that a file is to have by its name, Turtle for none. Raises WrongUsage."""
    if path is None:
        return "turtle"
    if path.suffix not in _FORMATS:
        raise WrongUsage(f"no format for a graph: let the name end in {', '.join(_FORMATS)}", path=path)
    return _FORMATS[path.suffix]


def time_of(text: str) -> str:
    """Give a time of ISO 8601 as xsd:dateTime has it. Raises WrongUsage."""
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        raise WrongUsage(f"--at {text}: write a time as 2026-03-31T12:00:00Z") from None


def inferred(
    corpus: FolderCorpus,
    relations: Iterable[tuple[str, str, str]],
    *,
    by_rules: bool,
    at: str | None = None,
    format: str = "turtle",
) -> bytes:
    """Write inferred (subject, predicate, object) IRIs as the graph inferred.ttl below the namespace of the review.

    What it was inferred from and by what is said in it, and `at`, a time in ISO 8601, only where it is given: the same
    reviews give the same bytes. Several reviews share the graph of the first. Raises WrongUsage for what is no time.
    """
    graph = f"{corpus.reviews[0].namespace}inferred.ttl"
    triples = [ox.Triple(*map(ox.NamedNode, one)) for one in sorted(relations)]
    source = Source(({graph: [*_origin(corpus, graph, by_rules, at), *triples]},), usable(corpus.prefixes))
    return WRITERS[format](source)


def _origin(corpus: FolderCorpus, graph: str, by_rules: bool, at: str | None) -> Iterator[ox.Triple]:
    activity = f"{corpus.reviews[0].namespace}inference"
    yield _triple(graph, "rdf:type", ox.NamedNode(expand("prov:Entity")))
    yield _triple(graph, "prov:wasGeneratedBy", ox.NamedNode(activity))
    yield _triple(activity, "rdf:type", ox.NamedNode(expand("prov:Activity")))
    by = "the rules of ipskg" if by_rules else "the OWL reasoner HermiT"
    yield _triple(activity, "rdfs:label", ox.Literal(f"inference by {by}, in ipskg {__version__}", language="en"))
    used = [file.iri for file in corpus.files]
    if by_rules:
        used += [f"{PREFIXES['queries']}{query.name}" for query in rules()]
    for one in used:
        yield _triple(activity, "prov:used", ox.NamedNode(one))
    if at is not None:
        yield _triple(
            activity, "prov:endedAtTime", ox.Literal(time_of(at), datatype=ox.NamedNode(expand("xsd:dateTime")))
        )


def _triple(subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(expand(predicate)), value)
