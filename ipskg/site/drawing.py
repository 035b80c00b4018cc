"""Pictures of boxes in columns and lines between them: where everything goes, in pixels; templates draw it.

The same nodes and edges give the same picture: no force, no chance.
"""

from __future__ import annotations

import textwrap
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH = 200  # of a box
GAP = 190  # between two columns
_MARGIN = 8
_ARC = 84  # how far a line between two boxes of one column may reach out
_SPACE = 18  # between two boxes
_LINE = 19  # height of a line of text
_PADDING = 11
_CHARACTER = 7.3  # a generous mean width at the font size of the pictures
_MOST_LINES = 6
_MARK = 22  # height of a mark
_SWEEPS = 6
_PASSES = 4
_ALONG = (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78)  # where on a line its mark may be, the best place first

_Curve = tuple[tuple[float, float], ...]
_Rectangle = tuple[float, float, float, float]  # its middle and its size


@dataclass(frozen=True)
class Node:
    """What becomes a box: in which column, of which kind, and where it leads."""

    key: str
    column: int
    label: str
    kind: str
    href: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Edge:
    """What becomes a line from one node to another; `mark` is short text on it, `label` says all of it."""

    start: str
    end: str
    kind: str
    label: str
    mark: str = ""
    href: str | None = None
    weight: int = 1


@dataclass(frozen=True)
class Box:
    """A node with its place: the left upper corner, its size and its lines of text."""

    node: Node
    x: float
    y: float
    height: float
    lines: tuple[str, ...]
    width: float = WIDTH

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class Line:
    """An edge with its path, and the place of its mark."""

    edge: Edge
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    """Boxes and lines, with the size of it all."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def draw(nodes: Iterable[Node], edges: Iterable[Edge]) -> Picture:
    """Lay out a picture; columns without a node are left out, and so are edges without both of their nodes."""
    nodes = list(nodes)
    known = {node.key for node in nodes}
    edges = [edge for edge in edges if edge.start in known and edge.end in known and edge.start != edge.end]
    columns = sorted({node.column for node in nodes})
    left, right = (_room(edges, nodes, column) if column is not None else 0 for column in _outer(columns))
    place = {column: left + number * (WIDTH + GAP) for number, column in enumerate(columns)}
    boxes = {node.key: _box(node, place[node.column]) for node in nodes}
    _stack(boxes, edges, columns)
    return Picture(
        width=max((box.x + box.width for box in boxes.values()), default=0) + right,
        height=max((box.y + box.height for box in boxes.values()), default=0) + _MARGIN,
        boxes=tuple(boxes.values()),
        lines=tuple(_lines(boxes, edges, columns)),
    )


def mark_width(mark: str) -> float:
    """Give the width of a mark on a line."""
    return round(len(mark) * 7.4 + 12, 1)


def wrap(text: str, width: float) -> tuple[str, ...]:
    """Break a text into lines that fit a width, a long word too; what is more than six lines is cut.

    >>> wrap("a significant relationship", 100)
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
    return max(_ARC + mark_width(edge.mark) / 2 for edge in arcs) if arcs else _MARGIN


def _box(node: Node, x: float) -> Box:
    lines = wrap(node.label, WIDTH - 2 * _PADDING) + ((node.note,) if node.note else ())
    return Box(node=node, x=x, y=0, height=len(lines) * _LINE + 2 * _PADDING, lines=lines)


def _stack(boxes: dict[str, Box], edges: Sequence[Edge], columns: Sequence[int]) -> None:
    """Put the boxes of each column one below the other, each as near as may be to the middle of what it is tied to."""
    for column in columns:
        _settle(boxes, column, {})
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 else reversed(columns):
            _settle(boxes, column, _pull(boxes, edges, column))
    top = min((box.y for box in boxes.values()), default=0)
    for key, box in boxes.items():
        boxes[key] = replace(box, y=round(box.y - top + _MARGIN, 1))


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


def _lines(boxes: dict[str, Box], edges: Sequence[Edge], columns: Sequence[int]) -> Iterable[Line]:
    sides = [_sides(boxes[edge.start], boxes[edge.end], columns) for edge in edges]
    ports = _ports(boxes, edges, sides)
    curves = []
    for number, (edge, (out, into)) in enumerate(zip(edges, sides, strict=True)):
        start, end = boxes[edge.start], boxes[edge.end]
        x1, y1 = start.x + (start.width if out > 0 else 0), ports[number, 0]
        x2, y2 = end.x + (end.width if into > 0 else 0), ports[number, 1]
        reach = _reach(edge, y2 - y1) if start.x == end.x else abs(x2 - x1) / 2
        curves.append(((x1, y1), (x1 + out * reach, y1), (x2 + into * reach, y2), (x2, y2)))
    places = _place_marks([edge.mark for edge in edges], curves, boxes.values())
    for edge, curve, (x, y) in zip(edges, curves, places, strict=True):
        yield Line(edge=edge, path=_path(curve), x=x, y=y)


def _reach(edge: Edge, height: float) -> float:
    """Give how far a line between two boxes of one column leans out: as far as its mark needs, and no farther."""
    return min(_ARC, max(30 + abs(height) / 6, mark_width(edge.mark) / 2 + 8)) / 0.75


def _path(curve: _Curve) -> str:
    (x1, y1), *rest = curve
    return f"M{x1:.1f} {y1:.1f}C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in rest)


def _place_marks(marks: Sequence[str], curves: Sequence[_Curve], boxes: Iterable[Box]) -> list[tuple[float, float]]:
    """Give each mark a place on its curve, near the middle and off boxes and other marks, as far as there is one."""
    sizes = [(mark_width(mark), _MARK) if mark else (0, 0) for mark in marks]
    places = [_point(curve, 0.5) for curve in curves]
    fixed = [(box.x + box.width / 2, box.middle, box.width, box.height) for box in boxes]
    for _ in range(_PASSES if any(marks) else 0):
        for number, curve in enumerate(curves):
            others = [(*place, *size) for place, size in zip(places, sizes, strict=True)]
            del others[number]
            options = [_point(curve, t) for t in _ALONG]
            places[number] = min(options, key=lambda place: _covered(place, sizes[number], [*others, *fixed]))
    return places


def _covered(place: tuple[float, float], size: tuple[float, float], others: Iterable[_Rectangle]) -> float:
    """Give the area that a mark shares with others."""
    (x, y), (width, height) = place, size
    shared = (
        (max(0, (width + wide) / 2 + 2 - abs(x - x2)), max(0, (height + high) / 2 + 2 - abs(y - y2)))
        for x2, y2, wide, high in others
        if wide
    )
    return sum(across * down for across, down in shared) if width else 0


def _point(curve: _Curve, t: float) -> tuple[float, float]:
    """Give a point of a Bézier curve."""
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    x, y = (sum(weight * point[axis] for weight, point in zip(weights, curve, strict=True)) for axis in (0, 1))
    return round(x, 1), round(y, 1)


def _sides(start: Box, end: Box, columns: Sequence[int]) -> tuple[int, int]:
    """Say at which sides of its boxes a line begins and ends: 1 is the right, -1 the left."""
    if start.x != end.x:
        return (1, -1) if start.x < end.x else (-1, 1)
    side = -1 if start.node.column == columns[0] and len(columns) > 1 else 1
    return side, side


def _ports(
    boxes: dict[str, Box], edges: Sequence[Edge], sides: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], float]:
    """Spread the ends of lines along the side of a box, in the order of where they come from."""
    at: dict[tuple[str, int], list[tuple[float, int, int]]] = {}
    for number, (edge, (out, into)) in enumerate(zip(edges, sides, strict=True)):
        at.setdefault((edge.start, out), []).append((boxes[edge.end].middle, number, 0))
        at.setdefault((edge.end, into), []).append((boxes[edge.start].middle, number, 1))
    found = {}
    for (key, _), ends in at.items():
        box = boxes[key]
        for index, (_, number, which) in enumerate(sorted(ends), 1):
            found[number, which] = round(box.y + box.height * index / (len(ends) + 1), 1)
    return found
