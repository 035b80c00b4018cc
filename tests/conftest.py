"""What several files of tests share, made once for all of them: sites, the browser that shows them, and servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from servers import VIRTUOSO, Server, oxigraph, virtuoso

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REVIEWS = Path(__file__).parent / "reviews"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from browsing import launched

    with launched() as one:
        yield one


@pytest.fixture(scope="session")
def coded_files() -> dict[str, bytes]:
    """Give the site of the coded review by path; nothing may change it."""
    return _site()


@pytest.fixture(scope="session")
def hostile_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give the site of a review whose labels and ids are hostile; nothing may change it."""
    from pages import hostile_review

    return _site(hostile_review(tmp_path_factory.mktemp("hostile")))


@pytest.fixture(scope="session")
def coded_site(coded_files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _put(coded_files, tmp_path_factory)


@pytest.fixture(scope="session")
def hostile_site(hostile_files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _put(hostile_files, tmp_path_factory)


@pytest.fixture(scope="session")
def several_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Put the site of two invented reviews into a folder."""
    return _put(_site(REVIEWS / "grouped", REVIEWS / "tiny"), tmp_path_factory)


@pytest.fixture(scope="session")
def single_file(coded_files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Put the site of the coded review into one file."""
    from ipskg.site import single

    path = tmp_path_factory.mktemp("single") / "site.html"
    path.write_bytes(single(coded_files))
    return path


def _site(*folders: Path) -> dict[str, bytes]:
    import ipskg
    from ipskg.site import site

    return site(ipskg.open(*folders))


def _put(files: dict[str, bytes], factory: pytest.TempPathFactory) -> Path:
    from ipskg.site import put

    folder = factory.mktemp("sites") / "site"
    put(folder, files)
    return folder


@pytest.fixture(scope="session")
def ox_server() -> Iterator[Server]:
    with oxigraph() as server:
        yield server


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if VIRTUOSO is None:
        pytest.skip("Virtuoso is not on this machine: in CI it is installed")
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server
