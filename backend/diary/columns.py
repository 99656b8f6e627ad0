"""The names that the diary's statements and documents share."""

from backend.catalogue.service import catalogue

DAY_ITEMS = tuple(item.id for item in catalogue().day_items)
MOMENT_ITEMS = tuple(item.id for item in catalogue().moment_items)
PROVENANCE = (
    "written_at",
    "received_at",
    "time_zone",
    "utc_offset_minutes",
    "day_starts_at",
    "retrospective",
    "received_late",
    "offline",
    "device_id",
    "skew_seconds",
)
