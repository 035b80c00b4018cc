"""The query `sections` as a script that imports rdflib first: what bench.py compares with."""

import sys
from pathlib import Path

from rdflib import Dataset, URIRef

ROOT = Path(__file__).parents[1]
FOLDERS = ("ontology", "data/moen-2021")


def turtle_files() -> list[Path]:
    """Give the files of the ontology and of the coded review."""
    return sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.ttl"))


def load() -> Dataset:
    """Read each file into a named graph of its own."""
    dataset = Dataset(default_union=True)
    for path in turtle_files():
        dataset.graph(URIRef(path.as_uri())).parse(path, format="turtle")
    return dataset


if __name__ == "__main__":
    sections = (ROOT / "queries" / "results" / "sections.rq").read_text(encoding="utf-8")
    load().query(sections).serialize(sys.stdout.buffer, format="csv")
