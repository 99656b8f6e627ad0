"""How calls for help, notes and reviews are found, and what is stored in one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from backend.database import db
from backend.records import queries as records
from backend.supervision.models import Note, Press, Review

LAST_REVIEW = text("SELECT * FROM last_review(:patient_id)")


def add_press(press: dict[str, Any]) -> bool:
    """Store a press, waiting for no other write of the patient; False: its id is taken."""
    new = insert(Press).values(**press).on_conflict_do_nothing().returning(Press.id)
    return db.session.scalars(new).one_or_none() is not None


def find_press(patient_id: UUID, press_id: UUID) -> Press | None:
    """The press as it stands now."""
    return db.session.get(Press, (patient_id, press_id), populate_existing=True)


def presses_of(patient_id: UUID, *, before: Sequence[Any] | None, limit: int) -> Sequence[Press]:
    """The patient's presses, the last received first; those before a (moment, id)."""
    wanted = select(Press).where(Press.patient_id == patient_id)
    if before is not None:
        wanted = wanted.where(tuple_(Press.received_at, Press.id) < tuple_(*before))
    newest_first = wanted.order_by(Press.received_at.desc(), Press.id.desc())
    return db.session.scalars(newest_first.limit(limit)).all()


def answer_press(
    patient_id: UUID, press_id: UUID, *, at: datetime, by: UUID, done_sealed: bytes
) -> bool:
    """Answer a press, unless it is answered already or isn't there: then False."""
    answered = db.session.scalars(
        update(Press)
        .where(Press.patient_id == patient_id, Press.id == press_id, Press.answered_at.is_(None))
        .values(answered_at=at, answered_by=by, done_sealed=done_sealed)
        .returning(Press.id)
    )
    return answered.one_or_none() is not None


def notes_of(patient_id: UUID, *, before: Sequence[Any] | None, limit: int) -> Sequence[Note]:
    """The notes about the patient, the latest day first; those before a (day, id)."""
    return records.records_of(Note, patient_id, by=Note.day, before=before, limit=limit)


def put_review(patient_id: UUID, reviewer_id: UUID, reviewed_at: datetime) -> None:
    """Keep up to when this specialist has looked; never less far than before."""
    values = {"patient_id": patient_id, "reviewer_id": reviewer_id, "reviewed_at": reviewed_at}
    looked = insert(Review).values(**values)
    further = func.greatest(Review.reviewed_at, looked.excluded.reviewed_at)
    db.session.execute(
        looked.on_conflict_do_update(
            index_elements=["patient_id", "reviewer_id"], set_={"reviewed_at": further}
        )
    )


def find_last_review(patient_id: UUID) -> Row[Any] | None:
    """The furthest review by who may still look: reviewed_at, id, name_sealed, data_key."""
    return db.session.execute(LAST_REVIEW, {"patient_id": patient_id}).one_or_none()
