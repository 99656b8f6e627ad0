"""Decryption of a push message, written from RFC 8291 and RFC 8188 on bare primitives."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

TAG_BYTES = 16


class Undecipherable(ValueError):
    """The body isn't what a browser would accept."""


def decrypt(body: bytes, *, private: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """The plaintext of an aes128gcm body for this browser."""
    salt, size, sender, records = _header(body)
    key, nonce = derive(private=private, auth=auth, sender=sender, salt=salt)
    return _open(records, size=size, key=key, nonce=nonce)


def derive(
    *, private: ec.EllipticCurvePrivateKey, auth: bytes, sender: bytes, salt: bytes
) -> tuple[bytes, bytes]:
    """The content key and the base nonce (RFC 8291 section 3.4)."""
    ours = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
    secret = private.exchange(ec.ECDH(), theirs)
    keying = _expand(_hmac(auth, secret), b"WebPush: info\x00" + ours + sender, 32)
    pseudo = _hmac(salt, keying)
    return (
        _expand(pseudo, b"Content-Encoding: aes128gcm\x00", 16),
        _expand(pseudo, b"Content-Encoding: nonce\x00", 12),
    )


def _header(body: bytes) -> tuple[bytes, int, bytes, bytes]:
    """Salt, record size, the sender's point and the records (RFC 8188 section 2.1)."""
    if len(body) < 21 or len(body) < 21 + body[20]:
        raise Undecipherable("The header is cut off.")
    salt, size, end = body[:16], int.from_bytes(body[16:20], "big"), 21 + body[20]
    return salt, size, body[21:end], body[end:]


def _open(records: bytes, *, size: int, key: bytes, nonce: bytes) -> bytes:
    if size < TAG_BYTES + 2 or not records:
        raise Undecipherable("There is no record.")
    plain = b""
    starts = range(0, len(records), size)
    for number, start in enumerate(starts):
        mixed = (int.from_bytes(nonce, "big") ^ number).to_bytes(12, "big")
        try:
            padded = AESGCM(key).decrypt(mixed, records[start : start + size], None)
        except InvalidTag as wrong:
            raise Undecipherable("It was encrypted for somebody else.") from wrong
        padded = padded.rstrip(b"\x00")
        delimiter = b"\x02" if start == starts[-1] else b"\x01"
        if not padded.endswith(delimiter):
            raise Undecipherable("A record ends with the wrong delimiter.")
        plain += padded[:-1]
    return plain


def _expand(key: bytes, info: bytes, length: int) -> bytes:
    """The first block of HKDF-Expand (RFC 5869), enough for up to 32 bytes."""
    return _hmac(key, info + b"\x01")[:length]


def _hmac(key: bytes, text: bytes) -> bytes:
    mac = HMAC(key, SHA256())
    mac.update(text)
    return mac.finalize()
