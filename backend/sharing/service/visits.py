"""How patients see who looked at their data."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from backend.audit import queries as audit
from backend.audit.models import Access
from backend.sharing.rules import StaffMember, Visit, Visitor
from backend.sharing.service.names import staff_by_id


def visits(patient_id: UUID, *, before: Sequence[Any] | None, limit: int) -> Sequence[Visit]:
    """Who reached for this patient's data, refused ones included, newest first."""
    found = audit.accesses_of(patient_id, before=before, limit=limit)
    staff = staff_by_id({access.actor_id for access in found} - {patient_id})
    return [
        Visit(
            id=access.id,
            at=access.at,
            who=_visitor(access, staff),
            action=access.action,
            denied=access.denied,
            details=access.details,
        )
        for access in found
    ]


def _visitor(access: Access, staff: Mapping[UUID, StaffMember]) -> Visitor:
    """Who it was: oneself, staff by name; another patient stays without name and id."""
    if access.actor_id == access.patient_id:
        return Visitor(id=access.actor_id, name="you", role=access.actor_role)
    known = staff.get(access.actor_id)
    if known is None:
        return Visitor(role=access.actor_role)
    return Visitor(id=known.id, name=known.name, role=access.actor_role, clinic=known.clinic)
