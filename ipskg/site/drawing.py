"""Pictures of boxes in columns and lines between them: where everything goes; templates draw it.

The same nodes and edges give the same picture: no force, no chance.
"""

from __future__ import annotations

import textwrap
import unicodedata
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from ipskg.site.curves import lines
from ipskg.site.pictures import ARC, WIDTH, Box, Picture, mark_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ipskg.site.pictures import Edge, Node

GAP = 190  # between two columns
_MARGIN = 8
_SPACE = 18  # between two boxes
_LINE = 19  # height of a line of text
_PADDING = 11
_CHARACTER = 8.1  # a generous mean width in the widest of the fonts of the pictures
_MOST_LINES = 6
_SWEEPS = 12


def draw(nodes: Iterable[Node], edges: Iterable[Edge], *, width: float = WIDTH) -> Picture:
    """Lay out a picture; columns without a node are left out, and so are edges without both of their nodes.

    `width` is that of a box.
    """
    nodes = list(nodes)
    known = {node.key for node in nodes}
    edges = [edge for edge in edges if edge.start in known and edge.end in known and edge.start != edge.end]
    columns = sorted({node.column for node in nodes})
    left, right = (_room(edges, nodes, column) if column is not None else _MARGIN for column in _outer(columns))
    place = {column: left + number * (width + GAP) for number, column in enumerate(columns)}
    boxes = {node.key: _box(node, place[node.column], width) for node in nodes}
    _stack(boxes, edges, columns)
    return Picture(
        width=max((box.x + box.width for box in boxes.values()), default=0) + right,
        height=max((box.y + box.height for box in boxes.values()), default=0) + _MARGIN,
        boxes=tuple(boxes.values()),
        lines=tuple(lines(boxes, edges, columns)),
    )


def wrap(text: str, width: float) -> tuple[str, ...]:
    """Break a text into lines that fit a width, a long word too; what is more than six lines is cut.

    >>> wrap("a significant relationship", 110)
    ('a significant', 'relationship')
    """
    wide = any(unicodedata.east_asian_width(character) in "WF" for character in text)
    lines = textwrap.wrap(text, int(width / _CHARACTER / (2 if wide else 1))) or [""]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1][:-1] + "…"]
    return tuple(lines)


def _outer(columns: Sequence[int]) -> tuple[int | None, int | None]:
    """Give the column with arcs on its left and the one with arcs on its right; a single column has them right."""
    if len(columns) < 2:
        return None, columns[0] if columns else None
    return columns[0], columns[-1]


def _room(edges: Sequence[Edge], nodes: Sequence[Node], outermost: int) -> float:
    """Give the room beside an outer column: for the arcs of lines inside it, and their marks."""
    column = {node.key: node.column for node in nodes}
    arcs = [edge for edge in edges if column[edge.start] == column[edge.end] == outermost]
    return max(ARC + mark_width(edge.mark) / 2 for edge in arcs) if arcs else _MARGIN


def _box(node: Node, x: float, width: float) -> Box:
    lines = wrap(node.label, width - 2 * _PADDING) + ((node.note,) if node.note else ())
    return Box(node=node, x=x, y=0, height=len(lines) * _LINE + 2 * _PADDING, lines=lines, width=width)


def _stack(boxes: dict[str, Box], edges: Sequence[Edge], columns: Sequence[int]) -> None:
    """Put the boxes of each column one below the other, each as near as may be to the middle of what it is tied to."""
    for column in columns:
        _settle(boxes, column, {})
    tried = []
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 else reversed(columns):
            _settle(boxes, column, _pull(boxes, edges, column))
        tried.append(dict(boxes))
    best = min(tried, key=lambda one: _crossings(one, edges))
    boxes.update(best)
    _close(boxes)


def _crossings(boxes: Mapping[str, Box], edges: Sequence[Edge]) -> int:
    """Count the pairs of lines between the same two columns that cross."""
    ends = [sorted((boxes[edge.start], boxes[edge.end]), key=lambda box: box.x) for edge in edges]
    places = [(left.x, right.x, left.middle, right.middle) for left, right in ends if left.x != right.x]
    return sum(
        one[:2] == other[:2] and (one[2] - other[2]) * (one[3] - other[3]) < 0 for one, other in combinations(places, 2)
    )


def _close(boxes: dict[str, Box]) -> None:
    """Move all up to the margin, and take out heights at which no column has a box, but for a space."""
    stacked = sorted(boxes.items(), key=lambda item: item[1].y)
    below = stacked[0][1].y if stacked else 0
    shift = below - _MARGIN
    for key, box in stacked:
        shift += max(0, box.y - below - 2 * _SPACE)
        below = max(below, box.y + box.height)
        boxes[key] = replace(box, y=round(box.y - shift, 1))


def _pull(boxes: dict[str, Box], edges: Sequence[Edge], column: int) -> dict[str, float]:
    tied: dict[str, list[float]] = {}
    for edge in edges:
        for one, other in ((edge.start, edge.end), (edge.end, edge.start)):
            if boxes[one].node.column == column:
                tied.setdefault(one, []).append(boxes[other].middle)
    return {key: sum(middles) / len(middles) for key, middles in tied.items()}


def _settle(boxes: dict[str, Box], column: int, pull: dict[str, float]) -> None:
    keys = [key for key, box in boxes.items() if box.node.column == column]
    keys.sort(key=lambda key: pull.get(key, boxes[key].middle))
    wanted = [pull.get(key, boxes[key].middle) - boxes[key].height / 2 for key in keys]
    tops: list[float] = []
    for want in wanted:
        above = tops[-1] + boxes[keys[len(tops) - 1]].height + _SPACE if tops else want
        tops.append(max(want, above))
    drift = sum(top - want for top, want in zip(tops, wanted, strict=True)) / len(keys)
    for key, top in zip(keys, tops, strict=True):
        boxes[key] = replace(boxes[key], y=top - drift)
