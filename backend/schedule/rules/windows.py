"""Days and hours of a patient: where a diary day begins, in moments."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@lru_cache(200_000)
def day_start(day: date, zone: str, starts_at: time) -> datetime:
    """The moment, in UTC, at which this diary day begins in the zone.

    Where clocks skip that time of day, the first valid minute after the gap; where they show it
    twice, the first.
    """
    local = datetime.combine(day, starts_at, ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if moment.astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    return _first_after_gap(moment, ZoneInfo(zone))


def diary_day(moment: datetime, zone: str, starts_at: time) -> date:
    """The diary day that has begun at this moment and has not ended."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    return day if day_start(day, zone, starts_at) <= moment else day - DAY


def _first_after_gap(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the clocks jumped, looked for within a day around it."""
    low, high = moment - DAY, moment + DAY
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)
