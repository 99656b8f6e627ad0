"""Each kind of damage to treatment, phenotype, thinking tasks and schedule is found and named."""

import copy
from collections.abc import Callable

import pytest

from backend.catalogue import checks
from tests.catalogue.shipped import CATALOGUE, SIGNATURES, Raw, flag, named


def _limit(raw: Raw, route: str) -> Raw:
    return next(each for each in raw["treatment"]["plausibility"] if each["route"] == route)


def _field(raw: Raw, name: str) -> Raw:
    return named(raw["treatment"]["session_fields"], name)


def _task(raw: Raw, name: str) -> Raw:
    return named(raw["cognitive_battery"]["tasks"], name)


def _change(raw: Raw) -> Raw:
    return raw["cognitive_battery"]["rules"]["reliable_change"]


def _decline(raw: Raw) -> Raw:
    return flag(raw, "cognition_decline")["when"]


TREATMENT: dict[str, tuple[Callable[[Raw], object], str]] = {
    "same id twice": (
        lambda c: c["treatment"]["labs"].append(c["treatment"]["labs"][0]),
        "treatment.labs: two entries are called alt",
    ),
    "same name twice": (
        lambda c: c["treatment"]["settings"].append("pain_clinic"),
        "treatment.settings: two entries are called pain_clinic",
    ),
    "same limit twice": (
        lambda c: c["treatment"]["plausibility"].append(_limit(c, "sl")),
        "treatment.plausibility: two entries are called sl dose",
    ),
    "nothing to choose from": (
        lambda c: c["treatment"].update(settings=[]),
        "treatment.settings: is empty",
    ),
    "limit of an unknown route": (
        lambda c: _limit(c, "sl").update(route="rectal"),
        "limit rectal dose: unknown route rectal",
    ),
    "limit of an unknown quantity": (
        lambda c: _limit(c, "sl").update(quantity="colour"),
        "limit sl colour: unknown quantity colour",
    ),
    "limits that warn nowhere": (
        lambda c: _limit(c, "sl").update(warn_below=75),
        "limit sl dose: warn_below, warn_above and reject_above do not rise",
    ),
    "limits that reject before they warn": (
        lambda c: _limit(c, "sl").update(reject_above=70),
        "limit sl dose: warn_below, warn_above and reject_above do not rise",
    ),
    "limit of nothing": (
        lambda c: _limit(c, "sl").update(warn_below=0),
        "limit sl dose: warn_below, warn_above and reject_above do not rise from above 0",
    ),
    "drug without strength": (
        lambda c: c["treatment"]["drugs"][1].update(limit_factor=0),
        "drug esketamine: its limit_factor is not above 0",
    ),
    "infusion by an unknown route": (
        lambda c: _field(c, "infusion_minutes").update(required_if="route in [iv, sc_infusion]"),
        "session_fields.infusion_minutes: required_if names no route",
    ),
    "infusion by a rule of another form": (
        lambda c: _field(c, "infusion_minutes").update(required_if="route == iv_infusion"),
        "session_fields.infusion_minutes: required_if names no route",
    ),
    "required at no time": (
        lambda c: _field(c, "vitals")["required_timepoints"].append("next_day"),
        "session_fields.vitals: a required timepoint is none of the timepoints",
    ),
    "weight of today only": (
        lambda c: _field(c, "weight_kg").update(max_age_days=0),
        "session_fields.weight_kg: max_age_days is not above 0",
    ),
    "scale without a top": (
        lambda c: _field(c, "cadss6_total").update(max=0),
        "session_fields.cadss6_total: max is not above 0",
    ),
    "vital upside down": (
        lambda c: c["treatment"]["vitals_plausibility"][0].update(min=280),
        "vital systolic: the limits are the wrong way round",
    ),
    "second unit without a first": (
        lambda c: named(c["treatment"]["labs"], "crea").update(unit=None),
        "lab crea: has another unit but no first one",
    ),
    "flag on an unknown lab": (
        lambda c: flag(c, "liver_tests_raised")["when"]["any"][0].update(lab="alat"),
        "flag liver_tests_raised: unknown lab alat",
    ),
    "flag on an unknown vital": (
        lambda c: flag(c, "bp_crisis")["when"]["any"][0].update(vital="mean_pressure"),
        "flag bp_crisis: unknown vital mean_pressure",
    ),
}
PHENOTYPE: dict[str, tuple[Callable[[Raw], object], str]] = {
    "same diagnosis twice": (
        lambda c: c["phenotype"]["icd11_chronic_pain"][1].update(code="MG30.0"),
        "phenotype.icd11_chronic_pain: two entries are called MG30.0",
    ),
    "pain of no duration": (
        lambda c: c["phenotype"]["pain_duration_months"].update(max=3),
        "phenotype.pain_duration_months: the limits are the wrong way round",
    ),
    "area too few": (
        lambda c: c["phenotype"]["wpi_map"].pop("neck"),
        "phenotype.wpi_map: has 18 areas, not 19",
    ),
    "area of an unknown site": (
        lambda c: c["phenotype"]["wpi_map"].update(neck="throat"),
        "phenotype.wpi_map: neck stands for the unknown site throat",
    ),
    "ATC code mistyped": (
        lambda c: named(c["phenotype"]["comedication_groups"], "ssri").update(atc=["NO6AB"]),
        "medicine ssri: needs the beginnings of ATC codes",
    ),
    "group without a code": (
        lambda c: named(c["phenotype"]["comedication_groups"], "ssri").update(atc=[]),
        "medicine ssri: needs the beginnings of ATC codes",
    ),
    "opioid that weighs nothing": (
        lambda c: c["phenotype"]["mme_factors"]["factors"].update(tramadol=0),
        "phenotype.mme_factors: the factor of tramadol is not above 0",
    ),
    "opioid of two minds": (
        lambda c: c["phenotype"]["mme_factors"]["not_convertible"].append("tramadol"),
        "phenotype.mme_factors: tramadol has a factor and is not convertible",
    ),
    "factors from nowhere": (
        lambda c: c["phenotype"]["mme_factors"].update(source="HEARSAY"),
        "phenotype.mme_factors: unknown source HEARSAY",
    ),
}
TASKS: dict[str, tuple[Callable[[Raw], object], str]] = {
    "same task twice": (
        lambda c: _task(c, "trail").update(id="two_back"),
        "cognitive_battery.tasks: two entries are called two_back",
    ),
    "primary outcome that is none": (
        lambda c: _task(c, "trail")["outcomes"].remove("b_minus_a_s"),
        "task trail: its primary outcome b_minus_a_s is none of them",
    ),
    "better neither high nor low": (
        lambda c: _task(c, "trail").update(better={"b_minus_a_s": "fast"}),
        "task trail: does not say whether b_minus_a_s is better high or low",
    ),
    "task of no time": (
        lambda c: _task(c, "trail").update(seconds=0),
        "task trail: its seconds are not above 0",
    ),
    "no run to compare with": (
        lambda c: c["cognitive_battery"]["rules"].update(baseline_runs=0),
        "cognitive_battery.rules: needs a baseline run",
    ),
    "no hours after a session": (
        lambda c: c["cognitive_battery"]["rules"].update(not_within_hours_after_session=-1),
        "cognitive_battery.rules: needs a baseline run, and no hours below 0",
    ),
    "decline to nothing": (
        lambda c: _change(c).update(decline_z=0),
        "cognitive_battery.rules: a decline is a z below 0",
    ),
    "decline in more tasks than there are": (
        lambda c: _change(c).update(min_tasks_declined=6),
        "cognitive_battery.rules: a decline is a z below 0 in one task or more of them",
    ),
    "no flag on a decline": (
        lambda c: _decline(c).update(type="any_event"),
        "flags: one condition is cognitive_decline, not 0",
    ),
    "decline that nobody confirms": (
        lambda c: _decline(c).pop("confirm_repeat_within_days"),
        "flags: cognitive_decline does not say within how many days",
    ),
    "decline of two minds": (
        lambda c: _decline(c).update(z_at_most=-2),
        "flags: cognitive_decline has another z or number of tasks than the battery",
    ),
}
SCHEDULE: dict[str, tuple[Callable[[Raw], object], str]] = {
    "rhythm that we cannot read": (
        lambda c: c["schedule"].update(every_week=["peg"]),
        "schedule: every_week is no daily, every_N_days, baseline or note",
    ),
    "rhythm of no days": (
        lambda c: c["schedule"].update(every_0_days=["peg"]),
        "schedule: every_0_days is no daily",
    ),
    "asks the unknown": (
        lambda c: c["schedule"]["every_28_days"].append("phq15"),
        "schedule: asks the unknown phq15",
    ),
    "asks the unknown at enrolment": (
        lambda c: c["schedule"]["baseline"].append("phq15"),
        "schedule: asks the unknown phq15",
    ),
    "asks the same twice at enrolment": (
        lambda c: c["schedule"]["baseline"].append("peg"),
        "schedule.baseline: two entries are called peg",
    ),
    "asks in two rhythms": (
        lambda c: c["schedule"]["every_28_days"].append("peg"),
        "schedule: asks peg in two rhythms",
    ),
}
DAMAGE = TREATMENT | PHENOTYPE | TASKS | SCHEDULE


class TestFindings:
    @pytest.mark.parametrize("damage", DAMAGE)
    def test_name_the_damage(self, damage: str) -> None:
        raw = copy.deepcopy(CATALOGUE)
        spoil, words = DAMAGE[damage]
        spoil(raw)

        assert words in "\n".join(checks.findings(raw, SIGNATURES))

    def test_accept_the_least_that_makes_sense(self) -> None:
        raw = copy.deepcopy(CATALOGUE)
        _task(raw, "trail").update(seconds=1)
        raw["cognitive_battery"]["rules"].update(baseline_runs=1, not_within_hours_after_session=0)
        _decline(raw).update(confirm_repeat_within_days=1)
        _field(raw, "weight_kg").update(max_age_days=1)
        _field(raw, "vitals").update(required_timepoints=_field(raw, "vitals")["timepoints"])

        assert checks.findings(raw, SIGNATURES) == []
