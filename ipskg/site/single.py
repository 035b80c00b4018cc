"""A site in one HTML file: its pages one below the other, of which the one that the address names is shown.

No script is needed for that: a page is shown while it, or something in it, is the target of the address. What could be
downloaded is inside the file as well.
"""

from __future__ import annotations

import base64
import json
import mimetypes
import posixpath
import re
from typing import TYPE_CHECKING

from ipskg.site.rendering import environment
from ipskg.site.searching import INDEX, as_script

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Pages are ours: every attribute is in double quotes, and no value holds one, or a bracket of a tag.
_TAG = re.compile(r"<[a-zA-Z][^>]*>")
_IDS = re.compile(r' (id|for|aria-labelledby)="([^"]*)"')
_MARKER = re.compile(r"url\(#([^)]*)\)")
_DOWNLOAD = re.compile(r" download(?=[ >])")
_HREF = re.compile(r' href="([^"]*)"')
_MAIN = re.compile(r'(<nav class="crumbs.*?</nav>\n)?<main id="main" class="([^"]*)" tabindex="-1">\n(.*)</main>', re.S)
_HEAD = re.compile(
    r"<meta name=\"(?:description|citation_|DC\.)[^>]*>|<script type=\"application/ld\+json\">.*?</script>"
)
_MENU = re.compile(r'<nav aria-label="Site">.*?</nav>', re.S)
_TITLE = re.compile(r"<title>(.*?)</title>")
_FOOTER = re.compile(r'<footer class="bottom">.*?</footer>', re.S)


def single(files: Mapping[str, bytes]) -> bytes:
    """Put the files of a site of one review into one page."""
    paths = sorted((path for path in files if path.endswith(".html")), key=lambda path: (path != "index.html", path))
    front = files["index.html"].decode()
    return (
        environment()
        .get_template("site/single.html.jinja")
        .render(
            title=_found(_TITLE, front),
            head="\n".join(_HEAD.findall(front)),
            menu=_rewritten(_found(_MENU, front).replace(' aria-current="page"', ""), "index.html", files),
            footer=_found(_FOOTER, front),
            css=files["site.css"].decode(),
            icon=_data("icon.svg", files["icon.svg"]),
            pages=[_page(path, files) for path in paths],
            scripts=list(_scripts(files)),
        )
        .encode()
    )


def _page(path: str, files: Mapping[str, bytes]) -> tuple[str, str, str]:
    """Give the name of a page, the class of its content, and the content."""
    match = _MAIN.search(files[path].decode())
    crumbs, breadth, content = match.groups() if match else ("", "", "")
    return _name(path), breadth, _rewritten((crumbs or "") + content, path, files)


def _rewritten(content: str, path: str, files: Mapping[str, bytes]) -> str:
    """Make ids those of one page among many, and let links lead to where things are now."""
    name = _name(path)

    def tag(found: re.Match[str]) -> str:
        plain = _DOWNLOAD.sub("", found[0])
        ids = _IDS.sub(lambda one: f' {one[1]}="{" ".join(f"{name}--{part}" for part in one[2].split())}"', plain)
        return _HREF.sub(lambda one: _link(one[1], path, files), _MARKER.sub(rf"url(#{name}--\1)", ids))

    return _TAG.sub(tag, content)


def _link(href: str, path: str, files: Mapping[str, bytes]) -> str:
    file = _target(href, path)
    if file in files and not file.endswith(".html"):
        return f' href="{_data(file, files[file])}" download="{posixpath.basename(file)}"'
    return f' href="{_anchor(href, path)}"'


def _target(href: str, path: str) -> str:
    file = re.split("[?#]", href, maxsplit=1)[0]
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path


def _anchor(href: str, path: str) -> str:
    name, anchor = _name(_target(href, path)), href.partition("#")[2]
    return f"#{name}--{anchor}" if anchor else f"#{name}"


def _name(path: str) -> str:
    """Give the id of a page."""
    return f"page-{path.removesuffix('.html').replace('/', '-')}"


def _data(path: str, content: bytes) -> str:
    kinds = {".ttl": "text/turtle", ".trig": "application/trig", ".jsonld": "application/ld+json"}
    kind = kinds.get(posixpath.splitext(path)[1]) or mimetypes.types_map.get(posixpath.splitext(path)[1])
    return f"data:{kind or 'application/octet-stream'};base64,{base64.b64encode(content).decode()}"


def _scripts(files: Mapping[str, bytes]) -> Iterator[str]:
    entries = json.loads(files[INDEX].decode().partition("=")[2].rstrip(";\n"))
    yield as_script([*entry[:3], _anchor(entry[3], "search.html") if entry[3] else ""] for entry in entries)
    yield from (files[path].decode() for path in ("grid.js", "map.js", "search.js"))


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[match.lastindex or 0] if match else ""
