"""Lists: `{items, next}`, with `?cursor=&limit=`."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import orjson
from marshmallow import Schema, fields, validate

from backend.errors import Invalid

MAX_LIMIT = 200
Row = TypeVar("Row")


class PageArgs(Schema):
    """Which page of a list."""

    cursor = fields.String(
        load_default=None,
        validate=validate.Length(max=500),
        metadata={"description": "`next` of the page before."},
    )
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=MAX_LIMIT))


def encode_cursor(*position: Any) -> str:
    """Where the next page begins, as a text that means nothing to its bearer."""
    return base64.urlsafe_b64encode(orjson.dumps(position)).decode().rstrip("=")


def decode_cursor(cursor: str | None, kinds: Sequence[Callable[[Any], Any]]) -> list[Any] | None:
    """The position a cursor stands for, each part read by its kind, or raise Invalid."""
    if cursor is None:
        return None
    try:
        raw = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [kind(part) for kind, part in zip(kinds, raw, strict=True)]
    except (ValueError, TypeError, AttributeError, binascii.Error) as damage:
        raise Invalid({"cursor": ["Not a cursor of this list."]}) from damage


def page(rows: Sequence[Row], *, limit: int, position: Callable[[Row], Any]) -> dict[str, Any]:
    """A page of at most `limit` rows out of one more that were asked for."""
    items = list(rows[:limit])
    more = len(rows) > limit
    return {"items": items, "next": encode_cursor(*position(items[-1])) if more else None}


def page_schema(item: type[Schema]) -> Schema:
    """The schema of a page of such items."""
    name = item.__name__.removesuffix("Schema") + "Page"
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.String(
                required=True,
                allow_none=True,
                metadata={"description": "`cursor` of the next page; null on the last."},
            ),
        },
        name=name,
    )()
