"""Whole reviews made through the workbook only: invented, and coded in the tables of `reviews-as-workbooks`.

`dishes-2022` is complete, with actor groups, a scale and terms of its own; `laundry-2020` is small and has neither.
Each folder is what a coder writes, a CSV file for each sheet; here it is put below the headings of the real workbook,
once as CSV and once as xlsx, and added to a review that `ipskg new` began.
"""

import csv
import io
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from making import contents, run

import ipskg
from ipskg import assets
from ipskg.graphs import ontology_files, review_folder
from ipskg.reasoning import reason

TESTS = Path(__file__).parent
TABLES = TESTS / "reviews-as-workbooks"
QUERIES = sorted(path.stem for path in (TESTS.parent / "queries").rglob("*.rq"))
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
    """Give the columns that a coder adds: texts in German beside those that there is a column for."""
    added = [one for one in headings if one not in [bare(heading) for heading in there]]
    assert {one.removesuffix(" (de)") for one in added} <= {bare(heading) for heading in there}
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


def asked(query: str, *folders: Path) -> Table:
    data = [part for folder in folders for part in ("--data", folder)]
    return rows("\n".join(run("query", query, "--format", "csv", *data)))


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
    corpus = ipskg.open(reviews / "dishes-2022")
    assert {query for query in QUERIES if not corpus.query(query)} == set(EMPTY)


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_answers_for_each_of_two_reviews(query: str, reviews: Path) -> None:
    one, other = asked(query, reviews / "dishes-2022"), asked(query, reviews / "laundry-2020")
    assert asked(query, reviews / "dishes-2022", reviews / "laundry-2020") == one + other[1:]


@pytest.mark.parametrize("names", [("dishes-2022",), ("dishes-2022", "laundry-2020")])
def test_reviews_hold_together_with_the_ontology(names: tuple[str, ...], reviews: Path) -> None:
    """What the shapes let pass in a workbook, a reasoner finds consistent; and it draws the same conclusions."""
    files = [file for name in names for file in review_folder(reviews / name).files]
    verdict = reason([*ontology_files(assets.folder("ontology")), *files])
    assert verdict.consistent
    assert verdict.unsatisfiable == ()
    space = NAMESPACES["dishes"]
    inferred = {(s.removeprefix(space), p.rpartition("#")[2], o.rpartition("#")[2]) for s, p, o in verdict.inferred}
    assert {s for s, p, o in inferred if (p, o) == ("type", "BorrowedConstruct")} == {"treaty"}
    assert {s for s, p, o in inferred if (p, o) == ("type", "ContestedConstruct") and "/" not in s} == {
        "clean-enough", "treaty",
    }  # fmt: skip
