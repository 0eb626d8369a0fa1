"""The three flights (section "Handshake"), and what both sides have when they are done (section "Key schedule").

A side is fed whole frames whose header has been checked, gives back the frame to send, and raises `Reject` at the
first check that fails. Nothing is kept of a frame that was refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .reasons import Reject
from .suite import (
    PROTO,
    Exponent,
    Identity,
    Keys,
    Random,
    check_identity,
    check_range,
    check_subgroup,
    equal,
    expand,
    extract,
    gate,
    h,
    lp,
    mac,
    u8,
    u16,
    verifies,
)
from .wire import HANDSHAKE_FINISH, HANDSHAKE_LENGTHS, HANDSHAKE_REQUEST, HANDSHAKE_RESPONSE, Header


@dataclass(frozen=True)
class Policy:
    """Who may be at the other end."""

    pin: bytes | None = None
    """The identity that an initiator insists on."""
    gate_for: bytes | None = None
    """The identity whose gate an initiator computes; without it the gate is random."""
    gate_required: bool = False
    """Whether a responder answers only those with its gate."""
    accept: bool = True
    """Whether an identity that proved itself is accepted; a person could be asked here."""


class Agreed(NamedTuple):
    """What a handshake leaves: all other secrets of it are gone."""

    sid: bytes
    root: bytes
    peer: bytes


class _Proof(NamedTuple):
    """An opened box: `id 32 | sig 64 | fin 32`."""

    identity: bytes
    signature: bytes
    fin: bytes

    @classmethod
    def of(cls, opened: bytes) -> "_Proof":
        return cls(opened[:32], opened[32:96], opened[96:128])


class _Side:
    """One end of the exchange after both public values are known: one label, one key each."""

    def __init__(self, role: str, hs: bytes, th_e: bytes) -> None:
        self.role, self.th_e = role, th_e
        letter, way = ("i", "i2r") if role == "initiator" else ("r", "r2i")
        self.keys = Keys.of(expand(hs, f"hs {way}", th_e, 56))
        self.box_label = lp(f"box {letter}".encode())
        self._fin_key = expand(hs, f"fin {letter}", th_e, 32)

    def fin(self, transcript: bytes, identity: bytes, signature: bytes) -> bytes:
        label = lp(f"peerscope/1 fin {self.role}".encode())
        return mac(self._fin_key, label + transcript + identity + signature)

    def prove(self, own: Identity, transcript: bytes) -> bytes:
        signature = own.sign(self.role, self.th_e + own.public)
        return own.public + signature + self.fin(transcript, own.public, signature)

    def open(self, box: bytes, tag: bytes, covered: bytes) -> bytes:
        """Verifies, and only then decrypts."""
        if not equal(tag, mac(self.keys.mac, self.box_label + covered + box)):
            raise Reject("hs_bad_tag")
        return self.keys.ctr(box)

    def check(self, opened: bytes, transcript: bytes, own: Identity, pin: bytes | None) -> bytes:
        """Who is in an opened box, in the order of the tables of refusals."""
        proof = _Proof.of(opened)
        check_identity(proof.identity)
        if proof.identity == own.public:
            raise Reject("id_is_self")
        if pin is not None and proof.identity != pin:
            raise Reject("id_mismatch")
        if not verifies(proof.identity, self.role, self.th_e + proof.identity, proof.signature):
            raise Reject("hs_bad_signature")
        if not equal(proof.fin, self.fin(transcript, proof.identity, proof.signature)):
            raise Reject("hs_bad_fin")
        return proof.identity


def _agreed(hs: bytes, th_f: bytes, peer: bytes) -> Agreed:
    return Agreed(expand(hs, "session id", th_f, 32), expand(hs, "root", th_f, 32), peer)


class Initiator:
    """The side that dials."""

    def __init__(self, own: Identity, policy: Policy, random: Random) -> None:
        """Makes flight 1, `self.request`. The order of the draws is that of vectors/README.md."""
        self._own, self._policy = own, policy
        self._x = Exponent(random)
        nonce = random(32)
        header = Header.make(HANDSHAKE_REQUEST, 0, HANDSHAKE_LENGTHS[HANDSHAKE_REQUEST], 0).raw
        open_part = header + u8(1) + u8(1) + u16(1) + nonce + self._x.public
        known = policy.gate_for
        self.request = open_part + (random(32) if known is None else gate(known, open_part))

    def on_response(self, frame: bytes) -> tuple[bytes, Agreed]:
        """Takes flight 2 and makes flight 3."""
        if frame[20:22] != b"\x01\x00":
            raise Reject("bad_version")
        if frame[22:24] != u16(1):
            raise Reject("bad_suite")
        gy = frame[56:312]
        check_range(gy, own=self._x.public)
        check_subgroup(gy)

        th_e = h(h(lp(PROTO) + self.request) + frame[:312])
        hs = extract(th_e, self._x.agree(gy))
        responder, initiator = _Side("responder", hs, th_e), _Side("initiator", hs, th_e)

        box, tag = frame[312:440], frame[440:472]
        opened = responder.open(box, tag, th_e)
        peer = responder.check(opened, th_e, self._own, self._policy.pin)
        if not self._policy.accept:
            raise Reject("not_accepted")

        th_2 = h(th_e + opened + tag)
        header = Header.make(HANDSHAKE_FINISH, 0, HANDSHAKE_LENGTHS[HANDSHAKE_FINISH], 1).raw
        proof = initiator.prove(self._own, th_2)
        box = initiator.keys.ctr(proof)
        tag = mac(initiator.keys.mac, initiator.box_label + th_2 + header + box)
        return header + box + tag, _agreed(hs, h(th_2 + header + proof + tag), peer)


class Responder:
    """The side that listens."""

    def __init__(self, own: Identity, policy: Policy, random: Random) -> None:
        self._own, self._policy, self._random = own, policy, random

    def on_request(self, frame: bytes) -> bytes:
        """Takes flight 1 and makes flight 2."""
        if not frame[20] <= 1 <= frame[21]:
            raise Reject("bad_version")
        if frame[22:24] != u16(1):
            raise Reject("bad_suite")
        if self._policy.gate_required and not equal(frame[312:344], gate(self._own.public, frame)):
            raise Reject("gate_refused")
        gx = frame[56:312]
        check_range(gx)
        y = Exponent(self._random)
        check_subgroup(gx)

        header = Header.make(HANDSHAKE_RESPONSE, 0, HANDSHAKE_LENGTHS[HANDSHAKE_RESPONSE], 0).raw
        open_part = header + u8(1) + u8(0) + u16(1) + self._random(32) + y.public
        th_e = h(h(lp(PROTO) + frame) + open_part)
        self._hs = extract(th_e, y.agree(gx))
        responder, self._initiator = _Side("responder", self._hs, th_e), _Side("initiator", self._hs, th_e)

        proof = responder.prove(self._own, th_e)
        box = responder.keys.ctr(proof)
        tag = mac(responder.keys.mac, responder.box_label + th_e + box)
        self._th_2 = h(th_e + proof + tag)
        return open_part + box + tag

    def on_finish(self, frame: bytes) -> Agreed:
        """Takes flight 3. Whether its identity is accepted is decided with the keys in hand, by the caller."""
        header, box, tag = frame[:20], frame[20:148], frame[148:180]
        opened = self._initiator.open(box, tag, self._th_2 + header)
        peer = self._initiator.check(opened, self._th_2, self._own, None)
        return _agreed(self._hs, h(self._th_2 + header + opened + tag), peer)
