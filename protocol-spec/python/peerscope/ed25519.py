"""What has to be checked about an Ed25519 point before a library may use it (section "Conventions").

`cryptography` verifies signatures without a cofactor, compares R as bytes and wants S below the order of the base
point, as the spec does; it does not refuse points of small order. Everything here is public, so plain integers do.
"""

from __future__ import annotations

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_1 = pow(2, (_P - 1) // 4, _P)

Point = tuple[int, int]


def decode(encoded: bytes) -> Point | None:
    """The point of 32 bytes (RFC 8032, section 5.1.3); None if there is none or if it has another encoding."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if len(encoded) != 32 or y >= _P:
        return None
    u, v = (y * y - 1) % _P, (_D * y * y + 1) % _P
    x = u * pow(v, 3, _P) * pow(u * pow(v, 7, _P), (_P - 5) // 8, _P) % _P
    if v * x * x % _P == -u % _P:
        x = x * _ROOT_OF_MINUS_1 % _P
    if v * x * x % _P != u or (x == 0 and sign == 1):
        return None
    return (x if x & 1 == sign else _P - x, y)


def has_small_order(point: Point) -> bool:
    """Whether eight times the point is the neutral element."""
    for _ in range(3):
        point = _double(point)
    return point == (0, 1)


def _double(point: Point) -> Point:
    x, y = point
    product = _D * x * x * y * y % _P
    return (2 * x * y * pow(1 + product, -1, _P) % _P, (y * y + x * x) * pow(1 - product, -1, _P) % _P)
