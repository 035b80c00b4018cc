"""The grid of studies by metaphors, and what its rows can be filtered by."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipskg.site.asking import Answers
    from ipskg.site.evidence import Metaphor
    from ipskg.site.model import Review, Study

_SHADES = 4


@dataclass(frozen=True)
class Cell:
    """What a study has to do with a metaphor; `shade` goes from 0, cited for no finding, to 4, for the most."""

    findings: int
    constructs: int
    reciprocal: int
    refutational: int
    shade: int

    @property
    def said(self) -> str:
        """All of it in words."""
        parts = (
            _counted(self.findings, "finding cites it", "findings cite it"),
            _counted(self.constructs, "account went in", "accounts went in"),
            _counted(self.reciprocal, "agreement", "agreements"),
            _counted(self.refutational, "contradiction", "contradictions"),
        )
        return ", ".join(part for part in parts if not part.startswith("0 ")) or "nothing that is counted"


@dataclass(frozen=True)
class Row:
    """A study with its cells, one for each metaphor, None where they have nothing to do with each other.

    `facets` are its values of what the grid is filtered by, by the name of the filter.
    """

    study: Study
    facets: dict[str, tuple[str, ...]]
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Grid:
    """Studies by metaphors; `filters` are the values that can be asked for, by name, those of one value left out."""

    metaphors: tuple[Metaphor, ...]
    rows: tuple[Row, ...]
    filters: dict[str, tuple[str, ...]]


def cells(answers: Answers) -> dict[tuple[str, str], Cell]:
    """Give the cells by the IRIs of study and metaphor."""
    rows = answers["grid"]
    most = max((row["findings"] for row in rows), default=0)
    return {
        (row["study"], row["thirdOrder"]): Cell(
            findings=row["findings"],
            constructs=row["constructs"],
            reciprocal=row["reciprocal"],
            refutational=row["refutational"],
            shade=ceil(_SHADES * row["findings"] / most) if most else 0,
        )
        for row in rows
    }


def grid(review: Review, answers: Answers) -> Grid:
    """Put the grid of a review together."""
    found = cells(answers)
    rows = tuple(
        Row(
            study=study,
            facets=_facets(study),
            cells=tuple(found.get((study.iri, metaphor.iri)) for metaphor in review.metaphors),
        )
        for study in review.studies
    )
    return Grid(metaphors=review.metaphors, rows=rows, filters=_filters(rows))


def _facets(study: Study) -> dict[str, tuple[str, ...]]:
    unknown = ("not known",)
    return {
        "Group": tuple(group for group, _ in study.perspectives) or unknown,
        "Country": study.countries or unknown,
        "Design": study.designs or unknown,
        "Part of a trial": (study.part_of_trial,) if study.part_of_trial else unknown,
        "Fidelity": study.bands or ("not rated",),
    }


def _filters(rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    values: dict[str, set[str]] = {}
    for row in rows:
        for name, own in row.facets.items():
            values.setdefault(name, set()).update(own)
    return {name: tuple(sorted(own, key=_order)) for name, own in values.items() if len(own) > 1}


def _order(value: str) -> tuple[bool, str]:
    return value.startswith("not "), value.lower()


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
