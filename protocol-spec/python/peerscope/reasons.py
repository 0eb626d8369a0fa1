"""The registry of reject reasons (messages.md, section "Reasons")."""

from __future__ import annotations

NUMBERS: dict[str, int] = {
    "goodbye": 0,
    "internal": 1,
    "not_accepted": 2,
    "duplicate_session": 3,
    "superseded": 4,
    "rate_limited": 5,
    "gate_refused": 6,
    "flood": 7,
    "bad_protocol_id": 16,
    "bad_version": 17,
    "bad_type": 18,
    "bad_length": 19,
    "frame_too_short": 20,
    "frame_too_long": 21,
    "bad_suite": 22,
    "unexpected_frame": 32,
    "unexpected_message": 33,
    "bad_epoch": 34,
    "replay": 35,
    "gap": 36,
    "truncated": 37,
    "data_after_close": 38,
    "dh_out_of_range": 48,
    "dh_not_in_subgroup": 49,
    "dh_own_value": 50,
    "hs_bad_tag": 64,
    "hs_bad_signature": 65,
    "hs_bad_fin": 66,
    "id_not_canonical": 67,
    "id_weak_key": 68,
    "id_is_self": 69,
    "id_mismatch": 70,
    "bad_tag": 80,
    "bad_padding": 81,
    "bad_inner": 82,
    "seq_exhausted": 83,
    "epoch_exhausted": 84,
    "rekey_unexpected": 96,
    "rekey_too_often": 97,
    "rekey_bad_signature": 98,
    "handshake_timeout": 112,
    "frame_timeout": 113,
    "write_timeout": 114,
    "ping_timeout": 115,
    "rekey_timeout": 116,
}

_NAMES = {number: name for name, number in NUMBERS.items()}


def name_of(number: int) -> str:
    """The name of a number out of a CLOSE. One that is in no registry is passed on as digits (section "Close")."""
    return _NAMES.get(number, str(number))


class Reject(Exception):
    """Something from the peer is refused, with the name of the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        assert reason in NUMBERS, reason
        self.reason = reason
