"""Who we are to a push service: VAPID (RFC 8292)."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid.jwt import sign

VALID_FOR: Final = timedelta(hours=12)
"""RFC 8292 section 2 allows 24."""

RENEWED_AFTER: Final = timedelta(hours=6)
KNOWN_ORIGINS: Final = 1024
KEY_BYTES: Final = 32

_SUBJECT = re.compile(r"mailto:[^@\s]+@[^@\s]+|https://[^\s/]+.*")


class UnknownKey(KeyError):
    """We don't hold the VAPID key with which the subscription was made."""


class BadVapid(ValueError):
    """The keys or the subject can't be used."""


class Vapid:
    """Our key pairs by id, the first being the current one, and the tokens signed with them."""

    def __init__(self, keys: Mapping[str, bytes], subject: str) -> None:
        """Take 32-byte private scalars of P-256, and a mailto: or https: to reach us by.

        Raise BadVapid if there is no key, one is none, or the subject is neither.
        """
        if not keys:
            raise BadVapid("There is no VAPID key.")
        if not _SUBJECT.fullmatch(subject):
            raise BadVapid("The VAPID subject is neither a mailto: nor an https: address.")
        self._subject = subject
        self._private = {key_id: _private_key(raw) for key_id, raw in keys.items()}
        self._public = {key_id: _point(key) for key_id, key in self._private.items()}
        self._tokens: dict[tuple[str, str], tuple[str, datetime]] = {}

    @property
    def current(self) -> str:
        """The id of the key that new subscriptions are made with."""
        return next(iter(self._private))

    def public_key(self, key_id: str | None = None) -> str:
        """The uncompressed point in base64url, as browsers want it; of the current key by default.

        Raise UnknownKey if it isn't held.
        """
        try:
            return self._public[key_id or self.current]
        except KeyError:
            raise UnknownKey(key_id) from None

    def key_id(self, public_key: str) -> str | None:
        """The id of the key with that public point; None if it isn't held."""
        return next((name for name, point in self._public.items() if point == public_key), None)

    def authorization(self, origin: str, key_id: str, now: datetime) -> str:
        """The Authorization header for a push service's origin, good for at least 6 hours.

        Each origin has a token of its own; raise UnknownKey if the key isn't held.
        """
        token, issued_at = self._tokens.get((origin, key_id), ("", now))
        if token and timedelta(0) <= now - issued_at < RENEWED_AFTER:
            return token
        public = self.public_key(key_id)
        claims = {
            "aud": origin,
            "exp": int((now + VALID_FOR).timestamp()),
            "sub": self._subject,
        }
        token = f"vapid t={sign(claims, self._private[key_id])},k={public}"
        if len(self._tokens) >= KNOWN_ORIGINS:
            self._tokens.pop(next(iter(self._tokens)))
        self._tokens[origin, key_id] = (token, now)
        return token


def _private_key(raw: bytes) -> EllipticCurvePrivateKey:
    if len(raw) != KEY_BYTES:
        raise BadVapid("A VAPID key doesn't have 32 bytes.")
    try:
        return derive_private_key(int.from_bytes(raw, "big"), SECP256R1())
    except ValueError as out_of_range:
        raise BadVapid("A VAPID key is no scalar of P-256.") from out_of_range


def _point(key: EllipticCurvePrivateKey) -> str:
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()
