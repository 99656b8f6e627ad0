"""The bodies of the diary as the document of the API shows them, made from the catalogue.

They accept and refuse the same as `backend.diary.bodies`, which is the fast door to the same room.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from backend.catalogue.rules import Item
from backend.catalogue.service import catalogue
from backend.diary.flaws import is_moment_id
from backend.diary.shapes import (
    DEVICE_ID_MAX_LENGTH,
    LAST_REVISION,
    MAX_WRITES,
    AmendmentReason,
    MissingReason,
    time_zones,
)
from backend.web.diary.fields import (
    Data,
    Day,
    Moment,
    Name,
    Path,
    StrictBoolean,
    StrictInteger,
    Text,
    on_scale,
)

_FREE_TEXT = validate.Length(max=catalogue().note_max_length)


class Body(Schema):
    """A body whose fields are all known."""

    class Meta:
        """Nothing is ignored in silence."""

        unknown = RAISE


def _answers(name: str, items: Iterable[Item]) -> type[Schema]:
    return Body.from_dict(
        {item.id: on_scale(item.scale, allow_none=True) for item in items}, name=name
    )


DayAnswersSchema = _answers("DayAnswersSchema", catalogue().day_items)
MomentAnswersSchema = _answers("MomentAnswersSchema", catalogue().moment_items)
SideEffectsSchema = Body.from_dict(
    {name: on_scale(catalogue().severity) for name in catalogue().side_effects},
    name="SideEffectsSchema",
)


def _zone(**kwargs: Any) -> Text:
    return Text(
        validate=_is_time_zone,
        metadata={"description": "An IANA name.", "example": "Europe/Paris"},
        **kwargs,
    )


def _is_time_zone(name: str) -> None:
    if name not in time_zones():
        raise ValidationError("Not the name of an IANA time zone.")


def _are_different(revisions: list[int]) -> None:
    if len(set(revisions)) != len(revisions):
        raise ValidationError("The same revision twice.")


class WrittenSchema(Body):
    """What days and moments have in common."""

    written_at = Moment(required=True)
    time_zone = _zone(required=True)
    side_effects = fields.Nested(SideEffectsSchema)
    note = Text(allow_none=True, validate=_FREE_TEXT)
    other_text = Text(allow_none=True, validate=_FREE_TEXT)
    offline = StrictBoolean()
    reason = Text(allow_none=True, validate=validate.OneOf(list(AmendmentReason)))
    resolves = fields.List(
        StrictInteger(validate=validate.Range(min=1, max=LAST_REVISION)),
        validate=_are_different,
        metadata={
            "uniqueItems": True,
            "description": "The revisions in conflict that this closes.",
        },
    )


class DaySaidSchema(WrittenSchema):
    """What a patient says about a day."""

    answers = fields.Nested(DayAnswersSchema)
    missing_reason = Text(
        allow_none=True,
        validate=validate.OneOf(list(MissingReason)),
        metadata={"description": "Why nothing is answered; then no answer has a value."},
    )

    @validates_schema
    def _gives_reasons_for_nothing_else(self, body: dict[str, Any], **_: Any) -> None:
        answered = any(value is not None for value in body.get("answers", {}).values())
        if body.get("missing_reason") and answered:
            raise ValidationError(
                "A day with answers has no reason for missing ones.", "missing_reason"
            )


class MomentSaidSchema(WrittenSchema):
    """What a patient says about a moment, and on which diary day it lies."""

    at = Moment(required=True)
    day = Day(required=True)
    answers = fields.Nested(MomentAnswersSchema)


class DayBodySchema(DaySaidSchema):
    """The body of a day."""

    sent_at = Moment(allow_none=True)


class MomentBodySchema(MomentSaidSchema):
    """The body of a moment."""

    sent_at = Moment(allow_none=True)


class BasedSchema(Body):
    """What each write of a batch is called and based on."""

    write_id = Name(required=True)
    base_revision = StrictInteger(
        allow_none=True, validate=validate.Range(min=0, max=LAST_REVISION)
    )
    base_write_id = Name(allow_none=True)
    patient_id = Name(allow_none=True)

    @validates_schema
    def _has_one_base(self, body: dict[str, Any], **_: Any) -> None:
        if body.get("base_revision") is not None and body.get("base_write_id") is not None:
            raise ValidationError("Either this or base_revision.", "base_write_id")


def _kind(name: str) -> Text:
    return Text(required=True, validate=validate.Equal(name), metadata={"enum": [name]})


def _is_moment_id(name: UUID) -> None:
    if not is_moment_id(name):
        raise ValidationError("Not a UUID of version 7.")


class DayWriteSchema(BasedSchema, DaySaidSchema):
    """A day in a batch."""

    kind = _kind("day")
    day = Day(required=True)


class MomentWriteSchema(BasedSchema, MomentSaidSchema):
    """A moment in a batch."""

    kind = _kind("moment")
    id = Name(required=True, validate=_is_moment_id)


class WithdrawWriteSchema(BasedSchema):
    """The wish to take back either a day or a moment."""

    kind = _kind("withdraw")
    day = Day(allow_none=True)
    id = Name(allow_none=True, validate=_is_moment_id)
    written_at = Moment(allow_none=True)
    time_zone = _zone(allow_none=True)

    @validates_schema
    def _names_one_thing(self, body: dict[str, Any], **_: Any) -> None:
        if (body.get("day") is None) is (body.get("id") is None):
            raise ValidationError("Either this or id.", "day")


WRITES: Mapping[str, type[Schema]] = {
    "day": DayWriteSchema,
    "moment": MomentWriteSchema,
    "withdraw": WithdrawWriteSchema,
}


def _inlined(schema: type[Schema]) -> dict[str, Any]:
    """The schema in the document's words, with no reference to parts that it may not hold."""
    plugin = MarshmallowPlugin(schema_name_resolver=lambda _: "")
    APISpec("", "", "3.1.0", plugins=[plugin])
    converter: Any = plugin.converter
    shown: dict[str, Any] = converter.schema2jsonschema(schema())
    return shown


class WriteField(fields.Field[dict[str, Any]]):
    """One write of a batch: its kind says which shape it has."""

    def __init__(self) -> None:
        super().__init__(metadata={"oneOf": [_inlined(schema) for schema in WRITES.values()]})

    def _deserialize(self, value: Any, attr: Path, data: Data, **kwargs: Any) -> dict[str, Any]:
        kind = value.get("kind") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in WRITES:
            raise ValidationError("The kind of a write is day, moment or withdraw.")
        write: dict[str, Any] = WRITES[kind]().load(value)
        return write


class SyncSchema(Body):
    """A batch of writes, those of one entry in the order they were made."""

    device_id = Text(required=True, validate=validate.Length(min=1, max=DEVICE_ID_MAX_LENGTH))
    sent_at = Moment(allow_none=True)
    writes = fields.List(WriteField(), required=True, validate=validate.Length(max=MAX_WRITES))
