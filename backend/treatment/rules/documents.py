"""How what was said becomes plain JSON, with numbers as numbers."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any


def plain(said: Any) -> Any:
    """The same as JSON holds it: Decimals as numbers, times, days and UUIDs as texts."""
    if isinstance(said, Mapping):
        return {name: plain(value) for name, value in said.items()}
    if isinstance(said, list | tuple):
        return [plain(value) for value in said]
    if isinstance(said, Decimal):
        return int(said) if said == said.to_integral_value() else float(said)
    if isinstance(said, date):  # a datetime is one
        return said.isoformat()
    return said if isinstance(said, str | int | float | None) else str(said)
