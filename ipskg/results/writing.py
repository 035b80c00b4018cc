"""The results of reviews written as Markdown, JSON and HTML."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ipskg.results.model import Chapter


def as_json(chapters: Iterable[Chapter]) -> str:
    """Write chapters as one JSON object with the key `reviews`."""
    import json

    return json.dumps({"reviews": [asdict(chapter) for chapter in chapters]}, ensure_ascii=False, indent=2) + "\n"


def as_markdown(chapters: Iterable[Chapter]) -> str:
    """Write chapters as Markdown; text from the graph cannot become markup."""
    return _render("results.md.jinja", chapters, autoescape=False)


def as_html(chapters: Iterable[Chapter]) -> str:
    """Write chapters as one HTML page that refers to no other file."""
    return _render("results.html.jinja", chapters, autoescape=True)


WRITERS: dict[str, Callable[[Iterable[Chapter]], str]] = {
    "markdown": as_markdown,
    "json": as_json,
    "html": as_html,
}


def _render(template: str, chapters: Iterable[Chapter], *, autoescape: bool) -> str:
    from ipskg import templates

    environment = templates.environment(autoescape=autoescape)
    environment.filters["plain"] = _plain
    return environment.get_template(template).render(chapters=list(chapters))


def _plain(text: str) -> str:
    """Escape what Markdown would read as markup, and let nothing break out of its line."""
    import re

    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))
