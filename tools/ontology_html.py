"""The ontology reference as the body of a page of the site, made of the Markdown that `ontology_page` writes."""

from __future__ import annotations

import html
import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from ontology_page import ontology_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY = Path(__file__).parents[1] / "ipskg" / "templates" / "site" / "ontology.body.html"

_HEADING = re.compile(r"(##+) (.+)")
_INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\[([^\]]+)\]\((#[\w-]+)\)"), r'<a href="\2">\1</a>'),
    (re.compile(r"(?<!\w)\*([^*]+)\*(?!\w)"), r"<em>\1</em>"),
)


def ontology_body() -> str:
    """Write what stands below the title of the page."""
    _, _, *blocks = ontology_reference().replace("\n- ", "\n\n- ").split("\n\n")  # without title and origin
    first = next(number for number, block in enumerate(blocks) if block.startswith("## "))
    return "\n".join([*_joined(blocks[:first]), *_index(blocks), *_joined(blocks[first:])]) + "\n"


def _index(blocks: list[str]) -> Iterator[str]:
    """List the terms of each part, folded up: there are some two hundred of them."""
    headings = [found for block in blocks if (found := _HEADING.fullmatch(block.strip()))]
    parts = [number for number, heading in enumerate(headings) if heading[1] == "##"]
    yield '<nav aria-label="Terms">'
    for start, end in pairwise([*parts, len(headings)]):
        terms = [f'<a href="#{_anchor(one[2])}">{_inline(one[2])}</a>' for one in headings[start + 1 : end]]
        yield f"<details><summary>{_inline(headings[start][2])} ({len(terms)})</summary>"
        yield f"<p>{', '.join(terms)}</p></details>"
    yield "</nav>"


def _joined(blocks: list[str]) -> Iterator[str]:
    """Give each block as an element, with items that follow one another in one list."""
    listing = False
    for block in filter(None, map(str.strip, blocks)):
        if block.startswith("- ") != listing:
            listing = not listing
            yield "<ul>" if listing else "</ul>"
        yield _element(block)
    if listing:
        yield "</ul>"


def _element(block: str) -> str:
    if block.startswith("- "):
        return f"<li>{_inline(block[2:])}</li>"
    if heading := _HEADING.fullmatch(block):
        level, text = len(heading[1]), heading[2]
        return f'<h{level} id="{_anchor(text)}">{_inline(text)}</h{level}>'
    return "".join(f"<p>{_inline(line)}</p>" for line in block.splitlines())


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-"))


def _inline(text: str) -> str:
    text = html.escape(text, quote=False)
    for pattern, element in _INLINE:
        text = pattern.sub(element, text)
    return text
