"""Parts of a review, checked on slices: what is found is what one pass over everything finds."""

import random
import shutil
from pathlib import Path

import pyshacl
import pytest
import rdflib
from findings import Found, told
from rdflib import RDF, SH, XSD, BNode, Graph, Literal

import ipskg
from ipskg import assets
from ipskg.corpus import Corpus
from ipskg.namespaces import local_name
from ipskg.queries import check_read_only
from ipskg.validation import Report, focus
from ipskg.validation.formats import as_text
from ipskg.validation.sources import QueriedOften

REVIEWS = Path(__file__).parent / "reviews"
CODED = assets.coded_review()


def file_by_file(corpus: Corpus) -> dict[Path, Report]:
    """Check each file of some reviews as a part."""
    return {
        file.path: corpus.validate_parts(corpus.part(file.path)) for review in corpus.reviews for file in review.files
    }


def by_pyshacl(folder: Path) -> set[Found]:
    """Give what pyshacl finds in one pass over everything, of the records of the review."""
    data, shapes, records = QueriedOften(), Graph(), set()
    for path in [*folder.glob("*.ttl"), *folder.glob("studies/*.ttl")]:
        graph = Graph().parse(path)
        records |= {str(record) for record in graph.subjects()}
        data += graph
    for path in assets.folder("ontology").rglob("*.ttl"):
        data.parse(path)
    for path in assets.folder("shapes").glob("*.ttl"):
        shapes.parse(path)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    assert isinstance(report, Graph)
    results = (found(report, result) for result in report.subjects(RDF.type, SH.ValidationResult))
    return {result for result in results if result.record in records}


def found(report: Graph, result: rdflib.term.Node) -> Found:
    value = report.value(result, SH.value)
    return Found(
        record=str(report.value(result, SH.focusNode)),
        path=str(report.value(result, SH.resultPath) or ""),
        value="" if value is None else value.n3(),
        shape=str(report.value(result, SH.sourceShape)),
        severity=local_name(str(report.value(result, SH.resultSeverity))).lower(),
        message=str(report.value(result, SH.resultMessage)),
    )


def by_shapes(reports: dict[Path, Report]) -> set[Found]:
    return {told(problem) for report in reports.values() for problem in report.problems if problem.shape}


def spoil(path: Path, old: str, new: str) -> None:
    """Replace a text that stands there once."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, (path, old)
    path.write_text(text.replace(old, new), "utf-8")


def add(path: Path, triples: str) -> None:
    path.write_text(f"{path.read_text('utf-8')}\n{triples}\n", "utf-8")


@pytest.fixture
def grouped(tmp_path: Path) -> Path:
    """Copy the smallest review, so that a test may spoil it."""
    return shutil.copytree(REVIEWS / "grouped", tmp_path / "grouped")


# The reviews as they are


@pytest.mark.parametrize("folder", [CODED, REVIEWS / "tiny", REVIEWS / "grouped"], ids=lambda folder: folder.name)
def test_file_by_file_the_same_is_found_as_in_one_pass(folder: Path) -> None:
    """The same as pyshacl finds, and with names, files and lines the same as the whole check."""
    corpus = ipskg.open(folder)
    reports = file_by_file(corpus)
    assert by_shapes(reports) == by_pyshacl(folder)
    whole = corpus.validate()
    assert {path: as_text(report) for path, report in reports.items()} == {
        path: as_text(whole.only([path])) for path in reports
    }
    assert Report.gathered(problem for report in reports.values() for problem in report.problems) == whole


def test_a_study_is_checked_without_reading_the_files_that_it_does_not_touch(tmp_path: Path) -> None:
    """All others are gone when it is checked: what it needs of them is in the store."""
    folder = shutil.copytree(CODED, tmp_path / "moen-2021")
    study = folder / "studies" / "whitley-2010.ttl"
    corpus = ipskg.open(folder)
    expected = corpus.validate().only([study])
    assert "Rating-hasScoreFrom-ascends" in {local_name(problem.shape or "") for problem in expected.problems}
    for path in {*folder.glob("*.ttl"), *folder.glob("studies/*.ttl")} - {study}:
        path.unlink()
    assert corpus.validate_parts(corpus.part(study)) == expected


# The coded studies, broken across files. Each: in which file what is replaced by what, and what is then found in which
# file of it: the record and the shape, or the check where no shape can see it.

BROKEN = {
    "a translation stands against what another file no longer has": (
        ("studies/quimby-2001.ttl", "moen:quimby-2001-not-ready a", "moen:quimby-2001-ready a"),
        ("studies/crain-2009.ttl", "crain-2009-recovery-against-quimby-2001", "RefutationalTranslation-refutes"),
        ("studies/crain-2009.ttl", "crain-2009-recovery-against-quimby-2001", "reference-to-nothing"),
    ),
    "a translation stands against what another file calls a sample": (
        (
            "studies/whitley-2010.ttl",
            "moen:whitley-2010-engagement a metaeth:SecondOrderConstruct",
            "moen:whitley-2010-engagement a metaeth:Sample",
        ),
        ("studies/larson-2014.ttl", "larson-2014-employers-with-whitley-2010", "ReciprocalTranslation-reciprocates"),
    ),
    "the review's authors are called a search": (
        ("review.ttl", "moen:authors a metaeth:ReviewTeam", "moen:authors a metaeth:Search"),
        ("studies/topor-2016.ttl", "topor-2016-inclusion", "Inclusion-wasIncludedBy"),
        ("review.ttl", "review", "MetaEthnography-wasWrittenBy"),
    ),
    "two publications have one title and one year": (
        (
            "studies/coombes-2016.ttl",
            None,
            "moen:again a metaeth:Publication ; metaeth:isInReview moen:review ; metaeth:hasYear 2001 ;\n"
            '    dcterms:title "ETHNOGRAPHIC findings from the Washington, D.C., Vocational services study"@en-GB .',
        ),
        ("studies/coombes-2016.ttl", "again", "PublicationStandsOnce"),
        ("studies/quimby-2001.ttl", "quimby-2001-report", "PublicationStandsOnce"),
    ),
    "two publications have one number": (
        ("studies/nicholson-2017.ttl", 'metaeth:hasReferenceNumber "24"', 'metaeth:hasReferenceNumber "19"'),
        ("studies/nicholson-2017.ttl", "nicholson-2017-report", "ReferenceNumberIsUnique"),
        ("studies/quimby-2001.ttl", "quimby-2001-report", "ReferenceNumberIsUnique"),
    ),
    "two inclusions have one place": (
        ("studies/becker-2007.ttl", "metaeth:hasOrder 2 ;", "metaeth:hasOrder 15 ;"),
        ("studies/becker-2007.ttl", "becker-2007-inclusion", "OrderIsUnique"),
        ("studies/quimby-2001.ttl", "quimby-2001-inclusion", "OrderIsUnique"),
    ),
    "an index study is one for a group that it did not sample": (
        (
            "studies/boycott-2015.ttl",
            None,
            "moen:boycott-2015-inclusion metaeth:isIndexStudyFor ips:employmentSpecialists .",
        ),
        ("studies/boycott-2015.ttl", "boycott-2015-inclusion", "IndexStudySamplesGroup"),
        ("studies/boycott-2015.ttl", "boycott-2015-inclusion", "IndexStudyGivesPerspective"),
    ),
    "a study is included in two files": (
        (
            "studies/lexen-2013a.ttl",
            None,
            "moen:besse-again a metaeth:Inclusion ; metaeth:includesStudy moen:besse-2017 ;"
            " metaeth:isInReview moen:review .",
        ),
        ("studies/lexen-2013a.ttl", "besse-again", "InclusionStandsOnce"),
        ("studies/besse-2017.ttl", "besse-2017-inclusion", "InclusionStandsOnce"),
    ),
    "a study has a second name in another file": (
        ("synthesis.ttl", None, 'moen:hasson-2011 skos:prefLabel "Hasson"@en .'),
        ("studies/hasson-2011.ttl", "hasson-2011", "PrimaryStudy-prefLabel"),
    ),
    "what two files say of one report stands in both": (
        ("synthesis.ttl", None, "moen:larson-2014-report a metaeth:StudyReport ; metaeth:hasYear 2013 ."),
        ("synthesis.ttl", "larson-2014-report", "duplicate"),
        ("studies/larson-2014.ttl", "larson-2014-report", "Publication-hasYear"),
    ),
    "a search stands in two files, and counts once": (
        (
            "studies/areberg-2013.ttl",
            None,
            "moen:flow-first-search a metaeth:ScreeningStep ; metaeth:hasRecordsOut 478 .",
        ),
        ("studies/areberg-2013.ttl", "flow-first-search", "duplicate"),
        ("review.ttl", "flow-records-together", "FlowTotalAddsUp"),
    ),
    "a score is written with decimals": (
        ("studies/gammelgaard-2017.ttl", None, "moen:whitley-2010-rating metaeth:hasScoreTo 750.50 ."),
        ("studies/gammelgaard-2017.ttl", "whitley-2010-rating", "RatingInScale"),
    ),
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[Path, Report]]:
    folder = shutil.copytree(CODED, tmp_path_factory.mktemp("broken") / "moen-2021")
    for (name, old, new), *_ in BROKEN.values():
        if old is None:
            add(folder / name, f"@prefix ips: <https://w3id.org/ipskg/ips#> .\n{new}")
        else:
            spoil(folder / name, old, new)
    return folder, file_by_file(ipskg.open(folder))


def test_file_by_file_all_that_is_broken_is_found_as_in_one_pass(broken: tuple[Path, dict[Path, Report]]) -> None:
    folder, reports = broken
    assert by_shapes(reports) == by_pyshacl(folder)
    assert Report.gathered(problem for report in reports.values() for problem in report.problems) == (
        ipskg.open(folder).validate()
    )


@pytest.mark.parametrize("fault", BROKEN)
def test_a_fault_across_files_is_found_in_each_file_that_has_it(
    broken: tuple[Path, dict[Path, Report]], fault: str
) -> None:
    folder, reports = broken
    _, *expected = BROKEN[fault]
    for name, record, what in expected:
        problems = reports[folder / name].problems
        assert (record, what) in {
            (local_name(one.record), local_name(one.shape) if one.shape else one.check) for one in problems
        }


@pytest.mark.parametrize("seed", range(8))
def test_file_by_file_the_same_is_found_of_whatever_is_broken(grouped: Path, seed: int) -> None:
    """Triples are dropped, moved, given to other records or files, and their values written otherwise, at random."""
    chance = random.Random(seed)
    files = {path: Graph().parse(path) for path in sorted([*grouped.glob("s*.ttl"), *grouped.glob("studies/*.ttl")])}
    said = [(path, triple) for path, graph in files.items() for triple in sorted(graph)]
    for path, (subject, field, value) in chance.sample(said, 12):
        _, (other, other_field, other_value) = chance.choice(said)
        written = chance.choice(
            [Literal(str(value)), Literal(str(value), lang="en-GB"), Literal("2.50", datatype=XSD.decimal)]
        )
        files[path].remove((subject, field, value))
        files[chance.choice(list(files))].add(
            chance.choice(
                [
                    (subject, field, value),
                    (subject, field, other_value),
                    (subject, field, written),
                    (subject, other_field, value),
                    (other, field, value),
                    (BNode(), field, value),
                ]
            )
        )
    for path, graph in files.items():
        graph.serialize(path, format="turtle")
    corpus = ipskg.open(grouped)
    reports = file_by_file(corpus)
    whole = corpus.validate()
    assert Report.gathered(problem for report in reports.values() for problem in report.problems) == whole
    assert reports == {path: whole.only([path]) for path in reports}


def test_records_without_an_id_are_checked_by_shapes_and_rules_as_well(grouped: Path) -> None:
    add(
        grouped / "studies" / "lamp-1950.ttl",
        "[] a metaeth:Inclusion ; metaeth:includesStudy grouped:lamp-1950 ; metaeth:isInReview grouped:review ;\n"
        "    metaeth:wasIncludedBy [ a metaeth:Coder ] .",
    )
    corpus = ipskg.open(grouped)
    study = grouped / "studies" / "lamp-1950.ttl"
    report = corpus.validate_parts(corpus.part(study))
    nameless = {local_name(one.shape or one.check) for one in report.problems if one.record.startswith("_:line-")}
    assert {"no-id", "Contributor-prefLabel", "InclusionStandsOnce", "InclusionIsDated"} <= nameless
    assert report == corpus.validate().only([study])


# What would be no fault of a record, but of the way to look at it


def test_what_the_data_hold_does_not_stop_a_rule_that_shows_it(grouped: Path) -> None:
    """An author's name with a backslash, a year that is none, a number as text: each gets its lines."""
    study = grouped / "studies" / "lamp-1950.ttl"
    spoil(study, 'hasAuthorAsPrinted "Lamp" ;\n    metaeth:hasFirstAuthor "Lamp"', r'hasFirstAuthor "L\\amp"')
    spoil(study, "metaeth:hasYear 1950 .", 'metaeth:hasYear "MCML"^^<http://www.w3.org/2001/XMLSchema#integer> .')
    add(
        grouped / "review.ttl",
        "grouped:step a metaeth:ScreeningStep ; metaeth:isInReview grouped:review ; metaeth:hasOrder 1 ;\n"
        '    metaeth:hasRecordsIn "ten"^^<http://www.w3.org/2001/XMLSchema#integer> ; metaeth:hasRecordsOut 3 .\n'
        'grouped:exclusion a metaeth:Exclusion ; metaeth:isExclusionAt grouped:step ; metaeth:hasCount "seven" .',
    )
    corpus = ipskg.open(grouped)
    whole = corpus.validate()
    assert whole == Report.gathered(one for report in file_by_file(corpus).values() for one in report.problems)
    (author,) = [one.message for one in whole.problems if (one.shape or "").endswith("FirstAuthorsAgree")]
    assert author.startswith(r"The table spells the first author L\amp and the reference list otherwise")
    assert {
        (local_name(one.record), one.found) for one in whole.problems if one.check == "DatatypeConstraintComponent"
    } == {
        ("lamp-1950-inclusion", "MCML"),
        ("step", "ten"),
        ("exclusion", '"seven"'),
    }


# Shapes of one's own. Each has a fault in one of the files of the review at least.

OWN = """
@prefix ex: <https://example.org/own#> .
@prefix metaeth: <https://w3id.org/ipskg/meta-ethnography#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shapes: <https://w3id.org/ipskg/shapes#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ON_SLICES = {
    "how many name a record": (
        "ex:s a sh:NodeShape ; sh:targetClass metaeth:ThirdOrderConstruct ;"
        " sh:property [ sh:path [ sh:inversePath metaeth:translatesInto ] ; sh:minCount 1 ; sh:maxCount 1 ] ."
    ),
    "of what class that is which names a record": (
        "ex:s a sh:NodeShape ; sh:targetClass metaeth:Finding ;"
        " sh:property [ sh:path [ sh:inversePath metaeth:isExpressedIn ] ; sh:class metaeth:FirstOrderConstruct ] ."
    ),
    "of what class that is which is named": (
        "ex:s a sh:NodeShape ; sh:targetSubjectsOf metaeth:isExpressedIn ;"
        " sh:property [ sh:path metaeth:isReportedIn ; sh:class metaeth:SecondOrderConstruct ] ."
    ),
    "that a record is closed": (
        "ex:s a sh:NodeShape ; sh:targetClass metaeth:Sample ; sh:closed true ;"
        " sh:property [ sh:path metaeth:hasCount ; sh:minInclusive 5 ] ."
    ),
}
BEYOND_SLICES = {
    "what stands two steps away": (
        "ex:s a sh:NodeShape ; sh:targetClass metaeth:Inclusion ;"
        " sh:property [ sh:path ( metaeth:includesStudy skos:prefLabel ) ; sh:maxCount 0 ] ."
    ),
    "a shape of what is named": (
        "ex:s a sh:NodeShape ; sh:targetClass metaeth:Inclusion ; sh:property [ sh:path metaeth:includesStudy ;"
        " sh:node [ sh:property [ sh:path skos:prefLabel ; sh:maxCount 0 ] ] ] ."
    ),
    "a property of a property": (
        "ex:s a sh:NodeShape ; sh:targetClass metaeth:Finding ; sh:property [ sh:path metaeth:isInSection ;"
        " sh:property [ sh:path metaeth:hasOrder ; sh:maxCount 0 ] ] ."
    ),
    "one of two shapes": (
        "ex:s a sh:NodeShape ; sh:targetClass metaeth:Translation ; sh:property [ sh:path metaeth:refutes ;"
        " sh:or ( [ sh:class metaeth:Finding ] [ sh:property [ sh:path metaeth:hasBasis ; sh:minCount 1 ] ] ) ] ."
    ),
    "the objects of a property": (
        "ex:s a sh:NodeShape ; sh:targetObjectsOf metaeth:isReportedIn ; sh:class metaeth:Finding ."
    ),
    "a query": (
        "ex:s a sh:NodeShape ; sh:targetClass metaeth:SecondOrderConstruct ; sh:sparql [ sh:message '{?n} of them' ;"
        " sh:select 'SELECT $this (COUNT(?x) AS ?n) WHERE { ?x ?p $this } HAVING (COUNT(?x) >= 0)' ] ."
    ),
    "a query of a property": (
        "ex:s a sh:NodeShape ; sh:targetClass metaeth:Finding ; sh:property [ sh:path metaeth:isInSection ;"
        " sh:sparql [ sh:select 'SELECT $this ?value WHERE { $this $PATH ?value }' ] ] ."
    ),
    "a component of its own": (
        "ex:c a sh:ConstraintComponent ; sh:parameter [ sh:path ex:longest ] ; sh:validator [ a sh:SPARQLAskValidator ;"
        " sh:ask 'ASK { FILTER(STRLEN(STR($value)) < $longest) }' ] .\n"
        "ex:s a sh:NodeShape ; sh:targetClass metaeth:Finding ; sh:property [ sh:path metaeth:states ; ex:longest 5 ] ."
    ),
    "a class that is a shape": (
        "metaeth:Sample a sh:NodeShape , <http://www.w3.org/2000/01/rdf-schema#Class> ; sh:nodeKind sh:Literal ."
    ),
    "a rule of ipskg is switched off": "shapes:GroupHasIndexStudy sh:deactivated true .",
    "a rule of ipskg speaks otherwise": "shapes:GroupHasIndexStudy-query sh:message 'No index study.' .",
}


@pytest.fixture(scope="module")
def untouched() -> Report:
    """Check the smallest review by the shapes of ipskg alone."""
    return ipskg.open(REVIEWS / "grouped").validate()


@pytest.mark.parametrize("own", [*ON_SLICES, *BEYOND_SLICES])
def test_file_by_file_shapes_of_ones_own_find_the_same_as_in_one_pass(
    untouched: Report, tmp_path: Path, own: str
) -> None:
    """Also where they look further than a slice reaches, or change the shapes of ipskg: a file needs a pass then."""
    path = tmp_path / "own.ttl"
    path.write_text(OWN + (ON_SLICES | BEYOND_SLICES)[own], "utf-8")
    corpus = ipskg.open(REVIEWS / "grouped")
    whole = corpus.validate(shapes=[path])
    assert whole != untouched
    files = {file.path: whole.only([file.path]) for file in corpus.reviews[0].files}
    asked = files if own in ON_SLICES else [max(files, key=lambda one: len(files[one].problems))]
    for one in asked:
        assert corpus.validate_parts(corpus.part(one), shapes=[path]) == files[one]


def test_shapes_of_ones_own_that_look_one_step_far_are_checked_on_slices(tmp_path: Path) -> None:
    """As those of ipskg are, whatever stands in them."""
    read = [*map(fits, [*ON_SLICES.values(), *BEYOND_SLICES.values()], [tmp_path] * 99)]
    assert read == [True] * len(ON_SLICES) + [False] * len(BEYOND_SLICES)


def fits(own: str, folder: Path) -> bool:
    path = folder / "own.ttl"
    path.write_text(OWN + own, "utf-8")
    return focus.read(sorted(assets.folder("shapes").glob("*.ttl")), [path], check_read_only).fit_slices
