"""What an order allows, when it is in force, and whether its planned dose is plausible."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from backend.catalogue.care import Limit, Treatment
from backend.treatment.rules.plausibility import Finding, judge_one

LONGEST_VALIDITY_DAYS = 366
"""An order is looked at again at least once a year; our own rule."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What an order says of the sessions and doses on it."""

    status: str
    drug: str
    route: str
    valid_from: date
    valid_to: date
    min_interval_days: Decimal
    revoked_at: datetime | None = None
    max_sessions_per_year: int | None = None

    def covers(self, day: date) -> bool:
        """Whether it is active and valid on the day (both ends included)."""
        return self.status == "active" and self.valid_from <= day <= self.valid_to

    def was_in_force(self, day: date, at: datetime) -> bool:
        """Whether it held on that day; what was revoked held until the moment it was revoked."""
        revoked = self.status == "revoked" and self.revoked_at is not None
        held = self.status == "active" or (revoked and self.revoked_at > at)  # type: ignore[operator]
        return held and self.valid_from <= day <= self.valid_to


def dose_limits(drug: str, route: str, treatment: Treatment) -> Mapping[str, Limit]:
    """The limits by whose unit a dose can be ordered for the route; a duration is no dose."""
    limits = treatment.limits_for(route, drug)
    return {limit.unit: limit for limit in limits if limit.quantity != "duration"}


def judge_dose(dose: Decimal, limit: Limit) -> list[Finding]:
    """What is to be said of a planned dose in the limit's unit."""
    finding = judge_one(dose, limit)
    return [finding] if finding else []
