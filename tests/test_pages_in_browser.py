"""Each kind of page of the site in a real browser: that it can be used by everybody, prints, and stays harmless."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import browsing
import pages
import pytest
from browsing import AXE, NARROW, RUN_AXE, WIDE, Visit, visiting

import ipskg

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = browsing.needed

# One page of each kind.
KINDS = (
    "index.html",
    "metaphors.html",
    "studies.html",
    "grid.html",
    "map.html",
    "audit.html",
    "reporting.html",
    "search.html?q=work",
    "query.html?query=flow",
    "downloads.html",
    "ontology.html",
    "sections/section-frustrating-collaboration.html",
    "studies/hasson-2011.html",
    "metaphors/teamwork.html",
)


FEW_TERMS = "document.querySelectorAll('.terms > h3:nth-of-type(n + 13) ~ *').forEach(one => one.remove())"


@pytest.fixture(scope="module")
def visits(browser: Browser) -> Iterator[dict[int, Visit]]:
    """Open one page at each width: narrow and light, wide and dark."""
    with visiting(browser, width=NARROW) as narrow, visiting(browser, width=WIDE, scheme="dark") as wide:
        yield {NARROW: narrow, WIDE: wide}


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("path", KINDS)
def test_a_page_is_accessible_and_fits(path: str, width: int, visits: dict[int, Visit], coded_site: Path) -> None:
    """Axe finds nothing with all that can be opened open; no page scrolls sideways; a screenshot is kept in CI."""
    visit = visits[width]
    page = visit.open(coded_site, path)
    if path.startswith("query"):
        page.locator(".rows td").first.wait_for()
    if folder := os.environ.get("IPSKG_SCREENSHOTS"):
        name = path.partition(".html")[0].replace("/", "-")
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if path.startswith("ontology") and width == NARROW:
        page.evaluate(FEW_TERMS)  # each term is written alike, and all are looked at on the wide page
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE) == []
    assert visit.faults == []


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_site_of_several_reviews_is_used(width: int, visits: dict[int, Visit], several_site: Path) -> None:
    """Accessible, from their list to the pages of one and back; the query page of one knows only that one."""
    visit = visits[width]
    page = visit.open(several_site, "index.html")
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE) == []
    page.get_by_role("link", name="How beekeepers live through the winter").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("How beekeepers live")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE) == []
    page.get_by_role("navigation", name="Site").get_by_role("link", name="All reviews").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Reviews"
    page = visit.open(several_site, "tiny/query.html?query=sections")
    page.wait_for_function("document.querySelector('.answer-status').textContent.endsWith(' rows')")
    own = ipskg.open(Path(pages.__file__).parent / "reviews" / "tiny").query("sections")
    assert page.locator(".answer-status").inner_text() == f"{len(own)} rows"
    assert visit.faults == []


def test_editor_and_table_follow_the_colours_of_the_site(visits: dict[int, Visit], coded_site: Path) -> None:
    """In the dark scheme they are as dark as a card of the site, in the light one as light."""
    for visit in visits.values():
        page = visit.open(coded_site, "query.html?query=flow")
        page.locator(".rows td").first.wait_for()
        background = "one => getComputedStyle(one).backgroundColor"
        card = page.locator(".top").evaluate(background)
        assert [page.locator(one).evaluate(background) for one in (".editor .CodeMirror", ".rows")] == [card] * 2
        ink = page.locator("body").evaluate("one => getComputedStyle(one).color")
        assert page.locator(".rows td", has_text="478").evaluate("one => getComputedStyle(one).color") == ink


def test_a_page_prints_black_on_white_and_whole(visits: dict[int, Visit], coded_site: Path) -> None:
    """Also in the dark scheme: without what only a screen can use, and with what is folded up."""
    visit = visits[WIDE]
    visit.page.emulate_media(media="print")
    page = visit.open(coded_site, "sections/section-frustrating-collaboration.html")
    colours = page.locator("body").evaluate(
        "one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert not page.get_by_role("navigation", name="Site").is_visible()
    assert page.locator(".findings .opened").first.is_visible()
    page = visit.open(coded_site, "grid.html")
    assert page.locator(".filters:visible, button:visible").count() == 0
    table, after = page.locator(".grid table").bounding_box(), page.locator(".origin").bounding_box()
    assert table is not None
    assert after is not None
    assert table["y"] + table["height"] <= after["y"]
    visit.page.emulate_media(media="screen")


def test_the_first_page_is_one_screen(visits: dict[int, Visit], coded_site: Path) -> None:
    """At 1600 by 1000 question, groups, argument, flow and numbers can be seen, or begin, without scrolling."""
    page = visits[WIDE].open(coded_site, "index.html")
    for one in (".question", ".numbers", "#group-clinicians", "#argument", ".pictures .picture", ".funnel"):
        box = page.locator(one).first.bounding_box()
        assert box is not None
        assert box["y"] < 900, one


def test_the_first_stop_of_the_keyboard_skips_to_the_content(visits: dict[int, Visit], coded_site: Path) -> None:
    page = visits[NARROW].open(coded_site, "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_hostile_text_does_nothing_and_fits(visits: dict[int, Visit], hostile_site: Path) -> None:
    """On every page, with everything open: no script runs, nothing is asked for, and long words break."""
    visit = visits[NARROW]
    for path in sorted(hostile_site.rglob("*.html")):
        page = visit.open(path.parent, path.name)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW, path.name
    assert visit.faults == []


def test_text_from_right_to_left_does_not_turn_what_stands_beside_it(
    visits: dict[int, Visit], hostile_site: Path
) -> None:
    page = visits[WIDE].open(hostile_site, "metaphors.html")
    direction = "one => getComputedStyle(one).direction"
    name = page.locator("bdi", has_text="השומרים")
    assert page.locator("h2").locator(name).evaluate(direction) == "rtl"
    assert page.locator("h2", has=name).evaluate(direction) == "ltr"
