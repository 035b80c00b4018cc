"""Whole reviews made through the workbook only: invented, and coded in the tables of `reviews-as-workbooks`.

`dishes-2022` is complete, with actor groups, a scale and terms of its own; `laundry-2020` is small and has neither.
Each folder is what a coder writes, a CSV file for each sheet; here it is put below the headings of the real workbook,
once as CSV and once as xlsx, and added to a review that `ipskg new` began.
"""

import csv
import io
import re
import shutil
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from making import contents, run

import ipskg
from ipskg import assets
from ipskg.corpus import Corpus
from ipskg.graphs import ontology_files, review_folder
from ipskg.queries import catalogue
from ipskg.reasoning import reason

TESTS = Path(__file__).parent
TABLES = TESTS / "reviews-as-workbooks"
QUERIES = sorted(name for name, query in catalogue().items() if not query.gives_graph)
ANSWERED = sorted(
    path.stem for group in ("results", "tables") for path in (TESTS.parent / "queries" / group).glob("*.rq")
)
NAMESPACES = {"dishes": "https://example.org/dishes-2022/", "laundry": "https://example.org/laundry-2020/"}

BEGUN = {
    "dishes-2022": [
        "--title", "Whose turn is it: a meta-ethnography of washing up in shared flats",
        "--short-name", "Sponge and Brush 2022", "--year", "2022",
        "--question", "What does a dirty plate mean to those who share a sink?",
        "--author", "Sally Sponge", "--author", "Bert Brush", "--coder", "the rack coder", "--coder", "the towel coder",
        "--actor-group", "flatmates", "--actor-group", "guests", "--namespace", NAMESPACES["dishes"],
    ],
    "laundry-2020": [
        "--title", "Odd socks: a meta-ethnography of laundry", "--short-name", "Peg 2020", "--year", "2020",
        "--coder", "the dryer", "--namespace", NAMESPACES["laundry"],
    ],
}  # fmt: skip
STUDIES = {
    "dishes-2022": {"fork-2018", "ladle-2015", "pan-2012", "pot-2010", "tongs-2023"},
    "laundry-2020": {"pan-2012", "sock-2001"},
}

# Queries that give nothing of dishes-2022, and why.
EMPTY: dict[str, str] = {}

Table = list[list[str]]


def tables(name: str) -> dict[str, Table]:
    """Read what was coded, by sheet."""
    return {path.stem: rows(path.read_text("utf-8")) for path in sorted((TABLES / name).iterdir())}


def rows(text: str) -> Table:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def begin(folder: Path, name: str) -> Path:
    """Begin a review by what is known of it before the first study."""
    folder.mkdir(exist_ok=True)
    run("new", folder / name, *BEGUN[name])
    return folder / name


def bare(heading: str) -> str:
    """Give a heading without the mark of the required."""
    return heading.removesuffix(" *")


def by_csv(review: Path, book: Path, coded: dict[str, Table]) -> Path:
    """Fill in the CSV files of an empty workbook, below their headings."""
    run("sheet", "new", "--review", "--format", "csv", "--data", review, "-o", book)
    return filled_in(book, coded)


def filled_in(book: Path, coded: dict[str, Table]) -> Path:
    """Write rows below the headings of CSV files, in columns beside them where they are in another language."""
    for sheet, (headings, *lines) in coded.items():
        path = book / f"{sheet}.csv"
        (there,) = rows(path.read_text("utf-8"))
        columns = there + in_other_languages(headings, there)
        places = [[bare(one) for one in columns].index(heading) for heading in headings]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            for line in lines:
                writer.writerow([line[places.index(at)] if at in places else "" for at in range(len(columns))])
    return book


def by_xlsx(review: Path, book: Path, coded: dict[str, Table]) -> Path:
    """Go on with the workbook that came with the new review: rows that it has keep their place."""
    workbook = openpyxl.load_workbook(review / f"{review.name}.xlsx")
    for sheet, (headings, *lines) in coded.items():
        page = workbook[sheet]
        there = [str(cell.value) for cell in page[1] if cell.value]
        for number, heading in enumerate(in_other_languages(headings, there), len(there) + 1):
            page.cell(1, number).value = heading
        columns = {bare(str(cell.value)): cell.column for cell in page[1] if cell.value}
        begun = {cell.value: cell.row for cell in page["A"][1:] if cell.value}
        free = max(begun.values(), default=1) + 1
        for line in lines:
            said = dict(zip(headings, line, strict=True))
            row = begun.get(said.get("Id"), free)
            free += row == free
            for heading, text in said.items():
                cell = page.cell(row, columns[heading])
                cell.value = typed(text, page.column_dimensions[cell.column_letter].number_format) if text else None
    workbook.save(book)
    return book


def in_other_languages(headings: list[str], there: list[str]) -> list[str]:
    """Give the columns that a coder adds: texts in other languages beside those that there is a column for."""
    added = [one for one in headings if one not in [bare(heading) for heading in there]]
    assert {re.sub(r" \([\w-]+\)$", "", one) for one in added} <= {bare(heading) for heading in there}
    return added


def typed(text: str, number_format: str) -> str | int:
    """Give what a spreadsheet makes of a text that is typed into a column of such a format."""
    return text if number_format == "@" or not text.isdigit() else int(text)


@pytest.fixture(scope="module")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with both reviews, made by CSV."""
    folder = tmp_path_factory.mktemp("reviews")
    for name in BEGUN:
        review = begin(folder, name)
        book = by_csv(review, folder / f"{name}-book", tables(name))
        said = run("add", book, "--data", review)
        assert [line for line in said if "violation" in line] == []
    return folder


@pytest.fixture
def dishes(reviews: Path, tmp_path: Path) -> Path:
    """Give a copy of the complete review that may change."""
    return shutil.copytree(reviews / "dishes-2022", tmp_path / "dishes-2022")


@pytest.mark.parametrize("name", BEGUN)
def test_each_study_has_its_file(name: str, reviews: Path) -> None:
    there = {path for path in contents(reviews / name) if path.endswith(".ttl")}
    assert there == {"review.ttl", "synthesis.ttl", *(f"studies/{study}.ttl" for study in STUDIES[name])}


@pytest.mark.parametrize("name", BEGUN)
def test_xlsx_makes_the_same_files_as_csv(name: str, reviews: Path, tmp_path: Path) -> None:
    """The workbook that the new review came with is filled in where it left off."""
    review = begin(tmp_path, name)
    said = run("add", by_xlsx(review, tmp_path / "filled.xlsx", tables(name)), "--data", review)
    assert [line for line in said if re.search(r"violation|stored as text", line)] == []
    workbook = f"{name}.xlsx"
    assert contents(review) | {workbook: b""} == contents(reviews / name) | {workbook: b""}


@pytest.mark.parametrize("format", ["xlsx", "csv"])
@pytest.mark.parametrize("name", BEGUN)
def test_a_review_goes_out_to_a_workbook_and_comes_back(name: str, format: str, reviews: Path, tmp_path: Path) -> None:
    """Written out and added to a review that has just begun, it makes the same files, byte for byte."""
    book = tmp_path / f"book.{format}"
    run("sheet", "write", "--review", "--data", reviews / name, "--format", format, "-o", book)
    review = begin(tmp_path, name)
    run("add", book, "--data", review)
    assert {path: said for path, said in contents(review).items() if path.endswith(".ttl")} == {
        path: said for path, said in contents(reviews / name).items() if path.endswith(".ttl")
    }


# What a reviewer would look at, by the record; each is a peculiarity that was written in on purpose.
LOOKED_AT = {
    "dishes-2022": {
        "the-search-of-the-drawers": 2,  # it names neither databases nor terms
        "fork-2018": 2,  # without country and aim
        "fork-2018-inclusion": 3,  # no number, no use, no perspective
        "fork-2018-alone": 1,  # a metaphor that goes nowhere
        "tongs-2023-inclusion": 1,  # no perspective
        "tongs-2023-sample": 1,  # without a count
        "soak-section": 1,  # about no group
        "clean-enough": 1,  # nobody says what it means
        "soaking": 1,  # nothing went into it
        "step-3": 1,  # of no known basis
    },
    "laundry-2020": {"step": 1},  # it rests on nothing
}


@pytest.mark.parametrize("name", BEGUN)
def test_a_review_conforms_but_for_what_a_reviewer_looks_at(name: str, reviews: Path) -> None:
    *said, last = run("validate", "--data", reviews / name)
    records = [re.sub(r".*: warning: ([\w-]+): .*", r"\1", line) for line in said]
    assert {record: records.count(record) for record in records} == LOOKED_AT[name]
    assert last == f"0 violations, {len(said)} warning{'' if len(said) == 1 else 's'}"


def answer(name: str, query: str) -> Table:
    """Read the answer that was counted in the tables by hand, with addresses in full."""
    text = (TESTS / "answers" / name / f"{query}.csv").read_text("utf-8")
    return [
        [re.sub(r"^(dishes|laundry):(?=[\w-]+$)", lambda found: NAMESPACES[found[1]], cell) for cell in line]
        for line in rows(text)
    ]


@cache
def opened(*folders: Path) -> Corpus:
    return ipskg.open(*folders)


def asked(query: str, *folders: Path) -> Table:
    """Give the answer of a query as CSV, of reviews that do not change meanwhile."""
    return rows(opened(*folders).answer(query).serialize("csv").decode())


@pytest.mark.parametrize("name", BEGUN)
def test_each_query_of_results_and_tables_has_an_answer(name: str) -> None:
    """No query is without an answer that was written by hand, and no answer without its query."""
    assert sorted(path.stem for path in (TESTS / "answers" / name).iterdir()) == ANSWERED


@pytest.mark.parametrize("name", BEGUN)
@pytest.mark.parametrize("query", ANSWERED)
def test_a_query_gives_exactly_its_answer(query: str, name: str, reviews: Path) -> None:
    """What was coded in the workbook comes back, row by row, each in English where there are two languages."""
    assert asked(query, reviews / name) == answer(name, query)


@pytest.mark.parametrize("query", ANSWERED)
def test_two_reviews_at_once_answer_one_after_the_other(query: str, reviews: Path) -> None:
    """Studies of one id, and records of one name, stay those of their reviews."""
    both = asked(query, reviews / "laundry-2020", reviews / "dishes-2022")
    assert both == answer("dishes-2022", query) + answer("laundry-2020", query)[1:]


def test_every_query_has_something_to_say_of_the_review(reviews: Path) -> None:
    """Nothing that can be asked is out of reach of who codes in the workbook."""
    assert {query for query in QUERIES if not opened(reviews / "dishes-2022").query(query)} == set(EMPTY)


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_answers_for_each_of_two_reviews(query: str, reviews: Path) -> None:
    one, other = asked(query, reviews / "dishes-2022"), asked(query, reviews / "laundry-2020")
    assert asked(query, reviews / "dishes-2022", reviews / "laundry-2020") == one + other[1:]


def test_the_command_line_asks_two_reviews_at_once(reviews: Path) -> None:
    said = run(
        "query", "sections", "--format", "csv", "--data", reviews / "dishes-2022", "--data", reviews / "laundry-2020"
    )
    assert rows("\n".join(said)) == answer("dishes-2022", "sections") + answer("laundry-2020", "sections")[1:]
    results = run("results", "--data", reviews / "dishes-2022", "--data", reviews / "laundry-2020")
    assert [line for line in results if line.startswith("# ")] == [
        "# Whose turn is it: a meta-ethnography of washing up in shared flats",
        "# Odd socks: a meta-ethnography of laundry",
    ]


@pytest.mark.parametrize("names", [("dishes-2022",), ("dishes-2022", "laundry-2020")])
def test_reviews_hold_together_with_the_ontology(names: tuple[str, ...], reviews: Path) -> None:
    """What the shapes let pass in a workbook, a reasoner finds consistent; and it draws the same conclusions."""
    files = [file for name in names for file in review_folder(reviews / name).files]
    verdict = reason([*ontology_files(assets.folder("ontology")), *files], infer=True)
    assert verdict.consistent
    assert verdict.unsatisfiable == ()
    space = NAMESPACES["dishes"]
    inferred = {(s.removeprefix(space), p.rpartition("#")[2], o.rpartition("#")[2]) for s, p, o in verdict.inferred}
    assert {s for s, p, o in inferred if (p, o) == ("type", "BorrowedConstruct")} == {"treaty"}
    assert {s for s, p, o in inferred if (p, o) == ("type", "ContestedConstruct") and "/" not in s} == {
        "clean-enough", "treaty",
    }  # fmt: skip


# A study that comes later, in a workbook of its own.
WHISK = {
    "Studies": [
        ["Short name", "Design", "Country", "Aim", "Perspective", "Basis of the perspective"],
        ["Whisk 2024", "kitchen-table study", "Utensilia", "To beat the drum of the sink.", "guests", "inferred"],
    ],
    "Publications": [
        ["Reference number", "Authors as printed", "First author", "Year", "Title"],
        ["21", "Whisk J", "Whisk", "2024", "Guests who run"],
    ],
    "Samples": [["Actor group", "Count", "Unit"], ["guests", "4", "persons"]],
    "Ratings": [["Scale", "As printed", "Band from", "Band to", "Score from", "Score to"],
                ["splash scale", "dry (3)", "dry", "dry", "3", "3"]],
    "Findings": [["Section", "Order", "Statement"], ["Let it soak", "2", "Guests leave before the water is cold."]],
    "Constructs": [
        ["Metaphor", "Actor group", "Basis", "Goes into"],
        ["running water", "guests", "stated", "let it soak"],
    ],
    "Translations": [
        ["Translates", "Stands against", "Into", "Basis", "Who", "Reason"],
        ["running water", "scrubbing for show", "clean enough", "inferred", "the towel coder", "Who runs scrubs less."],
    ],
    "Links to findings": [
        ["Finding", "Publication, cited for", "Metaphor of a study, expressed in"],
        ["Guests leave before the water is cold.", "Guests who run", "running water"],
    ],
}  # fmt: skip


def whisk(folder: Path, review: Path) -> Path:
    """Fill in the workbook of the later study."""
    book = folder / "whisk"
    run("sheet", "new", "--format", "csv", "--data", review, "-o", book)
    return filled_in(book, WHISK)


def test_a_further_study_comes_shows_and_goes(dishes: Path, tmp_path: Path) -> None:
    """Added by a coder, seen in changes and results, and gone without a trace, byte for byte."""
    before, book = contents(dishes), whisk(tmp_path, dishes)
    would = run("changes", "--with", book, "--data", dishes)
    assert contents(dishes) == before
    added = run("add", book, "--data", dishes, "--coder", "the-towel-coder", "--on", "2024-02-03")
    for said in (would, added):
        assert "Newly included: Whisk 2024" in said
        assert "Contradictions that appear: 1 on “clean enough”" in said
    assert set(contents(dishes)) - set(before) == {"studies/whisk-2024.ttl"}
    results = run("results", "--data", dishes)
    assert "2. Guests leave before the water is cold. *(added by the towel coder)* [21 (added)]" in results
    assert (
        "- Whisk 2024 (added): *running water*; against Ladle 2015: *scrubbing for show*. Who runs scrubs less."
        in "\n".join(results)
    )
    assert ["Whisk 2024", "the towel coder", "2024-02-03"] in [row[-3:] for row in asked("additions", dishes)]
    run("remove", "whisk-2024", "--data", dishes)
    assert contents(dishes) == before


def test_the_audit_names_what_was_coded_to_differ(reviews: Path) -> None:
    """One stated value differs; the others agree, one of them by counting a vocabulary that comes with ipskg."""
    said = run("audit", "--data", reviews / "dishes-2022", code=1)
    assert "Stated values: 1 differ, 6 agree" in said
    assert [line for line in said if line.startswith("Sponge and Brush 2022: ")] == [
        "Sponge and Brush 2022: 9 differences"
    ]
    assert run("audit", "--data", reviews / "laundry-2020")[0] == "Peg 2020: no differences"


def test_an_export_of_two_reviews_answers_as_they_do(reviews: Path, tmp_path: Path) -> None:
    """All of it in one file, read by an engine that knows nothing of ipskg."""
    import pyoxigraph

    both = [part for name in BEGUN for part in ("--data", reviews / name)]
    run("export", *both, "--format", "nquads", "-o", tmp_path / "both.nq")
    store = pyoxigraph.Store()
    store.load(path=tmp_path / "both.nq")
    for query in ANSWERED:
        (text,) = (path.read_text("utf-8") for path in (TESTS.parent / "queries").rglob(f"{query}.rq"))
        found = store.query(text, use_default_graph_as_union=True)
        given = [[getattr(cell, "value", "") for cell in row] for row in found]
        assert given == (answer("dishes-2022", query) + answer("laundry-2020", query)[1:])[1:], query


def test_what_changes_between_two_reviews_of_one_beginning(dishes: Path, tmp_path: Path) -> None:
    """Without a study, the metaphor that was borrowed from it rests on those that are left."""
    said = "\n".join(run("changes", "--data", dishes, "--without", "ladle-2015"))
    assert "No longer included: Ladle 2015" in said


INCLUDED = """
PREFIX metaeth: <https://w3id.org/ipskg/meta-ethnography#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?study ?by ?on WHERE {
  ?inclusion metaeth:includesStudy/skos:prefLabel ?study .
  OPTIONAL { ?inclusion metaeth:wasIncludedBy/skos:prefLabel ?by }
  OPTIONAL { ?inclusion metaeth:wasIncludedOn ?on }
} ORDER BY ?study
"""


def included(review: Path) -> Table:
    """Give each study of a review with who included it, and on which day."""
    (review.parent / "included.rq").write_text(INCLUDED, "utf-8")
    said = run("query", "--file", review.parent / "included.rq", "--format", "csv", "--data", review)
    return rows("\n".join(said))[1:]


def laundry(folder: Path, inclusions: Table, *options: str, authors: bool = True) -> Path:
    """Make the small review with other rows of inclusions, and perhaps without its authors."""
    coded = tables("laundry-2020") | {"Inclusions": inclusions}
    if not authors:
        coded["Review"] = [line[:-1] for line in coded["Review"]]
    review = begin(folder, "laundry-2020")
    run("add", by_csv(review, folder / "book", coded), "--data", review, *options)
    return review


def test_a_whole_review_is_included_by_its_authors(reviews: Path) -> None:
    """Where its workbook names no coder: one study has an inclusion without a name there, the other none at all."""
    assert included(reviews / "laundry-2020") == [
        ["Pan and Lid 2012", "the pegs", ""],
        ["Sock and Shoe 2001", "the pegs", ""],
    ]
    assert ["Tongs 2023", "the towel coder", "2023-04-05"] in included(reviews / "dishes-2022")


def test_a_day_without_a_name_is_that_of_a_coder(tmp_path: Path) -> None:
    """The authors of a review did not add to it later; the day that was written stays."""
    review = laundry(tmp_path, [["Study", "Included on"], ["Sock and Shoe 2001", "2021-02-03"]])
    assert included(review) == [["Pan and Lid 2012", "the pegs", ""], ["Sock and Shoe 2001", "the dryer", "2021-02-03"]]


def test_a_coder_that_is_given_includes_what_names_nobody(tmp_path: Path) -> None:
    review = laundry(
        tmp_path,
        [["Study", "Included by"], ["Pan and Lid 2012", "the pegs"]],
        "--coder",
        "the-dryer",
        "--on",
        "2021-02-03",
    )
    assert included(review) == [["Pan and Lid 2012", "the pegs", ""], ["Sock and Shoe 2001", "the dryer", "2021-02-03"]]


def test_without_authors_nobody_is_made_up(tmp_path: Path) -> None:
    """Then validate asks who it was."""
    review = laundry(tmp_path, [["Study"]], authors=False)
    assert included(review) == [["Pan and Lid 2012", "", ""], ["Sock and Shoe 2001", "", ""]]
    assert sum("Say who included the study" in line for line in run("validate", "--data", review)) == 2


def offered(book: Path) -> set[str]:
    """Give all that any list of a workbook offers."""
    page = openpyxl.load_workbook(book)["Lists"]
    return {str(cell.value) for column in page.iter_cols() for cell in column if cell.value}


def test_lists_offer_the_review_and_what_every_review_may_choose_from(reviews: Path, tmp_path: Path) -> None:
    """Terms of its own and the vocabularies; of another review, or of its field, nothing."""
    book = tmp_path / "book.xlsx"
    run("sheet", "new", "--review", "--data", reviews / "dishes-2022", "-o", book)
    there = offered(book)
    assert {"flatmates", "guests", "splash scale", "damp", "sinks", "wears out", "standing at the sink"} <= there
    assert {"survey", "persons", "thematic analysis", "conflicts with", "stated"} <= there
    assert there & {"clinicians", "social workers", "exemplary", "good", "fair", "core principles of IPS"} == set()
    assert [text for text in there if text.startswith("ips:")] == []
    run("sheet", "new", "--review", "-o", tmp_path / "ips.xlsx")
    assert {"clinicians", "social workers", "exemplary", "good", "fair", "core principles of IPS"} <= offered(
        tmp_path / "ips.xlsx"
    )


def test_a_name_that_another_field_has_too_is_the_reviews_own(dishes: Path, tmp_path: Path) -> None:
    """A scale has a band called good, as one of IPS has, and the group of clinicians keeps its name for an id."""
    coded = {
        "Actor groups": [["Id", "Name"], ["", "clinicians"]],
        "Scales": [["Id", "Name"], ["suds", "suds scale"]],
        "Bands": [["Name", "Scale"], ["good", "suds scale"], ["fair", "suds scale"]],
    }
    whole = tables("dishes-2022")
    for sheet, (headings, *lines) in coded.items():
        whole[sheet] += [
            [dict(zip(headings, line, strict=True)).get(one, "") for one in whole[sheet][0]] for line in lines
        ]
    whole["Ratings"].append(["Ladle 2015", "suds scale", "good", "good", "good", "", ""])
    whole["Samples"].append(["Fork 2018", "clinicians", "1", "persons"])
    run("add", by_csv(dishes, tmp_path / "book", whole), "--data", dishes)
    ladle, fork = ((dishes / "studies" / f"{name}.ttl").read_text("utf-8") for name in ("ladle-2015", "fork-2018"))
    assert "metaeth:hasBandFrom dishes:good ;" in ladle
    assert "metaeth:wasDrawnFrom dishes:clinicians ." in fork


def test_a_term_of_another_field_goes_by_its_address(dishes: Path, tmp_path: Path) -> None:
    """Nothing else is near it, so it is what a message asks for; from then on its field is offered."""
    samples = tables("dishes-2022")["Samples"]
    for name, code in (("clinicians", 1), ("ips:clinicians", 0)):
        coded = tables("dishes-2022") | {"Samples": [*samples, ["Fork 2018", name, "1", "persons"]]}
        book = by_csv(dishes, tmp_path / name.replace(":", "-"), coded)
        said = run("add", book, "--data", dishes, code=code)
        assert any("did you mean ips:clinicians?" in line for line in said) == (code == 1)
    run("sheet", "new", "--data", dishes, "-o", tmp_path / "book.xlsx")
    assert "clinicians" in offered(tmp_path / "book.xlsx")


def test_what_the_results_would_leave_out_is_said_with_its_cell(dishes: Path, tmp_path: Path) -> None:
    """A heading in German only conforms, but is in no English answer; two kinds of English would be two."""
    coded = tables("dishes-2022")
    headings, first, second, *rest = coded["Sections"]
    german = list(first)
    german[headings.index("Heading")] = ""
    coded["Sections"] = [[*headings, "Heading (en-GB)"], [*german, ""], [*second, "Clean enough, thank you"]]
    coded["Sections"] += [[*line, ""] for line in rest]
    coded["Findings"] = [
        [text.replace("The pile that speaks", "pile-section") for text in line] for line in coded["Findings"]
    ]
    book = by_csv(dishes, tmp_path / "book", coded)
    said = run("validate", book, "--data", dishes)
    there, columns = book / "Sections.csv", rows((book / "Sections.csv").read_text("utf-8"))[0]
    cells = {name: f"{there}: {'ABCDEFGH'[columns.index(name)]}" for name in ("Heading (de)", "Heading (en-GB)")}
    assert (
        f"{cells['Heading (de)']}2: warning: pile-section: There is no English wording, and the results show no other,"
        in "\n".join(said)
    )
    assert f"{cells['Heading (en-GB)']}3: warning: clean-section: There is more than one English wording" in "\n".join(
        said
    )
