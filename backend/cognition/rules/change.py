"""Whether a run differs from its person's own baseline by more than chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Any, Literal
from uuid import UUID

from backend.catalogue.care import Battery

Role = Literal["practice", "baseline", "compared", "too_soon"]
Decline = Literal["none", "repeat_due", "confirmed", "not_confirmed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """What of a run is compared."""

    id: UUID
    started_at: datetime
    too_soon: bool
    outcomes: Mapping[str, Any]
    """By task: its outcomes with `primary_se`; None: not done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """What a run is to its person's trend on that device."""

    role: Role
    number: int | None
    """Its place among the runs that count, from 1; None for one done too soon."""

    change: Mapping[str, Mapping[str, float | None] | None]
    """By task: value, baseline and z; below 0 is worse. None where nothing is compared."""

    decline: Decline


def is_too_soon(hours_since_session: float | None, battery: Battery) -> bool:
    """Whether the last session is still so near that a run says nothing of lasting change."""
    least = battery.not_within_hours_after_session
    return hours_since_session is not None and hours_since_session < least


def judge(runs: Sequence[Run], battery: Battery) -> dict[UUID, Judged]:
    """What each of one device's runs is, whatever their order.

    The run before the baseline is practice (the catalogue's baseline is run 2). A reliable change
    index after Jacobson and Truax (1991): the difference over the error of the difference.
    A decline in enough tasks at once asks for a repeat; only if that agrees is it confirmed.
    """
    judged: dict[UUID, Judged] = {}
    number, baseline, pending = 0, None, None
    for run in sorted(runs, key=lambda each: (each.started_at, each.id)):
        if run.too_soon:
            judged[run.id] = Judged(role="too_soon", number=None, change={}, decline="none")
            continue
        number += 1
        if number < battery.baseline_runs:
            judged[run.id] = Judged(role="practice", number=number, change={}, decline="none")
        elif baseline is None:
            baseline = run
            judged[run.id] = Judged(role="baseline", number=number, change={}, decline="none")
        else:
            found, pending = _compared(run, number, baseline, pending, battery)
            judged[run.id] = found
    return judged


def _compared(
    run: Run, number: int, baseline: Run, pending: datetime | None, battery: Battery
) -> tuple[Judged, datetime | None]:
    """The run against the baseline, and since when a decline waits for its repeat."""
    change = {task: _change(task, run, baseline, battery) for task in battery.tasks}
    zs = [each["z"] for each in change.values() if each is not None and each["z"] is not None]
    declined = sum(z <= battery.decline_z for z in zs) >= battery.min_tasks_declined
    within = timedelta(days=battery.repeat_within_days)
    repeats = pending is not None and run.started_at - pending <= within
    decline: Decline = "none"
    if declined:
        decline = "confirmed" if repeats else "repeat_due"
    elif repeats:
        decline = "not_confirmed"
    judged = Judged(role="compared", number=number, change=change, decline=decline)
    return judged, run.started_at if declined else None


def _change(
    task: str, run: Run, baseline: Run, battery: Battery
) -> Mapping[str, float | None] | None:
    now, before = run.outcomes.get(task), baseline.outcomes.get(task)
    if not now or not before:
        return None
    known = battery.tasks[task]
    value, base = now[known.primary], before[known.primary]
    if value is None or base is None:
        return None
    errors = now["primary_se"], before["primary_se"]
    z = None
    if None not in errors and (error := sqrt(errors[0] ** 2 + errors[1] ** 2)):
        z = (value - base) / error * (1 if known.high_is_better else -1)
    return {"value": value, "baseline": base, "z": z}
