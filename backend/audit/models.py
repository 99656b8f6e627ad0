"""The audit tables: append-only, without foreign keys, so that they outlive people."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from backend.database import Base


class Xid8(UserDefinedType[str]):
    """PostgreSQL's 64-bit transaction number."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The name of the type."""
        return "xid8"


class Access(Base, kw_only=True):
    """One time that somebody reached for a patient's data, or the patient changed who may."""

    __tablename__ = "accesses"
    __table_args__ = (
        Index(
            "uq_accesses_hourly",
            "patient_id",
            "actor_id",
            "action",
            "hour",
            unique=True,
            postgresql_where=text("hour IS NOT NULL"),
        ),
        Index("ix_accesses_patient_id_at", "patient_id", "at"),
        Index("ix_accesses_sealing", "written_by", "at", "id"),
    )

    # Most who write here may not read: nothing is asked back.
    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012 - declared so by SQLAlchemy

    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    at: Mapped[datetime]
    actor_id: Mapped[UUID]
    actor_role: Mapped[str]
    action: Mapped[str]
    denied: Mapped[bool] = mapped_column(default=False)
    hour: Mapped[datetime | None] = mapped_column(default=None)
    """Set for lists: one row per patient, reader and hour."""

    details: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """Which item, category or day; never an answer, a name or a text."""

    written_by: Mapped[str] = mapped_column(
        Xid8(), init=False, server_default=text("pg_current_xact_id()")
    )
    """The transaction, by which the sealer knows what is complete."""


class AccessSeal(Base, kw_only=True):
    """A link of the hash chain over the audit rows."""

    __tablename__ = "access_seals"

    number: Mapped[int] = mapped_column(BigInteger(), primary_key=True, autoincrement=False)
    """1, 2, 3 …, so that a link taken out of the middle leaves a hole."""

    patient_id: Mapped[UUID]
    access_id: Mapped[UUID] = mapped_column(unique=True)
    sealed_at: Mapped[datetime]
    mac: Mapped[bytes]
    """HMAC-SHA256 over the link before and this row's canonical form."""
