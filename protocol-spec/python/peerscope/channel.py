"""One direction of a session: its chain, its counter, and the frames it seals or opens (sections "Key schedule" and
"Data frames")."""

from __future__ import annotations

from typing import NamedTuple

from .reasons import Reject
from .suite import Keys, equal, expand, mac, u8, u16, u64
from .wire import MESSAGE, Header, Message, decode_inner, encode_inner

I2R, R2I = 0, 1
SEQ_OF_LAST_CLOSE = 2**64 - 2


class EpochKeys(NamedTuple):
    """What becomes of the root of an epoch."""

    chains: tuple[bytes, bytes]
    """`ck_i2r` and `ck_r2i` before the first message."""
    salt: bytes
    """What the next rekey mixes in."""

    @staticmethod
    def of(root: bytes, sid: bytes, epoch: int) -> EpochKeys:
        def key(label: str) -> bytes:
            return expand(root, label, sid + u16(epoch), 32)

        return EpochKeys((key("chain i2r"), key("chain r2i")), key("rekey salt"))


class Channel:
    """A direction. Both ends hold one, moved on by the same frames."""

    def __init__(self, way: int, sid: bytes, keys: EpochKeys) -> None:
        """`way` is 0 for i2r, 1 for r2i; `keys` are those of epoch 1."""
        self._way, self._sid = way, sid
        self.seq = 0
        """The number of the next frame, across all epochs."""
        self.epoch = 0
        self.switch(keys)

    def switch(self, keys: EpochKeys) -> None:
        """Begins the next epoch. Frame numbers run on."""
        self.epoch += 1
        self._chain = keys.chains[self._way]

    def _keys(self) -> Keys:
        """The keys of the frame that is next; the chain stays where it is."""
        mk = mac(self._chain, b"\x01")
        return Keys.of(expand(mk, "msg", u8(self._way) + u16(self.epoch) + u64(self.seq), 56))

    def _move_on(self) -> None:
        self._chain = mac(self._chain, b"\x02")
        self.seq += 1

    def _tag(self, keys: Keys, header: bytes, sealed: bytes) -> bytes:
        return mac(keys.mac, self._sid + u8(self._way) + header + sealed)

    def seal(self, message: Message, sent_at: int) -> bytes:
        """The next frame."""
        inner = encode_inner(message, sent_at)
        keys = self._keys()
        header = Header.make(MESSAGE, self.epoch, len(inner) + 32, self.seq).raw
        sealed = keys.ctr(inner)
        frame = header + sealed + self._tag(keys, header, sealed)
        self._move_on()
        return frame

    def open(self, frame: bytes) -> tuple[Message, int]:
        """The message in a frame whose header has been checked, and its `sent_at`: verify, decrypt, parse, and only
        then move on."""
        header, sealed, tag = frame[:20], frame[20:-32], frame[-32:]
        keys = self._keys()
        if not equal(tag, self._tag(keys, header, sealed)):
            raise Reject("bad_tag")
        message, sent_at = decode_inner(keys.ctr(sealed))
        self._move_on()
        return message, sent_at
