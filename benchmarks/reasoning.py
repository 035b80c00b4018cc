"""What `ipskg reason` is measured against: HermiT as owlready2 calls it, and OWL RL by owlrl."""

import io
from collections.abc import Callable

import owlready2
import owlrl
from rdflib import Graph

import ipskg
from ipskg.graphs import statements
from ipskg.queries import rules
from ipskg.stores import MemoryStore

QUADS = 10_000
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_INDIVIDUAL = "<http://www.w3.org/2002/07/owl#NamedIndividual>"


def hermit_by_owlready2() -> Callable[[], object]:
    """Give a function that reads the coded review and the ontology into owlready2 and calls its HermiT."""
    corpus = ipskg.open()
    lines = [f"{subject} {predicate} {value} .\n" for subject, predicate, value in statements(corpus.files)]
    # owlready2 lists no individuals but those that are declared.
    namespace = corpus.reviews[0].namespace
    records = {subject for subject, *_ in statements(corpus.files) if subject.startswith(f"<{namespace}")}
    text = "".join([*lines, *(f"{record} {_TYPE} {_INDIVIDUAL} .\n" for record in records)]).encode()

    def call() -> None:
        world = owlready2.World()
        world.get_ontology("https://example.org/all").load(fileobj=io.BytesIO(text))
        owlready2.sync_reasoner_hermit(world, infer_property_values=True, debug=0)

    return call


def many_copies() -> bytes:
    """Write the ontology and as many copies of the coded review as make 10 000 triples, each in its own namespace."""
    corpus = ipskg.open()
    review = corpus.reviews[0]
    ontology = [one for one in corpus.files if one not in review.files]
    lines = [" ".join(one) + " .\n" for one in statements(ontology)]
    copies = [" ".join(one) + " .\n" for one in statements(review.files)]
    number = 0
    while len(lines) < QUADS:
        namespace = review.namespace.replace("/data/", f"/data/{number}/")
        lines += [line.replace(f"<{review.namespace}", f"<{namespace}") for line in copies]
        number += 1
    return "".join(lines[:QUADS]).encode()


def by_rules(text: bytes) -> Callable[[], object]:
    """Give a function that asks each rule of a store that is filled."""
    store = MemoryStore(graphs={"https://example.org/all": text})
    return lambda: {triple for rule in rules() for triple in store.answer(rule.text).triples()}


def by_owlrl(text: bytes) -> Callable[[], object]:
    """Give a function that expands a graph that is filled, which it can do once."""
    graph = Graph().parse(data=text, format="nt")
    return lambda: owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
