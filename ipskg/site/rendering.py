"""Pages written by the templates of `ipskg/templates/site`, with all text escaped."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from ipskg import __version__, templates
from ipskg.site.names import slug
from ipskg.site.pictures import mark_width

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

    from ipskg.site.evidence import Link
    from ipskg.site.pictures import Picture

ASSETS = ("site.css", "icon.svg", "grid.js", "map.js", "search.js", "query.css", "query.js")


@dataclass(frozen=True)
class Page:
    """What every template needs: `path` is that of the page from the first page of its review.

    `up` leads from the page to there, `root` to the folder of the site, `home` to the page behind the name on top.
    `scripts` are named from the page itself. `linked` is its JSON-LD, `citation` its metadata for reference
    managers, by name.
    """

    path: str
    title: str
    site: str
    root: str
    home: str
    menu: tuple[Link, ...] = ()
    crumbs: tuple[Link, ...] = ()
    scripts: tuple[str, ...] = ()
    linked: Mapping[str, Any] = field(default_factory=dict)
    citation: tuple[tuple[str, str], ...] = ()
    description: str = ""
    version: str = __version__

    @property
    def up(self) -> str:
        """The way from the page to the first page of its review."""
        return "../" * self.path.count("/")


def render(template: str, page: Page, **shown: Any) -> bytes:
    """Write a page by one of the templates."""
    return environment().get_template(f"site/{template}.html.jinja").render(page=page, **shown).encode()


def asset(name: str) -> bytes:
    """Give a file that pages refer to, as it stands beside the templates."""
    return resources.files("ipskg").joinpath("templates", "site", name).read_bytes()


@cache
def environment() -> Environment:
    """Give the environment of the templates."""
    environment = templates.environment()
    environment.filters |= {"cap": _cap, "slug": slug, "number": _number, "mark_width": mark_width}
    return environment


def _cap(text: str) -> str:
    """Begin with a capital letter, and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def _number(key: str, drawn: Picture) -> int:
    """Give the number of a box in its picture."""
    return next(number for number, box in enumerate(drawn.boxes, 1) if box.node.key == key)
