"""Parts that are to join a review, a file from elsewhere or a workbook: what is wrong, and what they do to others."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Literal, URIRef
from rdflib.term import Node

import ipskg
from ipskg.errors import UnreadableInput
from ipskg.namespaces import METAETH, local_name
from ipskg.stores import MemoryStore
from ipskg.validation import Problem, Report, Severity
from ipskg.validation.formats import as_json, as_sarif, as_text
from ipskg.validation.report import Place, cell_order
from ipskg.validation.sources import Part, statements_of

REVIEWS = Path(__file__).parent / "reviews"
IPSKG = Path(sys.executable).with_name("ipskg")
GROUPED = "https://example.org/grouped/"
PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix grouped: <https://example.org/grouped/> .
@prefix metaeth: <https://w3id.org/ipskg/meta-ethnography#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
Triple = tuple[Node, Node, Node]
HORN = f"""{PREFIXES}
grouped:horn-1960 a metaeth:PrimaryStudy ;
    skos:prefLabel "Horn 1960"@en ;
    metaeth:givesPerspectiveOf grouped:sailors ;
    metaeth:hasDesign metaeth:Ethnography ;
    metaeth:hasAim "How it sounds"@en ;
    metaeth:wasConductedIn "Fogland" .

grouped:horn-1960-report a metaeth:StudyReport ;
    metaeth:isInReview grouped:review ;
    metaeth:reports grouped:horn-1960 ;
    metaeth:hasReferenceNumber "12" ;
    metaeth:hasAuthorsAsPrinted "Horn H" ;
    metaeth:hasFirstAuthor "Horn" ;
    dcterms:title "Horns"@en ;
    metaeth:hasYear 1960 ;
    metaeth:isCitedFor grouped:bell-sound .

grouped:horn-1960-inclusion a metaeth:Inclusion ;
    metaeth:isInReview grouped:review ;
    metaeth:includesStudy grouped:horn-1960 ;
    metaeth:wasIncludedBy grouped:coder ;
    metaeth:wasIncludedOn "2026-11-24" ;
    metaeth:hasOrder 3 .
"""


@pytest.fixture
def grouped(tmp_path: Path) -> Path:
    """Copy the smallest review, so that a test may spoil it."""
    return shutil.copytree(REVIEWS / "grouped", tmp_path / "grouped")


@pytest.fixture
def horn(tmp_path: Path) -> Path:
    """Write a study that stands in no review yet, and has no fault."""
    path = tmp_path / "coded" / "horn.ttl"
    path.parent.mkdir()
    path.write_text(HORN, "utf-8")
    return path


def spoil(path: Path, old: str, new: str) -> None:
    """Replace a text that stands there once."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, (path, old)
    path.write_text(text.replace(old, new), "utf-8")


def check(folder: Path, path: Path) -> Report:
    corpus = ipskg.open(folder)
    return corpus.validate_parts(corpus.part(path))


def faults(report: Report) -> list[tuple[str, str]]:
    """Give record and shape, or check, of what is more than counted."""
    return [
        (local_name(one.record), local_name(one.shape) if one.shape else one.check)
        for one in report.of(Severity.VIOLATION, Severity.WARNING)
    ]


# A file that stands in no review


def test_a_study_without_a_fault_has_none(grouped: Path, horn: Path) -> None:
    assert faults(check(grouped, horn)) == []


def test_a_new_study_is_checked_as_if_it_stood_in_the_review(grouped: Path, horn: Path) -> None:
    """The same lines, but for the name of the file."""
    spoil(horn, "metaeth:hasOrder 3", "metaeth:hasOrder 2")
    spoil(horn, "isCitedFor grouped:bell-sound", "isCitedFor grouped:bel-sound , grouped:keepers")
    spoil(horn, 'metaeth:hasReferenceNumber "12"', 'metaeth:hasReferenceNumber "10"@en')
    report = check(grouped, horn)
    there = shutil.copy(horn, grouped / "studies" / "horn-1960.ttl")
    assert as_text(report).replace(str(horn), str(there)) == as_text(ipskg.open(grouped).validate().only([there]))
    assert faults(report) == [
        ("horn-1960-report", "Publication-hasReferenceNumber"),
        ("horn-1960-report", "reference-to-nothing"),
        ("horn-1960-report", "Publication-isCitedFor"),
        ("horn-1960-report", "Publication-isCitedFor"),
        ("horn-1960-inclusion", "OrderIsUnique"),
    ]


def test_the_coded_study_takes_the_place_of_its_file_in_the_review(grouped: Path, tmp_path: Path) -> None:
    """Nothing stands twice, no number is taken, and what the new one no longer says is not there."""
    coded = tmp_path / "again.ttl"
    shutil.copy(grouped / "studies" / "lamp-1950.ttl", coded)
    own = ipskg.open(grouped).validate().only([grouped / "studies" / "lamp-1950.ttl"])
    assert as_text(check(grouped, coded)) == as_text(own).replace(
        str(grouped / "studies" / "lamp-1950.ttl"), str(coded)
    )
    spoil(coded, "metaeth:wasDrawnFrom grouped:keepers", "metaeth:wasDrawnFrom grouped:sailors")
    assert ("lamp-1950-inclusion", "IndexStudySamplesGroup") in faults(check(grouped, coded))
    assert ("lamp-1950-inclusion", "IndexStudySamplesGroup") not in faults(own)


def test_what_a_new_file_adds_to_a_record_of_the_review_is_its_own_fault(grouped: Path, horn: Path) -> None:
    """In the review, the first file by name would have the blame."""
    horn.write_text(
        f'{HORN}\ngrouped:bell skos:prefLabel "the bell tolls"@en ; metaeth:isInReview grouped:review .', "utf-8"
    )
    assert faults(check(grouped, horn)) == [
        ("bell", "ThirdOrderConstruct-prefLabel"),
        ("bell", "duplicate"),
    ]


def test_a_new_file_that_cannot_be_read_is_named_with_its_line(grouped: Path, horn: Path) -> None:
    spoil(horn, "metaeth:hasYear 1960 ;", "metaeth:hasYear 1960 :")
    with pytest.raises(UnreadableInput, match=r"horn\.ttl:2\d: not Turtle: "):
        check(grouped, horn)


# The command


def ipskg_validate(*arguments: str | Path, code: int = 0, cwd: Path | None = None) -> tuple[str, str]:
    """Call the command; give what it prints and what it says."""
    done = subprocess.run([IPSKG, "validate", *arguments], capture_output=True, cwd=cwd, check=False, timeout=120)
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return done.stdout.decode(), done.stderr.decode()


def test_a_file_in_no_review_is_checked_as_a_part_of_that_which_is_named(grouped: Path, horn: Path) -> None:
    spoil(horn, "includedBy grouped:coder".replace("included", "wasIncluded"), "wasIncludedBy grouped:codre")
    printed, said = ipskg_validate("horn.ttl", "--data", "../grouped", code=1, cwd=horn.parent)
    assert printed.splitlines()[0] == (
        "horn.ttl:27: violation: horn-1960-inclusion: It names codre, which nothing describes: describe it, or name a"
        " record there is, did you mean coder?"
    )
    assert all(line.startswith("horn.ttl:27: violation: ") for line in printed.splitlines())
    assert said == f"{len(printed.splitlines())} violations, 0 warnings\n"
    _, said = ipskg_validate("horn.ttl", code=3, cwd=horn.parent)
    assert "the file stands in no folder with a review.ttl; name its review with --data" in said


def test_files_folders_and_what_is_to_join_can_be_named_together(grouped: Path, horn: Path) -> None:
    spoil(horn, "metaeth:hasOrder 3", "metaeth:hasOrder 0")
    alone, _ = ipskg_validate(horn, "--data", grouped, code=1)
    study, _ = ipskg_validate(grouped / "studies" / "lamp-1950.ttl")
    both, _ = ipskg_validate(horn, grouped / "studies" / "lamp-1950.ttl", "--data", grouped, code=1)
    assert both == alone + study
    whole, _ = ipskg_validate(grouped)
    assert ipskg_validate(grouped, horn, "--data", grouped, code=1)[0] == alone + whole


def test_a_file_is_checked_alone_whatever_else_is_wrong_in_its_review(grouped: Path) -> None:
    spoil(grouped / "studies" / "buoy-1951.ttl", "metaeth:hasOrder 2", "metaeth:hasOrder 0")
    ipskg_validate(grouped, code=1)
    ipskg_validate(grouped / "studies" / "lamp-1950.ttl")
    ipskg_validate(grouped / "studies" / "lamp-1950.ttl", "--data", grouped)


def test_a_number_that_is_none_gets_its_line_and_no_traceback(grouped: Path) -> None:
    study = grouped / "studies" / "lamp-1950.ttl"
    spoil(study, "metaeth:hasYear 1952", 'metaeth:hasYear "MCM"^^<http://www.w3.org/2001/XMLSchema#integer>')
    for path in (study, grouped):
        printed, said = ipskg_validate(path, code=1)
        assert "the year of the publication once, as a whole number of four digits (MCM)" in printed
        assert len(said.splitlines()) == 1


# A workbook: the same statements, in cells

COLUMNS = {
    RDF.type: "A",
    SKOS.prefLabel: "B",
    URIRef(METAETH + "hasYear"): "C",
    URIRef(METAETH + "hasOrder"): "D",
    URIRef(METAETH + "hasAim"): "AA",
}
WORKBOOK = Path("study.xlsx")


def row(record: URIRef) -> int:
    return 10 if record.endswith("-report") else 9


def in_cells(statements: Mapping[Triple, object]) -> dict[Triple, list[Place]]:
    """Put each statement of a study into a cell, a record a row."""
    return {
        triple: [Place(WORKBOOK, cell=f"Study!{COLUMNS.get(triple[1], 'Z')}{row(triple[0])}")] for triple in statements
    }


def empty_cell(record: URIRef, field: URIRef | None, value: object) -> Place | None:
    """Name the cell of a value that is missing, as a reader of workbooks does."""
    return Place(WORKBOOK, cell=f"Study!{COLUMNS[field]}{row(record)}") if value is None and field in COLUMNS else None


def test_a_fault_in_a_workbook_is_named_with_its_cell_and_what_is_missing_with_the_empty_one(
    grouped: Path, horn: Path
) -> None:
    spoil(horn, "metaeth:hasYear 1960", 'metaeth:hasYear "1960"')
    spoil(horn, '    metaeth:hasAim "How it sounds"@en ;\n', "")
    corpus = ipskg.open(grouped)
    part = corpus.part_of(in_cells(statements_of(horn)), place=empty_cell)
    year = "Write the year of the publication once, as a whole number of four digits"
    assert as_text(corpus.validate_parts(part)).splitlines() == [
        "study.xlsx: Study!AA9: warning: horn-1960: Give the aim of the study",
        f'study.xlsx: Study!C10: violation: horn-1960-report: {year} ("1960")',
    ]


def test_a_cell_stands_in_json_and_in_sarif() -> None:
    problem = Problem(Severity.WARNING, "Look.", "no-kind", "http://x.example/a", file=WORKBOOK, cell="Constructs!D7")
    (told,) = json.loads(as_json(Report((problem,))))["problems"]
    assert (told["file"], told["line"], told["cell"]) == ("study.xlsx", None, "Constructs!D7")
    (result,) = json.loads(as_sarif(Report((problem,))))["runs"][0]["results"]
    assert result["locations"] == [
        {
            "physicalLocation": {"artifactLocation": {"uri": "study.xlsx"}},
            "logicalLocations": [{"name": "D7", "fullyQualifiedName": "Constructs!D7"}],
        }
    ]


def test_cells_come_in_the_order_of_reading() -> None:
    cells = [None, "Constructs!B2", "Constructs!C2", "Constructs!AA2", "Constructs!B10", "Studies!A1"]
    problems = [Problem(Severity.WARNING, "Look.", "no-kind", "x", file=WORKBOOK, cell=cell) for cell in cells]
    assert [one.cell for one in Report.gathered(reversed(problems)).problems] == cells
    assert cell_order("Codes!Z9") < cell_order("Constructs!no cell") < cell_order("Constructs!A1")


def test_a_duplicate_of_a_cell_is_named_by_it(grouped: Path, horn: Path) -> None:
    """A statement in two cells of a workbook stands twice as well."""
    statements = dict(in_cells(statements_of(horn)))
    triple = (URIRef(f"{GROUPED}horn-1960"), RDF.type, URIRef(f"{METAETH}PrimaryStudy"))
    statements[triple] = [*statements[triple], Place(WORKBOOK, cell="Study!A30")]
    corpus = ipskg.open(grouped)
    assert as_text(corpus.validate_parts(corpus.part_of(statements))) == (
        "study.xlsx: Study!A30: warning: horn-1960: This stands in study.xlsx: Study!A9 too: keep it in one file"
        " (PrimaryStudy)\n"
    )


# What a part does to others


def whole_difference(before: Report, folder: Path, file: Path) -> list[tuple[str, str]]:
    """Give what the whole check finds elsewhere and did not find before."""
    known = {replace(one, line=None, near=()) for one in before.problems}
    after = ipskg.open(folder).validate().problems
    return faults(
        Report(tuple(one for one in after if one.file != file and replace(one, line=None, near=()) not in known))
    )


def test_a_study_that_fits_does_nothing_to_others(grouped: Path, horn: Path) -> None:
    corpus = ipskg.open(grouped)
    assert corpus.validate_around(corpus.part(horn)) == Report()


def test_a_new_study_is_told_with_what_it_does_to_records_that_do_not_name_it(grouped: Path, horn: Path) -> None:
    """The same title and year, number and place as another; and a sample that another study's index study lacks."""
    spoil(horn, '"Horns"@en ;\n    metaeth:hasYear 1960', '"DAYS at the lamp"@en ;\n    metaeth:hasYear 1952')
    spoil(horn, 'metaeth:hasReferenceNumber "12"', 'metaeth:hasReferenceNumber "10"')
    spoil(horn, "metaeth:hasOrder 3", "metaeth:hasOrder 2")
    before, corpus = ipskg.open(grouped).validate(), ipskg.open(grouped)
    report = corpus.validate_around(corpus.part(horn))
    lamp, buoy = grouped / "studies" / "lamp-1950.ttl", grouped / "studies" / "buoy-1951.ttl"
    assert [(one.file, *fault) for one, fault in zip(report.problems, faults(report), strict=True)] == [
        (buoy, "buoy-1951-inclusion", "OrderIsUnique"),
        (lamp, "lamp-1950-report", "ReferenceNumberIsUnique"),
        (lamp, "lamp-1950-report-2", "PublicationStandsOnce"),
    ]
    assert str(report.problems[1]).startswith(f"{lamp}:13: warning: lamp-1950-report: Another publication")
    there = Path(shutil.copy(horn, grouped / "studies" / "horn-1960.ttl"))
    assert faults(report) == whole_difference(before, grouped, there)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "grouped:lamp-1950-wall a metaeth:SecondOrderConstruct",
            "grouped:lamp-1950-wall a metaeth:Sample",
            [("buoy-1951-call-against-lamp-1950-wall", "RefutationalTranslation-refutes")],
        ),
        (
            "grouped:lamp-1950-wall a metaeth:SecondOrderConstruct",
            "grouped:lamp-1950-fog a metaeth:SecondOrderConstruct",
            [
                ("buoy-1951-call-against-lamp-1950-wall", "reference-to-nothing"),
                ("buoy-1951-call-against-lamp-1950-wall", "RefutationalTranslation-refutes"),
            ],
        ),
        ("metaeth:isIndexStudyFor grouped:keepers ;", "", []),
    ],
    ids=["another kind", "another id", "no index study left"],
)
def test_a_changed_study_is_told_with_what_it_does_to_others(
    grouped: Path, tmp_path: Path, old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    """A change of a record's kind or id is a fault of those that name it."""
    file, changed = grouped / "studies" / "lamp-1950.ttl", tmp_path / "changed.ttl"
    shutil.copy(file, changed)
    spoil(changed, old, new)
    corpus = ipskg.open(grouped)
    before = corpus.validate()
    report = corpus.validate_around(corpus.part(changed))
    assert faults(report) == expected
    shutil.copy(changed, file)
    assert faults(report) == whole_difference(before, grouped, file)


def test_taking_a_study_away_is_told_with_what_it_does_to_others(grouped: Path) -> None:
    """What names its records, and the metaphor that nothing goes into any more."""
    corpus = ipskg.open(grouped)
    before = corpus.validate()
    file = next(file for file in corpus.reviews[0].files if file.path.name == "buoy-1951.ttl")
    report = corpus.validate_around(Part(iri=file.iri, statements={}))
    file.path.unlink()
    assert faults(report) == whole_difference(before, grouped, file.path)
    assert ("sea", "MetaphorHasParts") in faults(report)


def test_what_was_wrong_before_is_not_laid_at_a_parts_door(grouped: Path, horn: Path) -> None:
    """The report names the study already: what is wrong with it is looked at again, and is not new."""
    buoy = grouped / "studies" / "buoy-1951.ttl"
    spoil(buoy, "metaeth:reports grouped:buoy-1951", "metaeth:reports grouped:horn-1960")
    corpus = ipskg.open(grouped)
    assert ("buoy-1951-report", "reference-to-nothing") in faults(corpus.validate_parts(corpus.part(buoy)))
    assert ("buoy-1951-report", "Publication-hasYear-expected") in faults(corpus.validate_parts(corpus.part(buoy)))
    assert faults(corpus.validate_around(corpus.part(horn))) == []


@pytest.mark.parametrize(
    "shape",
    [
        "sh:path [ sh:inversePath metaeth:isCitedFor ] ; sh:maxCount 3",
        "sh:path ( [ sh:inversePath metaeth:isCitedFor ] metaeth:reports ) ; sh:maxCount 2",
    ],
    ids=["on a slice", "beyond slices"],
)
def test_shapes_of_ones_own_show_what_a_part_does_to_others_as_well(
    grouped: Path, horn: Path, tmp_path: Path, shape: str
) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(
        f"{PREFIXES} @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "grouped:own a sh:NodeShape ; sh:targetClass metaeth:Finding ; sh:property [ %s ] ." % shape,
        "utf-8",
    )
    corpus = ipskg.open(grouped)
    report = corpus.validate_around(corpus.part(horn), shapes=[own])
    assert [(local_name(one.record), one.check, one.file) for one in report.problems] == [
        ("bell-sound", "MaxCountConstraintComponent", grouped / "synthesis.ttl")
    ]


def test_a_part_and_what_it_does_to_others_are_told_together(grouped: Path, horn: Path) -> None:
    """A study with the number of another, and a design that is none: the same as by two checks."""
    spoil(horn, 'metaeth:hasReferenceNumber "12"', 'metaeth:hasReferenceNumber "10"')
    spoil(horn, "metaeth:Ethnography", '"walks"')
    corpus = ipskg.open(grouped)
    part = corpus.part(horn)
    own, around = corpus.validate_parts(part), corpus.validate_around(part)
    assert {check for _, check in faults(own)} >= {"PrimaryStudy-hasDesign", "ReferenceNumberIsUnique"}
    assert faults(around) == [("lamp-1950-report", "ReferenceNumberIsUnique")]
    assert corpus.validate_with(part) == own.with_all(around)


# The store


def test_a_store_takes_graphs_beside_files_and_keeps_the_names_of_things_without_an_id() -> None:
    store = MemoryStore(graphs={"https://example.org/g": b'_:one <https://example.org/p> "x" .\n'})
    answer = store.answer("SELECT ?s ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert list(answer.rows()) == [{"s": "_:one", "g": "https://example.org/g"}]
    with pytest.raises(UnreadableInput, match="not a graph"):
        MemoryStore(graphs={"https://example.org/g": b"<a b> <p> <o> ."})


def test_a_store_is_copied_without_graphs_and_without_what_is_said_of_records() -> None:
    """What has no id is named as in the rows of an answer; the first store keeps everything."""
    said = b'<urn:a> <urn:p> "x" .\n<urn:b> <urn:p> _:one .\n_:one <urn:p> "y" .\n'
    store = MemoryStore(graphs={"urn:g": said, "urn:h": b"<urn:c> <urn:p> <urn:a> .\n"})
    query = "SELECT ?s ?g WHERE { GRAPH ?g { ?s <urn:p> ?o } } ORDER BY ?s"
    left = store.without(graphs=["urn:h", "urn:none"], records=["urn:a", "_:one"])
    assert [row["s"] for row in left.answer(query).rows()] == ["urn:b"]
    assert [row["s"] for row in store.answer(query).rows()] == ["_:one", "urn:a", "urn:b", "urn:c"]


def test_a_part_with_an_address_that_is_none_is_refused_in_one_line(grouped: Path) -> None:
    record = URIRef(f"{GROUPED}a b")
    statements = {(record, SKOS.prefLabel, Literal("x", lang="en")): [Place(WORKBOOK, cell="Study!A2")]}
    corpus = ipskg.open(grouped)
    with pytest.raises(UnreadableInput) as caught:
        corpus.validate_parts(corpus.part_of(statements))
    assert str(caught.value).startswith(f"study.xlsx: Study!A2: '{record}' is no address: ")
