"""How records and their versions are found, and how a patient's changes wait for one another."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select, text

from backend.accounts.rules import Actor, Role
from backend.database import db
from backend.records.models import Record, RecordRevision

R = TypeVar("R", bound=Record)

WAIT = text("SELECT pg_advisory_xact_lock(hashtextextended(:patient_id, 0))")
OWN_KEY = text("SELECT data_key FROM accounts WHERE id = :patient_id")
SHARED_KEY = text("SELECT data_key FROM shared_patients WHERE patient_id = :patient_id")

OWN_ZONE = text("SELECT time_zone FROM accounts WHERE id = :patient_id")
SHARED_ZONE = text("SELECT time_zone FROM shared_patients WHERE patient_id = :patient_id")


def take_turns(patient_id: UUID) -> None:
    """Wait for this patient's other writes, the diary's included; later ones wait for this one."""
    db.session.execute(WAIT, {"patient_id": str(patient_id)})


def data_key_of(patient_id: UUID, *, own: bool) -> bytes:
    """The wrapped key of the patient's texts, read as the patient or as who was granted."""
    # A record that is being changed isn't stored before its new author is set.
    with db.session.no_autoflush:
        found = db.session.scalars(OWN_KEY if own else SHARED_KEY, {"patient_id": patient_id})
        return bytes(found.one())


def zone_of(patient_id: UUID, reader: Actor) -> str:
    """The IANA zone of the patient, read as the patient or as who was granted."""
    own = reader.role is Role.PATIENT
    found = db.session.scalars(OWN_ZONE if own else SHARED_ZONE, {"patient_id": patient_id})
    return str(found.one())


def find_record(kind: type[R], patient_id: UUID, record_id: UUID) -> R | None:
    """The record as it stands."""
    return db.session.get(kind, (patient_id, record_id), populate_existing=True)


def versions_of(patient_id: UUID, kind: str, record_id: UUID) -> Sequence[RecordRevision]:
    """Every version of a record, oldest first."""
    return db.session.scalars(
        select(RecordRevision)
        .where(
            RecordRevision.patient_id == patient_id,
            RecordRevision.kind == kind,
            RecordRevision.record_id == record_id,
        )
        .order_by(RecordRevision.revision)
    ).all()


def all_versions_of(patient_id: UUID) -> Sequence[RecordRevision]:
    """Every version of every record, oldest first of each."""
    return db.session.scalars(
        select(RecordRevision)
        .where(RecordRevision.patient_id == patient_id)
        .order_by(RecordRevision.kind, RecordRevision.record_id, RecordRevision.revision)
    ).all()


def records_of(
    kind: type[R],
    patient_id: UUID,
    *,
    by: Any,
    before: Sequence[Any] | None,
    limit: int,
) -> Sequence[R]:
    """The patient's records of a kind, the latest `by` first; those before a (moment, id)."""
    wanted = select(kind).where(kind.patient_id == patient_id)
    if before is not None:
        moment, record_id = before
        wanted = wanted.where((by < moment) | ((by == moment) & (kind.id < record_id)))
    newest_first = wanted.order_by(by.desc().nulls_first(), kind.id.desc())
    return db.session.scalars(newest_first.limit(limit)).all()
