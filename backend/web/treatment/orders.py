"""The JSON of orders."""

from marshmallow import Schema, fields, validate

from backend.web.fields import Day, StrictBoolean, StrictDecimal, StrictString, Words
from backend.web.records import LONGEST_TEXT, RecordSchema, WishSchema
from backend.web.treatment.parts import (
    MOST_MINUTES,
    FindingSchema,
    QuantitySchema,
    confirmed,
    drug,
    one_of,
    route,
    whole,
)

STATUSES = ("active", "revoked", "entered_in_error")
LONGEST_INTERVAL_DAYS = 366


class OrderWish(WishSchema):
    """What is ordered, for how long, how often, and when to stop."""

    status = one_of(*STATUSES, load_default="active")
    drug = drug()
    route = route()
    planned_dose = fields.Nested(
        QuantitySchema,
        required=True,
        metadata={"description": "In a unit for which the catalogue has a limit on the route."},
    )
    infusion_minutes = whole(1, MOST_MINUTES, load_default=None, allow_none=True)
    min_interval_days = StrictDecimal(
        required=True,
        validate=validate.Range(min=0, min_inclusive=False, max=LONGEST_INTERVAL_DAYS),
    )
    max_sessions_per_year = whole(1, 1000, load_default=None, allow_none=True)
    home_dosing = StrictBoolean(required=True)
    valid_from = Day(required=True)
    valid_to = Day(required=True, metadata={"description": "The last day."})
    stop_rule = Words(required=True, validate=validate.Length(min=3, max=LONGEST_TEXT))
    prescriber_id = fields.UUID(load_default=None, allow_none=True)
    confirmed = confirmed()


class OrderSchema(RecordSchema):
    """An order as it stands."""

    status = fields.String(required=True)
    in_force = fields.Boolean(
        required=True, metadata={"description": "Active and valid today, in the patient's zone."}
    )
    revoked_at = fields.AwareDateTime(required=True, allow_none=True)
    drug = fields.String(required=True)
    route = fields.String(required=True)
    planned_dose = fields.Nested(QuantitySchema, required=True)
    infusion_minutes = fields.Integer(required=True, allow_none=True)
    min_interval_days = fields.Float(required=True)
    max_sessions_per_year = fields.Integer(required=True, allow_none=True)
    home_dosing = fields.Boolean(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True)
    stop_rule = fields.String(required=True, allow_none=True)
    prescriber_id = fields.UUID(required=True)
    confirmed = fields.List(fields.String(), required=True)
    second_person = fields.UUID(
        required=True,
        allow_none=True,
        metadata={"description": "Who else confirmed it; the nil UUID: the operator."},
    )
    findings = fields.List(fields.Nested(FindingSchema), required=True)


class SecondLookSchema(Schema):
    """Something that waits for a second person."""

    kind = fields.String(required=True, metadata={"description": "order, session, given or dose."})
    record_id = fields.UUID(required=True)
    tag = fields.String(required=True, metadata={"description": "Say it as `seen` to confirm."})
    findings = fields.List(fields.Nested(FindingSchema), required=True)
    by = fields.UUID(required=True)
    at = fields.AwareDateTime(required=True)
    document = fields.Dict(required=True)


class SecondLooksSchema(Schema):
    """All that waits, the oldest first; the list is short."""

    items = fields.List(fields.Nested(SecondLookSchema), required=True)


class LookSchema(Schema):
    """What the second person has seen."""

    kind = one_of("order", "session", "given", "dose", required=True)
    seen = StrictString(required=True, validate=validate.Length(min=1, max=80))
