"""How a session is planned, recorded as given, cancelled, amended or struck out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.accounts.rules import Actor
from backend.errors import Conflict, Invalid
from backend.records import service as records
from backend.records.rules import Became, Change, Kept
from backend.treatment import queries
from backend.treatment.models import Order, TreatmentSession
from backend.treatment.rules.documents import plain
from backend.treatment.rules.sessions import JUDGED, deviations, is_same_plan
from backend.treatment.service.judging import Verdict, judge_given, judge_plan
from backend.treatment.service.orders import terms_of
from backend.treatment.service.people import require_staff
from backend.treatment.service.session_documents import (
    KIND,
    TIMES,
    VALUES,
    columns_of_given,
    columns_of_plan,
    document_of,
    document_with,
    texts_of_wish,
)

Wish = Mapping[str, Any]
CAUSES = {
    "planned": "session_planned",
    "given": "session_given",
    "cancelled": "session_cancelled",
    "entered_in_error": "session_cancelled",
}
OPEN = {"planned", "given"}
"""In these statuses a session has a burst."""


class AlreadyGiven(Conflict):
    """What was given can be amended or struck out, but not undone."""

    code = "already_given"


@dataclass(frozen=True, slots=True)
class KeptSession(Kept):
    """How a session stands after a change, and what that is to its burst."""

    cause: str | None = None
    """session_planned, session_given, session_moved or session_cancelled; None: nothing."""

    began_at: datetime | None = None
    """When it began, or was to begin, before the change; None: it is new."""


def keep_session(change: Change, wish: Wish, *, burst: Mapping[str, Any]) -> KeptSession:
    """Let the session say what is wished, or raise what `records.service.decide` does.

    Plans are refused, facts are kept and marked: see `judging`. Also raises Invalid and
    AlreadyGiven. `burst` is what is asked after it, unless the recorder's clinic has set
    something of its own; the session keeps what it began with.
    """
    current = records.begin(TreatmentSession, change)
    became = records.decide(change, current)
    if current is not None and became is Became.UNCHANGED:
        return KeptSession(document_of(current, change.by), current.revision, became)
    before = _standing(current)
    if wish["status"] == "entered_in_error":
        row, texts = _struck_out(current, change)
    else:
        row, texts = _written(current, change, wish, burst), texts_of_wish(wish)
    records.keep(row, change, texts=texts)
    cause = _cause(before, _standing(row))
    began_at = None if before is None else before[1][0]
    return KeptSession(document_of(row, change.by), row.revision, became, cause, began_at)


def get_session(patient_id: UUID, session_id: UUID, *, reader: Actor) -> dict[str, Any]:
    """The session's document, or raise NotFound."""
    return document_of(records.get_record(TreatmentSession, patient_id, session_id), reader)


def sessions_of(
    patient_id: UUID, *, reader: Actor, before: Sequence[Any] | None, limit: int
) -> list[dict[str, Any]]:
    """The patient's sessions of any status, the latest start first."""
    found = queries.sessions(patient_id, before=before, limit=limit)
    if not found:
        return []
    key = records.key_for(patient_id, reader)
    return [document_with(session, key) for session in found]


def starts_at(document: Mapping[str, Any]) -> Any:
    """When the session of a document began or shall begin: what lists are sorted by."""
    given, plan = document["given"], document["plan"]
    return given["started_at"] if given else plan["starts_at"]


def _written(
    current: TreatmentSession | None, change: Change, wish: Wish, burst: Mapping[str, Any]
) -> TreatmentSession:
    """The row as wished; nothing of it is touched before the wish is found good."""
    _require_possible(current, wish)
    order = queries.find_order(change.patient_id, wish["order_id"])
    if order is None:
        raise Invalid({"order_id": ["This patient has no such order."]})
    columns = {
        "order_id": order.id,
        "status": wish["status"],
        "confirmed": list(wish["confirmed"]),
        **_columns(current, change, wish, order),
    }
    if current is None:
        pinned = queries.burst_of(change.by.clinic_id) or dict(burst)
        return TreatmentSession(**records.stamp(change), burst=pinned, **columns)
    for name, value in columns.items():
        setattr(current, name, value)
    return current


def _require_possible(current: TreatmentSession | None, wish: Wish) -> None:
    status = wish["status"]
    if current is None and status == "cancelled":
        raise Invalid({"status": ["Nothing is planned that could be cancelled."]})
    if current is not None and current.status == "given" and status != "given":
        raise AlreadyGiven


def _columns(
    current: TreatmentSession | None, change: Change, wish: Wish, order: Order
) -> dict[str, Any]:
    """What the wished status says, and what was found about it; a plan that was made stays."""
    if wish["status"] != "planned":
        _require_plan_stays(current, wish)
    planned = columns_of_plan(wish["plan"]) if wish["plan"] else {}
    if wish["status"] == "given":
        return planned | _given(current, change, wish, order)
    if wish["status"] == "cancelled":
        return planned
    verdict = judge_plan(change, wish["plan"], order, wish["confirmed"])
    return planned | {"findings": verdict.as_json(), "second_person": verdict.second_person}


def _require_plan_stays(current: TreatmentSession | None, wish: Wish) -> None:
    """Return unless a plan that was judged would be rewritten along with something else."""
    if current is None or current.plan is None or wish["plan"] is None:
        return
    if not is_same_plan(plain(wish["plan"]), current.plan):
        raise Invalid({"plan": ["What was planned stays as it was: leave it out."]})


def _given(
    current: TreatmentSession | None, change: Change, wish: Wish, order: Order
) -> dict[str, Any]:
    given = wish["given"]
    plan = plain(wish["plan"]) or (current.plan if current else None)
    if deviations(plain(given), plan, terms_of(order)) and not wish["deviation_reason"]:
        raise Invalid({"deviation_reason": ["It wasn't given as planned: say why."]})
    seen = current is not None and current.second_person is not None
    verdict = judge_given(change, given, order, told=None if seen else plan)
    columns = columns_of_given(given, discharged_by=_discharger(current, change, given))
    return columns | _look(current, columns, verdict)


def _look(current: TreatmentSession | None, columns: Wish, verdict: Verdict) -> dict[str, Any]:
    """What was found, and the second person's look if that was at the same."""
    found = {"findings": verdict.as_json()}
    if current is not None and current.given is not None:
        was = {**current.given, **{name: getattr(current, name) for name in (*VALUES, *TIMES)}}
        now = {**columns["given"], **columns}
        if all(was[name] == now[name] for name in JUDGED) and current.findings == found["findings"]:
            return found
    return {**found, "unconfirmed": verdict.unconfirmed, "looked_by": None, "looked_at": None}


def _discharger(current: TreatmentSession | None, change: Change, given: Wish) -> UUID:
    """Who discharged the patient: whoever is named, was named before, or records it."""
    named: UUID | None = given["discharged_by"]
    if named is not None:
        require_staff("given.discharged_by", named)
        return named
    before = (current.given if current else None) or {}
    return UUID(before["discharged_by"]) if before else change.by.id


def _struck_out(
    current: TreatmentSession | None, change: Change
) -> tuple[TreatmentSession, dict[str, Any]]:
    """The session as it was, struck out: what else was sent with it changes nothing."""
    if current is None:
        raise Invalid({"status": ["There is nothing to strike out."]})
    texts = records.texts_of(current, KIND, key=records.key_for(change.patient_id, change.by))
    current.status = "entered_in_error"
    current.unconfirmed = False
    return current, texts


def _standing(session: TreatmentSession | None) -> tuple[str, tuple[Any, Any]] | None:
    """The status, and on what a burst depends: the start, and what tells the end."""
    if session is None:
        return None
    planned = session.planned_at, session.infusion_minutes
    times = (session.started_at, session.ended_at) if session.given else planned
    return session.status, times


def _cause(before: tuple[str, Any] | None, now: tuple[str, Any] | None) -> str | None:
    """What a change is to the burst; None where there is none, or it stays."""
    if before == now or now is None:
        return None
    was_open = before is not None and before[0] in OPEN
    if before is not None and before[0] == now[0]:
        return "session_moved" if was_open else None
    return CAUSES[now[0]] if was_open or now[0] in OPEN else None
