"""What a release holds: pseudonyms, columns and codes."""

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is easily misread."""

PSEUDONYM_BITS = 100
DIGIT_BITS = 5
SIDE_EFFECT = "se_"
REGISTRY_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

NO_ENTRY, SKIPPED_ITEM = "no_entry", "skipped_item"
CODES = {
    "missing": {
        "": "The day has an entry that answers the primary item.",
        NO_ENTRY: "Nothing was written for the day.",
        SKIPPED_ITEM: "The day has an entry, but its primary item wasn't answered.",
    },
    "se_*": {
        "": "The list of side effects wasn't gone through.",
        "0": "It was gone through, and this one wasn't there.",
    },
}
"""What the values mean that don't explain themselves; part of each manifest."""

PROVENANCE = (
    "missing_reason",
    "missing",
    "written_at_local",
    "utc_offset_minutes",
    "retrospective",
    "received_late",
    "revision",
)


@dataclass(frozen=True, slots=True)
class Course:
    """The days that are released of one patient, from the day of the consent to the last entry."""

    patient_id: UUID
    first: date
    last: date
    consent_version: str

    @property
    def rows(self) -> int:
        """How many calendar days it has."""
        return (self.last - self.first).days + 1


def is_registry_name(name: str) -> bool:
    """Whether a registry may be called so: it stands in files and makes the pseudonyms differ."""
    return REGISTRY_NAME.fullmatch(name) is not None


def key_of(registry: str, key: bytes) -> bytes:
    """The registry's own key, so that two registries can't match their patients."""
    return hmac.digest(key, b"registry\0" + registry.encode(), sha256)


def pseudonym(registry_key: bytes, patient_id: UUID) -> str:
    """20 characters that stand for the patient in one registry and mean nothing without its key."""
    digest = hmac.digest(registry_key, patient_id.bytes, sha256)
    number = int.from_bytes(digest) >> (len(digest) * 8 - PSEUDONYM_BITS)
    places = range(PSEUDONYM_BITS - DIGIT_BITS, -1, -DIGIT_BITS)
    return "".join(ALPHABET[number >> place & 31] for place in places)


def columns(items: Iterable[str], side_effects: Iterable[str]) -> tuple[str, ...]:
    """The columns of a day's row; all of them are always there."""
    return (
        "pseudonym",
        "day",
        *items,
        *(SIDE_EFFECT + name for name in side_effects),
        *PROVENANCE,
    )
