"""On which revision a change is based, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from backend.accounts.rules import Actor


@dataclass(frozen=True, slots=True)
class Precondition:
    """On which revision a change is based: 0 stands for "there is none yet"."""

    revisions: frozenset[int]
    """Any of these; empty when what was named can't be a revision of ours."""

    whatever: bool = False
    """Any current revision will do (`If-Match: *`)."""

    def allows(self, current: int) -> bool:
        """Whether the revision that stands (0: none) is one that the change is based on."""
        return current in self.revisions or (self.whatever and current > 0)


class Became(StrEnum):
    """What became of a change."""

    CREATED = "created"
    AMENDED = "amended"
    UNCHANGED = "unchanged"
    """The record says this already: the change was sent before, or changes nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Who wants which record to say what, based on which revision, and why."""

    patient_id: UUID
    record_id: UUID
    kind: str
    by: Actor
    precondition: Precondition
    content: Mapping[str, Any]
    """All that the record shall say: plain JSON values, dates, Decimals and UUIDs, texts too."""

    reason: str | None = None
    day: date | None = None
    safety: tuple[str, ...] = ()
    """Safety items that it answers positively."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How a record stands after a change, as a document for its reader."""

    document: dict[str, Any]
    revision: int
    became: Became

    @property
    def status(self) -> int:
        """201 for a new record, else 200."""
        return 201 if self.became is Became.CREATED else 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One version of a record, as those who may see the record see it."""

    revision: int
    recorded_by: UUID
    recorded_role: str
    recorded_at: datetime
    reason: str | None
    content: Mapping[str, Any] = field(default_factory=dict)
