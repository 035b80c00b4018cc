"""A site in one HTML file: that all of it is in there, leads to where it is, and is small enough to be sent."""

import base64
import gzip
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs

import pages
import pytest

from ipskg.site import single

REVIEWS = Path(__file__).parent / "reviews"
LARGEST = 4_000_000


@pytest.mark.parametrize("which", ["coded", "hostile"])
def test_a_single_file_holds_the_whole_site(which: str, request: pytest.FixtureRequest) -> None:
    """Every page is in it, every link leads to a place in it, and it loads nothing; it has less than 4 MB.

    The texts of queries stand once, on the query page; each page that they made leads to them.
    """
    files = request.getfixturevalue(f"{which}_files")
    content = single(files)
    assert len(content) < LARGEST
    page = pages.read(content)
    ids = [one.attributes["id"] for one in page.all() if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    whole = [one for one in page.one("main").content if isinstance(one, pages.Element)]
    assert len(whole) == len(pages.html(files))
    assert all(address.startswith("data:") for address in pages.loaded(page))
    for link in (one.attributes["href"] for one in page.all("a")):
        assert link.startswith("data:") or link.removeprefix("#") in ids, link[:80]
    for one in page.all():
        labels = [*one.attributes.get("aria-labelledby", "").split(), one.attributes.get("for", "")]
        assert all(label in ids for label in labels if label)
        for marker in re.findall(r"url\(#(.*?)\)", one.attributes.get("marker-end", "")):
            assert marker in ids
    queries = {one.one("summary").one("code").text: one for one in page.all("details", class_="query")}
    assert len(queries) == len(page.all("details", class_="query"))
    for one in page.all("p", class_="query"):
        assert one.one("a").attributes["href"] == f"#{queries[one.one('code').text].attributes['id']}"
    for own in pages.html(files).values():
        for one in own.all("details", class_="query"):
            assert queries[one.one("summary").one("code").text].text == one.text
    assert sorted(said(pages.read(files[path]).one("main")) for path in pages.html(files)) == sorted(
        said(one).removesuffix(said(one.all("section")[-1])) if one.attributes["id"] == "page-query" else said(one)
        for one in whole
    )


def said(page: pages.Element) -> str:
    """Give the text of a page without its way back, and without the texts of queries."""
    for one in [page, *page.all()]:
        one.content = [
            part
            for part in one.content
            if isinstance(part, str) or not {*part.attributes.get("class", "").split()} & {"crumbs", "query"}
        ]
    return "".join(page.text.split())


def test_a_query_link_in_a_single_file_says_what_is_asked(coded_files: dict[str, bytes]) -> None:
    """With its parameters, as the address does in a site of many files."""
    asked = [one.attributes.get("data-asked") for one in pages.read(single(coded_files)).all("a")]
    section = "https://w3id.org/ipskg/data/moen-2021/section-uncertain"
    assert {"query": ["findings"], "section": [section]} in [parse_qs(one) for one in asked if one]


def test_a_single_file_has_the_downloads_in_it(coded_files: dict[str, bytes]) -> None:
    """Those of text are compressed."""
    page = pages.read(single(coded_files))
    taken = {
        one.attributes["download"]: one.attributes["href"] for one in page.all("a") if "download" in one.attributes
    }
    for path in (one for one in coded_files if one.startswith("downloads/")):
        name = path.rpartition("/")[2]
        kind, content = taken[name if name.endswith(".xlsx") else f"{name}.gz"].split(";base64,")
        assert kind.startswith("data:application/")
        unpacked = base64.b64decode(content)
        assert (unpacked if name.endswith(".xlsx") else gzip.decompress(unpacked)) == coded_files[path]


def test_a_single_file_is_for_one_review(tmp_path: Path) -> None:
    reviews = [part for name in ("tiny", "grouped") for part in ("--data", REVIEWS / name)]
    run = [sys.executable, "-m", "ipskg", "site", "--single-file", *reviews, "-o", tmp_path / "one.html"]
    done = subprocess.run(run, capture_output=True, text=True)
    assert done.returncode == 2
    assert "a single file holds one review" in done.stderr
    assert list(tmp_path.iterdir()) == []
