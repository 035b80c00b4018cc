"""Turtle that people read: its records in the order in which one expects them."""

import pyoxigraph as ox

from ipskg import turtle
from ipskg.namespaces import PREFIXES, expand

NAMESPACE = "https://example.org/x/"


def said(record: str, kind: str, **of: str) -> list[ox.Triple]:
    """Say of which kind a record is, and to what it belongs."""
    subject = ox.NamedNode(NAMESPACE + record)
    return [
        ox.Triple(subject, ox.NamedNode(expand("rdf:type")), ox.NamedNode(expand(f"metaeth:{kind}"))),
        *(
            ox.Triple(subject, ox.NamedNode(expand(f"metaeth:{name}")), ox.NamedNode(NAMESPACE + owner))
            for name, owner in of.items()
        ),
    ]


def records(*triples: ox.Triple) -> list[str]:
    """Give the records of a document, as they are written."""
    written = turtle.of_triples(triples, PREFIXES | {"x": NAMESPACE})
    return [line.split()[0] for line in written.splitlines() if line.startswith("x:")]


def test_a_record_stands_before_the_ones_that_are_numbered_after_it() -> None:
    """And ten after two."""
    samples = [
        triple
        for name in ("a-2001-sample-10", "a-2001-sample-2", "a-2001-sample")
        for triple in said(name, "Sample", isSampleOf="a-2001")
    ]
    assert records(*samples, *said("a-2001", "PrimaryStudy")) == [
        "x:a-2001",
        "x:a-2001-sample",
        "x:a-2001-sample-2",
        "x:a-2001-sample-10",
    ]


def test_a_term_of_the_review_s_own_stands_among_the_vocabularies() -> None:
    triples = [*said("diary", "StudyDesign"), *said("sinks", "Unit"), *said("soakers", "ActorGroup")]
    (part,) = turtle.ReadingOrder(triples).parts(triples)
    assert part.heading == "Vocabularies and scales"
