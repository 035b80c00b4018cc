"""The audit: a review that agrees with itself, each difference put into it by hand, and what the coded review shows."""

import json
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

import ipskg
from ipskg.audit import Difference, ReviewAudit, Verdict, Weight, as_json, as_markdown, as_text, audit
from ipskg.cli import main

FERRY = Path(__file__).parent / "reviews" / "ferry"
REVIEW, SYNTHESIS = "review.ttl", "synthesis.ttl"
OAR, PIER, TIDE = (f"studies/{name}.ttl" for name in ("oar-2001", "pier-2003", "tide-2005"))


class Shown(NamedTuple):
    """A difference as a reader is shown it; what would settle it is looked at for all at once."""

    weight: Weight
    what: str
    place: str
    one: str
    other: str
    sources: tuple[str, ...]


def shown(difference: Difference) -> Shown:
    return Shown(
        difference.weight, difference.what, difference.place, difference.one, difference.other, difference.sources
    )


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    """Copy the review that agrees with itself, so that a test may spoil it."""
    return shutil.copytree(FERRY, tmp_path / "ferry")


def spoil(path: Path, old: str, new: str) -> None:
    """Replace a text that stands there once."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, (path, old)
    path.write_text(text.replace(old, new), "utf-8")


def add(path: Path, triples: str) -> None:
    path.write_text(f"{path.read_text('utf-8')}\n{triples}\n", "utf-8")


def audited(folder: Path) -> ReviewAudit:
    (review,) = audit(ipskg.open(folder)).reviews
    return review


# A review that agrees with itself


def test_nothing_differs_in_a_review_that_agrees_with_itself() -> None:
    """Each stated value has its verdict, and the notes say what is no difference."""
    review = audited(FERRY)
    assert (review.differences, review.recorded, review.missing, review.differs) == ((), (), (), False)
    assert [
        (value.what, value.stated, value.derived, value.members, value.verdict.name) for value in review.values
    ] == [
        ("studies", "three (3)", "3", "Oar 2001; Pier 2003; Tide 2005", "AGREES"),
        ("years of the studies", "2001-2005", "2001–2005", None, "AGREES"),
        ("countries", "Fogland; Mistria", "2", "Fogland; Mistria", "AGREES"),
        ("designs", "2", "2", "case study; interview study", "AGREES"),
        ("case studies", "one (1)", "1", "Pier 2003", "AGREES"),
        ("studies inside trials", "1", "1", "Pier 2003", "AGREES"),
        ("participants", "23", "23", None, "AGREES"),
        ("passengers among the participants", "11", "11", None, "AGREES"),
        ("metaphors of crews", "one (1)", "1", "home", "AGREES"),
        ("records of both searches", "36", "36", None, "AGREES"),
        ("scores of grey fog", "10-14", "10–14", None, "AGREES"),
        ("studies that name a fog", "some", "2", "Oar 2001; Pier 2003", "IN_WORDS"),
        ("date of submission", "4 May 2009", None, None, "NOT_DERIVABLE"),
    ]
    assert [note.text for note in review.notes] == [
        "Argument steps with “enables”, said by the review: 1.",
        "Translations with “reciprocal”, the coders' reading: 1.",
    ]


def test_a_value_is_shown_with_where_it_stands_and_the_query_and_what_that_was_asked_about() -> None:
    value = audited(FERRY).values[4]
    assert (value.order, value.place, value.query, value.about) == (
        5,
        "Method, paragraph 4",
        "studies-of-design",
        ("case study",),
    )


# Each difference, put into it

NUMBERS, STATEMENTS, SOURCES, VOICES, SCALES, NAMES = Weight
ROW_1, ROW_2, ROW_3 = (f"table of studies, row {number}" for number in (1, 2, 3))
WORK = (
    "ferry:horns a metaeth:Publication ; metaeth:isInReview ferry:review ; dcterms:title 'On horns'@en ;"
    " metaeth:isCitedFor ferry:home-1"
)

# By name: in which file what is replaced by what (or what is added), and the complete list of what is then shown.
PLANTED: dict[str, tuple[list[tuple[str, str, str]], list[Shown]]] = {
    "number of studies": (
        [(REVIEW, '"three" ;\n    metaeth:hasValue 3', '"four" ;\n    metaeth:hasValue 4')],
        [Shown(NUMBERS, "studies", "Abstract", "stated four (4)",
               "the coded data give 3: Oar 2001; Pier 2003; Tide 2005", ("included-studies",))],
    ),
    "years": (
        [(REVIEW, '"2001-2005" ;\n    metaeth:hasValueFrom 2001', '"2002-2005" ;\n    metaeth:hasValueFrom 2002')],
        [Shown(NUMBERS, "years of the studies", "Abstract", "stated 2002-2005", "the coded data give 2001–2005",
               ("years-of-studies",))],
    ),
    "countries, one too few": (
        [(REVIEW, '"Fogland" , "Mistria"', '"Fogland"')],
        [Shown(NUMBERS, "countries", "Abstract", "stated Fogland",
               "the coded data give 2: Fogland; Mistria (here only: Mistria)", ("countries-of-studies",))],
    ),
    "countries, one under another name": (
        [(REVIEW, '"Fogland" , "Mistria"', '"Fogland" , "Mysteria"')],
        [Shown(NAMES, "countries", "Abstract", "stated Fogland; Mysteria (here only: Mysteria)",
               "the coded data give 2: Fogland; Mistria (here only: Mistria)", ("countries-of-studies",))],
    ),
    "designs": (
        [(PIER, "metaeth:CaseStudy", "metaeth:InterviewStudy")],
        [Shown(NUMBERS, "designs", "Method, paragraph 4", "stated 2", "the coded data give 1: interview study",
               ("designs-of-studies",)),
         Shown(NUMBERS, "case studies", "Method, paragraph 4", "stated one (1)",
               "the coded data of case study give 0", ("studies-of-design",))],
    ),
    "trials": (
        [(PIER, "metaeth:Yes", "metaeth:No")],
        [Shown(NUMBERS, "studies inside trials", "Method, paragraph 4", "stated 1", "the coded data give 0",
               ("studies-in-trials",))],
    ),
    "participants": (
        [(PIER, "metaeth:hasCount 5", "metaeth:hasCount 15")],
        [Shown(NUMBERS, "participants", "Results, paragraph 1", "stated 23", "the coded data give 33",
               ("participants-of-studies",)),
         Shown(NUMBERS, "passengers among the participants", "Results, paragraph 1", "stated 11",
               "the coded data of passengers give 21", ("participants-of-group",))],
    ),
    "metaphors of a group": (
        [(REVIEW, '"metaphors of crews"@en ;\n    metaeth:hasTextAsPrinted "one" ;\n    metaeth:hasValue 1',
          '"metaphors of crews"@en ;\n    metaeth:hasTextAsPrinted "two" ;\n    metaeth:hasValue 2')],
        [Shown(NUMBERS, "metaphors of crews", "Method, paragraph 6", "stated two (2)",
               "the coded data of crews give 1: home", ("metaphors-of-group",))],
    ),
    "total of the searches, in the flow and as stated": (
        [(REVIEW, "metaeth:hasRecordsOut 36", "metaeth:hasRecordsOut 38"),
         (REVIEW, "metaeth:hasRecordsIn 36", "metaeth:hasRecordsIn 38"),
         (REVIEW, "metaeth:hasCount 31", "metaeth:hasCount 33"),
         (REVIEW, "metaeth:hasValue 36", "metaeth:hasValue 38")],
        [Shown(NUMBERS, "records of both searches", "Method, paragraph 1", "stated 38", "the coded data give 36",
               ("records-found", "FlowTotalAddsUp"))],
    ),
    "total of the searches, in the flow only": (
        [(REVIEW, "metaeth:hasRecordsOut 36", "metaeth:hasRecordsOut 38"),
         (REVIEW, "metaeth:hasRecordsIn 36", "metaeth:hasRecordsIn 38"),
         (REVIEW, "metaeth:hasCount 31", "metaeth:hasCount 33")],
        [Shown(NUMBERS, "records together", "Method, paragraph 1", "stated 38 records", "the searches found 36",
               ("FlowTotalAddsUp",))],
    ),
    "screening without a total": (
        [(REVIEW, ' ;\n    metaeth:hasRecordsOut 36 .', " ."),
         (REVIEW, "metaeth:hasRecordsIn 36", "metaeth:hasRecordsIn 35"),
         (REVIEW, "metaeth:hasCount 31", "metaeth:hasCount 30")],
        [Shown(NUMBERS, "titles read", "Method, paragraph 2", "screening begins with 35 records",
               "the searches found 36", ("FlowMeetsSources",))],
    ),
    "a step and the next": (
        [(REVIEW, "metaeth:hasRecordsIn 5", "metaeth:hasRecordsIn 6")],
        [Shown(NUMBERS, "full texts read", "Method, paragraph 3", "the step begins with 6 records",
               "the step before it ends with 5", ("FlowMeetsNextStep",))],
    ),
    "sum of a step": (
        [(REVIEW, "metaeth:hasCount 31", "metaeth:hasCount 30")],
        [Shown(NUMBERS, "titles read", "Method, paragraph 2", "of 36 records 30 are left out", "5 are left",
               ("FlowStepAddsUp",))],
    ),
    "a step that gains records, and the end of the flow": (
        [(REVIEW, "metaeth:hasRecordsOut 3 .", "metaeth:hasRecordsOut 7 .")],
        [Shown(NUMBERS, "end of the flow of records", "Method, paragraph 3", "“full texts read” ends with 7 records",
               "3 studies are included", ("flow-end",)),
         Shown(NUMBERS, "full texts read", "Method, paragraph 3", "the step begins with 5 records",
               "it ends with 7", ("FlowStepGainsNothing",))],
    ),
    "end of the flow": (
        [(REVIEW, "metaeth:hasRecordsOut 3 .", "metaeth:hasRecordsOut 4 .")],
        [Shown(NUMBERS, "end of the flow of records", "Method, paragraph 3", "“full texts read” ends with 4 records",
               "3 studies are included", ("flow-end",))],
    ),
    "a study younger than the search": (
        [(REVIEW, '"2009-02"', '"2004-02"'), (REVIEW, '"2009-03"', '"2004-03"')],
        [Shown(NUMBERS, "Tide 2005: study after the last search", ROW_3, "2005", "2004-03", ("date-conflicts",))],
    ),
    "a search younger than the review": (
        [(REVIEW, '"2009-03"', '"2011-03"')],
        [Shown(NUMBERS, "the search: search after the review", "", "2011-03", "2010", ("date-conflicts",))],
    ),
    "a search before the end of what it covers": (
        [(REVIEW, '"2009-03"', '"2009-01"')],
        [Shown(NUMBERS, "the search: search before the end of what it covers", "", "2009-01", "2009-02",
               ("date-conflicts",))],
    ),
    "a study younger than the review": (
        [(REVIEW, "metaeth:hasYear 2010", "metaeth:hasYear 2004"), (REVIEW, '    metaeth:wasRunOn "2009-03" .', ""),
         (REVIEW, '"2009-02" ;', '"2009-02" .')],
        [Shown(NUMBERS, "Tide 2005: study after the review", ROW_3, "2005", "2004", ("date-conflicts",))],
    ),
    "statements": (
        [(SYNTHESIS, '"Who is at home can wait."@en',
          '"Who is at home can wait."@en ; metaeth:hasDiscrepancy "The results have them hurry."@en')],
        [Shown(STATEMENTS, "argument step and another statement", "Crossing, paragraph 1, sentence 3",
               "in the coders' words: Who is at home can wait.", "The results have them hurry.",
               ("statement-discrepancies",))],
    ),
    "an included study without a reference": (
        [(PIER, 'metaeth:hasReferenceNumber "2" ;', "")],
        [Shown(SOURCES, "Pier 2003: in the reference list", ROW_2, "the study is included",
               "no entry of the reference list has its number", ("studies-without-reference",))],
    ),
    "an included study that nothing draws on": (
        [(PIER, "metaeth:isCitedFor ferry:wait-1", "metaeth:hasVolume '2'"),
         (PIER, "metaeth:isExpressedIn ferry:wait-1", "metaeth:hasBasis metaeth:Stated")],
        [Shown(SOURCES, "Pier 2003: in the results", ROW_2, "the study is included",
               "no statement of the results cites it, and no metaphor of it went into them", ("orphan-studies",))],
    ),
    "a citation of what is not included": (
        [(OAR, "", f"{WORK} ; metaeth:hasReferenceNumber '9' .")],
        [Shown(SOURCES, "On horns: cited, not included", "Results, Fog as home",
               "the results cite it, in “Fog as home”",
               "it is none of the included studies, but number 9 of the reference list", ("other-citations",))],
    ),
    "a citation of what is not listed": (
        [(OAR, "", f"{WORK} .")],
        [Shown(SOURCES, "On horns: cited, not listed", "Results, Fog as home", "the results cite it, in “Fog as home”",
               "it is no included study, and has no number in the reference list", ("other-citations",))],
    ),
    "a work without a title": (
        [(OAR, "", f"{WORK} .".replace("dcterms:title 'On horns'@en ;", ""))],
        [Shown(SOURCES, "a work without a title: cited, not listed", "Results, Fog as home",
               "the results cite it, in “Fog as home”",
               "it is no included study, and has no number in the reference list", ("other-citations",))],
    ),
    "a reference number twice": (
        [(TIDE, 'metaeth:hasReferenceNumber "3"', 'metaeth:hasReferenceNumber "2"')],
        [Shown(SOURCES, "reference number 2", ROW_2, "Pier 2003", "Tide 2005 has the number, too",
               ("ReferenceNumberIsUnique",))],
    ),
    "a publication twice": (
        [(OAR, "", "ferry:tale a metaeth:Publication ; metaeth:isInReview ferry:review ; metaeth:hasYear 2003 ;"
          " dcterms:title 'on a pier'@en ; metaeth:hasReferenceNumber '8' .")],
        [Shown(SOURCES, "Pier 2003", ROW_2, "listed once", "listed again, with the same title and year: on a pier",
               ("PublicationStandsOnce",))],
    ),
    "an index study that asked others": (
        [(OAR, "metaeth:wasDrawnFrom ferry:crews", "metaeth:wasDrawnFrom ferry:passengers")],
        [Shown(NUMBERS, "passengers among the participants", "Results, paragraph 1", "stated 11",
               "the coded data of passengers give 19", ("participants-of-group",)),
         Shown(VOICES, "Oar 2001: speaks for crews", ROW_1,
               "it is the index study for crews, and the review draws the perspective of crews from it, as the review"
               " says", "none of its samples is of crews; it sampled passengers (8)", ("perspective-gaps",)),
         Shown(VOICES, "Oar 2001: sampled and not drawn on", ROW_1, "it sampled passengers (8)",
               "the review draws from it the perspective of crews", ("perspective-gaps",))],
    ),
    "a perspective by the coders' reading": (
        [(TIDE, "ferry:crews , ferry:passengers", "ferry:passengers"),
         (TIDE, "metaeth:hasPerspectiveBasis metaeth:Stated", "metaeth:hasPerspectiveBasis metaeth:Inferred"),
         (TIDE, "metaeth:wasDrawnFrom ferry:passengers", "metaeth:wasDrawnFrom ferry:crews")],
        [Shown(NUMBERS, "passengers among the participants", "Results, paragraph 1", "stated 11",
               "the coded data of passengers give 5", ("participants-of-group",)),
         Shown(VOICES, "Tide 2005: speaks for passengers", ROW_3,
               "the review draws the perspective of passengers from it, by the coders' reading",
               "none of its samples is of passengers; it sampled crews (4) and crews (6)", ("perspective-gaps",)),
         Shown(VOICES, "Tide 2005: sampled and not drawn on", ROW_3, "it sampled crews (10)",
               "the review draws from it the perspective of passengers", ("perspective-gaps",))],
    ),
    "a group sampled and not drawn on": (
        [(TIDE, "ferry:crews , ferry:passengers", "ferry:crews")],
        [Shown(VOICES, "Tide 2005: sampled and not drawn on", ROW_3, "it sampled passengers (6)",
               "the review draws from it the perspective of crews", ("perspective-gaps",))],
    ),
    "a group without an index study": (
        [(PIER, " ;\n    metaeth:isIndexStudyFor ferry:passengers .", " .")],
        [Shown(VOICES, "index study of passengers", "", "translation for other groups starts from an index study",
               "none is named for passengers", ("GroupHasIndexStudy",))],
    ),
    "a gap between bands": (
        [(REVIEW, "metaeth:hasHighestScore 9", "metaeth:hasHighestScore 7")],
        [Shown(SCALES, "fog scale: gap between two bands", "", "“thin” and “grey” are neighbours",
               "no band holds 8 to 9", ("band-gaps",))],
    ),
    "bands that overlap": (
        [(REVIEW, "metaeth:hasHighestScore 14", "metaeth:hasHighestScore 15"),
         (REVIEW, '"10-14" ;\n    metaeth:hasValueFrom 10 ;\n    metaeth:hasValueTo 14',
          '"10-15" ;\n    metaeth:hasValueFrom 10 ;\n    metaeth:hasValueTo 15')],
        [Shown(SCALES, "fog scale: overlap between two bands", "Method, paragraph 5",
               "“grey” and “thick” are neighbours", "both bands hold 15", ("band-gaps",))],
    ),
    "limits of a band": (
        [(REVIEW, '"10-14" ;\n    metaeth:hasValueFrom 10', '"11-14" ;\n    metaeth:hasValueFrom 11')],
        [Shown(NUMBERS, "scores of grey fog", "Method, paragraph 5", "stated 11-14",
               "the coded data of grey give 10–14", ("scores-of-band",))],
    ),
    "a score outside its band": (
        [(PIER, "metaeth:hasScoreFrom 14", "metaeth:hasScoreFrom 9")],
        [Shown(SCALES, "Pier 2003: rating", ROW_2, "printed as “Grey to thick (14-16)”",
               "not in the band that is given for it: 9", ("RatingInBand",))],
    ),
    "a score off the scale": (
        [(PIER, "metaeth:hasScoreTo 16", "metaeth:hasScoreTo 21")],
        [Shown(SCALES, "Pier 2003: rating", ROW_2, "printed as “Grey to thick (14-16)”",
               "not in the band that is given for it: 21", ("RatingInBand",)),
         Shown(SCALES, "Pier 2003: rating", ROW_2, "printed as “Grey to thick (14-16)”", "off the scale: 21",
               ("RatingInScale",)),
         Shown(SCALES, "Pier 2003: rating", ROW_2, "printed as “Grey to thick (14-16)”",
               "in no band of the scale: 21", ("RatingInSomeBand",))],
    ),
    "a range of scores the other way round": (
        [(OAR, "metaeth:hasScoreFrom 12", "metaeth:hasScoreFrom 13")],
        [Shown(SCALES, "Oar 2001: rating", ROW_1, "printed as “Grey (12)”",
               "the range goes from the larger number, 13, to the smaller, 12", ("Rating-hasScoreFrom-ascends",))],
    ),
    "a range of a stated value the other way round": (
        [(REVIEW, '"10-14" ;\n    metaeth:hasValueFrom 10 ;\n    metaeth:hasValueTo 14',
          '"14-10" ;\n    metaeth:hasValueFrom 14 ;\n    metaeth:hasValueTo 10')],
        [Shown(NUMBERS, "scores of grey fog", "Method, paragraph 5", "stated 14-10",
               "the coded data of grey give 10–14", ("scores-of-band",)),
         Shown(SCALES, "scores of grey fog", "Method, paragraph 5", "printed as “14-10”",
               "the range goes from the larger number, 14, to the smaller, 10", ("StatedValue-hasValueFrom-ascends",))],
    ),
    "a year in two ways": (
        [(PIER, "metaeth:hasYear 2003 ;\n    metaeth:isIndex", "metaeth:hasYear 2004 ;\n    metaeth:isIndex")],
        [Shown(NAMES, "Pier 2003: year", ROW_2, "the table of studies prints 2004", "the reference list prints 2003",
               ("YearsAgree",))],
    ),
    "an author in two ways": (
        [(PIER, '"Pier, A." ;\n    metaeth:hasFirstAuthor "Pier"', '"Pier, A." ;\n    metaeth:hasFirstAuthor "Peer"')],
        [Shown(NAMES, "Pier 2003: first author", ROW_2, "the table of studies prints Peer",
               "the reference list prints Pier", ("FirstAuthorsAgree",))],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_each_difference_is_shown_with_both_sides_and_nothing_else_is(ferry: Path, name: str) -> None:
    """The heaviest first, each with what would settle it."""
    changes, expected = PLANTED[name]
    for file, old, new in changes:
        spoil(ferry / file, old, new) if old else add(ferry / file, new)
    review = audited(ferry)
    assert [shown(one) for one in review.differences] == expected
    assert all(one.settled_by for one in review.differences)
    assert review.differs


def test_every_check_of_the_audit_has_a_difference_in_this_file() -> None:
    """A check that is added without one fails here."""
    from ipskg.audit import checks

    tested = {source for _, expected in PLANTED.values() for one in expected for source in one.sources}
    assert {check.source for check in (*checks.QUESTIONS, *checks.RULES)} <= tested


# What is no difference


def test_a_metaphor_that_rests_on_one_study_or_none_is_a_note(ferry: Path) -> None:
    """Waiting is left with Pier, and home with nobody: both of its citations go."""
    spoil(ferry / TIDE, "metaeth:isCitedFor ferry:home-1 , ferry:wait-1", "metaeth:hasVolume '1'")
    spoil(ferry / OAR, "metaeth:isCitedFor ferry:home-1", "metaeth:hasVolume '1'")
    review = audited(ferry)
    assert review.differences == ()
    assert [note.text for note in review.notes if note.source == "thin-support"] == [
        "The metaphor “home” rests on no study.",
        "The metaphor “waiting” rests on one study: Pier 2003.",
    ]


def test_relations_are_told_apart_by_who_says_so(ferry: Path) -> None:
    """A step without a relation, and one of which nobody says on what basis."""
    add(ferry / SYNTHESIS, "ferry:step-2 a metaeth:ArgumentStep ; metaeth:isStepOf ferry:line .")
    spoil(ferry / TIDE, "metaeth:hasBasis metaeth:Inferred", "metaeth:hasBasis metaeth:Stated")
    assert [note.text for note in audited(ferry).notes] == [
        "Argument steps with no relation, of no known basis: 1.",
        "Argument steps with “enables”, said by the review: 1.",
        "Translations with “reciprocal”, said by the review: 1.",
    ]


def test_what_coders_noted_of_a_value_that_agrees_is_shown_apart_and_counts(ferry: Path) -> None:
    spoil(ferry / REVIEW, '"2001-2005" ;', '"2001-2005" ; metaeth:hasDiscrepancy "The flyer says 2006."@en ;')
    review = audited(ferry)
    assert (review.differences, review.differs) == ((), True)
    assert [(value.what, value.discrepancies) for value in review.recorded] == [
        ("years of the studies", ("The flyer says 2006.",))
    ]


def test_what_coders_noted_of_a_value_that_differs_stands_with_it(ferry: Path) -> None:
    spoil(ferry / REVIEW, '"three" ;\n    metaeth:hasValue 3', '"four" ;\n    metaeth:hasValue 4')
    spoil(ferry / REVIEW, '"four" ;', '"four" ; metaeth:hasDiscrepancy "The table has three rows."@en ;')
    review = audited(ferry)
    assert [(one.what, one.noted) for one in review.differences] == [("studies", ("The table has three rows.",))]
    assert review.recorded == ()


def test_what_coders_noted_of_a_band_stands_with_its_gap(ferry: Path) -> None:
    """Of a value that no query gives, since the band has no lowest score."""
    spoil(ferry / REVIEW, "metaeth:hasHighestScore 9", "metaeth:hasHighestScore 8")
    said = 'metaeth:hasTextAsPrinted "below 8" ; metaeth:isAbout ferry:thin ; metaeth:hasDiscrepancy "Grey is 10."@en'
    spoil(ferry / REVIEW, 'metaeth:hasTextAsPrinted "4 May 2009"', said)
    review = audited(ferry)
    assert [(one.what, one.place, one.noted) for one in review.differences] == [
        ("fog scale: gap between two bands", "Abstract", ("Grey is 10.",))
    ]
    assert review.recorded == ()


def test_what_a_coder_added_later_plays_no_part(ferry: Path) -> None:
    """A fourth study from another country, of passengers nobody asked, without a number and cited by a new finding."""
    text = (ferry / TIDE).read_text("utf-8")
    for old, new in (
        ("ferry:tide-2005", "ferry:wave-2020"), ("Fogland", "Newland"), ("2005", "2020"), ("Tide", "Wave"),
        ('metaeth:hasReferenceNumber "3" ;', ""), ("ferry:team", "ferry:coder"), ("hasOrder 3", "hasOrder 4"),
        ("metaeth:wasDrawnFrom ferry:passengers", "metaeth:wasDrawnFrom ferry:crews"),
        ("ferry:home-1 , ferry:wait-1", "ferry:later"),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    later = "ferry:later a metaeth:Finding ; metaeth:isInSection ferry:wait-section ; metaeth:hasOrder 2 ;"
    text += f"\n{later} metaeth:states 'Later.'@en ; metaeth:wasAddedBy ferry:coder .\n"
    (ferry / "studies" / "wave-2020.ttl").write_text(text, "utf-8")
    assert len(ipskg.open(ferry).query("studies")) == 4
    assert audited(ferry) == audited(FERRY)


# What is not there, and what cannot be asked


def cut(path: Path, kind: str) -> None:
    """Take all records of a kind out of a file."""
    blocks = path.read_text("utf-8").split("\n\n")
    kept = [block for block in blocks if f" a metaeth:{kind} ;" not in block]
    assert len(kept) < len(blocks)
    path.write_text("\n\n".join(kept), "utf-8")


@pytest.mark.parametrize(
    ("file", "kind", "told"),
    [
        (REVIEW, "StatedValue", "no stated values are coded: nothing to set beside the data"),
        (REVIEW, "ScreeningStep", "no flow of records is coded: its arithmetic is not looked at"),
        (
            SYNTHESIS,
            "ResultsSection",
            "no results sections are coded: nothing can be said of what the results cite and draw on",
        ),
    ],
    ids=["stated values", "flow", "sections"],
)
def test_what_a_review_has_not_is_told_and_the_rest_is_looked_at(ferry: Path, file: str, kind: str, told: str) -> None:
    """The reversed score is found all the same."""
    cut(ferry / file, kind)
    spoil(ferry / OAR, "metaeth:hasScoreFrom 12", "metaeth:hasScoreFrom 13")
    review = audited(ferry)
    assert review.missing == (told,)
    assert [one.what for one in review.differences if one.weight != Weight.CONTRADICTION] == ["Oar 2001: rating"]
    assert "Not looked at" in as_text(audit(ipskg.open(ferry)))


def test_a_review_with_nothing_in_it_is_audited(tmp_path: Path) -> None:
    (tmp_path / "review.ttl").write_text((FERRY / REVIEW).read_text("utf-8").partition("ferry:team a")[0], "utf-8")
    review = audited(tmp_path)
    assert len(review.missing) == 4
    assert (review.values, review.differences) == ((), ())


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("queries:included-studies", "queries:includet-studies",
         "no query 'includet-studies': did you mean included-studies"),
        ("queries:included-studies", "<https://example.org/q>",
         "https://example.org/q is no address of a canned query: write https://w3id.org/ipskg/queries# and its name"),
        ("queries:included-studies", "<https://w3id.org/ipskg/queries#../x>", "no query '../x': there are"),
        ("queries:included-studies", "queries:reviews", "the query reviews gives no value, but"),
        ("queries:included-studies", "queries:years-of-studies",
         "the query years-of-studies gives 2001–2005, which is another kind of value"),
        ("queries:included-studies", "queries:studies-of-design",
         "the query studies-of-design asks about one studyDesign: none is named"),
        ("queries:included-studies", "queries:included-studies ;\n    metaeth:isAbout ferry:crews",
         "the query included-studies cannot be asked about crews"),
        ("queries:included-studies", "queries:scores-of-band ;\n    metaeth:isAbout ferry:thin , ferry:grey",
         "the query scores-of-band gives 2 numbers, where one is asked for"),
        ("queries:included-studies", "queries:records-added ;\n    metaeth:isAbout ferry:flow-4",
         "nothing is coded that the query records-added counts"),
    ],
)  # fmt: skip
def test_a_value_whose_query_fails_says_why_and_the_others_go_on(ferry: Path, old: str, new: str, reason: str) -> None:
    spoil(ferry / REVIEW, old, new)
    review = audited(ferry)
    first, *rest = review.values
    assert first.verdict is Verdict.NOT_DERIVABLE
    assert first.reason.startswith(reason)
    assert [value.verdict for value in rest].count(Verdict.AGREES) == 10
    assert review.differences == ()


# The formats, and the command


@pytest.fixture
def planted(ferry: Path) -> Path:
    """Spoil the review twice, with markup in a name."""
    spoil(ferry / REVIEW, '"three" ;\n    metaeth:hasValue 3', '"four" ;\n    metaeth:hasValue 4')
    spoil(ferry / PIER, '"Pier 2003"@en', '"<b>Pier</b> *2003*"@en')
    spoil(ferry / OAR, "metaeth:hasScoreFrom 12", "metaeth:hasScoreFrom 13")
    return ferry


def test_the_text_shows_each_difference_whole_and_the_values_as_a_table(planted: Path) -> None:
    text = as_text(audit(ipskg.open(planted)))
    head, _, table = text.partition("Stated values")
    assert (
        head
        == """\
Ferries in fog: 2 differences
Each sets two sides of the review as published beside each other; neither is mended in the data.

Numbers that contradict each other
- studies (Abstract)
  stated four (4)
  the coded data give 3: <b>Pier</b> *2003*; Oar 2001; Tide 2005
  to settle it: the table of studies and the reference list
  found by: included-studies

Scales and scores
- Oar 2001: rating (table of studies, row 1)
  printed as “Grey (12)”
  the range goes from the larger number, 13, to the smaller, 12
  to settle it: the manual of the scale, and the report of the study
  found by: Rating-hasScoreFrom-ascends

To know, and no difference
- Argument steps with “enables”, said by the review: 1.
- Translations with “reciprocal”, the coders' reading: 1.

"""
    )
    assert table.startswith(": 1 differ, 10 agree, 1 stated in words, 1 not derivable\n")
    assert len(table.splitlines()) == 1 + 2 + 13


def test_in_markdown_what_a_name_holds_is_no_markup(planted: Path) -> None:
    lines = as_markdown(audit(ipskg.open(planted))).splitlines()
    assert lines[0] == "# Ferries in fog: 2 differences"
    assert (
        lines[2] == "Each sets two sides of the review as published beside each other; neither is mended in the data."
    )
    assert "## Numbers that contradict each other" in lines
    assert r"  - the coded data give 3: \<b\>Pier\</b\> \*2003\*; Oar 2001; Tide 2005" in lines
    assert "| 2 | years of the studies | 2001-2005 | 2001–2005 | agrees | years-of-studies | Abstract |" in lines


def test_the_json_holds_all_of_it(planted: Path) -> None:
    (review,) = json.loads(as_json(audit(ipskg.open(planted))))["reviews"]
    assert review.keys() == {"review", "label", "values", "differences", "notes", "missing", "differs"}
    assert (review["review"], review["label"], review["differs"]) == (
        "https://example.org/ferry/review",
        "Ferries in fog",
        True,
    )
    assert len(review["values"]) == 13
    assert review["differences"][1] == {
        "weight": "Scales and scores",
        "what": "Oar 2001: rating",
        "place": "table of studies, row 1",
        "one": "printed as “Grey (12)”",
        "other": "the range goes from the larger number, 13, to the smaller, 12",
        "settled_by": "the manual of the scale, and the report of the study",
        "sources": ["Rating-hasScoreFrom-ascends"],
        "records": ["https://example.org/ferry/oar-2001-rating"],
        "noted": [],
    }


def test_two_reviews_are_audited_each_for_itself(planted: Path) -> None:
    """The second is the tiny one: its three studies are four, and one database was not searched."""
    first, second = audit(ipskg.open(planted, FERRY.parent / "tiny")).reviews
    assert [one.what for one in first.differences] == ["studies", "Oar 2001: rating"]
    assert ("included studies", "Abstract") in {(one.what, one.place) for one in second.differences}
    assert not [one for one in second.differences if "Oar" in one.what]


def test_the_exit_code_is_1_where_something_differs_and_the_report_is_written_all_the_same(
    planted: Path, tmp_path: Path
) -> None:
    def run(*arguments: str | Path) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["audit", *map(str, arguments)])
        return done.exit_code, done.output

    code, report = run("--data", planted, "--format", "json")
    assert (code, json.loads(report)["reviews"][0]["differs"]) == (1, True)
    assert run("--data", planted, "-o", tmp_path / "audit.txt") == (1, "")
    assert (tmp_path / "audit.txt").read_text("utf-8") == as_text(audit(ipskg.open(planted)))
    code, report = run("--data", FERRY)
    assert (code, report.splitlines()[0]) == (0, "Ferries in fog: no differences")
    assert run("--data", tmp_path / "none")[0] == 2


# The coded review


MOEN = [
    (NUMBERS, "years in which the studies were published", "Abstract, Methods"),
    (NUMBERS, "records of both searches together", "Method, phase 2, paragraph 1"),
    (NUMBERS, "key metaphors of clinicians", "Method, phase 5"),
    (NUMBERS, "studies of which joint metaphors were made", "Method, phase 5"),
    (STATEMENTS, "argument step and another statement", "A lines-of-argument synthesis, paragraph 1, sentence 8"),
    (STATEMENTS, "argument step and another statement", "A lines-of-argument synthesis, paragraph 1, sentence 10"),
    (SOURCES, "Nygren et al. 2016: in the reference list", "table of studies, row 14"),
    (SOURCES, "Nygren et al. 2016: in the results", "table of studies, row 14"),
    (SOURCES, "Supported Employment fidelity review manual, A companion guide to the evidence-based IPS Supported"
     " Employment Fidelity Scale: cited, not included", "Results, IPS as teamwork"),
    (VOICES, "Bejerholm et al. 2011: speaks for social workers", "table of studies, row 3"),
    (VOICES, "Crain et al. 2009: speaks for clinicians", "table of studies, row 7"),
    (VOICES, "Quimby et al. 2001: speaks for clinicians", "table of studies, row 15"),
    (VOICES, "Bejerholm et al. 2011: sampled and not drawn on", "table of studies, row 3"),
    (VOICES, "Crain et al. 2009: sampled and not drawn on", "table of studies, row 7"),
    (VOICES, "Hasson et al. 2011: sampled and not drawn on", "table of studies, row 9"),
    (VOICES, "Quimby et al. 2001: sampled and not drawn on", "table of studies, row 15"),
    (SCALES, "IPS fidelity scale (25 items): gap between two bands", "Method, phase 2, paragraph 4"),
    (SCALES, "Whitley et al. 2010: rating", "table of studies, row 17; Table 1, row 17"),
    (NAMES, "countries of the studies", "Abstract, Methods"),
    (NAMES, "Lexén et al. 2013a: first author", "table of studies, row 12"),
    (NAMES, "Lexén et al. 2013b: first author", "table of studies, row 11"),
]  # fmt: skip
NOTED = [
    "studies identified",
    "studies with participants from the intervention group of a randomised controlled study",
    "studies solely about challenges or barriers",
    "groups whose experiences the case studies and the ethnography present",
    "index studies",
    "studies on clinicians",
    "clinicians who changed their expectations, in Crain 2009",
    "clinicians who found personalised support difficult to give",
]


def test_the_coded_review_differs_in_what_was_found_in_the_paper_by_hand() -> None:
    """Each was looked up in the text of the paper, both sides of it; the values are those that the paper prints."""
    (review,) = audit(ipskg.open()).reviews
    assert [(one.weight, one.what, one.place) for one in review.differences] == MOEN
    assert [value.what for value in review.recorded] == NOTED
    assert review.missing == ()
    sides = {one.what: (one.one, one.other) for one in review.differences}
    assert sides["years in which the studies were published"] == (
        "stated from 2007 to 2017",
        "the coded data give 2001–2017",
    )
    assert sides["records of both searches together"] == ("stated 519", "the coded data give 527")
    assert sides["IPS fidelity scale (25 items): gap between two bands"][1] == "no band holds 73"
    assert sides["Hasson et al. 2011: sampled and not drawn on"] == (
        "it sampled clinicians (10) and employment specialists (3) and work applicants (15)",
        "the review draws from it the perspective of social workers",
    )
    assert sides["Bejerholm et al. 2011: speaks for social workers"][1] == (
        "none of its samples is of social workers; it sampled organisational units (7) and employment specialists (3)"
    )


def test_the_counts_that_the_paper_gives_right_agree() -> None:
    """Read in the paper: 17 studies of 4 designs (10, 5, 1, 1), 8 in trials, 8 databases, and the steps of the flow."""
    (review,) = audit(ipskg.open()).reviews
    agreed = {value.what: value.derived for value in review.values if value.verdict is Verdict.AGREES}
    expected = {
        "studies identified": "17",
        "types of qualitative studies": "4",
        "interview studies": "10",
        "case studies": "5",
        "surveys": "1",
        "ethnographical studies": "1",
        "interview studies on the experiences of work applicants": "9",
        "interview studies on the experiences of employment specialists": "1",
        "studies with participants from the intervention group of a randomised controlled study": "8",
        "databases searched": "8",
        "key metaphors of work applicants": "5",
        "key metaphors of social workers": "1",
        "groups whose experiences the case studies and the ethnography present": "4",
        "full texts read": "39",
        "core principles of IPS": "8",
        "fidelity band good, points": "100–114",
    }
    assert expected.items() <= agreed.items()
