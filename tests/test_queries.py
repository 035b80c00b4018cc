"""Each canned query against its complete answer, written by hand, on invented reviews; and on two engines."""

import re
from functools import cache

import pyoxigraph
import pytest
from asking import (
    ENGINES,
    INVENTED,
    PARAMETERS,
    QUERIES,
    REVIEWS,
    ROOT,
    SHARED,
    TERMS,
    TESTS,
    Ask,
    Cell,
    Row,
    answer,
    filled,
    iri,
    looking_further,
    matching,
    opened,
    opened_in_two_languages,
    opened_twice,
    opened_with_copies,
    opened_with_shared_studies,
    renamed,
    strangers,
    together,
    turtle,
)

CODED = ROOT / "data" / "moen-2021"

# What is asked for by these is not in the coded review.
FIND_NOTHING = {
    "additions",
    "appraisals",
    "confidence",
    "date-conflicts",
    "disputed-pairs",
    "flow-end",
    "orphan-constructs",
    "support-differences",
}


@cache
def coded(engine: str, *, doubled: str = "nothing") -> Ask:
    """Open the coded review, if wished with each triple of its studies, or of all else, in two graphs."""
    assert (CODED / "review.ttl").is_file(), f"the coded review is missing: {CODED}"
    graphs = list(turtle(CODED))
    studies = [graph for graph in graphs if "/studies/" in graph[0]]
    others = [graph for graph in graphs if graph not in studies]
    again = {"nothing": [], "studies": studies, "all else": others}[doubled]
    return ENGINES[engine](graphs + [(f"{name}?copy", text) for name, text in again])


def lines(rows: list[Row]) -> list[str]:
    """Sort rows, each as one line, so that two bags of them can be compared."""
    return sorted(map(str, rows))


@pytest.mark.parametrize("review", REVIEWS)
def test_each_query_has_an_answer_written_by_hand(review: str) -> None:
    """No query is without an answer on an invented review, and no answer without its query."""
    assert {path.stem for path in (TESTS / "answers" / review).iterdir()} == set(QUERIES)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("review", REVIEWS)
@pytest.mark.parametrize("query", QUERIES)
def test_a_query_gives_exactly_its_answer(query: str, review: str, engine: str) -> None:
    """On an invented review a query gives the rows that were written by hand, in that order."""
    assert opened(engine, review)(QUERIES[query]) == answer(review, query)


@pytest.mark.parametrize("review", REVIEWS)
@pytest.mark.parametrize("query", QUERIES)
def test_a_query_shows_the_columns_of_its_answer_in_their_order(query: str, review: str) -> None:
    """The header of an answer is the SELECT clause of its query, also where no row follows."""
    store = pyoxigraph.Store()
    header = (TESTS / "answers" / review / f"{query}.csv").read_text(encoding="utf-8").splitlines()[0]
    assert ",".join(variable.value for variable in store.query(QUERIES[query]).variables) == header


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("query", QUERIES)
def test_reviews_together_give_the_answers_of_each(query: str, engine: str) -> None:
    """Reviews that are loaded together answer as each does alone, one after the other."""
    assert opened(engine, "all")(QUERIES[query]) == together(query)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("query", QUERIES)
def test_reviews_that_differ_in_nothing_but_their_ids_are_kept_apart(query: str, engine: str) -> None:
    """Reviews with the same labels, numbers, orders and groups lend each other nothing, and come one by one."""
    groups = {iri(name) for name in TERMS["actorGroup"].split()}

    def copied(cell: Cell) -> Cell:
        return renamed(cell) if isinstance(cell, str) and cell not in groups else cell

    rows = opened_with_copies(engine)(QUERIES[query])
    copies = [{column: copied(cell) for column, cell in row.items()} for row in together(query)]
    assert lines(rows) == lines(together(query) + copies)
    assert [row for row in rows if renamed(str(row["review"])) != row["review"]] == together(query)
    assert [row["review"] for row in rows] == sorted(str(row["review"]) for row in rows)


# What the other review, which uses them nowhere, then counts of them: by scale and band, with studies and findings.
RATED = [(None, None, 5, 2), ("winter scale", "mild", 2, 0), ("winter scale", "harsh", 1, 0)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("query", QUERIES)
def test_reviews_that_include_the_same_studies_keep_their_readings_apart(query: str, engine: str) -> None:
    """A study that two reviews include brings into each what that review says of it, and nothing of the other."""
    rows = opened_with_shared_studies(engine)(QUERIES[query])
    assert [row for row in rows if row["review"] == iri("tiny:review")] == answer("tiny", query)
    rows = [row for row in rows if row["review"] == iri("grouped:review")]
    if query == "findings-by-rating":
        assert [(row["scale"], row["band"], row["studies"], row["findings"]) for row in rows] == RATED
    if query == "orphan-studies":
        assert [row["study"] for row in rows] == [iri(f"tiny:{study}") for study in SHARED]
    assert strangers(query, rows) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("query", QUERIES)
def test_a_triple_in_two_graphs_counts_once(query: str, engine: str) -> None:
    """An answer stays what it is when every triple stands in two graphs."""
    assert opened_twice(engine)(QUERIES[query]) == together(query)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("query", QUERIES)
def test_a_second_language_changes_nothing(query: str, engine: str) -> None:
    """An answer stays what it is when every English text stands in German beside it."""
    assert opened_in_two_languages(engine)(QUERIES[query]) == together(query)


@pytest.mark.parametrize("query", QUERIES)
def test_each_parameter_has_a_slot(query: str) -> None:
    """The parameters in the header of a query are the slots in its text, and each query can be asked of one review."""
    parameters = [slot for name, slot in PARAMETERS if name == query]
    assert set(parameters) == set(re.findall(r"VALUES \?(\w+) {", QUERIES[query]))
    assert parameters[0] == "review"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("query", "slot"), PARAMETERS)
def test_a_filled_slot_keeps_the_rows_with_its_value(query: str, slot: str, engine: str) -> None:
    """A filled slot gives just those rows of the answer that are about its value, and none for an unknown one."""
    for value in map(iri, TERMS[slot].split()):
        rows = opened(engine, "all")(filled(QUERIES[query], {slot: value}))
        assert rows == matching(together(query), query, {slot: value})
    assert rows == []


@pytest.mark.parametrize("query", QUERIES)
def test_each_part_of_a_query_looks_only_at_the_review_that_is_asked_for(query: str) -> None:
    """So a query of one review takes no longer where there are thousands."""
    assert looking_further(QUERIES[query]) == []


@pytest.mark.parametrize("query", QUERIES)
def test_slots_work_together(query: str) -> None:
    """With the slots filled from one row, the answer is every row that agrees with it in all of them."""
    for row in together(query):
        slots = {slot: row[slot] for name, slot in PARAMETERS if name == query and row.get(slot)}
        rows = opened("oxigraph", "all")(filled(QUERIES[query], slots))
        assert rows == matching(together(query), query, slots)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_group_that_two_reviews_share_has_the_index_studies_of_each(engine: str) -> None:
    """An index study of a group in one review is none of the same group in another, nor of the review as a whole."""
    shared = """
        @prefix metaeth: <https://w3id.org/ipskg/meta-ethnography#> .
        @prefix tiny: <https://example.org/tiny/> .
        tiny:review metaeth:hasActorGroup <https://example.org/grouped/keepers> .
        tiny:waxley-2004-inclusion metaeth:isIndexStudyFor <https://example.org/grouped/keepers> .
        tiny:drone-2019-inclusion metaeth:isIndexStudyFor <https://example.org/grouped/keepers> ."""
    ask = ENGINES[engine]([*turtle(*INVENTED["all"]), ("https://example.org/graphs/shared", shared)])
    keepers = {"review": iri("tiny:review"), "reviewLabel": "Beekeepers in winter"}
    keepers |= {"actorGroup": iri("grouped:keepers"), "actorGroupLabel": "lighthouse keepers"}
    drone = {"reference": None, "study": iri("tiny:drone-2019"), "studyLabel": "Drone 2019"}
    waxley = {"reference": "11", "study": iri("tiny:waxley-2004"), "studyLabel": "Waxley 2004"}
    assert ask(QUERIES["index-studies"]) == [*together("index-studies"), keepers | drone, keepers | waxley]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_construct_that_was_only_translated_goes_into_its_metaphor(engine: str) -> None:
    """A translation alone, without a finding that expresses the construct, puts it under the metaphor."""
    translated = """
        @prefix metaeth: <https://w3id.org/ipskg/meta-ethnography#> .
        @prefix tiny: <https://example.org/tiny/> .
        tiny:only-translated a metaeth:RefutationalTranslation ;
            metaeth:translates tiny:smoker-unpublished-blanket ;
            metaeth:refutes tiny:long-dark ;
            metaeth:translatesInto tiny:listening ."""
    ask = ENGINES[engine]([*turtle(*INVENTED["tiny"]), ("https://example.org/graphs/translated", translated)])
    rows = ask(filled(QUERIES["translation"], {"study": iri("tiny:smoker-unpublished")}))
    assert [(row["thirdOrder"], row["relation"], row["secondOrder"], row["against"]) for row in rows] == [
        (iri("tiny:listening"), "refutational", iri("tiny:smoker-unpublished-blanket"), iri("tiny:long-dark"))
    ]
    rows = ask(filled(QUERIES["support-differences"], {"study": iri("tiny:smoker-unpublished")}))
    assert [(row["thirdOrder"], row["support"], row["findings"], row["constructs"]) for row in rows] == [
        (iri("tiny:listening"), "construct only", 0, 1)
    ]


@pytest.mark.parametrize("query", QUERIES)
def test_both_engines_agree_on_the_coded_review(query: str) -> None:
    """On the coded review every query has the same rows on both engines, and only those that find nothing have none."""
    rows = coded("oxigraph")(QUERIES[query])
    assert (rows == []) == (query in FIND_NOTHING)
    assert lines(coded("rdflib")(QUERIES[query])) == lines(rows)


@pytest.mark.parametrize("doubled", ["studies", "all else"])
@pytest.mark.parametrize("query", QUERIES)
def test_a_triple_of_the_coded_review_in_two_graphs_counts_once(query: str, doubled: str) -> None:
    """On the coded review, too, an answer stays what it is when a triple stands in two graphs.

    One half after the other, since all at once take minutes; on Oxigraph, since to rdflib a union is a set.
    """
    once = coded("oxigraph")(QUERIES[query])
    assert lines(coded("oxigraph", doubled=doubled)(QUERIES[query])) == lines(once)


def with_more(review: str, engine: str, more: str) -> Ask:
    """Open an invented review with more Turtle, in which its prefix and that of the terms are known."""
    prefixes = f"""
        @prefix {review}: <https://example.org/{review}/> .
        @prefix metaeth: <https://w3id.org/ipskg/meta-ethnography#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> ."""
    return ENGINES[engine]([*turtle(*INVENTED[review]), ("https://example.org/graphs/more", prefixes + more)])


@pytest.mark.parametrize("engine", ENGINES)
def test_designs_and_perspectives_are_counted_together(engine: str) -> None:
    """Each design by each group, 0 where no study has both; and the groups that each design speaks for."""
    ask = with_more("grouped", engine, "grouped:lamp-1950 metaeth:hasDesign metaeth:CaseStudy , metaeth:Survey .")
    rows = ask(QUERIES["studies-of-design-and-group"])
    assert [(row["studyDesignLabel"], row["actorGroupLabel"], row["value"], row["list"]) for row in rows] == [
        ("case study", "lighthouse keepers", 1, "Lamp 1950"),
        ("case study", "sailors", 0, None),
        ("ethnography", "lighthouse keepers", 0, None),
        ("ethnography", "sailors", 0, None),
        ("interview study", "lighthouse keepers", 0, None),
        ("interview study", "sailors", 0, None),
        ("survey", "lighthouse keepers", 1, "Lamp 1950"),
        ("survey", "sailors", 0, None),
    ]
    rows = ask(filled(QUERIES["groups-of-design"], {"studyDesign": iri("metaeth:Survey")}))
    assert [(row["value"], row["list"]) for row in rows] == [(2, "lighthouse keepers; sailors")]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_total_of_the_searches_is_no_search(engine: str) -> None:
    """42 and 8 records make 50, also where the review says 48; and a step may add records."""
    more = """
        tiny:found-again a metaeth:ScreeningStep ; metaeth:isInReview tiny:review ; skos:prefLabel "found again"@en ;
            metaeth:hasStage metaeth:Identification ; metaeth:hasOrder 5 ; metaeth:hasRecordsOut 8 .
        tiny:together a metaeth:ScreeningStep ; metaeth:isInReview tiny:review ; skos:prefLabel "together"@en ;
            metaeth:hasStage metaeth:Identification ; metaeth:hasOrder 6 ; metaeth:hasRecordsOut 48 .
        tiny:read-again a metaeth:ScreeningStep ; metaeth:isInReview tiny:review ; skos:prefLabel "read again"@en ;
            metaeth:hasOrder 7 ; metaeth:hasRecordsIn 48 ; metaeth:hasRecordsOut 49 ."""
    ask = with_more("tiny", engine, more)
    assert [row["value"] for row in ask(QUERIES["records-found"])] == [50]
    added = [(row["step"], row["value"]) for row in ask(QUERIES["records-added"])]
    assert added == [(iri("tiny:read-again"), 1)]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_concepts_of_a_scheme_are_counted_where_a_stated_value_is_about_it(engine: str) -> None:
    ask = with_more("tiny", engine, "tiny:stated-hives metaeth:isAbout tiny:bands .")
    rows = ask(QUERIES["concepts-of-scheme"])
    assert [(row["scheme"], row["value"], row["list"]) for row in rows] == [(iri("tiny:bands"), 2, "harsh; mild")]


@pytest.mark.parametrize("engine", ENGINES)
def test_dates_that_cannot_all_be_right_are_found(engine: str) -> None:
    """Of 2021: a study younger than search and review, and a search of then that says it covers one year more."""
    more = """
        tiny:drone-2021-report a metaeth:StudyReport ; metaeth:reports tiny:smoker-unpublished ; metaeth:hasYear 2021 .
        tiny:late a metaeth:Search ; metaeth:isInReview tiny:review ; skos:prefLabel "the late search"@en ;
            metaeth:wasRunOn "2020-12-05" ; metaeth:coversUpTo "2021-12" .
        tiny:later a metaeth:Search ; metaeth:isInReview tiny:review ; skos:prefLabel "the later search"@en ;
            metaeth:wasRunOn "2020-12-05" ; metaeth:coversUpTo "2020-12" ."""
    rows = with_more("tiny", engine, more)(QUERIES["date-conflicts"])
    assert [(row["conflict"], row["record"], row["date"], row["otherDate"]) for row in rows] == [
        ("search before the end of what it covers", iri("tiny:late"), "2020-12-05", "2021-12"),
        ("study after the last search", iri("tiny:smoker-unpublished"), "2021", "2020-12-05"),
        ("study after the review", iri("tiny:smoker-unpublished"), "2021", "2020"),
    ]
    undated = 'tiny:other a metaeth:Search ; metaeth:isInReview tiny:review ; skos:prefLabel "undated"@en .'
    late = 'tiny:other metaeth:wasRunOn "2021-01" .'
    rows = with_more("tiny", engine, more + undated)(QUERIES["date-conflicts"])
    assert {row["conflict"] for row in rows} == {"search before the end of what it covers", "study after the review"}
    rows = with_more("tiny", engine, undated + late)(QUERIES["date-conflicts"])
    assert [(row["conflict"], row["record"]) for row in rows] == [("search after the review", iri("tiny:other"))]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_imprint_of_a_review_is_all_that_it_says(engine: str) -> None:
    """A source in another language is none of the answer; of two licences each has a row."""
    more = """
        grouped:review <http://purl.org/dc/terms/source> "Sea 3"@en , "Meer 3"@de ;
            <http://purl.org/dc/terms/identifier> "10.0000/sea" ; <http://purl.org/dc/terms/issued> "1952-03" ;
            <http://purl.org/dc/terms/license> <https://example.org/a> , <https://example.org/b> ;
            <http://www.w3.org/2002/07/owl#versionInfo> "2" ."""
    rows = with_more("grouped", engine, more)(QUERIES["imprint"])
    assert [tuple(row.values())[2:] for row in rows] == [
        ("Sea 3", "10.0000/sea", "https://example.org/a", "2", "1952-03"),
        ("Sea 3", "10.0000/sea", "https://example.org/b", "2", "1952-03"),
    ]
    rows = with_more("grouped", engine, 'grouped:review <http://purl.org/dc/terms/source> "Sea" .')(QUERIES["imprint"])
    assert [row["source"] for row in rows] == ["Sea"]


@pytest.mark.parametrize("engine", ENGINES)
def test_gaps_and_overlaps_between_bands_are_found(engine: str) -> None:
    """Mild to 10 and harsh from 11; with one from 20 to 22 and one from 25, two are wrong."""
    more = """
        tiny:severe a metaeth:Band ; metaeth:isBandOf tiny:winter-scale ; skos:prefLabel "severe"@en ;
            metaeth:hasLowestScore 20 ; metaeth:hasHighestScore 22 .
        tiny:arctic a metaeth:Band ; metaeth:isBandOf tiny:winter-scale ; skos:prefLabel "arctic"@en ;
            metaeth:hasLowestScore 25 ."""
    rows = with_more("tiny", engine, more)(QUERIES["band-gaps"])
    columns = ("fault", "ratingBandLabel", "nextBand", "valueFrom", "valueTo")
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("overlap", "harsh", "severe", 20, 20),
        ("gap", "severe", "arctic", 23, 24),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_that_is_coded_counts_as_none(engine: str) -> None:
    """Where it is known that no study is inside a trial, their number is 0; where nothing is known, there is none."""
    known = "grouped:buoy-1951 metaeth:isPartOfTrial metaeth:No ."
    graphs = [
        (name, text.replace("metaeth:isPartOfTrial metaeth:Yes", "metaeth:hasBasis metaeth:Stated"))
        for name, text in turtle(*INVENTED["grouped"])
    ]
    assert ENGINES[engine](graphs)(QUERIES["studies-in-trials"]) == []
    prefixes = "\n".join(re.findall(r"^@prefix .*$", graphs[-1][1], re.M))
    rows = ENGINES[engine]([*graphs, ("https://example.org/graphs/known", prefixes + known)])(
        QUERIES["studies-in-trials"]
    )
    assert [(row["value"], row["list"]) for row in rows] == [(0, None)]


BARE = """
    @prefix bare: <https://example.org/bare/> .
    bare:review a metaeth:MetaEthnography ; skos:prefLabel "A bare review"@en ; metaeth:hasActorGroup bare:group .
    bare:group a metaeth:ActorGroup ; skos:prefLabel "passers-by"@en .
    bare:study a metaeth:PrimaryStudy ; skos:prefLabel "Bare 2000"@en .
    bare:inclusion a metaeth:Inclusion ; metaeth:isInReview bare:review ; metaeth:includesStudy bare:study .
    bare:section a metaeth:ResultsSection ; metaeth:isInReview bare:review ; metaeth:hasOrder 1 ;
        metaeth:hasHeading "Nothing"@en .
    bare:finding a metaeth:Finding ; metaeth:isInSection bare:section ; metaeth:hasOrder 1 ;
        metaeth:states "There is nothing."@en ."""
NOTHING = {"actor-groups-of-review": [1], "included-studies": [1], "studies-drawn-on": [0]}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("more", "known"),
    [
        ("", {}),
        (
            " bare:study metaeth:hasDesign metaeth:Survey .",
            {"designs-of-studies": [1], "studies-of-design": [0, 0, 0, 1]},
        ),
        (" bare:study metaeth:givesPerspectiveOf bare:group .", {"studies-of-group": [1]}),
        (" bare:study metaeth:isPartOfTrial metaeth:No .", {"studies-in-trials": [0]}),
    ],
)
def test_only_what_is_coded_at_all_is_counted(engine: str, more: str, known: dict[str, list[int]]) -> None:
    """Of a review that says next to nothing, what is known to be none is 0, and what is not known has no row."""
    ask = with_more("tiny", engine, BARE + more)
    stated = sorted(path.stem for path in (ROOT / "queries" / "stated").glob("*.rq"))
    rows = {query: ask(filled(QUERIES[query], {"review": iri("bare:review")})) for query in stated}
    assert {query: [row["value"] for row in found] for query, found in rows.items() if found} == NOTHING | known
