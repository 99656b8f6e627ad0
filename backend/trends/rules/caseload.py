"""What a specialist's patient list shows about each patient, and in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from backend.trends.rules.series import mean, rounded

ADHERENCE_DAYS = 28
THOUSANDTH = Decimal("0.001")
NEVER = datetime.min.replace(tzinfo=UTC)
SAFETY_TEXT = "safety answer, call"
"""What is shown of a red flag whose category isn't granted, or whose entry was withdrawn."""


Answers = Sequence[tuple[str, Sequence[str] | None]]
"""What was answered on which day; None where it may not be named."""

Flags = Sequence[tuple[str, Sequence[str] | None, datetime]]
"""What was reported on which day, None likewise, and when that came in."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call for help that nobody has answered."""

    id: str
    pressed_at: datetime
    received_at: datetime


class Sort(StrEnum):
    """By what the list can be ordered."""

    NAME = "name"
    LAST_ENTRY_ON = "last_entry_on"
    PAIN_MEAN = "pain_mean_7d"
    PAIN_CHANGE = "pain_change_7d"
    ADHERENCE = "adherence_28d"
    MARKS = "marks"


class Order(StrEnum):
    """In which direction; what has no value comes last in both."""

    ASCENDING = "asc"
    DESCENDING = "desc"


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What the database sums up for one patient; the pain's are None where it isn't granted."""

    pain_total: int | None
    pain_n: int | None
    pain_total_before: int | None
    pain_n_before: int | None
    completed: int
    expected: int
    flags: Flags
    """Red-flag side effects."""

    safety: Answers = ()
    """Items of questionnaires that were answered in a way that needs a call."""

    silent_since: date | None = None
    """The last day before a month of silence of which the patient wants the specialist told."""

    told_at: datetime | None = None
    """When that silence was told of."""

    calls: Sequence[Call] = ()
    """Those that wait for an answer, the last received first."""

    looked_at: datetime | None = None
    """Up to when the reader has looked: somebody else may have been shown less."""

    reviewed_at: datetime | None = None
    """Up to when somebody has looked who may still look."""

    reviewed_by: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One patient on the list."""

    patient_id: UUID
    name: str
    last_entry_on: date | None
    pain_mean_7d: float | None
    pain_n_7d: int | None
    pain_change_7d: float | None
    adherence_28d: float
    marks: Sequence[Mapping[str, Any]]
    called_at: datetime | None = None
    """When the last unanswered call for help came in."""

    reviewed_at: datetime | None = None
    reviewed_by: str | None = None


def listed(
    figures: Figures, *, patient_id: UUID, name: str, last_entry_on: date | None, least: int
) -> Listed:
    """The patient's row, with means shown from `least` observed days."""
    n = figures.pain_n or 0
    n_before = figures.pain_n_before or 0
    change = None
    if min(n, n_before) >= least:
        now, before = Decimal(figures.pain_total or 0), Decimal(figures.pain_total_before or 0)
        # One fraction, so that nothing is rounded twice.
        change = rounded((now * n_before - before * n) / (n * n_before))
    return Listed(
        patient_id=patient_id,
        name=name,
        last_entry_on=last_entry_on,
        pain_mean_7d=mean(figures.pain_total or 0, n, least=least),
        pain_n_7d=figures.pain_n,
        pain_change_7d=change,
        adherence_28d=adherence(figures.completed, figures.expected),
        marks=[
            *({"kind": "not_safe", "id": c.id, "pressed_at": c.pressed_at} for c in figures.calls),
            *marks(figures.flags, figures.safety, looked_at=figures.looked_at),
            *_silence(figures, last_entry_on),
        ],
        called_at=figures.calls[0].received_at if figures.calls else None,
        reviewed_at=figures.reviewed_at,
        reviewed_by=figures.reviewed_by,
    )


def adherence(completed: int, expected: int) -> float:
    """Completed days over expected days, to three decimals."""
    share = Decimal(completed) / Decimal(expected)
    return float(share.quantize(THOUSANDTH, ROUND_HALF_UP))


def marks(
    flags: Flags, safety: Answers = (), *, looked_at: datetime | None = None
) -> list[Mapping[str, Any]]:
    """One mark per day with red flags or safety answers, and one for all that may not be named.

    The newest come first, of one kind after the other. `is_reviewed` is on red flags that had all
    come in when the reader last looked; to have looked at a safety answer is not to have called.
    """
    shown: list[Mapping[str, Any]] = [
        {"kind": "safety_answer", "safety_items": items, "day": day}
        for day, items in _named(safety)
    ]
    flagged = [(day, items) for day, items, _ in flags]
    for day, items in _named(flagged):
        came_in_at = max(at for of, _, at in flags if of == day)
        mark = {"kind": "red_flag", "side_effects": items, "day": day}
        shown.append({**mark, **_looked(came_in_at, looked_at)})
    if any(items is None for _, items in (*flagged, *safety)):
        shown.append({"kind": "safety", "text": SAFETY_TEXT})
    return shown


def _looked(came_in_at: datetime | None, looked_at: datetime | None) -> dict[str, bool]:
    """What a mark says of a review: nothing where there was none since it came in."""
    return {"is_reviewed": True} if came_in_at and looked_at and came_in_at <= looked_at else {}


def _silence(figures: Figures, last_entry_on: date | None) -> list[Mapping[str, Any]]:
    """The mark of a month without an entry, until there is one."""
    since = figures.silent_since
    if since is None or (last_entry_on is not None and last_entry_on > since):
        return []
    return [{"kind": "silent", "day": since, **_looked(figures.told_at, figures.looked_at)}]


def _named(seen: Answers) -> list[tuple[str, list[str]]]:
    """What may be named, by day, the newest first."""
    named: dict[str, set[str]] = {}
    for day, items in seen:
        if items is not None:
            named.setdefault(day, set()).update(items)
    return [(day, sorted(named[day])) for day in sorted(named, reverse=True)]


def in_order(
    patients: Sequence[Listed], *, sort: Sort | None, order: Order = Order.ASCENDING
) -> list[Listed]:
    """The list ordered by one column, or else by need.

    First whoever called for help, the last call first, then the marked, those not reviewed since
    before the others, each by how much pain rose.
    """
    rows = sorted(patients, key=lambda row: (row.name.casefold(), row.patient_id))
    if sort is None:
        rows = _by(rows, Sort.PAIN_CHANGE, Order.DESCENDING)
        rows = sorted(rows, key=_need)
        return sorted(rows, key=lambda row: row.called_at or NEVER, reverse=True)
    return _by(rows, sort, order)


def _need(row: Listed) -> int:
    """0 with a mark that the reader has not reviewed, 1 with others, 2 with none."""
    if any("is_reviewed" not in mark for mark in row.marks):
        return 0
    return 1 if row.marks else 2


def named_like(patients: Sequence[Listed], part: str | None) -> list[Listed]:
    """Those whose name contains it, in whatever case."""
    wanted = (part or "").casefold()
    return [row for row in patients if wanted in row.name.casefold()]


def _by(rows: Sequence[Listed], sort: Sort, order: Order) -> list[Listed]:
    def value(row: Listed) -> Any:
        found = getattr(row, sort)
        return {Sort.NAME: row.name.casefold(), Sort.MARKS: len(row.marks)}.get(sort, found)

    valued = [row for row in rows if value(row) is not None]
    without = [row for row in rows if value(row) is None]
    return sorted(valued, key=value, reverse=order is Order.DESCENDING) + without
