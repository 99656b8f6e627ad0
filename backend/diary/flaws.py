"""What can be wrong with a body, and the words for it, field by field."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.catalogue.service import catalogue
from backend.diary.shapes import (
    FIRST_YEAR,
    LAST_YEAR,
    Batch,
    DayAnswers,
    DayBody,
    DaySaid,
    DayWrite,
    Envelope,
    MomentBody,
    MomentWrite,
    SideEffects,
    WithdrawWrite,
    Written,
    severity_type,
    time_zones,
)
from backend.errors import Invalid

UNKNOWN = "Unknown field."
REQUIRED = "Missing data for required field."

Fields: TypeAlias = dict[str, list[str]]
Body: TypeAlias = DayBody | MomentBody | DayWrite | MomentWrite | WithdrawWrite
_Shape = TypeVar("_Shape", bound=Struct)

_NO_ANSWERS = DayAnswers()
_ZONES = time_zones()
_TAG = "kind"
_QUEUED = (DayWrite, MomentWrite, WithdrawWrite)
_DATES: Mapping[type[Struct], tuple[str, ...]] = {
    Envelope: ("sent_at",),
    Batch: ("sent_at",),
    DayBody: ("written_at", "sent_at"),
    DayWrite: ("written_at", "day"),
    MomentBody: ("written_at", "sent_at", "at", "day"),
    MomentWrite: ("written_at", "at", "day"),
    WithdrawWrite: ("written_at", "day"),
}


class InvalidBody(Invalid):
    """The body breaks its shape; `fields` says where and why, `unknown` if a name is not ours."""

    def __init__(self, fields: Fields, *, unknown: bool = False) -> None:
        super().__init__(fields)
        self.fields = fields
        self.unknown = unknown


def is_text(text: str) -> bool:
    """Whether the database can keep the text: no NUL, no lone surrogates."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def is_moment_id(name: UUID) -> bool:
    """Whether a phone may give a moment this name: a UUID of version 7."""
    return name.version == 7


def misfits(document: Mapping[str, Any], shape: Any) -> tuple[Fields, bool]:
    """What in the document does not fit the shape, and whether a name in it is unknown."""
    found: Fields = {}
    unknown = False
    names = _names(shape)
    for name, value in document.items():
        if name not in names:
            found[name.encode(errors="replace").decode()] = [UNKNOWN]
            unknown = True
        elif isinstance(value, dict) and _names(names[name]):
            inner, inner_unknown = misfits(value, names[name])
            found |= {f"{name}.{key}": said for key, said in inner.items()}
            unknown = unknown or inner_unknown
        elif complaint := _complaint(value, names[name]):
            found[name] = [complaint]
    for name in _required(shape) - document.keys():
        found[name] = [REQUIRED]
    return found, unknown


def flaws(body: Body) -> Fields:
    """What is wrong with a body although each of its values has the right type."""
    found = date_flaws(body)
    if body.time_zone is not None and body.time_zone not in _ZONES:
        found["time_zone"] = ["Not the name of an IANA time zone."]
    if isinstance(body, Written) and _repeats(body.resolves):
        found["resolves"] = ["The same revision twice."]
    if isinstance(body, DaySaid) and body.missing_reason and body.answers != _NO_ANSWERS:
        found["missing_reason"] = ["A day with answers has no reason for missing ones."]
    if isinstance(body, _QUEUED):
        found |= _queue_flaws(body)
    return found


def date_flaws(body: Struct) -> Fields:
    """The dates and times of the body that lie outside the years a diary can speak of."""
    found: Fields = {}
    for name in _DATES[type(body)]:
        when: date | None = getattr(body, name)
        if when is not None and not FIRST_YEAR <= when.year <= LAST_YEAR:
            found[name] = [f"The year is not between {FIRST_YEAR} and {LAST_YEAR}."]
    return found


def _repeats(revisions: list[int]) -> bool:
    return bool(revisions) and len(revisions) != len(set(revisions))


def _queue_flaws(write: DayWrite | MomentWrite | WithdrawWrite) -> Fields:
    found: Fields = {}
    if write.base_revision is not None and write.base_write_id is not None:
        found["base_write_id"] = ["Either this or base_revision."]
    if isinstance(write, WithdrawWrite) and (write.day is None) is (write.id is None):
        found["day"] = ["Either this or id."]
    named = None if isinstance(write, DayWrite) else write.id
    if named is not None and not is_moment_id(named):
        found["id"] = ["Not a UUID of version 7."]
    return found


@cache
def _names(shape: Any) -> Mapping[str, Any]:
    """The names that the shape knows with the type of each; none if it is a plain value."""
    if shape == SideEffects:
        return dict.fromkeys(catalogue().side_effects, severity_type())
    if not (isinstance(shape, type) and issubclass(shape, Struct)):
        return {}
    names = {field.name: field.type for field in msgspec.structs.fields(shape)}
    return names | ({_TAG: str} if shape.__struct_config__.tag else {})


@cache
def _required(shape: Any) -> frozenset[str]:
    if not (isinstance(shape, type) and issubclass(shape, Struct)):
        return frozenset()
    return frozenset(field.name for field in msgspec.structs.fields(shape) if field.required)


def _complaint(value: Any, kind: Any) -> str | None:
    if isinstance(value, str) and not is_text(value):
        return "Neither NUL nor half a character may stand in a text."
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        return f"{str(error).partition(' - at')[0]}."
    return None
