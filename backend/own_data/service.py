"""Gathering what is kept about a patient: the documents of the routes, all of each, at once.

A handful of statements for each kind, whatever the number of rows; the diary's documents are made
by PostgreSQL, some hundreds at a time.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from backend.accounts.queries import run_in_session
from backend.accounts.rules import Actor
from backend.accounts.service import show_account
from backend.accounts.service.profiles import require_fresh
from backend.audit.service import record_own_change
from backend.catalogue.service import catalogue
from backend.cognition import service as cognition
from backend.diary.service import reading
from backend.diary.service.reading import Page, Reader
from backend.errors import NotFound
from backend.instruments import service as instruments
from backend.own_data import queries
from backend.phenotype.service import medicines, parts
from backend.records import service as records
from backend.reminders.service import planning
from backend.reminders.service import status as reminders
from backend.schedule.service import due
from backend.sharing.service import consents, grants, visits
from backend.supervision.service import notes, presses, reviews
from backend.treatment.service import doses, held_plans, labs, orders, sessions

FORMAT = "tidemark-own-data/1"
ALL = 10_000_000
"""A limit that no list of one patient reaches."""

AT_ONCE = 500

Document = dict[str, Any]


def take_own_data(actor: Actor, *, now: datetime) -> tuple[Document, Mapping[str, bytes]]:
    """All that is kept about the patient: documents, and lists that are JSON already.

    Raises SignInAgain unless the sign-in is a fresh one. That it was taken stands in the log of
    who looked.
    """
    require_fresh(actor, now=now)
    record_own_change(actor.id, action="own_data.take")
    documents = {
        "format": FORMAT,
        "catalogue_version": catalogue().version,
        "taken_at": now,
        **_person(actor),
        **_care(actor),
        **_supervision(actor),
        **_asked(actor, now),
        "record_versions": records.all_versions(actor.id, reader=actor),
    }
    stored = {name: rows.encode() for name, rows in queries.as_stored(actor.id).items()}
    return documents, {**stored, **_diary(actor.id)}


def _person(actor: Actor) -> Document:
    newest: Document = {"before": None, "limit": ALL}
    return {
        "account": show_account(actor),
        "consents": consents.consents(actor.id, form=catalogue()),
        "grants": grants.grants(actor.id, **newest),
        "accesses": visits.visits(actor.id, **newest),
    }


def _care(actor: Actor) -> Document:
    mine: Document = {"reader": actor, "before": None, "limit": ALL}
    key = records.key_for(actor.id, actor)
    return {
        "orders": orders.orders_of(actor.id, **mine),
        "sessions": sessions.sessions_of(actor.id, **mine),
        "home_doses": doses.doses_of(actor.id, **mine),
        "labs": labs.labs_of(actor.id, **mine),
        "comedications": medicines.medicines_of(actor.id, on=None, **mine),
        "phenotype": _part(actor, parts.PAIN),
        "substance_use": _part(actor, parts.SUBSTANCE),
        "held_plans": [
            {"plan": plan, "content": held_plans.content_of(plan, key=key)}
            for plan in queries.held_plans(actor.id)
        ],
    }


def _supervision(actor: Actor) -> Document:
    mine: Document = {"reader": actor, "before": None, "limit": ALL}
    return {
        "calls_for_help": presses.presses_of(actor.id, **mine),
        "notes": notes.notes_of(actor.id, **mine),
        "reviewed": reviews.last_review(actor.id),
    }


def _asked(actor: Actor, now: datetime) -> Document:
    newest: Document = {"before": None, "limit": ALL}
    everything: Document = {"instrument": None, "first": None, "last": None}
    trials = queries.trials_of_runs(actor.id)
    return {
        "responses": instruments.responses(actor.id, **everything, **newest),
        "thinking_tasks": [
            {**run, "trials": trials[run["id"]]} for run in cognition.runs_of(actor.id, **newest)
        ],
        "occurrences": [due.document_of(row, now) for row in queries.occurrences(actor.id)],
        "schedule_changes": due.changes(actor.id, **newest),
        "reminder_plan": planning.show_plan(actor.id, now=now),
        "reminders": reminders.history(actor.id, now=now, **newest),
        "devices": reminders.status(actor.id, now=now)["devices"],
    }


def _part(actor: Actor, part: str) -> Document | None:
    try:
        return parts.get_part(actor.id, part, reader=actor)
    except NotFound:
        return None


def _diary(patient_id: UUID) -> dict[str, bytes]:
    reader = Reader(run_in_session, patient_id)

    def days(after: str | None) -> Page:
        last = date.fromisoformat(after) if after else None
        return reading.days_between(reader, first=None, last=None, after=last, limit=AT_ONCE)

    def moments(after: str | None) -> Page:
        last = None
        if after:
            day, at, moment_id = orjson.loads(after)
            last = date.fromisoformat(day), datetime.fromisoformat(at), UUID(moment_id)
        return reading.moments_between(reader, first=None, last=None, after=last, limit=AT_ONCE)

    def changes(after: str | None) -> Page:
        return reading.changes_after(reader, after=int(after or 0), limit=AT_ONCE)

    pages = {"days": days, "moments": moments, "diary_changes": changes}
    return {name: b"[" + b",".join(_all(ask)) + b"]" for name, ask in pages.items()}


def _all(ask: Callable[[str | None], Page]) -> Iterator[bytes]:
    """The bodies of all pages of a list."""
    position = None
    while True:
        page = ask(position)
        if page.count:
            yield page.body
        if not page.more:
            return
        position = page.position
