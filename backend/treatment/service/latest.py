"""What was given last."""

from datetime import datetime
from uuid import UUID

from backend.treatment import queries


def last_session_before(patient_id: UUID, moment: datetime) -> tuple[UUID, datetime] | None:
    """Of the given sessions begun by then, the one that ends last, and when; None: none was."""
    found = queries.last_session_before(patient_id, moment)
    if found is None or found.ended_at is None:
        return None
    return found.id, found.ended_at
