"""What the query strings of trends and of the patient list may say."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from backend.catalogue.service import catalogue
from backend.diary.shapes import FIRST_YEAR, LAST_YEAR
from backend.errors import Invalid
from backend.trends.rules.series import Question, Span, flaws
from backend.web.paging import decode_cursor, encode_cursor


class TrendQuery(Struct, forbid_unknown_fields=True):
    """Which measures over which days; what isn't said is as usual."""

    first: date | None = None
    last: date | None = None
    measures: Annotated[str, Meta(max_length=5_000)] | None = None

    @property
    def question(self) -> Question:
        """What is asked, or raise Invalid."""
        said = {
            name: ["Out of range."]
            for name, day in (("first", self.first), ("last", self.last))
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR
        }
        if self.first and self.last:
            said = said or flaws(Span(self.first, self.last))
        wanted = None if self.measures is None else tuple(dict.fromkeys(self.measures.split(",")))
        if unknown := [name for name in wanted or () if name not in catalogue().measures]:
            said["measures"] = [f"{name!r} is no measure." for name in unknown]
        if said:
            raise Invalid(said)
        return Question(self.first, self.last, wanted)


def place_after(cursor: str | None) -> tuple[UUID, int] | None:
    """Where a page of patients begins, or raise Invalid."""
    found = decode_cursor(cursor, [UUID, int])
    return (found[0], found[1]) if found else None


def cursor_at(place: tuple[UUID, int] | None) -> str | None:
    """The cursor of the page that begins there."""
    return encode_cursor(*place) if place else None
