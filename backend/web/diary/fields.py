"""JSON fields that take nothing for something else: no "5", no 5.0, no 1 for true."""

from collections.abc import Mapping
from datetime import date, datetime
from math import isfinite
from typing import Annotated, Any
from uuid import UUID

import msgspec
from marshmallow import ValidationError, fields, validate
from msgspec import Meta

from backend.catalogue.rules import Scale
from backend.diary.flaws import is_text
from backend.diary.shapes import FIRST_YEAR, LAST_YEAR

Path = str | None
Data = Mapping[str, Any] | None

_YEARS = {"pattern": "^(19|2[0-9])[0-9]{2}-"}


class StrictInteger(fields.Integer):
    """A whole number written as one."""

    def _deserialize(self, value: Any, attr: Path, data: Data, **kwargs: Any) -> int:
        if type(value) is not int:
            raise self.make_error("invalid")
        return value


class StrictNumber(fields.Float):
    """A number, with or without a fraction."""

    def _deserialize(self, value: Any, attr: Path, data: Data, **kwargs: Any) -> float:
        if type(value) not in {int, float}:
            raise self.make_error("invalid")
        try:
            number = float(value)
        except OverflowError as error:
            raise self.make_error("too_large") from error
        if not isfinite(number):
            raise self.make_error("special")
        return number


class StrictBoolean(fields.Boolean):
    """Nothing but true and false."""

    def _deserialize(self, value: Any, attr: Path, data: Data, **kwargs: Any) -> bool:
        if type(value) is not bool:
            raise self.make_error("invalid", input=value)
        return value


class Text(fields.String):
    """A text that the database can keep."""

    def __init__(self, **kwargs: Any) -> None:
        metadata = {"pattern": r"^[^\u0000]*$"} | kwargs.pop("metadata", {})
        super().__init__(metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: Path, data: Data, **kwargs: Any) -> str:
        if type(value) is not str or not is_text(value):
            raise self.make_error("invalid")
        return value


class Moment(fields.AwareDateTime):
    """An RFC 3339 time with its offset, in a year that a diary can speak of."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata=_YEARS, validate=_is_in_range, **kwargs)

    def _deserialize(self, value: Any, attr: Path, data: Data, **kwargs: Any) -> Any:
        return _read(value, Annotated[datetime, Meta(tz=True)])


class Day(fields.Date):
    """A YYYY-MM-DD, in a year that a diary can speak of."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata=_YEARS, validate=_is_in_range, **kwargs)

    def _deserialize(self, value: Any, attr: Path, data: Data, **kwargs: Any) -> Any:
        return _read(value, date)


class Name(fields.UUID):
    """A UUID as its 32 hexadecimal digits, with or without its four hyphens."""

    def _deserialize(self, value: Any, attr: Path, data: Data, **kwargs: Any) -> Any:
        return _read(value, UUID)


class Step(validate.Validator):
    """Holds if the number is a multiple of the step."""

    def __init__(self, step: float) -> None:
        self.step = step

    def __call__(self, value: float) -> float:
        """The value, or raise ValidationError."""
        if value % self.step:
            raise ValidationError(f"Must be a multiple of {self.step}.")
        return value


def on_scale(scale: Scale, **kwargs: Any) -> fields.Field[Any]:
    """The field of a value on the scale, its limits visible in the document of the API."""
    if scale.choices:
        return StrictInteger(validate=validate.OneOf(scale.choices), **kwargs)
    kind = StrictNumber if scale.kind == "decimal" else StrictInteger
    limits: list[validate.Validator] = [validate.Range(min=scale.minimum, max=scale.maximum)]
    if scale.step is None or scale.step == 1:
        return kind(validate=limits, **kwargs)
    limits.append(Step(scale.step))
    return kind(validate=limits, metadata={"multipleOf": scale.step}, **kwargs)


def _read(value: Any, kind: Any) -> Any:
    # The fast door's own reader: a time has too many spellings to agree on them twice.
    if type(value) is str and not is_text(value):
        raise ValidationError("Not a valid text.")
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ValidationError(f"{error}.") from error


def _is_in_range(value: Any) -> None:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(f"The year is not between {FIRST_YEAR} and {LAST_YEAR}.")
