"""The site and its query page: how long they take to be made, and to be ready."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from generator import review
from timing import medians

Row = tuple[str, str, float, float]

FEW, MANY = 10, 100


def rows() -> list[Row]:
    """Measure: what is timed, against what, the ratio, and the most that it should be."""
    from bench import process

    with TemporaryDirectory() as directory:
        folder = Path(directory)
        site, imports = medians(
            lambda: _write_site(folder / "site"),
            process(sys.executable, "-c", "import rdflib, jinja2"),
            runs=5,
        )
        written = [_written(folder / "reviews" / str(number), number) for number in range(1, MANY + 1)]
        few, many = (
            _work(lambda number=number: _write_site(folder / f"site-{number}", *written[:number]))  # type: ignore[misc]
            for number in (FEW, MANY)
        )
        found = [
            ("`ipskg site`, whole process", '`python -c "import rdflib, jinja2"`', site / imports, 15),
            (
                f"`ipskg site` of {MANY} reviews, in seconds of work",
                f"{MANY // FEW} times the work for {FEW}",
                many / few * FEW / MANY,
                1.2,
            ),
        ]
        with _served() as (kept, anew):
            over_kept, over_new = medians(kept, anew, runs=30)
        found.append(("a query over a connection to `serve` that is kept", "over a new one", over_kept / over_new, 1.2))
        if shutil.which("chromium") and find_spec("playwright"):
            with _browser() as opened:
                ready, empty = medians(lambda: opened(folder / "site"), lambda: opened(None), runs=9)
            found.append(("query page, until its first answer", "an empty page in Chromium", ready / empty, 10))
    return found


def _work(action: Callable[[], object]) -> float:
    """Give the seconds that the processor works for what a call starts: minutes of waiting for others do not count."""
    before = os.times()
    action()
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def _written(folder: Path, number: int) -> Path:
    review(number).write_folder(folder)
    return folder


def _write_site(site: Path, *reviews: Path) -> None:
    """Run the command as a whole process; without reviews it is the coded one."""
    named = [part for folder in reviews for part in ("--data", folder)]
    subprocess.run(
        [Path(sys.executable).with_name("ipskg"), "site", "-o", site, *named], capture_output=True, check=True
    )


@contextmanager
def _served() -> Iterator[tuple[Callable[[], object], Callable[[], object]]]:
    """Give two functions that ask a server: over one connection for all calls, and over one for each."""
    import httpx

    command = [sys.executable, "-m", "ipskg", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        address = f"{server.stderr.readline().partition(' ')[0]}sparql?query=ASK%7B%7D"
        with httpx.Client(trust_env=False) as client:
            yield lambda: client.get(address), lambda: client.get(address, headers={"Connection": "close"})
        server.terminate()


@contextmanager
def _browser() -> Iterator[Callable[[Path | None], None]]:
    """Give a function that opens the query page of a site with a query, or an empty page, each in a new tab."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, TemporaryDirectory() as directory:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        empty = Path(directory) / "empty.html"
        empty.write_text("<!doctype html><title>Empty</title>", encoding="utf-8")

        def opened(site: Path | None) -> None:
            page = browser.new_page()
            if site is None:
                page.goto(empty.as_uri())
            else:
                page.goto(f"{(site / 'query.html').as_uri()}?query=sections")
                page.locator(".rows td").first.wait_for()
            page.close()

        yield opened
        browser.close()


if __name__ == "__main__":
    for what, against, ratio, goal in rows():
        print(f"{what} against {against}: {ratio:.3g}, at most {goal:g}")
