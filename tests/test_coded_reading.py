"""Every line of the coded review against checked-in listings, so that a change of the reading shows as a diff of them.

A listing is a table in `answers/moen-2021` whose first column is `record`. It has a row for each record and a column
for each field, several values of a field divided by ` | `; or, with the columns `field` and `value`, a row for each
value. Records and terms go by their local names; `grounds` of a step are the records that are `isGroundFor` it.

- Read off the paper: `references` (its list), `samples` and `ratings` (Table 1), `printed` (names, headings and values
  as they stand there), numbers and places of `stated-values`, the numbers, names and dates of `flow` and `searches`.
- The coders' reading, listed for reviewers of a change and no proof that the reading is right: all else, above all
  `constructs`, `translations`, `steps`, `findings` in the coders' words, and what they wrote beside records in `texts`.

Headings, citations and the cells of Table 1 stand in tables of their own, which test_coded_review holds the answers of
queries against.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, Literal
from rdflib.term import Node

TESTS = Path(__file__).parent
DATA = TESTS.parent / "data" / "moen-2021"

# The kind of the records in listings that have no column for it.
KINDS = {
    "exclusions": "Exclusion",
    "findings": "Finding",
    "flow": "ScreeningStep",
    "inclusions": "Inclusion",
    "metaphors": "ThirdOrderConstruct",
    "phases": "Phase",
    "ratings": "Rating",
    "samples": "Sample",
    "searches": "Search",
    "sections": "ResultsSection",
    "stated-values": "StatedValue",
    "statements": "ReviewStatement",
    "steps": "ArgumentStep",
    "studies": "PrimaryStudy",
}

# What the tables of test_coded_review hold, as kind and fields.
IN_TABLES_OF_THE_PAPER = {
    "Inclusion": {"hasOrder", "hasAuthorAsPrinted", "hasYear", "hasMethodAsPrinted", "hasSampleAsPrinted"},
    "PrimaryStudy": {"wasConductedIn", "isPartOfTrial", "hasAim"},
    "Publication": {"isCitedFor"},
    "Rating": {"hasTextAsPrinted"},
    "ResultsSection": {"hasOrder", "hasHeading"},
    "StudyReport": {"isCitedFor"},
}

Said = tuple[str, str, str]  # record, field, value


def listing(path: Path) -> Iterator[Said]:
    """Read what a listing says of its records."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            record = row.pop("record")
            if set(row) == {"field", "value"}:
                yield record, row["field"], row["value"]
                continue
            if path.stem in KINDS:
                yield record, "type", KINDS[path.stem]
            for field, cell in row.items():
                for value in cell.split(" | ") if cell else ():
                    yield (value, "isGroundFor", record) if field == "grounds" else (record, field, value)


LISTINGS = {
    path.stem: set(listing(path))
    for path in sorted((TESTS / "answers" / "moen-2021").glob("*.csv"))
    if path.read_text(encoding="utf-8").startswith("record,")
}


def name(term: Node) -> str:
    """Give a term as listings do: a text or a number as it is, a record or a term of ours by its local name."""
    ours = re.fullmatch(r"https://w3id\.org/ipskg/(?:data/moen-2021/|[\w-]+#)([\w-]+)", term)
    return ours[1] if ours and not isinstance(term, Literal) else str(term)


@cache
def graph() -> Graph:
    """Read the data."""
    whole = Graph()
    for path in DATA.rglob("*.ttl"):
        whole.parse(path, format="turtle")
    return whole


@cache
def coded() -> frozenset[Said]:
    """Give all that the data say."""
    return frozenset((name(record), re.split("[#/]", field)[-1], name(value)) for record, field, value in graph())


def lines(said: Iterable[Said]) -> list[str]:
    """Sort what is said, a line each, so that a difference can be read."""
    return sorted(": ".join(one) for one in said)


@pytest.mark.parametrize("title", LISTINGS)
def test_the_data_say_what_a_listing_says(title: str) -> None:
    """No value of a listing is missing from its record."""
    assert lines(LISTINGS[title] - coded()) == []


def test_the_data_say_nothing_that_no_table_holds() -> None:
    """All but what the tables of the paper hold is in a listing; and that it belongs to this one review."""
    kinds = {record: value for record, field, value in coded() if field == "type"}
    elsewhere = {one for one in coded() if one[1] in IN_TABLES_OF_THE_PAPER.get(kinds.get(one[0], ""), ())}
    in_review = {one for one in coded() if one[1:] == ("isInReview", "review")}
    assert lines(coded().difference(*LISTINGS.values()) - elsewhere - in_review) == []


def test_the_values_of_a_field_are_of_one_kind() -> None:
    """A number stays a number, plain text plain, and a text with a language, which no listing shows, is English."""
    kinds: dict[str, set[object]] = {}
    for _, field, value in graph():
        kinds.setdefault(str(field), set()).add(isinstance(value, Literal) and (value.datatype, value.language))
    assert {field: found for field, found in kinds.items() if len(found) > 1} == {}
    assert {text.language for text in graph().objects() if isinstance(text, Literal)} == {None, "en"}
