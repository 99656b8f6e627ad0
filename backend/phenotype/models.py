"""The tables of the phenotype."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from backend.records.models import Record


class Phenotype(Record, Base, kw_only=True):
    """One part of what characterises a patient's pain; each part is granted by its category."""

    __tablename__ = "phenotypes"
    __table_args__ = (
        CheckConstraint(
            "part = 'pain' AND category IS NULL OR part = 'substance' AND category = 'substance'",
            name="part",
        ),
        Index("uq_phenotypes_part", "patient_id", "part", unique=True),
    )

    part: Mapped[str]
    document: Mapped[dict[str, Any]]
    category: Mapped[str | None] = mapped_column(default=None)
    """None: any grant will do."""


class Comedication(Record, Base, kw_only=True):
    """Another medicine and from when to when it was taken."""

    __tablename__ = "comedications"
    __table_args__ = (
        CheckConstraint("status IN ('final', 'entered_in_error')", name="status"),
        CheckConstraint("to_on >= from_on", name="interval"),
        CheckConstraint("opioid_dose > 0", name="above_zero"),
    )

    status: Mapped[str]
    atc: Mapped[str]
    medicine_group: Mapped[str]
    """The catalogue's group of medicines that the ATC code belongs to."""

    from_on: Mapped[date]
    to_on: Mapped[date | None] = mapped_column(default=None)
    """The last day; None: still taken."""

    opioid: Mapped[str | None] = mapped_column(default=None)
    """The name under which the factor table knows the substance."""

    opioid_dose: Mapped[Decimal | None] = mapped_column(Numeric(), default=None)
    """mg a day, for a fentanyl patch ug an hour."""

    mme_per_day: Mapped[Decimal | None] = mapped_column(Numeric(), default=None)
    """mg of oral morphine a day; None where the substance is not converted."""

    mme_factor: Mapped[Decimal | None] = mapped_column(Numeric(), default=None)
    mme_source: Mapped[str | None] = mapped_column(default=None)
    """The factor table and the catalogue's version it was taken from."""
