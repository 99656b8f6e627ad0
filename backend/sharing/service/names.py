"""How the names of staff are read."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from backend import vault
from backend.sharing import queries
from backend.sharing.rules import StaffMember


def staff_by_id(ids: Iterable[UUID]) -> Mapping[UUID, StaffMember]:
    """Name and clinic of those of these people who are staff; patients are left out."""
    return {
        found.id: StaffMember(
            id=found.id,
            name=vault.unseal(found.data_key, found.id, "accounts.name", found.name_sealed),
            clinic=found.clinic_name,
        )
        for found in queries.staff(ids)
    }
