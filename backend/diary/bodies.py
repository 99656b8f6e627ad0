"""Reads what a phone sends: one day, one moment, or a batch of writes.

The fast way is one pass of a typed decoder. Only when it refuses a text is the text read again
with the standard library, which forgives NaN and lone surrogates, to say what is wrong where.
"""

import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.catalogue.service import catalogue
from backend.diary.flaws import (
    REQUIRED,
    Body,
    InvalidBody,
    date_flaws,
    flaws,
    is_moment_id,
    is_text,
    misfits,
)
from backend.diary.shapes import (
    MAX_WRITES,
    AmendmentReason,
    Batch,
    DayBody,
    DaySaid,
    DayWrite,
    Envelope,
    MissingReason,
    MomentBody,
    MomentSaid,
    MomentWrite,
    Refused,
    SyncBody,
    WithdrawWrite,
    Write,
)
from backend.errors import Invalid, NotJson

__all__ = [
    "AmendmentReason",
    "DayBody",
    "DaySaid",
    "DayWrite",
    "InvalidBody",
    "MissingReason",
    "MomentBody",
    "MomentSaid",
    "MomentWrite",
    "NotJson",
    "Refused",
    "SyncBody",
    "TooMany",
    "WithdrawWrite",
    "Write",
    "content",
    "content_bytes",
    "decode_day",
    "decode_moment",
    "decode_sync",
    "is_moment_id",
    "is_text",
    "read_json",
    "red_flags",
]

_Body = TypeVar("_Body", bound=Body)
_Shape = TypeVar("_Shape", bound=Struct)

_day = msgspec.json.Decoder(DayBody)
_moment = msgspec.json.Decoder(MomentBody)
_batch = msgspec.json.Decoder(Batch)
_canonical = msgspec.json.Encoder(order="sorted")

_NUL = b"\\u0000"
_RED_FLAGS = tuple(name for name in catalogue().side_effects if name in catalogue().red_flag_ids)
_WRITES: Mapping[str, type[Write]] = {
    "day": DayWrite,
    "moment": MomentWrite,
    "withdraw": WithdrawWrite,
}


class TooMany(Invalid):
    """A batch holds more writes than are taken at once."""

    def __init__(self) -> None:
        super().__init__({"writes": [f"At most {MAX_WRITES} writes at once."]})


def decode_day(raw: bytes) -> DayBody:
    """The body of a day, or raise NotJson or InvalidBody."""
    return _decode(raw, _day, DayBody)


def decode_moment(raw: bytes) -> MomentBody:
    """The body of a moment, or raise NotJson or InvalidBody."""
    return _decode(raw, _moment, MomentBody)


def decode_sync(raw: bytes, *, patient_id: UUID) -> SyncBody:
    """The patient's batch, each bad write Refused, or raise NotJson, InvalidBody or TooMany."""
    batch = _quickly(raw, _batch)
    if batch is None:
        return _judge_one_by_one(read_json(raw), patient_id)
    if len(batch.writes) > MAX_WRITES:
        raise TooMany
    if found := date_flaws(batch):
        raise InvalidBody(found)
    return SyncBody(
        device_id=batch.device_id,
        sent_at=batch.sent_at,
        writes=[_verdict(write, patient_id) for write in batch.writes],
    )


def read_json(raw: bytes) -> Any:
    """The text as the standard library reads it, NaN and all, or raise NotJson."""
    try:
        # A number too long for an integer is wrong wherever it stands; no use in its digits.
        return json.loads(raw.decode(), parse_int=lambda n: int(n) if len(n) < 20 else float(n))
    except (ValueError, RecursionError) as error:
        raise NotJson from error


def content_bytes(body: DaySaid | MomentSaid) -> bytes:
    """What the patient said as canonical JSON, the same bytes for the same content."""
    said = {
        "answers": body.answers,
        "side_effects": body.side_effects,
        "note": body.note or None,
        "other_text": body.other_text or None,
    }
    if isinstance(body, DaySaid):
        said["missing_reason"] = body.missing_reason
    else:
        said["at"] = body.at.astimezone(UTC)
        said["day"] = body.day
    return _canonical.encode({name: value for name, value in said.items() if value is not None})


def content(body: DaySaid | MomentSaid) -> dict[str, Any]:
    """What the patient said and nothing else: no nulls, no circumstances of writing."""
    said: dict[str, Any] = msgspec.json.decode(content_bytes(body))
    return said


def red_flags(side_effects: Mapping[str, int]) -> tuple[str, ...]:
    """The red-flag side effects that were felt, in the catalogue's order."""
    if side_effects.keys().isdisjoint(_RED_FLAGS):
        return ()
    return tuple(name for name in _RED_FLAGS if side_effects.get(name, 0) > 0)


def _quickly(raw: bytes, decoder: msgspec.json.Decoder[_Shape]) -> _Shape | None:
    if _NUL in raw:
        return None
    try:
        return decoder.decode(raw)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def _decode(raw: bytes, decoder: msgspec.json.Decoder[_Body], shape: type[_Body]) -> _Body:
    body = _quickly(raw, decoder)
    if body is None:
        return _convert(read_json(raw), shape)
    if found := flaws(body):
        raise InvalidBody(found)
    return body


def _judge_one_by_one(document: Any, patient_id: UUID) -> SyncBody:
    if not isinstance(document, dict):
        raise InvalidBody({"_schema": ["Not an object."]})
    around = {name: value for name, value in document.items() if name != "writes"}
    found, unknown = misfits(around, Envelope)
    writes = document.get("writes")
    if not isinstance(writes, list):
        found["writes"] = ["Not a list."] if "writes" in document else [REQUIRED]
    if found:
        raise InvalidBody(found, unknown=unknown)
    envelope = msgspec.convert(around, Envelope)
    if found := date_flaws(envelope):
        raise InvalidBody(found)
    if len(document["writes"]) > MAX_WRITES:
        raise TooMany
    return SyncBody(
        device_id=envelope.device_id,
        sent_at=envelope.sent_at,
        writes=[_judge(write, patient_id) for write in document["writes"]],
    )


def _verdict(write: Write, patient_id: UUID) -> Write | Refused:
    if write.patient_id is not None and write.patient_id != patient_id:
        return Refused(write.write_id, "other_patient")
    return Refused(write.write_id, "invalid") if flaws(write) else write


def _judge(document: Any, patient_id: UUID) -> Write | Refused:
    if not isinstance(document, dict):
        return Refused(None, "invalid")
    write_id = _uuid(document.get("write_id"))
    if (_uuid(document.get("patient_id")) or patient_id) != patient_id:
        return Refused(write_id, "other_patient")
    kind = document.get("kind")
    if not isinstance(kind, str) or kind not in _WRITES:
        return Refused(write_id, "invalid")
    try:
        return _convert(document, _WRITES[kind])
    except InvalidBody as refusal:
        return Refused(write_id, "unknown_field" if refusal.unknown else "invalid")


def _convert(document: Any, shape: type[_Body]) -> _Body:
    if not isinstance(document, dict):
        raise InvalidBody({"_schema": ["Not an object."]})
    found, unknown = misfits(document, shape)
    if found:
        raise InvalidBody(found, unknown=unknown)
    body = msgspec.convert(document, shape)
    if found := flaws(body):
        raise InvalidBody(found)
    return body


def _uuid(value: Any) -> UUID | None:
    try:
        return msgspec.convert(value, UUID)
    except (msgspec.ValidationError, ValueError):
        return None
