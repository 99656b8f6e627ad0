"""What is noticed about a session: its values, its order, and those before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from backend.catalogue.care import Treatment
from backend.treatment.rules.orders import Terms
from backend.treatment.rules.plausibility import Finding, Quantities, judge, rounded

DAY, YEAR = timedelta(days=1), timedelta(days=365)
INTERVAL, SESSIONS_PER_YEAR = "interval", "sessions_per_year"
"""By these names an author confirms what the order's own numbers say."""

COMPARED = ("drug", "route", "dose_mg", "infusion_minutes")
"""What must be given as planned, or for a reason."""

JUDGED = (*COMPARED, "weight_kg", "weighed_on", "product_strength", "started_at")
"""What a second person looks at; any other change leaves that look as it is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Values:
    """What of a plan or of a given session is judged."""

    drug: str
    route: str
    dose_mg: Decimal
    weight_kg: Decimal
    weighed_on: date
    infusion_minutes: int | None
    strength: Mapping[str, Any] | None
    """The product's strength: value and unit."""

    at: datetime
    """When it starts."""

    day: date
    """That moment's calendar day in the patient's zone."""

    @property
    def weight_age_days(self) -> int:
        """How old the weight is on the day; below 0 if it was taken later."""
        return (self.day - self.weighed_on).days


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """The sessions of the same drug and route that come before one."""

    last_at: datetime | None
    last_day: date | None
    count: int
    """How many began within the 365 days before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Computed:
    """What is worked out and never typed; None where something for it isn't known."""

    dose_mg_per_kg: Decimal | None
    rate_mg_per_h: Decimal | None
    rate_mg_per_kg_per_h: Decimal | None


def computed(
    dose_mg: Decimal | None, weight_kg: Decimal | None, infusion_minutes: int | None
) -> Computed:
    """Dose per kg and rates, as the catalogue's session fields define them, to 4 decimals."""
    known = Quantities(dose_mg=dose_mg, weight_kg=weight_kg, infusion_minutes=infusion_minutes)
    return Computed(
        dose_mg_per_kg=_shown(known.mg_per_kg),
        rate_mg_per_h=_shown(known.mg_per_h),
        rate_mg_per_kg_per_h=_shown(known.mg_per_kg_per_h),
    )


def findings_of_plan(
    values: Values, terms: Terms, before: Before, treatment: Treatment
) -> list[Finding]:
    """What its author has to confirm, or a second person."""
    minutes = values.infusion_minutes or terms.infusion_minutes
    return [*_implausible(values, minutes, treatment), *_too_often(values, terms, before)]


def findings_of_given(
    values: Values, terms: Terms, before: Before, treatment: Treatment
) -> list[Finding]:
    """What is remarkable about what was given; it is recorded all the same."""
    return [
        *_implausible(values, values.infusion_minutes, treatment),
        *_not_in_force(values, terms),
        *_weight_too_old(values, treatment.weight_max_age_days),
        *_too_often(values, terms, before),
    ]


def deviations(given: Mapping[str, Any], plan: Mapping[str, Any] | None, terms: Terms) -> list[str]:
    """In what the given session differs from its plan or, without one, from the order.

    Both hold plain JSON values. What a plan leaves open, nothing can differ from.
    """
    planned = plan or {"drug": terms.drug, "route": terms.route}
    return [
        name
        for name in COMPARED
        if planned.get(name) is not None and planned[name] != given.get(name)
    ]


def _implausible(values: Values, minutes: int | None, treatment: Treatment) -> list[Finding]:
    limits = treatment.limits_for(values.route, values.drug)
    a_dose_is_limited = any(limit.quantity == "dose" for limit in limits)
    strength = values.strength or {}
    quantities = Quantities(
        dose_mg=values.dose_mg,
        weight_kg=values.weight_kg,
        infusion_minutes=minutes,
        strength_percent=strength["value"] if strength.get("unit") == "%" else None,
        # Where the catalogue limits the day alone (a patch), the session is what the day brings;
        # elsewhere one dose of a day still to come says nothing about the day.
        mg_per_day=None if a_dose_is_limited else values.dose_mg,
    )
    return judge(values.drug, values.route, quantities, treatment)


def _not_in_force(values: Values, terms: Terms) -> list[Finding]:
    if terms.was_in_force(values.day, values.at):
        return []
    text = f"The order was not in force on {values.day}."
    return [Finding("order_not_in_force", text, needs_second=True)]


def _weight_too_old(values: Values, most_days: int) -> list[Finding]:
    age = values.weight_age_days
    if age <= most_days:
        return []
    return [
        Finding(
            "weight_too_old",
            f"The weight was {age} days old; after {most_days} days it is to be taken again.",
            quantity="weight",
            value=Decimal(age),
            unit="d",
            limit=Decimal(most_days),
            needs_second=True,
        )
    ]


def _too_often(values: Values, terms: Terms, before: Before) -> list[Finding]:
    found = []
    if before.last_at and is_too_soon(values, terms, before):
        days = rounded(_days(values.at - before.last_at), places=2)
        found.append(
            Finding(
                "interval_short",
                f"The last session of this drug and route was {days:f} days before; "
                f"the order asks for {terms.min_interval_days:f}.",
                quantity=INTERVAL,
                value=days,
                unit="d",
                limit=terms.min_interval_days,
            )
        )
    most, number = terms.max_sessions_per_year, before.count + 1
    if most is not None and number > most:
        found.append(
            Finding(
                "too_many_sessions",
                f"It is number {number} within 365 days; the order allows {most}.",
                quantity=SESSIONS_PER_YEAR,
                value=Decimal(number),
                limit=Decimal(most),
            )
        )
    return found


def is_too_soon(values: Values, terms: Terms, before: Before) -> bool:
    """Whether it starts earlier after the last one's start than the order allows.

    Intervals of a day and more are met by calendar days too: a session on Monday at nine is a
    week after the Monday before at two.
    """
    if before.last_at is None or before.last_day is None:
        return False
    least = Fraction(terms.min_interval_days)
    if _days(values.at - before.last_at) >= least:
        return False
    return least < 1 or (values.day - before.last_day).days < least


def _days(span: timedelta) -> Fraction:
    return Fraction(span // timedelta(microseconds=1), DAY // timedelta(microseconds=1))


def _shown(figure: Fraction | None) -> Decimal | None:
    return None if figure is None else rounded(figure)
