"""How a patient finds a specialist by the code that the specialist hands out."""

from datetime import timedelta
from uuid import UUID

from backend import vault
from backend.accounts import queries as accounts
from backend.accounts.rules import Limit, is_share_code, normalised_code
from backend.errors import Invalid, NotFound, TooMany
from backend.sharing import queries
from backend.sharing.rules import Specialist

LOOK_UPS = Limit("share_code.account", 30, timedelta(hours=1))
"""How often an account may try a code that names nobody."""


class ShareCodeMistyped(Invalid):
    """The share code's check character doesn't fit."""


class ShareCodeUnknown(NotFound):
    """No specialist has this share code."""


def look_up_share_code(patient_id: UUID, *, share_code: str) -> Specialist:
    """Whose share code this is, or raise ShareCodeMistyped, ShareCodeUnknown or TooMany."""
    subject = vault.keyed_hash(LOOK_UPS.kind, str(patient_id))
    # Counted before looking and taken back after: many tries at once are counted as well.
    [tally] = accounts.count_attempts([(LOOK_UPS, subject)], more=1)
    if tally.is_over:
        raise TooMany(tally.retry_after)
    code = normalised_code(share_code)
    if not is_share_code(code):
        raise ShareCodeMistyped({"share_code": ["Not a share code: is a character mistyped?"]})
    found = queries.find_specialist_by_share_code(code)
    if found is None:
        raise ShareCodeUnknown
    accounts.count_attempts([(LOOK_UPS, subject)], more=-1)
    return Specialist(
        id=found.id,
        name=vault.unseal(found.data_key, found.id, "accounts.name", found.name_sealed),
        clinic=found.clinic_name,
        clinic_id=found.clinic_id,
    )
