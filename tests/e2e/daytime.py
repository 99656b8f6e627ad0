"""One day for all of these tests, in a zone where it neither begins nor ends meanwhile.

Who asks twice is told the same day, and phones agree: before four in the morning, theirs is still
the day before.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from backend import clock

_BEGAN = clock.now()
ZONE = "Asia/Singapore" if _BEGAN.hour < 13 else "Pacific/Pitcairn"
"""Where it is the same date as in UTC, after five and before nine in the evening. Clocks are never
changed there."""


def today() -> date:
    return _BEGAN.date()


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def there(moment: datetime) -> datetime:
    """The moment by the clocks of the zone."""
    return moment.astimezone(ZoneInfo(ZONE))
