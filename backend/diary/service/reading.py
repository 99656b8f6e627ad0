"""Reading the diary: pages of documents, with the texts unsealed on the way out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import orjson

from backend import vault
from backend.catalogue.rules import CATEGORIES
from backend.diary import read_queries as queries
from backend.diary.service.incoming import NOTE, OTHER_TEXT, text_place
from backend.errors import NotFound, SignIn

MARK = b'":"@'
"""How a value begins that stands for a sealed text; no quote inside a string looks like it."""

UUID_LENGTH = 36
PLACES = {b"note": NOTE, b"other_text": OTHER_TEXT}
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
ZERO_ID = UUID(int=0)
BEFORE_ALL = datetime(1, 1, 2, tzinfo=UTC)

Ask = Callable[[str, Sequence[Any]], Any]
"""Runs one statement and gives something to fetch its rows from."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads whose diary: the patient (no categories) or a specialist with these granted."""

    ask: Ask
    patient_id: UUID
    categories: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Documents as JSON text, how many, whether more follow, and where the last one stands."""

    body: bytes
    count: int
    more: bool
    position: str | None

    def as_list(self, *, next_cursor: str | None, withheld: frozenset[str] | None = None) -> bytes:
        """`{items, next}`, for a specialist with the categories that weren't granted."""
        more = b"" if withheld is None else b',"withheld":' + orjson.dumps(sorted(withheld))
        return b'{"items":[' + self.body + b'],"next":' + orjson.dumps(next_cursor) + more + b"}"


def withheld(reader: Reader) -> frozenset[str] | None:
    """The categories that a specialist doesn't see; None for the patient."""
    return None if reader.categories is None else CATEGORIES - reader.categories


def days_between(
    reader: Reader, *, first: date | None, last: date | None, after: date | None, limit: int
) -> Page:
    """The days from `first` to `last`, both included, oldest first."""
    period = (first or FIRST_DAY, last or LAST_DAY, after or date(1, 1, 1))
    return _page(reader, queries.days_page(reader.categories), *period, limit)


def moments_between(
    reader: Reader,
    *,
    first: date | None,
    last: date | None,
    after: tuple[date, datetime, UUID] | None,
    limit: int,
) -> Page:
    """The moments of the days from `first` to `last`, oldest first."""
    position = after or (date(1, 1, 1), BEFORE_ALL, ZERO_ID)
    period = (first or FIRST_DAY, last or LAST_DAY, *position)
    return _page(reader, queries.moments_page(reader.categories), *period, limit)


def get_day(reader: Reader, day: date) -> tuple[bytes, int]:
    """The day's document and its revision, or NotFound."""
    return _one(_page(reader, queries.one_day(reader.categories), day, 1), reader)


def get_moment(reader: Reader, moment_id: UUID) -> tuple[bytes, int]:
    """The moment's document and its revision, or NotFound."""
    return _one(_page(reader, queries.one_moment(reader.categories), moment_id, 1), reader)


def revisions_of_day(reader: Reader, day: date, *, after: int, limit: int) -> Page:
    """The day's revisions, oldest first, or NotFound if there are none to be seen."""
    found = _page(reader, queries.revisions_page(reader.categories), day, after, limit)
    if not found.count and not after:
        raise NotFound
    return found


def changes_after(reader: Reader, *, after: int, limit: int) -> Page:
    """What changed since that count, in the order it was stored; without a gap."""
    return _page(reader, queries.CHANGES_PAGE, after, limit)


def _page(reader: Reader, statement: str, *given: Any) -> Page:
    *where, limit = given
    asked = (limit, *where, limit, reader.patient_id, *where, limit, reader.patient_id)
    row = reader.ask(statement, asked).fetchone()
    if row is None:
        raise SignIn if reader.categories is None else NotFound
    data_key, body, count, position, texts, more = row
    readable = _opened((body or "").encode(), texts, reader.patient_id, bytes(data_key))
    return Page(readable, count, bool(more), position)


def _opened(body: bytes, texts: Any, patient_id: UUID, data_key: bytes) -> bytes:
    """The documents with each mark replaced by the text that was sealed for it."""
    if not texts:
        return body
    sealed = {write_id: (note, other) for write_id, note, other in texts}
    pieces, done, found = [], 0, body.find(MARK)
    while found >= 0:
        name = b"note" if body.endswith(b'"note', 0, found) else b"other_text"
        end = found + len(MARK) + UUID_LENGTH
        if body.endswith(b'"' + name, 0, found):
            write_id = body[found + len(MARK) : end].decode()
            place = text_place(PLACES[name], UUID(write_id))
            text = bytes.fromhex(sealed[write_id][name != b"note"])
            plain = vault.unseal(data_key, patient_id, place, text)
            pieces += [body[done : found + 2], orjson.dumps(plain)]
            done = end + 1
        found = body.find(MARK, end)
    return b"".join([*pieces, body[done:]])


def _one(page: Page, reader: Reader) -> tuple[bytes, int]:
    if not page.count:
        raise NotFound
    document = orjson.loads(page.body)
    if (hidden := withheld(reader)) is not None:
        document["withheld"] = sorted(hidden)
    return orjson.dumps(document), document["revision"]
