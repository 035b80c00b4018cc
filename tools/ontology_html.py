"""The ontology reference as the body of a page of the site, made of the Markdown that `ontology_page` writes."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ontology_page import ontology_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY = Path(__file__).parents[1] / "ipskg" / "templates" / "site" / "ontology.body.html"

_INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\[([^\]]+)\]\((#[\w-]+)\)"), r'<a href="\2">\1</a>'),
    (re.compile(r"(?<!\w)\*([^*]+)\*(?!\w)"), r"<em>\1</em>"),
)


def ontology_body() -> str:
    """Write what stands below the title of the page."""
    _, _, *blocks = ontology_reference().replace("\n- ", "\n\n- ").split("\n\n")  # without title and origin
    return "\n".join(_joined(blocks)) + "\n"


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
    if heading := re.fullmatch(r"(##+) (.+)", block):
        level, text = len(heading[1]), heading[2]
        anchor = re.sub(r"[^\w-]", "", text.lower().replace(" ", "-"))
        return f'<h{level} id="{anchor}">{_inline(text)}</h{level}>'
    return "".join(f"<p>{_inline(line)}</p>" for line in block.splitlines())


def _inline(text: str) -> str:
    text = html.escape(text, quote=False)
    for pattern, element in _INLINE:
        text = pattern.sub(element, text)
    return text
