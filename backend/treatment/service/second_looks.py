"""What waits for a second person, and how that person confirms what was seen."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from backend import clock
from backend.access import policy
from backend.accounts.rules import Actor
from backend.audit.service import record_access
from backend.errors import Conflict, Forbidden, NotFound, Stale
from backend.records import queries as records_queries
from backend.records import service as records
from backend.treatment import queries
from backend.treatment.models import HeldPlan, HomeDose, TreatmentSession
from backend.treatment.rules.documents import plain
from backend.treatment.rules.sessions import JUDGED
from backend.treatment.service.held_plans import content_of
from backend.treatment.service.session_documents import KIND, document_with

DOSE_SHOWN = ("drug", "route", "dose_mg", "taken_at", "time_zone", "day", "as_planned", "order_id")
LOOKED_AT: Mapping[str, type[TreatmentSession | HomeDose]] = {
    "given": TreatmentSession,
    "dose": HomeDose,
}


class SecondPersonNeeded(Forbidden):
    """Whoever proposed or recorded it can't be the second person."""

    code = "second_person_needed"


class NothingWaits(Conflict):
    """Nothing about it waits for a second person."""

    code = "nothing_waits"


def waiting(patient_id: UUID, *, reader: Actor) -> list[dict[str, Any]]:
    """What waits for a second person, the oldest first; doses only where substance is granted."""
    key = records.key_for(patient_id, reader)
    found = [_of_plan(plan, key) for plan in queries.waiting_plans(patient_id)]
    for session in queries.unconfirmed_sessions(patient_id):
        found.append(_of_record("given", session, document_with(session, key)))
    for dose in queries.unconfirmed_doses(patient_id):
        shown = {name: getattr(dose, name) for name in DOSE_SHOWN}
        found.append(_of_record("dose", dose, shown))
    return sorted(found, key=lambda each: (each["at"], each["record_id"]))


def confirm(patient_id: UUID, record_id: UUID, *, kind: str, seen: str, by: Actor) -> None:
    """Confirm as the second person what `seen` names; twice is the same as once.

    `seen` is the tag of the list: of a plan its content, of a record its revision. Raises NotFound,
    Stale if it has changed, NothingWaits, or SecondPersonNeeded for its own author.
    """
    records_queries.take_turns(patient_id)
    if kind == "dose":
        policy.require_category(by, patient_id, str(HomeDose.GRANTED_WITH))
    if kind in LOOKED_AT:
        _look_at(kind, patient_id, record_id, seen=seen, by=by)
    else:
        _confirm_plan(kind, patient_id, record_id, seen=seen, by=by)
    record_access(
        actor_id=by.id,
        actor_role=by.role,
        patient_id=patient_id,
        action="treatment.second_look",
        details={"kind": kind, "record_id": str(record_id)},
    )


def _confirm_plan(kind: str, patient_id: UUID, record_id: UUID, *, seen: str, by: Actor) -> None:
    plans = queries.held_plans_of(patient_id, kind, record_id)
    if not plans:
        raise NotFound
    plan = next((each for each in plans if each.content_hash.hex() == seen), None)
    if plan is None:
        raise Stale(current={"tag": plans[0].content_hash.hex()})
    if plan.confirmed_by is not None:
        return
    if plan not in queries.waiting_plans(patient_id):
        raise NothingWaits
    if plan.proposed_by == by.id:
        raise SecondPersonNeeded
    plan.confirmed_by, plan.confirmed_at = by.id, clock.now()


def _look_at(kind: str, patient_id: UUID, record_id: UUID, *, seen: str, by: Actor) -> None:
    record = records.get_record(LOOKED_AT[kind], patient_id, record_id)
    if seen.strip('"') != str(record.revision):
        raise Stale(current={"revision": record.revision})
    if record.looked_by is not None:
        return
    if not record.unconfirmed:
        raise NothingWaits
    if by.id in _authors(record, by):
        raise SecondPersonNeeded
    record.unconfirmed, record.looked_by, record.looked_at = False, by.id, clock.now()


def _authors(record: TreatmentSession | HomeDose, reader: Actor) -> set[UUID]:
    """Who wrote the values as they stand, also where others have amended the rest since."""
    authors = {record.recorded_by}
    if isinstance(record, HomeDose):  # the patient's own; no specialist writes one
        return authors
    versions = records.versions(record.patient_id, KIND, record.id, reader=reader)
    stands = _judged(versions[-1].content)
    for version in reversed(versions):
        if _judged(version.content) != stands:
            break
        authors.add(version.recorded_by)
    return authors


def _judged(content: Mapping[str, Any]) -> list[Any]:
    given = content.get("given") or {}
    return [given.get(name) for name in JUDGED]


def _of_plan(plan: HeldPlan, key: bytes) -> dict[str, Any]:
    return {
        "kind": plan.kind,
        "record_id": plan.record_id,
        "tag": plan.content_hash.hex(),
        "findings": plan.findings,
        "by": plan.proposed_by,
        "at": plan.proposed_at,
        "document": content_of(plan, key=key),
    }


def _of_record(
    kind: str, record: TreatmentSession | HomeDose, document: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "kind": kind,
        "record_id": record.id,
        "tag": str(record.revision),
        "findings": record.findings,
        "by": record.recorded_by,
        "at": record.recorded_at,
        "document": plain(document),
    }
