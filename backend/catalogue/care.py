"""What the catalogue says of treatment, phenotype, thinking tasks and the schedule, typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Drug:
    """A drug; `limit_factor` multiplies the plausibility limits, which are those of racemate."""

    id: str
    name: str
    limit_factor: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """Between what a quantity is plausible; catches typing errors and is no dosing advice."""

    route: str
    quantity: str
    """rate, rate_absolute, dose_per_day, duration, dose or strength."""

    unit: str
    """UCUM: mg/kg/h, mg/h, mg/kg/d, mg/d, h, mg/kg, mg or %."""

    warn_below: Decimal
    warn_above: Decimal
    """Outside of these two, a planned value must be confirmed."""

    reject_above: Decimal
    """Above it, a planned value needs a second person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Vital:
    """A vital sign and between what values it is accepted, both included."""

    id: str
    unit: str
    minimum: int
    maximum: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Lab:
    """A laboratory test; without a unit its result is ordinal (a test strip)."""

    id: str
    name: str
    loinc: str
    units: tuple[str, ...]
    """The unit it should be given in, then the other one that is accepted; empty: a test strip."""

    judged_by_upper_limit: bool
    """Whether a flag compares it with the laboratory's own upper limit, which is then required."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Treatment:
    """Drugs, routes and what a session must and may record."""

    drugs: Mapping[str, Drug]
    routes: tuple[str, ...]
    infusion_routes: frozenset[str]
    """Routes whose sessions must say how many minutes the infusion took."""

    settings: tuple[str, ...]
    limits: tuple[Limit, ...]
    vitals: Mapping[str, Vital]
    labs: Mapping[str, Lab]
    weight_max_age_days: int
    default_stop_rule: str
    pregnancy_tests: tuple[str, ...]
    concomitant_classes: tuple[str, ...]
    timepoints: tuple[str, ...]
    required_timepoints: tuple[str, ...]
    changes: tuple[str, ...]
    """completed, slowed, paused or stopped_early."""

    tolerabilities: tuple[str, ...]
    discharge_criteria: Mapping[str, str]
    """The text of each by id."""

    cadss6_maximum: int

    def limits_for(self, route: str, drug: str) -> tuple[Limit, ...]:
        """The limits of a route, those of dose multiplied for the drug; durations stay."""
        factor = self.drugs[drug].limit_factor
        return tuple(_scaled(limit, factor) for limit in self.limits if limit.route == route)


def _scaled(limit: Limit, factor: Decimal) -> Limit:
    by = Decimal(1) if limit.quantity == "duration" else factor
    return Limit(
        route=limit.route,
        quantity=limit.quantity,
        unit=limit.unit,
        warn_below=limit.warn_below * by,
        warn_above=limit.warn_above * by,
        reject_above=limit.reject_above * by,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class AtcGroup:
    """A group of medicines by the ATC codes with which its members begin."""

    id: str
    prefixes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Phenotype:
    """What may be said of a patient's pain, conditions and other medicines."""

    sexes: tuple[str, ...]
    mechanisms: tuple[str, ...]
    neuropathic_grades: tuple[str, ...]
    duration_months: tuple[int, int]
    """The shortest and the longest."""

    icd11: Mapping[str, str]
    """The title of each ICD-11 code of chronic pain."""

    body_sites: tuple[str, ...]
    wpi_areas: Mapping[str, str]
    """For each of the 19 areas of the Widespread Pain Index, the body site that stands for it."""

    cautions: Mapping[str, str]
    """The level of each by id."""

    comorbidities: tuple[str, ...]
    medicines: Mapping[str, AtcGroup]
    mme_source: str
    mme_factors: Mapping[str, Decimal]
    """mg of oral morphine per day for each mg per day; fentanyl patches: per ug/h."""

    mme_not_convertible: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """A thinking task, its outcomes, and which of them is compared in which direction."""

    id: str
    name: str
    seconds: int
    primary: str
    outcomes: tuple[str, ...]
    high_is_better: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Battery:
    """The thinking tasks and the rules under which one person's runs are compared."""

    tasks: Mapping[str, Task]
    baseline_runs: int
    not_within_hours_after_session: int
    decline_z: float
    min_tasks_declined: int
    repeat_within_days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Recurring:
    """What is asked every so many days: an instrument's id, `diary` or `cognitive_battery`."""

    ask: str
    every_days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """What is asked at enrolment and again and again."""

    baseline: tuple[str, ...]
    recurring: tuple[Recurring, ...]
    covered_by: Mapping[str, str]
    """A short form and the long one that, where both fall due, is asked alone."""
