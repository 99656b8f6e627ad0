"""The JSON of calls for help, of notes and of reviews."""

from datetime import timedelta
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from backend import clock
from backend.web.diary.documents import NoticeSchema
from backend.web.fields import Day, Moment, StrictBoolean, StrictString, Words
from backend.web.records import LONGEST_TEXT, RecordSchema, WishSchema

LONGEST_NOTE, LONGEST_ZONE = 4_000, 100
FIRST_ZONE = timedelta(hours=14)
"""Where a day begins first, ahead of UTC."""


SEEN = (
    "Whether somebody at a clinic can see it now; false without a live grant. "
    "Nobody must be told then that the team is being told."
)


class AnyMoment(fields.AwareDateTime):
    """A moment with its offset, in whatever year the phone believes to be."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise ValidationError("Not a valid datetime.")
        return super()._deserialize(value, attr, data, **kwargs)


class PressWish(Schema):
    """When "I do not feel safe" was pressed, by the phone's clock."""

    pressed_at = AnyMoment(
        required=True,
        metadata={"description": "More than 5 minutes ahead, the moment of receipt counts."},
    )
    time_zone = StrictString(
        required=True,
        validate=validate.Length(min=1, max=LONGEST_ZONE),
        metadata={"description": "An IANA name; kept as it is said, never a reason to refuse."},
    )
    offline = StrictBoolean(
        load_default=None,
        allow_none=True,
        metadata={"description": "Whether the phone had no connection then."},
    )


class CalledSchema(Schema):
    """A press that is kept, and what the patient is told at once."""

    id = fields.UUID(required=True)
    pressed_at = fields.AwareDateTime(required=True)
    received_at = fields.AwareDateTime(required=True)
    seen_by_clinic = fields.Boolean(required=True, metadata={"description": SEEN})
    notices = fields.List(fields.Nested(NoticeSchema), required=True)


class AnswerWish(Schema):
    """What a specialist did about it."""

    what_was_done = Words(
        required=True,
        validate=validate.Length(min=1, max=LONGEST_TEXT),
        metadata={"description": "The patient reads it."},
    )


class PressSchema(Schema):
    """One press, and its answer if there is one."""

    id = fields.UUID(required=True)
    pressed_at = fields.AwareDateTime(required=True)
    received_at = fields.AwareDateTime(required=True)
    time_zone = fields.String(required=True)
    offline = fields.Boolean(required=True, allow_none=True)
    answered_at = fields.AwareDateTime(required=True, allow_none=True)
    answered_by = fields.String(
        required=True, allow_none=True, metadata={"description": "The specialist's name."}
    )
    what_was_done = fields.String(required=True, allow_none=True)


class PressPage(Schema):
    """A page of presses, with what a phone shows when the next one is made."""

    items = fields.List(fields.Nested(PressSchema), required=True)
    next = fields.String(required=True, allow_none=True)
    notice = fields.Nested(
        NoticeSchema,
        required=True,
        allow_none=True,
        metadata={
            "description": "For the patient's phone to keep, so that it can show it offline; "
            "null for a specialist."
        },
    )
    seen_by_clinic = fields.Boolean(
        required=True,
        allow_none=True,
        metadata={"description": f"Of the next press. {SEEN} Null for a specialist."},
    )


def has_begun(day: Any) -> None:
    """Return if the day has begun somewhere."""
    if day > (clock.now() + FIRST_ZONE).date():
        raise ValidationError("It lies in the future.")


class NoteWish(WishSchema):
    """What a specialist writes about the patient."""

    status = StrictString(
        load_default="final", validate=validate.OneOf(("final", "entered_in_error"))
    )
    text = Words(required=True, validate=validate.Length(min=1, max=LONGEST_NOTE))
    day = Day(
        required=True,
        validate=has_begun,
        metadata={"description": "The day that it is about, not in the future."},
    )


class NoteSchema(RecordSchema):
    """A note as it stands."""

    status = fields.String(required=True)
    day = fields.Date(required=True)
    author = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Who wrote the revision that stands, by name."},
    )
    text = fields.String(required=True)


class ReviewWish(Schema):
    """Up to when the patient's state was looked through."""

    seen_until = Moment(
        load_default=None, metadata={"description": "Now if it isn't given; not in the future."}
    )


class ReviewSchema(Schema):
    """Up to when somebody has looked who may still look, and who."""

    reviewed_at = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={"description": "What came later, nobody has looked at; null: nobody has yet."},
    )
    reviewed_by = fields.String(
        required=True, allow_none=True, metadata={"description": "The specialist's name."}
    )
