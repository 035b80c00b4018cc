"""A site in one HTML file: its pages one below the other, of which the one that the address names is shown.

No script is needed for that: a page is shown while it, or something in it, is the target of the address. What could be
downloaded is inside the file as well, and so is what the query page asks with, compressed: a script unpacks it when
that page is opened. The texts of queries stand once, on the query page.
"""

from __future__ import annotations

import base64
import gzip
import json
import mimetypes
import posixpath
import re
from typing import TYPE_CHECKING

from ipskg.site import querying
from ipskg.site.rendering import asset, environment
from ipskg.site.searching import INDEX, as_script

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# Pages are ours: every attribute is in double quotes, and no value holds one, or a bracket of a tag.
_TEXT = "page-query--text-"  # and the name: the ids of the texts of queries
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
_QUERY = re.compile(r'<details class="query">\n<summary><code>([^<]*)</code>(.*?)</summary>\n(.*?)\n</details>', re.S)
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
            texts=_texts(files[path].decode() for path in paths),
            packed=_packed(json.dumps(_asking(files)).encode()),
            scripts=list(_scripts(files)),
        )
        .encode()
    )


def _page(path: str, files: Mapping[str, bytes]) -> tuple[str, str, str]:
    """Give the name of a page, the class of its content, and the content."""
    match = _MAIN.search(files[path].decode())
    crumbs, breadth, content = match.groups() if match else ("", "", "")
    content = _QUERY.sub(rf'<p class="query"><a href="#{_TEXT}\1"><code>\1</code></a>\2</p>', content)
    return _name(path), breadth, _rewritten((crumbs or "") + content, path, files)


def _texts(pages: Iterable[str]) -> list[tuple[str, str, str, str]]:
    """Give the queries that made the pages: the id, the name, what is said of it, and the text."""
    found = {one[1]: (f"{_TEXT}{one[1]}", one[1], one[2], one[3]) for page in pages for one in _QUERY.finditer(page)}
    return [found[name] for name in sorted(found)]


def _asking(files: Mapping[str, bytes]) -> dict[str, object]:
    """Give what the query page loads, in the order in which it is needed."""
    return {
        "style": "".join(files[path].decode() for path in querying.STYLES),
        "scripts": [files[path].decode() for path in querying.SCRIPTS],
    }


def _rewritten(content: str, path: str, files: Mapping[str, bytes]) -> str:
    """Make ids those of one page among many, and let links lead to where things are now."""
    name = _name(path)

    def tag(found: re.Match[str]) -> str:
        plain = _DOWNLOAD.sub("", found[0])
        ids = _IDS.sub(lambda one: f' {one[1]}="{" ".join(f"{name}--{part}" for part in one[2].split())}"', plain)
        return _HREF.sub(lambda one: _link(one[1], path, files), _MARKER.sub(rf"url(#{name}--\1)", ids))

    return _TAG.sub(tag, content)


def _link(href: str, path: str, files: Mapping[str, bytes]) -> str:
    if href.startswith(f"#{_TEXT}"):
        return f' href="{href}"'
    file = _target(href, path)
    if file in files and not file.endswith(".html"):
        return _taken(file, files[file])
    asked = href.partition("?")[2].partition("#")[0]
    return f' href="{_anchor(href, path)}"' + (f' data-asked="{asked}"' if asked else "")


def _taken(path: str, content: bytes) -> str:
    """Put a file into a link to it; text is compressed, which a script undoes, and else who takes it."""
    name, ending = posixpath.basename(path), posixpath.splitext(path)[1]
    if ending == ".xlsx":
        return f' href="{_data(path, content)}" download="{name}"'
    return f' href="data:application/gzip;base64,{_packed(content)}" download="{name}.gz"'


def _packed(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, mtime=0)).decode()


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
    kind = mimetypes.types_map.get(posixpath.splitext(path)[1])
    return f"data:{kind or 'application/octet-stream'};base64,{base64.b64encode(content).decode()}"


def _scripts(files: Mapping[str, bytes]) -> Iterator[str]:
    entries = json.loads(files[INDEX].decode().partition("=")[2].rstrip(";\n"))
    yield as_script([*entry[:3], _anchor(entry[3], "search.html") if entry[3] else ""] for entry in entries)
    yield from (files[path].decode() for path in ("grid.js", "map.js", "search.js"))
    yield asset("single.js").decode()


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[match.lastindex or 0] if match else ""
