"""The JSON of the thinking tasks."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from backend.web.fields import Day, Moment, StrictBoolean, StrictString, TimeZone
from backend.web.instruments.schemas import AskSchema
from backend.web.records import RecordSchema, WishSchema

MOST_TRIALS, LONGEST_MS = 400, 600_000
STATUSES = ("final", "entered_in_error")


def _milliseconds(**options: Any) -> fields.Integer:
    bounds = validate.Range(min=0, max=LONGEST_MS)
    return fields.Integer(strict=True, validate=bounds, **options)


class VigilanceTrial(Schema):
    """One signal of Quick tap."""

    rt_ms = _milliseconds(
        required=True, allow_none=True, metadata={"description": "null: no reaction."}
    )
    false_start = StrictBoolean(load_default=False)


class SymbolTrial(Schema):
    """One pair of Symbol match."""

    correct = StrictBoolean(required=True)
    rt_ms = _milliseconds(required=True)


class TwoBackTrial(Schema):
    """One stimulus of Two back."""

    target = StrictBoolean(required=True)
    responded = StrictBoolean(required=True)
    rt_ms = _milliseconds(load_default=None, allow_none=True)


class TrailTrial(Schema):
    """One tap of Trail A or B."""

    part = StrictString(required=True, validate=validate.OneOf(["a", "b"]))
    rt_ms = _milliseconds(required=True, metadata={"description": "Since the tap before."})
    correct = StrictBoolean(load_default=True)


class PlaceTrial(Schema):
    """One picture of Picture places."""

    phase = StrictString(required=True, validate=validate.OneOf(["immediate", "delayed"]))
    correct = StrictBoolean(required=True)
    rt_ms = _milliseconds(load_default=None, allow_none=True)


def _task(trial: type[Schema]) -> fields.Nested:
    trials = fields.List(
        fields.Nested(trial), required=True, validate=validate.Length(min=1, max=MOST_TRIALS)
    )
    name = trial.__name__.removesuffix("Trial") + "Task"
    task = Schema.from_dict({"trials": trials}, name=name)
    return fields.Nested(
        task, load_default=None, allow_none=True, metadata={"description": "null: not done."}
    )


class TasksSchema(Schema):
    """The five tasks with every trial."""

    rt_vigilance = _task(VigilanceTrial)
    symbol_match = _task(SymbolTrial)
    two_back = _task(TwoBackTrial)
    trail = _task(TrailTrial)
    picture_place = _task(PlaceTrial)


class DeviceSchema(Schema):
    """On what it was done; runs are compared on one device only."""

    device_id = StrictString(required=True, validate=validate.Length(min=1, max=100))
    user_agent = StrictString(required=True, validate=validate.Length(max=400))
    screen_size = StrictString(
        required=True, validate=validate.Regexp(r"[1-9]\d{1,4}x[1-9]\d{1,4}\Z")
    )
    refresh_rate_estimate_hz = fields.Integer(
        strict=True, required=True, validate=validate.Range(min=1, max=1000)
    )
    input_type = StrictString(required=True, validate=validate.OneOf(["touch", "mouse", "pen"]))


class RunWish(WishSchema):
    """One run of the battery."""

    status = StrictString(load_default="final", validate=validate.OneOf(STATUSES))
    started_at = Moment(required=True)
    time_zone = TimeZone(required=True)
    day = Day(required=True, metadata={"description": "The patient's own diary day."})
    sent_at = Moment(load_default=None)
    device = fields.Nested(DeviceSchema, required=True)
    pain_now = fields.Integer(
        strict=True, load_default=None, allow_none=True, validate=validate.Range(min=0, max=10)
    )
    tasks = fields.Nested(TasksSchema, required=True)
    occurrence_id = fields.UUID(load_default=None, allow_none=True)

    @validates_schema
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """A run in which nothing was done would take a number, and an occasion, for nothing."""
        if not any(data["tasks"].values()):
            raise ValidationError("None of the tasks was done.", "tasks")


OUTCOMES = {
    "description": "By task; null: not done. `primary_se` is the compared outcome's standard error."
}
CHANGE = {
    "description": "By task: value, baseline and z (below 0 is worse); null: not compared. Empty "
    "for practice and baseline runs."
}


class RunFields(Schema):
    """What any list says of a run."""

    day = fields.Date(required=True)
    started_at = fields.AwareDateTime(required=True)
    role = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "practice, baseline, compared or too_soon; null: struck out."},
    )
    number = fields.Integer(required=True, allow_none=True)
    outcomes = fields.Dict(required=True, keys=fields.String(), metadata=OUTCOMES)
    change = fields.Dict(required=True, keys=fields.String(), metadata=CHANGE)
    decline = fields.String(
        required=True, metadata={"description": "none, repeat_due, confirmed or not_confirmed."}
    )


class RunSchema(RecordSchema, RunFields):
    """A run as it stands."""

    status = fields.String(required=True)
    time_zone = fields.String(required=True)
    device = fields.Dict(required=True)
    pain_now = fields.Integer(required=True, allow_none=True)
    hours_since_session = fields.Float(required=True, allow_none=True)
    too_soon = fields.Boolean(
        required=True, metadata={"description": "Too near a session to be compared."}
    )
    occurrence_id = fields.UUID(required=True, allow_none=True)
    late = fields.Boolean()
    asks = fields.List(fields.Nested(AskSchema))


class RunWithTrialsSchema(RunSchema):
    """A run with every trial."""

    trials = fields.Dict(required=True, keys=fields.String())


class RunPage(Schema):
    """A page of runs, the latest first."""

    items = fields.List(fields.Nested(RunSchema), required=True)
    next = fields.String(required=True, allow_none=True)
    withheld = fields.List(fields.String(), required=True)


class TrendRunSchema(RunFields):
    """A run in the course on its device."""

    id = fields.UUID(required=True)


class DeviceTrendSchema(Schema):
    """The course on one device, oldest first."""

    device_id = fields.String(required=True)
    runs = fields.List(fields.Nested(TrendRunSchema), required=True)


class CognitionTrendSchema(Schema):
    """The course on each device."""

    items = fields.List(fields.Nested(DeviceTrendSchema), required=True)
    withheld = fields.List(fields.String(), required=True)
