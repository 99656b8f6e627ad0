"""When the clocks of a zone change."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def transitions(zone: str, first_year: int, last_year: int) -> Iterator[datetime]:
    """The moments at which the zone's offset changes, to the second, by bisection."""
    place = ZoneInfo(zone)
    moment, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        later = moment + timedelta(days=2)
        if offset(moment, place) != offset(later, place):
            yield _between(moment, later, place)
        moment = later


def offset(moment: datetime, place: ZoneInfo) -> timedelta | None:
    return moment.astimezone(place).utcoffset()


def _between(low: datetime, high: datetime, place: ZoneInfo) -> datetime:
    before = offset(low, place)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        middle = middle.replace(microsecond=0)
        if middle in (low, high):
            break
        low, high = (middle, high) if offset(middle, place) == before else (low, middle)
    return high
