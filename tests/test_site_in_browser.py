"""The static web site in a real browser, opened from a file.

Where there is no Chromium these tests are skipped, and say so; CI has one.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pages
import pytest

import ipskg
from ipskg.site import put, single, site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
# The editor and the table of answers of the query page are not ours.
RUN_AXE = """axe.run({ exclude: [[".yasqe"], [".yasr"]] }, { preload: false, resultTypes: ["violations"] }).then(
    found => found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.html)}`))"""
NARROW, WIDE = 360, 1600

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

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="there is no chromium here: the site was not looked at in a browser"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("coded") / "site"
    put(folder, site(ipskg.open()))
    return folder


@pytest.fixture(scope="module")
def alone(coded: Path) -> Path:
    """Put the same site into one file beside it."""
    files = {path.relative_to(coded).as_posix(): path.read_bytes() for path in coded.rglob("*.*")}
    path = coded.with_name("site.html")
    path.write_bytes(single(files))
    return path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "review").mkdir()
    put(folder / "site", site(ipskg.open(pages.hostile_review(folder / "review"))))
    return folder / "site"


class Visit:
    """A page that is open, and all that it should not have done: messages, errors, requests to elsewhere, dialogs."""

    def __init__(self, browser: Browser, *, width: int, scheme: str = "light", scripts: bool = True) -> None:
        self.faults: list[str] = []
        self._context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
        )
        self.page: Page = self._context.new_page()
        self.page.on("console", lambda message: self.faults.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("requestfailed", self._failed)
        self.page.on("request", self._asked)

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # what was still loading when the next page was opened
            self.faults.append(f"failed: {request.url}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(("file:///", "data:", "blob:")):
            self.faults.append(f"request: {request.url}")

    def open(self, folder: Path, path: str) -> Page:
        self.page.goto(f"{folder.as_uri()}/{path}")
        return self.page

    def close(self) -> None:
        self._context.close()


@pytest.fixture
def wide(browser: Browser) -> Iterator[Visit]:
    visit = Visit(browser, width=WIDE)
    yield visit
    visit.close()
    assert visit.faults == []


@pytest.fixture
def plain(browser: Browser) -> Iterator[Visit]:
    """Open pages at a narrow width, with scripts off."""
    visit = Visit(browser, width=NARROW, scripts=False)
    yield visit
    visit.close()
    assert visit.faults == []


def shown_rows(page: Page) -> list[str]:
    return page.locator(".grid tbody tr:not([hidden]) th a").all_inner_texts()


def test_three_clicks_lead_to_the_study_and_back(coded: Path, wide: Visit) -> None:
    """Front page, section, finding, study; the way back is where one was."""
    page = wide.open(coded, "index.html")
    page.get_by_role("link", name="Frustrating IPS collaboration").click()
    finding = page.locator(".findings > li", has_text="it was too fast")
    assert not finding.locator(".opened").is_visible()
    finding.locator("summary").click()
    assert "Inferred by the coder" in finding.locator(".opened").inner_text()
    assert "personal support and continuity as what is valuable in IPS" in finding.locator(".opened").inner_text()
    finding.get_by_role("link", name="Hasson et al. 2011").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Hasson et al. 2011"
    page.go_back()
    assert page.get_by_role("heading", level=1).inner_text() == "Frustrating IPS collaboration"
    page.get_by_role("navigation", name="Where you are").get_by_role("link", name="Overview").click()
    assert "meta-ethnographic" in page.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_single_file_shows_one_page_at_a_time(scripts: bool, browser: Browser, alone: Path) -> None:
    """Also without scripts: the front page, the section, the finding, the study, and the way back."""
    visit = Visit(browser, width=WIDE, scripts=scripts)
    page = visit.open(alone.parent, alone.name)
    heading = page.locator("h1:visible")
    assert "meta-ethnographic" in heading.inner_text()
    page.locator(".page:visible").get_by_role("link", name="Frustrating IPS collaboration").click()
    assert heading.inner_text() == "Frustrating IPS collaboration"
    finding = page.locator(".findings > li:visible", has_text="it was too fast")
    finding.locator("summary").click()
    finding.get_by_role("link", name="an IPS process that is too fast and could harm").first.click()
    assert heading.inner_text() == "Hasson et al. 2011"
    assert page.locator(":target").inner_text().startswith("an IPS process that is too fast")
    page.go_back()
    assert heading.inner_text() == "Frustrating IPS collaboration"
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Grid").click()
    assert page.locator(".grid:visible tbody tr").count() == 17
    assert page.get_by_role("button", name="Sort by Study").count() == int(scripts)
    visit.close()
    assert visit.faults == []


def test_search_in_a_single_file_leads_to_the_finding(alone: Path, wide: Visit) -> None:
    page = wide.open(alone.parent, f"{alone.name}#page-search")
    page.get_by_label("Words to look for").fill("too fast")
    page.get_by_role("link", name="Frustrating IPS collaboration, 7").click()
    assert page.locator("h1:visible").inner_text() == "Frustrating IPS collaboration"
    assert page.locator(":target .statement").inner_text().startswith("They were also sceptical")


def test_without_scripts_all_is_there(coded: Path, plain: Visit) -> None:
    """The finding opens, the grid is whole, and no control stands there that does nothing."""
    page = plain.open(coded, "sections/section-frustrating-collaboration.html")
    finding = page.locator(".findings > li", has_text="it was too fast")
    finding.locator("summary").click()
    assert finding.locator(".opened").is_visible()
    page = plain.open(coded, "query.html")
    assert page.locator(".no-engine").is_visible()
    assert not page.locator(".query-form").is_visible()
    page = plain.open(coded, "search.html")
    assert page.get_by_role("link", name="the metaphors").is_visible()
    assert not page.get_by_label("Words to look for").is_visible()
    page = plain.open(coded, "grid.html")
    assert len(shown_rows(page)) == 17
    assert not page.locator(".filters").is_visible()
    assert page.locator("button:visible").count() == 0


def test_the_grid_is_sorted_by_a_metaphor(coded: Path, wide: Visit) -> None:
    """The most cited come first, then the least; equal ones keep their order; the study's name sorts from A."""
    page = wide.open(coded, "grid.html")
    button = page.get_by_role("button", name="Sort by frustrating IPS collaboration")
    button.click()
    assert shown_rows(page)[:3] == ["Hasson et al. 2011", "Bejerholm et al. 2011", "Areberg et al. 2013"]
    header = page.locator("th", has=button)
    assert header.get_attribute("aria-sort") == "descending"
    button.click()
    assert shown_rows(page)[-2:] == ["Bejerholm et al. 2011", "Hasson et al. 2011"]
    page.get_by_role("button", name="Sort by Study").click()
    assert shown_rows(page)[:2] == ["Areberg et al. 2013", "Becker et al. 2007"]
    assert header.get_attribute("aria-sort") is None


def test_the_grid_is_filtered(coded: Path, wide: Visit) -> None:
    """Two studies are from Canada, one of them a case study; social workers are spoken for by two."""
    page = wide.open(coded, "grid.html")
    status = page.get_by_role("status")
    assert status.inner_text() == "17 of 17 studies"
    page.get_by_label("Country").select_option("Canada")
    assert shown_rows(page) == ["Besse et al. 2017", "Crain et al. 2009"]
    page.get_by_label("Design").select_option("case study")
    assert shown_rows(page) == ["Crain et al. 2009"]
    assert status.inner_text() == "1 of 17 studies"
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function("document.querySelector('.shown').textContent.startsWith('17 ')")
    page.get_by_label("Group").select_option("social workers")
    assert shown_rows(page) == ["Bejerholm et al. 2011", "Hasson et al. 2011"]


def test_the_map_is_used_by_keyboard(coded: Path, wide: Visit) -> None:
    """A box with the focus shows what it hangs together with; Enter opens its page."""
    page = wide.open(coded, "map.html")
    page.get_by_role("region", name="The map as a picture").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.querySelector('title').textContent") == "social workers"
    reached = page.locator(".picture .box.on title").all_text_contents()
    assert sorted(reached) == [
        "Bejerholm et al. 2011",
        "Hasson et al. 2011",
        "frustrating IPS collaboration",
        "social workers",
    ]
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"index\.html#group-social-workers$"))


def test_search_finds_what_has_all_words(coded: Path, wide: Visit) -> None:
    """The finding and the account that it expresses; accents and case do not matter; what is not there is not found."""
    page = wide.open(coded, "search.html")
    page.get_by_label("Words to look for").fill("TOO fast")
    found = page.locator(".results li .name")
    assert [one.lower() for one in found.all_inner_texts()] == [
        "account an ips process that is too fast and could harm",
        "finding frustrating ips collaboration, 7",
    ]
    page.get_by_label("Words to look for").fill("lexen 2013b")
    assert found.first.get_by_role("link").inner_text() == "Lexén et al. 2013b"
    page.get_by_label("Words to look for").fill("unicorn")
    assert page.get_by_role("status").inner_text() == "0 found"
    wide.open(coded, "search.html?q=too+fast")
    page.get_by_role("link", name="Frustrating IPS collaboration, 7").click()
    assert page.locator(":target .statement").inner_text().startswith("They were also sceptical")


def ask(page: Page, query: str | None = None) -> None:
    """Run the query in the form, or one that is typed into its editor."""
    if query is not None:
        page.get_by_label("Query", exact=True).focus()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(query)
    page.get_by_role("button", name="Run").click()


def said(page: Page) -> str:
    """Give the status once there is an answer, or a word on why there is none."""
    page.wait_for_function(
        "!/^(|Asking…|Loading the graph…)$/.test(document.querySelector('.answer-status').textContent)"
    )
    return page.locator(".answer-status").inner_text()


def taken(page: Page, format: str = "csv") -> bytes:
    """Take the answer as a file."""
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Take it as {format}").click()
    return Path(download.value.path()).read_bytes()


def test_the_query_page_answers_as_the_command_does(coded: Path, wide: Visit) -> None:
    """Three canned queries, one of them with a parameter, and one's own."""
    review = ipskg.open()
    page = wide.open(coded, "query.html")
    page.get_by_role("button", name="Run").wait_for()
    for name in ("findings", "contradictions"):
        page.get_by_label("Canned query").select_option(name)
        ask(page)
        assert said(page) == f"{len(review.query(name))} rows"
        assert taken(page) == review.answer(name).serialize("csv")
    page.get_by_label("Canned query").select_option("trail")
    page.locator("select[name=param-study]").select_option("Hasson et al. 2011")
    ask(page)
    assert said(page) == f"{len(review.query('trail', study='hasson-2011'))} rows"
    assert taken(page) == review.answer("trail", study="hasson-2011").serialize("csv")
    ask(page, "SELECT (COUNT(?x) AS ?n) WHERE { ?x a <https://w3id.org/ipskg/meta-ethnography#Finding> }")
    page.locator(".rows td", has_text="78").wait_for()
    assert said(page) == "1 row"
    ask(page, "ASK { ?s ?p ?o }")
    page.wait_for_function("document.querySelector('.answer-status').textContent === 'yes'")
    assert not page.locator(".rows").is_visible()


def test_the_query_page_is_used_by_keyboard(coded: Path, wide: Visit) -> None:
    """Ctrl and Enter run the query, and the editor lets go of the focus."""
    page = wide.open(coded, "query.html")
    page.get_by_label("Query", exact=True).focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("ASK { ?s ?p ?o }")
    page.keyboard.press("Control+Enter")
    assert said(page) == "yes"
    reached = []
    for _ in range(5):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name"))
    assert [one for one in reached if one] == ["run", "limit"]


def test_a_rule_is_answered_by_a_graph(coded: Path, wide: Visit) -> None:
    """As Turtle: each metaphor that a construct of a study was borrowed as."""
    page = wide.open(coded, "query.html?query=borrowed-construct")
    assert said(page).startswith("The answer is a")
    shown = page.locator(".answer pre").text_content()
    assert shown == taken(page, "ttl").decode()
    ask(page, "CONSTRUCT { <https://example.org/a> <https://example.org/b> 7 } WHERE {}")
    page.locator(".answer pre", has_text="example.org/a").wait_for()
    assert "<https://example.org/b> 7" in taken(page, "ttl").decode()


ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d && ?d != ?g) }"


def test_a_query_without_an_end_can_be_stopped(coded: Path, wide: Visit) -> None:
    """By its button, and by its time limit; the page answers other queries afterwards."""
    page = wide.open(coded, "query.html")
    ask(page, ENDLESS)
    page.get_by_role("button", name="Stop").click()
    assert said(page) == "This cannot be answered: it was stopped"
    page.get_by_label("Time limit in seconds").fill("1")
    ask(page)
    assert said(page) == "This cannot be answered: it took more than 1 second"
    page.get_by_label("Time limit in seconds").fill("60")
    ask(page, "ASK { ?s ?p ?o }")
    assert said(page) == "yes"


@pytest.mark.parametrize("query", ["SELECT ?x WHERE {", "DELETE WHERE { ?s ?p ?o }", "LOAD <https://example.org/>"])
def test_what_is_no_query_is_answered_in_a_line(query: str, coded: Path, wide: Visit) -> None:
    """Also an update, which would change nothing but the page's own copy."""
    page = wide.open(coded, "query.html")
    ask(page, query)
    assert said(page).startswith("This cannot be answered: ")
    assert page.locator(".answer").inner_text() == ""


def test_a_query_fetches_nothing(coded: Path, wide: Visit) -> None:
    """The engine of the page knows no SERVICE; that nothing was asked for is seen from the log of requests."""
    page = wide.open(coded, "query.html")
    ask(page, "SELECT * WHERE { SERVICE <http://localhost:9/> { ?s ?p ?o } }")
    assert said(page).startswith("This cannot be answered: ")


def test_an_answer_that_is_markup_shows_as_text(hostile: Path, wide: Visit) -> None:
    """Also where an address would run a script when it is followed."""
    page = wide.open(hostile, "query.html")
    ask(
        page,
        'SELECT DISTINCT ?text ?place WHERE { { ?x ?p ?text FILTER(ISLITERAL(?text) && CONTAINS(?text, "<")) }'
        ' UNION { BIND(IRI("javascript:alert(1)") AS ?place) } }',
    )
    page.locator(".rows td").first.wait_for()
    assert page.locator(".rows td script, .rows td svg, .rows td b").count() == 0
    assert page.locator(".rows a[href^='javascript']").count() == 0
    assert page.locator(".rows td", has_text=pages.HOSTILE[0]).count() > 0


def test_a_section_opens_its_query_with_itself_filled_in(coded: Path, wide: Visit) -> None:
    page = wide.open(coded, "sections/section-uncertain.html")
    page.get_by_role("link", name="in the query page").click()
    expected = len(ipskg.open().query("findings", section="section-uncertain"))
    assert said(page) == f"{expected} rows"
    assert page.locator("select[name=param-section]").input_value().endswith("/section-uncertain")
    page.locator(".rows td").first.wait_for()
    assert page.locator(".rows tbody tr").count() == expected


def test_the_first_stop_of_the_keyboard_skips_to_the_content(coded: Path, wide: Visit) -> None:
    page = wide.open(coded, "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize(("width", "scheme"), [(NARROW, "light"), (WIDE, "dark")])
@pytest.mark.parametrize("path", KINDS)
def test_a_page_is_accessible_and_fits(path: str, width: int, scheme: str, browser: Browser, coded: Path) -> None:
    """Axe finds nothing with all that can be opened open; no page scrolls sideways; a screenshot is kept in CI."""
    visit = Visit(browser, width=width, scheme=scheme)
    page = visit.open(coded, path)
    if folder := os.environ.get("IPSKG_SCREENSHOTS"):
        name = path.partition(".html")[0].replace("/", "-")
        page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)
    if path.startswith("query"):
        page.locator(".rows td").first.wait_for()
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE) == []
    visit.close()
    assert visit.faults == []


def test_hostile_text_does_nothing_and_fits(browser: Browser, hostile: Path) -> None:
    """On every page, with everything open: no script runs, nothing is asked for, and long words break."""
    visit = Visit(browser, width=NARROW)
    for path in sorted(hostile.rglob("*.html")):
        page = visit.open(path.parent, path.name)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW, path.name
    visit.close()
    assert visit.faults == []


def test_text_from_right_to_left_does_not_turn_what_stands_beside_it(hostile: Path, wide: Visit) -> None:
    page = wide.open(hostile, "metaphors.html")
    direction = "one => getComputedStyle(one).direction"
    name = page.locator("bdi", has_text="השומרים")
    assert page.locator("h2").locator(name).evaluate(direction) == "rtl"
    assert page.locator("h2", has=name).evaluate(direction) == "ltr"
