"""The shapes, held up by examples: each constraint has one that breaks it and nothing else.

`tests/shapes/<Shape>/valid.ttl` holds a record that conforms, with all that it mentions. Each file beside it is a
patch to it: its triples are added, those in lines that begin with `# -` are taken away. The file is named after the
constraint that breaks, and its first line says which records break it, and why.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, URIRef
from rdflib.term import Node

from ipskg.graphs import GraphFile, ReviewFolder
from ipskg.namespaces import METAETH, PREFIXES, local_name
from ipskg.queries import check_read_only
from ipskg.stores import MemoryStore
from ipskg.validation import Problem, focus
from ipskg.validation.parts import Context, file_part, validate_part
from ipskg.validation.sources import QueriedOften

ROOT = Path(__file__).parents[1]
EXAMPLES = Path(__file__).with_name("shapes")
SHAPES = PREFIXES["shapes"]
EX = "https://example.org/rain/"


def read(paths: Iterable[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


SHAPES_GRAPH = read(sorted((ROOT / "shapes").glob("*.ttl")))
NODE_SHAPES = sorted(local_name(str(one)) for one in SHAPES_GRAPH.subjects(RDF.type, SH.NodeShape))
PROPERTY_SHAPES = sorted(SHAPES_GRAPH.subjects(RDF.type, SH.PropertyShape))
RULES = [name for name in NODE_SHAPES if (URIRef(SHAPES + name), SH.sparql, None) in SHAPES_GRAPH]
# What a property shape says beside its constraints.
TOLD = {RDF.type, SH.path, SH.name, SH.description, SH.order, SH.severity, SH.message}


class Result(NamedTuple):
    """What a SHACL engine says of one fault."""

    record: str
    path: Node | None
    shape: str
    severity: Node
    message: str
    value: str


@cache
def ontology() -> Graph:
    return read((ROOT / "ontology").rglob("*.ttl"))


@cache
def known() -> tuple[tuple[Node, Node, Node], ...]:
    """Give what examples need of the ontology: which class is below which, and the terms of vocabularies whole."""
    graph = ontology()
    below = (triple for triple in graph.triples((None, RDFS.subClassOf, None)) if isinstance(triple[2], URIRef))
    terms = [
        triple for triple in graph.triples((None, RDF.type, None)) if all(METAETH in str(one) for one in triple[::2])
    ]
    whole = (triple for term, _, _ in terms for triple in graph.triples((term, None, None)))
    return (*below, *whole)


def example(path: Path) -> Graph:
    """Give the valid record of a folder, patched by a file."""
    graph = Graph().parse(path.with_name("valid.ttl"), format="turtle")
    if path.name != "valid.ttl":
        text = path.read_text("utf-8")
        prefixes = "".join(re.findall(r"^@prefix .*\n", text, re.M))
        for triple in Graph().parse(data=prefixes + "\n".join(re.findall(r"^# - (.*)", text, re.M)), format="turtle"):
            assert triple in graph, "it takes away what is not there"
            graph.remove(triple)
        graph.parse(data=text, format="turtle")
    return graph


def results(*graphs: Graph, shapes: Graph = SHAPES_GRAPH) -> list[list[Result]]:
    """Give what is wrong with each of some graphs, from one run: each gets a namespace of its own in it."""
    data = QueriedOften()
    for triple in known():
        data.add(triple)
    for number, graph in enumerate(graphs):
        for triple in graph:
            data.add(tuple(in_run(number, term) for term in triple))
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    assert isinstance(report, Graph)
    found: list[list[Result]] = [[] for _ in graphs]
    for one in report.subjects(RDF.type, SH.ValidationResult):
        number, record = re.fullmatch(
            r"https://example.org/rain-(\d+)/(.*)", str(report.value(one, SH.focusNode))
        ).groups()
        result = Result(
            record=f"ex:{record}",
            path=report.value(one, SH.resultPath),
            shape=local_name(str(report.value(one, SH.sourceShape))),
            severity=report.value(one, SH.resultSeverity),
            message=str(report.value(one, SH.resultMessage)),
            value="" if (value := report.value(one, SH.value)) is None else value.n3(),
        )
        found[int(number)].append(result)
    return [sorted(one) for one in found]


def in_run(number: int, term: Node) -> Node:
    if isinstance(term, URIRef) and term.startswith(EX):
        return URIRef(f"https://example.org/rain-{number}/{term.removeprefix(EX)}")
    return term


def without(shape: Node, what: Node) -> Graph:
    """Give the one shape of a constraint, less that constraint."""
    left = Graph()
    owner = next(SHAPES_GRAPH.subjects(SH.property, shape), shape)
    for target in (SH.targetClass, SH.targetSubjectsOf):
        for triple in SHAPES_GRAPH.triples((owner, target, None)):
            left.add(triple)
    left.add((owner, RDF.type, SH.NodeShape))
    if owner != shape:
        left.add((owner, SH.property, shape))
    for triple in SHAPES_GRAPH:
        if triple[0] == shape or isinstance(triple[0], BNode) or triple[1] in (SH.select, SH.prefixes):
            left.add(triple)
    dropped = list(left.triples((shape, what, None)))
    assert len(dropped) == 1, (shape, what)
    left.remove(dropped[0])
    return left


def patches(shape: str) -> list[Path]:
    return sorted(path for path in (EXAMPLES / shape).glob("*.ttl") if path.name != "valid.ttl")


def constraint(path: Path) -> tuple[Node, Node]:
    """Give shape and property of the constraint that a patch breaks."""
    if path.parent.name in RULES:
        return URIRef(SHAPES + path.parent.name), SH.sparql
    name, _, what = path.stem.rpartition("-")
    return URIRef(f"{SHAPES}{path.parent.name}-{name}"), SH[what]


@pytest.mark.parametrize("shape", NODE_SHAPES)
def test_a_valid_record_has_no_fault(shape: str) -> None:
    """It also has no warning: an example shows a record at its best. And the shape does look at it."""
    graph = example(EXAMPLES / shape / "valid.ttl")
    assert results(graph) == [[]]
    node = URIRef(SHAPES + shape)
    kinds = {kind for one in SHAPES_GRAPH.objects(node, SH.targetClass) for kind in below(one)}
    types = set(graph.objects(None, RDF.type))
    fields = set(SHAPES_GRAPH.objects(node, SH.targetSubjectsOf))
    assert kinds & types or fields & set(graph.predicates())


def below(kind: Node) -> set[Node]:
    return set(ontology().transitive_subjects(RDFS.subClassOf, kind))


@cache
def broken(shape: str) -> list[tuple[Path, Graph, list[Result]]]:
    """Give the patches of a shape, what they make of its valid record, and what is wrong with that."""
    paths = patches(shape)
    graphs = [example(path) for path in paths]
    return list(zip(paths, graphs, results(*graphs), strict=True))


@pytest.mark.parametrize("shape", NODE_SHAPES)
def test_a_patch_breaks_its_constraint_and_no_other(shape: str) -> None:
    """Exact record, path, shape, severity and message; and without the constraint, nobody notices the fault."""
    for path, graph, found in broken(shape):
        source, what = constraint(path)
        why = path.read_text("utf-8").strip().partition("\n")[0]
        assert re.fullmatch(r"# ex:[\w-]+(, ex:[\w-]+)*: .+\.", why), path
        assert [one.record for one in found] == re.findall(r"ex:[\w-]+", why.partition(": ")[0]), path
        assert {one.path for one in found} <= fields(source), path
        assert {one.shape for one in found} == {local_name(str(source))}, path
        assert {one.severity for one in found} == {SHAPES_GRAPH.value(source, SH.severity)}, path
        assert [one for one in found if not re.fullmatch(message(source), one.message)] == [], path
        assert results(graph, shapes=without(source, what)) == [[]], path


@pytest.mark.parametrize("shape", NODE_SHAPES)
def test_file_by_file_ipskg_finds_what_an_engine_finds_in_one_pass(shape: str, tmp_path: Path) -> None:
    """Each record stands in another file than those that it speaks of, and each file is checked as a part of all."""
    ontology, *data = in_files([graph for _, graph, _ in broken(shape)], tmp_path)
    ours = focus.read(sorted((ROOT / "shapes").glob("*.ttl")), [], check_read_only)
    context = Context([ReviewFolder(tmp_path, f"{EX}review", "ex", EX, tuple(data))], [ontology], ours)
    store = MemoryStore((ontology, *data))
    problems = (one for file in data for one in validate_part(file_part(file), store=store, context=context).problems)
    assert {told(problem) for problem in problems if problem.shape} == {
        found._replace(
            record=f"https://example.org/rain-{number}/{found.record.removeprefix('ex:')}",
            path=None if found.path is None else str(found.path),
            severity=local_name(str(found.severity)).lower(),
            value=found.value.replace(EX, f"https://example.org/rain-{number}/"),
        )
        for number, (*_, results) in enumerate(broken(shape))
        for found in results
    }


def in_files(graphs: list[Graph], folder: Path) -> list[GraphFile]:
    """Write what is known to one file, and to each of some others one record of each graph."""
    files = defaultdict(Graph, {"known": Graph()})
    files["known"] += known()
    for number, graph in enumerate(graphs):
        for place, record in enumerate(sorted(set(graph.subjects()))):
            for triple in graph.triples((record, None, None)):
                files[f"records-{place}"].add(tuple(in_run(number, term) for term in triple))
    for name, graph in files.items():
        graph.serialize(folder / f"{name}.ttl", format="turtle")
    return [GraphFile(f"https://example.org/{name}", folder / f"{name}.ttl") for name in files]


def told(problem: Problem) -> Result:
    return Result(
        record=problem.record,
        path=problem.path,
        shape=local_name(problem.shape),
        severity=problem.severity,
        message=problem.message,
        value=problem.value or "",
    )


def fields(shape: Node) -> set[Node | None]:
    """Give the fields that a shape may find at fault: its own, or for a rule that names fields one that it looks at."""
    texts = [
        str(text) for query in SHAPES_GRAPH.objects(shape, SH.sparql) for text in SHAPES_GRAPH.objects(query, SH.select)
    ]
    if any("?path" in text for text in texts):
        return set(SHAPES_GRAPH.objects(shape, SH.targetSubjectsOf))
    return {SHAPES_GRAPH.value(shape, SH.path)}


def message(shape: Node) -> str:
    """Give the message of a shape as a pattern: a rule may say in it what it found."""
    query = SHAPES_GRAPH.value(shape, SH.sparql)
    text = str(SHAPES_GRAPH.value(shape if query is None else query, SH.message))
    return re.sub(r"\\\{\\\?\w+\\\}", "[^{}]+", re.escape(text))


def test_every_constraint_has_an_example_and_every_example_a_constraint() -> None:
    wanted = {f"{shape}/valid" for shape in NODE_SHAPES}
    for shape in PROPERTY_SHAPES:
        folder, _, name = local_name(str(shape)).partition("-")
        constraints = set(SHAPES_GRAPH.predicates(shape)) - TOLD
        assert constraints, f"{shape} constrains nothing"
        wanted |= {f"{folder}/{name}-{local_name(str(one))}" for one in constraints}
    there = {f"{path.parent.name}/{path.stem}" for path in EXAMPLES.glob("*/*.ttl")}
    rules = {name for name in there if name.partition("/")[0] in RULES} - wanted
    assert there - rules == wanted
    assert {name.partition("/")[0] for name in rules} == set(RULES)


@pytest.mark.parametrize("shape", PROPERTY_SHAPES, ids=lambda shape: local_name(str(shape)))
def test_a_property_shape_says_all_to_the_person_who_codes(shape: URIRef) -> None:
    """Name, description, order, severity, and a message that is one sentence without the words of RDF."""
    for told in TOLD:
        assert len(list(SHAPES_GRAPH.objects(shape, told))) == 1, told
    assert SHAPES_GRAPH.value(shape, SH.severity) in {SH.Violation, SH.Warning, SH.Info}
    (owner,) = SHAPES_GRAPH.subjects(SH.property, shape)
    field = local_name(str(SHAPES_GRAPH.value(shape, SH.path)))
    assert re.fullmatch(rf"{re.escape(str(owner))}-{field}(-[a-z]+)?", str(shape))
    assert_sentence(str(SHAPES_GRAPH.value(shape, SH.message)))
    assert_sentence(str(SHAPES_GRAPH.value(shape, SH.description)))


def test_a_property_shape_is_as_severe_as_its_name_says() -> None:
    """What should be there, and a range the wrong way round, is for a reviewer to look at; all else is unusable."""
    for shape in PROPERTY_SHAPES:
        expected = SH.Warning if re.search("-(expected|ascends)$", str(shape)) else SH.Violation
        assert SHAPES_GRAPH.value(shape, SH.severity) == expected, shape


def test_the_shapes_of_a_field_agree_on_it_and_the_fields_of_a_class_are_counted_through() -> None:
    """Sheets have one column for a field, with one heading and one help text."""
    for owner in set(SHAPES_GRAPH.subjects(SH.property)):
        said = defaultdict(set)
        for shape in SHAPES_GRAPH.objects(owner, SH.property):
            field = [str(SHAPES_GRAPH.value(shape, one)) for one in (SH.name, SH.description)]
            said[SHAPES_GRAPH.value(shape, SH.path)].add((int(str(SHAPES_GRAPH.value(shape, SH.order))), *field))
        assert sorted(order for fields in said.values() for order, *_ in fields) == [*range(1, len(said) + 1)], owner


# What comes first is what the records on later sheets name.
SHEETS = (
    "Review, Contributors, Actor groups, Searches, Flow, Exclusions, Phases, Review statements, Appraisal tools,"
    " Appraisal questions, Appraisal procedures, Stated values, Scales, Bands, Studies, Publications, Inclusions,"
    " Samples, Ratings, Appraisals, Sections, Metaphors, Findings, Accounts, Constructs, Translations, Confidence,"
    " Argument, Steps, Terms"
)


def test_the_records_that_have_a_sheet_come_in_the_order_of_the_sheets() -> None:
    names = {
        int(str(SHAPES_GRAPH.value(shape, SH.order))): str(name)
        for shape, name in SHAPES_GRAPH.subject_objects(SKOS.altLabel)
    }
    assert sorted(names) == [*range(1, len(names) + 1)]
    assert ", ".join(names[order] for order in sorted(names)) == SHEETS


DATES = (
    ("2018", "2018-06", "2018-12", "2018-12-05", "1999-10-31"),
    (
        "",
        "June 2018",
        "18-06",
        "2018-6",
        "2018-13",
        "2018-00",
        "2018-12-5",
        "2018-12-00",
        "2018-12-32",
        "on 2018",
        "2018?",
    ),
)
QUERY = "https://w3id.org/ipskg/queries#"
# What a form takes, and what it does not.
FORMS = {
    "Inclusion-wasIncludedOn": DATES,
    "MetaEthnography-preferredNamespacePrefix": (
        ("r", "rain", "rain-2"),
        ("", "Rain", "raiN", "2-rain", "-rain", "rain_2", "rain:"),
    ),
    "MetaEthnography-preferredNamespaceUri": (
        ("https://example.org/rain/", "http://example.org/rain#"),
        (
            "https://example.org/rain",
            "example.org/rain/",
            "ftp://example.org/",
            "at https://example.org/",
            "https://a b/",
        ),
    ),
    "Search-coversUpTo": DATES,
    "Search-wasRunOn": DATES,
    "StatedValue-isDerivedBy": (
        (f"{QUERY}a", f"{QUERY}years-of-studies", f"{QUERY}top-10"),
        (QUERY, f"{QUERY}Years", f"{QUERY}9-years", f"{QUERY}a_b", f"at {QUERY}a", QUERY.replace(".", "-") + "a"),
    ),
}


@pytest.mark.parametrize("shape", FORMS)
def test_a_form_takes_what_is_written_so_and_nothing_else(shape: str) -> None:
    """What stands before or after it, leaves a part out or is out of its bounds has another form."""
    pattern = str(SHAPES_GRAPH.value(URIRef(SHAPES + shape), SH.pattern))
    taken, refused = FORMS[shape]
    assert [text for text in taken if not re.search(pattern, text)] == []
    assert [text for text in refused if re.search(pattern, text)] == []


def test_a_text_may_be_as_short_as_one_character() -> None:
    """Empty is nothing, but a heading may be a number."""
    assert {int(str(least)) for least in SHAPES_GRAPH.objects(None, SH.minLength)} == {1}


def test_every_form_is_tried() -> None:
    tried = {SHAPES_GRAPH.value(URIRef(SHAPES + shape), SH.pattern) for shape in FORMS}
    assert set(SHAPES_GRAPH.objects(None, SH.pattern)) == tried


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_all_to_the_person_who_codes(rule: str) -> None:
    """One rule, one shape; the severity is the shape's, since engines overlook one at the query."""
    shape = URIRef(SHAPES + rule)
    (query,) = SHAPES_GRAPH.objects(shape, SH.sparql)
    (severity,) = SHAPES_GRAPH.objects(shape, SH.severity)
    (text,) = SHAPES_GRAPH.objects(query, SH.select)
    assert severity in {SH.Violation, SH.Warning, SH.Info}
    assert str(query) == f"{shape}-query"
    assert (query, SH.severity, None) not in SHAPES_GRAPH
    assert_sentence(re.sub(r"\{\?\w+\}", "1", str(SHAPES_GRAPH.value(query, SH.message))))
    assert_sentence(str(SHAPES_GRAPH.value(shape, SH.description)))
    assert SHAPES_GRAPH.value(shape, RDFS.label)
    variables = set(re.findall(r"[?$](\w+)", str(text).partition("WHERE")[0]))
    assert set(re.findall(r"\{\?(\w+)\}", str(SHAPES_GRAPH.value(query, SH.message)))) <= variables


def assert_sentence(text: str) -> None:
    assert re.fullmatch(r"[A-Z].+\.", text), text
    jargon = (
        "IRI|URI|literal|blank node|triple|predicate|subject|object|datatype|class|instance|SHACL|shape|range of|xsd"
    )
    assert not re.search(rf"\b({jargon})\b", text.replace("range of scores", "").replace("a range of", "")), text


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_all_records_at_once_without_this_bound(rule: str) -> None:
    """Run over all records, its query finds those that it finds record by record."""
    (text,) = SHAPES_GRAPH.objects(SHAPES_GRAPH.value(URIRef(SHAPES + rule), SH.sparql), SH.select)
    namespaces = {prefix: PREFIXES[prefix] for prefix in ("dcterms", "metaeth", "skos")}
    for path in (EXAMPLES / rule).glob("*.ttl"):
        graph = example(path)
        for triple in known():
            graph.add(triple)
        rows = graph.query(str(text).replace("$this", "?this"), initNs=namespaces)
        found = sorted({f"ex:{str(row.this).removeprefix(EX)}" for row in rows})
        why = path.read_text("utf-8").strip().partition(": ")[0]
        assert found == ([] if path.stem == "valid" else re.findall(r"ex:[\w-]+", why)), path


def test_everything_that_the_shapes_name_is_declared() -> None:
    """SHACL passes over a misspelt property or class in silence."""
    graph = ontology()
    paths = set(SHAPES_GRAPH.objects(None, SH.path)) | set(SHAPES_GRAPH.objects(None, SH.targetSubjectsOf))
    paths -= {OWL.versionInfo}  # built into OWL
    classes = set(SHAPES_GRAPH.objects(None, SH.targetClass)) | set(SHAPES_GRAPH.objects(None, SH["class"]))
    properties = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    assert [path for path in paths if not any((path, RDF.type, kind) in graph for kind in properties)] == []
    assert [kind for kind in classes if (kind, RDF.type, OWL.Class) not in graph] == []
    named = {term for text in SHAPES_GRAPH.objects(None, SH.select) for term in re.findall(r"metaeth:(\w+)", str(text))}
    assert [term for term in named if (URIRef(METAETH + term), None, None) not in graph] == []


def test_every_word_of_shacl_exists() -> None:
    """SHACL passes over `sh:mincount` in silence."""
    words = {term for triple in SHAPES_GRAPH for term in triple if str(term).startswith(str(SH))}
    assert [word for word in words if local_name(str(word)) not in SH] == []


def test_every_class_that_a_coder_fills_in_has_a_shape() -> None:
    """All but the classes that follow, and those of vocabularies that come with ipskg."""
    graph = ontology()
    targets = {kind for one in SHAPES_GRAPH.objects(None, SH.targetClass) for kind in below(one)}
    follow = set(graph.subjects(OWL.equivalentClass))
    ours = {kind for kind in graph.subjects(RDF.type, OWL.Class) if str(kind).startswith(METAETH)}
    abstract = {URIRef(METAETH + "Construct")}
    concepts = below(SKOS.Concept) - targets
    assert ours - targets - follow - abstract - concepts == set()


def test_shapes_have_no_blank_nodes_but_in_lists() -> None:
    inside = {node for node in SHAPES_GRAPH.subjects(RDF.first) if isinstance(node, BNode)}
    inside |= {node for node in SHAPES_GRAPH.objects(None, RDF.first) if isinstance(node, BNode)}
    assert {node for node in SHAPES_GRAPH.subjects() if isinstance(node, BNode)} == inside


def test_texts_are_asked_for_in_english_where_a_query_shows_no_other() -> None:
    """What the queries filter by language is what the rule looks at, be it as a target or in its text."""
    shown = set()
    texts = [path.read_text("utf-8") for path in (ROOT / "queries").rglob("*.rq")]
    for text in (branch for whole in texts for branch in whole.split("UNION")):
        for variable in re.findall(r'LANGMATCHES\(LANG\(\?(\w+)\), "en"\)', text):
            shown |= set(re.findall(rf"(metaeth:\w+|skos:\w+|dcterms:\w+) \?{variable}\b", text))
    rule = URIRef(SHAPES + "TextIsInEnglish")
    (text,) = SHAPES_GRAPH.objects(URIRef(f"{rule}-query"), SH.select)
    listed = str(text).partition("IN (")[2].partition(")")[0]
    assert set(re.findall(r"\w+:\w+", listed)) == shown
    assert {SHAPES_GRAPH.namespace_manager.expand_curie(one) for one in shown} == set(
        SHAPES_GRAPH.objects(rule, SH.targetSubjectsOf)
    )
