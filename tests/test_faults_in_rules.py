"""A fault planted in a rule across records is noticed: of some example it says something else.

Each example is asked by itself, with each of its triples in two graphs, since a store may have them so.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import planting
import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import RDF, RDFS, SH, Graph, URIRef

ROOT = Path(__file__).parents[1]
EXAMPLES = Path(__file__).with_name("shapes")
NEAR_MISSES = Path(__file__).with_name("near-misses")
EX = "https://example.org/rain/"
SHAPES = Graph().parse(ROOT / "shapes" / "across-records.ttl", format="turtle")
ONTOLOGY = Graph().parse(ROOT / "ontology" / "meta-ethnography.ttl", format="turtle")
PREFIXES = "".join(
    f"PREFIX {SHAPES.value(one, SH.prefix)}: <{SHAPES.value(one, SH.namespace)}>\n"
    for one in SHAPES.objects(None, SH.declare)
)
RULES = {
    str(shape).partition("#")[2]: PREFIXES + str(SHAPES.value(query, SH.select)).strip().replace("$", "?")
    for shape, query in sorted(SHAPES.subject_objects(SH.sparql))
}
# What a rule found, which a message shows: one number in all of these columns.
NUMBERS = ("value", "found", "excluded", "before")
Found = Counter[str]

IRIS = "no IRI is less than another, and an engine that compares them as texts finds only more"
SPARED = "what follows says it as well, and takes longer"
# Faults that change nothing, and why.
WITHOUT_EFFECT = {
    "AnswersArePublished": {"= to <=": IRIS, "= to >=": IRIS, "= to <= #2": IRIS, "= to >= #2": IRIS},
    "CitationOfOneReview": {"no FILTER(?review != ?other)": SPARED},
    "ConstructOfOneReview": {"no FILTER(?review != ?other)": SPARED},
    "FirstAuthorsAgree": {"!= to >": "no text is less than the empty one"},
    "FlowMeetsSources": {"> to != #2": "what one search found is not twice what it found"},
    "GroundOfOneReview": {"no FILTER(?review != ?other)": SPARED},
    "TextIsInEnglish": {
        "!= to >": "no language is less than the empty one",
        **{"= to <=": IRIS, "= to >=": IRIS, "= to <= #2": IRIS, "= to >= #2": IRIS},
    },
    "TextIsInOneEnglish": {"> to <": "then the other of the two wordings is named"},
    "TranslationOfOneReview": {"no FILTER(?review != ?other)": SPARED},
    "YearsAgree": {"no FILTER(! sameTerm(?year , ?printed))": SPARED},
}
VIOLATIONS = set(
    "CitationOfOneReview ConstructOfOneReview GroundOfOneReview InclusionStandsOnce RatingBandOfScale ReportOfOneReview"
    " SectionOfOneReview TranslationHasKind TranslationOfOneReview".split()
)
COUNTED = {"ConstructIsExpressed", "SupportHasConstruct"}


@cache
def example(path: Path) -> frozenset[ox.Triple]:
    """Give the valid record of a folder, patched by a file: see test_shapes.py."""
    text = path.read_text("utf-8")
    if path.name == "valid.ttl" or path.parent == NEAR_MISSES:
        return turtle(text)
    prefixes = "".join(re.findall(r"^@prefix .*\n", text, re.M))
    away = turtle(prefixes + "\n".join(re.findall(r"^# - (.*)", text, re.M)))
    return (example(path.with_name("valid.ttl")) - away) | turtle(text)


def turtle(text: str) -> frozenset[ox.Triple]:
    return frozenset(quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))


def broken(path: Path) -> Found:
    """Give the records that break a rule, as the first line of a patch or of near misses names them."""
    if path.name == "valid.ttl":
        return Counter()
    return Counter(re.findall(r"ex:[\w-]+(?:=\d+)?", path.read_text("utf-8").strip().partition(": ")[0]))


def name(term: ox.NamedNode | None) -> str:
    return "nothing" if term is None else term.value.replace(EX, "ex:")


class Asked:
    """The examples of a rule, and all others, each reduced to what the rule names: most are then the same."""

    def __init__(self, rule: str) -> None:
        self.named = set(re.findall(r"\w+:(\w+)", RULES[rule]))
        self.kinds, self.fields = targets(rule)
        self.store = ox.Store()
        self.expected: dict[ox.NamedNode, Found] = {}
        self.looked_at: dict[ox.NamedNode, set[str] | None] = {}
        self._add([*(EXAMPLES / rule).glob("*.ttl"), *NEAR_MISSES.glob(f"{rule}.ttl")], own=True)
        self._add([path for path in EXAMPLES.glob("*/*.ttl") if path.parent.name != rule], own=False)

    def _add(self, paths: Iterable[Path], *, own: bool) -> None:
        different = {self._left(path): path for path in sorted(paths)}
        for triples, path in different.items():
            graph = ox.NamedNode(f"https://example.org/{path.relative_to(EXAMPLES.parent).as_posix()}")
            for place in (graph, twin(graph)):
                self.store.extend(ox.Quad(one.subject, one.predicate, one.object, place) for one in triples)
            self.expected[graph] = broken(path) if own else Counter()
            self.looked_at[graph] = None if own else self._looked_at(triples)

    def _left(self, path: Path) -> frozenset[ox.Triple]:
        """Leave of a whole record what matters; near misses are short, and may have what no rule names."""
        return example(path) if path.parent == NEAR_MISSES else frozenset(filter(self._matters, example(path)))

    def _matters(self, one: ox.Triple) -> bool:
        if one.predicate.value == str(RDF.type):
            return one.object.value in self.kinds or local(one.object) in self.named
        return local(one.predicate) in self.named or one.predicate.value in self.fields

    def _looked_at(self, triples: frozenset[ox.Triple]) -> set[str]:
        fields = self.fields
        return {name(one.subject) for one in triples if one.predicate.value in fields or one.object.value in self.kinds}

    def noticed(self, text: str, *, doubled: bool) -> bool:
        """Tell whether a text finds something else in any example than what breaks the rule, or is none."""
        try:
            return any(self.found(text, one, doubled=doubled) != self.expected[one] for one in self.graphs(doubled))
        except (SyntaxError, RuntimeError):
            return True

    def graphs(self, doubled: bool) -> list[ox.NamedNode]:
        """Give all examples, or the rule's own, since where each triple stands twice a question takes long."""
        return [graph for graph, looked_at in self.looked_at.items() if not doubled or looked_at is None]

    def found(self, text: str, graph: ox.NamedNode, *, doubled: bool) -> Found:
        """Count the different rows of each record: of an example of another rule, those that the shape looks at."""
        answer = self.store.query(text, default_graph=[graph, twin(graph)] if doubled else [graph])
        numbers = [one for one in NUMBERS if ox.Variable(one) in answer.variables]
        rows = {tuple(map(str, row)): row for row in answer}.values()
        if any("=" in one for one in self.expected[graph]):
            return Counter("=".join([name(row["this"]), *{str(row[one].value) for one in numbers}]) for row in rows)
        looked_at, found = self.looked_at[graph], [name(row["this"]) for row in rows]
        return Counter(one for one in found if looked_at is None or one in looked_at or one == "nothing")


def targets(rule: str) -> tuple[set[str], set[str]]:
    """Give the kinds and the fields of the records that the shape of a rule looks at."""
    shape = URIRef(f"https://w3id.org/ipskg/shapes#{rule}")
    classes = SHAPES.objects(shape, SH.targetClass)
    kinds = {str(kind) for one in classes for kind in ONTOLOGY.transitive_subjects(RDFS.subClassOf, one)}
    return kinds, set(map(str, SHAPES.objects(shape, SH.targetSubjectsOf)))


def twin(graph: ox.NamedNode) -> ox.NamedNode:
    return ox.NamedNode(f"{graph.value}?copy")


def local(term: ox.NamedNode) -> str:
    return re.split(r"[#/]", term.value)[-1]


@cache
def asked(rule: str) -> Asked:
    return Asked(rule)


@pytest.mark.parametrize("rule", RULES)
def test_a_fault_in_a_rule_is_noticed(rule: str) -> None:
    """All but those without effect; and a rule that gives a row twice is no fault, since SHACL knows a result once."""
    unnoticed = {
        what
        for what, text in planting.mutants(RULES[rule]).items()
        if not asked(rule).noticed(text, doubled="DISTINCT" in what)
    }
    outermost = {"DISTINCT to nothing"} if "SELECT DISTINCT ?this" in RULES[rule].splitlines()[3] else set()
    assert unnoticed - outermost == set(WITHOUT_EFFECT.get(rule, {}))


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_what_breaks_it_and_nothing_else(rule: str) -> None:
    """Also where each triple stands twice."""
    for doubled in (False, True):
        for graph in asked(rule).graphs(doubled):
            assert asked(rule).found(RULES[rule], graph, doubled=doubled) == asked(rule).expected[graph], graph


@pytest.mark.parametrize("path", sorted(NEAR_MISSES.glob("*.ttl")), ids=lambda path: path.stem)
def test_a_shacl_engine_finds_in_near_misses_what_breaks_the_rule(path: Path) -> None:
    shape = URIRef(f"https://w3id.org/ipskg/shapes#{path.stem}")
    about = {shape, *SHAPES.objects(shape, SH.sparql), *SHAPES.objects(None, SH.declare), *SHAPES.subjects(SH.declare)}
    one_rule = Graph()
    for triple in SHAPES:
        if triple[0] in about:
            one_rule.add(triple)
    data = Graph().parse(path, format="turtle")
    for triple in ONTOLOGY.triples((None, RDFS.subClassOf, None)):
        data.add(triple)
    _, report, _ = pyshacl.validate(data, shacl_graph=one_rule, inplace=True)
    found = Counter(str(record).replace(EX, "ex:") for record in report.objects(None, SH.focusNode))
    assert found == Counter(one.partition("=")[0] for one in broken(path).elements())


def test_a_rule_is_as_severe_as_it_should_be() -> None:
    """What cannot be used is a violation, what is only counted an information, and all else a warning."""
    severities = {rule: SHAPES.value(URIRef(f"https://w3id.org/ipskg/shapes#{rule}"), SH.severity) for rule in RULES}
    assert {rule for rule, severity in severities.items() if severity == SH.Violation} == VIOLATIONS
    assert {rule for rule, severity in severities.items() if severity == SH.Info} == COUNTED
    assert set(severities.values()) == {SH.Violation, SH.Warning, SH.Info}
