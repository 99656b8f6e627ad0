"""The tables of reminders: the patient's plan, each nudge, and what each device got."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    Time,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from backend.reminders.rules.plan import PAUSES, STATES


class ReminderPlan(Base, kw_only=True):
    """When one patient wants to be reminded; made when reminders are first agreed to."""

    __tablename__ = "reminder_plans"
    __table_args__ = (
        Index("ix_reminder_plans_stale", "patient_id", postgresql_where=text("stale")),
        Index("ix_reminder_plans_planned", "planned_until"),
        CheckConstraint("weekdays <@ '{1,2,3,4,5,6,7}'", name="weekdays"),
        CheckConstraint("(quiet_from IS NULL) = (quiet_to IS NULL)", name="quiet"),
        CheckConstraint(
            "num_nulls(paused_from, paused_until, pause_reason) IN (0, 3)"
            f" AND pause_reason IN ({', '.join(map(repr, PAUSES))})"
            " AND paused_until >= paused_from",
            name="pause",
        ),
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    at: Mapped[time] = mapped_column(Time())
    """The wall time in the patient's own zone."""

    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger()))
    """ISO: Monday is 1."""

    again: Mapped[bool]
    """Whether a second nudge follows if it is still due."""

    asks: Mapped[bool]
    """Whether questionnaires and the questions after a session are reminded of too."""

    tell_specialist: Mapped[bool]
    """Whether those who may read the diary are told after a month of silence."""

    changed_at: Mapped[datetime]
    """Nothing is reminded of whose time was before."""

    quiet_from: Mapped[time | None] = mapped_column(Time(), default=None)
    quiet_to: Mapped[time | None] = mapped_column(Time(), default=None)
    paused_from: Mapped[date | None] = mapped_column(default=None)
    paused_until: Mapped[date | None] = mapped_column(default=None)
    """The last day of the pause."""

    pause_reason: Mapped[str | None] = mapped_column(default=None)
    snoozed_until: Mapped[datetime | None] = mapped_column(default=None)
    stale: Mapped[bool] = mapped_column(default=True)
    """What the nudges come from has changed since; nothing is sent before they are worked out."""

    planned_until: Mapped[date | None] = mapped_column(default=None)
    rung: Mapped[int] = mapped_column(SmallInteger(), default=0)
    """The last rung of the ladder of silence that was reached, in days; 0: none."""

    silent_since: Mapped[date | None] = mapped_column(default=None)
    """From which day on the silence of that rung was counted."""

    told_at: Mapped[datetime | None] = mapped_column(default=None)
    """When those who may read the diary were told of a month of silence."""


class Reminder(Base, kw_only=True):
    """One nudge of one patient: the only one of its slot on that date, whatever clocks do."""

    __tablename__ = "reminders"
    __table_args__ = (
        PrimaryKeyConstraint("patient_id", "local_date", "slot"),
        Index("ix_reminders_next", "next_at", postgresql_where=text("state = 'pending'")),
        CheckConstraint(f"state IN ({', '.join(map(repr, STATES))})", name="state"),
        CheckConstraint("expires_at > due_at", name="window"),
    )

    patient_id: Mapped[UUID]
    local_date: Mapped[date]
    """The date in the patient's zone for which it was planned."""

    slot: Mapped[str]
    """daily, daily/again, moment/…, snooze/… or test/…"""

    id: Mapped[UUID]
    """Names it in addresses and as the notification's tag; made from the three above."""

    day: Mapped[date]
    """The diary day that has begun then."""

    time_zone: Mapped[str]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[str]
    next_at: Mapped[datetime]
    """When somebody may take it up: its time, the end of a lease, or the next attempt."""

    reason: Mapped[str | None] = mapped_column(default=None)
    lease_id: Mapped[UUID | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)


class Delivery(Base, kw_only=True):
    """What became of one nudge on one device."""

    __tablename__ = "deliveries"
    __table_args__ = (
        PrimaryKeyConstraint("patient_id", "reminder_id", "subscription_id"),
        Index("ix_deliveries_token", "token_hash"),
    )

    patient_id: Mapped[UUID]
    reminder_id: Mapped[UUID]
    subscription_id: Mapped[UUID]
    token_hash: Mapped[bytes]
    """Keyed hash of what the message carries, for receipts without a sign-in."""

    made_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(default=None)
    status: Mapped[int | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None] = mapped_column(default=None)
    """Before then the device is left alone, whatever becomes of the others."""

    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    shown_at: Mapped[datetime | None] = mapped_column(default=None)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    acted_at: Mapped[datetime | None] = mapped_column(default=None)
