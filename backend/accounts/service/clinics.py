"""Clinics, as operators open them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from backend import clock
from backend.accounts.models import Clinic
from backend.database import db


def open_clinic(*, name: str, crisis_contacts: Sequence[dict[str, Any]]) -> UUID:
    """Open a clinic with whom its patients call in a crisis ({name, phone, hours?}); its id."""
    clinic = Clinic(name=name, crisis_contacts=list(crisis_contacts), created_at=clock.now())
    db.session.add(clinic)
    db.session.flush()
    return clinic.id
