"""How people come to a clinic: by a code that somebody there gave them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import pyotp

from backend import vault
from backend.accounts import queries
from backend.accounts.models import Invitation
from backend.accounts.rules import (
    INVITATION_ADDRESS,
    INVITATION_ALL,
    INVITATION_LIFETIME,
    INVITES,
    Actor,
    Profile,
    Role,
    address_block,
    new_code,
    new_share_code,
    normalised_code,
    normalised_email,
    shown_code,
    totp_uri,
)
from backend.accounts.service import passwords
from backend.accounts.service.attempts import failures_counted
from backend.accounts.service.profiles import EMAIL, NAME, TOTP, profile_of
from backend.accounts.service.second_factor import Totp, give_recovery_codes
from backend.database import bind_actor, db, refused_by
from backend.errors import NotFound


class InvitationRefused(NotFound):
    """The code can't be used with the address."""

    code = "invitation"


class ClinicUnknown(NotFound):
    """There is no such clinic."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Invited:
    """An invitation to hand over; the code isn't stored."""

    code: str
    link: str
    """The code stands in the fragment, which browsers don't send to servers."""

    expires_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstTotp(Totp):
    """The first secret for an authenticator app, and what to use without the app."""

    recovery_codes: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """A new account, with what its owner is told once."""

    account: Profile
    recovery_code: str | None
    """A patient's only one, to choose another password by."""

    totp: FirstTotp | None
    """The second factor of staff."""

    @property
    def patient_id(self) -> UUID | None:
        """The id of a patient's data; None for staff."""
        return self.account.patient_id


def invite(
    *,
    clinic_id: UUID,
    role: Role,
    invited_by: UUID | None = None,
    now: datetime,
    public_url: str = "",
) -> Invited:
    """Make a code for one new account in the clinic, or raise ClinicUnknown."""
    code = new_code()
    expires_at = now + INVITATION_LIFETIME
    with refused_by("fk_invitations_clinic_id_clinics", ClinicUnknown):
        db.session.add(
            Invitation(
                code_hash=_code_hash(code),
                clinic_id=clinic_id,
                role=role,
                created_at=now,
                expires_at=expires_at,
                invited_by=invited_by,
            )
        )
    shown = shown_code(code)
    return Invited(code=shown, link=f"{public_url}/#/invitation/{shown}", expires_at=expires_at)


def invite_by(actor: Actor, *, role: Role, now: datetime, public_url: str) -> Invited:
    """Invite somebody into one's own clinic, or raise NotFound if that isn't the actor's to do."""
    if role not in INVITES[actor.role]:
        raise NotFound
    return invite(
        clinic_id=actor.clinic_id,
        role=role,
        invited_by=actor.id,
        now=now,
        public_url=public_url,
    )


def accept_invitation(
    *, code: str, email: str, password: str, name: str, time_zone: str, address: str | None
) -> Accepted:
    """Open an account by a code, or raise Invalid, InvitationRefused or TooMany.

    A wrong code and a taken address are refused alike, after the same work.
    """
    passwords.require_good(password, field="password", personal=(email, name))
    block = address_block(address)
    with failures_counted(
        (INVITATION_ADDRESS, block), (INVITATION_ALL, ""), failures=(InvitationRefused,)
    ):
        account_id, secret = uuid4(), pyotp.random_base32()
        person = _sealed_person(account_id, email=email, name=name, secret=secret)
        person |= {"password_hash": passwords.hashed(password), "time_zone": time_zone}
        role = queries.accept_invitation(_code_hash(normalised_code(code)), account_id, person)
        if role is None:
            raise InvitationRefused
    bind_actor(role.database_role, account_id)
    codes = give_recovery_codes(account_id, role)
    totp = FirstTotp(secret=secret, uri=totp_uri(secret, email), recovery_codes=codes)
    return Accepted(
        account=profile_of(queries.get_account(account_id)),
        recovery_code=None if role.is_staff else codes[0],
        totp=totp if role.is_staff else None,
    )


def _sealed_person(account_id: UUID, *, email: str, name: str, secret: str) -> dict[str, str]:
    """What the door stores of a new person, in hexadecimal; it leaves out what the role hasn't."""
    key = vault.new_data_key(account_id)
    return {
        "data_key": key.hex(),
        "email_hash": vault.keyed_hash("email", normalised_email(email)).hex(),
        "email_sealed": vault.seal(key, account_id, EMAIL, email).hex(),
        "name_sealed": vault.seal(key, account_id, NAME, name).hex(),
        "totp_sealed": vault.seal(key, account_id, TOTP, secret).hex(),
        "share_code": new_share_code(),
    }


def _code_hash(code: str) -> bytes:
    return vault.keyed_hash("invitation", code)
