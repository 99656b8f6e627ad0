"""How somebody who forgot the password chooses another; the second factor stays as it is."""

from dataclasses import dataclass
from datetime import datetime

from backend import vault
from backend.accounts import queries
from backend.accounts.models import ResetCode
from backend.accounts.rules import (
    RESET_ADDRESS,
    RESET_ALL,
    RESET_ASKED_ADDRESS,
    RESET_ASKED_EMAIL,
    RESET_LIFETIME,
    Actor,
    Role,
    address_block,
    new_code,
    normalised_code,
    normalised_email,
    shown_code,
)
from backend.accounts.service import passwords
from backend.accounts.service.attempts import count_attempt, failures_counted
from backend.accounts.service.profiles import EMAIL
from backend.accounts.service.second_factor import recovery_hash
from backend.audit.service import record_access
from backend.database import bind_actor, db
from backend.errors import NotFound, TooMany


class ResetRefused(NotFound):
    """These codes can't be used."""

    code = "reset"


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A reset code on its way to its owner's address."""

    to: str
    code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedOut:
    """A reset code that a clinic hands over; it wants one of its owner's recovery codes too."""

    code: str
    expires_at: datetime


def note_reset_request(*, address: str | None) -> None:
    """Count that somebody at this address asked for a reset code, or raise TooMany."""
    count_attempt((RESET_ASKED_ADDRESS, address_block(address)))


def write_reset_letter(email: str) -> Letter | None:
    """A letter with a code of an hour to the account's own address.

    None if there is no account, or too many were written lately.
    """
    spelt = normalised_email(email)
    try:
        count_attempt((RESET_ASKED_EMAIL, spelt))
    except TooMany:
        return None
    code = new_code()
    found = queries.issue_reset_code(
        vault.keyed_hash("email", spelt), _code_hash(code), proof="email", valid=RESET_LIFETIME
    )
    if found is None:
        return None
    to = vault.unseal(found.data_key, found.id, EMAIL, found.email_sealed)
    return Letter(to=to, code=shown_code(code))


def issue_reset_code(actor: Actor, *, email: str, now: datetime) -> HandedOut:
    """A code that a coordinator hands to a person of the own clinic, or raise NotFound."""
    code = new_code()
    found = queries.issue_reset_code(
        vault.keyed_hash("email", normalised_email(email)),
        _code_hash(code),
        proof="clinic",
        valid=RESET_LIFETIME,
    )
    if found is None:
        raise NotFound
    if Role(found.role) is Role.PATIENT:
        record_access(
            actor_id=actor.id,
            actor_role=actor.role,
            patient_id=found.id,
            action="account.reset_code",
        )
    return HandedOut(code=shown_code(code), expires_at=now + RESET_LIFETIME)


def operator_reset_code(email: str, *, now: datetime) -> HandedOut:
    """The same, made by an operator for anybody, or raise NotFound."""
    account_id = queries.find_account_id(vault.keyed_hash("email", normalised_email(email)))
    if account_id is None:
        raise NotFound("There is no account with this address.")
    code, expires_at = new_code(), now + RESET_LIFETIME
    db.session.add(
        ResetCode(
            code_hash=_code_hash(code),
            account_id=account_id,
            proof="clinic",
            created_at=now,
            expires_at=expires_at,
        )
    )
    db.session.flush()
    return HandedOut(code=shown_code(code), expires_at=expires_at)


def reset_password(
    *, code: str, password: str, recovery_code: str | None, address: str | None
) -> None:
    """Choose another password by a code and end all sign-ins, or raise Invalid, ResetRefused.

    A patient sees afterwards that it happened.
    """
    passwords.require_good(password, field="password")
    with failures_counted(
        (RESET_ADDRESS, address_block(address)), (RESET_ALL, ""), failures=(ResetRefused,)
    ):
        found = queries.reset_password(
            _code_hash(normalised_code(code)),
            recovery_hash(recovery_code) if recovery_code else None,
            passwords.hashed(password),
        )
        if found is None:
            raise ResetRefused
    role = Role(found.role)
    if role is Role.PATIENT:
        bind_actor(role.database_role, found.id)
        record_access(
            actor_id=found.id,
            actor_role=role,
            patient_id=found.id,
            action="account.password_reset",
            details={"proof": found.proof},
        )


def _code_hash(code: str) -> bytes:
    return vault.keyed_hash("reset", code)
