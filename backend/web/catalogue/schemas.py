"""The JSON of a clinic's contacts and signatures."""

from marshmallow import Schema, fields

from backend.web.fields import StrictString


class CrisisContactSchema(Schema):
    """Whom to call in a crisis."""

    name = fields.String(required=True)
    phone = fields.String(required=True)
    hours = fields.String()


class ClinicSchema(Schema):
    """The clinic of the person who is signed in."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    crisis_contacts = fields.List(fields.Nested(CrisisContactSchema), required=True)


class SignatureSchema(Schema):
    """Who answers for a text, since when."""

    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class SignableTextSchema(Schema):
    """A text for patients that is shown in full only once a specialist signed it."""

    flag = fields.String(required=True)
    text = fields.String(required=True)
    shown_until_signed = fields.String(required=True)
    signed = fields.Nested(
        SignatureSchema,
        required=True,
        allow_none=True,
        metadata={"description": "null if nobody signed, or only an older wording."},
    )


class SignableTextsSchema(Schema):
    """All of them; the list is short."""

    items = fields.List(fields.Nested(SignableTextSchema), required=True)


class WordingSchema(Schema):
    """The wording that is signed, repeated in full."""

    text = StrictString(required=True)
