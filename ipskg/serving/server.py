"""The server as a whole: an engine over a folder that goes with it, and the front."""

from __future__ import annotations

import signal
import socket
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ipskg.errors import MissingTool, WrongUsage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    import uvicorn

    from ipskg.corpus import Corpus
    from ipskg.serving.engine import Engine
    from ipskg.site import Progress

_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")
_STOPS = (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else []))
_PATIENCE = 2  # seconds that those who still read are given when it stops


class _Stopped(BaseException):
    """A signal to stop, as an exception that goes through all that has to be tidied up."""


def serve(
    corpus: Corpus,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    timeout: float = 10,
    ready: Callable[[str], None] = lambda address: None,
    progress: Progress = iter,
) -> None:
    """Answer over HTTP until a signal says to stop, and leave no files: an endpoint, and the site in front.

    A store on disk is asked where it lies, as it is now, however large it is; what is elsewhere is read first. Of many
    reviews there is a list in the place of the site.

    `timeout` is in seconds, for each query, and for a request to come in. `ready` is called with the address once it
    can be asked; port 0 takes a free one; `progress` is that of `site`. Raises MissingTool where the extra `serve` is
    not installed, WrongUsage for an address that is taken.
    """
    from ipskg.serving.offer import pages
    from ipskg.site import put
    from ipskg.stores.disk import DiskStore

    with _until_signal(), _listening(host, port) as listener, TemporaryDirectory(prefix="ipskg-") as folder:
        held = corpus if isinstance(corpus.store, DiskStore) else corpus.in_memory()
        engine = _engine(held, Path(folder) / "store", timeout)
        site = Path(folder) / "site"
        put(site, pages(held, progress=progress))
        hosts = _THIS_MACHINE if listener.getsockname()[0] in ("127.0.0.1", "::1") else ("*",)
        server = _server(held, engine, site, hosts, timeout, lambda: ready(_address(listener)))
        for number in _STOPS:
            signal.signal(number, server.handle_exit)
        server.run(sockets=[listener])


def _engine(corpus: Corpus, folder: Path, timeout: float) -> Engine:
    """Make the engine: over the store on disk itself, which nobody takes away while it is held, or over a copy."""
    from ipskg.serving.engine import Engine
    from ipskg.stores.disk import DiskStore

    if isinstance(corpus.store, DiskStore):
        return Engine(corpus.store.quads, timeout=timeout)
    engine = Engine(folder, timeout=timeout)
    engine.fill(corpus.in_memory().store.as_nquads())
    return engine


def _server(
    corpus: Corpus, engine: Engine, site: Path, hosts: tuple[str, ...], timeout: float, ready: Callable[[], None]
) -> uvicorn.Server:
    try:
        import uvicorn

        from ipskg.serving.connections import AT_ONCE, impatient
        from ipskg.serving.front import front
        from ipskg.serving.offer import places_of_records
    except ImportError as error:
        raise MissingTool(f"the server needs {error.name}: pip install 'ipskg[serve]'") from None

    class Server(uvicorn.Server):
        """The server and its engine, which begin and end together."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await engine.start()
            await super().startup(sockets)
            ready()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            await engine.stop()  # first, so that who is still asking is told
            await super().shutdown(sockets)

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield  # they are handled already, and are not to be raised again when it has stopped

    return Server(
        uvicorn.Config(
            front(corpus, engine, site=site, places=places_of_records(corpus), hosts=hosts, timeout=timeout),
            http=impatient(timeout),
            limit_concurrency=AT_ONCE,
            lifespan="off",
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=_PATIENCE,
        )
    )


@contextmanager
def _until_signal() -> Iterator[None]:
    """Go on after what a signal to stop cuts off, and handle signals then as before."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise _Stopped

    before = {number: signal.signal(number, stop) for number in _STOPS}
    try:
        yield
    except _Stopped:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.create_server(address[:2], family=family, backlog=2048) as listener:
            yield listener
    except (OSError, OverflowError, UnicodeError) as error:
        reason = (getattr(error, "strerror", None) or "it is no address").partition(" (")[0]
        raise WrongUsage(f"cannot listen at {host}, port {port}: {reason}; name another --host or --port") from None


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
