"""The JSON shapes of accounts and sign-ins."""

import unicodedata
from datetime import time
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_dump, validate

from backend.accounts.rules import MAX_PASSWORD, MIN_PASSWORD, Role, is_email
from backend.web.fields import StrictString, TimeZone

CODE = validate.Length(min=1, max=40)
ONE_LINE = {"Cc", "Cf", "Zl", "Zp"}


class Email(StrictString):
    """One e-mail address."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).strip()
        if not is_email(text):
            raise ValidationError("Not an e-mail address.")
        return text


class Name(StrictString):
    """What a person is called, on one line."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).strip()
        if not 1 <= len(text) <= 120:
            raise ValidationError("Use 1 to 120 characters.")
        if any(unicodedata.category(letter) in ONE_LINE for letter in text):
            raise ValidationError("Use one line without control characters.")
        return text


class HourAndMinute(StrictString):
    """A time of day as HH:MM."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> time:  # type: ignore[override]
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            found = time.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or f"{found:%H:%M}" != text:
            raise ValidationError("Not a time such as 04:00.")
        return found

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str:
        return f"{value:%H:%M}"


def new_password() -> StrictString:
    """A password to be, which the service looks at."""
    length = f"{MIN_PASSWORD} to {MAX_PASSWORD} characters, and none of the common ones."
    return StrictString(required=True, metadata={"description": length, "format": "password"})


class Sparse(Schema):
    """A shape that leaves out what there isn't."""

    @post_dump
    def leave_out(self, dumped: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Drop the members that are null and may be absent."""
        return {
            name: value
            for name, value in dumped.items()
            if value is not None or self.fields[name].required
        }


class AccountSchema(Sparse):
    """An account as its owner sees it."""

    id = fields.UUID(required=True)
    role = fields.Enum(Role, by_value=fields.String, required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    time_zone = fields.String(required=True)
    day_starts_at = HourAndMinute(
        required=True, metadata={"description": "When a patient's diary day begins: HH:MM."}
    )
    clinic_id = fields.UUID(required=True)
    share_code = fields.String(
        metadata={"description": "Of a specialist: what patients enter to share their diary."}
    )
    patient_id = fields.UUID(metadata={"description": "Of a patient: the id in the URLs."})


class AccountChangeSchema(Schema):
    """What may be changed of an account, each by itself."""

    name = Name()
    email = Email(metadata={"description": "Wants a sign-in younger than 15 minutes."})
    time_zone = TimeZone(validate=validate.Length(max=64))
    day_starts_at = HourAndMinute(metadata={"description": "Patients only: HH:MM."})


class PasswordChangeSchema(Schema):
    """The current password and the one to come."""

    password = StrictString(required=True, validate=validate.Length(max=MAX_PASSWORD))
    new_password = new_password()


class ErasureSchema(Schema):
    """The password, so that nobody erases an account by a phone that lies open."""

    password = StrictString(required=True, validate=validate.Length(max=MAX_PASSWORD))


class SignInSchema(Schema):
    """What proves who somebody is."""

    email = StrictString(required=True, validate=validate.Length(max=320))
    password = StrictString(required=True, validate=validate.Length(max=MAX_PASSWORD))
    otp = StrictString(
        load_default=None,
        validate=CODE,
        metadata={"description": "Staff: of the authenticator app, or a recovery code."},
    )


class RefreshSchema(Schema):
    """The refresh token, unless it comes as a cookie."""

    refresh_token = StrictString(validate=validate.Length(max=200))


class SignedInSchema(Schema):
    """The tokens of a sign-in; browsers have the first two as cookies, too."""

    access_token = fields.String(required=True, metadata={"description": "For ten minutes."})
    refresh_token = fields.String(required=True, metadata={"description": "For one use."})
    csrf_token = fields.String(
        required=True, metadata={"description": "For X-CSRF-Token, where cookies sign in."}
    )
    account = fields.Nested(AccountSchema, required=True)


class ListedSignInSchema(Schema):
    """A place where one is signed in."""

    id = fields.UUID(required=True)
    created_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(
        required=True, metadata={"description": "Unless it is refreshed before."}
    )
    device = fields.String(required=True, allow_none=True)
    current = fields.Boolean(required=True, metadata={"description": "Whether it is this one."})


class InvitationSchema(Schema):
    """Whom to invite."""

    role = fields.Enum(Role, by_value=fields.String, required=True)


class InvitedSchema(Schema):
    """An invitation to hand over; it can't be shown again."""

    code = fields.String(required=True)
    link = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)


class AcceptanceSchema(Schema):
    """Who accepts an invitation."""

    code = StrictString(required=True, validate=CODE)
    email = Email(required=True)
    password = new_password()
    name = Name(required=True)
    time_zone = TimeZone(required=True, validate=validate.Length(max=64))


class TotpSchema(Schema):
    """A secret for an authenticator app; it can't be shown again."""

    secret = fields.String(required=True)
    uri = fields.String(required=True, metadata={"description": "For a picture to scan."})


class FirstTotpSchema(TotpSchema):
    """The second factor of a new account."""

    recovery_codes = fields.List(fields.String(), required=True)


class AcceptedSchema(Sparse):
    """A new account, with what can't be shown again."""

    account = fields.Nested(AccountSchema, required=True)
    patient_id = fields.UUID()
    recovery_code = fields.String(
        metadata={"description": "Of a patient: to choose another password with the clinic's code."}
    )
    totp = fields.Nested(FirstTotpSchema)


class OtpSchema(Schema):
    """A one-time password of the new secret."""

    otp = StrictString(required=True, validate=CODE)


class RecoveryCodesSchema(Schema):
    """New recovery codes in place of all earlier ones; they can't be shown again."""

    recovery_codes = fields.List(fields.String(), required=True)


class AddressSchema(Schema):
    """Whose password it is about."""

    email = StrictString(required=True, validate=validate.Length(max=320))


class ResetCodeSchema(Schema):
    """A reset code to hand over; it wants a recovery code of its owner as well."""

    code = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)


class ResetSchema(Schema):
    """What proves that one may choose another password."""

    code = StrictString(required=True, validate=CODE)
    password = new_password()
    recovery_code = StrictString(
        load_default=None,
        validate=CODE,
        metadata={"description": "With a code that a clinic handed over."},
    )


class DoneSchema(Schema):
    """Nothing more to say."""
