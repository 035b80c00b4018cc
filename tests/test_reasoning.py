"""The ontology and the reviews under HermiT: they hold together, and the axioms do their work."""

from functools import cache
from pathlib import Path

import pytest

from ipskg import assets
from ipskg.graphs import GraphFile, ontology_files, review_folder
from ipskg.namespaces import METAETH, PREFIXES, local_name
from ipskg.reasoning import Verdict, reason

REVIEWS = Path(__file__).parent / "reviews"
FOLDERS = {"moen-2021": assets.coded_review(), "tiny": REVIEWS / "tiny", "grouped": REVIEWS / "grouped"}


@cache
def ontology() -> tuple[GraphFile, ...]:
    return ontology_files(assets.folder("ontology"))


@cache
def verdict(name: str) -> Verdict:
    """Give what HermiT says of a review with the ontology."""
    return reason([*ontology(), *review_folder(FOLDERS[name]).files], infer=True)


def related(name: str, relation: str) -> set[tuple[str, str]]:
    """Give the pairs of ids that a relation was inferred to hold between."""
    return {(local_name(s), local_name(o)) for s, p, o in verdict(name).inferred if p == METAETH + relation}


def members(name: str, kind: str) -> set[str]:
    """Give the ids that were inferred to be of a class."""
    found = verdict(name).inferred
    return {local_name(s) for s, p, o in found if p == PREFIXES["rdf"] + "type" and o == METAETH + kind}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_review_holds_together_with_the_ontology(name: str) -> None:
    """It is consistent, and every class can have a member."""
    assert verdict(name).consistent
    assert verdict(name).unsatisfiable == ()


def test_a_study_supports_the_metaphors_of_the_sections_that_cite_it() -> None:
    """And no others: what a coder infers is no support."""
    supports = related("moen-2021", "supports")
    assert {metaphor for study, metaphor in supports if study == "hasson-2011"} == {"frustrating-collaboration"}
    assert {study for study, metaphor in supports if metaphor == "uncertain"} == {"quimby-2001", "crain-2009"}
    assert not {metaphor for study, metaphor in supports if study == "nygren-2016"}


def test_contradictions_go_both_ways_and_inside_a_study() -> None:
    contradictions = related("moen-2021", "contradicts")
    assert {("quimby-2001", "crain-2009"), ("crain-2009", "quimby-2001")} <= contradictions
    assert ("gammelgaard-2017", "gammelgaard-2017") in contradictions
    # Comparing a study's construct with another's is no contradiction of its own.
    assert ("quimby-2001", "quimby-2001") not in contradictions
    assert ("larson-2014", "whitley-2010") not in contradictions


def test_a_metaphor_is_contested_where_a_refutation_went_into_it() -> None:
    contested = members("moen-2021", "ContestedConstruct")
    assert {"uncertain", "significant-relationship", "resolving-difficulties"} <= contested
    assert not {"teamwork", "culture-brokers"} & contested


def test_a_metaphor_is_borrowed_where_it_took_a_construct_over() -> None:
    assert members("moen-2021", "BorrowedConstruct") == {"culture-brokers"}


def test_index_studies_and_included_studies_follow_from_inclusions() -> None:
    assert members("moen-2021", "IndexStudy") == {"areberg-2013", "whitley-2010", "bejerholm-2011", "quimby-2001"}
    assert len(members("moen-2021", "IncludedStudy")) == 17
    assert members("grouped", "IndexStudy") == {"lamp-1950"}


# One fault each. What it breaks is in its name; the axioms, and all of them, that the explanation has to give for it.
ORDERS = "a construct is only one of these: first-order construct, second-order construct, third-order construct"
ASCENT = (
    "every third-order construct is reached by 'contributes to' from nothing but a second-order construct or a"
    " third-order construct"
)
FAULTS = {
    "a construct of two orders (disjoint union)": (
        "x:c a metaeth:SecondOrderConstruct, metaeth:ThirdOrderConstruct .",
        {ORDERS},
    ),
    "a participant's account that goes straight into a metaphor (universal restriction)": (
        """x:c a metaeth:FirstOrderConstruct ; metaeth:contributesTo x:t . x:t a metaeth:ThirdOrderConstruct .""",
        {ORDERS, ASCENT},
    ),
    "a participant's account that is translated (range, disjoint union)": (
        "x:c a metaeth:FirstOrderConstruct . x:j a metaeth:ReciprocalTranslation ; metaeth:translates x:c .",
        {ORDERS, "'translates' leads only to a second-order construct or a third-order construct"},
    ),
    "a participant's account expressed in a finding (domain, disjoint union)": (
        "x:c a metaeth:FirstOrderConstruct ; metaeth:isExpressedIn x:f .",
        {ORDERS, "only a second-order construct has 'is expressed in'"},
    ),
    "a participant's account that the reviewers borrowed (domain, disjoint union)": (
        "x:c a metaeth:FirstOrderConstruct ; metaeth:isBorrowedAs x:t .",
        {ORDERS, "only a second-order construct has 'is borrowed as'"},
    ),
    "a study that is its report (disjoint classes)": (
        "x:s a metaeth:PrimaryStudy, metaeth:StudyReport .",
        {"nothing is two of these: primary study, publication", "every study report is a publication"},
    ),
    "a translation of both kinds (domain, disjoint union)": (
        """x:j a metaeth:ReciprocalTranslation ; metaeth:translates x:a ; metaeth:refutes x:b .""",
        {
            "a translation is only one of these: reciprocal translation, refutational translation",
            "only a refutational translation has 'refutes'",
        },
    ),
    "a construct compared with itself (disjoint properties)": (
        """x:j a metaeth:ReciprocalTranslation ; metaeth:translates x:a ; metaeth:reciprocates x:a .""",
        {
            "'is against' and 'translates' never lead to the same thing",
            "what 'reciprocates' relates, 'is against' relates too",
        },
    ),
    "a finding in two sections (functional property)": (
        """x:f a metaeth:Finding ; metaeth:isInSection x:a, x:b . x:a owl:differentFrom x:b .""",
        {"'is in section' has one value at most"},
    ),
    "two numbers for one count (functional property of values)": (
        "x:s a metaeth:Sample ; metaeth:hasCount 3, 4 .",
        {"'has count' has one value at most"},
    ),
    "a construct reported in a construct (range, disjoint classes)": (
        """x:c a metaeth:SecondOrderConstruct ; metaeth:isReportedIn x:t . x:t a metaeth:Construct .""",
        {"'is reported in' leads only to a primary study", "nothing is two of these: construct, primary study"},
    ),
    "a metaphor reported in a study (union as domain, disjoint union)": (
        "x:t a metaeth:ThirdOrderConstruct ; metaeth:isReportedIn x:s .",
        {ORDERS, "only a first-order construct or a second-order construct has 'is reported in'"},
    ),
    "a study cited for a finding (domain, disjoint classes)": (
        "x:s a metaeth:PrimaryStudy ; metaeth:isCitedFor x:f .",
        {"only a publication has 'is cited for'", "nothing is two of these: primary study, publication"},
    ),
    "an order that is no number (range)": (
        'x:f a metaeth:Finding ; metaeth:hasOrder "first" .',
        {"'has order' leads only to a whole number"},
    ),
    "confidence in a study (range, disjoint union, disjoint classes)": (
        "x:j a metaeth:ConfidenceAssessment ; metaeth:assesses x:s . x:s a metaeth:PrimaryStudy .",
        {
            "'assesses' leads only to a finding or a third-order construct",
            ORDERS,
            "nothing is two of these: construct, finding, primary study",
        },
    ),
    "a level of confidence for a level of concern (range, disjoint classes)": (
        """x:j a metaeth:ConfidenceAssessment ; metaeth:hasConcernAboutAdequacy x:l .
        x:l a metaeth:ConfidenceLevel .""",
        {
            "'has concern about adequacy' leads only to a concern level",
            "nothing is both a concern level and a confidence level",
        },
    ),
    "a contradiction of what is no study (domain, disjoint classes)": (
        """x:a a metaeth:SecondOrderConstruct ; metaeth:isReportedIn x:s . x:s a metaeth:PrimaryStudy .
        x:b metaeth:contradicts x:s . x:b a metaeth:Finding .""",
        {"only a primary study has 'contradicts'", "nothing is two of these: finding, primary study"},
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_makes_the_data_inconsistent_for_the_reason_of_its_axioms(fault: str, tmp_path: Path) -> None:
    """Each fault alone; the same records without it hold together (the test below)."""
    records, axioms = FAULTS[fault]
    found = reason([*ontology(), turtle(tmp_path, records)])
    assert not found.consistent
    assert found.clash is not None
    assert found.clash.minimal
    assert {axiom.text for axiom in found.clash.axioms} == axioms
    assert {statement.path.name for statement in found.clash.statements} == {"x.ttl"}


def test_the_records_of_the_faults_hold_together_without_them(tmp_path: Path) -> None:
    sound = """
        x:c a metaeth:SecondOrderConstruct ; metaeth:contributesTo x:t ; metaeth:isReportedIn x:s .
        x:d a metaeth:SecondOrderConstruct ; metaeth:isReportedIn x:s .
        x:t a metaeth:ThirdOrderConstruct .
        x:o a metaeth:FirstOrderConstruct ; metaeth:isInterpretedAs x:c .
        x:j a metaeth:ReciprocalTranslation ; metaeth:translatesInto x:t ;
            metaeth:translates x:c ; metaeth:reciprocates x:d .
        x:k a metaeth:RefutationalTranslation ; metaeth:translatesInto x:t ;
            metaeth:translates x:d ; metaeth:refutes x:c .
        x:f a metaeth:Finding ; metaeth:isInSection x:a ; metaeth:hasOrder 1 . x:a owl:differentFrom x:b .
        x:y a metaeth:ConfidenceAssessment ; metaeth:assesses x:f ;
            metaeth:hasConcernAboutAdequacy metaeth:MinorConcerns ; metaeth:hasConfidence metaeth:LowConfidence .
        x:r a metaeth:StudyReport ; metaeth:reports x:s ; metaeth:isCitedFor x:f . x:s a metaeth:PrimaryStudy .
        x:d metaeth:isExpressedIn x:f ; metaeth:isBorrowedAs x:t . x:s metaeth:contradicts x:z .
        x:m a metaeth:Sample ; metaeth:hasCount 3 ."""
    found = reason([*ontology(), turtle(tmp_path, sound)], infer=True)
    assert found.consistent
    assert found.clash is None
    assert {local_name(s) for s, p, o in found.inferred if o == METAETH + "ContestedConstruct"} == {"t"}


def turtle(folder: Path, body: str) -> GraphFile:
    """Write a few records as a file."""
    path = folder / "x.ttl"
    prefixes = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("metaeth", "owl"))
    path.write_text(f"{prefixes}@prefix x: <https://example.org/x/> .\n{body}\n", "utf-8")
    return GraphFile(iri="https://example.org/x/x.ttl", path=path)
