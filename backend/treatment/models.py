"""The tables of treatment: what was ordered, planned, given, taken at home and measured."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Numeric, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from backend.database import Base
from backend.records.models import Record


class Plausible(MappedAsDataclass, kw_only=True, repr=False, eq=False):
    """What was noticed about the values, and which second person has looked."""

    findings: Mapped[list[Any]] = mapped_column(JSONB(), default_factory=list)
    """What isn't as expected, each with a code and a sentence."""

    unconfirmed: Mapped[bool] = mapped_column(default=False)
    """Recorded and counted, but a second person still has to look."""

    looked_by: Mapped[UUID | None] = mapped_column(default=None)
    looked_at: Mapped[datetime | None] = mapped_column(default=None)


class Order(Record, Base, kw_only=True):
    """What a specialist ordered, for how long, how often, and when to stop."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'revoked', 'entered_in_error')", name="status"),
        CheckConstraint("valid_to >= valid_from", name="valid"),
        CheckConstraint("planned_dose > 0 AND min_interval_days > 0", name="above_zero"),
    )

    status: Mapped[str]
    drug: Mapped[str]
    route: Mapped[str]
    planned_dose: Mapped[Decimal] = mapped_column(Numeric())
    planned_dose_unit: Mapped[str]
    min_interval_days: Mapped[Decimal] = mapped_column(Numeric())
    home_dosing: Mapped[bool]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    prescriber_id: Mapped[UUID]
    infusion_minutes: Mapped[int | None] = mapped_column(default=None)
    max_sessions_per_year: Mapped[int | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    confirmed: Mapped[list[str]] = mapped_column(default_factory=list)
    """The unusual quantities that its author confirmed."""

    second_person: Mapped[UUID | None] = mapped_column(default=None)
    """Who confirmed a value beyond the hard limit before it could be ordered."""


class TreatmentSession(Record, Plausible, Base, kw_only=True):
    """One treatment: as planned, as given, or cancelled."""

    __tablename__ = "treatment_sessions"
    __table_args__ = (
        ForeignKeyConstraint(["patient_id", "order_id"], ["orders.patient_id", "orders.id"]),
        CheckConstraint(
            "status IN ('planned', 'given', 'cancelled', 'entered_in_error')", name="status"
        ),
        CheckConstraint(
            "status <> 'given' OR (ended_at >= started_at AND dose_mg > 0) IS TRUE", name="given"
        ),
        CheckConstraint("status <> 'planned' OR planned_at IS NOT NULL", name="planned"),
        Index("ix_treatment_sessions_started", "patient_id", "started_at"),
    )

    order_id: Mapped[UUID]
    status: Mapped[str]
    planned_at: Mapped[datetime | None] = mapped_column(default=None)
    plan: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True), default=None)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    setting: Mapped[str | None] = mapped_column(default=None)
    drug: Mapped[str | None] = mapped_column(default=None)
    route: Mapped[str | None] = mapped_column(default=None)
    dose_mg: Mapped[Decimal | None] = mapped_column(Numeric(), default=None)
    weight_kg: Mapped[Decimal | None] = mapped_column(Numeric(), default=None)
    weighed_on: Mapped[date | None] = mapped_column(default=None)
    infusion_minutes: Mapped[int | None] = mapped_column(default=None)
    given: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True), default=None)
    """What else was recorded of what was given, texts apart."""

    burst: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True), default=None)
    """What is asked after it, as the clinic had it configured when the session was recorded."""

    confirmed: Mapped[list[str]] = mapped_column(default_factory=list)
    """The unusual quantities of the plan that its author confirmed."""

    second_person: Mapped[UUID | None] = mapped_column(default=None)
    """Who confirmed a planned value beyond the hard limit."""


class HomeDose(Record, Plausible, Base, kw_only=True):
    """One dose that a patient took at home."""

    GRANTED_WITH = "substance"
    __tablename__ = "home_doses"
    __table_args__ = (
        ForeignKeyConstraint(["patient_id", "order_id"], ["orders.patient_id", "orders.id"]),
        CheckConstraint("status IN ('taken', 'entered_in_error')", name="status"),
        CheckConstraint("dose_mg > 0", name="above_zero"),
        Index("ix_home_doses_taken", "patient_id", "taken_at"),
    )

    status: Mapped[str]
    taken_at: Mapped[datetime]
    time_zone: Mapped[str]
    day: Mapped[date]
    """The patient's own diary day, named by the client."""

    drug: Mapped[str]
    route: Mapped[str]
    dose_mg: Mapped[Decimal] = mapped_column(Numeric())
    as_planned: Mapped[bool]
    order_id: Mapped[UUID | None] = mapped_column(default=None)
    """None: no order of the care team covers it."""


class LabReport(Record, Base, kw_only=True):
    """The results of one sample."""

    __tablename__ = "lab_reports"
    __table_args__ = (
        CheckConstraint("status IN ('final', 'entered_in_error')", name="status"),
        Index("ix_lab_reports_taken", "patient_id", "taken_at"),
    )

    status: Mapped[str]
    taken_at: Mapped[datetime]
    results: Mapped[list[Any]] = mapped_column(JSONB())
    """Objects of lab, value, unit and upper_limit, or lab and result for a test strip."""


class HeldPlan(Base, kw_only=True):
    """A plan beyond the hard limit, refused until a second person has confirmed this content."""

    __tablename__ = "held_plans"
    __table_args__ = (
        CheckConstraint("kind IN ('order', 'session')", name="kind"),
        Index(
            "ix_held_plans_open",
            "patient_id",
            "proposed_at",
            postgresql_where=text("confirmed_at IS NULL"),
        ),
    )

    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    content_hash: Mapped[bytes] = mapped_column(primary_key=True)
    proposed_by: Mapped[UUID]
    proposed_at: Mapped[datetime]
    document_sealed: Mapped[bytes]
    findings: Mapped[list[Any]] = mapped_column(JSONB())
    confirmed_by: Mapped[UUID | None] = mapped_column(default=None)
    """A specialist, or the nil UUID for the operator."""

    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
