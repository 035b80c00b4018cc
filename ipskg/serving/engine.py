"""The engine behind the endpoint: Oxigraph's server on loopback, started, watched and stopped from here.

Its own time-out ends a query only where rows leave it (0.5.13: a count over a product of patterns runs on for ever).
So the clock is kept here: a query over time takes the whole process along, a new one is up in some 50 ms, and what
else was being asked is asked again, which is safe since nothing here writes.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ipskg.errors import IpskgError, MissingTool
from ipskg.serving.lifeline import tied

if TYPE_CHECKING:
    import httpx

LARGEST = 50_000_000  # bytes of an answer, which is kept whole until it is complete
_AT_ONCE = 8  # queries; the others wait for their turn
_TURN = 60.0  # seconds that a query waits for its turn
_START = 30.0  # seconds that a new process may take
_QUERY = "application/sparql-query"


class NoAnswer(IpskgError):
    """A query that the engine gave no answer to; `status` is that of HTTP."""

    def __init__(self, problem: str, status: int) -> None:
        super().__init__(problem)
        self.status = status


@dataclass(frozen=True)
class Reply:
    """What the engine answers, whole: its status and media type are those of HTTP."""

    status: int
    media_type: str
    content: bytes


@dataclass(frozen=True)
class _Running:
    process: asyncio.subprocess.Process
    client: httpx.AsyncClient


class Engine:
    """Oxigraph's server over a folder of its own format, which it only reads; `timeout` is in seconds.

    Raises MissingTool where the program is not installed.
    """

    def __init__(self, folder: Path, *, timeout: float) -> None:
        self._program = _program()
        self._folder = folder
        self._timeout = timeout
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._replacing = asyncio.Lock()
        self._running: _Running | None = None

    def fill(self, quads: bytes) -> None:
        """Load N-Quads into the folder, which is made for them."""
        done = subprocess.run(
            [self._program, "load", "--location", str(self._folder), "--format", "nq"],
            input=quads,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise MissingTool(f"the SPARQL server cannot load the data: {_last_line(done.stderr)}")

    async def start(self) -> None:
        """Start the process and wait until it answers. Raises MissingTool where it does not."""
        import httpx

        port = _free_port()
        process = await asyncio.create_subprocess_exec(
            *tied(self._program, "serve-read-only", "--location", str(self._folder)),
            *("--bind", f"127.0.0.1:{port}", "--union-default-graph"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C is for ipskg, which then stops the engine
        )
        # Nothing but this machine is asked, whatever proxy the environment names.
        client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=None, trust_env=False)
        self._running = _Running(process, client)
        async with asyncio.timeout(_START):
            while not await _is_up(client):
                if process.returncode is not None:
                    raise MissingTool("the SPARQL server ends as soon as it is started: install oxigraph anew")
                await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """End the process, and wait until it has ended."""
        running, self._running = self._running, None
        if running is not None:
            await _end(running)

    async def ask(self, query: str, accept: str) -> Reply:
        """Give the engine's answer. Raises NoAnswer where it takes too long, is too large, or none comes."""
        try:
            async with asyncio.timeout(_TURN):
                await self._turns.acquire()
        except TimeoutError:
            raise NoAnswer("too many queries at once: ask again later", 503) from None
        try:
            return await self._answer(query, accept)
        finally:
            self._turns.release()

    async def _answer(self, query: str, accept: str) -> Reply:
        import httpx

        running = self._running
        try:
            async with asyncio.timeout(self._timeout):
                while running is not None:
                    try:
                        return await _post(running.client, query, accept)
                    except httpx.TransportError:  # the process has ended, because of this query or of another
                        await self._replace(running)
                        running = self._running
        except TimeoutError:
            if running is not None:
                await self._replace(running)
            raise NoAnswer(f"no answer within {self._timeout:g} seconds: ask for less", 504) from None
        raise NoAnswer("the server is stopping", 503)

    async def _replace(self, running: _Running) -> None:
        """End a process and start another, once for all who ask for it."""
        async with self._replacing:
            if self._running is running:
                await _end(running)
                await self.start()


async def _post(client: httpx.AsyncClient, query: str, accept: str) -> Reply:
    content = bytearray()
    headers = {"Content-Type": _QUERY, "Accept": accept}
    async with client.stream("POST", "/query", content=query.encode(), headers=headers) as response:
        async for part in response.aiter_bytes():
            content += part
            if len(content) > LARGEST:
                raise NoAnswer(f"the answer is larger than {LARGEST // 1_000_000} MB: ask for less, with LIMIT", 413)
        return Reply(response.status_code, response.headers.get("Content-Type", "text/plain"), bytes(content))


async def _is_up(client: httpx.AsyncClient) -> bool:
    import httpx

    try:
        response = await client.get("/query", params={"query": "ASK {}"})
    except httpx.TransportError:
        return False
    return response.is_success


async def _end(running: _Running) -> None:
    await running.client.aclose()
    if running.process.returncode is None:
        running.process.kill()  # it only reads: there is nothing that it would have to finish
    await running.process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _program() -> str:
    beside = Path(sysconfig.get_path("scripts")) / "oxigraph"
    found = str(beside) if beside.is_file() else shutil.which("oxigraph")
    if found is None:
        raise MissingTool("the endpoint needs the server oxigraph: pip install 'ipskg[serve]'")
    return found


def _last_line(said: bytes) -> str:
    return (said.decode(errors="replace").strip().splitlines() or ["it says nothing"])[-1]
