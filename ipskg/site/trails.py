"""The map of a review: actor groups, metaphors and studies in columns, and how they hang together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.site.drawing import draw
from ipskg.site.grid import Cell, cells
from ipskg.site.pictures import Edge, Node, Picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipskg.site.asking import Answers
    from ipskg.site.evidence import Metaphor
    from ipskg.site.model import Review, Study


def picture(review: Review, answers: Answers) -> Picture | None:
    """Draw the map; None where there is no metaphor."""
    return draw(_nodes(review), _edges(review, cells(answers))) if review.metaphors else None


def listed(review: Review, answers: Answers) -> list[tuple[Metaphor, list[tuple[Study, Cell]]]]:
    """Give what the map shows as lists: each metaphor with the studies that have to do with it."""
    found = cells(answers)
    return [
        (one, [(study, found[study.iri, one.iri]) for study in review.studies if (study.iri, one.iri) in found])
        for one in review.metaphors
    ]


def _nodes(review: Review) -> Iterator[Node]:
    groups = dict.fromkeys(group.label for group in review.groups if group.label)
    groups |= dict.fromkeys(group for one in review.metaphors for group in one.groups)
    anchors = {group.label: f"index.html#{group.anchor}" for group in review.groups}
    yield from (Node(f"group {label}", 0, label, "group", anchors.get(label)) for label in groups)
    yield from (Node(one.iri, 1, one.link.label, "metaphor", one.link.href) for one in review.metaphors)
    yield from (Node(one.iri, 2, one.link.label, "study", one.link.href) for one in review.studies)


def _edges(review: Review, found: dict[tuple[str, str], Cell]) -> Iterator[Edge]:
    for metaphor in review.metaphors:
        for group in metaphor.groups:
            yield Edge(f"group {group}", metaphor.iri, "about", f"{metaphor.link.label}: about {group}")
        for study in review.studies:
            cell = found.get((study.iri, metaphor.iri))
            label = f"{metaphor.link.label}, {study.link.label}: {cell.said if cell else ''}"
            if cell and (cell.findings or cell.constructs):
                kind = "cited" if cell.findings else "construct"
                mark = "≈" if cell.reciprocal else ""
                yield Edge(metaphor.iri, study.iri, kind, label, mark=mark, weight=max(cell.findings, 1))
            if cell and cell.refutational:
                yield Edge(metaphor.iri, study.iri, "against", label, mark="≠")
