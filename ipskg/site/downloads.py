"""What can be taken away from a site: the graph, its tables, and an empty workbook to code the next study in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipskg.export import export
from ipskg.queries import find
from ipskg.sheets import Desk
from ipskg.site.asking import QUERIES

if TYPE_CHECKING:
    from ipskg.corpus import MemoryCorpus
    from ipskg.site.asking import Answers

_FORMATS = {
    "turtle": ("ttl", "Turtle", "text/turtle", "The review as one graph, to read and to load."),
    "trig": ("trig", "TriG", "application/trig", "The same with a named graph for each file."),
    "jsonld": ("jsonld", "JSON-LD", "application/ld+json", "The same as JSON, with the names of the ontology."),
}


@dataclass(frozen=True)
class Download:
    """A file to take away: its path from the first page of its review, its name, its media type and what it holds."""

    path: str
    name: str
    media_type: str
    what: str
    content: bytes

    @property
    def size(self) -> str:
        """Its size in words."""
        return f"{max(1, round(len(self.content) / 1000))} kB"


def graphs(corpus: MemoryCorpus, name: str) -> list[Download]:
    """Give the one review of a corpus in the formats of RDF."""
    return [
        Download(f"downloads/{name}.{ending}", title, media_type, what, export(corpus, format=format))
        for format, (ending, title, media_type, what) in _FORMATS.items()
    ]


def workbook(corpus: MemoryCorpus) -> Download:
    """Give an empty workbook to code a study of the one review of a corpus in."""
    desk = Desk(corpus)
    what = "An empty workbook to code the next study of this review in, with its lists and its help."
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Download("downloads/study.xlsx", "Coding workbook", media_type, what, desk.as_xlsx(desk.blank()))


def tables(answers: Answers) -> list[Download]:
    """Give the answer of each query that the pages are made from as CSV."""
    return [Download(f"tables/{name}.csv", name, "text/csv", find(name).summary, answers.csv(name)) for name in QUERIES]
