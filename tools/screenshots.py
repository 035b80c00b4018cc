"""Make the screenshots of the README: pages of the site of the coded review, as Chromium shows them.

They are made anew by hand, after a change of how the pages look: fonts differ from one machine to the next.

Usage: screenshots.py [FOLDER]
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

SHOTS = Path(__file__).parents[1] / "docs" / "screenshots"
LARGEST = 150_000  # bytes of a picture
FLAGS = ("--no-sandbox", "--disable-gpu", "--hide-scrollbars")


@dataclass(frozen=True)
class Shot:
    """A picture of a page: what is opened on it, down to where it is scrolled, and in which schemes."""

    name: str
    page: str
    height: int
    opened: str = ""
    top: str = ""
    awaited: str = "h1"
    width: int = 1200
    schemes: tuple[str, ...] = ("light",)


SHOWN = (
    Shot("front", "index.html", 1040, width=1600, schemes=("light", "dark")),
    Shot(
        "section",
        "sections/section-frustrating-collaboration.html",
        780,
        width=900,
        opened=".findings > li:has-text('it was too fast') summary",
        top=".findings > li:has-text('expected them to adapt')",
    ),
    Shot("grid", "grid.html", 760),
    Shot("query", "query.html?query=contradictions", 820, width=1500, awaited=".rows td"),
)


def main(folder: Path = SHOTS) -> None:
    """Write the pictures. Raises ValueError for one that is too large to stand in a README."""
    from playwright.sync_api import sync_playwright

    import ipskg
    from ipskg.site import put, site

    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as directory, sync_playwright() as playwright:
        pages = Path(directory) / "site"
        put(pages, site(ipskg.open()))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for shot in SHOWN:
            for name, picture in taken(browser, pages, shot):
                if len(picture) > LARGEST:
                    raise ValueError(f"{name} has {len(picture)} bytes, more than {LARGEST}: show less of the page")
                (folder / f"{name}.png").write_bytes(picture)
        browser.close()


def taken(browser: Browser, pages: Path, shot: Shot) -> Iterator[tuple[str, bytes]]:
    """Open a page in each scheme, and give the name and the bytes of each picture of it."""
    for scheme in shot.schemes:
        page = browser.new_page(
            viewport={"width": shot.width, "height": shot.height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        page.goto(f"{pages.as_uri()}/{shot.page}")
        _prepare(page, shot)
        yield (shot.name if scheme == "light" else f"{shot.name}-{scheme}"), _small(page.screenshot())
        page.close()


def _small(picture: bytes) -> bytes:
    """Write a picture with the 160 colours that it is nearest to: text on flat colours looks the same."""
    from PIL import Image

    written = BytesIO()
    colours = Image.open(BytesIO(picture)).convert("RGB").quantize(160, dither=Image.Dither.NONE)
    colours.save(written, "png", optimize=True)
    return written.getvalue()


def _prepare(page: Page, shot: Shot) -> None:
    page.locator(shot.awaited).first.wait_for()
    if shot.opened:
        page.locator(shot.opened).click()
        page.mouse.move(0, 0)
    if shot.top:
        page.locator(shot.top).evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top + scrollY - 8)")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
