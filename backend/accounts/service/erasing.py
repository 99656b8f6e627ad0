"""How patients erase themselves, and how that holds when a backup is restored."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from backend import vault
from backend.accounts import queries
from backend.accounts.models import Erasure
from backend.accounts.rules import Actor
from backend.accounts.service.profiles import require_fresh, require_password
from backend.audit.service import record_own_change


def erase_account(actor: Actor, *, password: str, now: datetime) -> None:
    """Erase the patient and all that is kept about them, or raise SignInAgain, WrongPassword.

    The audit stays: it names nobody but by an id that leads nowhere any more.
    """
    require_fresh(actor, now=now)
    require_password(queries.get_account(actor.id), password)
    record_own_change(actor.id, action="account.erase")
    queries.erase_account(pseudonym_of(actor.id))


def erasures() -> Sequence[Erasure]:
    """Who was erased, under names that mean nothing, the oldest first. For operators only."""
    return queries.erasures()


def erase_again(ledger: Sequence[tuple[bytes, datetime]]) -> int:
    """Erase whom a restored backup brought back; how many they were. For operators only.

    `ledger` has the erasures that the backup itself is too old to know.
    """
    queries.remember_erasures(ledger)
    erased = {row.pseudonym for row in queries.erasures()}
    names = {patient_id: pseudonym_of(patient_id) for patient_id in queries.ever_patients()}
    return sum(
        queries.erase_again(patient_id, name) > 0
        for patient_id, name in names.items()
        if name in erased
    )


def pseudonym_of(patient_id: UUID) -> bytes:
    """Under which name the ledger knows a patient."""
    return vault.keyed_hash("erasure", str(patient_id))
