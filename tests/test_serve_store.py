"""`ipskg serve` over a store on disk: asked where it lies, as it was, and never written to."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import browsing
import httpx
import pytest
from generator import review
from serving import Server, running

import ipskg
from ipskg.loading.disk import load
from ipskg.serving import has_site, offer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TINY = Path(__file__).parent / "reviews" / "tiny"
GROUPED = TINY.with_name("grouped")
TITLES = "SELECT ?review { ?review a <https://w3id.org/ipskg/meta-ethnography#MetaEthnography> } ORDER BY ?review"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "library"
    load([TINY, GROUPED], path)
    return path


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Server]:
    with running("--store", str(store)) as one:
        yield one
        assert one.stop() == 0
        assert list(one.temporary.iterdir()) == []


def listed(folder: Path) -> dict[str, tuple[int, int]]:
    """Give all that is in a folder, with the size and the time of each."""
    return {str(one): (one.stat().st_size, one.stat().st_mtime_ns) for one in sorted(folder.rglob("*"))}


def test_the_engine_reads_the_store_itself_and_makes_no_copy(server: Server, store: Path) -> None:
    command = Path(f"/proc/{server.engine()}/cmdline").read_bytes().decode().split("\0")
    place = Path(command[command.index("--location") + 1])
    assert place.is_relative_to(store)
    (folder,) = server.temporary.iterdir()
    assert [one.name for one in folder.iterdir()] == ["site"]


def test_endpoint_site_and_records_are_those_of_the_folders(server: Server) -> None:
    both = ipskg.open(TINY, GROUPED)
    expected = [str(row["review"]) for row in both.ask(TITLES).rows()]
    assert server.ask(TITLES).text.splitlines()[1:] == expected
    assert len(expected) == 2
    page = server.client.get("data/tiny/drone-2019", headers={"Accept": "text/html"})
    assert page.headers["location"] == "/tiny/studies/drone-2019.html"
    assert "Drone 2019" in server.client.get("tiny/studies/drone-2019.html").text
    turtle = server.client.get("data/tiny/drone-2019", headers={"Accept": "text/turtle"}).text
    assert "metaeth:PrimaryStudy" in turtle


def test_what_is_served_is_the_store_as_it_was(tmp_path: Path, store: Path) -> None:
    """A writer is not disturbed, nor is who asks: he is given what was there, also from an engine that is new."""
    own = shutil.copytree(store, tmp_path / "library")
    with running("--store", str(own)) as server:
        before = server.ask(TITLES).text
        there = listed(own)
        load([], own, remove=["https://example.org/tiny/"])
        assert server.ask(TITLES).text == before
        os.kill(server.engine(), signal.SIGKILL)
        assert server.ask(TITLES).text == before
        assert [one for one, kept in there.items() if "quads" in one and listed(own).get(one) != kept] == []
    assert [one.prefix for one in ipskg.open(store=own).reviews] == ["grouped"]


def test_one_review_of_a_store_is_served_as_its_folder_would_be(store: Path) -> None:
    with running("--store", str(store), "--review", "tiny") as server:
        assert server.ask(TITLES).text.splitlines()[1:] == ["https://example.org/tiny/review"]
        assert "Drone 2019" in server.client.get("studies/drone-2019.html").text


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve one review more than a site is made of."""
    above = tmp_path_factory.mktemp("many")
    folders = []
    for number in range(1, offer.MOST + 2):
        folders.append(above / f"review-{number}")
        review(number).write_folder(folders[-1])
    load(folders, above / "library")
    assert not has_site(ipskg.open(store=above / "library"))
    with running("--store", str(above / "library")) as server:
        yield server


def test_many_reviews_are_listed_in_the_place_of_a_site(many: Server) -> None:
    """None of them is read into memory: each record has a page, made when it is asked for."""
    front = many.client.get("")
    assert "<h1>26 reviews</h1>" in front.text
    links = [one.partition('"')[0] for one in front.text.split('<li><a href="/')[1:]]
    assert len(links) == offer.MOST + 1
    page: httpx.Response = many.client.get(links[0], headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "What is said of it" in page.text
    assert many.client.get("site.css").status_code == 200
    assert len(many.ask(TITLES).text.splitlines()) == 1 + offer.MOST + 1
    (folder,) = many.temporary.iterdir()
    site = folder / "site"
    assert sorted(one.name for one in site.iterdir()) == ["files.txt", "icon.svg", "index.html", "site.css"]


@browsing.needed
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [browsing.NARROW, browsing.WIDE])
def test_the_list_of_many_reviews_can_be_read_by_all(many: Server, browser: Browser, width: int, scheme: str) -> None:
    own = str(many.client.base_url)
    with browsing.visiting(browser, width=width, scheme=scheme, own=own) as visit:
        visit.page.goto(own)
        assert visit.page.locator("main li").count() == offer.MOST + 1
        visit.page.evaluate(browsing.AXE.read_text("utf-8"))  # what is served lets no script tag be added
        assert visit.page.evaluate(browsing.RUN_AXE) == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
