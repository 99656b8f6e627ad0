"""The JSON of push subscriptions, tests and receipts."""

from marshmallow import Schema, fields, validate

from backend.web.fields import StrictString

LONGEST_ENDPOINT, LONGEST_KEY = 2048, 200


class PushKeySchema(Schema):
    """What a browser subscribes with."""

    key = fields.String(
        required=True,
        metadata={"description": "The VAPID public key, base64url: `applicationServerKey`."},
    )


class BrowserKeysSchema(Schema):
    """The keys of a browser's subscription."""

    p256dh = StrictString(required=True, validate=validate.Length(min=1, max=LONGEST_KEY))
    auth = StrictString(required=True, validate=validate.Length(min=1, max=LONGEST_KEY))


class SubscribeSchema(Schema):
    """A browser's own PushSubscription, as its toJSON() gives it."""

    endpoint = StrictString(required=True, validate=validate.Length(min=1, max=LONGEST_ENDPOINT))
    expirationTime = fields.Integer(  # noqa: N815 - the browser's own name
        strict=True,
        load_default=None,
        allow_none=True,
        metadata={"description": "Milliseconds, or null; what the push service says counts."},
    )
    keys = fields.Nested(BrowserKeysSchema, required=True)
    key = StrictString(
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=1, max=LONGEST_KEY),
        metadata={"description": "The key it subscribed with; without it, the one served now."},
    )


class SubscriptionSchema(Schema):
    """One browser that takes messages."""

    id = fields.UUID(required=True)
    created_at = fields.AwareDateTime(required=True)
    device = fields.String(required=True, allow_none=True)
    retired_at = fields.AwareDateTime(
        load_default=None,
        allow_none=True,
        metadata={"description": "Since when nothing is sent to it, because it took no more."},
    )


class PushTestSchema(Schema):
    """A test message on its way."""

    id = fields.UUID(required=True, metadata={"description": "Its name in the history."})


class ReceiptSchema(Schema):
    """What a device tells of a message."""

    token = StrictString(required=True, validate=validate.Length(min=1, max=64))
    event = StrictString(required=True, validate=validate.OneOf(["shown", "opened", "acted"]))


class ReceivedSchema(Schema):
    """Whether the message still has its point."""

    is_due = fields.Boolean(
        required=True,
        metadata={"description": "false: it was answered elsewhere, so take it away."},
    )
