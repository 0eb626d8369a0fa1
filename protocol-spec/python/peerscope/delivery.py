"""Streams of texts, which outlive connections (section "Delivery")."""

from __future__ import annotations

from .suite import Random
from .wire import Ready, Receipt, Text

ACKED, SHOWN = 1, 2
NUMBER_LAST = 2**64 - 1


class Streams:
    """What we say to one peer, and how far we have what it says to us. In memory here; a chat keeps it on disk."""

    def __init__(self, random: Random) -> None:
        self._own_name, self._next_number = random(16), 1
        self._unacked: dict[int, Text] = {}
        self._peer_name, self._highest = bytes(16), 0

    def ready(self, nick: str) -> Ready:
        """Our READY."""
        return Ready(self._own_name, self._peer_name, self._highest, nick)

    def on_ready(self, ready: Ready) -> list[Text]:
        """The peer's READY. Gives back what is to be sent again, in order; when it was written is not kept here, so its
        `sent_at` will be the time of its frame."""
        if ready.outbox_epoch != self._peer_name:
            self._peer_name, self._highest = ready.outbox_epoch, 0
        if ready.your_epoch == self._own_name:
            self._covered(ready.highest)
            self._next_number = min(max(self._next_number, ready.highest + 1), NUMBER_LAST)
        return [self._unacked[number] for number in sorted(self._unacked)]

    def say(self, body: str, flags: int = 0) -> Text:
        """A new text; to be called when it is about to be sent, after the peer's READY."""
        text = Text(self._next_number, flags, body)
        self._next_number = min(self._next_number + 1, NUMBER_LAST)
        self._unacked[text.number] = text
        return text

    def on_receipt(self, receipt: Receipt) -> None:
        """Both states cover all up to their number. One above the last text sent has no effect."""
        if receipt.number < self._next_number:
            self._covered(receipt.number)

    def is_acked(self, text: Text) -> bool:
        return text.number not in self._unacked

    def on_text(self, text: Text) -> bool:
        """Whether it is new. It is to be acked in either case."""
        new = text.number > self._highest
        self._highest = max(self._highest, text.number)
        return new

    def _covered(self, number: int) -> None:
        self._unacked = {n: text for n, text in self._unacked.items() if n > number}
