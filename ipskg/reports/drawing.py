"""A flow of records drawn as one SVG element.

It takes its colour from the page that it stands in, so that it is readable on light and dark and in print, and uses
the fonts that are there. A box of what is not reported has a broken line.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from ipskg import tables
from ipskg.reports.flow import NOT_REPORTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipskg.reports.flow import Box, Level

_MAIN, _SIDE, _BOX = 56, 396, 300  # where the columns begin, and how wide a box is
_WIDTH = _SIDE + _BOX + 12
_LINE, _PAD, _GAP = 18, 10, 30
_LETTERS = 42  # of a line: a letter is some 6.6 wide at this size, and a box has 280 for them


@dataclass(frozen=True)
class _Placed:
    """A box where it stands, its lines being broken."""

    x: int
    y: int
    height: int
    lines: tuple[str, ...]
    heading_lines: int
    is_known: bool

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


def draw(levels: Sequence[Level], *, title: str, description: str) -> str:
    """Draw the levels of a flow, the description being its text alternative."""
    parts: list[str] = []
    bands: list[tuple[str, int, int]] = []
    y, above = 12, None
    alone = Counter(level.part for level in levels)
    for level in levels:
        main = _placed(level.main, _MAIN, y)
        side = None if level.side is None else _placed(level.side, _SIDE, y)
        height = max(main.height, side.height if side else 0, _least(level.part) if alone[level.part] == 1 else 0)
        if above is not None:
            parts.append(_arrow(_MAIN + _BOX // 2, above, _MAIN + _BOX // 2, y))
        parts.append(_drawn(main))
        if side is not None:
            across = min(main.middle, side.middle)
            ends = (_MAIN + _BOX, across, _SIDE, across)
            parts += [_drawn(side), _arrow(*ends) if not level.joins else _arrow(*ends[2:], *ends[:2])]
        bands.append((level.part, y, y + height))
        above, y = main.y + main.height, y + height + _GAP
    parts += [_band(part, own[0][1], own[-1][2]) for part, own in _by_part(bands)]
    height = y - _GAP + 12
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
        f' role="img" aria-label="{_text(title)}" font-family="sans-serif" font-size="13" fill="none"'
        f' stroke="currentColor" stroke-width="1.25">\n<title>{_text(title)}</title>\n'
        f"<desc>{_text(description)}</desc>\n{''.join(parts)}</svg>"
    )


def page(svg: str) -> str:
    """Make a file of its own of a drawing: it brings the colours that a page would give it."""
    style = (
        "<style>svg { color: #1b1b1b; background: #ffffff }"
        " @media (prefers-color-scheme: dark) { svg { color: #ececec; background: #1b1b1b } }"
        " @media print { svg { color: #000000; background: #ffffff } }</style>\n"
    )
    start = svg.index("<title>")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{svg[:start]}{style}{svg[start:]}\n'


def _by_part(bands: Sequence[tuple[str, int, int]]) -> list[tuple[str, list[tuple[str, int, int]]]]:
    return [(part, list(own)) for part, own in groupby(bands, key=lambda band: band[0])]


def _placed(box: Box, x: int, y: int) -> _Placed:
    heading = _broken(f"{box.heading}: {box.lines[0]}" if _stands_alone(box) else box.heading)
    rest = [] if _stands_alone(box) else [line for text in box.lines for line in _broken(text)]
    lines = (*heading, *rest)
    return _Placed(x, y, len(lines) * _LINE + 2 * _PAD, lines, len(heading), box.is_known)


def _least(part: str) -> int:
    """Say how high a band has to be for its name, which is written upwards in bold."""
    return 9 * len(part) + 8


def _stands_alone(box: Box) -> bool:
    return len(box.lines) == 1 and (box.lines[0].isdigit() or box.lines[0] == NOT_REPORTED)


def _broken(text: str) -> list[str]:
    """Break a text into the lines of a box; letters of East Asia are twice as wide as others."""
    import textwrap
    import unicodedata

    wide = any(unicodedata.east_asian_width(character) in "WF" for character in text)
    return textwrap.wrap(" ".join(tables.plain(text).split()), _LETTERS // 2 if wide else _LETTERS) or [""]


def _text(text: str) -> str:
    """Write a text so that it cannot become markup, nor break it: XML has no control characters."""
    return escape(tables.plain(text))


def _drawn(box: _Placed) -> str:
    dashes = "" if box.is_known else ' stroke-dasharray="5 4"'
    lines = "".join(
        f'<text x="{box.x + _PAD}" y="{box.y + _PAD + 13 + index * _LINE}"{_style(box, index)} fill="currentColor"'
        f' stroke="none">{_text(line)}</text>\n'
        for index, line in enumerate(box.lines)
    )
    return f'<rect x="{box.x}" y="{box.y}" width="{_BOX}" height="{box.height}" rx="3"{dashes}/>\n{lines}'


def _style(box: _Placed, index: int) -> str:
    if not box.is_known:
        return ' font-style="italic"'
    return ' font-weight="bold"' if index < box.heading_lines else ""


def _arrow(x1: int, y1: int, x2: int, y2: int) -> str:
    """Draw an arrow, down or across: a marker would need an id, which may stand twice in a page."""
    right = 1 if x2 > x1 else -1
    head = f"M{x2 - 5} {y2 - 8}L{x2} {y2}L{x2 + 5} {y2 - 8}" if x1 == x2 else (
        f"M{x2 - 8 * right} {y2 - 5}L{x2} {y2}L{x2 - 8 * right} {y2 + 5}"
    )  # fmt: skip
    return f'<path d="M{x1} {y1}L{x2} {y2}{head}"/>\n'


def _band(part: str, top: int, bottom: int) -> str:
    middle = (top + bottom) // 2
    return (
        f'<rect x="12" y="{top}" width="28" height="{bottom - top}" rx="3"/>\n'
        f'<text transform="translate(31 {middle}) rotate(-90)" text-anchor="middle" font-weight="bold"'
        f' fill="currentColor" stroke="none">{_text(part)}</text>\n'
    )
