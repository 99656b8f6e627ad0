"""How it is told that somebody looked through a patient's state, and up to when."""

from datetime import datetime
from typing import Any
from uuid import UUID

from backend import clock, vault
from backend.accounts.rules import Actor
from backend.errors import Invalid
from backend.supervision import queries
from backend.supervision.rules import AHEAD

NAME = "accounts.name"


def mark_reviewed(patient_id: UUID, *, by: Actor, seen_until: datetime | None) -> dict[str, Any]:
    """Tell that everything up to that moment (now if None) was looked at; give how it stands.

    Raises Invalid for a moment that is more than 5 minutes ahead.
    """
    now = clock.now()
    if seen_until is not None and seen_until > now + AHEAD:
        raise Invalid({"seen_until": ["It lies in the future."]})
    queries.put_review(patient_id, by.id, min(seen_until or now, now))
    return last_review(patient_id)


def last_review(patient_id: UUID) -> dict[str, Any]:
    """Up to when somebody who may still look has looked, and who; both None if nobody has."""
    found = queries.find_last_review(patient_id)
    if found is None:
        return {"reviewed_at": None, "reviewed_by": None}
    name = vault.unseal(found.data_key, found.id, NAME, found.name_sealed)
    return {"reviewed_at": found.reviewed_at, "reviewed_by": name}
