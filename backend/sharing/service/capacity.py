"""When a patient had better not agree to more: shortly after a dose."""

from datetime import timedelta
from uuid import UUID

from backend import clock
from backend.errors import Conflict
from backend.sharing import queries

CLOUDED = timedelta(hours=24)
"""How long after a dose nothing is widened: our own rule, after the day without driving."""

LATELY, STEADY_DAYS = timedelta(days=7), 4
"""Who took doses at home on so many days lately takes them steadily, and could never wait."""


class DosedRecently(Conflict):
    """Within 24 hours of a dose nothing can be widened; ending and withdrawing always can."""

    code = "dosed_recently"


def require_clear_head(patient_id: UUID) -> None:
    """Return if nothing stands against widening, or raise DosedRecently with `until`."""
    until = queries.clouded_until(
        patient_id, now=clock.now(), clouded=CLOUDED, lately=LATELY, steady=STEADY_DAYS
    )
    if until is not None:
        raise DosedRecently(until=until.isoformat())
