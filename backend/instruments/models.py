"""The table of questionnaire responses."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from backend.records.models import Record


class Response(Record, Base, kw_only=True):
    """A questionnaire as it was answered, or the score of one that was answered on paper."""

    __tablename__ = "responses"
    __table_args__ = (
        CheckConstraint("status IN ('final', 'entered_in_error')", name="status"),
        CheckConstraint("source IN ('patient', 'specialist')", name="source"),
        Index("ix_responses_day", "patient_id", "instrument", "day"),
        Index(
            "uq_responses_occurrence",
            "patient_id",
            "occurrence_id",
            unique=True,
            postgresql_where=text("occurrence_id IS NOT NULL"),
        ),
    )

    status: Mapped[str]
    instrument: Mapped[str]
    instrument_version: Mapped[str]
    """What was asked and how it is scored, as of then."""

    catalogue_version: Mapped[str]
    category: Mapped[str]
    source: Mapped[str]
    """patient: answered item by item in the app; specialist: a score from a form elsewhere."""

    day: Mapped[date]
    answered_at: Mapped[datetime]
    time_zone: Mapped[str]
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True), default=None)
    """By item id; null: skipped. None where only the score is kept."""

    score: Mapped[Decimal | None] = mapped_column(Numeric(), default=None)
    band: Mapped[str | None] = mapped_column(default=None)
    prorated: Mapped[bool] = mapped_column(default=False)
    n_answered: Mapped[int | None] = mapped_column(SmallInteger(), default=None)
    positive: Mapped[bool | None] = mapped_column(default=None)
    """Whether a screening score is positive; None where nothing is screened for or no score."""

    safety: Mapped[list[str]] = mapped_column(default_factory=list)
    occurrence_id: Mapped[UUID | None] = mapped_column(default=None)
    """The occasion that it answers; None: answered unasked, late, or asked twice."""
