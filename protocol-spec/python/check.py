#!/usr/bin/env python3
"""Replays every file of ../vectors against this implementation, as vectors/README.md says.

    python3 check.py [FILE ...]

Exit codes: 0 all pass, 1 one fails, 2 no vectors.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, get_type_hints

from peerscope import connection, session, wire
from peerscope.handshake import Policy
from peerscope.reasons import name_of
from peerscope.suite import Identity

VECTORS = Path(__file__).resolve().parent.parent / "vectors"


class Fault(Exception):
    """The implementation and the vector differ."""


@dataclass
class Vector:
    """A file, taken apart."""

    head: dict[str, str] = field(default_factory=dict)
    random: bytes = b""
    body: list[str] = field(default_factory=list)

    @classmethod
    def parse(cls, text: str) -> "Vector":
        vector = cls()
        head, body = text.split("\n\n", 1)
        for line in head.splitlines():
            if line.startswith("  "):
                vector.random += bytes.fromhex(line)
            else:
                key, _, value = line.partition(":")
                vector.head[key] = value.strip()
        vector.body = body.splitlines()
        return vector

    def bytes_of(self, key: str) -> bytes | None:
        return bytes.fromhex(self.head[key]) if key in self.head else None


class Replay:
    """One vector, run against a connection."""

    def __init__(self, vector: Vector) -> None:
        self._random, self._now = vector.random, 0
        head = vector.head
        ready = wire.Ready(
            vector.bytes_of("outbox_epoch") or b"",
            vector.bytes_of("your_epoch") or bytes(16),
            int(head.get("highest", "0")),
            head["nick"],
        )
        policy = Policy(
            pin=vector.bytes_of("pin"),
            gate_for=vector.bytes_of("gate_for"),
            gate_required=head.get("gate") == "required",
            accept=head.get("trust") != "reject",
        )
        own = Identity(vector.bytes_of("sk") or b"")
        self._connection = connection.Connection(
            session.Config(head["role"] == "initiator", own, ready, self._draw, int(head["wall"]), policy)
        )
        self._sent, self._seen = bytearray(), list[str]()
        self._established, self._texts = False, 0

    def _draw(self, size: int) -> bytes:
        if len(self._random) < size:
            raise Fault("more randomness is drawn than there is")
        drawn, self._random = self._random[:size], self._random[size:]
        return drawn

    def run(self, vector: Vector) -> None:
        for sign, rest in chunks(vector.body):
            if sign in (">", "!", "@"):
                self._want_nothing_unmatched()
            if sign == ">":
                self._connection.receive(bytes.fromhex(rest), self._now)
            elif sign == "@":
                self._now = int(rest)
                self._connection.tick(self._now)
            elif sign == "!":
                self._act(*rest.split(" ", 1))
            self._collect()
            if sign == "<":
                self._match(bytes.fromhex(rest))
            elif sign == "=":
                if not self._seen or self._seen.pop(0) != rest:
                    raise Fault(f"no event {rest!r}")
        self._want_nothing_unmatched()
        if self._seen:
            raise Fault(f"events too many: {self._seen}")
        self._judge(*vector.head["expect"].partition(" ")[::2])

    def _act(self, word: str, rest: str = "") -> None:
        peer, now = self._connection, self._now
        if word == "send":
            peer.send(message(*rest.split(" ", 1)), now)
        elif word == "ping":
            peer.ping(now)
        elif word == "rekey":
            peer.rekey(now)
        elif word == "close":
            peer.close(rest, now)
        elif word == "eof":
            peer.receive_end()
        else:
            raise Fault(f"no action {word!r}")

    def _collect(self) -> None:
        self._sent += self._connection.take_output()
        for event in self._connection.take_events():
            self._seen.append(describe(event))
            self._established |= isinstance(event, wire.Ready)
            self._texts += isinstance(event, wire.Text)

    def _match(self, expected: bytes) -> None:
        sent = bytes(self._sent[: len(expected)])
        del self._sent[: len(expected)]
        if sent != expected:
            raise Fault(f"sent    {sent.hex()}\nnot     {expected.hex()}")

    def _want_nothing_unmatched(self) -> None:
        if self._sent:
            raise Fault(f"also sent {self._sent.hex()}")

    def _judge(self, word: str, rest: str) -> None:
        peer = self._connection
        goodbye = self._established and peer.peer_closed and peer.ending == connection.Ending("goodbye")
        holds = {
            "established": goodbye,
            "delivered": goodbye and self._texts > 0,
            "ignored": goodbye and rest == "data_after_close" and peer.data_after_close,
            "reject": peer.ending == connection.Ending(rest),
            "timeout": peer.ending is not None and peer.ending.timer == rest,
            "closed": word == "closed" and peer.ending == connection.Ending(name_of(int(rest)), by_peer=True),
        }[word]
        if not holds:
            raise Fault(f"it ended with {peer.ending}, established: {self._established}, texts: {self._texts}")


def chunks(body: list[str]) -> list[tuple[str, str]]:
    """The lines of a body; bytes that belong together are put together."""
    out: list[tuple[str, str]] = []
    joins = False
    for line in body:
        sign, rest = line[:1], line[2:]
        if joins and out and out[-1][0] == sign and sign in "<>":
            out[-1] = (sign, out[-1][1] + rest)
        elif line:
            out.append((sign, rest))
        joins = line != ""
    return out


READ: dict[type, Callable[[str], object]] = {int: int, bytes: bytes.fromhex, str: str}
"""How a field stands in a line, by its type."""


def message(word: str, rest: str) -> connection.Talk:
    """The message of a `send` action: its fields in their order, of which the last is the rest of the line."""
    kind = next(kind for kind in wire.KINDS.values() if kind_word(kind) == word)
    words = rest.split(" ", len(kind._fields) - 1)
    return kind(*(READ[type_](word) for type_, word in zip(get_type_hints(kind).values(), words)))


def kind_word(kind: type) -> str:
    """`file_offer` for FileOffer."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower()


def describe(event: session.Event) -> str:
    """An event as a `=` line has it."""
    match event:
        case wire.Ready():
            return f"established {event.nick}"
        case session.Ponged():
            return f"pong {event.id}"
        case _:
            fields = (field.hex() if isinstance(field, bytes) else str(field) for field in event)
            return " ".join([kind_word(type(event)), *fields])


def check(path: Path) -> str | None:
    """What is wrong with this implementation, or with the file."""
    vector = Vector.parse(path.read_text(encoding="utf-8"))
    try:
        Replay(vector).run(vector)
    except Fault as fault:
        return str(fault)
    return None


def main(arguments: list[str]) -> int:
    paths = [Path(argument) for argument in arguments] or sorted(VECTORS.glob("*.txt"))
    if not paths:
        print(f"no vectors in {VECTORS}", file=sys.stderr)
        return 2
    faults = {path.name: fault for path in paths if (fault := check(path))}
    for name, fault in faults.items():
        print(f"FAIL {name}: {fault}")
    print(f"{len(paths) - len(faults)} of {len(paths)} vectors pass")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
