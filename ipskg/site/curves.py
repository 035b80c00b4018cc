"""Lines between the boxes of a picture: from which side to which, along which curve, and where their marks are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.site.pictures import ARC, MARK, Line, mark_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ipskg.site.pictures import Box, Edge

_PASSES = 4
_STEPS = (0, 5, 10, 15, 20, 25, 30)
_ALONG = [(50 + side * step) / 100 for step in _STEPS for side in (-1, 1)]  # where a mark may be, the best place first

_Curve = tuple[tuple[float, float], ...]
_Rectangle = tuple[float, float, float, float]  # its middle and its size


def lines(boxes: Mapping[str, Box], edges: Sequence[Edge], columns: Sequence[int]) -> Iterator[Line]:
    """Give each edge its path between two boxes; `columns` are those of the picture, from left to right."""
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
    return min(ARC, max(30 + abs(height) / 6, mark_width(edge.mark) / 2 + 8)) / 0.75


def _path(curve: _Curve) -> str:
    (x1, y1), *rest = curve
    return f"M{x1:.1f} {y1:.1f}C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in rest)


def _place_marks(marks: Sequence[str], curves: Sequence[_Curve], boxes: Iterable[Box]) -> list[tuple[float, float]]:
    """Give each mark a place on its curve, near the middle and off boxes and other marks, as far as there is one."""
    sizes = [(mark_width(mark), MARK) if mark else (0, 0) for mark in marks]
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
    boxes: Mapping[str, Box], edges: Sequence[Edge], sides: Sequence[tuple[int, int]]
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
