"""Calls for help, notes and reviews over HTTP."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from backend.access.policy import Action
from backend.accounts.rules import Actor
from backend.records import service as records
from backend.supervision.service import notes, presses, reviews
from backend.web.api import PREFIX, Blueprint, described_change
from backend.web.paging import PageArgs, decode_cursor, page, page_schema
from backend.web.records import (
    Answer,
    VersionsSchema,
    change_of,
    document_answer,
    kept_answer,
    versions_answer,
)
from backend.web.supervision.schemas import (
    AnswerWish,
    CalledSchema,
    NoteSchema,
    NoteWish,
    PressPage,
    PressSchema,
    PressWish,
    ReviewSchema,
    ReviewWish,
)

PRESS_POSITION = (datetime.fromisoformat, UUID)
NOTE_POSITION = (date.fromisoformat, UUID)

blp = Blueprint(
    "supervision",
    __name__,
    url_prefix=f"{PREFIX}/patients/<uuid:patient_id>",
    description='"I do not feel safe", what specialists note, and how far they have looked',
)


@blp.put("/calls/<uuid:press_id>", allow=Action.CALL_FOR_HELP)
@blp.arguments(PressWish)
@blp.response(200, CalledSchema)
@blp.alt_response(201, schema=CalledSchema, description="It is kept.")
def call_for_help(
    body: dict[str, Any], press_id: UUID, *, actor: Actor, patient_id: UUID
) -> tuple[dict[str, Any], int]:
    """Say "I do not feel safe"; needs no consent, and answers with whom to call."""
    called = presses.call_for_help(patient_id, press_id, **body)
    return called.document, called.status


@blp.get("/calls", allow=Action.READ_CALLS)
@blp.arguments(PageArgs, location="query")
@blp.response(200, PressPage)
def list_presses(args: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """The calls for help with their answers, the last received first."""
    before, limit = decode_cursor(args["cursor"], PRESS_POSITION), args["limit"]
    found = presses.presses_of(patient_id, reader=actor, before=before, limit=limit + 1)
    listed = page(found, limit=limit, position=lambda each: (each["received_at"], each["id"]))
    return {**listed, **presses.before_a_call(patient_id, reader=actor)}


@blp.put("/calls/<uuid:press_id>/answer", allow=Action.ANSWER_CALL)
@blp.arguments(AnswerWish)
@blp.response(200, PressSchema)
def answer_press(
    body: dict[str, Any], press_id: UUID, *, actor: Actor, patient_id: UUID
) -> dict[str, Any]:
    """Write down what was done about a call for help; the patient reads it."""
    return presses.answer_press(patient_id, press_id, by=actor, **body)


@blp.put("/notes/<uuid:note_id>", allow=Action.WRITE_NOTE)
@described_change
@blp.arguments(NoteWish)
@blp.response(200, NoteSchema)
@blp.alt_response(201, schema=NoteSchema, description="It is recorded.")
def write_note(body: dict[str, Any], note_id: UUID, *, actor: Actor, patient_id: UUID) -> Answer:
    """Write a note that the patient may read, amend it or strike it out."""
    change = change_of(body, kind=notes.KIND, record_id=note_id, patient_id=patient_id, actor=actor)
    return kept_answer(notes.keep_note(change, body))


@blp.get("/notes/<uuid:note_id>", allow=Action.READ_NOTES)
@blp.response(200, NoteSchema)
def show_note(note_id: UUID, *, actor: Actor, patient_id: UUID) -> Answer:
    """One note as it stands; its ETag is the revision."""
    return document_answer(notes.get_note(patient_id, note_id, reader=actor))


@blp.get("/notes", allow=Action.READ_NOTES)
@blp.arguments(PageArgs, location="query")
@blp.response(200, page_schema(NoteSchema))
def list_notes(args: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """The specialists' notes, the latest day first."""
    before, limit = decode_cursor(args["cursor"], NOTE_POSITION), args["limit"]
    found = notes.notes_of(patient_id, reader=actor, before=before, limit=limit + 1)
    return page(found, limit=limit, position=lambda each: (each["day"], each["id"]))


@blp.get("/notes/<uuid:note_id>/revisions", allow=Action.READ_NOTES)
@blp.response(200, VersionsSchema)
def list_note_versions(note_id: UUID, *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Every version of a note, oldest first."""
    return versions_answer(records.versions(patient_id, notes.KIND, note_id, reader=actor))


@blp.put("/reviewed", allow=Action.MARK_REVIEWED)
@blp.arguments(ReviewWish, required=False)
@blp.response(200, ReviewSchema)
def mark_reviewed(body: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Tell that the patient's state was looked through, up to now or to what was on the screen."""
    return reviews.mark_reviewed(patient_id, by=actor, **body)


@blp.get("/reviewed", allow=Action.SEE_REVIEW)
@blp.response(200, ReviewSchema)
def show_review(*, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Up to when somebody has looked through the patient's state."""
    return reviews.last_review(patient_id)
