"""The JSON of doses taken at home, of laboratory results, and of exposure."""

from marshmallow import Schema, fields, validate

from backend.treatment.rules.labs import STRIP
from backend.treatment.service.exposure import PERIODS
from backend.web.fields import Day, StrictBoolean, StrictDecimal, TimeZone
from backend.web.records import RecordSchema, WishSchema
from backend.web.treatment.parts import (
    TREATMENT,
    SecondLookFields,
    dose_mg,
    drug,
    happened,
    one_of,
    route,
    short_name,
    words,
)


class DoseWish(WishSchema):
    """What was taken at home, when."""

    status = one_of("taken", "entered_in_error", load_default="taken")
    order_id = fields.UUID(
        load_default=None, allow_none=True, metadata={"description": "null: no order covers it."}
    )
    taken_at = happened(required=True)
    time_zone = TimeZone(required=True)
    day = Day(required=True, metadata={"description": "The patient's own diary day."})
    drug = drug()
    route = route()
    dose_mg = dose_mg(required=True)
    as_planned = StrictBoolean(required=True)
    note = words(load_default=None, allow_none=True)


class DoseSchema(RecordSchema, SecondLookFields):
    """A dose as it stands."""

    status = fields.String(required=True)
    order_id = fields.UUID(required=True, allow_none=True)
    taken_at = fields.AwareDateTime(required=True)
    time_zone = fields.String(required=True)
    day = fields.Date(required=True)
    drug = fields.String(required=True)
    route = fields.String(required=True)
    dose_mg = fields.Float(required=True)
    as_planned = fields.Boolean(required=True)
    note = fields.String(required=True, allow_none=True)


class LabResultWish(Schema):
    """One result: a value with its unit, or what a test strip reads."""

    lab = one_of(*TREATMENT.labs, required=True)
    value = StrictDecimal(
        load_default=None, allow_none=True, validate=validate.Range(min=0, max=1_000_000)
    )
    unit = short_name(load_default=None, allow_none=True)
    upper_limit = StrictDecimal(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0, min_inclusive=False, max=1_000_000),
        metadata={"description": "The laboratory's own; needed for liver tests."},
    )
    result = one_of(*STRIP, load_default=None, allow_none=True)


class LabsWish(WishSchema):
    """The results of one sample."""

    status = one_of("final", "entered_in_error", load_default="final")
    taken_at = happened(required=True)
    laboratory = short_name(load_default=None, allow_none=True)
    results = fields.List(
        fields.Nested(LabResultWish), required=True, validate=validate.Length(min=1, max=50)
    )


class LabResultSchema(Schema):
    """One result as it stands."""

    lab = fields.String(required=True)
    value = fields.Float()
    unit = fields.String()
    upper_limit = fields.Float()
    result = fields.String()
    times_upper_limit = fields.Float(required=True, allow_none=True)


class LabsSchema(RecordSchema):
    """A report as it stands."""

    status = fields.String(required=True)
    taken_at = fields.AwareDateTime(required=True)
    laboratory = fields.String(required=True, allow_none=True)
    results = fields.List(fields.Nested(LabResultSchema), required=True)


class ExposureArgs(Schema):
    """Up to which day."""

    as_of = Day(
        load_default=None, metadata={"description": "The patient's today if it isn't given."}
    )


FiguresSchema = Schema.from_dict(
    {
        name: field
        for period in PERIODS
        for name, field in (
            (f"count_{period}", fields.Integer(required=True)),
            (f"mg_{period}", fields.Float(required=True)),
        )
    },
    name="ExposureFigures",
)


class ExposureItemSchema(Schema):
    """One drug by one route; never summed with another."""

    drug = fields.String(required=True)
    route = fields.String(required=True)
    sessions = fields.Nested(FiguresSchema, required=True)
    home_doses = fields.Nested(
        FiguresSchema, required=True, allow_none=True, metadata={"description": "null: withheld."}
    )
    total = fields.Nested(FiguresSchema, required=True, allow_none=True)


class ExposureSchema(Schema):
    """The exposure ledger."""

    as_of = fields.Date(required=True)
    items = fields.List(fields.Nested(ExposureItemSchema), required=True)
    withheld = fields.List(fields.String(), required=True)
