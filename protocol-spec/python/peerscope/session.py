"""A session: everything between the handshake and the end (sections "Messages", "Rekey", "Liveness", "Close").

Times are milliseconds of a steady clock that stood at 0 when TCP was connected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Union

from .channel import I2R, R2I, SEQ_OF_LAST_CLOSE, Channel, EpochKeys
from .handshake import Agreed, Policy
from .reasons import NUMBERS, Reject
from .rekey import ASK_PAUSE_MS, EPOCH_LAST, InitiatorRekey, ResponderRekey, Schedule
from .suite import Identity, Random
from .wire import (
    Close,
    FileChunk,
    FileGet,
    FileOffer,
    FileProgress,
    FileStop,
    Message,
    Nick,
    Ping,
    Pong,
    Ready,
    Receipt,
    RekeyAsk,
    RekeyFinish,
    RekeyRequest,
    RekeyResponse,
    Text,
    Typing,
)

READY_WAIT_MS = {True: 150_000, False: 10_000}
"""The wait for READY: of the initiator from flight 3, of the responder from its own READY."""
PING_EVERY_MS = 30_000
SILENCE_MS = 90_000
REKEY_ANSWER_MS = 30_000


class Ponged(NamedTuple):
    """A PING was answered, after `rtt` ms, by a clock that is `skew` ms ahead."""

    id: int
    rtt: int
    skew: int


class Rekeyed(NamedTuple):
    """Both directions are in this epoch."""

    epoch: int


FileMessage = Union[FileOffer, FileGet, FileChunk, FileProgress, FileStop]
Event = Union[Ready, Text, Receipt, Typing, Nick, FileMessage, Ponged, Rekeyed]
"""READY as an event says that the session is established."""


@dataclass(frozen=True)
class Config:
    """What one side of a connection needs to know from the start."""

    initiator: bool
    own: Identity
    ready: Ready
    """What we say in our READY."""
    random: Random
    wall: int
    """The wall clock at time 0, in milliseconds since 1970 UTC."""
    policy: Policy = Policy()


class Session:
    """Both channels and what runs over them. `receive` and `send` fill `output`, `events` and `timers`."""

    def __init__(self, config: Config, agreed: Agreed, timers: dict[str, int], now: int) -> None:
        self._config, self._timers = config, timers
        self.output, self.events = bytearray(), list[Event]()
        keys = EpochKeys.of(agreed.root, agreed.sid, 1)
        self.receiving = Channel(R2I if config.initiator else I2R, agreed.sid, keys)
        self._sending = Channel(I2R if config.initiator else R2I, agreed.sid, keys)
        exchange = InitiatorRekey if config.initiator else ResponderRekey
        self._exchange = exchange(config.own, agreed, keys.salt, config.random)
        self._schedule: Schedule | None = None
        self._pings: dict[int, int] = {}
        self._last_ping = 0
        self._last_ask: int | None = None
        self.ready_received = False
        self.sent_close = False
        self.is_blind = False
        """Whether what the peer sends can no longer be read. That is so only after our own CLOSE."""
        timers["ready"] = now + READY_WAIT_MS[config.initiator]

    # --- sending ---

    def send(self, message: Message, now: int) -> None:
        """Sends a message, unless CLOSE was our last. The last number but one is kept for a CLOSE that says so."""
        if self.sent_close:
            return
        if self._sending.seq == SEQ_OF_LAST_CLOSE:
            message = Close(NUMBERS["seq_exhausted"], self._last_seq())
        frame = self._sending.seal(message, self._config.wall + now)
        self.output += frame
        self.sent_close = isinstance(message, Close)
        if self._schedule is not None:
            self._schedule.count(message, len(frame))

    def send_close(self, reason: str, now: int) -> None:
        self.send(Close(NUMBERS[reason], self._last_seq()), now)

    def _last_seq(self) -> int:
        """The number of the last MESSAGE received, 2^64-1 for none."""
        return (self.receiving.seq - 1) % 2**64

    def ping(self, now: int) -> None:
        """Asks for a PONG."""
        self._last_ping += 1
        self._pings[self._last_ping] = now
        self.send(Ping(self._last_ping), now)

    def keep_alive(self, now: int) -> None:
        """The timer `ping` has run out."""
        self.ping(now)
        self._timers["ping"] = now + PING_EVERY_MS

    # --- receiving ---

    def receive(self, frame: bytes, now: int) -> Close | None:
        """Opens a frame whose header has been checked, and acts on it. Gives back the peer's CLOSE."""
        message, sent_at = self.receiving.open(frame)
        if isinstance(message, Close):
            return message
        if not self.ready_received:
            self._establish(message, now)
            return None
        self._timers["silence"] = now + SILENCE_MS
        if self._schedule is not None:
            self._schedule.count(message, len(frame))
        if self.sent_close:
            # No keys are made any more, so what follows may be in an epoch that we cannot read.
            self.is_blind |= isinstance(message, (RekeyResponse, RekeyFinish))
            return None
        self._on_message(message, sent_at, now)
        return None

    def _establish(self, message: Message, now: int) -> None:
        if not isinstance(message, Ready):
            raise Reject("unexpected_message")
        self.ready_received = True
        self._timers.pop("ready", None)
        if self.sent_close:
            return
        self._timers["silence"] = now + SILENCE_MS
        self._timers["ping"] = now + PING_EVERY_MS
        if self._config.initiator:
            self._schedule = Schedule(now)
        self.events.append(message)

    def _on_message(self, message: Message, sent_at: int, now: int) -> None:
        match message:
            case Text() | Receipt() | Typing() | Nick() | FileOffer() | FileGet() | FileChunk() | FileProgress() | FileStop():
                self.events.append(message)
            case Ping():
                self.send(Pong(message.id), now)
            case Pong():
                self._on_pong(message, sent_at, now)
            case RekeyRequest() | RekeyResponse() | RekeyFinish() | RekeyAsk():
                self._on_rekey(message, now)
            case _:
                raise Reject("unexpected_message")

    def _on_pong(self, pong: Pong, sent_at: int, now: int) -> None:
        if not 1 <= pong.id <= self._last_ping:
            raise Reject("unexpected_message")
        asked = self._pings.pop(pong.id, None)
        if asked is not None:
            rtt = now - asked
            self.events.append(Ponged(pong.id, rtt, sent_at - (self._config.wall + asked + rtt // 2)))

    # --- rekey ---

    def rekey(self, now: int) -> None:
        """A person wants new keys: begins as soon as the protocol lets us, or asks the initiator to."""
        if self._schedule is not None:
            self._schedule.want()
            self.rekey_if_due(now)
        elif self._may_ask(now):
            self._last_ask = now
            self.send(RekeyAsk(), now)

    def _may_ask(self, now: int) -> bool:
        return not self._exchange.running and (self._last_ask is None or now >= self._last_ask + ASK_PAUSE_MS)

    def rekey_due_at(self) -> int | None:
        """When this side begins a rekey, if nothing else happens."""
        if self._schedule is None or self._exchange.running or self.sent_close:
            return None
        return self._schedule.begins_at()

    def rekey_if_due(self, now: int) -> None:
        """To be called after everything that counts."""
        due = self.rekey_due_at()
        if due is None or now < due:
            return
        if self._exchange.epoch == EPOCH_LAST:
            raise Reject("epoch_exhausted")
        assert isinstance(self._exchange, InitiatorRekey)
        self.send(self._exchange.begin(), now)
        self._timers["rekey"] = now + REKEY_ANSWER_MS

    def _on_rekey(self, message: Message, now: int) -> None:
        """Each exchange takes what its role is to receive; everything else is out of turn."""
        match self._exchange, message:
            case InitiatorRekey() as exchange, RekeyResponse():
                keys, finish = exchange.on_response(message)
                self.receiving.switch(keys)
                self.send(finish, now)
                self._sending.switch(keys)
                if self._schedule is not None:
                    self._schedule.finished(now)
                self._timers.pop("rekey", None)
                self.events.append(Rekeyed(exchange.epoch))
            case InitiatorRekey(), RekeyAsk():
                if self._schedule is not None:
                    self._schedule.asked(now)
            case ResponderRekey() as exchange, RekeyRequest():
                keys, response = exchange.on_request(message, now)
                self.send(response, now)
                self._sending.switch(keys)
                self._timers["rekey"] = now + REKEY_ANSWER_MS
            case ResponderRekey() as exchange, RekeyFinish():
                self.receiving.switch(exchange.on_finish(message, now))
                self._timers.pop("rekey", None)
                self.events.append(Rekeyed(exchange.epoch))
            case _:
                raise Reject("rekey_unexpected")
