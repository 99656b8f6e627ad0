"""What people change about their own account."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from backend import vault
from backend.accounts import queries
from backend.accounts.models import Account
from backend.accounts.rules import (
    EMAIL_ACCOUNT,
    FRESH,
    PASSWORD_ACCOUNT,
    Actor,
    Profile,
    Role,
    normalised_email,
    shown_code,
)
from backend.accounts.service import passwords
from backend.accounts.service.attempts import failures_counted
from backend.audit.service import record_access
from backend.database import refused_by
from backend.errors import Conflict, Invalid, SignIn

NAME, EMAIL, TOTP = "accounts.name", "accounts.email", "accounts.totp"


class SignInAgain(SignIn):
    """Such a change wants a sign-in younger than 15 minutes. Sign in again."""


class EmailRefused(Conflict):
    """The address can't be used."""

    code = "email_refused"


class WrongPassword(Invalid):
    """The current password is wrong."""


def require_fresh(actor: Actor, *, now: datetime) -> None:
    """Return if the password was given a moment ago, or raise SignInAgain."""
    if now - actor.signed_in_at >= FRESH:
        raise SignInAgain


def require_password(account: Account, password: str) -> None:
    """Return if it is the account's password, or count a failure and raise WrongPassword."""
    with failures_counted((PASSWORD_ACCOUNT, str(account.id)), failures=(WrongPassword,)):
        if not passwords.is_right(password, account.password_hash):
            raise WrongPassword({"password": ["This isn't your current password."]})


def record_change(actor: Actor, *fields: str) -> None:
    """Let patients see which of their account's fields were changed, and when."""
    if actor.role is Role.PATIENT:
        record_access(
            actor_id=actor.id,
            actor_role=actor.role,
            patient_id=actor.id,
            action="account.change",
            details={"fields": sorted(fields)},
        )


def profile_of(account: Account) -> Profile:
    """The account as its owner sees it."""
    return Profile(
        id=account.id,
        role=account.role,
        name=vault.unseal(account.data_key, account.id, NAME, account.name_sealed),
        email=vault.unseal(account.data_key, account.id, EMAIL, account.email_sealed),
        time_zone=account.time_zone,
        day_starts_at=account.day_starts_at,
        clinic_id=account.clinic_id,
        share_code=shown_code(account.share_code) if account.share_code else None,
    )


def show_account(actor: Actor) -> Profile:
    """The person's own account."""
    return profile_of(queries.get_account(actor.id))


def change_account(actor: Actor, changes: Mapping[str, Any], *, now: datetime) -> Profile:
    """Change name, email, time_zone or day_starts_at, or raise Invalid, EmailRefused, SignIn."""
    account = queries.get_account(actor.id)
    before = profile_of(account)
    changed = {field: new for field, new in changes.items() if getattr(before, field) != new}
    if "day_starts_at" in changed and actor.role is not Role.PATIENT:
        raise Invalid({"day_starts_at": ["Only patients have a diary day."]})
    if "email" in changed:
        require_fresh(actor, now=now)
        _change_email(account, changed["email"], now=now)
    if "name" in changed:
        account.name_sealed = vault.seal(account.data_key, account.id, NAME, changed["name"])
    for field in changed.keys() & {"time_zone", "day_starts_at"}:
        setattr(account, field, changed[field])
    if changed:
        record_change(actor, *changed)
    return profile_of(account)


def change_password(actor: Actor, *, password: str, new_password: str, now: datetime) -> None:
    """Choose another password and end all other sign-ins, or raise WrongPassword, Invalid, SignIn.

    Open reset codes end too: whoever has one of them must not undo this.
    """
    require_fresh(actor, now=now)
    account = queries.get_account(actor.id)
    profile = profile_of(account)
    passwords.require_good(
        new_password, field="new_password", personal=(profile.email, profile.name)
    )
    require_password(account, password)
    account.password_hash = passwords.hashed(new_password)
    queries.revoke_other_sign_ins(actor.id, but=actor.sign_in_id, now=now)
    queries.void_reset_codes(actor.id, now=now)
    record_change(actor, "password")


def _change_email(account: Account, email: str, *, now: datetime) -> None:
    with (
        failures_counted((EMAIL_ACCOUNT, str(account.id)), failures=(EmailRefused,)),
        refused_by("uq_accounts_email_hash", EmailRefused),
    ):
        account.email_hash = vault.keyed_hash("email", normalised_email(email))
        account.email_sealed = vault.seal(account.data_key, account.id, EMAIL, email)
    queries.void_reset_codes(account.id, now=now)
