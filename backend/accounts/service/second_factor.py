"""The second factor of staff, and the recovery codes of everybody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp

from backend import vault
from backend.accounts import queries
from backend.accounts.models import RecoveryCode
from backend.accounts.rules import (
    Actor,
    Role,
    matching_step,
    new_code,
    normalised_code,
    shown_code,
    totp_uri,
)
from backend.accounts.service.profiles import TOTP, profile_of, record_change, require_fresh
from backend.database import db
from backend.errors import Invalid, NotFound, SignIn

RECOVERY_CODES = {Role.PATIENT: 1, Role.SPECIALIST: 10, Role.COORDINATOR: 10}
KEPT_STEPS = 10
"""Uses of steps older than that many are forgotten; no code of theirs is taken any more."""


class OtpRequired(SignIn):
    """Give a one-time password of your authenticator app, or a recovery code."""

    code = "otp_required"


class OtpWrong(OtpRequired):
    """The one-time password is wrong or too old."""


class OtpUsed(SignIn):
    """The one-time password was used already. Wait for the next one."""

    code = "otp_used"


@dataclass(frozen=True, kw_only=True, slots=True)
class Totp:
    """A new secret for an authenticator app, told once."""

    secret: str
    uri: str


def require_second_factor(
    account_id: UUID, *, data_key: bytes, totp_sealed: bytes | None, otp: str | None, now: datetime
) -> None:
    """Use up a one-time password or recovery code of who is bound, or raise an OtpRequired."""
    given = (otp or "").replace(" ", "")
    if not given:
        raise OtpRequired
    if totp_sealed is None or len(given) != 6 or not given.isdecimal():
        if not queries.use_recovery_code(account_id, recovery_hash(given), now=now):
            raise OtpWrong
        return
    secret = vault.unseal(data_key, account_id, TOTP, totp_sealed)
    step = matching_step(secret, given, now=now)
    if step is None:
        raise OtpWrong
    if not queries.use_totp_step(account_id, step):
        raise OtpUsed
    queries.forget_totp_steps(account_id, before=step - KEPT_STEPS)


def begin_new_totp(actor: Actor, *, now: datetime) -> Totp:
    """A secret that replaces the present one as soon as a code of it is confirmed."""
    _require_staff(actor)
    require_fresh(actor, now=now)
    account = queries.get_account(actor.id)
    secret = pyotp.random_base32()
    account.totp_pending_sealed = vault.seal(account.data_key, account.id, TOTP, secret)
    return Totp(secret=secret, uri=totp_uri(secret, profile_of(account).email))


def confirm_new_totp(actor: Actor, *, otp: str, now: datetime) -> None:
    """Replace the second factor and end all other sign-ins, or raise Invalid, NotFound, SignIn."""
    _require_staff(actor)
    require_fresh(actor, now=now)
    account = queries.get_account(actor.id)
    if account.totp_pending_sealed is None:
        raise NotFound
    secret = vault.unseal(account.data_key, account.id, TOTP, account.totp_pending_sealed)
    step = matching_step(secret, otp.replace(" ", ""), now=now)
    if step is None:
        raise Invalid({"otp": ["Not a code of the new secret."]})
    queries.use_totp_step(actor.id, step)
    account.totp_sealed = account.totp_pending_sealed
    account.totp_pending_sealed = None
    queries.revoke_other_sign_ins(actor.id, but=actor.sign_in_id, now=now)


def renew_recovery_codes(actor: Actor, *, now: datetime) -> list[str]:
    """New recovery codes in place of all earlier ones: ten for staff, one for a patient."""
    require_fresh(actor, now=now)
    queries.forget_recovery_codes(actor.id)
    record_change(actor, "recovery_codes")
    return give_recovery_codes(actor.id, actor.role)


def give_recovery_codes(account_id: UUID, role: Role) -> list[str]:
    """Store fresh recovery codes for who is bound and return them as they are shown."""
    codes = [new_code() for _ in range(RECOVERY_CODES[role])]
    db.session.add_all(
        RecoveryCode(account_id=account_id, code_hash=recovery_hash(code)) for code in codes
    )
    db.session.flush()
    return [shown_code(code) for code in codes]


def recovery_hash(code: str) -> bytes:
    """By which a recovery code is found, however it was typed."""
    return vault.keyed_hash("recovery_code", normalised_code(code))


def _require_staff(actor: Actor) -> None:
    if not actor.role.is_staff:
        raise NotFound
