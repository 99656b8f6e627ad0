"""Keeping runs of the thinking tasks with every trial, and comparing them with one's own."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from backend import clock
from backend.accounts.rules import Actor, Role
from backend.catalogue.service import catalogue
from backend.cognition import queries
from backend.cognition.models import CognitionRun
from backend.cognition.rules.change import Judged, Run, is_too_soon, judge
from backend.cognition.rules.outcomes import outcomes_of
from backend.errors import Conflict, Invalid
from backend.records import service as records
from backend.records.rules import Became, Change, Kept
from backend.sharing.queries import granted_categories

KIND = "cognition"
AHEAD = timedelta(minutes=5)
DIGITS = 4
Wish = Mapping[str, Any]
SHOWN = (
    "id",
    "revision",
    "recorded_by",
    "recorded_role",
    "recorded_at",
    "status",
    "day",
    "started_at",
    "time_zone",
    "device",
    "pain_now",
    "hours_since_session",
    "too_soon",
    "occurrence_id",
)
NOT_COUNTED = Judged(role="too_soon", number=None, change={}, decline="none")


class AnotherDevice(Conflict):
    """A run stays on the device on which it was done."""

    code = "another_device"


def keep_run(
    change: Change, wish: Wish, *, session_ended_at: datetime | None, occurrence_id: UUID | None
) -> Kept:
    """Keep or amend a run; its occasion, and how long after a session it was, stay the first ones.

    Raises Invalid, AnotherDevice or what `records.service.decide` does.
    """
    _require_past(wish)
    current = records.begin(CognitionRun, change)
    if current is not None and current.device_id != wish["device"]["device_id"]:
        raise AnotherDevice
    became = records.decide(change, current)
    row = current or _new(change, wish, session_ended_at, occurrence_id)
    if became is not Became.UNCHANGED:
        _say(row, wish)
        records.keep(row, change)
    return Kept(document_of(row), row.revision, became)


def get_run(patient_id: UUID, run_id: UUID) -> dict[str, Any]:
    """The run's document with its trials, or raise NotFound."""
    row = records.get_record(CognitionRun, patient_id, run_id)
    return {**document_of(row), "trials": row.trials}


def runs_of(patient_id: UUID, *, before: Sequence[Any] | None, limit: int) -> list[dict[str, Any]]:
    """The runs without their trials, the latest first, as far as the reader may see them."""
    found = queries.runs(patient_id, before=before, limit=limit)
    judged = _judged(patient_id, None) if found else {}
    return [_document(row, judged.get(row.id, NOT_COUNTED)) for row in found]


def trend(patient_id: UUID) -> list[dict[str, Any]]:
    """The course on each device: every run that stands, with how it compares with the baseline."""
    devices: dict[str, list[dict[str, Any]]] = {}
    judged = _judged(patient_id, None)
    for row in queries.runs_that_count(patient_id, None):
        found = judged[row.id]
        devices.setdefault(row.device_id, []).append(
            {
                "id": row.id,
                "day": row.day,
                "started_at": row.started_at,
                "role": found.role,
                "number": found.number,
                "outcomes": row.outcomes,
                "change": _rounded(found.change),
                "decline": found.decline,
            }
        )
    return [{"device_id": device, "runs": runs} for device, runs in sorted(devices.items())]


def withheld(patient_id: UUID, *, reader: Actor) -> list[str]:
    """The category without which a specialist sees no run, if it isn't granted."""
    if reader.role is Role.PATIENT or CognitionRun.GRANTED_WITH in granted_categories(patient_id):
        return []
    return [CognitionRun.GRANTED_WITH]


def document_of(row: CognitionRun) -> dict[str, Any]:
    """The run without its trials, with how it compares with the others on its device."""
    judged = _judged(row.patient_id, row.device_id)
    return _document(row, judged.get(row.id, NOT_COUNTED))


def _document(row: CognitionRun, judged: Judged) -> dict[str, Any]:
    counts = row.status == "final"
    return {
        **{name: getattr(row, name) for name in SHOWN},
        "outcomes": row.outcomes,
        "role": judged.role if counts else None,
        "number": judged.number,
        "change": _rounded(judged.change),
        "decline": judged.decline,
    }


def _judged(patient_id: UUID, device_id: str | None) -> dict[UUID, Judged]:
    devices: dict[str, list[Run]] = {}
    for row in queries.runs_that_count(patient_id, device_id):
        run = Run(
            id=row.id, started_at=row.started_at, too_soon=row.too_soon, outcomes=row.outcomes
        )
        devices.setdefault(row.device_id, []).append(run)
    judged: dict[UUID, Judged] = {}
    for runs in devices.values():
        judged |= judge(runs, catalogue().battery)
    return judged


def _new(
    change: Change, wish: Wish, session_ended_at: datetime | None, occurrence_id: UUID | None
) -> CognitionRun:
    hours = None
    if session_ended_at is not None:
        hours = max(0.0, (wish["started_at"] - session_ended_at) / timedelta(hours=1))
    return CognitionRun(
        **records.stamp(change),
        status="final",
        device_id=wish["device"]["device_id"],
        day=wish["day"],
        started_at=wish["started_at"],
        time_zone=wish["time_zone"],
        device={},
        outcomes={},
        trials={},
        hours_since_session=None if hours is None else round(hours, 2),
        too_soon=is_too_soon(hours, catalogue().battery),
        occurrence_id=occurrence_id,
    )


def _say(row: CognitionRun, wish: Wish) -> None:
    row.status = wish["status"]
    if row.status == "entered_in_error":
        row.occurrence_id = None
    row.day, row.started_at, row.time_zone = wish["day"], wish["started_at"], wish["time_zone"]
    row.device, row.pain_now = dict(wish["device"]), wish["pain_now"]
    done = {task: wish["tasks"].get(task) for task in catalogue().battery.tasks}
    row.trials = {task: part["trials"] for task, part in done.items() if part}
    row.outcomes = {
        task: _shown(*outcomes_of(task, part["trials"])) if part else None
        for task, part in done.items()
    }


def _shown(outcomes: Mapping[str, Any], error: float | None) -> dict[str, Any]:
    figures = {**outcomes, "primary_se": error}
    return {name: _figure(value) for name, value in figures.items()}


def _rounded(change: Mapping[str, Any]) -> dict[str, Any]:
    return {
        task: {name: _figure(value) for name, value in each.items()} if each else None
        for task, each in change.items()
    }


def _figure(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _require_past(wish: Wish) -> None:
    now = clock.now()
    if happened_at(wish) > now + AHEAD:
        raise Invalid({"started_at": ["It lies in the future."]})
    if wish["day"] > now.astimezone(ZoneInfo(wish["time_zone"])).date():
        raise Invalid({"day": ["That day hasn't begun yet."]})


def happened_at(wish: Wish) -> datetime:
    """When it was done by our clock: the client's, corrected by how far it was off."""
    started_at: datetime = wish["started_at"]
    skew = clock.now() - wish["sent_at"] if wish["sent_at"] else timedelta(0)
    return started_at + skew
