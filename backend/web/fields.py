"""Field types that are stricter than marshmallow's own."""

import unicodedata
import zoneinfo
from functools import cache
from typing import Any

from marshmallow import ValidationError, fields


class StrictString(fields.String):
    """A string that PostgreSQL and UTF-8 can hold: no NUL, no lone surrogate."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise ValidationError("It holds a character that can't be stored.")
        return unicodedata.normalize("NFC", text)


class StrictBoolean(fields.Boolean):
    """true or false, and nothing that merely resembles them."""

    truthy = {True}  # noqa: RUF012 - marshmallow's own attribute
    falsy = {False}  # noqa: RUF012

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("Not a boolean.")
        return value


class TimeZone(StrictString):
    """The name of a zone of the IANA time-zone database."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        name = super()._deserialize(value, attr, data, **kwargs)
        if name not in known_zones():
            raise ValidationError("Not a time zone of the IANA database.")
        return name


@cache
def known_zones() -> frozenset[str]:
    """The names of all zones."""
    return frozenset(zoneinfo.available_timezones())
