"""What a session says, cut into columns, JSON and sealed texts, and put together again."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from backend.accounts.rules import Actor
from backend.records import service as records
from backend.treatment.models import TreatmentSession
from backend.treatment.rules.documents import plain
from backend.treatment.rules.sessions import computed

KIND = "session"
Said = Mapping[str, Any]
VALUES = (
    "setting",
    "drug",
    "route",
    "dose_mg",
    "weight_kg",
    "weighed_on",
    "infusion_minutes",
)
"""The columns that hold what was given or, before, what is planned."""

TIMES = ("started_at", "ended_at")
SHOWN = (
    "id",
    "revision",
    "recorded_by",
    "recorded_role",
    "recorded_at",
    "order_id",
    "status",
    "plan",
    "confirmed",
    "second_person",
    "findings",
    "unconfirmed",
    "looked_by",
    "looked_at",
)


def columns_of_plan(plan: Said) -> dict[str, Any]:
    """The columns of a session that is planned."""
    return {
        "plan": plain(plan),
        "planned_at": plan["starts_at"],
        **{name: plan[name] for name in VALUES},
    }


def columns_of_given(given: Said, *, discharged_by: UUID) -> dict[str, Any]:
    """The columns of what was given; texts are left out."""
    apart = {*VALUES, *TIMES, "stop_reason", "adverse_events", "discharged_by"}
    rest = {name: value for name, value in given.items() if name not in apart}
    events = [
        {name: value for name, value in event.items() if name != "term_reported"}
        for event in given["adverse_events"]
    ]
    return {
        **{name: given[name] for name in (*VALUES, *TIMES)},
        "given": plain({**rest, "adverse_events": events, "discharged_by": discharged_by}),
    }


def texts_of_wish(wish: Said) -> dict[str, Any]:
    """The free texts of a session, to be sealed."""
    given = wish["given"] or {"stop_reason": None, "adverse_events": []}
    return {
        "deviation_reason": wish["deviation_reason"],
        "cancel_reason": wish["cancel_reason"],
        "stop_reason": given["stop_reason"],
        "terms_reported": [event["term_reported"] for event in given["adverse_events"]],
    }


def document_of(session: TreatmentSession, reader: Actor) -> dict[str, Any]:
    """The session as its reader sees it."""
    return document_with(session, records.key_for(session.patient_id, reader))


def document_with(session: TreatmentSession, key: bytes) -> dict[str, Any]:
    """The session with its texts opened; `key` is what `records.service.key_for` gave."""
    texts = records.texts_of(session, KIND, key=key)
    figures = computed(session.dose_mg, session.weight_kg, session.infusion_minutes)
    return {
        **{name: getattr(session, name) for name in SHOWN},
        **asdict(figures),
        "given": _given(session, texts),
        "deviation_reason": texts.get("deviation_reason"),
        "cancel_reason": texts.get("cancel_reason"),
    }


def _given(session: TreatmentSession, texts: Said) -> dict[str, Any] | None:
    if session.given is None:
        return None
    terms = texts.get("terms_reported", [])
    events = session.given["adverse_events"]
    return {
        **session.given,
        **{name: plain(getattr(session, name)) for name in (*VALUES, *TIMES)},
        "stop_reason": texts.get("stop_reason"),
        "adverse_events": [
            {**event, "term_reported": term} for event, term in zip(events, terms, strict=True)
        ],
    }
