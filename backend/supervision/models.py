"""The tables of calls for help, of the specialists' notes, and of who looked through a patient."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from backend.records.models import Record


class Press(Base, kw_only=True):
    """One time that a patient pressed "I do not feel safe", and what a specialist did then."""

    __tablename__ = "not_safe_presses"
    __table_args__ = (
        CheckConstraint(
            "num_nulls(answered_at, answered_by, done_sealed) IN (0, 3)", name="answered"
        ),
        Index(
            "ix_not_safe_presses_unanswered",
            "patient_id",
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Chosen by the phone, so that a press sent twice is one press."""

    content_hash: Mapped[bytes]
    pressed_at: Mapped[datetime]
    """By the phone's clock, or when it was received where that clock can't be right."""

    received_at: Mapped[datetime]
    time_zone: Mapped[str]
    offline: Mapped[bool | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by: Mapped[UUID | None] = mapped_column(default=None)
    done_sealed: Mapped[bytes | None] = mapped_column(default=None)


class Note(Record, Base, kw_only=True):
    """What a specialist wrote about a patient, who may read it."""

    __tablename__ = "notes"
    __table_args__ = (
        CheckConstraint("status IN ('final', 'entered_in_error')", name="status"),
        Index("ix_notes_day", "patient_id", "day"),
    )

    status: Mapped[str]
    day: Mapped[date]


class Review(Base, kw_only=True):
    """Up to when a specialist has looked through a patient's state; one row per specialist."""

    __tablename__ = "reviews"

    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    reviewer_id: Mapped[UUID] = mapped_column(primary_key=True)
    reviewed_at: Mapped[datetime]
