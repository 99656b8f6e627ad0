"""The keys of a browser's subscription, as RFC 8291 section 2 wants them."""

import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

POINT_BYTES: Final = 65
AUTH_BYTES: Final = 16

_BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}")


class MalformedKeys(ValueError):
    """No message could be encrypted for these keys."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SubscriberKeys:
    """What a message to one browser is encrypted with."""

    point: EllipticCurvePublicKey
    auth: bytes


def read_keys(p256dh: str, auth: str) -> SubscriberKeys:
    """The keys out of their base64url texts, or raise MalformedKeys."""
    raw, secret = _decode(p256dh, "p256dh"), _decode(auth, "auth")
    if len(raw) != POINT_BYTES or raw[0] != 4:
        raise MalformedKeys("p256dh is no uncompressed point of 65 bytes.")
    if len(secret) != AUTH_BYTES:
        raise MalformedKeys("auth doesn't have 16 bytes.")
    try:
        point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), raw)
    except ValueError as off_the_curve:
        raise MalformedKeys("p256dh is no point of the curve P-256.") from off_the_curve
    return SubscriberKeys(point=point, auth=secret)


def _decode(text: str, name: str) -> bytes:
    """The bytes of a base64url text, padded or not, or raise MalformedKeys."""
    bare = text.rstrip("=")
    if not _BASE64URL.fullmatch(text) or len(bare) % 4 == 1:
        raise MalformedKeys(f"{name} isn't base64url.")
    return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
