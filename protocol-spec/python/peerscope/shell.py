"""The only part that knows sockets and clocks: carries bytes between a `Connection` and TCP."""

from __future__ import annotations

import select
import socket
import time
from typing import Protocol

from .connection import Connection
from .session import Event

WRITE_MS = 60_000
READ_BYTES = 65_536


class User(Protocol):
    """Whoever uses a connection."""

    gives_up_at: int
    """When it closes the connection, whatever happens: milliseconds from the start."""

    def on_event(self, event: Event, now: int) -> None: ...

    def act(self, now: int) -> None:
        """May do something; called after everything that happened."""


class Clock:
    """Milliseconds since it was made, by a clock that cannot be set; the wall clock only where the spec shows it."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self.wall = time.time_ns() // 1_000_000

    def now(self) -> int:
        return int((time.monotonic() - self._start) * 1000)


class Shell:
    """One socket, run by one loop in which every wait is bounded."""

    def __init__(self, sock: socket.socket, connection: Connection, clock: Clock) -> None:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket, self._connection, self._clock = sock, connection, clock
        self._unwritten = b""
        self._write_by: int | None = None
        self._reads, self._shut = True, False

    def run(self, user: User) -> None:
        """Until the connection is over."""
        with self._socket:
            while True:
                now = self._clock.now()
                self._connection.tick(now)
                for event in self._connection.take_events():
                    user.on_event(event, now)
                user.act(now)
                self._write(now)
                if self._connection.is_over and (not self._unwritten or self._write_by is None):
                    return
                self._wait(user.gives_up_at, now)

    def _wait(self, gives_up_at: int, now: int) -> None:
        times = [self._connection.wakes_at(), self._write_by, gives_up_at if gives_up_at > now else None]
        until = min((t for t in times if t is not None), default=now + 1000)
        reading = [self._socket] if self._reads else []
        writing = [self._socket] if self._unwritten else []
        readable, _, _ = select.select(reading, writing, [], max(0, until - now) / 1000 + 0.001)
        if readable:
            self._read()

    def _read(self) -> None:
        try:
            data = self._socket.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._connection.receive(data, self._clock.now())
        else:
            self._reads = False
            self._connection.receive_end()

    def _write(self, now: int) -> None:
        self._unwritten += self._connection.take_output()
        try:
            while self._unwritten:
                sent = self._socket.send(self._unwritten)
                self._unwritten = self._unwritten[sent:]
                self._write_by = None
            if self._connection.has_said_all and not self._shut:
                self._shut = True
                self._socket.shutdown(socket.SHUT_WR)
        except BlockingIOError:
            if self._write_by is None:
                self._write_by = now + WRITE_MS
            elif now >= self._write_by:
                self._drop(now)
        except OSError:
            self._unwritten, self._write_by = b"", None

    def _drop(self, now: int) -> None:
        """The peer has read nothing for 60 s: what is left cannot be told to it."""
        self._connection.write_timed_out(now)
        self._connection.receive_end()
        self._connection.take_output()
        self._unwritten, self._write_by = b"", None
