"""Entries as clients read them, when they were just written or stand in the way."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from backend.database import Run
from backend.diary.columns import DAY_ITEMS, MOMENT_ITEMS, PROVENANCE
from backend.diary.service.incoming import Incoming
from backend.diary.service.reading import Reader, get_day, get_moment
from backend.errors import NotFound


def document_of_row(row: Mapping[str, Any], write: Incoming) -> dict[str, Any]:
    """The entry as it stands once this row is stored."""
    said = write.said
    is_day = write.moment_id is None
    items = DAY_ITEMS if is_day else MOMENT_ITEMS
    return {
        **({} if is_day else {"id": row["moment_id"], "at": _as_read(row["at"])}),
        "day": row["day"],
        "revision": row["revision"],
        "withdrawn": row["withdrawn"],
        "answers": {item: row["answers"].get(item) for item in items},
        "side_effects": row["side_effects"],
        "note": (said.note or None) if said else None,
        "other_text": (said.other_text or None) if said else None,
        **({"missing_reason": row["missing_reason"]} if is_day else {}),
        **{name: _as_read(row[name]) for name in PROVENANCE},
        "day_starts_at": row["day_starts_at"].strftime("%H:%M"),
    }


def _as_read(value: Any) -> Any:
    """A time as PostgreSQL writes it into JSON, so that what was noted reads the same later."""
    if not isinstance(value, datetime) or not value.microsecond:
        return value
    seconds, _, rest = value.isoformat().partition(".")
    return f"{seconds}.{rest[:6].rstrip('0')}{rest[6:]}"


def current_document(run: Run, patient_id: UUID, entry: Any) -> dict[str, Any] | None:
    """The entry as it stands in the database, None if there is none."""
    find = get_moment if isinstance(entry, UUID) else get_day
    try:
        body, _ = find(Reader(run, patient_id), entry)
    except NotFound:
        return None
    found: dict[str, Any] = orjson.loads(body)
    return found
