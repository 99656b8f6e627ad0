"""Push subscriptions, a test message, and receipts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for

from backend import clock
from backend.accounts.rules import Actor, Role
from backend.push.models import Subscription
from backend.push.service import subscriptions
from backend.reminders.service import receipts, status
from backend.web.accounts.client import device
from backend.web.api import PREFIX, Blueprint
from backend.web.paging import PageArgs, decode_cursor, page, page_schema
from backend.web.push.gateway import hosts, vapid
from backend.web.push.schemas import (
    PushKeySchema,
    PushTestSchema,
    ReceiptSchema,
    ReceivedSchema,
    SubscribeSchema,
    SubscriptionSchema,
)

POSITION = (datetime.fromisoformat, UUID)

blp = Blueprint(
    "push", __name__, url_prefix=f"{PREFIX}/push", description="Messages to a person's browsers"
)


@blp.get("/key", allow=Role.PATIENT)
@blp.response(200, PushKeySchema)
def show_key(*, actor: Actor) -> dict[str, str]:
    """The key to subscribe with; a browser that used another one subscribes anew."""
    return {"key": vapid().public_key()}


@blp.post("/subscriptions", allow=Role.PATIENT)
@blp.arguments(SubscribeSchema)
@blp.response(201, SubscriptionSchema)
def subscribe(given: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    """Let this browser take your messages, whoever's it was before; needs the consent to it.

    It ends with the sign-in. Sent again it is the same subscription.
    """
    status.require_push_consent(actor.id)
    return subscriptions.subscribe(actor, given, device=device(), hosts=hosts(), vapid=vapid())


@blp.get("/subscriptions", allow=Role.PATIENT)
@blp.arguments(PageArgs, location="query")
@blp.response(200, page_schema(SubscriptionSchema))
def list_subscriptions(args: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    """Your browsers that take messages, the newest first."""
    before, limit = decode_cursor(args["cursor"], POSITION), args["limit"]
    found = subscriptions.subscriptions(actor, before=before, limit=limit + 1)
    return page(found, limit=limit, position=_position)


@blp.delete("/subscriptions/<uuid:subscription_id>", allow=Role.PATIENT)
@blp.response(204)
def unsubscribe(subscription_id: UUID, *, actor: Actor) -> None:
    """Send nothing to this browser any more."""
    subscriptions.unsubscribe(actor, subscription_id)


@blp.post("/test", allow=Role.PATIENT)
@blp.response(202, PushTestSchema)
def send_test(*, actor: Actor) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Send a test message to all your devices at once; `Location` tells whether it arrived."""
    place = url_for("reminders.show_status", patient_id=actor.id)
    return status.send_test(actor, now=clock.now()), 202, {"Location": place}


@blp.post("/receipts", allow="anyone")
@blp.arguments(ReceiptSchema)
@blp.response(200, ReceivedSchema)
def note_receipt(given: dict[str, Any]) -> dict[str, bool]:
    """Note that a message was shown, opened or acted on; its token is all that is needed."""
    return receipts.note_receipt(**given, now=clock.now())


def _position(row: Subscription) -> tuple[datetime, UUID]:
    return row.created_at, row.id
