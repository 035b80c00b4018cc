"""The static web site in a real browser, opened from a file and from `ipskg serve`: what a reader does with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import browsing
import pages
import pytest
from browsing import AXE, NARROW, RUN_AXE, WIDE, Visit, visiting
from serving import Server, running

import ipskg
from ipskg.export import export

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = browsing.needed


@pytest.fixture
def wide(browser: Browser) -> Iterator[Visit]:
    with visiting(browser, width=WIDE) as visit:
        yield visit


@pytest.fixture
def plain(browser: Browser) -> Iterator[Visit]:
    """Open pages at a narrow width, with scripts off."""
    with visiting(browser, width=NARROW, scripts=False) as visit:
        yield visit


@pytest.fixture(scope="module")
def query_page(browser: Browser, coded_site: Path) -> Iterator[Visit]:
    """Open the query page once: its engine is the slowest thing to start."""
    with visiting(browser, width=WIDE) as visit:
        visit.open(coded_site, "query.html").get_by_role("button", name="Run").wait_for()
        yield visit


@pytest.fixture
def asking(query_page: Visit) -> Iterator[Page]:
    yield query_page.page
    assert query_page.faults == []


def shown_rows(page: Page) -> list[str]:
    return page.locator(".grid tbody tr:not([hidden]) th a").all_inner_texts()


def test_three_clicks_lead_to_what_stands_against_too_fast(coded_site: Path, wide: Visit) -> None:
    """For someone who knows no RDF: front page, section, finding, study; the way back is where one was.

    The group and its section are on the first screen; what is cited or inferred, and that something stands against it,
    can be read before the finding is opened, and all of it then.
    """
    page = wide.open(coded_site, "index.html")
    link = page.get_by_role("article", name="Social workers").get_by_role("link", name="Frustrating IPS collaboration")
    box = link.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 1000
    link.click()
    finding = page.locator(".findings > li", has_text="it was too fast")
    assert finding.locator("summary").inner_text().split("\n") == ["inferred Hasson et al. 2011 ≠ 1 against"]
    assert not finding.locator(".opened").is_visible()
    finding.locator("summary").click()
    opened = finding.locator(".opened").inner_text()
    assert "Inferred by the coder, not cited here" in opened
    assert "What stands against it" in opened
    assert "personal support and continuity as what is valuable in IPS" in opened
    finding.get_by_role("link", name="Hasson et al. 2011").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Hasson et al. 2011"
    page.go_back()
    assert page.get_by_role("heading", level=1).inner_text() == "Frustrating IPS collaboration"
    page.get_by_role("navigation", name="Where you are").get_by_role("link", name="Overview").click()
    assert "meta-ethnographic" in page.get_by_role("heading", level=1).inner_text()


def test_a_single_file_shows_one_page_at_a_time(plain: Visit, single_file: Path) -> None:
    """Without scripts: the front page, the section, the finding, the study, and the way back."""
    page = plain.open(single_file.parent, single_file.name)
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
    assert page.get_by_role("button", name="Sort by Study").count() == 0


def test_search_in_a_single_file_leads_to_the_finding(single_file: Path, wide: Visit) -> None:
    page = wide.open(single_file.parent, f"{single_file.name}#page-search")
    page.get_by_label("Words to look for").fill("too fast")
    page.get_by_role("link", name="Frustrating IPS collaboration, 7").click()
    assert page.locator("h1:visible").inner_text() == "Frustrating IPS collaboration"
    assert page.locator(":target .statement").inner_text().startswith("They were also sceptical")
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Grid").click()
    page.get_by_role("button", name="Sort by Study").click()
    assert page.locator("th[aria-sort]:visible").inner_text().startswith("Study")


def test_a_single_file_answers_queries_and_gives_its_downloads(single_file: Path, wide: Visit) -> None:
    """Once a link to the query page is followed, with what it asks; each of its links asks anew."""
    page, review = wide.open(single_file.parent, f"{single_file.name}#page-sections-section-uncertain"), ipskg.open()
    page.get_by_role("link", name="in the query page").click()
    assert said(page) == f"{len(review.query('findings', section='section-uncertain'))} rows"
    assert taken(page) == review.answer("findings", section="section-uncertain").serialize("csv")
    page.locator(".canned:visible").get_by_role("link", name="contradictions").click()
    page.locator(".about", has_text="Which accounts contradict each other").wait_for()
    assert said(page) == f"{len(review.query('contradictions'))} rows"
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Downloads").click()
    assert fetched(page, "Turtle") == export(review, format="turtle")
    assert fetched(page, "Coding workbook")[:2] == b"PK"
    page.evaluate("document.querySelectorAll('.page:not(:target)').forEach(one => one.remove())")  # axe reads them too
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE) == []


def test_without_scripts_all_is_there(coded_site: Path, plain: Visit) -> None:
    """The finding opens, the grid is whole, and no control stands there that does nothing."""
    page = plain.open(coded_site, "sections/section-frustrating-collaboration.html")
    finding = page.locator(".findings > li", has_text="it was too fast")
    finding.locator("summary").click()
    assert finding.locator(".opened").is_visible()
    page = plain.open(coded_site, "query.html")
    assert page.locator(".no-engine").is_visible()
    assert not page.locator(".query-form").is_visible()
    page = plain.open(coded_site, "search.html")
    assert page.get_by_role("link", name="the metaphors").is_visible()
    assert not page.get_by_label("Words to look for").is_visible()
    page = plain.open(coded_site, "grid.html")
    assert len(shown_rows(page)) == 17
    assert not page.locator(".filters").is_visible()
    assert page.locator("button:visible").count() == 0


def test_the_grid_is_sorted_by_a_metaphor(coded_site: Path, wide: Visit) -> None:
    """The most cited come first, then the least; equal ones keep their order; the study's name sorts from A."""
    page = wide.open(coded_site, "grid.html")
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


def test_the_grid_is_filtered(coded_site: Path, wide: Visit) -> None:
    """Two studies are from Canada, one of them a case study; social workers are spoken for by two.

    Three were rated as fair, or from fair to good; of these one is part of a trial.
    """
    page = wide.open(coded_site, "grid.html")
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
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Fidelity").select_option("fair")
    assert shown_rows(page) == ["Besse et al. 2017", "Gammelgaard et al. 2017", "Nygren et al. 2016"]
    page.get_by_label("Part of a trial").select_option("Yes")
    assert shown_rows(page) == ["Gammelgaard et al. 2017"]


def test_the_map_is_used_by_keyboard(coded_site: Path, wide: Visit) -> None:
    """A box with the focus shows what it hangs together with; Enter opens its page."""
    page = wide.open(coded_site, "map.html")
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


def test_search_finds_what_has_all_words(coded_site: Path, wide: Visit) -> None:
    """The finding and the account that it expresses; accents and case do not matter; what is not there is not found."""
    page = wide.open(coded_site, "search.html")
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
    wide.open(coded_site, "search.html?q=too+fast")
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


def test_the_query_page_answers_as_the_command_does(asking: Page) -> None:
    """Three canned queries, one of them with a parameter, and one's own."""
    review = ipskg.open()
    page = asking
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


def test_the_query_page_is_used_by_keyboard(asking: Page) -> None:
    """Ctrl and Enter run the query, and the editor lets go of the focus."""
    page = asking
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


def test_a_rule_is_answered_by_a_graph(coded_site: Path, wide: Visit) -> None:
    """As Turtle: each metaphor that a construct of a study was borrowed as."""
    page = wide.open(coded_site, "query.html?query=borrowed-construct")
    assert said(page).startswith("The answer is a")
    shown = page.locator(".answer pre").text_content()
    assert shown == taken(page, "ttl").decode()
    ask(page, "CONSTRUCT { <https://example.org/a> <https://example.org/b> 7 } WHERE {}")
    page.locator(".answer pre", has_text="example.org/a").wait_for()
    assert "<https://example.org/b> 7" in taken(page, "ttl").decode()


ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d && ?d != ?g) }"


def test_a_query_without_an_end_can_be_stopped(asking: Page) -> None:
    """By its button, and by its time limit; the page answers other queries afterwards."""
    page = asking
    ask(page, ENDLESS)
    page.get_by_role("button", name="Stop").click()
    assert said(page) == "This cannot be answered: it was stopped"
    page.get_by_label("Time limit in seconds").fill("1")
    ask(page)
    assert said(page) == "This cannot be answered: it took more than 1 second"
    page.get_by_label("Time limit in seconds").fill("60")
    ask(page, "ASK { ?s ?p ?o }")
    assert said(page) == "yes"


def test_what_is_no_query_that_reads_is_answered_in_a_line(asking: Page) -> None:
    """Also an update, which would change nothing but the page's own copy, and what would fetch."""
    for query in (
        "SELECT ?x WHERE {",
        "DELETE WHERE { ?s ?p ?o }",
        "LOAD <https://example.org/>",
        "SELECT * WHERE { SERVICE <http://localhost:9/> { ?s ?p ?o } }",
    ):
        ask(asking, query)
        assert said(asking).startswith("This cannot be answered: "), query
        assert asking.locator(".answer").inner_text() == ""


def test_an_answer_that_is_markup_shows_as_text(hostile_site: Path, wide: Visit) -> None:
    """Also where an address would run a script when it is followed."""
    page = wide.open(hostile_site, "query.html")
    ask(
        page,
        'SELECT DISTINCT ?text ?place WHERE { { ?x ?p ?text FILTER(ISLITERAL(?text) && CONTAINS(?text, "<")) }'
        ' UNION { BIND(IRI("javascript:alert(1)") AS ?place) } }',
    )
    page.locator(".rows td").first.wait_for()
    assert page.locator(".rows td script, .rows td svg, .rows td b").count() == 0
    assert page.locator(".rows a[href^='javascript']").count() == 0
    assert page.locator(".rows td", has_text=pages.HOSTILE[0]).count() > 0


def test_a_section_opens_its_query_with_itself_filled_in(coded_site: Path, wide: Visit) -> None:
    page = wide.open(coded_site, "sections/section-uncertain.html")
    page.get_by_role("link", name="in the query page").click()
    expected = len(ipskg.open().query("findings", section="section-uncertain"))
    assert said(page) == f"{expected} rows"
    assert page.locator("select[name=param-section]").input_value().endswith("/section-uncertain")
    page.locator(".rows td").first.wait_for()
    assert page.locator(".rows tbody tr").count() == expected


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as one:
        yield one
        assert one.stop() == 0


def test_the_site_is_used_from_the_server_as_from_a_file(browser: Browser, server: Server) -> None:
    """Front page, section, study, search, query page, downloads; and from the address of a record to its page."""
    with visiting(browser, width=WIDE, own=server.address) as visit:
        page = visit.page
        page.goto(server.address)
        page.get_by_role("link", name="Frustrating IPS collaboration").click()
        page.locator("aside").get_by_role("link", name="Hasson et al. 2011").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Hasson et al. 2011"
        page.get_by_role("link", name="Search").click()
        page.get_by_label("Words to look for").fill("too fast")
        page.get_by_role("link", name="Frustrating IPS collaboration, 7").click()
        assert page.locator(":target .statement").inner_text().startswith("They were also sceptical")
        page.get_by_role("link", name="in the query page").click()
        assert said(page) == f"{len(ipskg.open().query('findings', section='section-frustrating-collaboration'))} rows"
        page.get_by_role("navigation", name="Site").get_by_role("link", name="Downloads").click()
        review = ipskg.open()
        assert fetched(page, "Turtle") == export(review, format="turtle")
        assert fetched(page, "Coding workbook")[:2] == b"PK"
        page.goto(f"{server.address}data/moen-2021/hasson-2011-too-fast")
        assert page.url == f"{server.address}studies/hasson-2011.html#construct-hasson-2011-too-fast"
        page.goto(f"{server.address}data/moen-2021/hasson-2011-report")
        assert "Barriers in implementation" in page.locator("main").inner_text()
        assert page.get_by_role("link", name="frustrating-collaboration-06", exact=True).is_visible()
        for width in (NARROW, WIDE):
            page.set_viewport_size({"width": width, "height": 1000})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.add_script_tag(path=AXE)
            assert page.evaluate(RUN_AXE) == []


def fetched(page: Page, name: str) -> bytes:
    """Follow a link to a file, and take it."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    return Path(download.value.path()).read_bytes()


def test_downloads_work_from_a_file(coded_site: Path, wide: Visit) -> None:
    """From there Chromium shows what it takes for text, and puts the rest where downloads go."""
    page = wide.open(coded_site, "downloads.html")
    review = ipskg.open()
    assert fetched(page, "TriG") == export(review, format="trig")
    assert fetched(page, "studies") == review.answer("studies").serialize("csv")
    assert fetched(page, "Coding workbook")[:2] == b"PK"
    for name, format in (("Turtle", "turtle"), ("JSON-LD", "jsonld")):
        page = wide.open(coded_site, "downloads.html")
        with page.expect_navigation():
            page.get_by_role("link", name=name, exact=True).click()
        assert page.locator("pre").text_content() == export(review, format=format).decode()
