"""New epochs (section "Rekey"): the exchange for each role, and when the initiator begins one."""

from __future__ import annotations

from .channel import EpochKeys
from .handshake import Agreed
from .reasons import Reject
from .suite import Exponent, Identity, Random, check_range, check_subgroup, expand, extract, h, u16, verifies
from .wire import Message, Ping, Pong, RekeyFinish, RekeyRequest, RekeyResponse, Text

EPOCH_LAST = 65_535
TEXTS_MAX = 64
BYTES_MAX = 2**30
AGE_MAX_MS = 600_000
PAUSE_MS = 10_000
PAUSE_AT_RECEIVER_MS = 5_000
ASK_PAUSE_MS = 60_000


class _Exchange:
    """What both roles share: what is kept of an epoch, and how the next one follows."""

    def __init__(self, own: Identity, agreed: Agreed, salt: bytes, random: Random) -> None:
        self._own, self._peer, self._random = own, agreed.peer, random
        self._sid, self._salt = agreed.sid, salt
        self.epoch = 1
        self.running = False

    @property
    def _next(self) -> int:
        return self.epoch + 1

    def _check_signature(self, label: str, m: bytes, signature: bytes) -> None:
        if not verifies(self._peer, label, m, signature):
            raise Reject("rekey_bad_signature")

    def _keys_from(self, z: bytes, gx: bytes, gy: bytes) -> EpochKeys:
        context = h(self._sid + u16(self._next) + gx + gy)
        root = expand(extract(self._salt, z), "root", context, 32)
        keys = EpochKeys.of(root, self._sid, self._next)
        self._salt = keys.salt
        return keys

    def _done(self) -> None:
        self.epoch, self.running = self._next, False


class InitiatorRekey(_Exchange):
    """The side that begins."""

    def begin(self) -> RekeyRequest:
        """The request; from now on an exchange is running."""
        self.running = True
        self._x = Exponent(self._random)
        signed = self._sid + u16(self._next) + self._x.public
        return RekeyRequest(self._next, self._x.public, self._own.sign("rekey initiator", signed))

    def on_response(self, response: RekeyResponse) -> tuple[EpochKeys, RekeyFinish]:
        """The next keys, and the last message in the old epoch."""
        if not self.running or response.epoch != self._next:
            raise Reject("rekey_unexpected")
        gx, gy = self._x.public, response.public
        signed = self._sid + u16(self._next) + gx + gy
        self._check_signature("rekey responder", signed, response.signature)
        check_range(gy, own=gx)
        check_subgroup(gy)
        keys = self._keys_from(self._x.agree(gy), gx, gy)
        self._done()
        del self._x
        return keys, RekeyFinish(self.epoch)


class ResponderRekey(_Exchange):
    """The side that answers."""

    _last_finish: int | None = None

    def on_request(self, request: RekeyRequest, now: int) -> tuple[EpochKeys, RekeyResponse]:
        """The next keys, and the last message that we send in the old epoch."""
        if self.running or request.epoch != self._next:
            raise Reject("rekey_unexpected")
        if self._last_finish is not None and now < self._last_finish + PAUSE_AT_RECEIVER_MS:
            raise Reject("rekey_too_often")
        gx = request.public
        self._check_signature("rekey initiator", self._sid + u16(self._next) + gx, request.signature)
        check_range(gx)
        y = Exponent(self._random)
        check_subgroup(gx)
        self.running = True
        self._next_keys = self._keys_from(y.agree(gx), gx, y.public)
        signed = self._sid + u16(self._next) + gx + y.public
        return self._next_keys, RekeyResponse(self._next, y.public, self._own.sign("rekey responder", signed))

    def on_finish(self, finish: RekeyFinish, now: int) -> EpochKeys:
        """The next keys, now for what we receive too."""
        if not self.running or finish.epoch != self._next:
            raise Reject("rekey_unexpected")
        self._last_finish = now
        self._done()
        keys = self._next_keys
        del self._next_keys
        return keys


class Schedule:
    """When an initiator begins a rekey."""

    def __init__(self, now: int) -> None:
        """Called when the session is established, in epoch 1."""
        self._wanted = False
        self._may_begin_at = now
        self._last_ask: int | None = None
        self._begin_epoch(now)

    def _begin_epoch(self, now: int) -> None:
        self._since, self._texts, self._bytes, self._used = now, 0, 0, False

    def count(self, message: Message, frame_bytes: int) -> None:
        """A frame went by, in either direction."""
        self._bytes += frame_bytes
        self._texts += isinstance(message, Text)
        self._used |= not isinstance(message, (Ping, Pong))

    def want(self) -> None:
        """A person wants new keys."""
        self._wanted = True

    def asked(self, now: int) -> None:
        """REKEY_ASK has come."""
        if self._last_ask is None or now >= self._last_ask + ASK_PAUSE_MS:
            self._wanted = True
            self._last_ask = now

    def finished(self, now: int) -> None:
        """REKEY_FINISH has been sent. Whoever asked meanwhile has been answered."""
        self._wanted = False
        self._may_begin_at = now + PAUSE_MS
        self._begin_epoch(now)

    def begins_at(self) -> int | None:
        """When the next rekey is to begin, as things stand; None for not yet known."""
        if self._wanted or self._texts >= TEXTS_MAX or self._bytes >= BYTES_MAX:
            return self._may_begin_at
        return max(self._since + AGE_MAX_MS, self._may_begin_at) if self._used else None
