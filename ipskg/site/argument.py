"""The line of argument as a picture: metaphors, actor groups and concepts, and the steps that relate them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.site.drawing import draw
from ipskg.site.names import slug
from ipskg.site.pictures import Edge, Node, Picture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipskg.site.model import Step

# Groups stand in the middle: what relates them to metaphors and to concepts then crosses no column.
_COLUMNS = {"metaphor": 0, "group": 1, "concept": 2}
_WIDTH = 220  # of a box: few lines of text, since the first page has more room beside the picture than above it


def picture(steps: Iterable[Step]) -> Picture | None:
    """Draw the steps that relate one thing to another; None where there is no such step."""
    steps = [step for step in steps if step.starts and step.ends]
    ends = {end.iri: end for step in steps for end in (*step.starts, *step.ends)}
    nodes = [Node(iri, _COLUMNS[end.kind], end.link.label, end.kind, end.link.href) for iri, end in ends.items()]
    edges = [
        Edge(
            start=start.iri,
            end=end.iri,
            kind=slug(step.relation or "relates"),
            label=f"Step {step.order}: {step.statement}",
            mark=f"{step.order} {step.relation}" if step.relation else f"{step.order}",
            href=f"#{step.anchor}",
        )
        for step in steps
        for start in step.starts
        for end in step.ends
    ]
    return draw(nodes, edges, width=_WIDTH) if nodes else None
