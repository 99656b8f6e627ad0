"""How an audit row becomes a link of the chain: pure, and the same for sealing and verifying."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

GENESIS = bytes(32)
"""What the first link is chained to; the root of an empty chain."""

CANONICAL = (
    "patient_id",
    "id",
    "at",
    "actor_id",
    "actor_role",
    "action",
    "denied",
    "hour",
    "details",
    "written_by",
)
"""The columns that are sealed, in the order in which they are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """Where a row stands in the order in which rows are chained."""

    written_by: str
    at: datetime
    id: UUID


BEFORE_ALL = Position(written_by="0", at=datetime(1, 1, 1, tzinfo=UTC), id=UUID(int=0))


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """What a run of the sealer did, and what to keep elsewhere."""

    count: int
    root: bytes
    """The newest link: whoever knows it can tell whether the chain's end was cut off."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Damage:
    """The first row that isn't as it was sealed."""

    number: int | None
    """Its place in the chain; None for a row that was never sealed."""

    access_id: UUID | None
    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What walking the chain showed."""

    count: int
    root: bytes
    damage: Damage | None


def link(
    key: bytes, previous: bytes, *, number: int, sealed_at: datetime, access: Mapping[Any, Any]
) -> bytes:
    """The HMAC-SHA256 over the link before, this link's place and time, and the whole row.

    `access` holds the CANONICAL columns; `details` and `written_by` as PostgreSQL's text.
    """
    row = [_plain(access[name]) for name in CANONICAL]
    return hmac.digest(key, previous + orjson.dumps([number, _plain(sealed_at), *row]), sha256)


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def in_words(verdict: Verdict) -> str:
    """The verdict in a sentence for operators; names rows by number and id, never by content."""
    damage = verdict.damage
    if damage is None:
        return f"All {verdict.count} sealed accesses are as they were. Root: {verdict.root.hex()}"
    place = "outside the chain" if damage.number is None else f"number {damage.number}"
    row = f"Access {damage.access_id}" if damage.access_id else "An access"
    return f"{row} ({place}) {damage.what}; {verdict.count} before it are good."
