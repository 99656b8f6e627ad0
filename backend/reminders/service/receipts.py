"""What devices tell of a nudge, by a token of its own and without a sign-in."""

import base64
from datetime import datetime
from uuid import UUID

from backend import vault
from backend.errors import NotFound
from backend.reminders import queries

TOKEN_BYTES = 16


def token_of(reminder_id: UUID, subscription_id: UUID) -> str:
    """What a message carries for its receipts; the same if it has to be sent again."""
    secret = vault.keyed_hash("push token", f"{reminder_id} {subscription_id}")[:TOKEN_BYTES]
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


def token_hash(token: str) -> bytes:
    """By which a token is found; what is stored opens nothing."""
    return vault.keyed_hash("push receipt", token)


def note_receipt(token: str, event: str, *, now: datetime) -> dict[str, bool]:
    """Note that a nudge was shown, opened or acted on, or raise NotFound.

    Each is noted once, the first time. Tells whether anything is still due, so that a phone takes
    away what was answered on another one.
    """
    is_due = queries.note_receipt(token_hash(token), event, now=now)
    if is_due is None:
        raise NotFound
    return {"is_due": is_due}
