"""How a patient finds a specialist by the code that the specialist hands out."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from backend import vault
from backend.accounts.rules import normalise_share_code
from backend.errors import Invalid, NotFound, TooMany
from backend.sharing import queries
from backend.sharing.rules import Specialist

FAILURES = 30
"""How many codes that name nobody an account may try within the window."""

WINDOW = timedelta(hours=1)


class ShareCodeMistyped(Invalid):
    """The share code's check character doesn't fit."""

    stands = True


class ShareCodeUnknown(NotFound):
    """No specialist has this share code."""

    stands = True


def look_up_share_code(patient_id: UUID, *, share_code: str) -> Specialist:
    """Whose share code this is, or raise ShareCodeMistyped, ShareCodeUnknown or TooMany."""
    failed = _count_failures(patient_id, more=0)
    if failed.failures >= FAILURES:
        raise TooMany(failed.retry_after)
    code = normalise_share_code(share_code)
    if code is None:
        _count_failures(patient_id, more=1)
        raise ShareCodeMistyped({"share_code": ["Not a share code: is a character mistyped?"]})
    found = queries.find_specialist_by_share_code(code)
    if found is None:
        _count_failures(patient_id, more=1)
        raise ShareCodeUnknown
    return Specialist(
        id=found.id,
        name=vault.unseal(found.data_key, found.id, "accounts.name", found.name_sealed),
        clinic=found.clinic_name,
        clinic_id=found.clinic_id,
    )


def _count_failures(patient_id: UUID, *, more: int) -> Any:
    subject = vault.keyed_hash("share code attempts", str(patient_id))
    return queries.count_attempt("share_code", subject, within=WINDOW, more=more)
