"""The JSON that the diary answers with, for the OpenAPI document."""

from marshmallow import Schema, fields, validate

from backend.catalogue.service import catalogue
from backend.diary.rules import Outcome, Refusal
from backend.web.paging import MAX_LIMIT

ANSWERS = {"description": "By item id; null: skipped. A specialist gets the granted items only."}
SIDE_EFFECTS = {"description": f"By id, 0-3: {', '.join(catalogue().side_effects)}."}
CURSOR = {"description": "`next` of the page before."}


def _limit() -> fields.Integer:
    return fields.Integer(validate=validate.Range(min=1, max=MAX_LIMIT), load_default=MAX_LIMIT)


class PeriodArgs(Schema):
    """Which days, both ends included."""

    first = fields.Date()
    last = fields.Date()
    cursor = fields.String(metadata=CURSOR, validate=validate.Length(max=500))
    limit = _limit()


class RevisionsArgs(Schema):
    """Which page of the revisions."""

    cursor = fields.String(metadata=CURSOR, validate=validate.Length(max=500))
    limit = _limit()


class ChangesArgs(Schema):
    """From where on."""

    after = fields.Integer(load_default=0, validate=validate.Range(min=0, max=2**62))
    limit = _limit()


class NoticeSchema(Schema):
    """What the patient is told at once."""

    id = fields.String(required=True, metadata={"description": "The catalogue's flag."})
    severity = fields.String(required=True)
    text = fields.String(required=True, allow_none=True)
    crisis_contacts = fields.List(fields.Dict(), required=True)


class Document(Schema):
    """What days, moments and revisions have in common."""

    revision = fields.Integer(required=True)
    withdrawn = fields.Boolean(metadata={"description": "Taken back: the answers are empty."})
    answers = fields.Dict(keys=fields.String(), required=True, metadata=ANSWERS)
    side_effects = fields.Dict(
        keys=fields.String(), values=fields.Integer(), required=True, metadata=SIDE_EFFECTS
    )
    note = fields.String(allow_none=True)
    other_text = fields.String(allow_none=True)
    written_at = fields.AwareDateTime(required=True)
    received_at = fields.AwareDateTime(required=True)
    time_zone = fields.String(required=True)
    utc_offset_minutes = fields.Integer(required=True)
    day_starts_at = fields.String(required=True)
    retrospective = fields.Boolean(
        required=True,
        metadata={"description": "Written too long after the day's end to count for endpoints."},
    )
    received_late = fields.Boolean(required=True)
    offline = fields.Boolean(allow_none=True)
    device_id = fields.String(allow_none=True)
    skew_seconds = fields.Integer(allow_none=True)
    withheld = fields.List(
        fields.String(), metadata={"description": "For specialists: categories not granted."}
    )
    notices = fields.List(fields.Nested(NoticeSchema))


class DayDocument(Document):
    """A day as it stands."""

    day = fields.Date(required=True)
    missing_reason = fields.String(allow_none=True)


class MomentDocument(Document):
    """A moment as it stands."""

    id = fields.UUID(required=True)
    at = fields.AwareDateTime(required=True)
    day = fields.Date(required=True)


class RevisionDocument(Document):
    """One version of a day."""

    base_revision = fields.Integer(required=True)
    conflict = fields.Boolean(required=True)
    open_conflict = fields.Boolean(required=True)
    resolves = fields.List(fields.Integer(), required=True)
    reason = fields.String(allow_none=True)
    missing_reason = fields.String(allow_none=True)


class DayPage(Schema):
    """Days, oldest first."""

    items = fields.List(fields.Nested(DayDocument), required=True)
    next = fields.String(required=True, allow_none=True)
    withheld = fields.List(fields.String())


class MomentPage(Schema):
    """Moments, oldest first."""

    items = fields.List(fields.Nested(MomentDocument), required=True)
    next = fields.String(required=True, allow_none=True)
    withheld = fields.List(fields.String())


class RevisionPage(Schema):
    """Revisions, oldest first."""

    items = fields.List(fields.Nested(RevisionDocument), required=True)
    next = fields.String(required=True, allow_none=True)
    withheld = fields.List(fields.String())


class ResultSchema(Schema):
    """What became of one write."""

    write_id = fields.UUID(required=True, allow_none=True)
    outcome = fields.String(required=True, validate=validate.OneOf([o.value for o in Outcome]))
    revision = fields.Integer()
    code = fields.String(validate=validate.OneOf([r.value for r in Refusal]))
    notices = fields.List(fields.Nested(NoticeSchema))


class SyncResults(Schema):
    """One result per write, in the order sent."""

    results = fields.List(fields.Nested(ResultSchema), required=True)


class ChangeSchema(Schema):
    """One change: a revision, in the order it was stored."""

    seq = fields.Integer(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["day", "moment"]))
    day = fields.Date(required=True)
    id = fields.UUID(allow_none=True)
    revision = fields.Integer(required=True)
    withdrawn = fields.Boolean(required=True)
    conflict = fields.Boolean(required=True)
    body = fields.Dict(required=True)


class ChangePage(Schema):
    """Changes, in the order they were stored."""

    items = fields.List(fields.Nested(ChangeSchema), required=True)
    next_after = fields.Integer(required=True)
    more = fields.Boolean(required=True)
