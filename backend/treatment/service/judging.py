"""How a session is judged against its order, the limits and those before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from backend import clock
from backend.catalogue.service import catalogue
from backend.errors import Conflict, Invalid
from backend.records.rules import Change
from backend.treatment import queries
from backend.treatment.models import Order
from backend.treatment.rules.plausibility import Finding
from backend.treatment.rules.sessions import (
    DAY,
    YEAR,
    Others,
    Start,
    Values,
    findings_of_given,
    findings_of_plan,
    findings_of_told,
)
from backend.treatment.service.held_plans import require_confirmed
from backend.treatment.service.orders import terms_of
from backend.treatment.service.people import day_in, zone_for

Said = Mapping[str, Any]


class OrderNotInForce(Conflict):
    """The order isn't active and valid on the day for which the session is planned."""

    code = "order_not_in_force"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was noticed, and who besides the author confirmed a plan beyond a hard limit."""

    findings: Sequence[Finding]
    second_person: UUID | None = None

    @property
    def unconfirmed(self) -> bool:
        """Whether a second person has to look at what was given."""
        return any(finding.needs_second for finding in self.findings)

    def as_json(self) -> list[dict[str, Any]]:
        """The findings as they are kept and shown."""
        return [finding.as_json() for finding in self.findings]


def judge_plan(change: Change, plan: Said, order: Order, confirmed: Sequence[str]) -> Verdict:
    """Let the plan pass with what its author or a second person confirmed, or raise.

    Raises Invalid (another drug or route than ordered, a weight too old), OrderNotInForce,
    ConfirmationNeeded or SecondPersonNeeded.
    """
    terms, zone = terms_of(order), zone_for(change.patient_id, change.by)
    differing = [name for name in ("drug", "route") if plan[name] != getattr(terms, name)]
    if differing:
        raise Invalid({f"plan.{name}": ["The order says another one."] for name in differing})
    values = _values(plan, plan["starts_at"], zone)
    _require_weighed("plan", values, zone)
    most_days = catalogue().treatment.weight_max_age_days
    if values.weight_age_days > most_days:
        said = f"It will be more than {most_days} days old: weigh again."
        raise Invalid({"plan.weighed_on": [said]})
    if not terms.covers(values.day):
        raise OrderNotInForce
    others = _others(change, values, zone, statuses=("given", "planned"))
    findings = findings_of_plan(values, terms, others, catalogue().treatment)
    return Verdict(findings, require_confirmed(change, findings, confirmed))


def judge_given(change: Change, given: Said, order: Order, *, told: Said | None) -> Verdict:
    """What is remarkable about what was given, or raise Invalid (weighed after the session).

    `told` is its plan (plain JSON), if no second person has confirmed that.
    """
    treatment = catalogue().treatment
    zone = zone_for(change.patient_id, change.by)
    values = _values(given, given["started_at"], zone)
    _require_weighed("given", values, zone)
    others = _others(change, values, zone, statuses=("given",))
    findings = findings_of_given(values, terms_of(order), others, treatment)
    if told is not None:
        plan = _typed(told)
        findings += findings_of_told(_values(plan, plan["starts_at"], zone), treatment)
    return Verdict(findings)


def _values(said: Said, at: datetime, zone: ZoneInfo) -> Values:
    return Values(
        drug=said["drug"],
        route=said["route"],
        dose_mg=said["dose_mg"],
        weight_kg=said["weight_kg"],
        weighed_on=said["weighed_on"],
        infusion_minutes=said["infusion_minutes"],
        strength=said["product_strength"],
        at=at,
        day=day_in(zone, at),
    )


def _typed(plan: Said) -> Said:
    """A plan as it was before it became plain JSON."""
    strength = plan["product_strength"]
    return {
        **plan,
        "starts_at": datetime.fromisoformat(plan["starts_at"]),
        "weighed_on": date.fromisoformat(plan["weighed_on"]),
        "dose_mg": Decimal(str(plan["dose_mg"])),
        "weight_kg": Decimal(str(plan["weight_kg"])),
        "product_strength": strength and {**strength, "value": Decimal(str(strength["value"]))},
    }


def _require_weighed(part: str, values: Values, zone: ZoneInfo) -> None:
    latest: date = min(values.day, day_in(zone, clock.now()))
    if values.weighed_on > latest:
        said = f"That is after {latest}, when it had to be known."
        raise Invalid({f"{part}.weighed_on": [said]})


def _others(change: Change, values: Values, zone: ZoneInfo, *, statuses: tuple[str, ...]) -> Others:
    begins, ends = (datetime.combine(day, time(), zone) for day in (values.day, values.day + DAY))
    found = queries.sessions_around(
        (change.patient_id, change.record_id),
        drug_and_route=(values.drug, values.route),
        statuses=statuses,
        moment=values.at,
        within=YEAR,
        day=(begins, ends),
    )
    return Others(
        last=_start(zone, found.last_at),
        next=_start(zone, found.next_at),
        count=found.number,
        mg_on_day=found.mg_on_day or Decimal(0),
    )


def _start(zone: ZoneInfo, at: datetime | None) -> Start | None:
    return None if at is None else Start(at=at, day=day_in(zone, at))
