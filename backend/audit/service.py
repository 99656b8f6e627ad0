"""How it is written down who reached for whose data, and how that is sealed and verified."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from backend import clock
from backend.audit import queries
from backend.audit.models import Access
from backend.database import db


def record_access(
    *,
    actor_id: UUID,
    actor_role: str,
    patient_id: UUID,
    action: str,
    denied: bool = False,
    details: dict[str, Any] | None = None,
) -> None:
    """Write down, in the work's own transaction, that this person reached for this patient."""
    db.session.add(
        Access(
            at=clock.now(),
            actor_id=actor_id,
            actor_role=actor_role,
            patient_id=patient_id,
            action=action,
            denied=denied,
            details=details,
        )
    )
    db.session.flush()


def record_own_change(
    patient_id: UUID, *, action: str, details: dict[str, Any] | None = None
) -> None:
    """Write down that this patient changed the own account, consents or sharing."""
    record_access(
        actor_id=patient_id,
        actor_role="patient",
        patient_id=patient_id,
        action=action,
        details=details,
    )


def record_list_access(
    *, actor_id: UUID, actor_role: str, patient_ids: Collection[UUID], action: str
) -> None:
    """Write down that these patients were listed: one row per patient, reader and hour."""
    if patient_ids:
        queries.add_listed(
            actor_id=actor_id,
            actor_role=actor_role,
            patient_ids=patient_ids,
            action=action,
            at=clock.now(),
        )
