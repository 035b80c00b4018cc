"""The graph to take away: nothing is lost in any format, for any reader, and it reads well."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import OWL, RDF

import ipskg
from ipskg import assets
from ipskg.errors import WrongUsage
from ipskg.export import FORMATS, export, export_asset
from ipskg.graphs import GraphFile, ontology_files, review_folder
from ipskg.namespaces import METAETH, PREFIXES, local_name
from ipskg.queries import catalogue

REVIEWS = Path(__file__).parent / "reviews"
TINY, GROUPED = REVIEWS / "tiny", REVIEWS / "grouped"
IPSKG = Path(sys.executable).with_name("ipskg")

# rdflib's own use of what it deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

SOME = {"coded": [assets.coded_review()], "tiny": [TINY], "grouped": [GROUPED], "both": [TINY, GROUPED]}

NAMED = ("trig", "nquads")
OXIGRAPH = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
RDFLIB = {"jsonld": "json-ld", "rdfxml": "xml"}

# Texts, numbers and IRIs that writers and readers have stumbled over.
AWKWARD = r"""
    skos:prefLabel "no language" , "עברית"@he , "" , ""@en ;
    metaeth:hasOrder 01 , 0 , 1 , 007 , 12345678901234567890 , "one" , 1.0 , 1e0 , true ;
    metaeth:states "ends a line .\n\tand goes on\n@prefix x: <y> .\n"@en , "tab\t\"quoted\" \\ <b>&amp;</b>"@en-GB ;
    metaeth:hasDesign "no record" , <urn:x:y> , <https://example.org/tiny//slashes/1> ;
    metaeth:hasDesign metaeth:CaseStudy , skos:Concept ;
    metaeth:wasConductedIn "in"@en , metaeth:No ;
    metaeth:isInSection tiny:awkward ;
    tiny:own "x"^^tiny:type , "2018"^^xsd:gYear ; dcterms:license "free" ; rdf:value tiny: , metaeth: .
"""


def awkward(tmp_path: Path, more: str = "") -> Path:
    """Make a review of one awkward record, and more."""
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    (tmp_path / "review.ttl").write_text(
        f"{prefixes}@prefix tiny: <https://example.org/tiny/> .\ntiny:review a metaeth:MetaEthnography ;"
        ' vann:preferredNamespacePrefix "tiny" ; vann:preferredNamespaceUri "https://example.org/tiny/" .\n'
        f"tiny:awkward a metaeth:Finding ;{AWKWARD}{more}",
        "utf-8",
    )
    return tmp_path


def canonical(quads: Iterator[ox.Quad]) -> set[str]:
    """Give quads as text with one name for each blank node, so that equal is isomorphic."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def by_oxigraph(written: bytes, format: str) -> set[str]:
    return canonical(ox.parse(written, format=OXIGRAPH[format]))


def by_rdflib(written: bytes, format: str) -> set[str]:
    """Read with rdflib, which takes 01 for 1."""
    dataset = rdflib.Dataset()
    dataset.parse(data=written, format=RDFLIB.get(format, format))
    return canonical(ox.parse(dataset.serialize(format="nquads", encoding="utf-8"), format=ox.RdfFormat.N_QUADS))


READERS = {"oxigraph": by_oxigraph, "rdflib": by_rdflib}


def in_files(*files: GraphFile, format: str) -> set[str]:
    """Give what files say, in their graphs where a format has any."""
    return canonical(
        ox.Quad(
            triple.subject,
            triple.predicate,
            triple.object,
            ox.NamedNode(file.iri) if format in NAMED else ox.DefaultGraph(),
        )
        for file in files
        for triple in ox.parse(file.path.read_bytes(), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    )


def files_of(*folders: Path) -> list[GraphFile]:
    """Give the files of reviews, and of the ontology those that describe what the reviews name."""
    files = [file for folder in folders for file in review_folder(folder).files]
    named = {
        quad.object
        for file in files
        for quad in ox.parse(file.path.read_bytes(), format=ox.RdfFormat.TURTLE)
        if not quad.predicate.value.endswith("#type")
    }
    return files + [
        file
        for file in ontology_files(assets.folder("ontology"))
        if named & {quad.subject for quad in ox.parse(file.path.read_bytes(), format=ox.RdfFormat.TURTLE)}
    ]


def as_read(quads: set[str], reader: str) -> set[str]:
    """Give quads as a reader would, were they written one by one."""
    return READERS[reader]("".join(f"{quad} .\n" for quad in quads).encode(), "nquads")


def described(quads: set[str], *folders: Path) -> set[str]:
    """Give those that describe the reviews of some folders as datasets."""
    datasets = tuple(f"<{review_folder(folder).namespace}> " for folder in folders)
    return {quad for quad in quads if quad.startswith(datasets)}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("review", SOME)
def test_a_review_comes_back_whole_from_every_format(review: str, format: str, reader: str) -> None:
    folders = SOME[review]
    read = READERS[reader](export(ipskg.open(*folders), format=format), format)
    expected = in_files(*files_of(*folders), format=format)
    assert read - described(read, *folders) == as_read(expected, reader)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("format", FORMATS)
def test_awkward_texts_and_numbers_come_back_as_written(format: str, reader: str, tmp_path: Path) -> None:
    folder = awkward(tmp_path)
    read = READERS[reader](export(ipskg.open(folder), format=format), format)
    expected = in_files(*files_of(folder), format=format)
    assert read - described(read, folder) == as_read(expected, reader)


@pytest.mark.parametrize("format", [format for format in FORMATS if format != "rdfxml"])
def test_what_xml_cannot_hold_the_other_formats_can(format: str, tmp_path: Path) -> None:
    folder = awkward(tmp_path, r'tiny:more tiny:1 "return\r, escape \u001B" .')
    read = by_oxigraph(export(ipskg.open(folder), format=format), format)
    assert read - described(read, folder) == in_files(*files_of(folder), format=format)


@pytest.mark.parametrize("more", [r'tiny:more tiny:p "\r" .', r'tiny:more tiny:p "\u001B" .', "tiny:more tiny:1 1 ."])
def test_what_xml_cannot_hold_is_refused(more: str, tmp_path: Path) -> None:
    """XML reads a carriage return as a line feed, has no control characters, and its names begin with a letter."""
    with pytest.raises(WrongUsage, match=r"RDF/XML has no way to write: choose another format$"):
        export(ipskg.open(awkward(tmp_path, more)), format="rdfxml")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", ["ontology", "shapes"])
def test_ontology_and_shapes_come_back_whole_with_their_blank_nodes(name: str, format: str, reader: str) -> None:
    files = ontology_files(assets.folder(name))
    expected = as_read(in_files(*files, format=format), reader)
    assert READERS[reader](export_asset(name, format=format), format) == expected


def test_the_vocabularies_that_a_review_uses_come_with_it_and_no_others() -> None:
    graphs = re.findall(r"^<https://w3id.org/ipskg/(.+)> {$", export(ipskg.open(TINY), format="trig").decode(), re.M)
    assert "vocabularies/units" in graphs
    assert not {"ips", "meta-ethnography", "alignments"} & set(graphs)
    assert b"\n<https://w3id.org/ipskg/ips> {\n" in export(ipskg.open(), format="trig")


@pytest.mark.parametrize("name", [name for name, query in catalogue().items() if not query.gives_graph])
def test_a_canned_query_has_the_same_answer_on_an_export(name: str, exported: ox.Store) -> None:
    """Without the ontology beside it: nobody else's store need be filled with more than one file."""
    query = catalogue()[name].text
    ours = ipskg.open(TINY, GROUPED).ask(query).serialize("csv")
    theirs = exported.query(query, use_default_graph_as_union=True)
    assert isinstance(theirs, ox.QuerySolutions)
    assert theirs.serialize(format=ox.QueryResultsFormat.CSV) == ours


@pytest.fixture(scope="module")
def exported() -> ox.Store:
    """Fill a store with the N-Quads of the invented reviews."""
    store = ox.Store()
    store.load(export(ipskg.open(TINY, GROUPED), format="nquads"), format=ox.RdfFormat.N_QUADS)
    return store


def test_the_ontology_as_turtle_keeps_its_comments() -> None:
    written = export_asset("ontology").decode()
    assert "\n# OWL says what a thing is; the shapes say what a record must contain.\n" in written
    assert written.count("@prefix owl:") == 1


def test_a_query_is_exported_with_its_header_and_text() -> None:
    graph = rdflib.Graph().parse(data=export_asset("queries"), format="turtle")
    query = rdflib.URIRef("https://w3id.org/ipskg/queries#sections")
    text = (assets.folder("queries") / "results" / "sections.rq").read_text("utf-8")
    assert str(graph.value(query, rdflib.SH.select)) == text
    assert str(graph.value(query, rdflib.DCTERMS.title)) == "The results sections of a review, in order."
    rule = (assets.folder("queries") / "rules" / "supports.rq").read_text("utf-8")
    assert str(graph.value(rdflib.URIRef("https://w3id.org/ipskg/queries#supports"), rdflib.SH.construct)) == rule
    assert len(set(graph.subjects())) == len(list(assets.folder("queries").rglob("*.rq")))


def test_an_export_has_no_blank_node() -> None:
    for format in NAMED:
        assert "_:" not in re.sub(r'"(\\.|[^"\\])*"', "", export(ipskg.open(), format=format).decode())


def test_blank_nodes_of_two_reviews_stay_apart(tmp_path: Path) -> None:
    """No review should have one; where it has, nothing is mixed up."""
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        awkward(folder, 'tiny:more tiny:p [ tiny:p "b" ] .')
    path = folders[1] / "review.ttl"
    path.write_text(path.read_text("utf-8").replace("https://example.org/tiny/", "https://example.org/two/"), "utf-8")
    files = files_of(*folders)
    for format in FORMATS:
        read = by_oxigraph(export(ipskg.open(*folders), format=format), format)
        assert read - described(read, *folders) == in_files(*files, format=format)


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_call_writes_the_same_bytes(format: str, tmp_path: Path) -> None:
    """In another process too, where sets have another order; with prefixes that overlap, and with blank nodes."""
    folder = awkward(tmp_path, "tiny:more tiny:p [ tiny:p [] ] , [ tiny:q ( 1 2 ) ] .")
    code = f"import ipskg, sys; from ipskg.export import export; sys.stdout.buffer.write(\
        export(ipskg.open({str(folder)!r}, {str(GROUPED)!r}), format={format!r}))"
    written = {
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in "0123"
    }
    assert len(written) == 1
    assert written != {b""}


def test_turtle_has_the_parts_of_a_review_in_the_order_of_reading() -> None:
    written = export(ipskg.open()).decode()
    assert re.findall(r"^# (.+)$", written, re.M) == [
        "The dataset",
        "The review, who wrote and who coded it",
        "Search and flow",
        "Appraisal and phases",
        "Results sections and their findings",
        "Metaphors of the reviewers",
        "The line of argument",
        "What the review says of itself",
        "Studies, each with what is its own",
        "Other works",
        "Vocabularies and scales",
    ]


def test_what_belongs_to_a_record_stands_below_it() -> None:
    """Findings by their order; a construct of two studies after all studies; an exclusion below its step."""
    subjects = re.findall(r"^tiny:(\S+) a ", export(ipskg.open(TINY)).decode(), re.M)
    position = subjects.index
    step = position("abstracts-read")
    assert subjects[step + 1 : step + 3] == ["abstracts-read-exclusion-1", "abstracts-read-exclusion-2"]
    assert position("smoker-unpublished") < position("waxley-2004") < position("waxley-2004-report")
    written = export(ipskg.open()).decode()
    findings = re.findall(r"^moen:(\S+-\d\d) a metaeth:Finding", written, re.M)
    assert [finding for finding in findings if finding.startswith("uncertain")] == [
        f"uncertain-{number:02}" for number in range(1, 6)
    ]
    assert written.index("moen:clinicians-in-a-shared-team a") > written.index("moen:whitley-2010 a")


def test_records_that_own_each_other_do_not_hang_it(tmp_path: Path) -> None:
    more = "".join(f"tiny:{a} a metaeth:Finding ; metaeth:isInSection tiny:{b} . " for a, b in ("ab", "ba"))
    assert b"tiny:b a metaeth:Finding" in export(ipskg.open(awkward(tmp_path, more)))


def test_the_turtle_is_formatted_as_the_data_are(tmp_path: Path) -> None:
    file = tmp_path / "review.ttl"
    for written in (export(ipskg.open(TINY)), export_asset("ontology"), export_asset("queries")):
        file.write_bytes(written)
        subprocess.run([Path(sys.executable).with_name("turtlefmt"), "--check", file], check=True, capture_output=True)


def test_a_review_is_described_as_a_dataset_in_a_graph_of_its_own() -> None:
    """With counts that are true of the records, and what the review says of itself."""
    dataset = rdflib.Dataset()
    dataset.parse(data=export(ipskg.open(), format="trig"), format="trig")
    review = rdflib.URIRef("https://w3id.org/ipskg/data/moen-2021/review")
    subject = rdflib.URIRef("https://w3id.org/ipskg/data/moen-2021/")
    about = dataset.graph(rdflib.URIRef(f"{subject}void.ttl"))
    records = rdflib.Graph()
    for file in review_folder(assets.coded_review()).files:
        records.parse(file.path)
    assert set(about.subjects()) == {subject}
    assert {
        name: about.value(subject, rdflib.VOID[name]).toPython()
        for name in ("triples", "entities", "classes", "properties")
    } == {
        "triples": len(records),
        "entities": len(set(records.subjects(RDF.type))),
        "classes": len(set(records.objects(None, RDF.type))),
        "properties": len(set(records.predicates())),
    }
    assert about.value(subject, rdflib.PROV.wasDerivedFrom) == review
    assert about.value(subject, rdflib.DCTERMS.license) == rdflib.URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert str(about.value(subject, OWL.versionInfo)) == ipskg.__version__
    assert about.value(subject, rdflib.DCTERMS.creator) == rdflib.URIRef(f"{subject}coders")
    conforms = about.value(subject, rdflib.DCTERMS.conformsTo)
    assert (None, OWL.versionIRI, conforms) in ipskg.open().graph


def test_a_review_that_says_less_is_described_by_less() -> None:
    """No licence, version or date is made up."""
    graph = rdflib.Graph().parse(data=export(ipskg.open(GROUPED)), format="turtle")
    said = {local_name(str(predicate)) for predicate in graph.predicates(rdflib.URIRef("https://example.org/grouped/"))}
    assert not said & {"license", "version", "issued", "modified", "source"}
    assert {"title", "creator", "triples"} <= said


def test_the_context_has_every_property_and_class_of_the_ontology() -> None:
    context = json.loads((assets.folder("ontology") / "context.jsonld").read_text("utf-8"))["@context"]
    graph = rdflib.Graph().parse(assets.folder("ontology") / "meta-ethnography.ttl")
    terms = {
        local_name(str(term)): f"metaeth:{local_name(str(term))}"
        for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
        for term in graph.subjects(RDF.type, kind)
        if str(term).startswith(METAETH)
    }
    assert {
        name: said["@id"] if isinstance(said, dict) else said for name, said in context.items() if name in terms
    } == terms
    assert context["hasOrder"]["@type"] == "xsd:integer"
    assert context["hasDesign"]["@type"] == "@vocab"
    assert context["prefLabel"] == {"@id": "skos:prefLabel", "@container": "@language"}
    assert context["hasVolume"] == {"@id": "metaeth:hasVolume"}


def test_jsonld_reads_like_json() -> None:
    """Terms without prefixes, numbers as numbers, texts by language."""
    nodes = json.loads(export(ipskg.open(), format="jsonld"))["@graph"]
    (finding,) = [node for node in nodes if node["id"] == "moen:uncertain-02"]
    assert finding == {
        "id": "moen:uncertain-02",
        "type": "Finding",
        "hasOrder": 2,
        "hasParagraph": 1,
        "hasSentence": 2,
        "isGroundFor": "moen:step-11",
        "isInSection": "moen:section-uncertain",
        "states": {"en": "For some of the clinicians, work was a stressor, and this led IPS and treatment to compete."},
    }
    (study,) = [node for node in nodes if node["id"] == "moen:crain-2009"]
    assert (study["hasDesign"], study["isPartOfTrial"], study["wasConductedIn"]) == ("CaseStudy", "No", "Canada")


def test_a_changed_label_shows_in_every_format(tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "tiny")
    path = folder / "review.ttl"
    path.write_text(path.read_text("utf-8").replace("Beekeepers in winter", "Beekeepers in spring"), "utf-8")
    for format in FORMATS:
        written = export(ipskg.open(folder), format=format).decode()
        assert "Beekeepers in spring" in written
        assert "Beekeepers in winter" not in written


def test_a_triple_of_two_files_is_written_once_as_one_graph(tmp_path: Path) -> None:
    folder = awkward(tmp_path)
    (folder / "again.ttl").write_bytes((folder / "review.ttl").read_bytes())
    assert export(ipskg.open(folder)).decode().count("tiny:awkward a metaeth:Finding") == 1
    assert export(ipskg.open(folder), format="trig").decode().count("tiny:awkward a metaeth:Finding") == 2


def run(*arguments: str | Path, cwd: Path | None = None, code: int = 0) -> tuple[bytes, str]:
    """Call the command; give both outputs."""
    done = subprocess.run([IPSKG, "export", *arguments], capture_output=True, cwd=cwd, check=False)
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert "Traceback" not in said
    return done.stdout, said


@pytest.mark.parametrize("format", FORMATS)
def test_the_command_writes_what_the_library_gives(format: str, tmp_path: Path) -> None:
    file = tmp_path / "review"
    assert run("--data", TINY, "--format", format, "-o", file) == (b"", "")
    assert file.read_bytes() == export(ipskg.open(TINY), format=format)
    assert run("--queries", "--format", format)[0] == export_asset("queries", format=format)


def test_turtle_of_the_coded_review_is_the_default() -> None:
    assert run() == (export(ipskg.open()), "")


# What is wrong, the arguments, the exit code, and a part of what is said.
WRONG = {
    "an unknown format": (["--format", "turtel"], 2, "'turtel' is not one of 'turtle'"),
    "two parts at once": (["--ontology", "--shapes"], 2, "give one of --data (or --store, --endpoint), --ontology"),
    "data and a part": (["--ontology", "--data", "x"], 2, "give one of --data (or --store, --endpoint), --ontology"),
    "a missing folder": (["--data", "no-such-folder"], 2, "no folder 'no-such-folder'"),
    "a folder without a review": (["--data", "."], 3, "a review folder begins with a file review.ttl"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_usage_is_said_and_writes_nothing(wrong: str, tmp_path: Path) -> None:
    arguments, code, part = WRONG[wrong]
    printed, said = run(*arguments, "-o", "out.ttl", code=code, cwd=tmp_path)
    assert printed == b""
    assert part in said
    assert list(tmp_path.iterdir()) == []


def test_data_that_cannot_be_read_are_named_with_their_line(tmp_path: Path) -> None:
    folder = awkward(tmp_path)
    (folder / "more.ttl").write_text("# one\n<a> <b>\n", "utf-8")
    assert f"{folder / 'more.ttl'}:" in run("--data", folder, code=3)[1]
    (folder / "more.ttl").write_bytes(b"\0")
    assert "more.ttl:1: not Turtle" in run("--data", folder, code=3)[1]


def test_a_target_that_cannot_be_written_keeps_what_was_there(tmp_path: Path) -> None:
    assert "No such file or directory" in run("-o", tmp_path / "none" / "out.ttl", code=2)[1]
    assert list(tmp_path.iterdir()) == []
    file = tmp_path / "out.rdf"
    file.write_text("old")
    folder = tmp_path / "review"
    folder.mkdir()
    awkward(folder, 'tiny:more tiny:p "\\u0000" .')
    assert "RDF/XML has no way" in run("--data", folder, "--format", "rdfxml", "-o", file, code=2)[1]
    assert file.read_text() == "old"
    assert set(tmp_path.iterdir()) == {file, folder}


def test_an_export_loads_no_rdflib() -> None:
    code = "import ipskg, sys; from ipskg.export import *; [export(ipskg.open(), format=f) for f in FORMATS]; \
        print(*sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {"rdflib", "click", "owlready2"} & set(printed.split())


# Addresses, what is asked for, and where the answer is.
ADDRESSES = {
    ("", "text/html"): "",
    ("context.jsonld", "application/ld+json"): "context.jsonld",
    ("meta-ethnography", "text/turtle"): "ontology.ttl",
    ("meta-ethnography/0.1.0", "text/html,*/*"): "ontology.html",
    ("vocabularies/answers", "application/rdf+xml"): "ontology.rdf",
    ("ips", "application/rdf+xml, text/turtle"): "ontology.ttl",
    ("shapes/across-records", "application/ld+json"): "shapes.jsonld",
    ("queries", "*/*"): "queries.html",
    ("data/moen-2021/crain-2009", "text/turtle"): "data/moen-2021.ttl",
    ("data/moen-2021/", "text/html"): "data/moen-2021.html",
}


@pytest.mark.parametrize(("path", "accept"), ADDRESSES)
def test_the_namespace_leads_to_the_site(path: str, accept: str) -> None:
    """The rules are read as Apache reads them: in order, a condition for the next rule only, until one ends it."""
    form, condition = "", ""
    for line in (Path(__file__).parents[1] / "docs" / "w3id" / ".htaccess").read_text("utf-8").splitlines():
        match line.split():
            case ["RewriteCond", "%{HTTP_ACCEPT}", wanted]:
                condition = wanted
            case ["RewriteRule", pattern, target, flags]:
                if re.search(condition, accept) and (found := re.search(pattern, path)):
                    if target != "-":
                        target = re.sub(r"\$(\d)", lambda number, found=found: found[int(number[1])], target)
                        site = "https://ipskg.github.io/ipskg/"
                        assert target.replace("%{ENV:FORM}", form) == site + ADDRESSES[path, accept]
                        return
                    form = flags.removeprefix("[E=FORM:").removesuffix("]")
                condition = ""
    pytest.fail("no rule")


def test_every_graph_of_ontology_and_shapes_has_an_address() -> None:
    rules = (Path(__file__).parents[1] / "docs" / "w3id" / ".htaccess").read_text("utf-8")
    patterns = re.findall(r"^RewriteRule (\S+) https", rules, re.M)
    for name in ("ontology", "shapes"):
        for file in ontology_files(assets.folder(name)):
            path = file.iri.removeprefix("https://w3id.org/ipskg/")
            assert any(re.search(pattern, path) for pattern in patterns), path
