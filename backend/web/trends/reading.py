"""A trend is read in one trip; whoever may not goes the ordinary way, which says so."""

from uuid import UUID

from backend.access.policy import Action
from backend.errors import NotFound
from backend.trends.rules.series import Question
from backend.trends.service.trend import Reader, read_trend
from backend.web.api import guard_patient
from backend.web.identity import current_claims


def trend_of(patient_id: UUID, question: Question) -> bytes:
    """The trend as the one who asks may see it, or the ordinary guard's refusal."""
    claims = current_claims()
    reader = Reader(claims.account_id, claims.sign_in_id, claims.role)
    action = Action.READ_TRENDS
    found = read_trend(question, reader=reader, patient_id=patient_id, action=action)
    if found is None:
        guard_patient(action, patient_id)
        raise NotFound
    return found
