"""The JSON of a patient's plan of reminders, and of what became of them."""

from typing import Any

from marshmallow import Schema, fields, validate

from backend.reminders.rules.plan import PAUSES, STATES
from backend.web.fields import StrictBoolean, StrictString

MOST_SNOOZED = 12 * 60


class WallTime(fields.Time):
    """A time of day to the minute, as in "19:00"; no offset."""

    def __init__(self, **options: Any) -> None:
        """Take marshmallow's options."""
        super().__init__(format="%H:%M", **options)


class ReminderPlanSchema(Schema):
    """When the patient wants to be reminded, by the clocks of the account's time zone."""

    at = WallTime(required=True, metadata={"description": 'As in "19:00".'})
    weekdays = fields.List(
        fields.Integer(strict=True, validate=validate.Range(min=1, max=7)),
        required=True,
        validate=validate.Length(max=7),
        metadata={"description": "1 is Monday; on the others nothing reminds of the diary."},
    )
    again = StrictBoolean(
        required=True, metadata={"description": "A second time after two hours if still due."}
    )
    asks = StrictBoolean(
        required=True,
        metadata={"description": "Also of questionnaires and of questions after a session."},
    )
    tell_specialist = StrictBoolean(
        required=True,
        metadata={"description": "Whether your specialists are told after 30 days of silence."},
    )
    quiet_from = WallTime(load_default=None, allow_none=True)
    quiet_to = WallTime(
        load_default=None,
        allow_none=True,
        metadata={"description": "Nothing comes from quiet_from until then, over midnight too."},
    )
    paused_from = fields.Date(load_default=None, allow_none=True)
    paused_until = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "The last day of the pause."}
    )
    pause_reason = StrictString(load_default=None, allow_none=True, validate=validate.OneOf(PAUSES))


class ShownReminderPlanSchema(ReminderPlanSchema):
    """The plan as it stands."""

    snoozed_until = fields.AwareDateTime(required=True, allow_none=True)
    next_at = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={"description": "The next nudge; null: none, or it is being worked out."},
    )


class SnoozeSchema(Schema):
    """For how long."""

    minutes = fields.Integer(
        strict=True, required=True, validate=validate.Range(min=5, max=MOST_SNOOZED)
    )


class ReminderDeviceSchema(Schema):
    """One device and what it last did with a message."""

    id = fields.UUID(required=True)
    device = fields.String(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    retired_at = fields.AwareDateTime(required=True, allow_none=True)
    retired_because = fields.String(required=True, allow_none=True)
    accepted_at = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "By its push service."}
    )
    shown_at = fields.AwareDateTime(required=True, allow_none=True)
    opened_at = fields.AwareDateTime(required=True, allow_none=True)


class ReminderStatusSchema(Schema):
    """Whether reminders arrive."""

    next_at = fields.AwareDateTime(required=True, allow_none=True)
    last_shown_at = fields.AwareDateTime(required=True, allow_none=True)
    devices = fields.List(fields.Nested(ReminderDeviceSchema), required=True)


class DeliverySchema(Schema):
    """What one device got of a nudge."""

    subscription_id = fields.UUID(required=True)
    answer = fields.String(
        required=True, allow_none=True, metadata={"description": "Of its push service; in words."}
    )
    accepted_at = fields.AwareDateTime(required=True, allow_none=True)
    shown_at = fields.AwareDateTime(required=True, allow_none=True)
    opened_at = fields.AwareDateTime(required=True, allow_none=True)
    acted_at = fields.AwareDateTime(required=True, allow_none=True)


class ReminderSchema(Schema):
    """One nudge whose time has come."""

    id = fields.UUID(required=True)
    what = fields.String(
        required=True, metadata={"description": "daily, moment (after a session), snooze or test."}
    )
    local_date = fields.Date(required=True)
    time_zone = fields.String(required=True)
    due_at = fields.AwareDateTime(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    reason = fields.String(
        required=True, allow_none=True, metadata={"description": "Why it wasn't sent."}
    )
    sent_at = fields.AwareDateTime(required=True, allow_none=True)
    devices = fields.List(fields.Nested(DeliverySchema), required=True)
