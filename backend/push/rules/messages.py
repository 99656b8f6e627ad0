"""What goes out to one subscription, and what came of it."""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

PAYLOAD_BYTES: Final = 256
"""Every payload has this size, so that its length tells a push service nothing."""

MAX_PAYLOAD_BYTES: Final = 2048
"""More is never sent; RFC 8291 section 4 would allow 3993."""

URGENCIES: Final = frozenset({"very-low", "low", "normal", "high"})
"""RFC 8030 section 5.3."""

_TOPIC = re.compile(r"[A-Za-z0-9_-]{0,32}")


class PayloadTooLarge(ValueError):
    """The members don't fit into the constant size."""


class BadMessage(ValueError):
    """No push service would take such headers or an empty body; the caller made a mistake."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A subscription as its browser gave it."""

    endpoint: str
    p256dh: str
    auth: str
    key_id: str
    """Which of our VAPID keys it was made with; it accepts no other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One push to one subscription."""

    ref: Any
    """The caller's own mark, given back with the outcome."""

    address: Address
    payload: bytes
    ttl_s: int
    """How long the push service keeps it for a phone that sleeps, in seconds."""

    urgency: str
    topic: str
    """A later message of the same topic replaces one not yet delivered; empty: none does."""

    def __post_init__(self) -> None:
        if not self.payload:
            raise BadMessage("The payload is empty.")
        if self.ttl_s < 0:
            raise BadMessage("The time to live is negative.")
        if self.urgency not in URGENCIES:
            raise BadMessage("The urgency is none of RFC 8030.")
        if not _TOPIC.fullmatch(self.topic):
            raise BadMessage("A topic has at most 32 characters of base64url.")


class Answer(StrEnum):
    """What became of one attempt."""

    ACCEPTED = "accepted"
    GONE = "gone"
    """The subscription has ended (404, 410)."""

    DENIED = "denied"
    """The push service doesn't accept who we say we are (401, 403)."""

    REFUSED = "refused"
    """It will never be taken like this (other 4xx, a redirect, malformed keys)."""

    TOO_LARGE = "too_large"
    """413, or more than we send at all: a mistake of ours."""

    BUSY = "busy"
    """Later, perhaps (429, 5xx)."""

    UNREACHABLE = "unreachable"
    """No answer: time-out, connection, TLS, name not found."""

    FORBIDDEN_ADDRESS = "forbidden_address"
    """Not tried: the host isn't listed, or its name leads to an address that isn't public."""

    DEFERRED = "deferred"
    """Not tried: the host is being left alone for a while."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one message."""

    ref: Any
    answer: Answer
    status: int | None
    """The HTTP status, None if there was none."""

    retry_after_s: float | None
    """Seconds after which to try again, where the host or its rest says so."""

    vendor: str
    """The entry of the host list that matched; empty if none did."""


def payload(**members: str) -> bytes:
    """Compact JSON, filled with spaces to PAYLOAD_BYTES, or raise PayloadTooLarge."""
    text = json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()
    if len(text) > PAYLOAD_BYTES:
        raise PayloadTooLarge(f"{len(text)} bytes are more than {PAYLOAD_BYTES}.")
    return text.ljust(PAYLOAD_BYTES)
