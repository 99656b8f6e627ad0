"""How answers are bound to the occasions on which they were asked for."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from backend import clock
from backend.accounts.rules import Actor, Role
from backend.catalogue.service import catalogue
from backend.database import Run
from backend.errors import Invalid
from backend.records.queries import take_turns
from backend.schedule import queries
from backend.schedule.models import Occurrence
from backend.schedule.rules.occurrences import (
    BATTERY,
    DECLINED,
    DONE,
    DUE,
    NOT_APPLICABLE,
    NOT_IN_THE_APP,
    Wanted,
    occurrence_id,
)
from backend.schedule.rules.recurring import FOLLOW_UP_DAYS, category_of
from backend.schedule.rules.windows import day_start, diary_day
from backend.schedule.service.building import bring_up_to_date

AHEAD_DAYS = 1


class NoSuchOccasion(Invalid):
    """The occasion that the answer names isn't this patient's, or asks for something else."""

    code = "no_such_occasion"


def occasion_for(
    patient_id: UUID, *, by: Actor, ask: str, at: datetime, wanted: UUID | None
) -> UUID | None:
    """The occasion that an answer of that moment belongs to, or raise NoSuchOccasion.

    `wanted` names it. None: nothing asks for it then, it came too late, or is answered already.
    """
    take_turns(patient_id)
    if wanted is None:
        found = queries.find_open(patient_id, ask, at=at)
        if found is None and by.role is Role.PATIENT:
            bring_up_to_date(patient_id, days=AHEAD_DAYS)
            found = queries.find_open(patient_id, ask, at=at)
        return found.id if found else None
    named = queries.find_occurrence(patient_id, wanted)
    if named is None or named.ask != ask:
        raise NoSuchOccasion({"occurrence_id": [NoSuchOccasion.__doc__ or ""]})
    return named.id if _takes(named, at) else None


def bind(patient_id: UUID, found: UUID, *, answer_id: UUID, answered_at: datetime) -> None:
    """Let the occasion be answered by this answer."""
    occurrence = queries.find_occurrence(patient_id, found)
    if occurrence is not None:
        occurrence.state = DONE
        occurrence.answered_at, occurrence.answer_id = answered_at, answer_id
        if occurrence.reason != NOT_IN_THE_APP:
            occurrence.reason = None


def release(patient_id: UUID, answer_id: UUID) -> None:
    """Ask again for what an answer answered that was struck out."""
    occurrence = queries.find_answered_by(patient_id, answer_id)
    if occurrence is not None:
        elsewhere = occurrence.reason == NOT_IN_THE_APP
        occurrence.state = NOT_APPLICABLE if elsewhere else DUE
        occurrence.answered_at = occurrence.answer_id = None


def follow_up(patient_id: UUID, *, ask: str, because_of: UUID, at: datetime) -> UUID | None:
    """Ask the patient for this because of an answer of that moment; the occasion's id.

    What is open then will do. Asked twice because of the same answer, it is one occasion. None: the
    answer came in so late that the time for it is over.
    """
    open_one = queries.find_open(patient_id, ask, at=at)
    if open_one is not None:
        return open_one.id
    who, _ = bring_up_to_date(patient_id, days=AHEAD_DAYS)
    built = queries.find_open(patient_id, ask, at=at)
    if built is not None:
        return built.id
    slot = f"follow_up/{ask}/{because_of}"
    day = diary_day(at, who.zone, who.day_starts_at)
    open_days = catalogue().battery.repeat_within_days if ask == BATTERY else FOLLOW_UP_DAYS
    wanted = Wanted(
        patient_id=patient_id,
        id=occurrence_id(patient_id, slot),
        slot=slot,
        ask=ask,
        trigger="follow_up",
        category=category_of(ask, catalogue().instruments),
        day=day,
        opens_at=at,
        closes_at=day_start(day + timedelta(days=open_days), who.zone, who.day_starts_at),
        state=DUE,
    )
    now = clock.now()
    if wanted.closes_at <= now:
        return None
    if queries.find_occurrence(patient_id, wanted.id) is None:
        queries.store([wanted], now=now)
    return wanted.id


def bind_diary(run: Run, patient_id: UUID, rows: Iterable[Mapping[str, Any]]) -> None:
    """Let what was just stored of the diary answer what bursts ask, in the same transaction."""
    rows = list(rows)
    if rows:
        days = sorted({row["day"] for row in rows})
        queries.bind_diary(run, patient_id, days, moments=any(row["moment_id"] for row in rows))


def _takes(occurrence: Occurrence, at: datetime) -> bool:
    open_then = occurrence.opens_at <= at < occurrence.closes_at
    elsewhere = occurrence.state == NOT_APPLICABLE and occurrence.reason == NOT_IN_THE_APP
    asked = occurrence.state == DUE or elsewhere or occurrence.state == DECLINED
    return open_then and asked
