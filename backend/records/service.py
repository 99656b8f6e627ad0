"""How records are made and amended: nothing is overwritten, each version has its author.

A caller asks `decide` what becomes of a change, sets the columns of its own table, and lets
`keep` stamp the row and add the version. All of it happens in the request's transaction, under
the patient's lock.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import orjson

from backend import clock, vault
from backend.accounts.rules import Actor, Role
from backend.database import db
from backend.errors import Conflict, Invalid, NotFound, Stale
from backend.records import queries
from backend.records.models import Record, RecordRevision
from backend.records.rules import Became, Change, Version

R = TypeVar("R", bound=Record)


class EnteredInError(Conflict):
    """The record was struck out; record it anew under another id."""

    code = "entered_in_error"


def begin(kind: type[R], change: Change) -> R | None:
    """Wait for the patient's other changes, then give the record as it stands."""
    queries.take_turns(change.patient_id)
    return queries.find_record(kind, change.patient_id, change.record_id)


def decide(change: Change, current: Record | None) -> Became:
    """What becomes of the change, or raise Stale, EnteredInError or Invalid (no reason)."""
    if current is None:
        if change.precondition.allows(0):
            return Became.CREATED
        raise Stale(current=None)
    if current.content_hash == hash_of(change.content):
        return Became.UNCHANGED
    if not change.precondition.allows(current.revision):
        raise Stale(current={"revision": current.revision})
    if getattr(current, "status", None) == "entered_in_error":
        raise EnteredInError
    if not change.reason:
        raise Invalid({"reason": ["Say why it is changed."]})
    return Became.AMENDED


def stamp(change: Change) -> dict[str, Any]:
    """The columns that every new row of a record begins with."""
    return {
        "patient_id": change.patient_id,
        "id": change.record_id,
        "revision": 0,
        "content_hash": b"",
        "recorded_by": change.by.id,
        "recorded_role": change.by.role.value,
        "recorded_at": clock.now(),
    }


def keep(record: Record, change: Change, *, texts: Mapping[str, Any] | None = None) -> None:
    """Let the record stand as its columns now say, and add the version; flushes."""
    key = key_for(change.patient_id, change.by)
    record.revision += 1
    record.content_hash = hash_of(change.content)
    record.recorded_by = change.by.id
    record.recorded_role = change.by.role.value
    record.recorded_at = clock.now()
    said = {name: value for name, value in (texts or {}).items() if value}
    record.texts_sealed = _sealed(key, change, "texts", said) if said else None
    document = {"content": change.content, "reason": change.reason}
    db.session.add(record)
    db.session.add(
        RecordRevision(
            patient_id=change.patient_id,
            kind=change.kind,
            record_id=change.record_id,
            revision=record.revision,
            recorded_by=change.by.id,
            recorded_role=change.by.role.value,
            recorded_at=record.recorded_at,
            document_sealed=_sealed(key, change, str(record.revision), document),
            category=getattr(record, "category", None) or record.GRANTED_WITH,
            day=change.day,
            safety=list(change.safety),
        )
    )
    db.session.flush()


def get_record(kind: type[R], patient_id: UUID, record_id: UUID) -> R:
    """The record as it stands, or raise NotFound."""
    found = queries.find_record(kind, patient_id, record_id)
    if found is None:
        raise NotFound
    return found


def texts_of(record: Record, kind: str, *, key: bytes) -> dict[str, Any]:
    """The record's free texts by name; `key` is what `key_for` gave."""
    if record.texts_sealed is None:
        return {}
    place = _place(kind, record.id, "texts")
    opened: dict[str, Any] = orjson.loads(
        vault.unseal(key, record.patient_id, place, record.texts_sealed)
    )
    return opened


def versions(patient_id: UUID, kind: str, record_id: UUID, *, reader: Actor) -> Sequence[Version]:
    """Every version of the record with its reason, oldest first, or raise NotFound."""
    found = queries.versions_of(patient_id, kind, record_id)
    if not found:
        raise NotFound
    key = key_for(patient_id, reader)
    return [_version(row, key) for row in found]


def all_versions(patient_id: UUID, *, reader: Actor) -> list[tuple[str, UUID, Version]]:
    """Every version of every record, with its kind and id, oldest first of each."""
    key = key_for(patient_id, reader)
    found = queries.all_versions_of(patient_id)
    return [(row.kind, row.record_id, _version(row, key)) for row in found]


def key_for(patient_id: UUID, actor: Actor) -> bytes:
    """The wrapped key that seals this patient's texts, as far as the actor may have it."""
    return queries.data_key_of(patient_id, own=actor.role is Role.PATIENT)


def hash_of(content: Mapping[str, Any]) -> bytes:
    """What tells two contents apart, whatever the order of their names."""
    return vault.content_hash(as_json(content))


def as_json(content: Any) -> bytes:
    """The content as JSON with its names in order; Decimals as numbers."""
    return orjson.dumps(content, default=_plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def _sealed(key: bytes, change: Change, part: str, content: Any) -> bytes:
    place = _place(change.kind, change.record_id, part)
    return vault.seal(key, change.patient_id, place, as_json(content).decode())


def _place(kind: str, record_id: UUID, part: str) -> str:
    return f"{kind}.{record_id}.{part}"


def _version(row: RecordRevision, key: bytes) -> Version:
    place = _place(row.kind, row.record_id, str(row.revision))
    opened = orjson.loads(vault.unseal(key, row.patient_id, place, row.document_sealed))
    return Version(
        revision=row.revision,
        recorded_by=row.recorded_by,
        recorded_role=row.recorded_role,
        recorded_at=row.recorded_at,
        reason=opened["reason"],
        content=opened["content"],
    )
