"""The tables of consent and of grants: what a patient agreed to, and who may read."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base


class Consent(Base, kw_only=True):
    """How one consent item stands for one patient."""

    __tablename__ = "consents"
    __table_args__ = (
        Index(
            "ix_consents_suspended",
            "patient_id",
            postgresql_where=text(
                "(needed_to_write OR needed_to_share) AND withdrawn_at IS NOT NULL"
            ),
        ),
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str]
    given_at: Mapped[datetime]
    needed_to_write: Mapped[bool]
    """Withdrawn, it suspends writing and all grants."""

    needed_to_share: Mapped[bool]
    """Withdrawn, it suspends all grants."""

    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


class ConsentEvent(Base, kw_only=True):
    """One decision on one consent item, with the evidence cards shown before it; append-only."""

    __tablename__ = "consent_events"

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    at: Mapped[datetime]
    item: Mapped[str]
    version: Mapped[str]
    given: Mapped[bool]
    cards: Mapped[list[str]]


class Grant(Base, kw_only=True):
    """A patient's permission that one specialist reads some categories; kept after it ends."""

    __tablename__ = "grants"
    __table_args__ = (
        Index(
            "uq_grants_live",
            "patient_id",
            "specialist_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_grants_readers", "specialist_id", postgresql_where=text("ended_at IS NULL")),
        Index(
            "ix_grants_team",
            "clinic_id",
            postgresql_where=text("ended_at IS NULL AND covers_team"),
        ),
        CheckConstraint(
            "categories <@ ARRAY['pain', 'side_effects', 'mood', 'substance', 'notes']"
            " AND cardinality(categories) > 0",
            name="categories",
        ),
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    specialist_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinics.id"))
    """The specialist's clinic, whose other specialists may stand in if the team is covered."""

    categories: Mapped[list[str]]
    covers_team: Mapped[bool]
    granted_at: Mapped[datetime]
    expires_on: Mapped[date | None] = mapped_column(default=None)
    """The last day on which it holds, in the patient's zone; None: until revoked."""

    ended_at: Mapped[datetime | None] = mapped_column(default=None)
