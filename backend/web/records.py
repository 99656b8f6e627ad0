"""What the routes of amendable records share: preconditions, ETags, versions."""

from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, validate

from backend.accounts.rules import Actor
from backend.records.rules import Change, Kept
from backend.web.fields import Words
from backend.web.hot import precondition

LONGEST_TEXT = 2_000
NO_CONTENT = {"reason", "sent_at"}
"""What a body says of the request and not of the record: a repeat may say it otherwise."""

Answer = tuple[dict[str, Any], int, dict[str, str]]


class WishSchema(Schema):
    """What any change of a record may say."""

    reason = Words(
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=1, max=LONGEST_TEXT),
        metadata={"description": "Why it is changed; needed for every change after the first."},
    )


class RecordSchema(Schema):
    """What any record's document says of the record itself."""

    id = fields.UUID(required=True)
    revision = fields.Integer(required=True, metadata={"description": "Also the strong ETag."})
    recorded_by = fields.UUID(required=True)
    recorded_role = fields.String(required=True)
    recorded_at = fields.AwareDateTime(required=True)


class VersionSchema(Schema):
    """One version of a record, as its author gave it."""

    revision = fields.Integer(required=True)
    recorded_by = fields.UUID(required=True)
    recorded_role = fields.String(required=True)
    recorded_at = fields.AwareDateTime(required=True)
    reason = fields.String(required=True, allow_none=True)
    content = fields.Dict(required=True, metadata={"description": "The body that was sent."})


class VersionsSchema(Schema):
    """Every version of a record, oldest first."""

    items = fields.List(fields.Nested(VersionSchema), required=True)
    next = fields.String(required=True, allow_none=True, metadata={"description": "Always null."})


def change_of(
    body: dict[str, Any], *, kind: str, record_id: UUID, patient_id: UUID, actor: Actor
) -> Change:
    """The change that a PUT wishes, based on the revision that its headers name."""
    content = {name: value for name, value in body.items() if name not in NO_CONTENT}
    return Change(
        patient_id=patient_id,
        record_id=record_id,
        kind=kind,
        by=actor,
        precondition=precondition(),
        content=content,
        reason=body.get("reason"),
    )


def kept_answer(kept: Kept) -> Answer:
    """The record's document with its status and ETag."""
    return kept.document, kept.status, {"ETag": f'"{kept.revision}"'}


def document_answer(document: dict[str, Any]) -> Answer:
    """A record's document as it stands, with its ETag."""
    return document, 200, {"ETag": f'"{document["revision"]}"'}


def versions_answer(found: Any) -> dict[str, Any]:
    """All versions as a list of one page."""
    return {"items": list(found), "next": None}
