"""Invented reviews of the usual size and shape, as many as are asked for, always the same.

A review has 20 studies with 40 metaphors, 8 metaphors of the reviewers, 80 findings, 25 translations and a line of
argument: some 1 800 statements, in the files of a review folder. It conforms to the shapes, with a few of the
peculiarities of real reviews: a study that nothing draws on, a pair that two coders judged differently, and the like.

`python benchmarks/generator.py 100000 > reviews.nq` writes N-Quads.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

from invented.front import put_front
from invented.records import Draft, Record, Terms, as_turtle
from invented.studies import STUDIES, put_studies
from invented.synthesis import put_synthesis

from ipskg import assets
from ipskg.graphs import ontology_files, triples

SEED = 2021


@dataclass(frozen=True)
class Review:
    """An invented review: IRIs of what can be asked for, and its records by the file that they stand in."""

    namespace: str
    studies: tuple[str, ...]
    files: dict[str, list[Record]]

    @property
    def iri(self) -> str:
        """The IRI of the review itself."""
        return f"{self.namespace}review"

    @property
    def section(self) -> str:
        """The IRI of its first results section."""
        return f"{self.namespace}section-1"

    @property
    def group(self) -> str:
        """The IRI of one of its actor groups."""
        return f"{self.namespace}patients"

    def n_quads(self) -> list[str]:
        """Give its statements as lines of N-Quads, each file a graph."""
        terms = Terms(self.namespace)
        return [
            f"{terms[subject]} {terms[field]} {terms[value]} <{self.namespace}{file}> .\n"
            for file, records in self.files.items()
            for record in records
            for subject, field, value in record.triples()
        ]

    def write_folder(self, folder: Path) -> None:
        """Write it as a review folder, which must not be there."""
        for file, records in self.files.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(as_turtle(records, self.namespace), encoding="utf-8")


def review(number: int, *, seed: int = SEED) -> Review:
    """Invent the review of a number."""
    random, draft = Random(f"{seed} {number}"), Draft()
    namespace = f"https://example.org/invented/{number}/"
    put_front(draft, random, number=number, namespace=namespace, studies=STUDIES)
    put_synthesis(draft, random)
    studies = put_studies(draft, random, number=number)
    return Review(namespace, tuple(namespace + study.name[1:] for study in studies), draft.files)


def reviews(quads: int, *, seed: int = SEED) -> Iterator[Review]:
    """Invent reviews until they have so many statements together, the last of them whole."""
    for number in count(1):
        one = review(number, seed=seed)
        yield one
        quads -= sum(1 for records in one.files.values() for record in records for _ in record.triples())
        if quads <= 0:
            return


def n_quads(quads: int, *, seed: int = SEED) -> Iterator[bytes]:
    """Give N-Quads of so many statements, or up to one review more, a review at a time."""
    for number in count(1):
        lines = review(number, seed=seed).n_quads()
        yield "".join(lines).encode()
        quads -= len(lines)
        if quads <= 0:
            return


def ontology() -> bytes:
    """Give the ontology as N-Quads, each file a graph: queries look up the names of its terms."""
    return "".join(
        f"{one} <{file.iri}> .\n" for file in ontology_files(assets.folder("ontology")) for one in triples(file.path)
    ).encode()


def write_folders(folder: Path, quads: int, *, seed: int = SEED) -> list[Path]:
    """Write review folders of so many statements together below a folder."""
    paths = []
    for number, one in enumerate(reviews(quads, seed=seed), 1):
        paths.append(folder / f"review-{number}")
        one.write_folder(paths[-1])
    return paths


if __name__ == "__main__":
    for part in n_quads(int(sys.argv[1])):
        sys.stdout.buffer.write(part)
