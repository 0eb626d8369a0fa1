"""Suite 1: SIGMA-I over MODP-2048, Ed25519, AES-128-CTR, HMAC-SHA-256 (section "Conventions").

The notation of the spec in lower case. Primitives come from `cryptography` and the standard library.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Callable, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dh
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from . import ed25519
from .reasons import Reject

PROTO = b"peerscope/1 SIGMA-I MODP2048-ED25519-AES128CTR-HMACSHA256"
PUBLIC_BYTES = 256

Random = Callable[[int], bytes]
"""Yields this many random bytes: `secrets.token_bytes`, or the recorded bytes of a vector."""


def u8(n: int) -> bytes:
    return n.to_bytes(1, "big")


def u16(n: int) -> bytes:
    return n.to_bytes(2, "big")


def u32(n: int) -> bytes:
    return n.to_bytes(4, "big")


def u64(n: int) -> bytes:
    return n.to_bytes(8, "big")


def lp(b: bytes) -> bytes:
    return u16(len(b)) + b


def h(m: bytes) -> bytes:
    return hashlib.sha256(m).digest()


def mac(key: bytes, m: bytes) -> bytes:
    return hmac.new(key, m, hashlib.sha256).digest()


def equal(a: bytes, b: bytes) -> bool:
    """Compares in constant time."""
    return hmac.compare_digest(a, b)


def extract(salt: bytes, ikm: bytes) -> bytes:
    return mac(salt, ikm)


def expand(prk: bytes, label: str, ctx: bytes, n: int) -> bytes:
    info = u16(n) + lp(b"peerscope/1 " + label.encode()) + lp(ctx)
    return HKDFExpand(hashes.SHA256(), n, info).derive(prk)


class Keys(NamedTuple):
    """A block of 56 bytes, taken apart."""

    enc: bytes
    mac: bytes
    nonce: bytes

    @classmethod
    def of(cls, block: bytes) -> "Keys":
        return cls(block[:16], block[16:48], block[48:56])

    def ctr(self, m: bytes) -> bytes:
        """Encrypts or decrypts. The counter block of the library has 128 bits; no frame makes 64 of them run over."""
        cipher = Cipher(algorithms.AES(self.enc), modes.CTR(self.nonce + u64(0))).encryptor()
        return cipher.update(m) + cipher.finalize()


# --- the group of RFC 3526, section 3 ---

P = int(
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd"
    "ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed"
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f"
    "83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b"
    "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510"
    "15728e5a8aacaa68ffffffffffffffff",
    16,
)

_PARAMETERS = dh.DHParameterNumbers(P, 2)


class Exponent:
    """A fresh secret exponent, for one public value and one agreement."""

    def __init__(self, random: Random) -> None:
        """Draws 32 bytes and sets the highest bit."""
        x = int.from_bytes(random(32), "big") | 1 << 255
        # The library wants the public value with the secret one and then ignores it; 4 stands in for it. What it
        # computes, 2^x too, it computes in constant time, as pow() would not.
        placeholder = dh.DHPublicNumbers(4, _PARAMETERS)
        self._key = dh.DHPrivateNumbers(x, placeholder).private_key()
        self.public = self.agree(u8(2))

    def agree(self, public: bytes) -> bytes:
        """`Y256(public ^ x mod p)`; the value has passed the checks."""
        other = dh.DHPublicNumbers(int.from_bytes(public, "big"), _PARAMETERS)
        return self._key.exchange(other.public_key())


def check_range(public: bytes, own: bytes | None = None) -> None:
    """Checks 1 and 2 on a public value: the ones due before any exponentiation."""
    if not 2 <= int.from_bytes(public, "big") <= P - 2:
        raise Reject("dh_out_of_range")
    if public == own:
        raise Reject("dh_own_value")


def check_subgroup(public: bytes) -> None:
    """Check 3 on a public value."""
    if _jacobi(int.from_bytes(public, "big"), P) != 1:
        raise Reject("dh_not_in_subgroup")


def _jacobi(a: int, n: int) -> int:
    """The Jacobi symbol (a/n) by quadratic reciprocity; a is public."""
    sign = 1
    while a:
        while a % 2 == 0:
            a //= 2
            if n % 8 in (3, 5):
                sign = -sign
        a, n = n, a
        if a % 4 == 3 and n % 4 == 3:
            sign = -sign
        a %= n
    return sign if n == 1 else 0


# --- identities ---


class Identity:
    """Our long-term key pair."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        self.public: bytes = self._key.public_key().public_bytes(*raw)

    def sign(self, label: str, m: bytes) -> bytes:
        return self._key.sign(lp(b"peerscope/1 sig " + label.encode()) + m)


def check_identity(identity: bytes) -> None:
    """The checks on an identity from the peer."""
    point = ed25519.decode(identity)
    if point is None:
        raise Reject("id_not_canonical")
    if ed25519.has_small_order(point):
        raise Reject("id_weak_key")


def verifies(identity: bytes, label: str, m: bytes, signature: bytes) -> bool:
    """The checks on a signature by an identity that has passed its own."""
    r = ed25519.decode(signature[:32])
    if r is None or ed25519.has_small_order(r):
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(identity)
        key.verify(signature, lp(b"peerscope/1 sig " + label.encode()) + m)
    except (InvalidSignature, ValueError):
        return False
    return True


def gate(identity: bytes, request: bytes) -> bytes:
    """The gate of a responder over bytes 0..312 of a request (section "Gate")."""
    return mac(h(lp(PROTO) + b"gate" + identity), request[:312])


def fingerprint(identity: bytes) -> str:
    """Section "Fingerprint and safety number"."""
    digits = h(identity)[:16].hex()
    return "-".join(digits[i : i + 4] for i in range(0, 32, 4))


def safety_number(one: bytes, other: bytes) -> str:
    """Section "Fingerprint and safety number"."""
    digest = hashlib.sha512(lp(b"peerscope/1 safety") + min(one, other) + max(one, other)).digest()
    groups = (int.from_bytes(digest[i : i + 5], "big") % 100_000 for i in range(0, 60, 5))
    return " ".join(f"{group:05}" for group in groups)
