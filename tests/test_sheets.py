"""Coding workbooks: what the shapes make of them, and that studies go out and come back."""

import csv
import re
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from rdflib import RDFS, SH, SKOS, Graph, URIRef
from rdflib.compare import isomorphic

import ipskg
from ipskg.cli import main
from ipskg.namespaces import METAETH, PREFIXES
from ipskg.sheets import Desk, Reference, filed, read_references

ROOT = Path(__file__).parents[1]
CODED = ROOT / "data" / "moen-2021"
STUDIES = sorted(path.stem for path in (CODED / "studies").glob("*.ttl"))
SHAPES = PREFIXES["shapes"]


def run(*arguments: str | Path, code: int = 0) -> str:
    """Run ipskg, and give what it prints to standard output and to standard error."""
    done = CliRunner().invoke(main, [str(one) for one in arguments])
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(ipskg.open(CODED))


@pytest.fixture(scope="module")
def shapes() -> Graph:
    graph = Graph()
    for path in (ROOT / "shapes").glob("*.ttl"):
        graph.parse(path)
    return graph


def headings(path: Path) -> dict[str, list[str]]:
    """Give the headings of each sheet of a workbook, with their marks."""
    book = openpyxl.load_workbook(path)
    return {sheet.title: [cell.value for cell in sheet[1] if cell.value] for sheet in book.worksheets}


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_a_coded_study_goes_out_and_comes_back_as_it_was(study: str, format: str, tmp_path: Path) -> None:
    book = tmp_path / (f"{study}.xlsx" if format == "xlsx" else study)
    run("sheet", "write", study, "--format", format, "-o", book)
    run("sheet", "read", book, "-o", tmp_path / "back.ttl")
    back, there = Graph().parse(tmp_path / "back.ttl"), Graph().parse(CODED / "studies" / f"{study}.ttl")
    assert len(there) > 30
    assert isomorphic(back, there)


def test_the_whole_review_goes_out_and_comes_back_file_by_file(desk: Desk, tmp_path: Path) -> None:
    """Each record comes back in the file that it came from: the workbook does not say in which."""
    path = tmp_path / "review.xlsx"
    path.write_bytes(desk.as_xlsx(desk.of_review()))
    files = filed(desk.read(path), desk.forms)
    assert set(files) == {one.relative_to(CODED).as_posix() for one in CODED.rglob("*.ttl")}
    for name, said in files.items():
        there = {tuple(term.n3() for term in triple) for triple in Graph().parse(CODED / name)}
        assert {(str(one.subject), str(one.predicate), str(one.object)) for one in said} == there, name


def test_a_workbook_has_a_sheet_for_each_kind_of_record_of_a_study(tmp_path: Path) -> None:
    run("sheet", "new", "-o", tmp_path / "study.xlsx")
    assert list(headings(tmp_path / "study.xlsx")) == [
        "About", "Studies", "Publications", "Inclusions", "Samples", "Ratings", "Appraisals", "Findings", "Accounts",
        "Constructs", "Translations", "Links to findings", "Lists",
    ]  # fmt: skip


def test_both_formats_have_the_same_headings_and_marks(tmp_path: Path) -> None:
    run("sheet", "new", "--review", "-o", tmp_path / "review.xlsx")
    run("sheet", "new", "--review", "--format", "csv", "-o", tmp_path / "review")
    files = {path.stem: path.read_text("utf-8-sig").splitlines() for path in (tmp_path / "review").iterdir()}
    written = {name: next(csv.reader(lines)) for name, lines in files.items()}
    assert written["Links to findings"][0] == "Finding *"
    books = headings(tmp_path / "review.xlsx")
    assert {name: books[name] for name in books if name not in ("About", "Lists")} == written


def test_columns_are_the_fields_of_the_shapes_in_their_order(shapes: Graph, tmp_path: Path) -> None:
    """Name by name, with a star where the shapes require a value; what the workbook knows itself has no column."""
    run("sheet", "new", "-o", tmp_path / "study.xlsx")
    sample = URIRef(SHAPES + "Sample")
    assert shapes.value(sample, SKOS.altLabel).toPython() == "Samples"
    fields = {}
    for field in shapes.objects(sample, SH.property):
        path = str(shapes.value(field, SH.path))
        required = (field, SH.minCount, None) in shapes and shapes.value(field, SH.severity) == SH.Violation
        fields[path] = (int(shapes.value(field, SH.order)), str(shapes.value(field, SH.name)), required)
    assert fields.pop(METAETH + "isSampleOf")[2], "the study of a sample is required"
    wanted = ["Id", *(name + (" *" if required else "") for _, name, required in sorted(fields.values()))]
    assert headings(tmp_path / "study.xlsx")["Samples"] == wanted
    assert headings(tmp_path / "study.xlsx")["Studies"][:3] == ["Id", "Short name *", "Design"]


def test_the_fields_of_one_kind_stand_among_those_of_all(tmp_path: Path) -> None:
    """What a translation is set against stands beside what it translates, and not behind the note."""
    run("sheet", "new", "--review", "-o", tmp_path / "review.xlsx")
    columns = headings(tmp_path / "review.xlsx")
    assert columns["Translations"][2:6] == ["Translates *", "About the same as", "Stands against", "Into *"]
    assert columns["Publications"][:4] == ["Id", "Kind", "Study", "Reference number"]
    assert [name for name, own in columns.items() if "Note" in own[:-1]] == []


def test_a_heading_has_the_description_of_its_field_as_help(shapes: Graph, tmp_path: Path) -> None:
    run("sheet", "new", "-o", tmp_path / "study.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "study.xlsx")["Constructs"]
    help_ = {str(cell.value).removesuffix(" *"): cell.comment.text for cell in sheet[1] if cell.value}
    described = str(shapes.value(URIRef(SHAPES + "SecondOrderConstruct-hasBasis"), SH.description))
    assert help_["Basis"].startswith(described)
    assert help_["Metaphor"].endswith("Required.")


def test_a_property_shape_adds_a_column(tmp_path: Path) -> None:
    """Nothing else is to be written: the column is there, is read, and its values are held against the shape."""
    own = tmp_path / "own.ttl"
    own.write_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix x: <https://example.org/x#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        @prefix shapes: <https://w3id.org/ipskg/shapes#> .
        shapes:Sample sh:property x:Sample-age .
        x:Sample-age a sh:PropertyShape ; sh:path x:hasMeanAge ; sh:name "Mean age"@en ; sh:order 9 ;
            sh:description "How old they were."@en ; sh:datatype xsd:integer ; sh:maxCount 1 ;
            sh:severity sh:Violation ; sh:message "Write the age as a whole number."@en .
        """
    )
    path = tmp_path / "study.xlsx"
    run("sheet", "write", "areberg-2013", "--shapes", own, "-o", path)
    assert headings(path)["Samples"][-1] == "Mean age"
    book = openpyxl.load_workbook(path)
    column = [cell.value for cell in book["Samples"][1]].index("Mean age") + 1
    book["Samples"].cell(2, column).value = 41
    book.save(path)
    assert "x#hasMeanAge> 41" in run("sheet", "read", path, "--shapes", own)
    book["Samples"].cell(2, column).value = "forty"
    book.save(path)
    said = run("validate", path, "--data", CODED, "--shapes", own, code=1)
    cell = f"Samples!{openpyxl.utils.get_column_letter(column)}2"
    assert f'{path}: {cell}: violation: areberg-2013-sample-1: Write the age as a whole number ("forty")' in said


def choices(path: Path, sheet: str, heading: str) -> list[str]:
    """Give what the drop-down below a heading offers."""
    book = openpyxl.load_workbook(path)
    column = [str(cell.value).removesuffix(" *") for cell in book[sheet][1]].index(heading) + 1
    (rule,) = [
        one
        for one in book[sheet].data_validations.dataValidation
        if any(area.min_col <= column <= area.max_col and area.min_row == 2 for area in one.sqref.ranges)
    ]
    place = book.defined_names[rule.formula1.removeprefix("=")].attr_text
    name, _, cells = place.partition("!")
    assert book[name].sheet_state == "hidden"
    area = book[name][cells.replace("$", "")]
    values = [row[0].value for row in area] if isinstance(area, tuple) else [area.value]
    return [str(value) for value in values]


def test_a_column_offers_the_terms_of_its_vocabulary(tmp_path: Path) -> None:
    run("sheet", "new", "-o", tmp_path / "study.xlsx")
    designs = Graph().parse(ROOT / "ontology" / "vocabularies" / "study-designs.ttl")
    wanted = {str(label) for label in designs.objects(None, SKOS.prefLabel)}
    assert set(choices(tmp_path / "study.xlsx", "Studies", "Design")) == wanted
    assert len(wanted) >= 4


def test_sections_findings_metaphors_and_groups_of_the_review_are_offered_by_label(tmp_path: Path) -> None:
    path = tmp_path / "study.xlsx"
    run("sheet", "new", "-o", path)
    assert "Frustrating IPS collaboration" in choices(path, "Findings", "Section")
    assert "frustrating IPS collaboration" in choices(path, "Translations", "Into")
    assert "social workers" in choices(path, "Samples", "Actor group")
    findings = choices(path, "Links to findings", "Finding")
    assert any(one.startswith("frustrating-collaboration-07: They were also sceptical") for one in findings)
    assert len([one for one in findings if not one.startswith("=")]) == 78


def test_what_is_written_in_one_sheet_is_offered_in_another(tmp_path: Path) -> None:
    """By a formula on the hidden sheet, so that it follows while one types."""
    path = tmp_path / "study.xlsx"
    run("sheet", "new", "-o", path)
    offered = choices(path, "Translations", "Translates")
    assert "=IF('Constructs'!$B$2=\"\",\"\",'Constructs'!$B$2)" in offered
    assert "an IPS process that is too fast and could harm" in offered


def test_a_choice_that_two_records_share_has_their_ids(tmp_path: Path) -> None:
    """Two studies speak of flexible and available support."""
    path = tmp_path / "study.xlsx"
    run("sheet", "new", "-o", path)
    offered = choices(path, "Translations", "Stands against")
    assert "flexible and available support [areberg-2013-flexible-support]" in offered
    assert "flexible and available support [gammelgaard-2017-flexible-support]" in offered


def test_an_appraisal_procedure_goes_by_its_tool(tmp_path: Path) -> None:
    """It has no other name, and its id need not be known."""
    path = tmp_path / "study.xlsx"
    run("sheet", "new", "-o", path)
    assert choices(path, "Appraisals", "Procedure") == ["CASP Qualitative Checklist"]


def test_the_same_study_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        run("sheet", "write", "crain-2009", "-o", tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_workbook_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "study.xlsx").write_text("a day's work")
    assert "there is such a file already" in run("sheet", "new", "-o", tmp_path / "study.xlsx", code=2)
    assert (tmp_path / "study.xlsx").read_text() == "a day's work"


def test_every_form_has_headings_of_its_own(desk: Desk) -> None:
    """Two fields of one name in a sheet could not be told apart."""
    for form in desk.forms.all:
        names = [field.name for field in form.fields]
        assert len(names) == len(set(names)), form.name
    names = [form.name for form in desk.forms.all]
    assert len(names) == len(set(names))
    assert max(map(len, names)) <= 31, "the longest name that a spreadsheet takes"


def test_every_shape_of_a_record_has_a_sheet(desk: Desk, shapes: Graph) -> None:
    """All that a coder fills in: a shape with fields is a form, or adds to that of a class above its own."""
    graph = Graph()
    for path in (ROOT / "ontology").rglob("*.ttl"):
        graph.parse(path)
    kinds = {kind.iri for form in desk.forms.all for kind in form.kinds}
    for shape in set(shapes.subjects(SH.property)):
        for kind in shapes.objects(shape, SH.targetClass):
            assert str(kind) in kinds, shape
            assert shapes.value(shape, RDFS.label)


def test_what_no_column_holds_is_not_lost_in_silence(tmp_path: Path) -> None:
    """The tiny review has a participant's account with a name, for which there is no column."""
    said = run(
        "sheet", "write", "waxley-2004", "--data", ROOT / "tests/reviews/tiny", "-o", tmp_path / "x.xlsx", code=2
    )
    assert "1 statement of waxley-2004 would be lost" in said
    assert "waxley-2004-morning prefLabel" in said
    assert not (tmp_path / "x.xlsx").exists()


RIS = """TY  - JOUR
AU  - Puddle, Rosa Maria
AU  - Drizzle, D.
AU  - Mist, M
TI  - Talking to the rain
JO  - J Rain
PY  - 2019
VL  - 4
IS  - 2
SP  - 10
EP  - 19
DO  - 10.0000/rain.19
ER  -

TY  - BOOK
AU  - Puddle, Rosa
T1  - Rain at home
PY  - 2019///
PB  - Puddle Press
CY  - Wetford
ER  -
"""
BIBTEX = r"""@article{puddle, author = {Puddle, Rosa Maria and D. Drizzle and Mist, M}, title = {Talking to the {R}ain},
  journal = {J Rain}, year = 2019, volume = 4, number = 2, pages = {10--19}, doi = {10.0000/rain.19}}
@book{home, author = {P{\"u}ddle, Rosa}, title = {Rain at home}, year = {2019}, publisher = {Puddle Press},
  address = {Wetford}}
"""
CSL = """[{"type": "article-journal", "title": "Talking to the rain", "container-title": "J Rain", "volume": 4,
  "issue": "2", "page": "10-19", "DOI": "10.0000/rain.19", "issued": {"date-parts": [[2019, 5]]},
  "author": [{"family": "Puddle", "given": "Rosa Maria"}, {"family": "Drizzle", "given": "D."},
             {"family": "Mist", "given": "M"}]},
 {"title": "Rain at home", "publisher": "Puddle Press", "publisher-place": "Wetford", "issued": {"raw": "May 2019"},
  "author": [{"literal": "The Rain Society"}]}]
"""


@pytest.mark.parametrize(("name", "text"), [("x.ris", RIS), ("x.bib", BIBTEX), ("x.json", CSL)])
def test_references_say_the_same_in_three_formats(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    article, book = read_references(tmp_path / name)
    assert article == Reference(
        authors=(("Puddle", "Rosa Maria"), ("Drizzle", "D."), ("Mist", "M")),
        year=2019,
        title="Talking to the Rain" if name == "x.bib" else "Talking to the rain",
        container="J Rain",
        volume="4",
        issue="2",
        pages="10–19",
        identifier="10.0000/rain.19",
    )
    assert article.short_name == "Puddle et al. 2019"
    assert article.authors_as_printed == "Puddle RM, Drizzle D, Mist M"
    assert (book.title, book.publisher, book.place, book.year) == ("Rain at home", "Puddle Press", "Wetford", 2019)
    assert book.authors[0][0] == {"x.ris": "Puddle", "x.bib": "Püddle", "x.json": "The Rain Society"}[name]


def test_each_reference_fills_in_a_workbook(tmp_path: Path) -> None:
    """Two of one author and year get a letter; a workbook is named after the study, and says what is known of it."""
    (tmp_path / "x.ris").write_text(RIS.replace("AU  - Drizzle, D.\nAU  - Mist, M\n", ""), "utf-8")
    run("sheet", "new", "--from", tmp_path / "x.ris", "-o", tmp_path / "books")
    assert sorted(path.name for path in (tmp_path / "books").iterdir()) == ["puddle-2019a.xlsx", "puddle-2019b.xlsx"]
    said = run("sheet", "read", tmp_path / "books" / "puddle-2019a.xlsx")
    for line in (
        'skos:prefLabel "Puddle 2019"@en', 'dcterms:title "Talking to the rain"@en', 'metaeth:hasPages "10–19"',
        'dcterms:identifier "10.0000/rain.19"', "metaeth:hasYear 2019", "metaeth:reports moen:puddle-2019a",
    ):  # fmt: skip
        assert line in said


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.bib", "@article{a, title = {x\n", "x.bib:1: an entry that is no BibTeX begins here"),
        ("x.json", "{", "the references cannot be read"),
        ("x.json", "[1]", "no CSL-JSON"),
        ("x.ris", "hello", "no reference in it"),
        ("x.txt", "hello", "no file of references"),
    ],
)
def test_what_is_no_reference_is_one_line(name: str, text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    output = run("sheet", "new", "--from", tmp_path / name, "-o", tmp_path / "books", code=3)
    assert said in output
    assert len(re.findall("\n", output)) == 1
