"""`ipskg validate`: what it finds, where it says that it is, and how it ends."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import chdir
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner
from rdflib import RDF, SH
from rdflib.term import Node

import ipskg
from ipskg import assets
from ipskg.cli import main
from ipskg.errors import NotReadOnly, UnreadableInput
from ipskg.export import export, export_asset
from ipskg.namespaces import local_name
from ipskg.validation import Problem, Report, Severity, sources
from ipskg.validation.formats import as_json, as_sarif, as_text, as_turtle

REVIEWS = Path(__file__).parent / "reviews"
IPSKG = Path(sys.executable).with_name("ipskg")
STUDY = "studies/lamp-1950.ttl"


def ipskg_validate(*arguments: str | Path, code: int = 0, cwd: Path | None = None) -> tuple[str, str]:
    """Call the command; give what it prints and what it says."""
    with chdir(cwd or Path.cwd()):
        done = CliRunner().invoke(main, ["validate", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == code, done.stderr
    return done.stdout, done.stderr


@pytest.fixture
def grouped(tmp_path: Path) -> Path:
    """Copy the smallest review, so that a test may spoil it."""
    return shutil.copytree(REVIEWS / "grouped", tmp_path / "grouped")


def spoil(path: Path, old: str, new: str) -> int:
    """Replace a text that stands there once, and give the line of the new one."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def add(path: Path, triples: str) -> int:
    """Add triples at the end of a file, and give the line in which they begin."""
    text = path.read_text("utf-8")
    path.write_text(text + triples, "utf-8")
    return text.count("\n") + 1


def found(folder: Path, check: str) -> list[Problem]:
    """Give the problems that one check finds in a folder."""
    return [problem for problem in ipskg.open(folder).validate().problems if problem.check == check]


# What the reviews hold


@pytest.fixture(scope="module")
def coded() -> Report:
    return ipskg.open().validate()


def test_the_coded_review_has_no_violation(coded: Report) -> None:
    assert coded.of(Severity.VIOLATION) == ()
    assert coded.conforms


def test_each_warning_of_the_coded_review_is_a_peculiarity_of_the_paper(coded: Report) -> None:
    warnings = sorted(
        (local_name(problem.record), local_name(problem.shape or ""), problem.found)
        for problem in coded.of(Severity.WARNING)
    )
    assert warnings == [
        # Its index studies for two groups sampled others: 7 units and 3 ES; 25 WA.
        ("bejerholm-2011-inclusion", "IndexStudySamplesGroup", "socialWorkers"),
        # One work applicant was sampled, and clinicians are spoken of.
        ("crain-2009", "PerspectiveIsSampled", "clinicians"),
        # 478 and 49 are not 519.
        ("flow-records-together", "FlowTotalAddsUp", "527"),
        # Table 1 prints Lexen, the reference list Lexén.
        ("lexen-2013a-inclusion", "FirstAuthorsAgree", '"Lexén"'),
        ("lexen-2013b-inclusion", "FirstAuthorsAgree", '"Lexén"'),
        # In Table 1, but not in the reference list, and cited nowhere.
        ("nygren-2016-inclusion", "IncludedStudyHasReference", "nygren-2016"),
        ("nygren-2016-inclusion", "IncludedStudyIsUsed", "nygren-2016"),
        ("nygren-2016-report", "Publication-title-expected", ""),
        ("quimby-2001-inclusion", "IndexStudySamplesGroup", "clinicians"),
        # Printed as High (73–67) (75), twice coded: as a value of the review and as a rating.
        ("stated-49", "StatedValue-hasValueFrom-ascends", "73"),
        ("whitley-2010-rating", "Rating-hasScoreFrom-ascends", "73"),
    ]


@pytest.mark.parametrize("review", ["tiny", "grouped"])
def test_the_invented_reviews_have_no_violation(review: str) -> None:
    assert ipskg.open(REVIEWS / review).validate().of(Severity.VIOLATION) == ()


# The same results as SHACL alone gives


def relations_spoilt(review: Path) -> None:
    """Break a text, a step of the argument and a translation."""
    spoil(review / STUDY, 'wasConductedIn "Fogland"', 'wasConductedIn "Fogland"@en')
    spoil(review / "synthesis.ttl", 'metaeth:states "Keepers ring the bell."@en ;', "")
    spoil(review / "studies/buoy-1951.ttl", "translatesInto grouped:bell", "translatesInto grouped:keepers")


def records_spoilt(review: Path) -> None:
    """Break numbers, choices and names, and add a sample without an id."""
    spoil(review / STUDY, "hasYear 1952", 'hasYear "soon"')
    spoil(review / STUDY, "isPartOfTrial metaeth:Yes", "isPartOfTrial metaeth:Perhaps , metaeth:No")
    spoil(review / STUDY, 'skos:prefLabel "Lamp 1950"@en', 'skos:prefLabel "Lamp 1950"')
    spoil(review / "synthesis.ttl", "isInSection grouped:sea-section", "isInSection grouped:wall-sectoin")
    add(review / STUDY, "[] a metaeth:Sample ; metaeth:isSampleOf grouped:lamp-1950 ; metaeth:hasCount 0 , 2.5 .")


def results(turtle: str) -> Counter[tuple[str, ...]]:
    """Give what a report says of each fault that a shape finds, in words; a record without an id has no name in it."""
    report = rdflib.Graph().parse(data=turtle, format="turtle")
    told = (SH.focusNode, SH.resultPath, SH.value, SH.sourceShape, SH.sourceConstraintComponent, SH.resultSeverity)

    def said(result: Node, one: Node) -> str:
        term = report.value(result, one)
        return "" if term is None or isinstance(term, rdflib.BNode) else term.n3()

    return Counter(
        (*(said(result, one) for one in told), str(report.value(result, SH.resultMessage)))
        for result in report.subjects(SH.sourceShape)
    )


def test_pyshacl_says_the_same_of_what_is_exported(grouped: Path, tmp_path: Path) -> None:
    """A stranger runs its own command on the exported review, shapes and ontology: record, place, shape, words.

    It reads the rules anew for every record, which takes half a minute: so all faults are in one review. What it says
    of the reviews as they are is looked at in test_slices and test_validation_at_scale.
    """
    relations_spoilt(grouped)
    records_spoilt(grouped)
    for name, text in {
        "review.ttl": export(ipskg.open(grouped)),
        "ontology.ttl": export_asset("ontology"),
        "shapes.ttl": export_asset("shapes"),
    }.items():
        (tmp_path / name).write_bytes(text)
    arguments = ["--advanced", "-s", "shapes.ttl", "-e", "ontology.ttl", "-f", "turtle", "review.ttl"]
    stranger = subprocess.run([IPSKG.with_name("pyshacl"), *arguments], capture_output=True, cwd=tmp_path, check=False)
    ours, _ = ipskg_validate(grouped, "--format", "turtle", code=1)
    assert results(ours) == results(stranger.stdout.decode())
    assert sum(one[5] == SH.Violation.n3() for one in results(ours).elements()) == 13


def test_the_turtle_report_is_one_of_shacl(grouped: Path) -> None:
    report = ipskg.open(grouped).validate()
    graph = rdflib.Graph().parse(data=as_turtle(report), format="turtle")
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert len(list(graph.objects(node, SH.result))) == len(report.problems)
    assert (
        rdflib.Graph().parse(data=as_turtle(Report()), format="turtle").value(None, SH.conforms, rdflib.Literal(True))
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<http://x.example/a#b>", "b"),
        ("<http://x.example/>", "http://x.example/"),
        ('"3"', '"3"'),
        ('"3"^^<http://www.w3.org/2001/XMLSchema#integer>', "3"),
        ('"a\\n\\"b"@en', '"a "b"@en'),
        ('""', '""'),
        ("[]", "a record without an id"),
        (None, ""),
    ],
)
def test_what_was_found_is_shown_as_a_person_would_write_it(value: str | None, shown: str) -> None:
    assert Problem(Severity.WARNING, "Look.", "duplicate", "http://x.example/a", value=value).found == shown


# File and line


def test_a_fault_is_named_with_its_line(grouped: Path) -> None:
    path = grouped / STUDY
    line = spoil(
        path, "metaeth:hasYear 1950 ;\n    metaeth:isCitedFor", 'metaeth:hasYear "1950" ;\n    metaeth:isCitedFor'
    )
    (problem,) = found(grouped, "DatatypeConstraintComponent")
    assert str(problem) == (
        f"{path}:{line}: violation: lamp-1950-report:"
        ' Write the year of the publication once, as a whole number of four digits ("1950")'
    )


def test_what_is_missing_is_named_with_the_line_of_its_record(grouped: Path) -> None:
    path = grouped / "synthesis.ttl"
    spoil(path, '    metaeth:states "What cannot be seen is heard."@en ;', "    metaeth:hasParagraph 1 ;")
    lines = path.read_text("utf-8").splitlines()
    missing = [one for one in found(grouped, "MinCountConstraintComponent") if one.severity == Severity.VIOLATION]
    assert [(one.file, lines[(one.line or 0) - 1]) for one in missing] == [
        (path, "grouped:bell-sound a metaeth:Finding ;")
    ]


def test_every_triple_has_the_line_in_which_its_object_ends(tmp_path: Path) -> None:
    """Guards the insides of rdflib that this rests on."""
    path = tmp_path / "one.ttl"
    path.write_text(
        '@prefix ex: <http://x.example/> .\n\nex:a ex:b 1 ,\n    2 ;\n  ex:c """x\ny""" .\nex:d a ex:e .\n', "utf-8"
    )
    lines = {str(triple[2]): line for triple, line in sources.triples_with_lines(path).items()}
    assert lines == {"1": 3, "2": 4, "x\ny": 6, "http://x.example/e": 7}


def test_without_these_insides_there_are_no_lines_but_the_same_triples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "one.ttl"
    path.write_text("<http://x.example/a> a <http://x.example/b> .", "utf-8")
    with_lines = sources.triples_with_lines(path)
    monkeypatch.setattr(sources, "_NotingSink", None)
    assert sources.triples_with_lines(path) == dict.fromkeys(with_lines)


# What no shape can see. Each: what is spoilt, in which file, the check, and the end of its line.
UNSEEN = {
    "a misspelt field": (
        'metaeth:wasConductedIn "Fogland"',
        'metaeth:wasConductedIm "Fogland"',
        "undeclared-term",
        "There is no field metaeth:wasConductedIm: write one that there is, did you mean metaeth:wasConductedIn",
    ),
    "a misspelt kind": (
        "grouped:lamp-1950-wall a metaeth:SecondOrderConstruct",
        "grouped:lamp-1950-wall a metaeth:SecondOrderConstrukt",
        "undeclared-term",
        "There is no term metaeth:SecondOrderConstrukt: write one that there is,"
        " did you mean metaeth:SecondOrderConstruct",
    ),
    "a misspelt word of a list": (
        "metaeth:hasPerspectiveBasis metaeth:Stated",
        "metaeth:hasPerspectiveBasis metaeth:Statet",
        "undeclared-term",
        "There is no term metaeth:Statet: write one that there is, did you mean metaeth:Stated",
    ),
    "a misspelt name of SKOS": (
        'skos:prefLabel "Lamp 1950"@en',
        'skos:preferredLabel "Lamp 1950"@en',
        "misspelt-name",
        "There is no name skos:preferredLabel in its vocabulary: write one that there is, did you mean skos:prefLabel",
    ),
    "a datatype that is none": (
        'metaeth:wasConductedIn "Fogland"',
        'metaeth:wasConductedIn "Fogland"^^<http://www.w3.org/2001/XMLSchema#sting>',
        "misspelt-name",
        "There is no name xsd:sting in its vocabulary: write one that there is, did you mean xsd:string",
    ),
    "a reference to nothing": (
        "metaeth:isExpressedIn grouped:wall-lamp",
        "metaeth:isExpressedIn grouped:wal-lamp",
        "reference-to-nothing",
        "It names wal-lamp, which nothing describes: describe it, or name a record there is, did you mean wall-lamp",
    ),
    "a record of no kind": (
        "grouped:lamp-1950-wall a metaeth:SecondOrderConstruct ;\n   ",
        "grouped:lamp-1950-wal",
        "no-kind",
        "It is said nowhere what kind of record this is, so that nothing of it is checked: say so",
    ),
}


@pytest.mark.parametrize("fault", UNSEEN)
def test_what_no_shape_can_see_is_found_and_what_was_meant_is_guessed(grouped: Path, fault: str) -> None:
    old, new, check, ending = UNSEEN[fault]
    line = spoil(grouped / STUDY, old, new)
    problems = found(grouped, check)
    assert [(problem.severity, problem.file, problem.line) for problem in problems] == [
        (Severity.VIOLATION, grouped / STUDY, line)
    ]
    assert f": {ending}" in str(problems[0])


def test_a_triple_in_two_files_is_named_in_the_second(grouped: Path) -> None:
    line = add(grouped / "synthesis.ttl", '\ngrouped:lamp-1950\n    metaeth:wasConductedIn "Fogland" .\n') + 2
    (problem,) = found(grouped, "duplicate")
    first, second = sorted([(grouped / "synthesis.ttl", line), (grouped / STUDY, 11)], reverse=True)
    assert problem.severity == Severity.WARNING
    assert {(problem.file, problem.line)} <= {first, second}
    assert 'too: keep it in one file ("Fogland")' in str(problem)


def test_a_deprecated_term_is_named_with_what_replaces_it(
    grouped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Terms are deprecated, not deleted; no term is yet, so that the test deprecates one."""
    for name in ("ontology", "shapes"):
        shutil.copytree(assets.folder(name), tmp_path / name)
    add(
        tmp_path / "ontology" / "meta-ethnography.ttl",
        "\nmetaeth:hasAuthorAsPrinted owl:deprecated true ; dcterms:isReplacedBy metaeth:hasFirstAuthor .\n",
    )
    monkeypatch.setattr(assets, "folder", lambda name: tmp_path / name)
    problems = found(grouped, "deprecated-term")
    assert {problem.severity for problem in problems} == {Severity.WARNING}
    assert [local_name(problem.record) for problem in problems] == ["buoy-1951-inclusion", "lamp-1950-inclusion"]
    assert "The term metaeth:hasAuthorAsPrinted is no longer in use: write metaeth:hasFirstAuthor" in str(problems[0])


def test_a_record_without_an_id_is_named_by_its_line(grouped: Path) -> None:
    line = add(grouped / STUDY, "\n[] a metaeth:Sample ;\n    metaeth:isSampleOf grouped:lamp-1950 .\n") + 1
    (problem,) = found(grouped, "no-id")
    assert (problem.severity, problem.line, problem.record) == (Severity.WARNING, line, f"_:line-{line}")
    assert as_text(ipskg.open(grouped).validate()) == as_text(ipskg.open(grouped).validate())


def test_all_problems_come_at_once_in_the_order_of_files_and_lines(grouped: Path) -> None:
    for old, new, *_ in [
        UNSEEN["a misspelt field"],
        UNSEEN["a misspelt word of a list"],
        UNSEEN["a misspelt name of SKOS"],
    ]:
        spoil(grouped / STUDY, old, new)
    places = [(str(one.file), one.line or 0) for one in ipskg.open(grouped).validate().problems]
    assert places == sorted(places)
    assert len(places) > 3


# The command


def test_warnings_alone_hold_and_with_strict_they_do_not() -> None:
    printed, said = ipskg_validate(REVIEWS / "grouped")
    assert all(": warning: " in line for line in printed.splitlines())
    assert said == f"0 violations, {len(printed.splitlines())} warnings\n"
    assert ipskg_validate(REVIEWS / "grouped", "--strict", code=1) == (printed, said)


def test_what_is_merely_counted_stands_in_json_and_not_in_the_text(grouped: Path) -> None:
    report = ipskg.open(grouped).validate()
    assert report.count(Severity.INFO) == 1
    assert ": info: " not in as_text(report)
    assert json.loads(as_json(report))["counts"]["info"] == 1


def test_a_violation_ends_with_1(grouped: Path) -> None:
    spoil(grouped / STUDY, *UNSEEN["a misspelt field"][:2])
    printed, said = ipskg_validate(grouped, code=1)
    assert f"{grouped / STUDY}:10: violation: lamp-1950: There is no field metaeth:wasConductedIm" in printed
    assert said.startswith("1 violation, ")


def test_one_file_is_checked_with_its_review_and_only_its_problems_are_shown(grouped: Path) -> None:
    printed, _ = ipskg_validate(STUDY, cwd=grouped)
    assert printed
    assert all(line.startswith(f"{STUDY}:") for line in printed.splitlines())
    assert ipskg_validate(Path(STUDY).name, cwd=(grouped / STUDY).parent)[0] == printed.replace(
        "studies/", "../studies/"
    )
    whole, _ = ipskg_validate("--data", grouped)
    assert len(whole.splitlines()) > len(printed.splitlines())


def test_every_format_holds_every_problem(grouped: Path) -> None:
    report = ipskg.open(grouped).validate()
    as_json = json.loads(ipskg_validate(grouped, "--format", "json")[0])
    assert len(as_json["problems"]) == len(report.problems)
    assert as_json["counts"]["warning"] == report.count(Severity.WARNING)
    sarif = json.loads(ipskg_validate(grouped, "--format", "sarif")[0])
    (run,) = sarif["runs"]
    assert sarif["version"] == "2.1.0"
    assert [one["level"] for one in run["results"]] == [
        {"warning": "warning", "info": "note", "violation": "error"}[problem.severity] for problem in report.problems
    ]
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == report.problems[0].line
    _, _, *table = ipskg_validate(grouped, "--format", "table")[0].splitlines()
    assert len([line for line in table if not line.startswith(" ")]) == len(report.problems)
    assert ipskg_validate(grouped, "--format", "turtle")[0] == as_turtle(report)


def test_a_table_is_at_most_120_characters_wide_and_cuts_no_message(grouped: Path) -> None:
    """A long path loses its beginning, a long message is broken over lines."""
    deep = shutil.copytree(grouped, grouped / ("deep" * 20))
    spoil(deep / STUDY, 'wasConductedIn "Fogland"', f'wasConductedIn "{"far away in a foggy land " * 9}"@en')
    table = ipskg_validate(deep, "--format", "table", code=1)[0].splitlines()
    assert {len(table[1])} == {max(map(len, table))} == {120}
    place = f"…{f'{deep / STUDY}:10'[-45:]}"
    first, *more = (line for line in table[[line.startswith(place) for line in table].index(True) :])
    said = first.removeprefix(place).split() + more[0].split() + more[1].split()
    assert " ".join(said).startswith("violation lamp-1950: Write each country of the study as plain text, without a la")


def test_a_value_that_breaks_several_constraints_of_one_message_is_one_line(grouped: Path) -> None:
    """What is no whole number is also in no range of them; text, table and the count at the end say so once."""
    spoil(grouped / STUDY, "hasYear 1952", 'hasYear "soon"')
    year = "Write the year of the publication once, as a whole number of four digits"
    for format in ("text", "table"):
        printed, said = ipskg_validate(grouped, "--format", format, code=1)
        assert " ".join(printed.split()).count(f"lamp-1950-report-2: {year}") == 1
        assert said.startswith("1 violation, ")
    told = json.loads(ipskg_validate(grouped, "--format", "json", code=1)[0])["problems"]
    assert [one["check"] for one in told if one["message"] == f"{year}."] == [
        "DatatypeConstraintComponent",
        "MaxInclusiveConstraintComponent",
        "MinInclusiveConstraintComponent",
    ]


def test_sarif_names_a_relative_file_by_a_relative_address() -> None:
    problem = Problem(Severity.WARNING, "Look.", "duplicate", "http://x.example/a", file=Path("a b/c.ttl"), line=3)
    (result,) = json.loads(as_sarif(Report((problem,))))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "a%20b/c.ttl"}


def test_output_goes_to_a_file(grouped: Path, tmp_path: Path) -> None:
    printed, said = ipskg_validate(grouped, "-o", tmp_path / "problems.txt")
    assert printed == ""
    assert (tmp_path / "problems.txt").read_text("utf-8") == as_text(ipskg.open(grouped).validate())
    assert said


def test_what_the_data_hold_cannot_break_a_line_or_steer_the_terminal(grouped: Path) -> None:
    spoil(grouped / STUDY, 'wasConductedIn "Fogland"', 'wasConductedIn "Fog\\u001B[31m\\n\\u202Eland"@en')
    for format in ("text", "table"):
        printed, _ = ipskg_validate(grouped, "--format", format, code=1)
        assert not [character for character in printed if not character.isprintable() and character != "\n"]


# Shapes of one's own

OWN = """
@prefix metaeth: <https://w3id.org/ipskg/meta-ethnography#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://example.org/own> a sh:NodeShape ; sh:targetClass metaeth:PrimaryStudy ; {own} .
"""


def test_own_shapes_are_checked_beside_those_of_ipskg(grouped: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(OWN.format(own='sh:nodeKind sh:Literal ; sh:message "No."'), "utf-8")
    printed, _ = ipskg_validate(grouped, "--shapes", own, code=1)
    assert printed.count("violation: ") == 2
    assert "violation: lamp-1950: No (lamp-1950)" in printed or "violation: lamp-1950: No\n" in printed


INVALID = {
    "a class in a text": ("sh:property 'x'", UnreadableInput, "the shapes are no valid SHACL"),
    "a query that does not parse": (
        "sh:sparql [ a sh:SPARQLConstraint ; sh:select 'SELECT $this WHERE {' ]",
        UnreadableInput,
        "the shapes are no valid SHACL",
    ),
    "a count that is none": (
        "sh:property [ sh:path metaeth:hasAim ; sh:minCount 'x' ]",
        UnreadableInput,
        "no valid SHACL",
    ),
    "no Turtle": (". x", UnreadableInput, "not Turtle: "),
    "a query that fetches": (
        "sh:sparql [ a sh:SPARQLConstraint ; sh:select 'SELECT $this WHERE { SERVICE <x:x> { $this ?p ?o } }' ]",
        NotReadOnly,
        "SERVICE in line 1",
    ),
}


@pytest.mark.parametrize("invalid", INVALID)
def test_shapes_that_cannot_be_used_are_refused(grouped: Path, tmp_path: Path, invalid: str) -> None:
    own, error, said = INVALID[invalid]
    path = tmp_path / "own.ttl"
    path.write_text(OWN.format(own=own), "utf-8")
    with pytest.raises(error) as caught:
        ipskg.open(grouped).validate(shapes=[path])
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_shapes_that_are_not_there_are_refused(tmp_path: Path) -> None:
    _, said = ipskg_validate("--shapes", tmp_path / "none.ttl", code=3)
    assert "cannot be read: No such file or directory" in said


# Bad input

BAD = {
    "a relative address": (b"<x> <http://x.example/p> 1 .\n", "not Turtle: "),
    "NUL bytes": (b"\0\0\0", "not Turtle: "),
    "a NUL byte in an address": (b"<http://x.example/\0> a <http://x.example/C> .", "not Turtle: "),
    "Latin-1": ("# Lexén\n".encode("latin-1"), "not UTF-8"),
    "brackets without an end": (b"<http://x.example/s> <http://x.example/p> " + b"[ <http://x.example/p> " * 5000, ""),
    "deep nesting": (
        b"<http://x.example/s> <http://x.example/p> " + b"[ <http://x.example/p> " * 5000 + b"1" + b"]" * 5000 + b" .",
        "",
    ),
    "an open text": (b'<http://x.example/s> <http://x.example/p> "open', "not Turtle: "),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_file_that_cannot_be_read_gets_one_line_and_3(grouped: Path, bad: str) -> None:
    content, said = BAD[bad]
    path = grouped / "studies" / "bad.ttl"
    path.write_bytes(content)
    printed, line = ipskg_validate(grouped, code=3)
    assert printed == ""
    assert line.startswith(f"Error: {path}:")
    assert said in line
    assert line.count("\n") == 1


def test_a_text_of_ten_megabytes_is_checked_and_cut(grouped: Path) -> None:
    spoil(grouped / STUDY, 'wasConductedIn "Fogland"', f'wasConductedIn "{"x" * 10_000_000}"@en')
    printed, _ = ipskg_validate(grouped, code=1)
    assert max(map(len, printed.splitlines())) < 400


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    _, said = ipskg_validate(tmp_path / "none", code=2)
    assert "no folder 'none'" in said
    (tmp_path / "alone.ttl").write_text("<http://x.example/s> a <http://x.example/C> .", "utf-8")
    _, said = ipskg_validate(tmp_path / "alone.ttl", code=3)
    assert "the file stands in no folder with a review.ttl" in said
