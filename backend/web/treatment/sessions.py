"""The JSON of sessions, as planned and as given."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from backend.web.fields import Day, Moment, StrictBoolean
from backend.web.records import RecordSchema, WishSchema
from backend.web.treatment.parts import (
    MOST_MINUTES,
    MOST_PARTS,
    TREATMENT,
    QuantitySchema,
    SecondLookFields,
    confirmed,
    dose_mg,
    drug,
    happened,
    one_of,
    route,
    short_name,
    weight_kg,
    whole,
    words,
)

STATUSES = ("planned", "given", "cancelled", "entered_in_error")
VITALS = {vital: limits for vital, limits in TREATMENT.vitals.items() if limits.unit != "kg"}


class MedicationSchema(Schema):
    """A medicine that was given beside."""

    name = short_name(required=True)
    atc = short_name(load_default=None, allow_none=True)
    dose = dose_mg(load_default=None, allow_none=True)
    unit = short_name(load_default=None, allow_none=True)


ConcomitantSchema = Schema.from_dict(
    {
        "name": short_name(required=True),
        "class": one_of(*TREATMENT.concomitant_classes, load_default=None, allow_none=True),
    },
    name="Concomitant",
)
"""What else was taken within 24 hours before; `class` can't be written as an attribute."""


def _vital(vital: str) -> fields.Integer:
    limits = VITALS[vital]
    return whole(
        limits.minimum,
        limits.maximum,
        load_default=None,
        allow_none=True,
        metadata={"description": limits.unit},
    )


class VitalsSchema(Schema):
    """Vital signs at one time point."""

    timepoint = one_of(*TREATMENT.timepoints, required=True)
    taken_at = happened(load_default=None, allow_none=True)
    systolic = _vital("systolic")
    diastolic = _vital("diastolic")
    heart_rate = _vital("heart_rate")
    spo2 = _vital("spo2")
    resp_rate = _vital("resp_rate")

    @validates_schema
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """A time point comes with something that was measured."""
        if all(data.get(vital) is None for vital in VITALS):
            raise ValidationError("Nothing was measured.", "timepoint")


class AdverseEventSchema(Schema):
    """Something that happened to the patient."""

    term_reported = words(required=True)
    meddra_pt_name = short_name(load_default=None, allow_none=True)
    onset_at = happened(load_default=None, allow_none=True)
    resolved_at = happened(load_default=None, allow_none=True)
    ctcae_grade = whole(1, 5, required=True)
    serious = StrictBoolean(required=True)
    seriousness_criteria = fields.List(
        short_name(), load_default=list, validate=validate.Length(max=MOST_PARTS)
    )
    relatedness = short_name(load_default=None, allow_none=True)
    action_taken = short_name(load_default=None, allow_none=True)
    outcome = short_name(load_default=None, allow_none=True)
    reported_to_authority = StrictBoolean(load_default=None, allow_none=True)

    @validates_schema
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """A serious event says by which criteria; none ends before it begins."""
        if data["serious"] and not data["seriousness_criteria"]:
            raise ValidationError("Say why it is serious.", "seriousness_criteria")
        onset, resolved = data["onset_at"], data["resolved_at"]
        if onset and resolved and resolved < onset:
            raise ValidationError("It ends before it begins.", "resolved_at")


class PlanSchema(Schema):
    """What is planned."""

    starts_at = Moment(required=True)
    setting = one_of(*TREATMENT.settings, load_default=None, allow_none=True)
    drug = drug()
    route = route()
    dose_mg = dose_mg(required=True)
    infusion_minutes = whole(1, MOST_MINUTES, load_default=None, allow_none=True)
    weight_kg = weight_kg(required=True)
    weighed_on = Day(required=True)
    product_strength = fields.Nested(QuantitySchema, load_default=None, allow_none=True)

    @validates_schema
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """It says what it is judged by."""
        require_judgeable(data)


class GivenSchema(Schema):
    """What was given, and how it was borne."""

    started_at = happened(required=True)
    ended_at = happened(required=True)
    setting = one_of(*TREATMENT.settings, required=True)
    drug = drug()
    route = route()
    product_strength = fields.Nested(QuantitySchema, required=True)
    batch = short_name(load_default=None, allow_none=True)
    dose_mg = dose_mg(required=True)
    weight_kg = weight_kg(required=True)
    weighed_on = Day(required=True)
    infusion_minutes = whole(1, MOST_MINUTES, load_default=None, allow_none=True)
    fasting = StrictBoolean(load_default=None, allow_none=True)
    escort_present = StrictBoolean(required=True)
    pregnancy_test = one_of(*TREATMENT.pregnancy_tests, required=True)
    premedication = fields.List(
        fields.Nested(MedicationSchema), required=True, validate=validate.Length(max=MOST_PARTS)
    )
    concomitant_24h = fields.List(
        fields.Nested(ConcomitantSchema), required=True, validate=validate.Length(max=MOST_PARTS)
    )
    pain_before = whole(0, 10, required=True)
    pain_after = whole(0, 10, required=True)
    relief_expected = whole(
        0,
        10,
        load_default=None,
        allow_none=True,
        metadata={"description": "How much relief the patient expected, asked before."},
    )
    allocation_guess = one_of(
        "active",
        "placebo",
        "unsure",
        load_default=None,
        allow_none=True,
        metadata={"description": "What the patient thinks was given."},
    )
    vitals = fields.List(
        fields.Nested(VitalsSchema), required=True, validate=validate.Length(max=MOST_PARTS)
    )
    sedation_moaas_min = whole(0, 5, required=True)
    dissociation_peak = whole(0, 10, required=True)
    nausea_vomiting = whole(0, 3, required=True)
    anxiety_peak = whole(0, 3, required=True)
    cadss6_total = whole(0, TREATMENT.cadss6_maximum, load_default=None, allow_none=True)
    rescue_given = fields.List(
        fields.Nested(MedicationSchema), required=True, validate=validate.Length(max=MOST_PARTS)
    )
    changed = one_of(*TREATMENT.changes, required=True)
    stop_reason = words(load_default=None, allow_none=True)
    adverse_events = fields.List(
        fields.Nested(AdverseEventSchema), required=True, validate=validate.Length(max=MOST_PARTS)
    )
    tolerability = one_of(*TREATMENT.tolerabilities, required=True)
    discharge_checklist = fields.Dict(
        required=True, keys=one_of(*TREATMENT.discharge_criteria), values=StrictBoolean()
    )
    discharged_at = happened(required=True)
    discharged_by = fields.UUID(load_default=None, allow_none=True)

    @validates_schema
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """Times follow one another, and what must be said is said."""
        require_judgeable(data)
        flaws: dict[str, list[str]] = {}
        if data["ended_at"] < data["started_at"]:
            flaws["ended_at"] = ["It ends before it begins."]
        if data["discharged_at"] < data["ended_at"]:
            flaws["discharged_at"] = ["That is before the end."]
        if data["changed"] == "stopped_early" and not data["stop_reason"]:
            flaws["stop_reason"] = ["Say why it was stopped."]
        timepoints = [taken["timepoint"] for taken in data["vitals"]]
        if missing := [each for each in TREATMENT.required_timepoints if each not in timepoints]:
            flaws["vitals"] = [f"Missing: {', '.join(missing)}."]
        elif len(set(timepoints)) < len(timepoints):
            flaws["vitals"] = ["A time point is in the list twice."]
        criteria = TREATMENT.discharge_criteria
        if missing := [each for each in criteria if each not in data["discharge_checklist"]]:
            flaws["discharge_checklist"] = [f"Missing: {', '.join(missing)}."]
        if flaws:
            raise ValidationError(flaws)


def require_judgeable(data: dict[str, Any]) -> None:
    """Return if an infusion says its minutes, and its strength what is limited by that alone."""
    if data["route"] in TREATMENT.infusion_routes and data["infusion_minutes"] is None:
        raise ValidationError("An infusion says how long it takes.", "infusion_minutes")
    units = {limit.unit for limit in TREATMENT.limits_for(data["route"], data["drug"])}
    strength = data["product_strength"] or {}
    if units == {"%"} and strength.get("unit") != "%":
        raise ValidationError("For this route it is given in %.", "product_strength")


class SessionWish(WishSchema):
    """What is planned, or was given, or why it was cancelled."""

    order_id = fields.UUID(required=True)
    status = one_of(*STATUSES, required=True)
    plan = fields.Nested(PlanSchema, load_default=None, allow_none=True)
    given = fields.Nested(GivenSchema, load_default=None, allow_none=True)
    deviation_reason = words(
        load_default=None,
        allow_none=True,
        metadata={"description": "Why it wasn't given as planned."},
    )
    cancel_reason = words(load_default=None, allow_none=True)
    confirmed = confirmed()

    @validates_schema
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """Each status comes with what it needs."""
        status = data["status"]
        if status == "planned" and data["plan"] is None:
            raise ValidationError("Say what is planned.", "plan")
        if status == "given" and data["given"] is None:
            raise ValidationError("Say what was given.", "given")
        if status in {"planned", "cancelled"} and data["given"] is not None:
            raise ValidationError("Nothing was given.", "given")
        if status == "cancelled" and not data["cancel_reason"]:
            raise ValidationError("Say why it is cancelled.", "cancel_reason")


class SessionSchema(RecordSchema, SecondLookFields):
    """A session as it stands."""

    order_id = fields.UUID(required=True)
    status = fields.String(required=True)
    plan = fields.Dict(required=True, allow_none=True)
    given = fields.Dict(required=True, allow_none=True)
    deviation_reason = fields.String(required=True, allow_none=True)
    cancel_reason = fields.String(required=True, allow_none=True)
    confirmed = fields.List(fields.String(), required=True)
    second_person = fields.UUID(required=True, allow_none=True)
    dose_mg_per_kg = fields.Float(
        required=True, allow_none=True, metadata={"description": "Worked out, never typed."}
    )
    rate_mg_per_h = fields.Float(required=True, allow_none=True)
    rate_mg_per_kg_per_h = fields.Float(required=True, allow_none=True)
