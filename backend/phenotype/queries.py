"""How the phenotype and the other medicines are found."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from backend.database import db
from backend.phenotype.models import Comedication, Phenotype
from backend.phenotype.rules import OPIOID


def find_part(patient_id: UUID, part_id: UUID) -> Phenotype | None:
    """One part of the phenotype, if the reader may see it."""
    return db.session.get(Phenotype, (patient_id, part_id), populate_existing=True)


def comedications(
    patient_id: UUID, *, on: date | None, before: Sequence[Any] | None, limit: int
) -> Sequence[Comedication]:
    """The medicines, the latest begun first: those taken on a day, those before (day, id)."""
    wanted = select(Comedication).where(Comedication.patient_id == patient_id)
    if on is not None:
        wanted = wanted.where(Comedication.status == "final", *_taken_on(on))
    if before is not None:
        day, record_id = before
        begun, key = Comedication.from_on, Comedication.id
        wanted = wanted.where((begun < day) | ((begun == day) & (key < record_id)))
    newest_first = wanted.order_by(Comedication.from_on.desc(), Comedication.id.desc())
    return db.session.scalars(newest_first.limit(limit)).all()


def opioids_on(patient_id: UUID, on: date) -> Sequence[Comedication]:
    """The opioids that were taken on the day, in a fixed order.

    Those are among them of which only the group is known, not the substance or dose.
    """
    return db.session.scalars(
        select(Comedication)
        .where(
            Comedication.patient_id == patient_id,
            Comedication.status == "final",
            or_(Comedication.opioid.is_not(None), Comedication.medicine_group == OPIOID),
            *_taken_on(on),
        )
        .order_by(Comedication.opioid, Comedication.id)
    ).all()


def others_of(patient_id: UUID, atc: str, *, but: UUID) -> Sequence[Comedication]:
    """The other records of the same medicine that stand."""
    return db.session.scalars(
        select(Comedication).where(
            Comedication.patient_id == patient_id,
            Comedication.atc == atc,
            Comedication.id != but,
            Comedication.status == "final",
        )
    ).all()


def _taken_on(day: date) -> tuple[ColumnElement[bool], ...]:
    ends = or_(Comedication.to_on.is_(None), Comedication.to_on >= day)
    return (Comedication.from_on <= day, ends)
