"""The diary over HTTP."""

from datetime import date
from uuid import UUID

import orjson
from flask import Response, request

from backend.access.policy import Action
from backend.diary.bodies import decode_day, decode_moment, decode_sync
from backend.diary.service import reading
from backend.intake.service.diary import note_entry, take_in, withdraw_entry
from backend.web import hot
from backend.web.api import (
    PREFIX,
    Blueprint,
    described_body,
    described_change,
    described_query,
)
from backend.web.diary import args, documents
from backend.web.diary.bodies import DayBodySchema, MomentBodySchema, SyncSchema

blp = Blueprint(
    "diary",
    __name__,
    url_prefix=f"{PREFIX}/patients/<uuid:patient_id>/diary",
    description="Days, moments and their revisions",
)
READ, WRITE = Action.READ_DIARY, Action.WRITE_DIARY


@blp.get("/days", allow=READ, hot=True)
@described_query(documents.PeriodArgs)
@blp.response(200, documents.DayPage)
def list_days(patient_id: UUID) -> Response:
    """The days of a period that have an entry, oldest first."""
    period = hot.loaded(READ, patient_id, lambda: hot.query_args(args.Period))
    after = hot.loaded(READ, patient_id, lambda: period.after_day)
    with hot.reader(READ, patient_id) as reader:
        page = reading.days_between(
            reader, first=period.first, last=period.last, after=after, limit=period.limit
        )
    cursor = args.cursor_after(page.position, more=page.more)
    return hot.json_answer(page.as_list(next_cursor=cursor, withheld=reading.withheld(reader)))


@blp.get("/days/<day:day>", allow=READ, hot=True)
@blp.response(200, documents.DayDocument)
def show_day(patient_id: UUID, day: date) -> Response:
    """One day as it stands; its ETag is the revision."""
    with hot.reader(READ, patient_id) as reader:
        body, revision = reading.get_day(reader, day)
    return hot.json_answer(body, revision=revision)


@blp.put("/days/<day:day>", allow=WRITE, hot=True)
@described_change
@described_body(DayBodySchema)
@blp.response(200, documents.DayDocument)
@blp.alt_response(201, schema=documents.DayDocument, description="The day's first entry.")
def note_day(patient_id: UUID, day: date) -> Response:
    """Note a day, or amend it on top of the revision named by If-Match."""
    claims, (condition, body) = hot.writer(
        patient_id, lambda: (hot.precondition(), decode_day(request.get_data()))
    )
    noted = note_entry(
        body,
        entry=day,
        precondition=condition,
        patient_id=patient_id,
        sign_in_id=claims.sign_in_id,
    )
    return hot.document_answer(noted.document, noted.status, revision=noted.revision)


@blp.delete("/days/<day:day>", allow=WRITE, hot=True)
@described_change
@blp.response(204)
def withdraw_day(patient_id: UUID, day: date) -> Response:
    """Withdraw a day; what it said stays among its revisions."""
    claims, condition = hot.writer(patient_id, hot.precondition)
    withdraw_entry(day, precondition=condition, patient_id=patient_id, sign_in_id=claims.sign_in_id)
    return Response(status=204)


@blp.get("/days/<day:day>/revisions", allow=READ, hot=True)
@described_query(documents.RevisionsArgs)
@blp.response(200, documents.RevisionPage)
def list_revisions(patient_id: UUID, day: date) -> Response:
    """Every version of a day, oldest first."""
    asked = hot.loaded(READ, patient_id, lambda: hot.query_args(args.RevisionsPage))
    after = hot.loaded(READ, patient_id, lambda: asked.after)
    with hot.reader(READ, patient_id) as reader:
        page = reading.revisions_of_day(reader, day, after=after, limit=asked.limit)
    cursor = args.cursor_after(int(page.position or 0), more=page.more)
    return hot.json_answer(page.as_list(next_cursor=cursor, withheld=reading.withheld(reader)))


@blp.get("/moments", allow=READ, hot=True)
@described_query(documents.PeriodArgs)
@blp.response(200, documents.MomentPage)
def list_moments(patient_id: UUID) -> Response:
    """The moments of a period, oldest first."""
    period = hot.loaded(READ, patient_id, lambda: hot.query_args(args.Period))
    after = hot.loaded(READ, patient_id, lambda: period.after_moment)
    with hot.reader(READ, patient_id) as reader:
        page = reading.moments_between(
            reader, first=period.first, last=period.last, after=after, limit=period.limit
        )
    cursor = args.cursor_after(*orjson.loads(page.position or "[]"), more=page.more)
    return hot.json_answer(page.as_list(next_cursor=cursor, withheld=reading.withheld(reader)))


@blp.get("/moments/<uuid:moment_id>", allow=READ, hot=True)
@blp.response(200, documents.MomentDocument)
def show_moment(patient_id: UUID, moment_id: UUID) -> Response:
    """One moment as it stands; its ETag is the revision."""
    with hot.reader(READ, patient_id) as reader:
        body, revision = reading.get_moment(reader, moment_id)
    return hot.json_answer(body, revision=revision)


@blp.put("/moments/<uuid:moment_id>", allow=WRITE, hot=True)
@described_change
@described_body(MomentBodySchema)
@blp.response(200, documents.MomentDocument)
@blp.alt_response(201, schema=documents.MomentDocument, description="The moment's first entry.")
def note_moment(patient_id: UUID, moment_id: UUID) -> Response:
    """Note a moment, or amend it on top of the revision named by If-Match."""
    claims, (condition, entry, body) = hot.writer(
        patient_id,
        lambda: (
            hot.precondition(),
            args.moment_named(moment_id),
            decode_moment(request.get_data()),
        ),
    )
    noted = note_entry(
        body,
        entry=entry,
        precondition=condition,
        patient_id=patient_id,
        sign_in_id=claims.sign_in_id,
    )
    return hot.document_answer(noted.document, noted.status, revision=noted.revision)


@blp.delete("/moments/<uuid:moment_id>", allow=WRITE, hot=True)
@described_change
@blp.response(204)
def withdraw_moment(patient_id: UUID, moment_id: UUID) -> Response:
    """Withdraw a moment; what it said stays among its revisions."""
    claims, condition = hot.writer(patient_id, hot.precondition)
    withdraw_entry(
        moment_id, precondition=condition, patient_id=patient_id, sign_in_id=claims.sign_in_id
    )
    return Response(status=204)


@blp.post("/sync", allow=WRITE, hot=True)
@described_body(SyncSchema)
@blp.response(200, documents.SyncResults)
def sync(patient_id: UUID) -> Response:
    """Take in a phone's batch: one outcome per write, in the order sent."""
    claims, batch = hot.writer(
        patient_id, lambda: decode_sync(request.get_data(), patient_id=patient_id)
    )
    results = take_in(batch, patient_id=patient_id, sign_in_id=claims.sign_in_id)
    return hot.document_answer({"results": results})


@blp.get("/changes", allow=Action.FOLLOW_CHANGES, hot=True)
@described_query(documents.ChangesArgs)
@blp.response(200, documents.ChangePage)
def list_changes(patient_id: UUID) -> Response:
    """What changed since a count, in the order it was stored, without a gap."""
    action = Action.FOLLOW_CHANGES
    asked = hot.loaded(action, patient_id, lambda: hot.query_args(args.After))
    with hot.reader(action, patient_id) as reader:
        page = reading.changes_after(reader, after=asked.after, limit=asked.limit)
    reached = page.position or str(asked.after)
    more = b"true" if page.more else b"false"
    head = b'{"items":[' + page.body + b'],"next_after":' + reached.encode()
    return hot.json_answer(head + b',"more":' + more + b"}")
