"""How specialists write about a patient, who reads along."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from backend.accounts.rules import Actor
from backend.errors import Invalid
from backend.records import service as records
from backend.records.rules import Became, Change, Kept
from backend.sharing.rules import StaffMember
from backend.sharing.service.names import staff_by_id
from backend.supervision import queries
from backend.supervision.models import Note

KIND = "note"
SHOWN = (
    "id",
    "revision",
    "recorded_by",
    "recorded_role",
    "recorded_at",
    "status",
    "day",
)


def keep_note(change: Change, wish: Mapping[str, Any]) -> Kept:
    """Let the note say what is wished, or raise Invalid or what `records.service.decide` does."""
    current = records.begin(Note, change)
    became = records.decide(change, current)
    if current is not None and became is Became.UNCHANGED:
        return Kept(document_of(current, change.by), current.revision, became)
    if wish["status"] == "entered_in_error":
        row, text = _struck_out(current, change.by)
    else:
        row, text = _written(current, change, wish), wish["text"]
    records.keep(row, change, texts={"text": text})
    return Kept(document_of(row, change.by), row.revision, became)


def get_note(patient_id: UUID, note_id: UUID, *, reader: Actor) -> dict[str, Any]:
    """The note's document, or raise NotFound."""
    return document_of(records.get_record(Note, patient_id, note_id), reader)


def notes_of(
    patient_id: UUID, *, reader: Actor, before: Sequence[Any] | None, limit: int
) -> list[dict[str, Any]]:
    """The notes about the patient, the latest day first, struck-out ones included."""
    found = queries.notes_of(patient_id, before=before, limit=limit)
    if not found:
        return []
    key, staff = records.key_for(patient_id, reader), staff_by_id(n.recorded_by for n in found)
    return [_document(note, key, staff) for note in found]


def document_of(note: Note, reader: Actor) -> dict[str, Any]:
    """The note as its reader sees it, with its author's name."""
    key = records.key_for(note.patient_id, reader)
    return _document(note, key, staff_by_id([note.recorded_by]))


def _document(note: Note, key: bytes, staff: Mapping[UUID, StaffMember]) -> dict[str, Any]:
    author = staff.get(note.recorded_by)
    return {
        **{name: getattr(note, name) for name in SHOWN},
        "author": author.name if author else None,
        "text": records.texts_of(note, KIND, key=key)["text"],
    }


def _struck_out(current: Note | None, by: Actor) -> tuple[Note, str]:
    """The note as it was, struck out: what else was sent with it changes nothing."""
    if current is None:
        raise Invalid({"status": ["There is nothing to strike out."]})
    key = records.key_for(current.patient_id, by)
    text: str = records.texts_of(current, KIND, key=key)["text"]
    current.status = "entered_in_error"
    return current, text


def _written(current: Note | None, change: Change, wish: Mapping[str, Any]) -> Note:
    if current is None:
        return Note(**records.stamp(change), status="final", day=wish["day"])
    current.day = wish["day"]
    return current
