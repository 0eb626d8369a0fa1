#!/usr/bin/env python3
"""A small peerscope/1 peer: one connection, in either role, that does what its options say, in their order.

    peer.py --listen 127.0.0.1:0 --expect 1 --text hello --rekey --text again
    peer.py --connect 127.0.0.1:5000 --pin IDENTITY --text hello --await-close

Prints one JSON object a line. Exit codes: 0 everything was done and then somebody said goodbye, 1 not everything was
done, 2 wrong usage, 3 not reachable or the link was lost, 4 one side does not accept the other, 6 the peer broke the
protocol.
"""

from __future__ import annotations

import argparse
import json
import secrets
import socket
import sys
from typing import Any, Callable, NamedTuple, Sequence

from peerscope import delivery, session, wire
from peerscope.connection import TIMEOUTS, Connection, Ending
from peerscope.handshake import Policy
from peerscope.shell import Clock, Shell
from peerscope.suite import Identity, fingerprint, safety_number

DONE, NOT_DONE, USAGE, LOST, NOT_ACCEPTED, BROKEN = 0, 1, 2, 3, 4, 6
NICK_BYTES = 128
FILE_DECLINED = 1


def report(event: str, **fields: Any) -> None:
    """One line of output. JSON escapes whatever the peer may have put into its strings."""
    print(json.dumps({"event": event, **fields}, separators=(",", ":")), flush=True)


def shown(nick: str) -> str:
    """As much of a nick as is kept (section "Messages")."""
    return nick.encode()[:NICK_BYTES].decode(errors="ignore")


class Step(NamedTuple):
    """One thing to do, or to wait for."""

    word: str
    value: str


class Script:
    """Does the steps one after the other, each when the one before is done."""

    def __init__(self, connection: Connection, streams: delivery.Streams, steps: Sequence[Step], within: int) -> None:
        self._connection, self._streams = connection, streams
        self._steps, self.gives_up_at = list(steps), within
        self._done_when: Callable[[], bool] | None = None
        """Says whether the first step is done, once it has begun."""
        self._counts = {"text": 0, "rekey": 0, "pong": 0}
        self._used = {"rekey": 0, "pong": 0}

    def on_event(self, event: session.Event, now: int) -> None:
        match event:
            case wire.Ready():
                self._on_established(event, now)
            case wire.Text():
                new = self._streams.on_text(event)
                if new:
                    self._counts["text"] += 1
                    report("text", number=event.number, action=event.flags == 1, body=event.body)
                self._answer(event, new, now)
            case wire.Receipt():
                self._streams.on_receipt(event)
                report("receipt", state=event.state, number=event.number)
            case session.Ponged():
                self._counts["pong"] += 1
                report("pong", id=event.id, rtt_ms=event.rtt, skew_ms=event.skew)
            case session.Rekeyed():
                self._counts["rekey"] += 1
                report("rekeyed", epoch=event.epoch)
            case wire.Typing():
                report("typing", on=event.on == 1)
            case wire.FileOffer():
                report("file_offer", name=shown(event.name), size=event.size)
                self._connection.send(wire.FileStop(event.transfer, FILE_DECLINED), now)
            case wire.Nick():
                report("nick", nick=shown(event.nick))

    def _on_established(self, ready: wire.Ready, now: int) -> None:
        agreed = self._connection.agreed
        assert agreed is not None
        report("established", nick=shown(ready.nick), identity=agreed.peer.hex(), session_id=agreed.sid.hex())
        for text in self._streams.on_ready(ready):
            self._connection.send(text, now)

    def _answer(self, text: wire.Text, new: bool, now: int) -> None:
        """It is kept, and what is new has just been printed."""
        for state in (delivery.ACKED, delivery.SHOWN) if new else (delivery.ACKED,):
            if self._connection.is_established:
                self._connection.send(wire.Receipt(state, text.number), now)

    def act(self, now: int) -> None:
        connection = self._connection
        if now >= self.gives_up_at:
            connection.close("goodbye", now)
        while self._steps:
            if self._done_when is None and connection.is_established:
                self._done_when = self._begin(self._steps[0], now)
            if self._done_when is None or not self._done_when():
                return
            self._steps.pop(0)
            self._done_when = None
        if connection.is_established:
            connection.close("goodbye", now)

    def _begin(self, step: Step, now: int) -> Callable[[], bool]:
        """Does a step, and says when it is done."""
        connection = self._connection
        match step.word:
            case "text" | "action":
                text = self._streams.say(step.value, flags=int(step.word == "action"))
                connection.send(text, now)
                return lambda: self._streams.is_acked(text)
            case "expect":
                return lambda: self._counts["text"] >= int(step.value)
            case "rekey":
                connection.rekey(now)
                return lambda: self._use("rekey")
            case "await-rekey":
                return lambda: self._use("rekey")
            case "ping":
                connection.ping(now)
                return lambda: self._use("pong")
            case "typing":
                connection.send(wire.Typing(1), now)
            case "rename":
                connection.send(wire.Nick(step.value), now)
            case "await-close":
                return lambda: False
        return lambda: True

    def _use(self, what: str) -> bool:
        """Whether there is one of these that no step before this has waited for."""
        new = self._counts[what] > self._used[what]
        self._used[what] += new
        return new

    def exit_code(self, ending: Ending) -> int:
        if ending.reason in ("not_accepted", "id_mismatch"):
            return NOT_ACCEPTED
        if ending.reason == "truncated" or ending.by_peer or ending.reason in TIMEOUTS.values():
            return LOST
        if ending.reason != "goodbye":
            return BROKEN
        closed = [step.word for step in self._steps] in ([], ["await-close"])
        return DONE if closed else NOT_DONE


class InOrder(argparse.Action):
    """Collects the steps in the order of the command line."""

    def __call__(self, parser: Any, namespace: argparse.Namespace, values: Any, option: str | None = None) -> None:
        namespace.steps = [*namespace.steps, Step((option or "").lstrip("-"), str(values) if values != [] else "")]


def address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


def identity(text: str) -> bytes:
    value = bytes.fromhex(text)
    if len(value) != 32:
        raise ValueError
    return value


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--listen", type=address, metavar="HOST:PORT", help="serve one connection; port 0 is any")
    where.add_argument("--connect", type=address, metavar="HOST:PORT")
    parser.add_argument("--seed", type=identity, metavar="HEX", help="our identity; without it a new one")
    parser.add_argument("--nick", default="python", help="what we call ourselves")
    parser.add_argument("--pin", type=identity, metavar="HEX", help="the identity that must answer; shows its gate")
    parser.add_argument("--gate", action="store_true", help="answer only those who know our identity")
    parser.add_argument("--reject", action="store_true", help="accept nobody")
    parser.add_argument("--within", type=int, default=30, metavar="SECONDS", help="for everything together")
    for word, metavar, text in [
        ("text", "TEXT", "say this, and wait until it has arrived"),
        ("action", "TEXT", "the same, as /me does"),
        ("expect", "N", "wait until N texts have come in all"),
        ("rename", "NICK", "say a new nick"),
    ]:
        kind = int if word == "expect" else str
        parser.add_argument(f"--{word}", action=InOrder, type=kind, metavar=metavar, help=text)
    for word, text in [
        ("rekey", "begin a rekey or ask for one, and wait until it is done"),
        ("await-rekey", "wait for one that the peer wants"),
        ("ping", "ask for a PONG, and wait for it"),
        ("typing", "say that we are writing"),
        ("await-close", "wait until the peer says goodbye"),
    ]:
        parser.add_argument(f"--{word}", action=InOrder, nargs=0, help=text)
    parser.set_defaults(steps=[])
    return parser.parse_args()


def meet(options: argparse.Namespace) -> socket.socket:
    """A connected socket."""
    if options.connect:
        return socket.create_connection(options.connect, timeout=options.within)
    family = socket.AF_INET6 if ":" in options.listen[0] else socket.AF_INET
    with socket.create_server(options.listen, family=family) as listener:
        listener.settimeout(options.within)
        host, port = listener.getsockname()[:2]
        report("listening", host=host, port=port)
        return listener.accept()[0]


def main() -> int:
    options = arguments()
    own = Identity(options.seed or secrets.token_bytes(32))
    report("identity", identity=own.public.hex(), fingerprint=fingerprint(own.public))
    try:
        sock = meet(options)
    except OSError as error:
        report("unreachable", error=str(error))
        return LOST
    streams, clock = delivery.Streams(secrets.token_bytes), Clock()
    policy = Policy(options.pin, options.pin, options.gate, not options.reject)
    ready = streams.ready(options.nick)
    config = session.Config(bool(options.connect), own, ready, secrets.token_bytes, clock.wall, policy)
    connection = Connection(config)
    script = Script(connection, streams, options.steps, options.within * 1000)
    Shell(sock, connection, clock).run(script)
    if connection.agreed is not None:
        report("verify", safety_number=safety_number(own.public, connection.agreed.peer))
    ending = connection.ending or Ending("internal")
    code = script.exit_code(ending)
    report("ended", reason=ending.reason, by_peer=ending.by_peer, answered=connection.peer_closed, code=code)
    return code


if __name__ == "__main__":
    sys.exit(main())
