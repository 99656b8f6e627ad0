"""What a patient's plan asks for: the nudges of some days, each with its moment.

The rule:

1. The daily nudge comes at the plan's wall time on its weekdays. It covers all that is due then:
   the diary, questionnaires, the questions after a session.
2. A second one follows after the catalogue's pause, unless that lies in the quiet hours or on the
   next date. Whether it is still needed is decided when its time has come.
3. Each question after a session has a nudge of its own at the moment it opens, moved to the end of
   the quiet hours if it opens within them. Opening less than an hour before one of the plan's, it
   waits for that one: two that meet are one.
4. A snooze puts one nudge where the patient asked for it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from backend.schedule.rules.windows import day_start, diary_day

PAUSES = ("holiday", "hospital", "other")
PENDING, SENT, MISSED, CANCELLED, MERGED, FAILED = STATES = (
    "pending",
    "sent",
    "missed",
    "cancelled",
    "merged",
    "failed",
)
DAILY, AGAIN, MOMENT, SNOOZE, TEST = "daily", "daily/again", "moment/", "snooze/", "test/"
LATEST = timedelta(hours=2)
"""A nudge that couldn't be sent by then is missed, not sent (reliability rule of this product)."""

MEETING = timedelta(hours=1)
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """When a patient wants to be reminded, in which zone, and when their day begins."""

    patient_id: UUID
    zone: str
    day_starts_at: time
    at: time
    again_after: timedelta | None
    """None: no second nudge."""

    weekdays: Sequence[int] = EVERY_DAY
    asks: bool = True
    quiet_from: time | None = None
    quiet_to: time | None = None
    snoozed_until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question after a session: its slot in the schedule, and its window."""

    slot: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Nudge:
    """One nudge as the rule wants it; stored as these columns."""

    patient_id: UUID
    local_date: date
    slot: str
    id: UUID
    day: date
    time_zone: str
    due_at: datetime
    expires_at: datetime


def nudges(plan: Plan, first: date, last: date, asked: Iterable[Asked] = ()) -> list[Nudge]:
    """The nudges of these local dates, in the order of their moments."""
    own = [nudge for day in dates(first, last) for nudge in _of_the_plan(plan, day)]
    found = [*own, *(_of_moments(plan, own, asked) if plan.asks else ()), *_snoozed(plan)]
    wanted = (nudge for nudge in found if first <= nudge.local_date <= last)
    return sorted(wanted, key=lambda nudge: (nudge.due_at, nudge.slot))


def nudge(plan: Plan, local_date: date, slot: str, due_at: datetime, expires_at: datetime) -> Nudge:
    """One nudge, with the name that it has whenever it is worked out."""
    return Nudge(
        patient_id=plan.patient_id,
        local_date=local_date,
        slot=slot,
        id=uuid5(plan.patient_id, f"reminder/{local_date}/{slot}"),
        day=diary_day(due_at, plan.zone, plan.day_starts_at),
        time_zone=plan.zone,
        due_at=due_at,
        expires_at=expires_at,
    )


def dates(first: date, last: date) -> Iterator[date]:
    """Every date from the first to the last."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def moment_of(local_date: date, zone: str, at: time) -> datetime | None:
    """When the clocks of the zone show that time on that date; None: the date was left out.

    A time that is skipped: the first minute after the gap. One that comes twice: the first.
    """
    begins = day_start(local_date, zone, time())
    if begins.astimezone(ZoneInfo(zone)).date() != local_date:
        return None
    return day_start(local_date, zone, at)


def is_quiet(plan: Plan, moment: datetime) -> bool:
    """Whether the moment lies in the plan's quiet hours."""
    if plan.quiet_from is None or plan.quiet_to is None:
        return False
    return time_is_quiet(local(moment, plan.zone).time(), plan.quiet_from, plan.quiet_to)


def time_is_quiet(at: time, quiet_from: time, quiet_to: time) -> bool:
    """Whether this time of day lies in the hours between, over midnight if they say so."""
    if quiet_from <= quiet_to:
        return quiet_from <= at < quiet_to
    return at >= quiet_from or at < quiet_to


def local(moment: datetime, zone: str) -> datetime:
    """What the clocks of the zone show."""
    return moment.astimezone(ZoneInfo(zone))


def _of_the_plan(plan: Plan, day: date) -> Iterator[Nudge]:
    due_at = moment_of(day, plan.zone, plan.at)
    if due_at is None or day.isoweekday() not in plan.weekdays:
        return
    yield nudge(plan, day, DAILY, due_at, due_at + LATEST)
    if plan.again_after is None:
        return
    again_at = due_at + plan.again_after
    if local(again_at, plan.zone).date() == day and not is_quiet(plan, again_at):
        yield nudge(plan, day, AGAIN, again_at, again_at + LATEST)


def _of_moments(plan: Plan, own: Sequence[Nudge], asked: Iterable[Asked]) -> Iterator[Nudge]:
    for each in asked:
        due_at = _after_quiet(plan, each.opens_at)
        expires_at = min(due_at + LATEST, each.closes_at)
        meets = any(due_at <= other.due_at < due_at + MEETING for other in own)
        if due_at < each.closes_at and not meets:
            day = local(due_at, plan.zone).date()
            yield nudge(plan, day, MOMENT + each.slot, due_at, expires_at)


def _after_quiet(plan: Plan, moment: datetime) -> datetime:
    if plan.quiet_to is None or not is_quiet(plan, moment):
        return moment
    here = local(moment, plan.zone)
    day = here.date() if here.time() < plan.quiet_to else here.date() + timedelta(days=1)
    return day_start(day, plan.zone, plan.quiet_to)


def _snoozed(plan: Plan) -> Iterator[Nudge]:
    if plan.snoozed_until is not None:
        until = plan.snoozed_until.astimezone(UTC).replace(microsecond=0)
        slot = f"{SNOOZE}{until:%Y%m%dT%H%M%S}"
        yield nudge(plan, local(until, plan.zone).date(), slot, until, until + LATEST)
