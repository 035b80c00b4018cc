"""A report as SARIF 2.1.0: each rule with what it asks and how to help oneself, each result with its rule and place."""

import json
import re
import shutil
from pathlib import Path

import pytest
from rdflib import RDF, SH, Graph, URIRef

import ipskg
from ipskg import assets
from ipskg.namespaces import PREFIXES, local_name
from ipskg.validation import Problem, Report, Severity
from ipskg.validation.formats import as_sarif

ROOT = Path(__file__).parents[1]
STUDY = "studies/lamp-1950.ttl"


def problem(shape: str | None, severity: Severity = Severity.WARNING, **more: object) -> Problem:
    """Make a problem of a shape of ipskg, named shortly, or of a check without one."""
    told = {"message": "Look.", "check": "MinCountConstraintComponent", "record": "https://example.org/fog/lamp"}
    return Problem(severity=severity, shape=shape and PREFIXES["shapes"] + shape, **(told | more))


def run(*problems: Problem, own: list[Path] | None = None) -> dict:
    """Give the one run of the log."""
    log = json.loads(as_sarif(Report(problems), own or ()))
    assert (log["version"], log["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    (one,) = log["runs"]
    return one


def rules(*problems: Problem, own: list[Path] | None = None) -> list[dict]:
    return run(*problems, own=own)["tool"]["driver"]["rules"]


def test_a_field_is_explained_by_its_shape() -> None:
    """Name, description, message and severity are those of the property shape, its owner the label of the record."""
    assert rules(problem("PrimaryStudy-wasConductedIn-expected", message="Say where.")) == [
        {
            "id": "PrimaryStudy-wasConductedIn-expected",
            "name": "StudyCountry",
            "shortDescription": {"text": "Study: Country."},
            "fullDescription": {
                "text": "The country of the study, as the review prints it."
                " What breaks this is for a reviewer to look at."
            },
            "help": {"text": "Say in which country the study was made."},
            "defaultConfiguration": {"level": "warning"},
            "helpUri": "https://w3id.org/ipskg/shapes#PrimaryStudy-wasConductedIn-expected",
        }
    ]


def test_a_rule_across_records_is_explained_by_its_shape_and_the_message_of_its_query() -> None:
    """What a rule found stands in a result, so that the help has a gap there."""
    assert rules(problem("RatingInScale", message="The score 73 is off the scale: check it.")) == [
        {
            "id": "RatingInScale",
            "name": "AScoreLiesOnItsScale",
            "shortDescription": {"text": "A score lies on its scale."},
            "fullDescription": {
                "text": "A score lies between the lowest and the highest score of its scale."
                " What breaks this is for a reviewer to look at."
            },
            "help": {
                "text": "The score … is off the scale: check the score and the scale,"
                " and leave them if they are printed so."
            },
            "defaultConfiguration": {"level": "warning"},
            "helpUri": "https://w3id.org/ipskg/shapes#RatingInScale",
        }
    ]


def test_a_check_that_no_shape_can_make_is_explained_as_well() -> None:
    assert rules(problem(None, Severity.VIOLATION, check="reference-to-nothing", message="It names x.")) == [
        {
            "id": "reference-to-nothing",
            "name": "ReferenceToARecord",
            "shortDescription": {"text": "Reference to a record."},
            "fullDescription": {
                "text": "What a record names is described somewhere in the review. What breaks this cannot be used."
            },
            "help": {"text": "Describe what is named, or name a record that there is."},
            "defaultConfiguration": {"level": "error"},
        }
    ]


def test_what_is_merely_counted_is_a_note() -> None:
    (told,) = rules(problem("ConstructIsExpressed", Severity.INFO))
    assert told["defaultConfiguration"] == {"level": "note"}
    assert told["fullDescription"]["text"].endswith(" What is found is merely counted.")


def test_each_rule_stands_once_and_each_result_points_at_it() -> None:
    """The rules are sorted by id, and the results stay in the order of files and lines."""
    problems = (
        problem("YearsAgree", file=Path("a b/one.ttl"), line=3),
        problem(None, Severity.VIOLATION, check="no-kind", file=Path("a b/one.ttl"), line=5),
        problem("YearsAgree", file=Path("a b/two.ttl"), line=1),
        problem("Sample-hasCount", Severity.VIOLATION, file=Path("samples.xlsx"), cell="Samples!C4"),
        problem("Sample-hasCount", Severity.VIOLATION),
    )
    one = run(*problems)
    assert [told["id"] for told in one["tool"]["driver"]["rules"]] == ["Sample-hasCount", "YearsAgree", "no-kind"]
    assert [(told["ruleIndex"], told["ruleId"], told["level"]) for told in one["results"]] == [
        (1, "YearsAgree", "warning"),
        (2, "no-kind", "error"),
        (1, "YearsAgree", "warning"),
        (0, "Sample-hasCount", "error"),
        (0, "Sample-hasCount", "error"),
    ]
    assert [told.get("locations") for told in one["results"]] == [
        [{"physicalLocation": {"artifactLocation": {"uri": "a%20b/one.ttl"}, "region": {"startLine": 3}}}],
        [{"physicalLocation": {"artifactLocation": {"uri": "a%20b/one.ttl"}, "region": {"startLine": 5}}}],
        [{"physicalLocation": {"artifactLocation": {"uri": "a%20b/two.ttl"}, "region": {"startLine": 1}}}],
        [
            {
                "physicalLocation": {"artifactLocation": {"uri": "samples.xlsx"}},
                "logicalLocations": [{"name": "C4", "fullyQualifiedName": "Samples!C4"}],
            }
        ],
        None,
    ]


def test_a_log_without_problems_has_neither_rules_nor_results() -> None:
    """Results that are an empty list say that all was checked and nothing found."""
    assert (run()["results"], rules()) == ([], [])


def test_braces_and_links_of_the_data_stay_text() -> None:
    """SARIF fills `{0}` and follows `[1](2)`: section 3.11.5 doubles braces, 3.11.6 has a backslash before a link."""
    (told,) = run(problem(None, check="cell", message="{0} and [1](2), but [not] (this)"))["results"]
    assert told["message"]["text"] == r"lamp: {{0}} and \[1](2), but [not] (this)"


OWN = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://example.org/own#told> a sh:PropertyShape ;
    sh:path <https://example.org/own#field> ; sh:name "Weather" ; sh:severity sh:Info ; sh:message "Say how it was." .
<https://example.org/own#untold> a sh:NodeShape ; sh:property <https://example.org/own#told> .
"""


def test_own_shapes_are_explained_as_far_as_they_say_anything(tmp_path: Path) -> None:
    """A shape that says nothing is explained by its first problem; one without a name, by its constraint."""
    (tmp_path / "own.ttl").write_text(OWN, "utf-8")
    own = [
        Problem(
            Severity.INFO,
            "Say how it was.",
            "MinCountConstraintComponent",
            "x",
            shape=f"https://example.org/own#{shape}",
        )
        for shape in ("told", "untold")
    ]
    unnamed = Problem(Severity.VIOLATION, "No.", "NodeKindConstraintComponent", "x")
    told = rules(*own, unnamed, own=[tmp_path / "own.ttl"])
    assert [(one["id"], one["name"], one["help"]["text"], one["defaultConfiguration"]["level"]) for one in told] == [
        ("NodeKindConstraintComponent", "NodeKindConstraintComponent", "No.", "error"),
        ("https://example.org/own#told", "Weather", "Say how it was.", "note"),
        ("https://example.org/own#untold", "Untold", "Say how it was.", "note"),
    ]


def shapes() -> Graph:
    graph = Graph()
    for path in assets.shapes():
        graph.parse(path, format="turtle")
    return graph


def test_every_shape_explains_itself() -> None:
    """No rule has an empty text, a slot or the words of a shape language; its level is that of its shape."""
    graph = shapes()
    levels = {SH.Violation: "error", SH.Warning: "warning", SH.Info: "note"}
    names = {local_name(str(shape)): levels[severity] for shape, severity in graph.subject_objects(SH.severity)}
    assert len(names) > 250
    told = rules(*(problem(name) for name in names))
    assert {one["id"]: one["defaultConfiguration"]["level"] for one in told} == names
    for one in told:
        texts = [one[part]["text"] for part in ("shortDescription", "fullDescription", "help")]
        assert all(re.fullmatch(r"[A-Z0-9][^{}]+\.", text) for text in texts), one
        assert not re.search(r"\bsh:|\?\w", " ".join(texts)), one
        assert texts[2] != "Look.", one
        assert re.fullmatch(r"\w+", one["name"]), one
        assert (URIRef(one["helpUri"]), RDF.type, None) in graph, one


def test_every_check_of_the_package_is_explained() -> None:
    """Each check that the code names has words of its own."""
    text = "".join(path.read_text("utf-8") for path in (ROOT / "ipskg").rglob("*.py"))
    checks = set(re.findall(r'\bcheck="([a-z-]+)"', text)) | set(re.findall(r'message, "([a-z-]+)", place', text))
    assert {"cell", "deprecated-term", "no-kind", "link"} < checks
    told = rules(*(problem(None, check=check) for check in checks))
    assert [one["id"] for one in told if one["help"]["text"] == "Look."] == []


@pytest.fixture
def grouped(tmp_path: Path) -> Path:
    """Copy the smallest review, so that a test may spoil it."""
    return shutil.copytree(Path(__file__).parent / "reviews" / "grouped", tmp_path / "grouped")


def test_what_is_wrong_with_a_review_is_told_with_its_lines(grouped: Path) -> None:
    """A study without a country, with a misspelt field in its place, in line 10 of its file."""
    path = grouped / STUDY
    path.write_text(path.read_text("utf-8").replace("metaeth:wasConductedIn", "metaeth:wasConductedIm"), "utf-8")
    one = json.loads(as_sarif(ipskg.open(grouped).validate()))["runs"][0]
    ids = [told["id"] for told in one["tool"]["driver"]["rules"]]
    found = {
        (told["ruleId"], told["level"], told["message"]["text"], location["region"]["startLine"])
        for told in one["results"]
        for location in [told["locations"][0]["physicalLocation"]]
        if location["artifactLocation"]["uri"] == path.as_uri() and told["message"]["text"].startswith("lamp-1950:")
    }
    assert [ids[told["ruleIndex"]] for told in one["results"]] == [told["ruleId"] for told in one["results"]]
    assert found == {
        ("PrimaryStudy-hasAim-expected", "warning", "lamp-1950: Give the aim of the study", 6),
        (
            "PrimaryStudy-hasDesign-expected",
            "warning",
            "lamp-1950: Choose the design of the study from the list",
            6,
        ),
        (
            "PrimaryStudy-wasConductedIn-expected",
            "warning",
            "lamp-1950: Say in which country the study was made",
            6,
        ),
        (
            "undeclared-term",
            "error",
            "lamp-1950: There is no field metaeth:wasConductedIm: write one that there is,"
            " did you mean metaeth:wasConductedIn?",
            10,
        ),
    }
