"""How runs of the thinking tasks are found."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from backend.cognition.models import CognitionRun
from backend.database import db
from backend.records import queries as records


def runs_that_count(patient_id: UUID, device_id: str | None) -> Sequence[Row[Any]]:
    """The runs that stand, of one device or of all, without their trials, oldest first."""
    wanted = select(
        CognitionRun.id,
        CognitionRun.device_id,
        CognitionRun.started_at,
        CognitionRun.day,
        CognitionRun.too_soon,
        CognitionRun.outcomes,
    ).where(CognitionRun.patient_id == patient_id, CognitionRun.status == "final")
    if device_id is not None:
        wanted = wanted.where(CognitionRun.device_id == device_id)
    return db.session.execute(wanted.order_by(CognitionRun.started_at, CognitionRun.id)).all()


def runs(patient_id: UUID, *, before: Sequence[Any] | None, limit: int) -> Sequence[CognitionRun]:
    """The runs, the latest begun first; those before a (moment, id)."""
    by = CognitionRun.started_at
    return records.records_of(CognitionRun, patient_id, by=by, before=before, limit=limit)
