"""What no route lists otherwise: rows as they are stored, made into JSON by PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text

from backend.cognition.models import CognitionRun
from backend.database import db
from backend.schedule.models import Occurrence
from backend.treatment.models import HeldPlan


def _rows(table: str, columns: str, order: str, owner: str = "patient_id") -> str:
    return (
        f"(SELECT coalesce(json_agg(row_to_json(r)), '[]')::text FROM"
        f" (SELECT {columns} FROM {table} WHERE {owner} = :patient_id ORDER BY {order}) r)"
    )


AS_STORED = {
    "consent_events": _rows("consent_events", "id, at, item, version, given, cards", "at, id"),
    "sign_ins": _rows(
        "sign_ins",
        "id, device, created_at, expires_at, idle_expires_at, rotated_at, revoked_at",
        "created_at, id",
        "account_id",
    ),
    "repeated_writes": _rows(
        "repeated_writes", "write_id, day, moment_id, revision", "day, write_id"
    ),
    "schedule": _rows(
        "schedules",
        "anchor_on, time_zone, left(day_starts_at::text, 5) AS day_starts_at, built_until,"
        " rules_version",
        "anchor_on",
    ),
    "silence": _rows("reminder_plans", "rung, silent_since, told_at, changed_at", "changed_at"),
}
"""By the name in the document; hashes and secrets are left out, and what only machines need."""

STORED = text(f"SELECT {', '.join(f'{rows} AS {name}' for name, rows in AS_STORED.items())}")


def as_stored(patient_id: UUID) -> Mapping[str, str]:
    """Each of those lists as JSON text, by its name."""
    found = db.session.execute(STORED, {"patient_id": patient_id}).one()
    return dict(zip(AS_STORED, found, strict=True))


def trials_of_runs(patient_id: UUID) -> Mapping[UUID, Any]:
    """The trials of every run of the thinking tasks."""
    wanted = select(CognitionRun.id, CognitionRun.trials)
    found: Sequence[Row[Any]] = db.session.execute(
        wanted.where(CognitionRun.patient_id == patient_id)
    ).all()
    return {row.id: row.trials for row in found}


def occurrences(patient_id: UUID) -> Sequence[Occurrence]:
    """Every occasion on which something is or was asked, in the order in which they open."""
    return db.session.scalars(
        select(Occurrence)
        .where(Occurrence.patient_id == patient_id)
        .order_by(Occurrence.opens_at, Occurrence.slot)
    ).all()


def held_plans(patient_id: UUID) -> Sequence[HeldPlan]:
    """Every plan that ever waited for a second person, the oldest first."""
    return db.session.scalars(
        select(HeldPlan)
        .where(HeldPlan.patient_id == patient_id)
        .order_by(HeldPlan.proposed_at, HeldPlan.content_hash)
    ).all()
