"""What the diary's addresses and query strings may say."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct
from werkzeug.exceptions import NotFound
from werkzeug.routing import BaseConverter

from backend.diary.shapes import FIRST_YEAR, LAST_YEAR
from backend.errors import Invalid
from backend.web.paging import MAX_LIMIT, decode_cursor, encode_cursor

Limit = Annotated[int, Meta(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str, Meta(max_length=500)]
Count = Annotated[int, Meta(ge=0, le=2**62)]


class DayConverter(BaseConverter):
    """A diary day in an address: YYYY-MM-DD."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """The date; anything else is no address of ours, whatever the method."""
        try:
            day = date.fromisoformat(value)
        except ValueError as damage:
            raise NotFound from damage
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise NotFound
        return day

    def to_url(self, value: date) -> str:
        """The date as it stands in an address."""
        return value.isoformat()


class Period(Struct, forbid_unknown_fields=True):
    """Which days, both ends included, and which page of them."""

    first: date | None = None
    last: date | None = None
    cursor: Cursor | None = None
    limit: Limit = MAX_LIMIT

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.first and self.last and self.last < self.first:
            raise msgspec.ValidationError("Ends before it begins. - at `$.last`")

    @property
    def after_day(self) -> date | None:
        """The last day of the page before."""
        found = decode_cursor(self.cursor, [date.fromisoformat])
        return found[0] if found else None

    @property
    def after_moment(self) -> tuple[date, datetime, UUID] | None:
        """Day, time and id of the last moment of the page before."""
        found = decode_cursor(self.cursor, [date.fromisoformat, _aware, UUID])
        return (found[0], found[1], found[2]) if found else None


class RevisionsPage(Struct, forbid_unknown_fields=True):
    """Which page of an entry's revisions."""

    cursor: Cursor | None = None
    limit: Limit = MAX_LIMIT

    @property
    def after(self) -> int:
        """The last revision of the page before."""
        found = decode_cursor(self.cursor, [whole])
        return int(found[0]) if found else 0


class After(Struct, forbid_unknown_fields=True):
    """From where on the change feed is read."""

    after: Count = 0
    limit: Limit = MAX_LIMIT


def whole(value: object) -> int:
    """A whole number that fits the database, or ValueError."""
    if type(value) is not int or not 0 <= value < 2**31:
        raise ValueError(value)
    return value


def cursor_after(*position: object, more: bool) -> str | None:
    """The cursor of the next page; None when there is no more."""
    return encode_cursor(*position) if more else None


def moment_named(moment_id: UUID) -> UUID:
    """The moment's id, which its client made, or raise Invalid if it isn't of version 7."""
    if moment_id.version != 7:
        raise Invalid({"id": ["A moment's id is a UUID of version 7."]})
    return moment_id


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
