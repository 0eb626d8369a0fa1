"""Headers and payloads (sections "Framing", "Data frames", "Messages").

Each message is a tuple with the fields of messages.md and an `encode`; `decode_inner` is the only way back.
"""

from __future__ import annotations

import struct
from typing import NamedTuple, Union

from .reasons import Reject
from .suite import lp, u8, u16, u32, u64

HEADER_BYTES = 20
MESSAGE, HANDSHAKE_REQUEST, HANDSHAKE_RESPONSE, HANDSHAKE_FINISH = 1, 2, 3, 4
HANDSHAKE_LENGTHS = {HANDSHAKE_REQUEST: 324, HANDSHAKE_RESPONSE: 452, HANDSHAKE_FINISH: 160}
LENGTH_MIN, LENGTH_MAX = 96, 65_568
TEXT_BYTES_MAX = 16_384
NICK_BYTES_MAX = 65_481
FILE_BYTES_MAX = 2**40
FILE_NAME_BYTES_MAX = 255


class Header(NamedTuple):
    """The 20 bytes in front of every frame."""

    type: int
    epoch: int
    length: int
    seq: int
    raw: bytes

    @classmethod
    def make(cls, type_: int, epoch: int, length: int, seq: int) -> "Header":
        return cls(type_, epoch, length, seq, struct.pack(">4sBBHIQ", b"PSCP", 1, type_, epoch, length, seq))

    @classmethod
    def check(cls, raw: bytes, legal: int, epoch: int, seq: int) -> "Header":
        """The checks of section "Framing", in their order. `legal` is the one type that this state allows."""
        protocol_id, version, type_, its_epoch, length, its_seq = struct.unpack(">4sBBHIQ", raw)
        if protocol_id != b"PSCP":
            raise Reject("bad_protocol_id")
        if version != 1:
            raise Reject("bad_version")
        if type_ not in (MESSAGE, *HANDSHAKE_LENGTHS):
            raise Reject("bad_type")
        if type_ != legal:
            raise Reject("unexpected_frame")
        if its_epoch != epoch:
            raise Reject("bad_epoch")
        if its_seq < seq:
            raise Reject("replay")
        if its_seq > seq or its_seq == 2**64 - 1:
            raise Reject("gap")
        if length != HANDSHAKE_LENGTHS.get(type_, length):
            raise Reject("bad_length")
        if type_ == MESSAGE:
            if length < LENGTH_MIN:
                raise Reject("frame_too_short")
            if length > LENGTH_MAX:
                raise Reject("frame_too_long")
            if length % 64 != 32:
                raise Reject("bad_length")
        return cls(type_, its_epoch, length, its_seq, raw)


# --- messages ---


class Ready(NamedTuple):
    outbox_epoch: bytes
    your_epoch: bytes
    highest: int
    nick: str

    def encode(self) -> bytes:
        return self.outbox_epoch + self.your_epoch + u64(self.highest) + lp(self.nick.encode())


class Text(NamedTuple):
    number: int
    flags: int
    body: str

    def encode(self) -> bytes:
        return u64(self.number) + u8(self.flags) + self.body.encode()


class Receipt(NamedTuple):
    state: int
    number: int

    def encode(self) -> bytes:
        return u8(self.state) + u64(self.number)


class Typing(NamedTuple):
    on: int

    def encode(self) -> bytes:
        return u8(self.on)


class Ping(NamedTuple):
    id: int

    def encode(self) -> bytes:
        return u64(self.id)


class Pong(NamedTuple):
    id: int

    def encode(self) -> bytes:
        return u64(self.id)


class Nick(NamedTuple):
    nick: str

    def encode(self) -> bytes:
        return lp(self.nick.encode())


class FileOffer(NamedTuple):
    transfer: bytes
    size: int
    digest: bytes
    name: str

    def encode(self) -> bytes:
        return self.transfer + u64(self.size) + self.digest + lp(self.name.encode())


class FileGet(NamedTuple):
    transfer: bytes
    run: int
    offset: int

    def encode(self) -> bytes:
        return self.transfer + u32(self.run) + u64(self.offset)


class FileChunk(NamedTuple):
    transfer: bytes
    run: int
    offset: int
    data: bytes

    def encode(self) -> bytes:
        return self.transfer + u32(self.run) + u64(self.offset) + self.data


class FileProgress(NamedTuple):
    transfer: bytes
    state: int
    offset: int

    def encode(self) -> bytes:
        return self.transfer + u8(self.state) + u64(self.offset)


class FileStop(NamedTuple):
    transfer: bytes
    cause: int

    def encode(self) -> bytes:
        return self.transfer + u8(self.cause)


class RekeyRequest(NamedTuple):
    epoch: int
    public: bytes
    signature: bytes

    def encode(self) -> bytes:
        return u16(self.epoch) + self.public + self.signature


class RekeyResponse(NamedTuple):
    epoch: int
    public: bytes
    signature: bytes

    def encode(self) -> bytes:
        return u16(self.epoch) + self.public + self.signature


class RekeyFinish(NamedTuple):
    epoch: int

    def encode(self) -> bytes:
        return u16(self.epoch)


class RekeyAsk(NamedTuple):
    def encode(self) -> bytes:
        return b""


class Close(NamedTuple):
    reason: int
    last_seq: int

    def encode(self) -> bytes:
        return u16(self.reason) + u64(self.last_seq)


Message = Union[
    Ready,
    Text,
    Receipt,
    Typing,
    Ping,
    Pong,
    Nick,
    FileOffer,
    FileGet,
    FileChunk,
    FileProgress,
    FileStop,
    RekeyRequest,
    RekeyResponse,
    RekeyFinish,
    RekeyAsk,
    Close,
]

KINDS: dict[int, type] = {
    0x01: Ready,
    0x02: Text,
    0x03: Receipt,
    0x04: Typing,
    0x05: Ping,
    0x06: Pong,
    0x07: Nick,
    0x10: FileOffer,
    0x11: FileGet,
    0x12: FileChunk,
    0x13: FileProgress,
    0x14: FileStop,
    0x20: RekeyRequest,
    0x21: RekeyResponse,
    0x22: RekeyFinish,
    0x23: RekeyAsk,
    0x7F: Close,
}

_KIND_OF = {type_: kind for kind, type_ in KINDS.items()}


def encode_inner(message: Message, sent_at: int) -> bytes:
    """Kind, time, payload and padding: what is sealed."""
    payload = message.encode()
    inner = struct.pack(">BQI", _KIND_OF[type(message)], sent_at, len(payload)) + payload
    return inner + bytes(-len(inner) % 64)


def decode_inner(inner: bytes) -> tuple[Message, int]:
    """The message and its `sent_at`. Every fault is `bad_inner`, but padding of the right size that is not zeros."""
    kind, sent_at, length = struct.unpack_from(">BQI", inner)
    end = 13 + length
    if end > len(inner):
        raise Reject("bad_inner")
    message = _decode_payload(kind, inner[13:end])
    padding = inner[end:]
    if len(padding) > 63:
        raise Reject("bad_inner")
    if any(padding):
        raise Reject("bad_padding")
    return message, sent_at


def _decode_payload(kind: int, payload: bytes) -> Message:
    """A payload that is legal to its last byte (section "Messages")."""
    fields = _Fields(payload)
    match kind:
        case 0x01:
            message: Message = Ready(fields.take(16), fields.take(16), fields.number(8), fields.text())
        case 0x02:
            message = Text(fields.number(8), fields.number(1), fields.utf8(fields.rest()))
            size = len(payload) - 9
            fields.want(message.number > 0 and message.flags in (0, 1) and 1 <= size <= TEXT_BYTES_MAX)
        case 0x03:
            message = Receipt(fields.number(1), fields.number(8))
            fields.want(message.state in (1, 2))
        case 0x04:
            message = Typing(fields.number(1))
            fields.want(message.on in (0, 1))
        case 0x05:
            message = Ping(fields.number(8))
        case 0x06:
            message = Pong(fields.number(8))
        case 0x07:
            message = Nick(fields.text())
        case 0x10:
            message = FileOffer(
                fields.take(16), fields.number(8), fields.take(32), fields.text(1, FILE_NAME_BYTES_MAX)
            )
            fields.want(message.size <= FILE_BYTES_MAX)
        case 0x11:
            message = FileGet(fields.take(16), fields.number(4), fields.number(8))
        case 0x12:
            message = FileChunk(fields.take(16), fields.number(4), fields.number(8), fields.rest())
            fields.want(message.data != b"")
        case 0x13:
            message = FileProgress(fields.take(16), fields.number(1), fields.number(8))
            fields.want(message.state in (1, 2))
        case 0x14:
            message = FileStop(fields.take(16), fields.number(1))
            fields.want(1 <= message.cause <= 11)
        case 0x20:
            message = RekeyRequest(fields.number(2), fields.take(256), fields.take(64))
        case 0x21:
            message = RekeyResponse(fields.number(2), fields.take(256), fields.take(64))
        case 0x22:
            message = RekeyFinish(fields.number(2))
        case 0x23:
            message = RekeyAsk()
        case 0x7F:
            message = Close(fields.number(2), fields.number(8))
        case _:
            raise Reject("bad_inner")
    fields.want(not fields.rest())
    return message


class _Fields:
    """Takes fields off the front of a payload; one that is not there whole is `bad_inner`."""

    def __init__(self, payload: bytes) -> None:
        self._left = payload

    def want(self, legal: bool) -> None:
        if not legal:
            raise Reject("bad_inner")

    def take(self, size: int) -> bytes:
        self.want(len(self._left) >= size)
        field, self._left = self._left[:size], self._left[size:]
        return field

    def rest(self) -> bytes:
        field, self._left = self._left, b""
        return field

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def text(self, least: int = 0, most: int = NICK_BYTES_MAX) -> str:
        """`LP(text)` of so many bytes; by default as many as a nick may have."""
        field = self.take(self.number(2))
        self.want(least <= len(field) <= most)
        return self.utf8(field)

    def utf8(self, field: bytes) -> str:
        try:
            return field.decode()
        except UnicodeDecodeError:
            raise Reject("bad_inner") from None
