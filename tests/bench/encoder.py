"""The least that a push message costs: RFC 8291 with nothing around it, for a key read before."""

import hmac
import os
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE, ECDH = ec.SECP256R1(), ec.ECDH()


class Encoder:
    """Encrypts for one browser."""

    def __init__(self, point: ec.EllipticCurvePublicKey, auth: bytes) -> None:
        self._point, self._auth = point, auth
        self._info = b"WebPush: info\0" + _raw(point)

    def encrypt(self, payload: bytes) -> bytes:
        own = ec.generate_private_key(CURVE)
        public, salt = _raw(own.public_key()), os.urandom(16)
        shared = hmac.digest(self._auth, own.exchange(ECDH, self._point), "sha256")
        secret = hmac.digest(shared, self._info + public + b"\1", "sha256")
        derived = hmac.digest(salt, secret, "sha256")
        key = hmac.digest(derived, b"Content-Encoding: aes128gcm\0\1", "sha256")[:16]
        nonce = hmac.digest(derived, b"Content-Encoding: nonce\0\1", "sha256")[:12]
        sealed = AESGCM(key).encrypt(nonce, payload + b"\2", None)
        return salt + struct.pack(">LB", 4096, len(public)) + public + sealed


def _raw(point: ec.EllipticCurvePublicKey) -> bytes:
    return point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
