"""Signing in, staying signed in, and signing out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from backend import errors, vault
from backend.accounts import queries
from backend.accounts.models import SignIn
from backend.accounts.rules import (
    LIFETIMES,
    REFRESH_GRACE,
    SIGN_IN_ADDRESS,
    SIGN_IN_EMAIL,
    SIGN_IN_PAIR,
    Actor,
    Profile,
    Role,
    address_block,
    normalised_email,
)
from backend.accounts.service import passwords
from backend.accounts.service.attempts import failures_counted
from backend.accounts.service.profiles import profile_of
from backend.accounts.service.second_factor import OtpUsed, OtpWrong, require_second_factor
from backend.database import bind_actor, db

IDLE = {role.value: f"{int(life.idle.total_seconds())} seconds" for role, life in LIFETIMES.items()}
DEVICE_LENGTH = 120


class WrongCredentials(errors.SignIn):
    """The e-mail address or the password is wrong."""


class RefreshReused(errors.SignIn):
    """The refresh token was used before, so its sign-in was ended. Sign in again."""

    code = "refresh_reused"
    stands = True


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn:
    """A sign-in that holds, and which of its refresh tokens is current."""

    sign_in_id: UUID
    generation: int
    profile: Profile

    @property
    def idle(self) -> timedelta:
        """How long it holds without being refreshed."""
        return LIFETIMES[self.profile.role].idle


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedSignIn:
    """One of the places where a person is signed in."""

    id: UUID
    created_at: datetime
    expires_at: datetime
    """When it ends unless it is refreshed before."""

    device: str | None
    current: bool


def sign_in(
    *, email: str, password: str, otp: str | None, address: str | None, device: str, now: datetime
) -> SignedIn:
    """Open a sign-in, or raise WrongCredentials, OtpRequired, OtpUsed or TooMany."""
    spelt, block = normalised_email(email), address_block(address)
    with failures_counted(
        (SIGN_IN_PAIR, f"{block} {spelt}"),
        (SIGN_IN_ADDRESS, block),
        (SIGN_IN_EMAIL, spelt),
        failures=(WrongCredentials, OtpWrong, OtpUsed),
    ):
        login = queries.find_login(vault.keyed_hash("email", spelt))
        if not passwords.is_right(password, login.password_hash if login else None) or not login:
            raise WrongCredentials
        queries.hold(login.id)
        role = Role(login.role)
        bind_actor(role.database_role, login.id)
        if role.is_staff:
            require_second_factor(
                login.id,
                data_key=login.data_key,
                totp_sealed=login.totp_sealed,
                otp=otp,
                now=now,
            )
    account = queries.find_account(login.id)
    if account is None:  # erased while the password was being checked
        raise WrongCredentials
    if passwords.is_outdated(login.password_hash):
        account.password_hash = passwords.hashed(password)
    return _opened(profile_of(account), device=device, now=now)


def _opened(profile: Profile, *, device: str, now: datetime) -> SignedIn:
    life = LIFETIMES[profile.role]
    opened = SignIn(
        account_id=profile.id,
        created_at=now,
        expires_at=now + life.absolute,
        idle_expires_at=now + life.idle,
        device=device[:DEVICE_LENGTH] or None,
    )
    db.session.add(opened)
    db.session.flush()
    return SignedIn(sign_in_id=opened.id, generation=opened.generation, profile=profile)


def renew_sign_in(sign_in_id: UUID, *, generation: int) -> SignedIn:
    """Exchange a refresh token for its successor, or raise SignIn or RefreshReused.

    For a minute the same token gives the same successor again: a lost answer or a second tab is
    no theft. Anything older is, and ends the sign-in.
    """
    found = queries.rotate_refresh(sign_in_id, presented=generation, grace=REFRESH_GRACE, idle=IDLE)
    if found.outcome == "reused":
        raise RefreshReused
    if found.outcome != "rotated":
        raise errors.SignIn
    bind_actor(Role(found.role).database_role, found.account_id)
    account = queries.get_account(found.account_id)
    return SignedIn(sign_in_id=sign_in_id, generation=found.generation, profile=profile_of(account))


def list_sign_ins(
    actor: Actor, *, now: datetime, before: Sequence[Any] | None, limit: int
) -> list[ListedSignIn]:
    """Where the person is signed in, newest first."""
    return [
        ListedSignIn(
            id=row.id,
            created_at=row.created_at,
            expires_at=min(row.expires_at, row.idle_expires_at),
            device=row.device,
            current=row.id == actor.sign_in_id,
        )
        for row in queries.sign_ins_of(actor.id, now=now, before=before, limit=limit)
    ]


def end_sign_in(actor: Actor, sign_in_id: UUID, *, now: datetime) -> None:
    """Sign one of the person's devices out, or raise NotFound."""
    if not queries.revoke_sign_in(actor.id, sign_in_id, now=now):
        raise errors.NotFound


def end_other_sign_ins(actor: Actor, *, now: datetime) -> None:
    """Sign all the person's devices out but the one that asks."""
    queries.revoke_other_sign_ins(actor.id, but=actor.sign_in_id, now=now)
