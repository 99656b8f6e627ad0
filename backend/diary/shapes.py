"""The shapes of what a phone may send, made from the catalogue: days, moments and batches."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias
from uuid import UUID
from zoneinfo import available_timezones

import msgspec
from msgspec import Meta, Struct

from backend.catalogue.rules import Item, Scale
from backend.catalogue.service import catalogue

MAX_WRITES = 100
FIRST_YEAR, LAST_YEAR = 1900, 2999
LAST_REVISION = 2**31 - 1
DEVICE_ID_MAX_LENGTH = 64


class MissingReason(StrEnum):
    """Why a day has no answers."""

    TOO_ILL = "too_ill"
    TOO_DROWSY = "too_drowsy"
    NO_PHONE = "no_phone"
    FORGOT = "forgot"
    DID_NOT_WANT = "did_not_want"


class AmendmentReason(StrEnum):
    """Why an entry was changed."""

    MISTAKE = "mistake"
    REMEMBERED_LATER = "remembered_later"
    OTHER = "other"


@cache
def time_zones() -> frozenset[str]:
    """The names of the IANA time zones."""
    # "localtime" is whatever this machine is set to, "Factory" is no place at all.
    return frozenset(available_timezones() - {"localtime", "Factory"})


def value_type(scale: Scale) -> Any:
    """The type, with its limits, of a value on the scale."""
    if scale.choices:
        return Literal[scale.choices]
    number = float if scale.kind == "decimal" else int
    step = None if scale.step == 1 else scale.step
    return Annotated[number, Meta(ge=scale.minimum, le=scale.maximum, multiple_of=step)]


def severity_type() -> Any:
    """The type of the value that a side effect is given."""
    return value_type(catalogue().severity)


def _answers(name: str, items: Sequence[Item]) -> type[Struct]:
    decimals = [item.id for item in items if item.scale.kind == "decimal"]

    def write_whole_numbers_without_a_point(answers: Struct) -> None:
        for item in decimals:
            value = getattr(answers, item)
            if value is not None and value.is_integer():
                setattr(answers, item, int(value))

    return msgspec.defstruct(
        name,
        [(item.id, value_type(item.scale) | None, None) for item in items],
        forbid_unknown_fields=True,
        omit_defaults=True,
        module=__name__,
        # 7, 7.0 and -0.0: what is the same number must also be the same text.
        namespace={"__post_init__": write_whole_numbers_without_a_point} if decimals else None,
    )


_Time: TypeAlias = Annotated[datetime, Meta(tz=True)]
_Text: TypeAlias = Annotated[str, Meta(max_length=catalogue().note_max_length)]
_Revision: TypeAlias = Annotated[int, Meta(ge=1, le=LAST_REVISION)]
_Base: TypeAlias = Annotated[int, Meta(ge=0, le=LAST_REVISION)]

if TYPE_CHECKING:
    DayAnswers: TypeAlias = Struct
    MomentAnswers: TypeAlias = Struct
    SideEffects: TypeAlias = dict[str, int]
else:
    DayAnswers = _answers("DayAnswers", catalogue().day_items)
    MomentAnswers = _answers("MomentAnswers", catalogue().moment_items)
    SideEffects = dict[Literal[tuple(catalogue().side_effects)], severity_type()]


class Written(Struct, kw_only=True, forbid_unknown_fields=True):
    """What days and moments have in common."""

    written_at: _Time
    time_zone: str
    side_effects: SideEffects = {}
    note: _Text | None = None
    other_text: _Text | None = None
    offline: bool = False
    reason: AmendmentReason | None = None
    resolves: list[_Revision] = []


class DaySaid(Written, kw_only=True):
    """What a patient says about a day."""

    answers: DayAnswers = msgspec.field(default_factory=DayAnswers)
    missing_reason: MissingReason | None = None


class MomentSaid(Written, kw_only=True):
    """What a patient says about a moment, and on which diary day it lies."""

    at: _Time
    day: date
    answers: MomentAnswers = msgspec.field(default_factory=MomentAnswers)


class DayBody(DaySaid, kw_only=True):
    """The body of one day's PUT."""

    sent_at: _Time | None = None


class MomentBody(MomentSaid, kw_only=True):
    """The body of one moment's PUT."""

    sent_at: _Time | None = None


class DayWrite(DaySaid, kw_only=True, tag_field="kind", tag="day"):
    """A day as it comes in a batch."""

    write_id: UUID
    base_revision: _Base | None = None
    base_write_id: UUID | None = None
    patient_id: UUID | None = None
    day: date


class MomentWrite(MomentSaid, kw_only=True, tag_field="kind", tag="moment"):
    """A moment as it comes in a batch; the phone gives it a version 7 UUID."""

    write_id: UUID
    base_revision: _Base | None = None
    base_write_id: UUID | None = None
    patient_id: UUID | None = None
    id: UUID


class WithdrawWrite(
    Struct, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="withdraw"
):
    """The wish to take back either a day or a moment."""

    write_id: UUID
    base_revision: _Base | None = None
    base_write_id: UUID | None = None
    patient_id: UUID | None = None
    day: date | None = None
    id: UUID | None = None
    written_at: _Time | None = None
    time_zone: str | None = None


class Refused(Struct, frozen=True):
    """A write that nothing can be done with; its id is None if even that cannot be read."""

    write_id: UUID | None
    code: Literal["invalid", "unknown_field", "other_patient"]


Write: TypeAlias = DayWrite | MomentWrite | WithdrawWrite
Body: TypeAlias = DayBody | MomentBody | Write


class SyncBody(Struct, kw_only=True):
    """A batch, its writes in the order sent."""

    device_id: str
    sent_at: datetime | None
    writes: list[Write | Refused]


class Envelope(Struct, kw_only=True, forbid_unknown_fields=True):
    """A batch without its writes."""

    device_id: Annotated[str, Meta(min_length=1, max_length=DEVICE_ID_MAX_LENGTH)]
    sent_at: _Time | None = None


class Batch(Envelope, kw_only=True):
    """A batch as it comes, if nothing is wrong with it."""

    writes: list[Write]
