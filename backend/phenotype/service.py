"""What characterises a patient's pain, and the other medicines."""

from uuid import UUID

from backend.database import db
from backend.phenotype.models import Phenotype


def sex_at_birth(patient_id: UUID) -> str | None:
    """As recorded by a specialist, None where unknown."""
    found = db.session.get(Phenotype, (patient_id, patient_id))
    return found.document.get("sex_at_birth") if found else None
