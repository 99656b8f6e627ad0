"""The table of runs of the thinking tasks."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from backend.records.models import Record


class CognitionRun(Record, Base, kw_only=True):
    """One run of the battery on one device, with every trial."""

    GRANTED_WITH = "side_effects"
    __tablename__ = "cognition_runs"
    __table_args__ = (
        CheckConstraint("status IN ('final', 'entered_in_error')", name="status"),
        Index("ix_cognition_runs_started", "patient_id", "device_id", "started_at"),
        Index(
            "uq_cognition_runs_occurrence",
            "patient_id",
            "occurrence_id",
            unique=True,
            postgresql_where=text("occurrence_id IS NOT NULL"),
        ),
    )

    status: Mapped[str]
    device_id: Mapped[str]
    day: Mapped[date]
    started_at: Mapped[datetime]
    time_zone: Mapped[str]
    device: Mapped[dict[str, Any]]
    """What the catalogue wants recorded of it: user agent, screen, refresh rate, input."""

    outcomes: Mapped[dict[str, Any]]
    """By task: the outcomes worked out from the trials; null: not done."""

    trials: Mapped[dict[str, Any]]
    """By task: the trials as the phone sent them."""

    pain_now: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    hours_since_session: Mapped[Decimal | None] = mapped_column(Numeric(), default=None)
    too_soon: Mapped[bool] = mapped_column(default=False)
    """Done within the hours after a session in which runs are not compared."""

    occurrence_id: Mapped[UUID | None] = mapped_column(default=None)
