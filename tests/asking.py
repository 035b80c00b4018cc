"""The canned queries, the invented reviews with the answers written by hand, and two engines to ask.

Of the invented reviews `tiny` has no actor groups, `grouped` has them, and `haunted` is all near misses.

An answer is `answers/<review>/<query>.csv`: all columns of the query, its rows in their order, an empty cell where a
column is unbound, an IRI as a prefixed name. The folders are read here without the package.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import planting
import pyoxigraph
import rdflib

TESTS = Path(__file__).parent
ROOT = TESTS.parent

# The rules, which give a graph, are held against the reasoner in test_rules.py.
QUERIES = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted(ROOT.glob("queries/**/*.rq"))
    if path.parent.name != "rules"
}
PARAMETERS = [(name, slot) for name, text in QUERIES.items() for slot in re.findall(r"^#\+ param (\w+)", text, re.M)]

# The query contract: these columns hold IRIs, these hold integers, and all others strings.
IRIS = set(
    "review actorGroup section finding study step thirdOrder secondOrder against againstStudy"
    " from to fromGroup toGroup restsOn record studyDesign ratingBand scheme procedure appraisalQuestion"
    " firstOrder subject property object".split()
)
INTEGERS = set(
    "order findingOrder year recordsIn recordsOut excluded count value valueFrom valueTo ratingLow ratingHigh"
    " studies otherStudies participants uncounted countries inTrials findings constructs reciprocal refutational"
    " reports scoreFrom scoreTo".split()
)

NAMESPACES = {
    "metaeth": "https://w3id.org/ipskg/meta-ethnography#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}

# The invented reviews, in the order of their ids.
REVIEWS = ("grouped", "haunted", "tiny")

# What can be asked of each kind in them, counted by hand; the last of each is nowhere.
TERMS = {
    "review": "tiny:review grouped:review haunted:review tiny:waiting",
    "actorGroup": "grouped:keepers grouped:sailors haunted:bats haunted:cats haunted:ghosts haunted:guards"
    " tiny:keepers",
    "section": "tiny:waiting-section tiny:listening-section tiny:company-section"
    " grouped:wall-section grouped:bell-section grouped:sea-section"
    " haunted:dark-section haunted:steps-section haunted:purr-section tiny:summer-section",
    "study": "tiny:bumblewick-2001 tiny:drone-2019 tiny:mead-1998 tiny:skep-2007 tiny:smoker-unpublished"
    " tiny:waxley-2004 grouped:buoy-1951 grouped:lamp-1950 haunted:attic-1991 haunted:cat-2001 haunted:cellar-1992"
    " haunted:creak-2000 haunted:lantern-1999 haunted:lantern-1999b haunted:mist-1993 haunted:rumour-1950"
    " haunted:vault-1989 tiny:bumblewick-1999",
    "studyDesign": "metaeth:CaseStudy metaeth:Ethnography metaeth:InterviewStudy metaeth:Survey metaeth:Oracle",
    "step": "tiny:identified tiny:abstracts-read tiny:full-texts-read tiny:bookshelves-searched"
    " haunted:attic-searched tiny:waiting",
    "ratingBand": "tiny:mild tiny:harsh haunted:thin tiny:hurry",
    "scheme": "tiny:bands tiny:concepts grouped:concepts tiny:waiting",
}

# The studies of one review that another is made to include as well.
SHARED = "bumblewick-2001 drone-2019 skep-2007 smoker-unpublished waxley-2004".split()

Cell = str | int | None
Row = dict[str, Cell]
Graphs = Iterable[tuple[str, str]]  # the graph's IRI, its Turtle
Ask = Callable[[str], list[Row]]


def iri(name: str) -> str:
    """Expand the prefixed name of a record or a term; the brackets tell an IRI from a string."""
    prefix, local = name.split(":")
    return f"<{NAMESPACES.get(prefix, f'https://example.org/{prefix}/')}{local}>"


def rows(path: Path) -> Iterator[Row]:
    """Read an answer that was written by hand."""

    def cell(column: str, text: str) -> Cell:
        return None if not text else iri(text) if column in IRIS else int(text) if column in INTEGERS else text

    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {column: cell(column, text) for column, text in row.items()}


def answer(review: str, query: str) -> list[Row]:
    """Read the hand-written answer of a query on an invented review."""
    return list(rows(TESTS / "answers" / review / f"{query}.csv"))


@cache
def together(query: str) -> list[Row]:
    """Give the answer on all reviews loaded together: every query puts the reviews in order first."""
    return [row for review in REVIEWS for row in answer(review, query)]


def matching(rows: list[Row], query: str, slots: Row) -> list[Row]:
    """Keep the rows that a query with these slots filled should give: those with that value in the slot's column."""
    wanted = dict(slots)
    if query == "other-citations" and "section" in wanted:  # the one query that shows a section by its heading only
        headings = {row["section"]: row["heading"] for row in together("sections")}
        wanted["heading"] = headings.get(wanted.pop("section"), "no such section")
    study = wanted.pop("study", None)  # where two accounts are compared, a study is asked for on either side
    rows = [row for row in rows if study is None or study in (row["study"], row.get("againstStudy"))]
    return [row for row in rows if all(row[column] == value for column, value in wanted.items())]


def filled(text: str, slots: Row) -> str:
    """Put values into the slots of a query."""
    for slot, value in slots.items():
        text, count = re.subn(rf"VALUES \?{slot} {{ UNDEF }}", f"VALUES ?{slot} {{ {value} }}", text)
        assert count > 0, f"no slot for {slot}"
    return text


def parts(text: str) -> list[str]:
    """Give each SELECT that stands inside a query, as a query."""
    prologue, whole = planting.parsed(text)

    def inside(one: str | planting.Part) -> Iterator[planting.Part]:
        if isinstance(one, planting.Part):
            yield from [one] if one.kind == "query" else []
            for other in one.inside:
                yield from inside(other)

    return [prologue + str(one) for one in inside(whole)][1:]


def looking_further(text: str) -> list[Row]:
    """Give the parts of a query that find more in all reviews than in that which is asked for, each as a row.

    Such a part takes the longer the more reviews there are.
    """

    def asked(part: str, review: str) -> str:
        return part.replace("VALUES ?review { UNDEF }", f"VALUES ?review {{ {iri(f'{review}:review')} }}")

    def found(part: str, review: str, where: str) -> list[str]:
        return sorted(map(str, opened("oxigraph", where)(asked(part, review))))

    return [
        {"part": part, "review": review}
        for part in parts(text)
        for review in REVIEWS
        if found(part, review, "all") != found(part, review, review)
    ]


def turtle(*folders: Path) -> Iterator[tuple[str, str]]:
    """Read each Turtle file of the folders, and of the ontology with its vocabularies, as one graph."""
    for folder in (ROOT / "ontology", *folders):
        for path in sorted(folder.rglob("*.ttl")):
            yield f"https://example.org/graphs/{path.relative_to(ROOT).as_posix()}", path.read_text(encoding="utf-8")


def twice(graphs: Graphs) -> Iterator[tuple[str, str]]:
    """Put every triple into a second graph as well."""
    for name, text in graphs:
        yield name, text
        yield f"{name}?copy", text


def graph(triples: Iterable[tuple[Cell, ...]]) -> list[Row]:
    """Give the triples of a rule as rows, each once and in order, for a graph has none."""
    return [dict(zip(("subject", "property", "object"), one, strict=True)) for one in sorted(set(triples), key=str)]


def oxigraph(graphs: Graphs) -> Ask:
    """Load graphs into Oxigraph and answer queries over their union."""
    store = pyoxigraph.Store()
    for name, text in graphs:
        store.load(text, format=pyoxigraph.RdfFormat.TURTLE, to_graph=pyoxigraph.NamedNode(name))

    def cell(term: pyoxigraph.NamedNode | pyoxigraph.Literal | None) -> Cell:
        if not isinstance(term, pyoxigraph.Literal):
            return term and str(term)
        return int(term.value) if term.datatype.value == str(rdflib.XSD.integer) else term.value

    def ask(text: str) -> list[Row]:
        found = store.query(text, use_default_graph_as_union=True)
        if isinstance(found, pyoxigraph.QueryTriples):
            return graph(tuple(map(cell, one)) for one in found)
        columns = [variable.value for variable in found.variables]
        return [{column: cell(row[column]) for column in columns} for row in found]

    return ask


def rdflib_(graphs: Graphs) -> Ask:
    """Load graphs into rdflib and answer queries over their union."""
    dataset = rdflib.Dataset(default_union=True)
    for name, text in graphs:
        dataset.graph(rdflib.URIRef(name)).parse(data=text, format="turtle")

    def cell(term: rdflib.term.Node | None) -> Cell:
        if not isinstance(term, rdflib.Literal):
            return term and term.n3()
        return int(term) if term.datatype == rdflib.XSD.integer else str(term)

    def ask(text: str) -> list[Row]:
        found = dataset.query(text)
        if found.graph is not None:
            return graph(tuple(map(cell, one)) for one in found.graph)
        return [{column: cell(row[column]) for column in map(str, found.vars)} for row in found]

    return ask


ENGINES = {"oxigraph": oxigraph, "rdflib": rdflib_}
INVENTED = {review: (TESTS / "reviews" / review,) for review in REVIEWS} | {
    "all": tuple(TESTS / "reviews" / review for review in REVIEWS)
}


@cache
def opened(engine: str, review: str) -> Ask:
    """Open one of the invented reviews, or all."""
    return ENGINES[engine](turtle(*INVENTED[review]))


def renamed(text: str) -> str:
    """Put all that stands in the namespaces of the invented reviews into namespaces beside them."""
    return re.sub(rf"<https://example.org/({'|'.join(REVIEWS)})/", r"<https://example.org/\1-copy/", text)


@cache
def opened_with_copies(engine: str) -> Ask:
    """Open the invented reviews and a copy of each in another namespace, which has the same actor groups."""
    graphs = list(turtle(*INVENTED["all"]))
    groups = rf"\b({TERMS['actorGroup'].replace(' ', '|')})\b"
    copies = [(f"{name}?copy", re.sub(groups, lambda group: iri(group[0]), renamed(text))) for name, text in graphs]
    return ENGINES[engine](graphs + copies)


@cache
def opened_with_shared_studies(engine: str) -> Ask:
    """Open two invented reviews, one of which includes the studies of the other as well."""
    shared = "@prefix metaeth: <https://w3id.org/ipskg/meta-ethnography#> ." + "".join(
        f"{iri(f'grouped:{study}-inclusion')} a metaeth:Inclusion ;"
        f" metaeth:isInReview {iri('grouped:review')} ; metaeth:includesStudy {iri(f'tiny:{study}')} ."
        for study in SHARED
    )
    return ENGINES[engine](
        [*turtle(*INVENTED["tiny"], *INVENTED["grouped"]), ("https://example.org/graphs/shared", shared)]
    )


def strangers(query: str, rows: list[Row]) -> list[str]:
    """Give the columns in which a review that shares studies with another shows more of it than these."""
    rows = [row for row in rows if row["review"] == iri("grouped:review")]
    if query == "texts":  # those of a study are records too
        rows = [row for row in rows if row["kind"] in ("finding", "third-order construct")]
    of_studies = {"study", "firstOrder", "secondOrder", "ratingBand"}
    of_the_other = {column for row in rows for column in row if str(row[column]).startswith(iri("tiny:")[:-1])}
    return sorted(of_the_other - of_studies)


@cache
def opened_twice(engine: str) -> Ask:
    """Open the invented reviews with each of their triples in two graphs."""
    return ENGINES[engine](twice(turtle(*INVENTED["all"])))


@cache
def opened_in_two_languages(engine: str) -> Ask:
    """Open the invented reviews with each English text in German beside it."""
    graphs = list(turtle(*INVENTED["all"]))
    english = rdflib.Graph()
    for _, text in graphs:
        english.parse(data=text, format="turtle")
    german = rdflib.Graph()
    for subject, predicate, text in english:
        if getattr(text, "language", None) == "en":
            german.add((subject, predicate, rdflib.Literal(f"(deutsch) {text}", lang="de")))
    return ENGINES[engine]([*graphs, ("https://example.org/graphs/german", german.serialize(format="turtle"))])


def moved(text: str) -> str:
    """Put the invented reviews themselves elsewhere: first the one whose records come last, and the first one last."""
    for review, place in (("tiny", "a"), ("grouped", "z")):
        text = text.replace(f"https://example.org/{review}/review", f"https://example.org/{place}/review")
    return text


@cache
def opened_moved(engine: str) -> Ask:
    """Open the invented reviews, each moved; whatever else there is sorts otherwise than they do."""
    own = "|".join(f"{review}:review" for review in REVIEWS)
    graphs = turtle(*INVENTED["all"])
    return ENGINES[engine](
        (name, moved(re.sub(rf"\b({own})\b(?!-)", lambda one: iri(one[0]), text))) for name, text in graphs
    )


def together_moved(query: str) -> list[Row]:
    """Give the answer on the moved reviews."""
    rows = [row for review in ("tiny", "haunted", "grouped") for row in answer(review, query)]
    return [{column: moved(cell) if isinstance(cell, str) else cell for column, cell in row.items()} for row in rows]


@cache
def opened_with_impostors(engine: str, kind: str) -> Ask:
    """Open the invented reviews, and beside each record of a kind one of no kind that says the same."""
    graphs = list(turtle(*INVENTED["all"]))
    known = rdflib.Graph()
    for _, text in graphs:
        known.parse(data=text, format="turtle")
    impostors = rdflib.Graph()
    for record in known.subjects(rdflib.RDF.type, rdflib.URIRef(iri(kind)[1:-1])):
        impostor = rdflib.URIRef(f"{record}-impostor")
        for _, predicate, value in known.triples((record, None, None)):
            if predicate != rdflib.RDF.type:
                impostors.add((impostor, predicate, value))
        for subject, predicate, _ in known.triples((None, None, record)):
            impostors.add((subject, predicate, impostor))
    return ENGINES[engine]([*graphs, ("https://example.org/graphs/impostors", impostors.serialize(format="turtle"))])
