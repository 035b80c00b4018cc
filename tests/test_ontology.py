"""The ontology keeps the house rules."""

import re
from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SH, SKOS

from ipskg.namespaces import METAETH, PREFIXES, local_name

FOLDER = Path(__file__).parents[1] / "ontology"
GENERAL = FOLDER / "meta-ethnography.ttl"
VOCABULARIES = sorted((FOLDER / "vocabularies").glob("*.ttl"))
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty)


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(GENERAL, format="turtle")


def ours(graph: rdflib.Graph, *kinds: rdflib.URIRef) -> list[rdflib.term.Node]:
    """Give the terms of the general ontology that are of one of some kinds."""
    return [term for kind in kinds for term in graph.subjects(RDF.type, kind) if str(term).startswith(METAETH)]


def test_every_term_has_one_english_label_and_one_definition_that_is_a_sentence(ontology: rdflib.Graph) -> None:
    for term in ours(ontology, OWL.Class, *PROPERTIES):
        (label,) = ontology.objects(term, RDFS.label)
        (definition,) = ontology.objects(term, SKOS.definition)
        assert (label.language, definition.language) == ("en", "en"), term
        assert re.fullmatch(r"[A-Z].+\.", str(definition)), term


def test_every_class_has_an_example(ontology: rdflib.Graph) -> None:
    assert [term for term in ours(ontology, OWL.Class) if not list(ontology.objects(term, SKOS.example))] == []


def test_a_name_is_its_label_spelled_as_a_name(ontology: rdflib.Graph) -> None:
    """Classes are UpperCamel, properties lowerCamel; no opaque ids."""
    for term in ours(ontology, OWL.Class, *PROPERTIES):
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local_name(str(term))).lower()
        assert re.sub(r"[^a-z]", " ", str(ontology.value(term, RDFS.label)).lower()) == words
    assert all(local_name(str(term))[0].isupper() for term in ours(ontology, OWL.Class))
    assert all(local_name(str(term))[0].islower() for term in ours(ontology, *PROPERTIES))


def test_a_property_says_what_it_relates_or_gives(ontology: rdflib.Graph) -> None:
    for term in ours(ontology, OWL.ObjectProperty):
        assert str(ontology.value(term, SKOS.definition)).startswith("Relates "), term
    for term in ours(ontology, OWL.DatatypeProperty):
        assert str(ontology.value(term, SKOS.definition)).startswith("Gives"), term


@pytest.mark.parametrize("path", [GENERAL, *VOCABULARIES], ids=lambda path: path.stem)
def test_terms_stand_in_alphabetical_order_within_their_part(path: Path) -> None:
    """A part begins with a comment; the phases of the method alone have an order of their own, their notation."""
    for part in re.split(r"^# .*$", path.read_text("utf-8"), flags=re.M):
        names = re.findall(r"^metaeth:(\w+) a ", part, re.M)
        if path.stem != "method-phases":
            assert names == sorted(names, key=str.lower)


def test_every_property_and_class_that_is_used_is_declared() -> None:
    """OWL 2 DL knows no undeclared terms; those of OWL, RDF, RDFS and XSD are its own."""
    graph = rdflib.Graph()
    for path in FOLDER.rglob("*.ttl"):
        graph.parse(path, format="turtle")
    builtin = tuple(PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs", "xsd"))
    used = {*graph.predicates(), *graph.objects(None, RDF.type), *graph.objects(None, RDFS.subClassOf)}
    foreign = {term for term in used if isinstance(term, rdflib.URIRef) and not str(term).startswith(builtin)}
    assert [term for term in foreign if not list(graph.objects(term, RDF.type))] == []


def test_chains_keep_to_what_owl_2_dl_allows(ontology: rdflib.Graph) -> None:
    """A property with a chain is not simple: no cardinality, functionality or disjointness may speak of it."""
    composed = set(ontology.subjects(OWL.propertyChainAxiom))
    assert {local_name(str(term)) for term in composed} == {"contradicts", "contributesTo", "supports"}
    for term in composed:
        assert (term, RDF.type, OWL.FunctionalProperty) not in ontology
        assert not list(ontology.objects(term, OWL.propertyDisjointWith))
        assert not list(ontology.subjects(OWL.propertyDisjointWith, term))


@pytest.mark.parametrize("path", VOCABULARIES, ids=lambda path: path.stem)
def test_a_vocabulary_is_a_scheme_of_concepts_of_one_class(path: Path) -> None:
    graph = rdflib.Graph().parse(path, format="turtle")
    (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) > 1
    assert concepts == set(graph.subjects(SKOS.inScheme, scheme))
    assert len({kind for one in concepts for kind in graph.objects(one, RDF.type)} - {SKOS.Concept}) == 1
    for concept in concepts:
        assert graph.value(concept, SKOS.prefLabel)
        assert graph.value(concept, SKOS.definition)


@pytest.fixture(scope="module")
def everything() -> rdflib.Graph:
    """Give the ontology with the shapes: the two name the same properties."""
    graph = rdflib.Graph()
    for path in (*FOLDER.rglob("*.ttl"), *(FOLDER.parent / "shapes").glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


def above(graph: rdflib.Graph, kind: rdflib.term.Node) -> set[rdflib.term.Node]:
    return set(graph.transitive_objects(kind, RDFS.subClassOf))


def members(graph: rdflib.Graph, kind: rdflib.term.Node | None) -> set[rdflib.term.Node]:
    """Give the classes of a domain or range: the class itself, or those of its union."""
    union = graph.value(kind, OWL.unionOf) if kind is not None else None
    return set(graph.items(union)) if union is not None else {kind} - {None}


def test_a_field_that_may_hold_several_values_is_not_functional(everything: rdflib.Graph) -> None:
    """A heading in two languages is two values; what the shapes let pass has to hold together by the ontology."""
    functional = set(everything.subjects(RDF.type, OWL.FunctionalProperty))
    single = {
        everything.value(shape, SH.path)
        for shape, most in everything.subject_objects(SH.maxCount)
        if int(most) == 1 and everything.value(shape, SH.severity) == SH.Violation
    }
    fields = set(everything.objects(None, SH.path))
    by_language = {everything.value(shape, SH.path) for shape in everything.subjects(SH.datatype, RDF.langString)}
    assert len(by_language) > 10
    assert functional & by_language - single == set()
    assert (functional & fields) - single == set()


def test_what_a_field_may_hold_is_what_its_property_relates_to(everything: rdflib.Graph) -> None:
    """By the classes that the shapes ask for, and those of domain and range: a record that conforms breaks neither."""
    strange = []
    for shape, path in everything.subject_objects(SH.path):
        wanted = members(everything, everything.value(path, RDFS.range))
        options = (
            list(everything.items(everything.value(shape, SH["or"]))) if (shape, SH["or"], None) in everything else []
        )
        for kind in {everything.value(one, SH["class"]) for one in (shape, *options)} - {None}:
            if wanted and not wanted & above(everything, kind):
                strange.append((shape, kind))
        datatype = everything.value(shape, SH.datatype)
        if datatype is not None and wanted and datatype not in wanted:
            strange.append((shape, datatype))
        domain = members(everything, everything.value(path, RDFS.domain))
        for owner in everything.subjects(SH.property, shape):
            for kind in everything.objects(owner, SH.targetClass):
                if (
                    domain
                    and everything.value(shape, SH.maxCount) != rdflib.Literal(0)
                    and not domain & above(everything, kind)
                ):
                    strange.append((shape, kind))
    assert strange == []
