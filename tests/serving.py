"""`ipskg serve` as a real process, for tests that ask it."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from ipskg.serving.lifeline import tied

TIMEOUT = 3


class Server:
    """A running `ipskg serve`."""

    def __init__(self, process: "subprocess.Popen[str]", address: str, temporary: Path) -> None:
        self.process, self.address, self.temporary = process, address, temporary
        self.port = int(address.rpartition(":")[2].strip("/"))
        self.client = httpx.Client(base_url=address, timeout=60, trust_env=False)

    def ask(self, query: str, accept: str = "text/csv") -> httpx.Response:
        return self.client.post("sparql", data={"query": query}, headers={"Accept": accept})

    def ask_alone(self, query: str) -> httpx.Response:
        """Ask over a connection of one's own, as one of many does."""
        return httpx.post(
            f"{self.address}sparql",
            data={"query": query},
            headers={"Accept": "text/csv"},
            timeout=60,
            trust_env=False,
            verify=False,
        )

    def engine(self) -> int:
        """Give the process of the engine, which is the only child."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        assert len(children) == 1
        return int(children[0])

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


@contextmanager
def running(*arguments: str) -> Iterator[Server]:
    command = tied(sys.executable, "-m", "ipskg", "serve", "--port", "0", "--timeout", str(TIMEOUT), *arguments)
    with tempfile.TemporaryDirectory() as temporary:
        environment = os.environ | {"TMPDIR": temporary}
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stderr is not None
            said = process.stderr.readline()
            assert "sparql answers queries" in said, said + process.stderr.read()
            server = Server(process, said.partition(" ")[0], Path(temporary))
            try:
                yield server
            finally:
                server.client.close()
                process.kill() if process.poll() is None else None
