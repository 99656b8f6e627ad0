"""From the raw document to typed treatment, phenotype, battery and schedule; it is checked."""

import re
from decimal import Decimal
from typing import Any

from backend.catalogue.care import (
    AtcGroup,
    Battery,
    Drug,
    Lab,
    Limit,
    Phenotype,
    Recurring,
    Schedule,
    Task,
    Treatment,
    Vital,
)
from backend.catalogue.documents import Raw, by_id, conditions

ROUTE_LIST = re.compile(r"route in \[(.+)\]")
"""The one form in which a field of a session is required for some routes only."""

EVERY = re.compile(r"every_([1-9][0-9]*)_days")
"""How the schedule names what recurs, `daily` apart."""

UPPER_LIMIT = "xULN"
"""The unit of a flag that counts a result in multiples of the laboratory's upper limit."""


def treatment(raw: Raw) -> Treatment:
    """Drugs, routes, limits and the fields of a session in a whole document."""
    part = raw["treatment"]
    fields = by_id(part["session_fields"])
    return Treatment(
        drugs={each["id"]: _drug(each) for each in part["drugs"]},
        routes=tuple(each["id"] for each in part["routes"]),
        infusion_routes=frozenset(routes_named(fields["infusion_minutes"]["required_if"])),
        settings=tuple(part["settings"]),
        limits=tuple(_limit(each) for each in part["plausibility"]),
        vitals={each["id"]: _vital(each) for each in part["vitals_plausibility"]},
        labs={each["id"]: _lab(each, _judged(raw)) for each in part["labs"]},
        weight_max_age_days=fields["weight_kg"]["max_age_days"],
        default_stop_rule=by_id(part["order_fields"])["stop_rule"]["default"],
        pregnancy_tests=tuple(fields["pregnancy_test"]["values"]),
        concomitant_classes=tuple(fields["concomitant_24h"]["classes"]),
        timepoints=tuple(fields["vitals"]["timepoints"]),
        required_timepoints=tuple(fields["vitals"]["required_timepoints"]),
        changes=tuple(fields["changed"]["values"]),
        tolerabilities=tuple(fields["tolerability"]["values"]),
        discharge_criteria={each["id"]: each["text"] for each in part["discharge_criteria"]},
        cadss6_maximum=fields["cadss6_total"]["max"],
    )


def phenotype(part: Raw) -> Phenotype:
    """What may be said of a patient, from the section of that name."""
    months, morphine = part["pain_duration_months"], part["mme_factors"]
    return Phenotype(
        sexes=tuple(part["sex_at_birth"]),
        mechanisms=tuple(part["pain_mechanism"]),
        neuropathic_grades=tuple(part["neuropathic_grade"]),
        duration_months=(months["min"], months["max"]),
        icd11={each["code"]: each["title"] for each in part["icd11_chronic_pain"]},
        body_sites=tuple(part["body_sites"]),
        wpi_areas=dict(part["wpi_map"]),
        cautions={each["id"]: each["level"] for each in part["cautions_and_contraindications"]},
        comorbidities=tuple(part["comorbidities"]),
        medicines={
            each["id"]: AtcGroup(id=each["id"], prefixes=tuple(each["atc"]))
            for each in part["comedication_groups"]
        },
        mme_source=morphine["source"],
        mme_factors={name: decimal(factor) for name, factor in morphine["factors"].items()},
        mme_not_convertible=tuple(morphine["not_convertible"]),
    )


def battery(raw: Raw) -> Battery:
    """The thinking tasks of a whole document; its flag on decline says when to repeat them."""
    part = raw["cognitive_battery"]
    rules, change = part["rules"], part["rules"]["reliable_change"]
    return Battery(
        tasks={each["id"]: _task(each) for each in part["tasks"]},
        baseline_runs=rules["baseline_runs"],
        not_within_hours_after_session=rules["not_within_hours_after_session"],
        decline_z=change["decline_z"],
        min_tasks_declined=change["min_tasks_declined"],
        repeat_within_days=declines(raw)[0]["confirm_repeat_within_days"],
    )


def schedule(raw: Raw) -> Schedule:
    """What a whole document asks at enrolment and again and again, in the order written."""
    part = raw["schedule"]
    recurring = tuple(
        Recurring(ask=ask, every_days=days)
        for key, asked in part.items()
        if (days := days_between(key))
        for ask in asked
    )
    asked = {each.ask for each in recurring}
    long_forms = {each["id"]: each.get("on_positive", {}).get("ask") for each in raw["instruments"]}
    return Schedule(
        baseline=tuple(part["baseline"]),
        recurring=recurring,
        covered_by={
            short: long for short, long in long_forms.items() if short in asked and long in asked
        },
    )


def days_between(key: str) -> int:
    """How often a list of the schedule is asked, in days; 0 for a key that is no such list."""
    if key == "daily":
        return 1
    found = EVERY.fullmatch(key)
    return int(found[1]) if found else 0


def routes_named(required_if: str) -> list[str]:
    """The routes in `route in [a, b]`; none if it reads otherwise."""
    found = ROUTE_LIST.fullmatch(required_if)
    return found[1].split(", ") if found else []


def declines(raw: Raw) -> list[Raw]:
    """The conditions of flags that compare runs of the battery."""
    return [
        condition
        for flag in raw["flags"]
        for condition in conditions(flag["when"])
        if condition["type"] == "cognitive_decline"
    ]


def decimal(number: Any) -> Decimal:
    """The number as the catalogue writes it: 0.15, not the float nearest to it."""
    return Decimal(str(number))


def _judged(raw: Raw) -> set[str]:
    return {
        condition["lab"]
        for flag in raw["flags"]
        for condition in conditions(flag["when"])
        if "lab" in condition and condition.get("unit") == UPPER_LIMIT
    }


def _drug(raw: Raw) -> Drug:
    factor = decimal(raw.get("limit_factor", 1))
    return Drug(id=raw["id"], name=raw["name"], limit_factor=factor)


def _limit(raw: Raw) -> Limit:
    return Limit(
        route=raw["route"],
        quantity=raw["quantity"],
        unit=raw["unit"],
        warn_below=decimal(raw["warn_below"]),
        warn_above=decimal(raw["warn_above"]),
        reject_above=decimal(raw["reject_above"]),
    )


def _vital(raw: Raw) -> Vital:
    return Vital(id=raw["id"], unit=raw["unit"], minimum=raw["min"], maximum=raw["max"])


def _lab(raw: Raw, judged: set[str]) -> Lab:
    return Lab(
        id=raw["id"],
        name=raw["name"],
        loinc=raw["loinc"],
        units=tuple(unit for unit in (raw["unit"], raw.get("alt_unit")) if unit),
        judged_by_upper_limit=raw["id"] in judged,
    )


def _task(raw: Raw) -> Task:
    return Task(
        id=raw["id"],
        name=raw["name"],
        seconds=raw["seconds"],
        primary=raw["primary"],
        outcomes=tuple(raw["outcomes"]),
        high_is_better=raw["better"][raw["primary"]] == "high",
    )
