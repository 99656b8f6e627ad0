"""A push service's look at who sends: the VAPID token of RFC 8292."""

import json
import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

LONGEST_S = 24 * 3600
HEADER = re.compile(r"vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)", re.ASCII)


class BadToken(Exception):
    """The sender isn't who it says it is."""


@dataclass(frozen=True)
class Claims:
    aud: str
    exp: int
    sub: str
    key: str


def read(header: str, *, origin: str, now: float) -> Claims:
    """The claims of an Authorization header, or raise BadToken."""
    found = HEADER.fullmatch(header)
    if found is None:
        raise BadToken("no VAPID header")
    head, body, signature, key = found.groups()
    if json.loads(_decode(head)) != {"typ": "JWT", "alg": "ES256"}:
        raise BadToken("not ES256")
    _verify(f"{head}.{body}".encode(), _decode(signature), _decode(key))
    claims = Claims(**json.loads(_decode(body)), key=key)
    if claims.aud != origin:
        raise BadToken(f"for {claims.aud}, not {origin}")
    if not now < claims.exp <= now + LONGEST_S:
        raise BadToken("expired, or good for too long")
    if not re.fullmatch(r"mailto:[^@\s]+@[^@\s]+|https://\S+", claims.sub):
        raise BadToken("nobody to write to")
    return claims


def _verify(signed: bytes, signature: bytes, point: bytes) -> None:
    if len(signature) != 64:
        raise BadToken("no raw signature")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))
    except (ValueError, InvalidSignature) as wrong:
        raise BadToken("the signature is wrong") from wrong


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
