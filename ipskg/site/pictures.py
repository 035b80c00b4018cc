"""What a picture of boxes and lines is made of, with all places in pixels."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH = 200  # of a box
ARC = 84  # how far a line between two boxes of one column may reach out
MARK = 22  # height of a mark


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
    width: float

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


def mark_width(mark: str) -> float:
    """Give the width of a mark on a line."""
    return round(len(mark) * 7.4 + 12, 1)
