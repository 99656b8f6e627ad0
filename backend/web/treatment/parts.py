"""What the JSON of treatment is made of."""

from datetime import timedelta
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from backend import clock
from backend.catalogue.service import catalogue
from backend.web.fields import Moment, StrictDecimal, StrictString, Words
from backend.web.records import LONGEST_TEXT

TREATMENT = catalogue().treatment
AHEAD = timedelta(minutes=5)
"""How far a client's clock may be ahead of ours."""

LONGEST_NAME, MOST_PARTS = 200, 50
MOST_MG, MOST_MINUTES = 100_000, 30 * 24 * 60
WEIGHT = TREATMENT.vitals["weight"]


def one_of(*values: str, **options: Any) -> StrictString:
    """A field that takes one of these."""
    return StrictString(validate=validate.OneOf(values), **options)


def drug() -> StrictString:
    """Which drug."""
    return one_of(*TREATMENT.drugs, required=True)


def route() -> StrictString:
    """By which route."""
    return one_of(*TREATMENT.routes, required=True)


def short_name(**options: Any) -> Words:
    """A short name."""
    return Words(validate=validate.Length(min=1, max=LONGEST_NAME), **options)


def words(**options: Any) -> Words:
    """A sentence or more."""
    return Words(validate=validate.Length(min=1, max=LONGEST_TEXT), **options)


def whole(low: int, high: int, **options: Any) -> fields.Integer:
    """An integer between these two."""
    return fields.Integer(strict=True, validate=validate.Range(min=low, max=high), **options)


def dose_mg(**options: Any) -> StrictDecimal:
    """A dose in mg, above 0."""
    above_zero = validate.Range(min=0, min_inclusive=False, max=MOST_MG)
    return StrictDecimal(validate=above_zero, **options)


def weight_kg(**options: Any) -> StrictDecimal:
    """A body weight in kg, as the catalogue bounds it."""
    bounds = validate.Range(min=WEIGHT.minimum, max=WEIGHT.maximum)
    return StrictDecimal(validate=bounds, **options)


def happened(**options: Any) -> Moment:
    """A moment that has come."""
    return Moment(validate=not_ahead, **options)


def not_ahead(moment: Any) -> None:
    """Return if the moment has come, by a clock that may be 5 minutes off."""
    if moment > clock.now() + AHEAD:
        raise ValidationError("It lies in the future.")


class QuantitySchema(Schema):
    """A value and its unit."""

    value = StrictDecimal(required=True, validate=validate.Range(min=0, min_inclusive=False))
    unit = Words(required=True, validate=validate.Length(min=1, max=20))


class FindingSchema(Schema):
    """Something that isn't as expected."""

    code = fields.String(
        required=True,
        metadata={
            "description": "unusual, beyond_limit, plan_beyond_limit, order_not_in_force, "
            "weight_too_old, interval_short, too_many_sessions, no_order or not_home_order."
        },
    )
    text = fields.String(required=True)
    quantity = fields.String(metadata={"description": "What `confirmed` names it by."})
    value = fields.Float()
    unit = fields.String()
    limit = fields.Float()


class SecondLookFields(Schema):
    """What a document says of a second person's look."""

    findings = fields.List(fields.Nested(FindingSchema), required=True)
    unconfirmed = fields.Boolean(
        required=True, metadata={"description": "Counted, but a second person still has to look."}
    )
    looked_by = fields.UUID(required=True, allow_none=True)
    looked_at = fields.AwareDateTime(required=True, allow_none=True)


def confirmed() -> "fields.List[str]":
    """The unusual quantities that the author confirms."""
    return fields.List(
        StrictString(validate=validate.Length(max=40)),
        load_default=list,
        validate=validate.Length(max=20),
        metadata={"description": "Quantities of findings that are meant as they are."},
    )
