"""What is asked at enrolment and again and again, and when it is not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from backend.catalogue.care import Schedule
from backend.catalogue.instruments import Instrument
from backend.schedule.rules.occurrences import (
    BATTERY,
    DIARY,
    DUE,
    NOT_APPLICABLE,
    NOT_IN_THE_APP,
    Circumstances,
    Wanted,
    occurrence_id,
)
from backend.schedule.rules.windows import day_start

WINDOW_DAYS = {7: 3, 14: 5, 28: 7, 91: 14, 182: 28}
"""For how many days something stays open that is asked every so many days: our own rule."""

BASELINE_DAYS, FOLLOW_UP_DAYS = 14, 7
"""The same for what is asked at enrolment, and because of another answer."""

CLEAN_CHECKS, FEW_SESSIONS, SESSIONS_WITHIN = 12, 3, timedelta(days=84)
MONTHLY_DAYS = 28
"""The catalogue's note: after 12 clean weeks with less than one session a month the bladder check
is asked every 28 days; less than one a month is fewer than three in 84 days."""

BLADDER, GLOBAL_CHANGE = "bladder_check", "pgic"
BATTERY_CATEGORY = "side_effects"


@dataclass(frozen=True, slots=True)
class Plan:
    """What the catalogue asks for, and how often."""

    schedule: Schedule
    instruments: Mapping[str, Instrument]


def recurring(who: Circumstances, plan: Plan, *, first: date, until: date) -> Iterator[Wanted]:
    """Every occasion whose window touches `first` or later and that opens by `until`, ask by ask.

    Intervals are counted from the day of enrolment, so that nothing that is answered, moved or
    reworded ever shifts what follows.
    """
    if who.anchor_on + timedelta(days=BASELINE_DAYS) > first:
        for ask in plan.schedule.baseline:
            yield _occasion(who, plan, ask, after=0, open_days=BASELINE_DAYS)
    for rule in plan.schedule.recurring:
        if rule.ask == DIARY:
            continue
        open_days = WINDOW_DAYS[rule.every_days]
        since = (first - who.anchor_on).days - open_days
        begin = max(1, since // rule.every_days + 1) * rule.every_days
        for after in range(begin, (until - who.anchor_on).days + 1, rule.every_days):
            yield _occasion(who, plan, rule.ask, after=after, open_days=open_days)


def category_of(ask: str, instruments: Mapping[str, Instrument]) -> str | None:
    """The category without which a specialist doesn't see that it is asked."""
    if ask in instruments:
        return instruments[ask].category
    return BATTERY_CATEGORY if ask == BATTERY else None


def _occasion(who: Circumstances, plan: Plan, ask: str, *, after: int, open_days: int) -> Wanted:
    day = who.anchor_on + timedelta(days=after)
    reason = why_not(who, plan, ask, day)
    slot = f"recurring/{ask}/{after}" if after else f"baseline/{ask}"
    return Wanted(
        patient_id=who.patient_id,
        id=occurrence_id(who.patient_id, slot),
        slot=slot,
        ask=ask,
        trigger="recurring" if after else "baseline",
        category=category_of(ask, plan.instruments),
        day=day,
        opens_at=day_start(day, who.zone, who.day_starts_at),
        closes_at=day_start(day + timedelta(days=open_days), who.zone, who.day_starts_at),
        state=NOT_APPLICABLE if reason else DUE,
        reason=reason,
    )


def why_not(who: Circumstances, plan: Plan, ask: str, day: date) -> str | None:
    """Why something isn't asked on that day although its interval says so, None if it is."""
    if ask in plan.instruments and not plan.instruments[ask].is_answered_here:
        return NOT_IN_THE_APP
    if ask == BATTERY and not who.does_tasks:
        return "no_consent"
    if ask == GLOBAL_CHANGE and not _was_treated_by(who, day):
        return "no_treatment_yet"
    after = (day - who.anchor_on).days
    return _why_not_this_time(who, plan, ask, after) if after else None


def _why_not_this_time(who: Circumstances, plan: Plan, ask: str, after: int) -> str | None:
    longer = plan.schedule.covered_by.get(ask)
    if longer and _falls_due(longer, after, plan.schedule):
        return f"covered_by_{longer}"
    day = who.anchor_on + timedelta(days=after)
    if ask == BLADDER and after % MONTHLY_DAYS and _is_clean(who, day):
        return "monthly_after_clean_weeks"
    return None


def _falls_due(ask: str, after: int, schedule: Schedule) -> bool:
    return any(rule.ask == ask and after % rule.every_days == 0 for rule in schedule.recurring)


def _was_treated_by(who: Circumstances, day: date) -> bool:
    opens_at = day_start(day, who.zone, who.day_starts_at)
    return who.treated_since is not None and who.treated_since <= opens_at


def _is_clean(who: Circumstances, day: date) -> bool:
    before = [clean for answered_on, clean in who.bladder if answered_on < day][-CLEAN_CHECKS:]
    sessions = [given for given in who.given_on if day - SESSIONS_WITHIN <= given < day]
    return len(before) == CLEAN_CHECKS and all(before) and len(sessions) < FEW_SESSIONS
