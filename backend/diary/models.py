"""The diary's tables: days and moments as they stand, and every revision that led there.

`patient_id` has no foreign key here: row-level security lets nobody write but under the account
that is signed in, and looking the account up again for each row costs more than it keeps safe.
"""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    Time,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from backend.database import Base

RANGES = {
    "pain_average": (0, 10),
    "pain_worst": (0, 10),
    "pain_interference": (0, 10),
    "sleep_quality": (0, 10),
    "mood": (0, 10),
    "anxiety": (0, 10),
    "fatigue": (0, 10),
    "side_effects_any": (0, 1),
    "ketamine_home": (0, 3),
    "rescue_doses": (0, 40),
    "ps_back_to_normal": (0, 2),
    "ps_fall": (0, 1),
    "ps_drove": (0, 1),
    "ps_relief": (0, 100),
    "pain_now": (0, 10),
    "pain_least": (0, 10),
    "sleep_hours": (0, 24),
}
"""What the constraints allow; compared with the catalogue when the product starts."""


def within_scales(*items: str) -> CheckConstraint:
    """One constraint that keeps all these items within their scales; null passes."""
    ranges = (f"{item} BETWEEN {RANGES[item][0]} AND {RANGES[item][1]}" for item in items)
    return CheckConstraint(" AND ".join(ranges), name="within_scales")


class Provenance(MappedAsDataclass, kw_only=True, repr=False, eq=False):
    """When and where an entry was written, and when it came in."""

    written_at: Mapped[datetime]
    """By the client's clock, as it said."""

    received_at: Mapped[datetime]
    time_zone: Mapped[str]
    utc_offset_minutes: Mapped[int] = mapped_column(SmallInteger())
    day_starts_at: Mapped[time] = mapped_column(Time())
    """The patient's start of day when this was written."""

    retrospective: Mapped[bool]
    """Written later than the catalogue's window after the day's end: left out of endpoints."""

    received_late: Mapped[bool]
    """Came in later than that, whenever it was written: no fault of the patient."""

    offline: Mapped[bool | None] = mapped_column(default=None)
    device_id: Mapped[str | None] = mapped_column(default=None)
    skew_seconds: Mapped[int | None] = mapped_column(BigInteger(), default=None)
    """How far the client's clock was behind ours, where it showed; the marks allow for it."""


class Entry(Provenance, kw_only=True):
    """What days and moments have in common: the revision that stands, and its sparse parts."""

    revision: Mapped[int]
    withdrawn: Mapped[bool]
    write_id: Mapped[UUID]
    content_hash: Mapped[bytes]
    side_effects: Mapped[dict[str, Any]]
    note_sealed: Mapped[bytes | None] = mapped_column(default=None)
    other_text_sealed: Mapped[bytes | None] = mapped_column(default=None)


class Day(Entry, Base, kw_only=True):
    """How one patient felt on one diary day, as it stands now."""

    __tablename__ = "days"
    __table_args__ = (
        PrimaryKeyConstraint(
            "patient_id",
            "day",
            postgresql_include=["pain_average", "retrospective", "withdrawn", "missing_reason"],
        ),
        within_scales(*RANGES),
    )

    patient_id: Mapped[UUID]
    day: Mapped[date]
    """The patient's own diary day, named by the client; the server never converts it."""

    pain_average: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    pain_worst: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    pain_interference: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    sleep_quality: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    mood: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    anxiety: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    fatigue: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    side_effects_any: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    ketamine_home: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    rescue_doses: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    ps_back_to_normal: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    ps_fall: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    ps_drove: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    ps_relief: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    pain_now: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    pain_least: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    sleep_hours: Mapped[Decimal | None] = mapped_column(Numeric(3, 1), default=None)
    missing_reason: Mapped[str | None] = mapped_column(default=None)


class Moment(Entry, Base, kw_only=True):
    """How one patient felt at one moment, as it stands now."""

    __tablename__ = "moments"
    __table_args__ = (
        Index("ix_moments_patient_id_day", "patient_id", "day"),
        within_scales("pain_now", "mood", "anxiety", "fatigue", "rescue_doses"),
    )

    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made by the client, version 7."""

    at: Mapped[datetime]
    day: Mapped[date]
    pain_now: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    mood: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    anxiety: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    fatigue: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    rescue_doses: Mapped[int | None] = mapped_column(SmallInteger(), default=None)


class Revision(Provenance, Base, kw_only=True):
    """One version of one entry, as it came in; append-only."""

    __tablename__ = "revisions"
    __table_args__ = (
        Index(
            "uq_revisions_day",
            "patient_id",
            "day",
            "revision",
            unique=True,
            postgresql_where=text("moment_id IS NULL"),
        ),
        Index(
            "uq_revisions_moment",
            "patient_id",
            "moment_id",
            "revision",
            unique=True,
            postgresql_where=text("moment_id IS NOT NULL"),
        ),
        Index(
            "uq_revisions_write",
            "patient_id",
            "write_id",
            unique=True,
            postgresql_where=text("device_id IS NOT NULL"),
        ),
        Index(
            "ix_revisions_red_flags",
            "patient_id",
            "received_at",
            postgresql_where=text("red_flags <> '{}'"),
        ),
    )

    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger(), primary_key=True, autoincrement=False)
    """The patient's own count of changes, without a gap: the cursor of the change feed."""

    day: Mapped[date]
    revision: Mapped[int]
    base_revision: Mapped[int]
    """What it was written on top of; 0: nothing."""

    write_id: Mapped[UUID]
    content_hash: Mapped[bytes]
    withdrawn: Mapped[bool]
    conflict: Mapped[bool]
    """Its base was no longer current: kept beside the current revision until resolved."""

    answers: Mapped[dict[str, Any]]
    side_effects: Mapped[dict[str, Any]]
    red_flags: Mapped[list[str]]
    resolves: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger()))
    """The conflict revisions that this one closes."""

    moment_id: Mapped[UUID | None] = mapped_column(default=None)
    at: Mapped[datetime | None] = mapped_column(default=None)
    note_sealed: Mapped[bytes | None] = mapped_column(default=None)
    other_text_sealed: Mapped[bytes | None] = mapped_column(default=None)
    missing_reason: Mapped[str | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    """Why it was changed: mistake, remembered_later or other."""


class RepeatedWrite(Base, kw_only=True):
    """A write whose content was there already: a later write may still name it as its base."""

    __tablename__ = "repeated_writes"

    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    write_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date]
    content_hash: Mapped[bytes]
    revision: Mapped[int]
    """The revision that said the same."""

    moment_id: Mapped[UUID | None] = mapped_column(default=None)
