"""What all amendable records have in common, and the table of their revisions."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, PrimaryKeyConstraint, text
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from backend.database import Base, Categorised


class Record(Categorised, MappedAsDataclass, kw_only=True, repr=False, eq=False):
    """A record as it stands; every earlier version is among the revisions.

    `patient_id` has no foreign key: row-level security lets nobody write but the patient, or a
    specialist with whom that patient shares.
    """

    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Chosen by the client, so that a record sent twice is one record."""

    revision: Mapped[int]
    content_hash: Mapped[bytes]
    recorded_by: Mapped[UUID]
    """Who wrote the revision that stands."""

    recorded_role: Mapped[str]
    recorded_at: Mapped[datetime]
    texts_sealed: Mapped[bytes | None] = mapped_column(default=None)
    """The record's free texts as one sealed JSON object."""


class RecordRevision(Categorised, Base, kw_only=True):
    """One version of a record with the reason for it; append-only."""

    __tablename__ = "record_revisions"
    __table_args__ = (
        PrimaryKeyConstraint("patient_id", "kind", "record_id", "revision"),
        Index(
            "ix_record_revisions_safety",
            "patient_id",
            "recorded_at",
            postgresql_where=text("safety <> '{}'"),
        ),
    )

    patient_id: Mapped[UUID]
    kind: Mapped[str]
    record_id: Mapped[UUID]
    revision: Mapped[int]
    recorded_by: Mapped[UUID]
    recorded_role: Mapped[str]
    recorded_at: Mapped[datetime]
    document_sealed: Mapped[bytes]
    """The whole version as its author gave it, with the reason, as sealed JSON."""

    category: Mapped[str | None] = mapped_column(default=None)
    """The category without which a specialist doesn't see it; None: any grant will do."""

    day: Mapped[date | None] = mapped_column(default=None)
    """The diary day that an answer belongs to."""

    safety: Mapped[list[str]] = mapped_column(default_factory=list)
    """The safety items that this version answers positively."""
