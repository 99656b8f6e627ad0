"""Envelope encryption: every account has a data key, wrapped by the deployment's key.

AES-256-GCM throughout. What a ciphertext belongs to is authenticated with it (table column,
account, row), so that one copied to another row or account doesn't open. Destroying the wrapped
data key of an account makes what was sealed under it unreadable, but in backups that hold the key.
"""

import hmac
import secrets
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b, sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_BYTES = 32
FORMAT = b"\x01"
KNOWN_DATA_KEYS = 20_000

_keys: dict[str, AESGCM] = {}
_current: list[str] = []
_lookup: list[bytes] = []


class Unreadable(Exception):
    """The ciphertext was damaged, moved from another row, or sealed under an unknown key."""


def open_vault(keys: Mapping[str, bytes], *, lookup_key: bytes) -> None:
    """Take the key-encryption keys by id (the first one wraps new data keys) and the hash key."""
    _keys.clear()
    _keys.update({name: AESGCM(key) for name, key in keys.items()})
    _current[:] = [next(iter(keys))]
    _lookup[:] = [lookup_key]
    _data_key.cache_clear()


def new_data_key(account_id: UUID) -> bytes:
    """A fresh data key for the account, wrapped; store it beside the account."""
    name = _current[0].encode()
    nonce = secrets.token_bytes(NONCE_BYTES)
    wrapped = _keys[_current[0]].encrypt(nonce, secrets.token_bytes(KEY_BYTES), account_id.bytes)
    return FORMAT + bytes([len(name)]) + name + nonce + wrapped


def seal(wrapped: bytes, account_id: UUID, place: str, plain: str) -> bytes:
    """Encrypt text under the account's data key for one place (column and row)."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = _data_key(wrapped, account_id).encrypt(nonce, plain.encode(), place.encode())
    return FORMAT + nonce + sealed


def unseal(wrapped: bytes, account_id: UUID, place: str, sealed: bytes) -> str:
    """The text that was sealed for that place, or raise Unreadable."""
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return _data_key(wrapped, account_id).decrypt(nonce, body, place.encode()).decode()
    except InvalidTag as damage:
        raise Unreadable(place) from damage


def keyed_hash(purpose: str, value: str) -> bytes:
    """32 bytes by which a secret or an address is found without being stored."""
    return hmac.digest(_lookup[0], f"{purpose}\0{value}".encode(), sha256)


def content_hash(content: bytes) -> bytes:
    """16 bytes that tell equal contents; keyed, so that a short note can't be guessed from it."""
    return blake2b(content, digest_size=16, key=_lookup[0]).digest()


@lru_cache(KNOWN_DATA_KEYS)
def _data_key(wrapped: bytes, account_id: UUID) -> AESGCM:
    return AESGCM(_unwrap(wrapped, account_id))


def _unwrap(wrapped: bytes, account_id: UUID) -> bytes:
    length = wrapped[1]
    name = wrapped[2 : 2 + length].decode()
    nonce = wrapped[2 + length : 2 + length + NONCE_BYTES]
    if name not in _keys:
        raise Unreadable(f"no key-encryption key {name}")
    try:
        return _keys[name].decrypt(nonce, wrapped[2 + length + NONCE_BYTES :], account_id.bytes)
    except InvalidTag as damage:
        raise Unreadable("data key") from damage
