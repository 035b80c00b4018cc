"""Coding workbooks: empty ones, studies and reviews written into them, and what they say read back.

Columns, help and lists come from the shapes and the vocabularies, by way of `ipskg.forms`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyoxigraph as ox

from ipskg import assets, turtle
from ipskg.errors import UnreadableInput, WrongUsage, cut
from ipskg.forms import read_forms
from ipskg.graphs import ontology_files
from ipskg.namespaces import local_name
from ipskg.sheets.files import is_typed, is_workbook, read_grids
from ipskg.sheets.filing import filed, study_file
from ipskg.sheets.grids import Row, grid_of
from ipskg.sheets.layout import review_layout, study_layout
from ipskg.sheets.reading import Coded, Context, Progress, read
from ipskg.sheets.records import Records, known_records
from ipskg.sheets.references import Reference, read_references, study_ids
from ipskg.sheets.writing import empty, fill

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ipskg.corpus import Corpus
    from ipskg.sheets.filing import Filed
    from ipskg.sheets.layout import Layout
    from ipskg.sheets.records import Record
    from ipskg.sheets.writing import Cells, Filled

__all__ = [
    "Coded",
    "Desk",
    "Progress",
    "Reference",
    "Workbook",
    "as_turtle",
    "filed",
    "is_workbook",
    "read_references",
    "study_file",
]


@dataclass(frozen=True)
class Workbook:
    """The cells of a workbook, and a name for it."""

    name: str
    filled: Filled
    whole: bool


class Desk:
    """The place where one review is coded: it knows the forms, and what the review describes already.

    Raises WrongUsage for several reviews: a workbook belongs to one.
    """

    def __init__(self, corpus: Corpus, *, shapes: Iterable[Path] = ()) -> None:
        if len(corpus.reviews) != 1:
            raise WrongUsage("a workbook belongs to one review: give one --data")
        self._corpus = corpus
        self.review = corpus.reviews[0]
        self._shapes = [*assets.shapes(), *shapes]
        self.forms = read_forms(self._shapes, ontology_files(assets.folder("ontology")))

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The namespaces by prefix, that of the review among them."""
        return self._corpus.prefixes

    def blank(self, *, whole: bool = False) -> Workbook:
        """Give an empty workbook, for one study or for a whole review."""
        return Workbook("review" if whole else "study", empty(self._layout(whole)), whole)

    def from_references(self, references: Sequence[Reference]) -> list[Workbook]:
        """Give a workbook for each reference, with what the reference says of the study."""
        from ipskg.sheets import references as said

        taken = {local_name(record.iri) for record in self._known}
        names = study_ids(references, taken)
        space, review = self.review.namespace, self.review.iri
        return [
            self._workbook(name, list(said.triples(one, name, space, review)), whole=False, checked=False)
            for name, one in zip(names, references, strict=True)
        ]

    def of_study(self, study: str) -> Workbook:
        """Give the workbook of a coded study. Raises UnknownName, and WrongUsage for what no workbook can hold."""
        iri = self._corpus.resolve("metaeth:PrimaryStudy", study)
        graph = self.review.namespace + study_file(iri)
        graphs = self._corpus.graphs_of(self.review)
        if graph not in graphs:
            raise WrongUsage(f"the study {local_name(iri)} has no file of its own in the folder studies of the review")
        return self._workbook(local_name(iri), list(graphs[graph]), whole=False)

    def of_review(self) -> Workbook:
        """Give the workbook of the whole review. Raises WrongUsage for what no workbook can hold."""
        return self._workbook(
            self.review.prefix, list(chain(*self._corpus.graphs_of(self.review).values())), whole=True
        )

    def read(self, path: Path, *, progress: Progress = iter) -> Coded:
        """Read a workbook; `progress` can show how far. Raises UnreadableInput for a file that is none."""
        grids, layout = read_grids(path), self._layout(True)
        if not any(layout.sheet(grid.name) for grid in grids):
            names = ", ".join(cut(grid.name) for grid in grids[:5]) or "nothing"
            raise UnreadableInput(f"no sheet of a coding workbook in it, but {names}: see `ipskg sheet new`", path=path)
        return read(grids, self._context, typed=is_typed(path), progress=progress)

    def filed(self, coded: Coded) -> Filed:
        """Sort what a workbook says by the files of the review, by their paths in its folder."""
        return filed(coded, self.forms, self._standing if coded.is_whole else {})

    def as_xlsx(self, workbook: Workbook) -> bytes:
        """Write a workbook as an xlsx file. Raises WrongUsage for a text that no cell can hold."""
        from ipskg.sheets.workbook import as_xlsx

        title = f"Coding workbook: {self._label}"
        layout = self._layout(workbook.whole)
        return as_xlsx(workbook.filled, title=title, layout=layout, forms=self.forms, records=self._records)

    def as_csv(self, workbook: Workbook) -> dict[str, bytes]:
        """Write a workbook as CSV files, by name."""
        from ipskg.sheets.csvs import as_csv

        return as_csv(workbook.filled)

    def _workbook(self, name: str, said: list[ox.Triple], *, whole: bool, checked: bool = True) -> Workbook:
        filled = fill(said, self._layout(whole), self.forms, self._records)
        if checked:
            self._check(name, said, filled)
        return Workbook(name, filled, whole)

    def _check(self, name: str, said: list[ox.Triple], filled: Filled) -> None:
        """Read the cells back: what does not come back would be lost."""
        path = Path(f"{name}.xlsx")
        grids = [
            grid_of(sheet, path, [Row(1, tuple(one.heading for one in columns)), *_numbered(rows)])
            for sheet, (columns, rows) in filled.items()
        ]
        lost = set(said) - set(read(grids, self._context, typed=True).triples)
        if lost:
            first = min(f"{local_name(str(one.subject)).rstrip('>')} {local_name(one.predicate.value)}" for one in lost)
            raise WrongUsage(
                f"{len(lost)} statement{'' if len(lost) == 1 else 's'} of {name} would be lost, as no column holds"
                f" {'it' if len(lost) == 1 else 'them'}: {first}; edit the Turtle file instead"
            )

    def _layout(self, whole: bool) -> Layout:
        return review_layout(self.forms) if whole else study_layout(self.forms)

    @cached_property
    def _known(self) -> list[Record]:
        return known_records(self._corpus.store, self.review.namespace)

    @cached_property
    def _standing(self) -> dict[ox.Triple, str]:
        """The path of the file in which each triple of the review stands."""
        return {
            triple: unquote(graph.removeprefix(self.review.namespace))
            for graph, said in self._corpus.graphs_of(self.review).items()
            for triple in said
        }

    @cached_property
    def _records(self) -> Records:
        return Records(self._known, superclasses=self.forms.superclasses, prefixes=self._corpus.prefixes)

    @cached_property
    def _context(self) -> Context:
        return Context(self.review.iri, self.review.namespace, self._corpus.prefixes, self.forms, self._known)

    @property
    def _label(self) -> str:
        record = self._records.get(self.review.iri)
        return record.label or self.review.prefix if record else self.review.prefix


def as_turtle(coded: Coded, desk: Desk) -> str:
    """Write what a workbook says as one Turtle document."""
    return turtle.of_triples(coded.triples, turtle.usable(desk.prefixes))


def _numbered(rows: Cells) -> list[Row]:
    return [Row(number, tuple(row)) for number, row in enumerate(rows, 2)]
