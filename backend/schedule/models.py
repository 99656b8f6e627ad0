"""The tables of the schedule: occurrences, and what they were worked out from."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, Time, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, Categorised


class Occurrence(Categorised, Base, kw_only=True):
    """One occasion on which something is asked of a patient, and what became of it.

    A day's diary is asked every day and has no occurrence of its own: its day names it. Only the
    days that belong to a session's burst have one here.
    """

    __tablename__ = "occurrences"
    __table_args__ = (
        PrimaryKeyConstraint("patient_id", "id"),
        Index("uq_occurrences_slot", "patient_id", "slot", unique=True),
        Index("ix_occurrences_window", "patient_id", "closes_at"),
        Index(
            "ix_occurrences_bound_by_diary",
            "patient_id",
            "day",
            postgresql_where=text("ask IN ('diary', 'moment')"),
        ),
        CheckConstraint("state IN ('due', 'done', 'declined', 'not_applicable')", name="state"),
        CheckConstraint("closes_at > opens_at", name="window"),
        CheckConstraint("state <> 'done' OR answered_at IS NOT NULL", name="answered"),
        CheckConstraint(
            "state NOT IN ('declined', 'not_applicable') OR reason IS NOT NULL", name="reason"
        ),
    )

    patient_id: Mapped[UUID]
    id: Mapped[UUID]
    slot: Mapped[str]
    """What makes it the same occasion whenever it is worked out anew, whatever its window."""

    ask: Mapped[str]
    """diary, moment, cognitive_battery or an instrument's id."""

    trigger: Mapped[str]
    """baseline, recurring, burst or follow_up."""

    day: Mapped[date]
    """The patient's diary day on which it opens."""

    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    """Answers given from then on come too late; still due then, it is missed."""

    state: Mapped[str]
    category: Mapped[str | None] = mapped_column(default=None)
    session_id: Mapped[UUID | None] = mapped_column(default=None)
    step: Mapped[str | None] = mapped_column(default=None)
    """Of a burst: h2, d5, w17: hours after the session's end, or days after its day."""

    reason: Mapped[str | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answer_id: Mapped[UUID | None] = mapped_column(default=None)
    """The moment, response or run that answers it; a day's diary is named by `day`."""


class Schedule(Base, kw_only=True):
    """What a patient's occurrences were last worked out from."""

    __tablename__ = "schedules"

    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    anchor_on: Mapped[date]
    """The diary day of enrolment, from which every interval is counted."""

    time_zone: Mapped[str]
    day_starts_at: Mapped[time] = mapped_column(Time())
    built_until: Mapped[date]
    rules_version: Mapped[int]


class ScheduleChange(Base, kw_only=True):
    """One time that open occurrences were moved, dropped or added, and why; append-only."""

    __tablename__ = "schedule_changes"
    __table_args__ = (PrimaryKeyConstraint("patient_id", "id"),)

    patient_id: Mapped[UUID]
    id: Mapped[UUID]
    at: Mapped[datetime]
    cause: Mapped[str]
    """session_planned, session_given, session_moved, session_cancelled, zone or
    taken_back (an answer)."""

    rules_version: Mapped[int]
    changes: Mapped[list[Any]] = mapped_column(JSONB())
    """Objects of slot, what became of it (added, moved, dropped), and the windows before and
    after."""

    by: Mapped[UUID | None] = mapped_column(default=None)
    session_id: Mapped[UUID | None] = mapped_column(default=None)
