"""Which columns the diary's statements carry, made from the tables and the catalogue."""

from backend.catalogue.service import catalogue

DAY_ITEMS = tuple(item.id for item in catalogue().day_items)
MOMENT_ITEMS = tuple(item.id for item in catalogue().moment_items)

PROVENANCE = {
    "written_at": "timestamptz",
    "received_at": "timestamptz",
    "time_zone": "text",
    "utc_offset_minutes": "smallint",
    "day_starts_at": "time",
    "retrospective": "boolean",
    "received_late": "boolean",
    "offline": "boolean",
    "device_id": "text",
    "skew_seconds": "bigint",
}
ENTRY = {
    "revision": "integer",
    "withdrawn": "boolean",
    "write_id": "uuid",
    "content_hash": "bytea",
    "side_effects": "jsonb",
    "note_sealed": "bytea",
    "other_text_sealed": "bytea",
}
REVISION = {
    "seq": "bigint",
    "day": "date",
    "moment_id": "uuid",
    "at": "timestamptz",
    "base_revision": "integer",
    "conflict": "boolean",
    "answers": "jsonb",
    "red_flags": "text[]",
    "resolves": "smallint[]",
    "missing_reason": "text",
    "reason": "text",
}
ITEM_TYPES = {
    item: "numeric(3,1)" if item == "sleep_hours" else "smallint"
    for item in dict.fromkeys((*DAY_ITEMS, *MOMENT_ITEMS))
}
REPEATED = ("write_id", "day", "moment_id", "content_hash", "revision")


def record(*groups: dict[str, str]) -> str:
    """The column definitions of a record set; bytes come as hexadecimal text."""
    return ", ".join(
        f"{name} {'text' if kind == 'bytea' else kind}"
        for group in groups
        for name, kind in group.items()
    )


def values(*groups: dict[str, str]) -> str:
    """The same columns as values, decoded."""
    return ", ".join(
        f"decode({name}, 'hex')" if kind == "bytea" else name
        for group in groups
        for name, kind in group.items()
    )


def names(*groups: dict[str, str]) -> str:
    """The names of the columns."""
    return ", ".join(name for group in groups for name in group)


def updates(*groups: dict[str, str]) -> str:
    """`column = excluded.column` for each."""
    return ", ".join(f"{name} = excluded.{name}" for group in groups for name in group)
