"""The JSON of the phenotype and of other medicines."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from backend.catalogue.service import catalogue
from backend.phenotype.rules import ATC, OTHER, SUBSTANCE_CAUTIONS, SUBSTANCE_COMORBIDITIES
from backend.web.fields import Day, StrictDecimal, StrictString, Words
from backend.web.paging import PageArgs
from backend.web.records import LONGEST_TEXT, RecordSchema, WishSchema

KNOWN = catalogue().phenotype
OPIOIDS = (*KNOWN.mme_factors, *KNOWN.mme_not_convertible)
SHORTEST, LONGEST = KNOWN.duration_months
MOST_OPIOID = 10_000


def _different(values: list[str]) -> None:
    if len(set(values)) < len(values):
        raise ValidationError("Something is in the list twice.")


def _some_of(*ids: str, least: int = 0, **options: Any) -> "fields.List[str]":
    return fields.List(
        StrictString(validate=validate.OneOf(ids)),
        validate=[validate.Length(min=least, max=len(ids)), _different],
        **options,
    )


def _one_of(*ids: str, **options: Any) -> StrictString:
    return StrictString(validate=validate.OneOf(ids), **options)


def _text() -> Words:
    length = validate.Length(min=1, max=LONGEST_TEXT)
    return Words(load_default=None, allow_none=True, validate=length)


class PhenotypeWish(WishSchema):
    """What characterises the pain; what concerns substance use has a part of its own."""

    icd11_codes = _some_of(
        *KNOWN.icd11,
        least=1,
        required=True,
        metadata={"description": "ICD-11 codes of chronic pain; the main one first."},
    )
    pain_mechanism = _one_of(*KNOWN.mechanisms, required=True)
    neuropathic_grade = _one_of(
        *KNOWN.neuropathic_grades,
        load_default=None,
        allow_none=True,
        metadata={"description": "Needed for neuropathic and mixed pain (NeuPSIG)."},
    )
    body_sites = _some_of(*KNOWN.body_sites, required=True)
    pain_duration_months = fields.Integer(
        strict=True, required=True, validate=validate.Range(min=SHORTEST, max=LONGEST)
    )
    onset_event = _text()
    sex_at_birth = _one_of(*KNOWN.sexes, load_default="unknown")
    cautions = _some_of(
        *(each for each in KNOWN.cautions if each not in SUBSTANCE_CAUTIONS), load_default=list
    )
    comorbidities = _some_of(
        *(each for each in KNOWN.comorbidities if each not in SUBSTANCE_COMORBIDITIES),
        load_default=list,
    )
    treatments_failed = _some_of(
        *KNOWN.medicines,
        load_default=list,
        metadata={"description": "Groups of medicines tried without success."},
    )
    treatments_failed_other = _text()


class CautionSchema(Schema):
    """A caution or contraindication with its level."""

    id = fields.String(required=True)
    level = fields.String(required=True)


class PhenotypeSchema(RecordSchema):
    """The phenotype of the pain as it stands."""

    icd11_codes = fields.List(fields.String(), required=True)
    pain_mechanism = fields.String(required=True)
    neuropathic_grade = fields.String(required=True, allow_none=True)
    body_sites = fields.List(fields.String(), required=True)
    wpi = fields.Integer(
        required=True, metadata={"description": "Widespread pain index, 0 to 19; worked out."}
    )
    pain_duration_months = fields.Integer(required=True)
    onset_event = fields.String(required=True, allow_none=True)
    sex_at_birth = fields.String(required=True)
    cautions = fields.List(fields.Nested(CautionSchema), required=True)
    comorbidities = fields.List(fields.String(), required=True)
    treatments_failed = fields.List(fields.String(), required=True)
    treatments_failed_other = fields.String(required=True, allow_none=True)


class SubstanceUseWish(WishSchema):
    """What concerns substance use."""

    cautions = _some_of(*sorted(SUBSTANCE_CAUTIONS), required=True)
    comorbidities = _some_of(*sorted(SUBSTANCE_COMORBIDITIES), required=True)


class SubstanceUseSchema(RecordSchema):
    """The part on substance use as it stands."""

    cautions = fields.List(fields.Nested(CautionSchema), required=True)
    comorbidities = fields.List(fields.String(), required=True)


class MedicineWish(WishSchema):
    """Another medicine, from when to when."""

    status = _one_of("final", "entered_in_error", load_default="final")
    name = Words(load_default=None, allow_none=True, validate=validate.Length(min=1, max=200))
    atc = StrictString(
        required=True,
        validate=validate.Regexp(rf"{ATC.pattern}\Z", error="Not an ATC code."),
        metadata={"description": "ATC code, third to fifth level."},
    )
    from_on = Day(required=True)
    to_on = Day(load_default=None, allow_none=True, metadata={"description": "null: still taken."})
    opioid = _one_of(*OPIOIDS, load_default=None, allow_none=True)
    opioid_dose = StrictDecimal(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0, min_inclusive=False, max=MOST_OPIOID),
        metadata={"description": "mg a day; for fentanyl patches ug an hour."},
    )


class MedicineSchema(RecordSchema):
    """A medicine as it stands."""

    status = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)
    atc = fields.String(required=True)
    medicine_group = _one_of(*KNOWN.medicines, OTHER, required=True)
    from_on = fields.Date(required=True)
    to_on = fields.Date(required=True, allow_none=True)
    opioid = fields.String(required=True, allow_none=True)
    opioid_dose = fields.Float(required=True, allow_none=True)
    opioid_dose_unit = fields.String(required=True, allow_none=True)
    mme_per_day = fields.Float(required=True, allow_none=True)
    mme_factor = fields.Float(required=True, allow_none=True)
    mme_source = fields.String(required=True, allow_none=True)


class MedicinesArgs(PageArgs):
    """Which medicines."""

    on = Day(load_default=None, metadata={"description": "Taken on this day."})


class MorphineArgs(Schema):
    """On which day."""

    on = Day(load_default=None, metadata={"description": "The patient's today if it isn't given."})


class MorphineItemSchema(Schema):
    """One opioid and what it adds."""

    record_id = fields.UUID(required=True)
    opioid = fields.String(required=True)
    dose = fields.Float(required=True)
    unit = fields.String(required=True)
    factor = fields.Float(required=True)
    mme_per_day = fields.Float(required=True)
    source = fields.String(required=True, metadata={"description": "The table of the factor."})


class NotConvertedSchema(Schema):
    """An opioid that adds nothing to the sum: not converted, or its dose isn't known."""

    record_id = fields.UUID(required=True)
    opioid = fields.String(
        required=True, allow_none=True, metadata={"description": "null: not said which."}
    )


class MorphineSchema(Schema):
    """Opioids as mg of oral morphine a day: for monitoring, never for changing opioids."""

    on = fields.Date(required=True)
    mme_per_day = fields.Float(required=True)
    source = fields.String(required=True, metadata={"description": "The factor table as of today."})
    items = fields.List(fields.Nested(MorphineItemSchema), required=True)
    not_converted = fields.List(fields.Nested(NotConvertedSchema), required=True)
