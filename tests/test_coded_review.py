"""The coded review against the paper: Table 1, headings and citations as they stand there.

`answers/moen-2021` was read off the paper itself, cell by cell and sentence by sentence, before any query ran.
"""

import csv
import re
from pathlib import Path

import pytest

import ipskg
from ipskg.corpus import Corpus

ANSWERS = Path(__file__).parent / "answers" / "moen-2021"


def rows(name: str) -> list[dict[str, str]]:
    """Read a table of the paper."""
    with (ANSWERS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def review() -> Corpus:
    return ipskg.open()


def test_every_cell_of_table_1_comes_back_as_printed(review: Corpus) -> None:
    """All 17 rows, in the order of the table."""
    columns = ("order", "author", "year", "country", "method", "sample", "partOfTrial", "aim", "rating")
    expected = [tuple(row.values()) for row in rows("table-1.csv")]
    found = review.query("characteristics-as-printed")
    assert [tuple(str(row[column] or "") for column in columns) for row in found] == expected


def test_parsed_cells_agree_with_the_printed_ones(review: Corpus) -> None:
    """Years and scores are the numbers in their cells; a reversed range comes back as the smaller and the larger."""
    for printed, row in zip(rows("table-1.csv"), review.query("studies"), strict=True):
        # A bracket with nothing but one number after another bracket is the end of the scale, not a score.
        ranges = re.search(r"\((\d+)(?:–(\d+))?\)", printed["Fidelity"])
        scores = sorted(int(score) for score in ranges.groups() if score) if ranges else [None]
        assert (row["ratingLow"], row["ratingHigh"]) == (scores[0], scores[-1])
        assert str(row["firstAuthor"]) == re.split(r"[ ,]", printed["Author"])[0]
        assert (row["year"], row["country"]) == (int(printed["Year"]), printed["Country"])


def test_samples_add_up_to_the_printed_cells(review: Corpus) -> None:
    """Each number and abbreviation of a sample cell is a sample of that study, and there is no other."""
    notation = {
        "work applicants": "WA",
        "employment specialists": "ES",
        "social workers": "SW",
        "clinicians": "C",
        None: "units",
    }
    for row in review.query("studies"):
        expected = sorted(re.findall(r"(\d+) ?(WA|ES|SW|C|units)", str(row["sample"])))
        samples = review.query("samples", study=str(row["study"]))
        assert sorted((str(one["count"]), notation[one["actorGroupLabel"]]) for one in samples) == expected


def test_every_heading_comes_back_in_order(review: Corpus) -> None:
    """The nine sections have the paper's headings."""
    expected = [(int(row["section"]), row["heading"]) for row in rows("headings.csv")]
    assert [(row["order"], row["heading"]) for row in review.query("sections")] == expected


def test_every_sentence_is_a_finding_with_exactly_its_own_citations(review: Corpus) -> None:
    """One finding for each sentence of the nine sections, citing what that sentence cites."""
    expected = {
        (int(row["section"]), int(row["sentence"])): set(row["references"].split()) for row in rows("citations.csv")
    }
    found: dict[tuple[object, object], set[object]] = {}
    for row in review.query("findings"):
        found.setdefault((row["order"], row["findingOrder"]), set()).update({row["reference"]} - {None})
    assert found == expected


def test_the_two_of_lexen_2013_are_told_apart_by_their_references(review: Corpus) -> None:
    """2013a is reference 22, the interviews; 2013b is reference 23, the case study."""
    designs = {}
    for name in ("lexen-2013a", "lexen-2013b"):
        (row,) = review.query("studies", study=name)
        designs[row["reference"]] = row["design"]
    assert designs == {"22": "interview study", "23": "case study"}


def test_the_only_other_work_that_the_results_cite_is_the_manual(review: Corpus) -> None:
    """Reference 11, for one statement on teams."""
    assert [row["reference"] for row in review.query("other-citations")] == ["11"]


def test_both_sides_of_each_known_contradiction_are_there(review: Corpus) -> None:
    """What the paper says of itself stands as printed, with what does not agree."""
    stated = {row["printed"]: row for row in review.query("stated-values") if row["discrepancy"]}
    assert "527" in str(stated["519"]["discrepancy"])
    assert "2001" in str(stated["from 2007 to 2017"]["discrepancy"])
    assert "73" in str(stated["below 73"]["discrepancy"])
    assert (stated["High (73–67) (75)"]["valueFrom"], stated["High (73–67) (75)"]["valueTo"]) == (73, 67)
    assert stated["two"]["what"] == "key metaphors of clinicians"


def test_every_reference_of_the_list_is_there_and_the_study_without_one_stands_last_or_first(review: Corpus) -> None:
    """References 1 to 31 in natural order, and the study of Table 1 that the list leaves out."""
    numbers = [row["reference"] for row in review.query("references")]
    assert sorted(numbers, key=lambda number: int(number or 0)) == [None, *map(str, range(1, 32))]
    assert [number for number in numbers if number] == list(map(str, range(1, 32)))
