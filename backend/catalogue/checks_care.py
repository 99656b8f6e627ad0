"""What must be true of treatment, phenotype, thinking tasks and schedule in the catalogue."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from backend.catalogue import patterns
from backend.catalogue.documents import Raw, by_id, conditions
from backend.catalogue.reading_care import days_between, decimal, declines, routes_named
from backend.catalogue.shapes import misshapen

DIARY, BATTERY = "diary", "cognitive_battery"
"""What the schedule asks besides questionnaires."""

WPI_AREAS = 19
"""The areas of the Widespread Pain Index (Wolfe 2016)."""

_ATC = re.compile(r"[A-V]([0-9]{2}([A-Z]([A-Z]([0-9]{2})?)?)?)?")
_QUANTITIES = {"rate", "rate_absolute", "dose_per_day", "duration", "dose", "strength"}
_IDS = (
    "treatment.drugs",
    "treatment.routes",
    "treatment.vitals_plausibility",
    "treatment.order_fields",
    "treatment.session_fields",
    "treatment.discharge_criteria",
    "treatment.labs",
    "phenotype.cautions_and_contraindications",
    "phenotype.comedication_groups",
    "cognitive_battery.tasks",
)
_NAMES = (
    "treatment.settings",
    "phenotype.sex_at_birth",
    "phenotype.pain_mechanism",
    "phenotype.neuropathic_grade",
    "phenotype.body_sites",
    "phenotype.comorbidities",
    "schedule.baseline",
)


def shape(raw: Raw) -> Iterator[str]:
    """Where a document, otherwise of its pattern, lacks a field or a list of the schedule."""
    treatment, schedule = raw["treatment"], raw["schedule"]
    for name, pattern in (
        ("order_fields", patterns.ORDER_FIELDS),
        ("session_fields", patterns.SESSION_FIELDS),
    ):
        yield from misshapen(by_id(treatment[name]), pattern, f"treatment.{name}")
    for key in filter(days_between, schedule):
        yield from misshapen(schedule[key], [str], f"schedule.{key}")


def findings(raw: Raw) -> Iterator[str]:
    """Everything wrong with the four sections and the flags on them, one sentence each."""
    return chain(
        _duplicates(raw),
        _limits(raw["treatment"]),
        _session(raw["treatment"]),
        _measured(raw["treatment"]),
        _flags(raw),
        _phenotype(raw),
        _medicines(raw),
        _tasks(raw["cognitive_battery"]),
        _decline(raw),
        _schedule(raw),
    )


def _duplicates(raw: Raw) -> Iterator[str]:
    lists: dict[str, list[Any]] = {path: [e["id"] for e in _at(raw, path)] for path in _IDS}
    lists |= {path: _at(raw, path) for path in _NAMES}
    lists["phenotype.icd11_chronic_pain"] = [
        each["code"] for each in raw["phenotype"]["icd11_chronic_pain"]
    ]
    lists["treatment.plausibility"] = [
        f"{each['route']} {each['quantity']}" for each in raw["treatment"]["plausibility"]
    ]
    for path, names in lists.items():
        if not names:
            yield f"{path}: is empty"
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"{path}: two entries are called {name}"


def _at(raw: Raw, path: str) -> Any:
    section, name = path.split(".")
    return raw[section][name]


def _limits(treatment: Raw) -> Iterator[str]:
    routes = by_id(treatment["routes"])
    for each in treatment["plausibility"]:
        name = f"limit {each['route']} {each['quantity']}"
        if each["route"] not in routes:
            yield f"{name}: unknown route {each['route']}"
        if each["quantity"] not in _QUANTITIES:
            yield f"{name}: unknown quantity {each['quantity']}"
        if not 0 < each["warn_below"] < each["warn_above"] < each["reject_above"]:
            yield f"{name}: warn_below, warn_above and reject_above do not rise from above 0"
    for drug in treatment["drugs"]:
        if decimal(drug.get("limit_factor", 1)) <= 0:
            yield f"drug {drug['id']}: its limit_factor is not above 0"


def _session(treatment: Raw) -> Iterator[str]:
    fields, routes = by_id(treatment["session_fields"]), by_id(treatment["routes"])
    infusions = routes_named(fields["infusion_minutes"]["required_if"])
    if not infusions or not set(infusions) <= routes.keys():
        yield "session_fields.infusion_minutes: required_if names no route, or an unknown one"
    vitals = fields["vitals"]
    if not set(vitals["required_timepoints"]) <= set(vitals["timepoints"]):
        yield "session_fields.vitals: a required timepoint is none of the timepoints"
    for name, key in (("weight_kg", "max_age_days"), ("cadss6_total", "max")):
        if fields[name][key] < 1:
            yield f"session_fields.{name}: {key} is not above 0"


def _measured(treatment: Raw) -> Iterator[str]:
    for vital in treatment["vitals_plausibility"]:
        if vital["min"] >= vital["max"]:
            yield f"vital {vital['id']}: the limits are the wrong way round"
    for lab in treatment["labs"]:
        if lab.get("alt_unit") and not lab["unit"]:
            yield f"lab {lab['id']}: has another unit but no first one"


def _flags(raw: Raw) -> Iterator[str]:
    labs = {None, *by_id(raw["treatment"]["labs"])}
    vitals = {None, *by_id(raw["treatment"]["vitals_plausibility"])}
    for flag in raw["flags"]:
        for condition in conditions(flag["when"]):
            if condition.get("lab") not in labs:
                yield f"flag {flag['id']}: unknown lab {condition['lab']}"
            for vital in {each.get("vital") for each in condition.get("any", ())} - vitals:
                yield f"flag {flag['id']}: unknown vital {vital}"


def _phenotype(raw: Raw) -> Iterator[str]:
    part = raw["phenotype"]
    months, areas = part["pain_duration_months"], part["wpi_map"]
    if not 0 < months["min"] < months["max"]:
        yield "phenotype.pain_duration_months: the limits are the wrong way round"
    if len(areas) != WPI_AREAS:
        yield f"phenotype.wpi_map: has {len(areas)} areas, not {WPI_AREAS}"
    for area, site in areas.items():
        if site not in part["body_sites"]:
            yield f"phenotype.wpi_map: {area} stands for the unknown site {site}"


def _medicines(raw: Raw) -> Iterator[str]:
    part = raw["phenotype"]
    for group in part["comedication_groups"]:
        if not group["atc"] or not all(_ATC.fullmatch(prefix) for prefix in group["atc"]):
            yield f"medicine {group['id']}: needs the beginnings of ATC codes"
    morphine = part["mme_factors"]
    for name, factor in morphine["factors"].items():
        if factor <= 0:
            yield f"phenotype.mme_factors: the factor of {name} is not above 0"
        if name in morphine["not_convertible"]:
            yield f"phenotype.mme_factors: {name} has a factor and is not convertible"
    if morphine["source"] not in raw.get("sources", {}):
        yield f"phenotype.mme_factors: unknown source {morphine['source']}"


def _tasks(battery: Raw) -> Iterator[str]:
    for task in battery["tasks"]:
        if task["primary"] not in task["outcomes"]:
            yield f"task {task['id']}: its primary outcome {task['primary']} is none of them"
        if task["better"].get(task["primary"]) not in {"high", "low"}:
            yield f"task {task['id']}: does not say whether {task['primary']} is better high or low"
        if task["seconds"] < 1:
            yield f"task {task['id']}: its seconds are not above 0"
    rules = battery["rules"]
    if rules["baseline_runs"] < 1 or rules["not_within_hours_after_session"] < 0:
        yield "cognitive_battery.rules: needs a baseline run, and no hours below 0"
    change = rules["reliable_change"]
    if change["decline_z"] >= 0 or not 1 <= change["min_tasks_declined"] <= len(battery["tasks"]):
        yield "cognitive_battery.rules: a decline is a z below 0 in one task or more of them"


def _decline(raw: Raw) -> Iterator[str]:
    change = raw["cognitive_battery"]["rules"]["reliable_change"]
    found = declines(raw)
    if len(found) != 1:
        yield f"flags: one condition is cognitive_decline, not {len(found)}"
    for condition in found:
        if condition.get("confirm_repeat_within_days", 0) < 1:
            yield "flags: cognitive_decline does not say within how many days it is confirmed"
        if (condition.get("z_at_most"), condition.get("min_tasks")) != (
            change["decline_z"],
            change["min_tasks_declined"],
        ):
            yield "flags: cognitive_decline has another z or number of tasks than the battery"


def _schedule(raw: Raw) -> Iterator[str]:
    schedule = raw["schedule"]
    known = {DIARY, BATTERY, *by_id(raw["instruments"])}
    for key in schedule.keys() - {"baseline", "note"}:
        if not days_between(key):
            yield f"schedule: {key} is no daily, every_N_days, baseline or note"
    recurring = [ask for key in filter(days_between, schedule) for ask in schedule[key]]
    for name in sorted({*recurring, *schedule["baseline"]} - known):
        yield f"schedule: asks the unknown {name}"
    for name in sorted({name for name in recurring if recurring.count(name) > 1}):
        yield f"schedule: asks {name} in two rhythms"
