"""The JSON of trends and of the patient list."""

from marshmallow import Schema, fields, validate

from backend.catalogue.service import catalogue
from backend.trends.rules.caseload import Order, Sort
from backend.trends.rules.series import MAX_DAYS, USUAL_DAYS
from backend.web.fields import StrictString
from backend.web.paging import PageArgs


class TrendArgs(Schema):
    """Which measures over which days."""

    first = fields.Date(
        metadata={"description": f"{USUAL_DAYS} days up to `last` if it isn't given."}
    )
    last = fields.Date(
        metadata={
            "description": "Today in the patient's zone if it isn't given; "
            f"at most {MAX_DAYS} days."
        }
    )
    measures = fields.String(
        metadata={
            "description": "Ids of items of a day and of side effects, joined by commas; "
            "all that is granted if it isn't given.",
            "example": "pain_average,mood,nausea",
        }
    )


class PointSchema(Schema):
    """One calendar day of one measure."""

    day = fields.Date(required=True)
    value = fields.Float(
        required=True,
        allow_none=True,
        metadata={
            "description": "Null where nothing was written. A side effect that isn't mentioned is "
            "0 on a day whose list was gone through, else null."
        },
    )
    mean_7d = fields.Float(
        required=True,
        allow_none=True,
        metadata={
            "description": "Of this day and the 6 before, two decimals, halves up; null below "
            f"{catalogue().rolling_mean_min} observed ones."
        },
    )
    n_7d = fields.Integer(required=True, metadata={"description": "How many of them have a value."})
    late = fields.Boolean(
        metadata={"description": "true where the entry was written too late for endpoints."}
    )


class TrendSchema(Schema):
    """Series with one row per calendar day."""

    first = fields.Date(required=True)
    last = fields.Date(required=True)
    measures = fields.Dict(
        required=True,
        keys=fields.String(),
        values=fields.List(fields.Nested(PointSchema)),
    )
    withheld = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Measures that were asked for and aren't granted."},
    )


class CaseloadArgs(PageArgs):
    """Which patients, in which order."""

    sort = fields.Enum(
        Sort,
        by_value=True,
        load_default=None,
        metadata={"description": "If not given: calls for help, other marks, how much pain rose."},
    )
    order = fields.Enum(
        Order,
        by_value=True,
        load_default=Order.ASCENDING,
        metadata={"description": "Direction of `sort`; what has no value comes last in both."},
    )
    name = StrictString(
        load_default=None,
        validate=validate.Length(max=200),
        metadata={"description": "A part of the name, in whatever case."},
    )


class MarkSchema(Schema):
    """Why somebody should call.

    A call for help, a red flag, a safety answer, one that may not be named, or silence.
    """

    kind = fields.String(
        required=True,
        validate=validate.OneOf(["not_safe", "red_flag", "safety_answer", "safety", "silent"]),
    )
    id = fields.UUID(metadata={"description": "Of a call for help that waits for an answer."})
    pressed_at = fields.AwareDateTime(metadata={"description": "Of a call for help."})
    side_effects = fields.List(fields.String(), metadata={"description": "Of a red flag."})
    safety_items = fields.List(
        fields.String(), metadata={"description": "Of a questionnaire's safety answer."}
    )
    day = fields.String(
        metadata={"format": "date", "description": "Of silence: the last day before it."}
    )
    text = fields.String()
    is_reviewed = fields.Boolean(
        metadata={"description": "Of a red flag or silence: true if you have looked since."}
    )


class CaseloadSchema(Schema):
    """One patient on a specialist's list, as of the patient's own today."""

    patient_id = fields.UUID(required=True)
    name = fields.String(required=True)
    last_entry_on = fields.Date(required=True, allow_none=True)
    pain_mean_7d = fields.Float(required=True, allow_none=True)
    pain_n_7d = fields.Integer(
        required=True, allow_none=True, metadata={"description": "Null if pain isn't granted."}
    )
    pain_change_7d = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "The last 7 days' mean minus that of the 7 before."},
    )
    adherence_28d = fields.Float(
        required=True,
        metadata={"description": "Completed days over min(28, days enrolled), 0 to 1."},
    )
    marks = fields.List(fields.Nested(MarkSchema), required=True)
    reviewed_at = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={"description": "Up to when somebody has looked who may still look."},
    )
    reviewed_by = fields.String(
        required=True, allow_none=True, metadata={"description": "The specialist's name."}
    )
