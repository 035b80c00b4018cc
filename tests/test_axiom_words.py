"""Axioms are put into words by the labels of terms and records, whatever their kind."""

from pathlib import Path

import pytest

from ipskg.graphs import GraphFile
from ipskg.reasoning.reading import read
from ipskg.reasoning.words import Words

PREFIXES = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix x: <https://example.org/x/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

# The terms that the axioms below are about, and of which nothing follows by itself.
TERMS = """
skos:prefLabel a owl:AnnotationProperty .
x:Owl a owl:Class ; rdfs:label "owl"@en .
x:Bird a owl:Class ; rdfs:label "bird"@en .
x:NightBird a owl:Class .
x:eats a owl:ObjectProperty ; rdfs:label "eats"@en .
x:hunts a owl:ObjectProperty ; rdfs:label "hunts"@en .
x:isEatenBy a owl:ObjectProperty .
x:weighs a owl:DatatypeProperty ; rdfs:label "weighs"@en .
x:hoot skos:prefLabel "Hoot"@en .
"""

SENTENCES = {
    "x:hoot a x:Owl .": "Hoot (hoot) is an owl",
    "x:hoot x:eats x:mouse .": "Hoot (hoot) eats mouse",
    "x:hoot x:isEatenBy x:fox .": "Hoot (hoot) is eaten by fox",
    'x:hoot x:weighs "two \\"pounds\\"" .': "Hoot (hoot) weighs 'two \"pounds\"'",
    "x:hoot owl:sameAs x:barn-owl .": "Hoot (hoot) is the same as barn-owl",
    "x:hoot owl:differentFrom x:mouse .": "Hoot (hoot) is not the same as mouse",
    "[] x:eats x:mouse .": "a thing without an id eats mouse",
    "x:Owl rdfs:subClassOf x:Bird .": "every owl is a bird",
    "x:NightBird rdfs:subClassOf x:Bird .": "every night bird is a bird",
    "x:Owl rdfs:subClassOf [ a owl:Restriction ; owl:onProperty x:eats ; owl:someValuesFrom x:Bird ] .": (
        "every owl has 'eats' to a bird"
    ),
    "x:Owl rdfs:subClassOf [ a owl:Restriction ; owl:onProperty x:eats ; owl:allValuesFrom [ a owl:Class ;"
    " owl:unionOf ( x:Bird x:Owl ) ] ] .": "every owl has 'eats' to nothing but a bird or an owl",
    "x:Owl rdfs:subClassOf [ a owl:Restriction ; owl:onProperty [ owl:inverseOf x:eats ] ; owl:allValuesFrom"
    " x:Bird ] .": "every owl is reached by 'eats' from nothing but a bird",
    "x:Owl rdfs:subClassOf [ a owl:Restriction ; owl:onProperty x:eats ; owl:maxCardinality 1 ] .": (
        "every owl has 'eats' to a certain number of things"
    ),
    "x:Owl owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( x:Bird [ a owl:Restriction ; owl:onProperty"
    " x:hunts ; owl:someValuesFrom owl:Thing ] ) ] .": "an owl is the same as a bird that has 'hunts' to anything",
    "x:Owl owl:disjointWith [ a owl:Class ; owl:complementOf x:Bird ] .": (
        "nothing is both an owl and what is not a bird"
    ),
    "x:Bird owl:disjointUnionOf ( x:Owl x:NightBird ) .": "a bird is only one of these: owl, night bird",
    "[] a owl:AllDisjointClasses ; owl:members ( x:Owl x:Bird ) .": "nothing is two of these: owl, bird",
    "[] a owl:AllDifferent ; owl:distinctMembers ( x:hoot x:mouse ) .": "these are all different: Hoot, mouse",
    "x:hunts rdfs:subPropertyOf x:eats .": "what 'hunts' relates, 'eats' relates too",
    "x:hunts owl:propertyDisjointWith x:eats .": "'hunts' and 'eats' never lead to the same thing",
    "x:eats owl:propertyChainAxiom ( [ owl:inverseOf x:isEatenBy ] x:hunts ) .": (
        "'eats' follows from 'is eaten by' backwards, then 'hunts'"
    ),
    "x:eats owl:inverseOf x:isEatenBy .": "'eats' is 'is eaten by' the other way round",
    "x:eats rdfs:domain x:Owl .": "only an owl has 'eats'",
    "x:eats rdfs:range x:Bird .": "'eats' leads only to a bird",
    "x:weighs rdfs:range xsd:integer .": "'weighs' leads only to a whole number",
    "x:eats a owl:FunctionalProperty .": "'eats' has one value at most",
    "x:eats a owl:SymmetricProperty .": "'eats' holds both ways",
    "x:eats a owl:TransitiveProperty .": "'eats' goes on over several steps",
    "x:Owl owl:hasKey ( x:weighs ) .": "owl: hasKey something",
}


@pytest.mark.parametrize("axiom", SENTENCES)
def test_an_axiom_is_a_sentence(axiom: str, tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(PREFIXES + TERMS + axiom, "utf-8")
    axioms = read([GraphFile(iri="https://example.org/x", path=path)])
    assert [Words(axioms.labels, axioms.all).of(one) for one in axioms.all] == [SENTENCES[axiom]]
    assert axioms.unchecked == 0


def test_of_a_long_list_only_those_are_named_that_a_clash_is_about(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    body = "[] a owl:AllDisjointClasses ; owl:members ( x:Owl x:Bird x:NightBird ) . x:hoot a x:Owl , x:NightBird ."
    path.write_text(PREFIXES + TERMS + body, "utf-8")
    axioms = read([GraphFile(iri="https://example.org/x", path=path)])
    (disjoint,) = (one for one in axioms.all if not one.of_data)
    assert Words(axioms.labels, axioms.all).of(disjoint) == "nothing is two of these: owl, night bird"
