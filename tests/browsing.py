"""A real browser for tests of the site, and what no page may do in it.

Where there is no Chromium these tests are skipped, and say so; CI has one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
# The editor and the table of answers of the query page are not ours.
RUN_AXE = """axe.run(
    { exclude: [[".yasqe"], [".yasr"]] }, { preload: false, resultTypes: ["violations"], selectors: false }
).then(found => found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.html)}`))"""
NARROW, WIDE = 360, 1600

needed = pytest.mark.skipif(
    CHROMIUM is None, reason="there is no chromium here: the site was not looked at in a browser"
)


@contextmanager
def launched() -> Iterator[Browser]:
    """Start a browser, and end it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """A page that is open, and all that it should not have done: messages, errors, requests to elsewhere, dialogs."""

    def __init__(
        self, browser: Browser, *, width: int, scheme: str = "light", scripts: bool = True, own: str = "file:///"
    ) -> None:
        self.faults: list[str] = []
        self._own = own
        self._context = browser.new_context(
            viewport={"width": width, "height": 1000},
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
        if not request.url.startswith((self._own, "data:", "blob:")):
            self.faults.append(f"request: {request.url}")

    def open(self, folder: Path, path: str) -> Page:
        self.page.goto(f"{folder.as_uri()}/{path}")
        return self.page

    def close(self) -> None:
        self._context.close()


@contextmanager
def visiting(
    browser: Browser, *, width: int, scheme: str = "light", scripts: bool = True, own: str = "file:///"
) -> Iterator[Visit]:
    """Open pages, and see in the end that none did what it should not have done; `own` is where they come from."""
    visit = Visit(browser, width=width, scheme=scheme, scripts=scripts, own=own)
    yield visit
    visit.close()
    assert not visit.faults, visit.faults
