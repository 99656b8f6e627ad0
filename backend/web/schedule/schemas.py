"""The JSON of what is due."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from backend.schedule.service.due import LONGEST_LOOK_BACK
from backend.sharing.rules import CATEGORIES
from backend.web.fields import StrictString

USUAL_DAYS, MOST_DAYS, MOST_DAYS_BACK = 14, 31, LONGEST_LOOK_BACK.days
STATES = ("due", "done", "declined", "missed", "not_applicable")
LONGEST_REASON = 200


class DueArgs(Schema):
    """How far ahead."""

    days = fields.Integer(
        load_default=USUAL_DAYS,
        validate=validate.Range(min=1, max=MOST_DAYS),
        metadata={"description": "Days from today on, today included."},
    )
    since = fields.Date(
        load_default=None,
        metadata={
            "description": "Also what was over by now, from this day on, at most "
            f"{MOST_DAYS_BACK} days back: done, declined or missed."
        },
    )


class OccurrenceSchema(Schema):
    """One occasion on which something is asked, and what became of it."""

    id = fields.UUID(
        required=True,
        allow_none=True,
        metadata={"description": "null: a day's diary that no burst asks for; its day names it."},
    )
    ask = fields.String(
        required=True,
        metadata={"description": "diary, moment, cognitive_battery or an instrument's id."},
    )
    trigger = fields.String(
        required=True,
        metadata={"description": "daily, baseline, recurring, burst or follow_up."},
    )
    category = fields.String(required=True, allow_none=True, validate=validate.OneOf(CATEGORIES))
    day = fields.Date(required=True, metadata={"description": "The diary day it opens on."})
    opens_at = fields.AwareDateTime(required=True)
    closes_at = fields.AwareDateTime(
        required=True, metadata={"description": "Answers of this moment or later come too late."}
    )
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    reason = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Why it was declined, or isn't applicable."},
    )
    session_id = fields.UUID(required=True, allow_none=True)
    step = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Of a burst: h2 is 2 hours, d5 or w17 so many days after it."},
    )
    answered_at = fields.AwareDateTime(required=True, allow_none=True)
    answer_id = fields.UUID(required=True, allow_none=True)


class DueSchema(Schema):
    """Everything that isn't over and opens in time."""

    as_of = fields.AwareDateTime(required=True)
    until = fields.AwareDateTime(required=True)
    items = fields.List(
        fields.Nested(OccurrenceSchema),
        required=True,
        metadata={"description": "In the order in which they open."},
    )
    withheld = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Categories that the patient doesn't share with the reader."},
    )


class DueDecisionSchema(Schema):
    """What the patient says of an occasion."""

    state = StrictString(required=True, validate=validate.OneOf(["declined", "due"]))
    reason = StrictString(
        load_default=None,
        validate=validate.Length(min=1, max=LONGEST_REASON),
        metadata={"description": "Why it is declined; of what is due there is none."},
    )

    @validates_schema
    def has_its_reason(self, body: dict[str, Any], **_: Any) -> None:
        """What is declined has a reason, and nothing else."""
        if (body["state"] == "declined") != (body["reason"] is not None):
            raise ValidationError("It belongs to declined alone.", "reason")


class MoveSchema(Schema):
    """One time that open occasions were moved, and why."""

    id = fields.UUID(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.UUID(
        required=True, allow_none=True, metadata={"description": "null: an operator's command."}
    )
    cause = fields.String(
        required=True,
        metadata={
            "description": "session_planned, session_given, session_moved, session_cancelled, zone "
            "or taken_back (an answer)."
        },
    )
    session_id = fields.UUID(required=True, allow_none=True)
    rules_version = fields.Integer(required=True)
    changes = fields.List(
        fields.Dict(),
        required=True,
        metadata={
            "description": "added with a count; or moved, dropped, asked_again with the slot and "
            "its window before and after."
        },
    )


class MovesPage(Schema):
    """A page of changes, the latest first."""

    items = fields.List(fields.Nested(MoveSchema), required=True)
    next = fields.String(required=True, allow_none=True)
