"""One connection, from the first byte to the last (sections "Framing", "Close", "Limits and timers").

`Connection` is fed bytes, the end of the stream, the time, and what the user wants; it gives out bytes, events, the
time at which it wants to be woken, and in the end how it ended. Times are milliseconds of a steady clock that stood
at 0 when TCP was connected.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple, Union

from .handshake import Agreed, Initiator, Responder
from .reasons import NUMBERS, Reject, name_of
from .session import Config, Event, FileMessage, Session
from .wire import (
    HANDSHAKE_FINISH,
    HANDSHAKE_REQUEST,
    HANDSHAKE_RESPONSE,
    HEADER_BYTES,
    MESSAGE,
    Close,
    Header,
    Nick,
    Receipt,
    Text,
    Typing,
)

HANDSHAKE_MS = 10_000
FRAME_MS = 30_000
CLOSE_MS = 2_000

TIMEOUTS = {
    "handshake": "handshake_timeout",
    "ready": "handshake_timeout",
    "frame": "frame_timeout",
    "silence": "ping_timeout",
    "rekey": "rekey_timeout",
    "write": "write_timeout",
}
"""The timers that end a connection, and the reasons that they end it with."""


Talk = Union[Text, Receipt, Typing, Nick, FileMessage]
"""What a user sends."""


class Phase(Enum):
    """How far the connection has come."""

    LISTENING = auto()
    REQUEST_SENT = auto()
    RESPONSE_SENT = auto()
    IN_SESSION = auto()
    DEAF = auto()
    """The gate was refused: silent, and reading, until the deadline of the handshake."""
    DRAINING = auto()
    """A frame was refused, or what comes cannot be read: it is thrown away, for 2 s at most."""
    OVER = auto()


_EXPECTED = {
    Phase.LISTENING: (HANDSHAKE_REQUEST, 0, 0),
    Phase.REQUEST_SENT: (HANDSHAKE_RESPONSE, 0, 0),
    Phase.RESPONSE_SENT: (HANDSHAKE_FINISH, 0, 1),
}
"""Type, epoch and number of the one frame that is legal in the handshake."""


class Ending(NamedTuple):
    """How a connection ended: `goodbye`, what the peer's CLOSE said, or why we refused."""

    reason: str
    by_peer: bool = False
    timer: str | None = None


class Connection:
    """One side of one connection."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._buffer, self._output = bytearray(), bytearray()
        self._timers: dict[str, int] = {"handshake": HANDSHAKE_MS}
        self._session: Session | None = None
        self.agreed: Agreed | None = None
        """Who the peer is, once it has proved it."""
        self.ending: Ending | None = None
        self.peer_closed = False
        self.data_after_close = False
        """Whether bytes came behind the peer's CLOSE. They are ignored."""
        if config.initiator:
            self._initiator = Initiator(config.own, config.policy, config.random)
            self._output += self._initiator.request
            self.phase = Phase.REQUEST_SENT
        else:
            self._responder = Responder(config.own, config.policy, config.random)
            self.phase = Phase.LISTENING

    # --- what comes out ---

    def take_output(self) -> bytes:
        """Bytes to write to the peer, in order."""
        output, self._output = bytes(self._output), bytearray()
        return output

    def take_events(self) -> list[Event]:
        if self._session is None:
            return []
        events, self._session.events = self._session.events, []
        return events

    def wakes_at(self) -> int | None:
        """When `tick` has to be called, if nothing happens before."""
        times = [*self._timers.values()]
        if self._session is not None and (due := self._session.rekey_due_at()) is not None:
            times.append(due)
        return min(times, default=None)

    @property
    def is_established(self) -> bool:
        """Whether messages may be sent."""
        session = self._session
        return session is not None and session.ready_received and not session.sent_close

    @property
    def has_said_all(self) -> bool:
        """Whether the writing direction is to be shut down, once the output is written."""
        return self.phase is Phase.OVER or self._session is not None and self._session.sent_close

    @property
    def is_over(self) -> bool:
        """Whether the socket is to be closed, once the output is written."""
        return self.phase is Phase.OVER

    # --- what goes in ---

    def receive(self, data: bytes, now: int) -> None:
        """Bytes have arrived, cut in any way."""
        if self.phase in (Phase.DEAF, Phase.DRAINING):
            return
        self._buffer += data
        try:
            while self._take_frame(now):
                pass
        except Reject as reject:
            self._refuse(reject.reason, now)
        self._settle(now)

    def receive_end(self) -> None:
        """The peer's stream has ended, or was reset."""
        self._end(Ending("truncated"))

    def tick(self, now: int) -> None:
        """Time has passed."""
        while self._timers and (timer := min(self._timers, key=self._timers.__getitem__)):
            if self._timers[timer] > now:
                break
            del self._timers[timer]
            self._expire(timer, now)
        self._settle(now)

    def send(self, message: Talk, now: int) -> None:
        """Sends a message of the user, in an established session."""
        assert self._session is not None and self.is_established
        self._session.send(message, now)
        self._settle(now)

    def ping(self, now: int) -> None:
        assert self._session is not None and self.is_established
        self._session.ping(now)
        self._settle(now)

    def rekey(self, now: int) -> None:
        """Begins a rekey as soon as the protocol lets us, or asks for one."""
        assert self._session is not None and self.is_established
        self._session.rekey(now)
        self._settle(now)

    def close(self, reason: str, now: int) -> None:
        """Says why we go, and waits a little for the answer."""
        if self.ending is not None:
            return
        self.ending = Ending(reason)
        if self._session is None:
            self._end(self.ending)
            return
        self._session.send_close(reason, now)
        self._timers["close"] = now + CLOSE_MS
        self._settle(now)

    def write_timed_out(self, now: int) -> None:
        """Nothing could be written for 60 s. Only the outside can see that."""
        self._expire("write", now)
        self._settle(now)

    # --- inside ---

    def _settle(self, now: int) -> None:
        """What follows from anything that happened in a session."""
        if self._session is None:
            return
        if self.phase is Phase.IN_SESSION:
            try:
                self._session.rekey_if_due(now)
            except Reject as reject:
                self._refuse(reject.reason, now)
        self._output += self._session.output
        self._session.output.clear()
        if self._session.sent_close and self.ending is None:
            self.ending = Ending("seq_exhausted")
            self._timers["close"] = now + CLOSE_MS

    def _take_frame(self, now: int) -> bool:
        """Takes one whole frame off the buffer; False when there is none, or when no more are wanted."""
        if self.phase is Phase.OVER:
            self.data_after_close |= self.peer_closed and len(self._buffer) > 0
            self._buffer.clear()
        if not self._buffer:
            return False
        if self._session is not None:
            self._timers.setdefault("frame", now + FRAME_MS)
        if len(self._buffer) < HEADER_BYTES:
            return False
        header = Header.check(bytes(self._buffer[:HEADER_BYTES]), *self._expected())
        size = HEADER_BYTES + header.length
        if len(self._buffer) < size:
            return False
        frame = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._timers.pop("frame", None)
        self._on_frame(frame, now)
        return True

    def _expected(self) -> tuple[int, int, int]:
        """Type, epoch and number of the frame that may come now."""
        if self._session is None:
            return _EXPECTED[self.phase]
        return MESSAGE, self._session.receiving.epoch, self._session.receiving.seq

    def _on_frame(self, frame: bytes, now: int) -> None:
        if self._session is not None:
            close = self._session.receive(frame, now)
            if close is not None:
                self._on_close(close, now)
            elif self._session.is_blind:
                self._buffer.clear()
                self.phase = Phase.DRAINING
        elif self.phase is Phase.LISTENING:
            self._output += self._responder.on_request(frame)
            self.phase = Phase.RESPONSE_SENT
        elif self.phase is Phase.REQUEST_SENT:
            finish, agreed = self._initiator.on_response(frame)
            self._output += finish
            self._begin_session(agreed, now).send(self._config.ready, now)
        else:
            session = self._begin_session(self._responder.on_finish(frame), now)
            if not self._config.policy.accept:
                raise Reject("not_accepted")
            session.send(self._config.ready, now)

    def _begin_session(self, agreed: Agreed, now: int) -> Session:
        self.agreed, self.phase = agreed, Phase.IN_SESSION
        self._timers.clear()
        self._session = Session(self._config, agreed, self._timers, now)
        return self._session

    def _on_close(self, close: Close, now: int) -> None:
        """The peer's last frame. We answer, unless our own CLOSE was first."""
        assert self._session is not None
        self.peer_closed = True
        self._session.send_close("goodbye", now)
        self._end(Ending(name_of(close.reason), by_peer=close.reason != NUMBERS["goodbye"]))

    def _refuse(self, reason: str, now: int) -> None:
        """Nothing more is taken from the peer. With keys it is told why, without keys nothing."""
        if self.ending is None or self.ending.reason == "goodbye":
            self.ending = Ending(reason)
        self._buffer.clear()
        if reason == "gate_refused":
            self.phase = Phase.DEAF
        elif self._session is None:
            self._end(self.ending)
        else:
            self._session.send_close(reason, now)
            self._timers.clear()
            self._timers["close"] = now + CLOSE_MS
            self.phase = Phase.DRAINING

    def _expire(self, timer: str, now: int) -> None:
        if timer == "ping" and self._session is not None:
            self._session.keep_alive(now)
        elif timer == "close" or self.phase is Phase.DEAF:
            self._end(Ending("goodbye"))
        elif self.ending is None:
            self.ending = Ending(TIMEOUTS[timer], timer=timer)
            self._refuse(TIMEOUTS[timer], now)

    def _end(self, ending: Ending) -> None:
        """The connection is over. What ended it first remains the reason."""
        self.ending = self.ending or ending
        self.phase = Phase.OVER
        self._timers.clear()
