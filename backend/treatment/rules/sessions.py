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
NOTHING = Decimal(0)
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
class Start:
    """When a session starts: the moment, and its calendar day in the patient's zone."""

    at: datetime
    day: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Others:
    """The other sessions of the same drug and route, seen from one."""

    last: Start | None
    next: Start | None
    count: int
    """How many began within the 365 days before."""

    mg_on_day: Decimal
    """What those add up to that start on the same day."""


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
    values: Values, terms: Terms, others: Others, treatment: Treatment
) -> list[Finding]:
    """What its author has to confirm, or a second person."""
    return [*_implausible(values, others.mg_on_day, treatment), *_too_often(values, terms, others)]


def findings_of_given(
    values: Values, terms: Terms, others: Others, treatment: Treatment
) -> list[Finding]:
    """What is remarkable about what was given; it is recorded all the same."""
    return [
        *_implausible(values, others.mg_on_day, treatment),
        *_not_in_force(values, terms),
        *_weight_too_old(values, treatment.weight_max_age_days),
        *_too_often(values, terms, others),
    ]


def findings_of_told(values: Values, treatment: Treatment) -> list[Finding]:
    """What is beyond a hard limit in a plan that no second person has confirmed.

    Such a plan is told only with what was given: before, it is refused.
    """
    return [
        Finding(f"plan_{each.code}", f"In the plan: {each.text}", needs_second=True)
        for each in _implausible(values, NOTHING, treatment)
        if each.needs_second
    ]


def is_same_plan(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two plans (plain JSON) say the same, in whatever offset their start is written."""
    return _with_moment(one) == _with_moment(other)


def deviations(given: Mapping[str, Any], plan: Mapping[str, Any] | None, terms: Terms) -> list[str]:
    """In what the given session differs from its plan or, in drug and route, from the order.

    Both hold plain JSON values. What a plan leaves open, nothing can differ from.
    """
    planned = {**(plan or {}), "drug": terms.drug, "route": terms.route}
    return [
        name
        for name in COMPARED
        if planned.get(name) is not None and planned[name] != given.get(name)
    ]


def _implausible(values: Values, others_mg: Decimal, treatment: Treatment) -> list[Finding]:
    limits = treatment.limits_for(values.route, values.drug)
    a_dose_is_limited = any(limit.quantity == "dose" for limit in limits)
    # Where the catalogue limits the day alone (a patch), one session is what the day brings;
    # elsewhere the first dose of a day still to come says nothing about the day.
    a_day_is_known = bool(others_mg) or not a_dose_is_limited
    strength = values.strength or {}
    quantities = Quantities(
        dose_mg=values.dose_mg,
        weight_kg=values.weight_kg,
        infusion_minutes=values.infusion_minutes,
        strength_percent=strength["value"] if strength.get("unit") == "%" else None,
        mg_per_day=others_mg + values.dose_mg if a_day_is_known else None,
        others_mg=others_mg,
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


def _too_often(values: Values, terms: Terms, others: Others) -> list[Finding]:
    here, least = Start(at=values.at, day=values.day), terms.min_interval_days
    found = []
    if others.last and is_too_soon(others.last, here, least):
        found.append(_interval("last", "was {} days before", here.at - others.last.at, least))
    if others.next and is_too_soon(here, others.next, least):
        found.append(_interval("next", "is {} days after", others.next.at - here.at, least))
    most, number = terms.max_sessions_per_year, others.count + 1
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


def is_too_soon(one: Start, following: Start, least: Decimal) -> bool:
    """Whether the following starts fewer days after the one than the order asks for.

    Intervals of a day and more are met by calendar days too: a session on Monday at nine is a
    week after the Monday before at two.
    """
    if _days(following.at - one.at) >= Fraction(least):
        return False
    return least < 1 or (following.day - one.day).days < least


def _interval(which: str, when: str, span: timedelta, least: Decimal) -> Finding:
    days = rounded(_days(span), places=2)
    return Finding(
        "interval_short",
        f"The {which} session of this drug and route {when.format(f'{days:f}')}; "
        f"the order asks for {least:f}.",
        quantity=INTERVAL,
        value=days,
        unit="d",
        limit=least,
    )


def _days(span: timedelta) -> Fraction:
    return Fraction(span // timedelta(microseconds=1), DAY // timedelta(microseconds=1))


def _with_moment(plan: Mapping[str, Any]) -> dict[str, Any]:
    return {**plan, "starts_at": datetime.fromisoformat(plan["starts_at"])}


def _shown(figure: Fraction | None) -> Decimal | None:
    return None if figure is None else rounded(figure)
