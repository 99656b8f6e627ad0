"""Accounts, sign-ins, invitations and forgotten passwords."""

from datetime import datetime
from typing import Any
from uuid import UUID

from backend import clock
from backend.accounts import service
from backend.accounts.rules import Actor, Profile, Role
from backend.accounts.service.invitations import Accepted, Invited
from backend.accounts.service.resets import HandedOut
from backend.accounts.service.second_factor import Totp
from backend.web.accounts import post, schemas
from backend.web.accounts.client import (
    address_for,
    client_address,
    device,
    forget_everything,
    forget_tokens,
    shown_refresh_token,
    tell_tokens,
)
from backend.web.api import PREFIX, Blueprint
from backend.web.paging import PageArgs, decode_cursor, page, page_schema

blp = Blueprint("accounts", __name__, url_prefix=PREFIX, description="People and their sign-ins")


@blp.post("/session", allow="anyone")
@blp.arguments(schemas.SignInSchema)
@blp.response(201, schemas.SignedInSchema)
def sign_in(given: dict[str, Any]) -> dict[str, Any]:
    """Sign in; staff with a second factor. Failures are counted, the 11th is answered 429."""
    return tell_tokens(
        service.sign_in(**given, address=client_address(), device=device(), now=clock.now())
    )


@blp.post("/session/refresh", allow="anyone")
@blp.arguments(schemas.RefreshSchema, required=False)
@blp.response(200, schemas.SignedInSchema)
def renew_sign_in(given: dict[str, Any]) -> dict[str, Any]:
    """Exchange a refresh token, from the body or the cookie, for new tokens."""
    return tell_tokens(service.renew_sign_in(**shown_refresh_token(given)))


@blp.delete("/session", allow="signed_in")
@blp.response(204)
def sign_out(*, actor: Actor) -> None:
    """Sign out here, at once."""
    service.end_sign_in(actor, actor.sign_in_id, now=clock.now())
    forget_tokens()


@blp.get("/sessions", allow="signed_in")
@blp.arguments(PageArgs, location="query")
@blp.response(200, page_schema(schemas.ListedSignInSchema))
def list_sign_ins(asked: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    """Where you are signed in, newest first."""
    before = decode_cursor(asked["cursor"], (datetime.fromisoformat, UUID))
    limit = asked["limit"]
    found = service.list_sign_ins(actor, now=clock.now(), before=before, limit=limit + 1)
    return page(found, limit=limit, position=lambda row: (row.created_at, row.id))


@blp.delete("/sessions", allow="signed_in")
@blp.response(204)
def end_other_sign_ins(*, actor: Actor) -> None:
    """Sign out everywhere but here."""
    service.end_other_sign_ins(actor, now=clock.now())


@blp.delete("/sessions/<uuid:sign_in_id>", allow="signed_in")
@blp.response(204)
def end_sign_in(*, actor: Actor, sign_in_id: UUID) -> None:
    """Sign one of your devices out."""
    service.end_sign_in(actor, sign_in_id, now=clock.now())


@blp.get("/account", allow="signed_in")
@blp.response(200, schemas.AccountSchema)
def show_account(*, actor: Actor) -> Profile:
    """Your account."""
    return service.show_account(actor)


@blp.patch("/account", allow="signed_in")
@blp.arguments(schemas.AccountChangeSchema, required=False)
@blp.response(200, schemas.AccountSchema)
def change_account(changes: dict[str, Any], *, actor: Actor) -> Profile:
    """Change your account; another e-mail address wants a sign-in younger than 15 minutes."""
    return service.change_account(actor, changes, now=clock.now())


@blp.delete("/account", allow=Role.PATIENT)
@blp.arguments(schemas.ErasureSchema)
@blp.response(204)
def erase_account(given: dict[str, Any], *, actor: Actor) -> None:
    """Erase your account and all that is kept about you, at once and for good.

    It wants a sign-in younger than 15 minutes, and your password.
    """
    service.erase_account(actor, **given, now=clock.now())
    forget_everything()


@blp.put("/account/password", allow="signed_in")
@blp.arguments(schemas.PasswordChangeSchema)
@blp.response(200, schemas.DoneSchema)
def change_password(given: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    """Choose another password; it ends all your other sign-ins."""
    service.change_password(actor, **given, now=clock.now())
    return {}


@blp.post("/account/totp", allow="signed_in")
@blp.response(201, schemas.TotpSchema)
def begin_new_totp(*, actor: Actor) -> Totp:
    """Begin to replace your second factor; the present one counts until the new is confirmed."""
    return service.begin_new_totp(actor, now=clock.now())


@blp.put("/account/totp", allow="signed_in")
@blp.arguments(schemas.OtpSchema)
@blp.response(200, schemas.DoneSchema)
def confirm_new_totp(given: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    """Confirm the new second factor; it ends all your other sign-ins."""
    service.confirm_new_totp(actor, **given, now=clock.now())
    return {}


@blp.post("/account/recovery-codes", allow="signed_in")
@blp.response(201, schemas.RecoveryCodesSchema)
def renew_recovery_codes(*, actor: Actor) -> dict[str, Any]:
    """New recovery codes in place of all earlier ones: ten for staff, one for patients."""
    return {"recovery_codes": service.renew_recovery_codes(actor, now=clock.now())}


@blp.post("/invitations", allow="signed_in")
@blp.arguments(schemas.InvitationSchema)
@blp.response(201, schemas.InvitedSchema)
def invite(given: dict[str, Any], *, actor: Actor) -> Invited:
    """Invite somebody into your clinic: patients, or (coordinators only) specialists."""
    return service.invite_by(actor, **given, now=clock.now(), public_url=address_for(given["role"]))


@blp.post("/invitations/accept", allow="anyone")
@blp.arguments(schemas.AcceptanceSchema)
@blp.response(201, schemas.AcceptedSchema)
def accept_invitation(given: dict[str, Any]) -> Accepted:
    """Open an account by a code that can be used once, for seven days."""
    return service.accept_invitation(**given, address=client_address())


@blp.post("/password-reset", allow="anyone")
@blp.arguments(schemas.AddressSchema)
@blp.response(202, schemas.DoneSchema)
def ask_for_reset(given: dict[str, Any]) -> dict[str, Any]:
    """Ask for a reset code by mail; the answer is the same whether or not there is an account."""
    service.note_reset_request(address=client_address())
    post.send_reset_code(given["email"])
    return {}


@blp.post("/password-reset/accept", allow="anyone")
@blp.arguments(schemas.ResetSchema)
@blp.response(200, schemas.DoneSchema)
def reset_password(given: dict[str, Any]) -> dict[str, Any]:
    """Choose another password by a code: a mailed one, or a clinic's with a recovery code."""
    service.reset_password(**given, address=client_address())
    return {}


@blp.post("/password-reset/codes", allow=Role.COORDINATOR)
@blp.arguments(schemas.AddressSchema)
@blp.response(201, schemas.ResetCodeSchema)
def issue_reset_code(given: dict[str, Any], *, actor: Actor) -> HandedOut:
    """Make a reset code for a person of your clinic; coordinators only."""
    return service.issue_reset_code(actor, **given, now=clock.now())
