"""HTML pages read for tests: their links, headings, ids, text and what they load; and a review that is hostile."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Texts that try to be markup, to break a line, to turn its direction and to leave its box.
HOSTILE = (
    "</title></script><script>alert(1)</script>",
    '\\" onfocus=alert(1) autofocus x=\\"\' {{ 7 * 7 }} &lt;b&gt;',
    "השומרים מצלצלים בפעמון \u202e gnp.exe",
    "Supercalifragilistic" * 20,
    "<!-- <svg onload=alert(1)> ]]> %2e%2e/",
)

VOID = set("area base br col embed hr img input link meta source track wbr".split())
LOADING = {("script", "src"), ("img", "src"), ("link", "href"), ("use", "href"), ("image", "href"), ("iframe", "src")}


@dataclass
class Element:
    """An element with its attributes and what it holds."""

    tag: str
    attributes: dict[str, str]
    content: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it, with single spaces."""
        return " ".join("".join(self._texts()).split())

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """Find the elements below it by tag and attributes; `class_` is one of its classes."""
        found = []
        for one in self.content:
            if isinstance(one, Element):
                found += [one] * one._is(tag, attributes) + one.all(tag, **attributes)
        return found

    def one(self, tag: str = "", **attributes: str) -> Element:
        """Find the only element below it of this kind."""
        (found,) = self.all(tag, **attributes)
        return found

    def _is(self, tag: str, wanted: dict[str, str]) -> bool:
        own = self.attributes | {"class_": ""}
        classes = self.attributes.get("class", "").split()
        return tag in ("", self.tag) and all(
            value in classes if name == "class_" else own.get(name) == value for name, value in wanted.items()
        )

    def _texts(self) -> list[str]:
        return [text for one in self.content for text in ([one] if isinstance(one, str) else [*one._texts()])]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute of {tag} stands twice"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].content.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].content.append(data)

    def close(self) -> None:
        super().close()
        assert self._open == [self.root], f"<{self._open[-1].tag}> is not closed"


def read(content: bytes) -> Element:
    """Read a page, all of whose elements have to be closed."""
    reader = _Reader()
    reader.feed(content.decode())
    reader.close()
    return reader.root


def html(files: dict[str, bytes]) -> dict[str, Element]:
    """Read the pages among the files of a site, by path."""
    return {path: read(content) for path, content in files.items() if path.endswith(".html")}


def loaded(page: Element) -> list[str]:
    """Give the addresses that a page loads when it is opened."""
    return [one.attributes[name] for tag, name in LOADING for one in page.all(tag) if name in one.attributes]


def target(path: str, href: str) -> tuple[str, str]:
    """Give the file and the anchor that a link in the page at a path leads to."""
    parts = urlsplit(href)
    assert not parts.scheme, f"{path} leads to {href}"
    assert not parts.netloc, f"{path} leads to {href}"
    file = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
    return file, parts.fragment


def hostile_review(folder: Path) -> Path:
    """Make a review in an empty folder whose labels are hostile, and whose ids would leave a folder."""
    source = Path(__file__).parent / "reviews" / "grouped"
    labels = ("The wall", "Lamp 1950", '"bell"', "lighthouse keepers", "No lamp shines through the fog.")
    for path in sorted(source.rglob("*.ttl")):
        text = path.read_text("utf-8")
        for plain, bad in zip(labels, HOSTILE, strict=True):
            text = text.replace(plain, f'"{bad}"' if plain.startswith('"') else bad)
        for ours, bad in (("wall-section", "%2e%2e%2fwall"), ("lamp-1950", "LAMP-1950"), ("bell-section", "index")):
            text = re.sub(rf"grouped:{ours}\b(?!-)", f"<https://example.org/grouped/{bad}>", text)
        target = folder / path.relative_to(source)
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, "utf-8")
    return folder
