"""Connections that are closed where no whole request comes over them in time.

Uvicorn (0.54) waits without end for the rest of a request that has begun; whoever opens many such connections would
take all that the process may have.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

AT_ONCE = 900  # connections; below the number of files that a process may usually have open


def impatient(seconds: float) -> type[H11Protocol]:
    """Make the protocol of connections over which the head of each request has to come within these seconds."""

    class Connection(H11Protocol):
        """A connection with a clock, which runs while nothing is being answered."""

        _clock: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            # Else an answer over a connection that is kept waits 40 ms for the system to put its parts together;
            # asyncio asks for this only where the listener was made with the number of the protocol.
            transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._start()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if not self._is_waiting:
                self._end()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            if self._is_waiting:
                self._start()

        def connection_lost(self, exc: Exception | None) -> None:
            self._end()
            super().connection_lost(exc)

        @property
        def _is_waiting(self) -> bool:
            return self.cycle is None or self.cycle.response_complete

        def _start(self) -> None:
            self._end()
            self._clock = self.loop.call_later(seconds, self.transport.close)

        def _end(self) -> None:
            if self._clock is not None:
                self._clock.cancel()

    return Connection
