"""A message's body, encrypted for one browser (RFC 8291, aes128gcm), in a single record."""

import hmac
import os
import struct

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.push.gateway.keys import SubscriberKeys, read_keys

RECORD_BYTES = 4096
SALT_BYTES = 16
LAST_RECORD = b"\x02"
"""RFC 8188 section 2: the delimiter that ends the last record."""

KEY_LABEL = b"Content-Encoding: aes128gcm\x00\x01"
NONCE_LABEL = b"Content-Encoding: nonce\x00\x01"
INFO_LABEL = b"WebPush: info\x00"

_CURVE, _ECDH = SECP256R1(), ECDH()


def encrypt(payload: bytes, *, p256dh: str, auth: str) -> bytes:
    """The body to send, under a key and salt of its own, or raise MalformedKeys."""
    keys = read_keys(p256dh, auth)
    return encode(payload, keys, own=generate_private_key(_CURVE), salt=os.urandom(SALT_BYTES))


def encode(
    payload: bytes, keys: SubscriberKeys, *, own: EllipticCurvePrivateKey, salt: bytes
) -> bytes:
    """The body under this key pair and salt (RFC 8291 section 3.4, RFC 8188 section 2.2).

    Own, because pywebpush's takes longer: tests hold the one against the other.
    """
    public = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = hmac.digest(keys.auth, own.exchange(_ECDH, keys.point), "sha256")
    secret = hmac.digest(shared, INFO_LABEL + keys.encoded + public + b"\x01", "sha256")
    derived = hmac.digest(salt, secret, "sha256")
    key = hmac.digest(derived, KEY_LABEL, "sha256")[:16]
    nonce = hmac.digest(derived, NONCE_LABEL, "sha256")[:12]
    record = AESGCM(key).encrypt(nonce, payload + LAST_RECORD, None)
    return salt + struct.pack(">LB", RECORD_BYTES, len(public)) + public + record
