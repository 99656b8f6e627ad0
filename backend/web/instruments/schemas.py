"""The JSON of questionnaire responses."""

from marshmallow import Schema, fields, validate

from backend.catalogue.service import catalogue
from backend.web.diary.documents import NoticeSchema
from backend.web.fields import Day, Moment, StrictDecimal, StrictString, TimeZone
from backend.web.paging import PageArgs
from backend.web.records import RecordSchema, WishSchema

STATUSES = ("final", "entered_in_error")
MOST_ITEMS = 60


class ResponseWish(WishSchema):
    """How a questionnaire was answered."""

    instrument = StrictString(
        required=True,
        validate=validate.Length(max=40),
        metadata={"description": "The catalogue's id, such as phq9."},
    )
    answers = fields.Dict(
        required=True,
        keys=StrictString(validate=validate.Length(max=40)),
        values=fields.Integer(
            strict=True, allow_none=True, validate=validate.Range(min=-1000, max=1000)
        ),
        validate=validate.Length(max=MOST_ITEMS),
        metadata={"description": "Every item by its id; null: skipped."},
    )
    day = Day(required=True, metadata={"description": "The patient's own diary day."})
    answered_at = Moment(required=True)
    time_zone = TimeZone(required=True)
    sent_at = Moment(
        load_default=None,
        metadata={"description": "By the same clock: tells how far it is off."},
    )
    occurrence_id = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"description": "The occasion that it answers, from the due list."},
    )
    status = StrictString(load_default="final", validate=validate.OneOf(STATUSES))


class ScoreWish(WishSchema):
    """A score that was worked out elsewhere, from a form that the clinic has a licence for."""

    instrument = StrictString(required=True, validate=validate.Length(max=40))
    score = StrictDecimal(required=True)
    day = Day(required=True)
    answered_at = Moment(
        load_default=None, metadata={"description": "If it is left out: now, or that day's noon."}
    )
    time_zone = TimeZone(load_default="UTC")
    occurrence_id = fields.UUID(load_default=None, allow_none=True)
    status = StrictString(load_default="final", validate=validate.OneOf(STATUSES))


class AskSchema(Schema):
    """What is asked now because of the answer."""

    ask = fields.String(required=True)
    occurrence_id = fields.UUID(required=True)


class ResponseSchema(RecordSchema):
    """A response with the score that was worked out for it."""

    status = fields.String(required=True)
    instrument = fields.String(required=True)
    instrument_version = fields.String(
        required=True, metadata={"description": "What was asked and how it is scored, as of then."}
    )
    catalogue_version = fields.String(required=True)
    category = fields.String(required=True)
    source = fields.String(
        required=True, metadata={"description": "patient, or specialist: a score only."}
    )
    day = fields.Date(required=True)
    answered_at = fields.AwareDateTime(required=True)
    time_zone = fields.String(required=True)
    answers = fields.Dict(
        required=True, allow_none=True, keys=fields.String(), metadata={"description": "By item."}
    )
    not_answered = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Safety items that were skipped: not answered, which is no no."},
    )
    score = fields.Float(
        required=True, allow_none=True, metadata={"description": "null: too few answers."}
    )
    range = fields.List(fields.Float(), required=True, allow_none=True)
    band = fields.String(required=True, allow_none=True)
    prorated = fields.Boolean(required=True)
    n_answered = fields.Integer(required=True, allow_none=True)
    positive = fields.Boolean(required=True, allow_none=True)
    safety = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Safety items answered so."},
    )
    occurrence_id = fields.UUID(required=True, allow_none=True)
    late = fields.Boolean(
        metadata={"description": "The named occasion was over, or answered already."}
    )
    notices = fields.List(fields.Nested(NoticeSchema))
    asks = fields.List(fields.Nested(AskSchema))


class ResponsesArgs(PageArgs):
    """Which responses."""

    instrument = fields.String(
        load_default=None, validate=validate.OneOf(sorted(catalogue().instruments))
    )
    first = fields.Date(load_default=None)
    last = fields.Date(load_default=None)


class ResponsePage(Schema):
    """A page of responses, newest first."""

    items = fields.List(fields.Nested(ResponseSchema), required=True)
    next = fields.String(required=True, allow_none=True)
    withheld = fields.List(
        fields.String(), required=True, metadata={"description": "Categories not granted."}
    )
