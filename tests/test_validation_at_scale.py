"""Reviews in a store are found to have what one pass of pyshacl over everything finds, by whatever engine."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import generator
import pyshacl
import pytest
from click.testing import CliRunner
from findings import Found, told
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

import ipskg
from ipskg import assets
from ipskg.cli import main
from ipskg.corpus import StoreCorpus
from ipskg.graphs import ontology_files
from ipskg.loading.disk import load
from ipskg.namespaces import local_name
from ipskg.queries import check_read_only
from ipskg.stores import MemoryStore
from ipskg.validation import Problem, Report, core, focus
from ipskg.validation.batches import batches, whole
from ipskg.validation.sources import QueriedOften
from ipskg.validation.whole import validate_batches

REVIEWS = Path(__file__).parent / "reviews"
ONTOLOGY = ontology_files(assets.folder("ontology"))
INVENTED = "https://example.org/invented/1/"
PREFIXES = f"""
@prefix : <{INVENTED}> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix metaeth: <https://w3id.org/ipskg/meta-ethnography#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tiny: <https://example.org/tiny/> .
@prefix vann: <http://purl.org/vocab/vann/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


class Seeded(NamedTuple):
    """A fault: what is said in which graph, and which shape or check then names which record."""

    graph: str
    says: str
    record: str
    check: str


FAULTS = {
    "a section without a heading": Seeded(
        "synthesis.ttl", ":bare a metaeth:ResultsSection .", "bare", "ResultsSection-hasHeading"
    ),
    "two years": Seeded("review.ttl", ":review metaeth:hasYear 2019 .", "review", "MetaEthnography-hasYear"),
    "a number for a text": Seeded(
        "synthesis.ttl", ":finding-1-01 metaeth:states 7 .", "finding-1-01", "Finding-states"
    ),
    "a number that is none": Seeded(
        "review.ttl", ':flow-1 metaeth:hasRecordsIn "many"^^xsd:integer .', "flow-1", "ScreeningStep-hasRecordsIn"
    ),
    "a finding in a metaphor": Seeded(
        "synthesis.ttl", ":finding-1-02 metaeth:isInSection :metaphor-1 .", "finding-1-02", "Finding-isInSection"
    ),
    "fewer than none": Seeded(
        "review.ttl", ":flow-3 metaeth:hasRecordsOut -1 .", "flow-3", "ScreeningStep-hasRecordsOut"
    ),
    "a year of five digits": Seeded(
        "review.ttl", ":later a metaeth:Publication ; metaeth:hasYear 20190 .", "later", "Publication-hasYear"
    ),
    "an empty text": Seeded("synthesis.ttl", ':finding-1-03 metaeth:states ""@de .', "finding-1-03", "Finding-states"),
    "a prefix of two words": Seeded(
        "review.ttl",
        ':review vann:preferredNamespacePrefix "Two \\"words\\"\\nin lines" .',
        "review",
        "MetaEthnography-preferredNamespacePrefix",
    ),
    "two wordings in one language": Seeded(
        "synthesis.ttl", ':finding-1-04 metaeth:states "Another"@en .', "finding-1-04", "Finding-states"
    ),
    "from more to less": Seeded(
        "review.ttl",
        ":odd-value a metaeth:StatedValue ; metaeth:hasValueFrom 9 ; metaeth:hasValueTo 3.5 .",
        "odd-value",
        "StatedValue-hasValueFrom-ascends",
    ),
    "a step from a person": Seeded(
        "synthesis.ttl", ":step-1 metaeth:relatesFrom :coder .", "step-1", "ArgumentStep-relatesFrom"
    ),
    "neither yes nor no": Seeded(
        "review.ttl",
        ":odd-procedure a metaeth:AppraisalProcedure ; metaeth:publishesAnswers metaeth:Unclear .",
        "odd-procedure",
        "AppraisalProcedure-publishesAnswers",
    ),
    "translated into itself": Seeded(
        "synthesis.ttl",
        ":itself a metaeth:ReciprocalTranslation ; metaeth:translates :metaphor-1 ; metaeth:reciprocates :metaphor-1 .",
        "itself",
        "ReciprocalTranslation-reciprocates",
    ),
    "a licence by name": Seeded("review.ttl", ':review dcterms:license "free" .', "review", "MetaEthnography-license"),
    "one place for two": Seeded(
        "synthesis.ttl",
        ':twin a metaeth:Finding ; metaeth:isInSection :section-1 ; metaeth:hasOrder 1 ; metaeth:states "x"@en .',
        "twin",
        "OrderIsUnique",
    ),
    "included twice": Seeded(
        "studies/more.ttl",
        ":again a metaeth:Inclusion ; metaeth:isInReview :review ; metaeth:includesStudy {study} .",
        "again",
        "InclusionStandsOnce",
    ),
    "no English": Seeded("synthesis.ttl", ':section-2 metaeth:hasPlace "hier"@de .', "section-2", "TextIsInEnglish"),
    "a flow that does not meet": Seeded(
        "review.ttl",
        ":flow-9 a metaeth:ScreeningStep ; metaeth:isInReview :review ; metaeth:hasOrder 9 ; metaeth:hasRecordsIn 77 .",
        "flow-9",
        "FlowMeetsNextStep",
    ),
    "nothing goes into it": Seeded(
        "synthesis.ttl", ":hollow a metaeth:ThirdOrderConstruct .", "hollow", "MetaphorHasParts"
    ),
    "cited for another review": Seeded(
        "review.ttl",
        ":stray a metaeth:Publication ; metaeth:isInReview :review ; metaeth:isCitedFor tiny:waiting-stillness .",
        "stray",
        "CitationOfOneReview",
    ),
    "said in another review's file": Seeded(
        "synthesis.ttl", 'tiny:review skos:prefLabel "Another name"@en .', "review", "MetaEthnography-prefLabel"
    ),
    "a field that is none": Seeded("review.ttl", ":review metaeth:hasYeer 2020 .", "review", "undeclared-term"),
    "a kind that is none": Seeded("review.ttl", ":coder a metaeth:Codr .", "coder", "undeclared-term"),
    "a standard name that is none": Seeded("review.ttl", ':coder skos:prefLable "x"@en .', "coder", "misspelt-name"),
    "a datatype that is none": Seeded("review.ttl", ':coder rdfs:comment "x"^^xsd:txt .', "coder", "misspelt-name"),
    "a reference to nothing": Seeded(
        "synthesis.ttl", ":finding-1-05 metaeth:isGroundFor :stp-1 .", "finding-1-05", "reference-to-nothing"
    ),
    "no kind": Seeded("synthesis.ttl", ':kindless skos:prefLabel "x"@en .', "kindless", "no-kind"),
    "no id": Seeded(
        "synthesis.ttl", "[] a metaeth:ResultsSection ; metaeth:isInReview :review .", "_:line-unknown", "no-id"
    ),
    "nothing in a section without an id": Seeded(
        "synthesis.ttl", "[] a metaeth:ResultsSection .", "_:line-unknown", "SectionHasFinding"
    ),
    "said twice": Seeded("studies/more.ttl", ':coder skos:prefLabel "the coder"@en .', "coder", "duplicate"),
}


@dataclass(frozen=True)
class Library:
    """Reviews in folders, and the same in a store."""

    folders: list[Path]
    store: MemoryStore

    @property
    def namespaces(self) -> list[str]:
        return [review.namespace for review in StoreCorpus(self.store).reviews]


def filled(folders: list[Path]) -> Library:
    return Library(folders, MemoryStore(ipskg.open(*folders).files))


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Give an invented review with all faults in it, beside two others."""
    folder = tmp_path_factory.mktemp("faulty") / "invented"
    review = generator.review(1)
    review.write_folder(folder)
    for fault in FAULTS.values():
        path = folder / fault.graph
        before = path.read_text("utf-8") if path.exists() else ""
        path.write_text(f"{before}\n{PREFIXES}\n{fault.says.format(study=f'<{review.studies[0]}>')}\n", "utf-8")
    return filled([folder, REVIEWS / "tiny", REVIEWS / "grouped"])


@pytest.fixture(scope="module")
def coded() -> Library:
    return filled([assets.coded_review(), REVIEWS / "tiny"])


SHAPES = focus.read(assets.shapes(), (), check_read_only)
ENGINES = {
    "pyshacl": core.by_pyshacl(SHAPES.for_engine),
    "fast": core.in_rust(SHAPES.for_engine),
}


def by_pyshacl(store: MemoryStore) -> set[Found]:
    """Give what pyshacl finds in one pass over everything, rules and all, as the store writes it."""
    data, shapes = QueriedOften(), Graph()
    data.parse(data=store.as_ntriples(), format="nt")
    for path in assets.shapes():
        shapes.parse(path)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    assert isinstance(report, Graph)
    return {found(report, result) for result in report.subjects(RDF.type, SH.ValidationResult)}


def found(report: Graph, result: Node) -> Found:
    record, value = report.value(result, SH.focusNode), report.value(result, SH.value)
    return Found(
        record=str(record) if isinstance(record, URIRef) else "_:line-unknown",
        path=str(report.value(result, SH.resultPath) or ""),
        value="" if value is None else value.n3() if isinstance(value, URIRef | Literal) else "[]",
        shape=str(report.value(result, SH.sourceShape)),
        severity=local_name(str(report.value(result, SH.resultSeverity))).lower(),
        message=str(report.value(result, SH.resultMessage)),
    )


@pytest.fixture(scope="module")
def expected(faulty: Library) -> set[Found]:
    return by_pyshacl(faulty.store)


def shaped(report: Report) -> set[Found]:
    return {told(problem) for problem in report.problems if problem.shape}


def checked(library: Library, *, engine: str, size: int | None = None) -> Report:
    """Check all reviews at once, or in batches of so many."""
    namespaces = library.namespaces
    parts = (
        [whole(library.store, namespaces, ONTOLOGY)]
        if size is None
        else batches(library.store, namespaces, ONTOLOGY, size=size)
    )
    return validate_batches(parts, shapes=SHAPES, namespaces=namespaces, engine=ENGINES[engine])


@pytest.mark.parametrize("size", [None, 1], ids=["at once", "review by review"])
@pytest.mark.parametrize("engine", ENGINES)
def test_faults_of_every_kind_are_found_as_by_pyshacl(
    faulty: Library, expected: set[Found], engine: str, size: int | None
) -> None:
    report = checked(faulty, engine=engine, size=size)
    assert shaped(report) == expected
    # What no shape can see is what is found in the files.
    files = ipskg.open(*faulty.folders).validate()
    assert unseen(report) == unseen(files)
    found = {(local_name(one.record), local_name(one.shape) if one.shape else one.check) for one in report.problems}
    assert {name for name, fault in FAULTS.items() if (fault.record, fault.check) not in found} == set()


def unseen(report: Report) -> set[tuple[str, ...]]:
    """Give what no shape can see; a record without an id is named by its line, where there are lines."""
    return {
        (name(one), one.check, one.path or "", one.value or "", one.severity, one.message.partition(" in ")[0])
        for one in report.problems
        if not one.shape
    }


def name(problem: Problem) -> str:
    return "_:" if problem.record.startswith("_:") else problem.record


@pytest.mark.parametrize("engine", ENGINES)
def test_reviews_without_such_faults_are_found_to_have_what_they_have(coded: Library, engine: str) -> None:
    """The coded review has peculiarities of its paper; what its files have is what pyshacl finds: see test_slices."""
    report, files = checked(coded, engine=engine, size=1), ipskg.open(*coded.folders).validate()
    assert shaped(report) == shaped(files) != set()
    assert unseen(report) == unseen(files)


def test_the_command_names_the_graph_of_each_problem(faulty: Library, tmp_path: Path) -> None:
    """In a store, of a review alone, and with shapes of one's own, which are asked of the store as well."""
    load(faulty.folders, tmp_path / "store")
    asked = ["validate", "--store", str(tmp_path / "store")]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 1
    assert "1/synthesis.ttl: violation: bare: " in done.stdout
    assert "1/studies/more.ttl: warning: coder: This stands in review.ttl too" in done.stdout
    done = CliRunner().invoke(main, [*asked, "--review", "grouped"])
    assert (done.exit_code, done.stderr) == (0, f"{ipskg.open(REVIEWS / 'grouped').validate().summary}\n")
    own = tmp_path / "own.ttl"
    own.write_text(
        f"{PREFIXES} @prefix sh: <http://www.w3.org/ns/shacl#> . :own a sh:NodeShape ; sh:targetClass metaeth:Coder ;"
        ' sh:sparql [ sh:message "So short" ; sh:select "SELECT $this ?value WHERE { $this <%s> ?value }" ] .'
        % "http://www.w3.org/2004/02/skos/core#prefLabel",
        "utf-8",
    )
    done = CliRunner().invoke(main, [*asked, "--review", "grouped", "--shapes", str(own)])
    assert "grouped/review.ttl: violation: coder: So short" in done.stdout
