"""Field types that are stricter than marshmallow's own."""

import unicodedata
from decimal import Decimal
from math import isfinite
from typing import Any

from marshmallow import ValidationError, fields

from backend.diary.shapes import time_zones

LARGEST = 10**9
FIRST_YEAR, LAST_YEAR = 1901, 2199
OUT_OF_TIME = f"The year is not between {FIRST_YEAR} and {LAST_YEAR}."


class StrictString(fields.String):
    """A string that PostgreSQL and UTF-8 can hold: no NUL, no lone surrogate."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise ValidationError("It holds a character that can't be stored.")
        return unicodedata.normalize("NFC", text)


class Words(StrictString):
    """A text that says something: blanks alone don't."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text and not text.strip():
            raise ValidationError("It says nothing.")
        return text


class StrictDecimal(fields.Decimal):
    """A JSON number kept as it was written: no text, no boolean, nothing infinite."""

    def __init__(self, *, places: int = 4, **options: Any) -> None:
        """Take at most so many decimals."""
        super().__init__(**options)
        self.most_places = places

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValidationError("Not a number.")
        if abs(value) > LARGEST or not isfinite(value):
            raise ValidationError("The number is too large.")
        number: Decimal = super()._deserialize(str(value), attr, data, **kwargs)
        if -int(number.normalize().as_tuple().exponent) > self.most_places:
            raise ValidationError(f"More than {self.most_places} decimals.")
        return number.normalize() + 0

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else float(value)

    def _jsonschema_type_mapping(self) -> dict[str, str]:
        return {"type": "number"}


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
        if name not in time_zones():
            raise ValidationError("Not a time zone of the IANA database.")
        return name


class Day(fields.Date):
    """A day, in years that a person can live in and every zone can tell the time of."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        day = super()._deserialize(value, attr, data, **kwargs)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(OUT_OF_TIME)
        return day


class Moment(fields.AwareDateTime):
    """A moment with its offset, in years that a person can live in."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise ValidationError("Not a valid datetime.")
        moment = super()._deserialize(value, attr, data, **kwargs)
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValidationError(OUT_OF_TIME)
        return moment
