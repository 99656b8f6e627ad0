"""A message's body, encrypted for one browser (RFC 8291, aes128gcm)."""

from functools import lru_cache

from pywebpush import WebPusher

from backend.push.gateway.keys import read_keys

KNOWN_SUBSCRIBERS = 1024


def encrypt(payload: bytes, *, p256dh: str, auth: str) -> bytes:
    """The body to send, under a key and salt of its own, or raise MalformedKeys."""
    return bytes(_pusher(p256dh, auth).encode(payload)["body"])


@lru_cache(KNOWN_SUBSCRIBERS)
def _pusher(p256dh: str, auth: str) -> WebPusher:
    keys = read_keys(p256dh, auth)
    pusher = WebPusher({"endpoint": ""})
    # Set here, because its own reading fails in five ways and parses the point for each message.
    pusher.receiver_key, pusher.auth_key = keys.point, keys.auth
    return pusher
