"""The invented reviews on which speed is measured: always the same, of the usual size, and sound."""

import csv
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import generator
import pytest
from generator import Review
from pyoxigraph import RdfFormat, parse

import ipskg
from ipskg.corpus import Corpus
from ipskg.validation.report import Severity

TESTS = Path(__file__).parent
METAETH = "https://w3id.org/ipskg/meta-ethnography#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@pytest.fixture(scope="module")
def review() -> Review:
    return generator.review(1)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return generator.write_folders(tmp_path_factory.mktemp("invented"), 9_000)


@pytest.fixture(scope="module")
def corpus(folders: list[Path]) -> Corpus:
    return ipskg.open(*folders)


def test_a_review_has_what_a_review_has(review: Review) -> None:
    kinds = Counter(line.split()[2] for line in review.n_quads() if TYPE in line)
    counted = {kind: kinds[f"<{METAETH}{kind}>"] for kind in ("PrimaryStudy", "SecondOrderConstruct", "Finding")}
    assert counted == {"PrimaryStudy": 20, "SecondOrderConstruct": 40, "Finding": 80}
    assert kinds[f"<{METAETH}ThirdOrderConstruct>"] == kinds[f"<{METAETH}ResultsSection>"] == 8
    assert kinds[f"<{METAETH}LineOfArgument>"] == 1
    assert sum(count for kind, count in kinds.items() if kind.endswith("Translation>")) == 25


def test_each_file_is_a_graph_laid_out_as_a_review_folder(review: Review) -> None:
    files = {line.split()[-2].strip("<>").removeprefix(review.namespace) for line in review.n_quads()}
    studies = {f"studies/{study.removeprefix(review.namespace)}.ttl" for study in review.studies}
    assert files == {"review.ttl", "synthesis.ttl", *studies}


def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    code = "import generator, sys; sys.stdout.buffer.writelines(generator.n_quads(3000, seed=5))"
    environment = os.environ | {"PYTHONPATH": str(TESTS.parent / "benchmarks"), "PYTHONHASHSEED": "7"}
    other = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True).stdout
    assert other == b"".join(generator.n_quads(3000, seed=5))
    assert other != b"".join(generator.n_quads(3000, seed=6))


@pytest.mark.parametrize("quads", [1, 5_000, 20_000])
def test_a_corpus_has_the_size_that_is_asked_for_or_up_to_one_review_more(quads: int) -> None:
    lines = b"".join(generator.n_quads(quads)).splitlines()
    assert quads <= len(lines) < quads + 2_000
    assert len(set(lines)) == len(lines)


def test_reviews_of_the_usual_size() -> None:
    sizes = [len(generator.review(number).n_quads()) for number in range(1, 11)]
    assert all(1_500 < size < 2_000 for size in sizes)


def test_folders_hold_what_the_stream_holds(folders: list[Path], corpus: Corpus) -> None:
    ours = set(parse(b"".join(generator.n_quads(9_000)), format=RdfFormat.N_QUADS))
    ontology = set(parse(generator.ontology(), format=RdfFormat.N_QUADS))
    held = set(parse(corpus.store.as_nquads(), format=RdfFormat.N_QUADS))
    assert len(folders) > 1
    assert ours < held
    # Nameless parts of the ontology have other names each time that it is read.
    assert len(held - ours) == len(ontology)


def test_it_conforms(folders: list[Path]) -> None:
    report = ipskg.open(folders[0]).validate()
    assert report.problems
    assert report.of(Severity.VIOLATION) == ()


def test_every_query_that_has_an_answer_on_the_tiny_review_has_one(corpus: Corpus) -> None:
    silent = []
    for path in sorted((TESTS / "answers" / "tiny").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            if len(list(csv.reader(file))) > 1 and not corpus.query(path.stem):
                silent.append(path.stem)
    assert silent == []
