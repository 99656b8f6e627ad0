"""The JSON of consents, grants and accesses."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_dump, validate

from backend.sharing.rules import CATEGORIES
from backend.web.fields import StrictBoolean, StrictString

MOST_IDS = 100


class DistinctList(fields.List[Any]):
    """A list that names nothing twice."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        found: list[Any] = super()._deserialize(value, attr, data, **kwargs)
        if len(set(found)) < len(found):
            raise ValidationError("Something is named twice.")
        return found


class SparseSchema(Schema):
    """An answer that leaves out what isn't there, of the names in `sparse`."""

    sparse: tuple[str, ...] = ()

    @post_dump
    def leave_out(self, document: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The document without its empty optional members."""
        return {
            name: value
            for name, value in document.items()
            if value is not None or name not in self.sparse
        }


class CardSchema(SparseSchema):
    """One sentence or two on what is known, unsure or unknown about the treatment."""

    sparse = ("source",)

    id = fields.String(required=True)
    kind = fields.String(required=True)
    text = fields.String(required=True)
    source = fields.String()


class ConsentItemSchema(SparseSchema):
    """One thing to agree to, and how it stands."""

    sparse = ("given_at", "withdrawn_at")

    text = fields.String(required=True)
    required = fields.Boolean(
        required=True, metadata={"description": "Whether nothing may be written without it."}
    )
    given_at = fields.AwareDateTime(metadata={"description": "Absent if it was never given."})
    withdrawn_at = fields.AwareDateTime(
        metadata={"description": "Absent while it is given; giving it again starts anew."}
    )


class ConsentsSchema(Schema):
    """The consent form as it stands for one patient."""

    version = fields.String(required=True)
    items = fields.Dict(
        required=True, keys=fields.String(), values=fields.Nested(ConsentItemSchema)
    )
    cards = fields.List(fields.Nested(CardSchema), required=True)


class DecisionSchema(Schema):
    """What a patient agrees to or takes back, and which cards were shown before."""

    version = StrictString(
        required=True, metadata={"description": "The version of the form that was shown."}
    )
    items = fields.Dict(
        required=True,
        keys=StrictString(),
        values=StrictBoolean(required=True),
        metadata={"description": "true gives, false withdraws; items left out stay as they are."},
    )
    cards = fields.List(
        StrictString(required=True), required=True, validate=validate.Length(max=MOST_IDS)
    )


class ShareCodeSchema(Schema):
    """A specialist's share code, typed in any case, with or without dashes."""

    share_code = StrictString(required=True, validate=validate.Length(min=1, max=40))


class CodeHolderSchema(Schema):
    """Whose share code it is, to be shown before anything is granted."""

    name = fields.String(required=True)
    clinic = fields.String(required=True)


class SpecialistSchema(CodeHolderSchema):
    """A specialist to whom something was granted."""

    id = fields.UUID(required=True)


class NewGrantSchema(ShareCodeSchema):
    """With whom to share, what, and until when."""

    categories = DistinctList(
        StrictString(required=True, validate=validate.OneOf(CATEGORIES)),
        required=True,
        validate=validate.Length(min=1, max=len(CATEGORIES)),
    )
    covers_team = StrictBoolean(
        required=True,
        metadata={"description": "Whether other specialists of the same clinic may stand in."},
    )
    expires_on = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"description": "The last day on which it holds, in the patient's zone."},
    )


class GrantSchema(Schema):
    """What one specialist may read, ended grants included."""

    id = fields.UUID(required=True)
    specialist = fields.Nested(SpecialistSchema, required=True)
    categories = fields.List(fields.String(validate=validate.OneOf(CATEGORIES)), required=True)
    covers_team = fields.Boolean(required=True)
    granted_at = fields.AwareDateTime(required=True)
    expires_on = fields.Date(required=True, allow_none=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    live = fields.Boolean(
        required=True, metadata={"description": "Whether it lets the specialist read now."}
    )
    suspended = fields.Boolean(
        required=True,
        metadata={"description": "Whether only a withdrawn consent keeps it from being live."},
    )


class VisitorSchema(SparseSchema):
    """Who it was: `you`, staff by name; another patient stays without name and id."""

    sparse = ("clinic",)

    id = fields.UUID(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)
    role = fields.String(required=True)
    clinic = fields.String()


class AccessSchema(SparseSchema):
    """One time that somebody reached for the patient's data, or the patient changed who may."""

    sparse = ("details",)

    at = fields.AwareDateTime(
        required=True,
        metadata={"description": "Of lists, the first time within the hour."},
    )
    who = fields.Nested(VisitorSchema, required=True)
    action = fields.String(required=True)
    denied = fields.Boolean(required=True)
    details = fields.Dict(keys=fields.String())
