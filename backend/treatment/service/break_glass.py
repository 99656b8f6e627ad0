"""How the operator confirms where no second person of the care team can be had."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from backend import clock
from backend.audit.service import record_access
from backend.errors import Invalid, NotFound
from backend.records import queries as records_queries
from backend.treatment import queries
from backend.treatment.models import HeldPlan, HomeDose, TreatmentSession

OPERATOR = UUID(int=0)
"""Stands for the operator wherever a second person is named."""

Waiting = HeldPlan | TreatmentSession | HomeDose
NO_REASON = "Give the reason: the patient reads it."


class NothingWaits(NotFound):
    """Nothing of this patient under this id waits for a second person."""

    code = "nothing_waits"


def confirm_as_operator(patient_id: UUID, record_id: UUID, *, reason: str) -> str:
    """Confirm what waits under the id, of several plans the newest, and give what it was.

    The patient sees the reason among the accesses. Raises Invalid without one, or NothingWaits.
    """
    if not reason.strip():
        raise Invalid({"reason": [NO_REASON]}, NO_REASON)
    records_queries.take_turns(patient_id)
    found = _waiting_under(patient_id, record_id)
    if found is None:
        raise NothingWaits
    kind, row = found
    if isinstance(row, HeldPlan):
        row.confirmed_by, row.confirmed_at = OPERATOR, clock.now()
    else:
        row.unconfirmed, row.looked_by, row.looked_at = False, OPERATOR, clock.now()
    record_access(
        actor_id=OPERATOR,
        actor_role="operator",
        patient_id=patient_id,
        action="treatment.break_glass",
        details={"kind": kind, "record_id": str(record_id), "reason": reason},
    )
    return kind


def all_waiting() -> Sequence[Any]:
    """Patient, record, kind and since when, of all that waits anywhere, the longest wait first."""
    return queries.all_waiting()


def _waiting_under(patient_id: UUID, record_id: UUID) -> tuple[str, Waiting] | None:
    rows: list[tuple[str, Any]] = [
        *((plan.kind, plan) for plan in reversed(queries.waiting_plans(patient_id))),
        *(("given", row) for row in queries.unconfirmed_sessions(patient_id)),
        *(("dose", row) for row in queries.unconfirmed_doses(patient_id)),
    ]
    return next(((kind, row) for kind, row in rows if _id_of(row) == record_id), None)


def _id_of(row: Waiting) -> UUID:
    return row.record_id if isinstance(row, HeldPlan) else row.id
