"""Servers that several files ask: each is started where it is asked for first, and once."""

from collections.abc import Iterator

import pytest
from servers import VIRTUOSO, Server, oxigraph, virtuoso


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
