"""Every change of clocks in 2026 and 2027, everywhere: one nudge a date, at the right moment."""

import zoneinfo
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from backend.reminders.rules.plan import Plan, nudges
from tests.reminders.clocks import transitions

QUARTER = timedelta(minutes=15)
QUARTERS = [time(n // 4, n % 4 * 15) for n in range(96)]


def first_reached(day: date, zone: ZoneInfo) -> Iterator[tuple[time, datetime]]:
    """For each quarter, when the zone's clocks first show it or more: by walking, not by rule."""
    begin = datetime.combine(day, time(), UTC) - timedelta(hours=16)
    grid = [begin + QUARTER * n for n in range(4 * 60)]
    shown = [moment.astimezone(zone).replace(tzinfo=None) for moment in grid]
    highest = []
    for moment in shown:
        highest.append(max(moment, highest[-1]) if highest else moment)
    for at in QUARTERS:
        yield at, grid[bisect_left(highest, datetime.combine(day, at))]


@cache
def changes() -> list[tuple[str, datetime]]:
    return [
        (zone, moment)
        for zone in sorted(zoneinfo.available_timezones())
        for moment in transitions(zone, 2026, 2027)
    ]


class TestEveryTransition:
    def test_brings_exactly_one_nudge_for_each_quarter_of_an_hour(self):
        wrong, slots, skipped, doubled = [], 0, 0, 0
        for name, moment in changes():
            zone = ZoneInfo(name)
            day = (moment - timedelta(seconds=1)).astimezone(zone).date()
            for at, expected in first_reached(day, zone):
                plan = Plan(
                    patient_id=UUID(int=1), zone=name, day_starts_at=time(4), at=at,
                    again_after=None,
                )  # fmt: skip
                found = nudges(plan, day, day)
                slots += 1
                local = datetime.combine(day, at)
                skipped += expected.astimezone(zone).replace(tzinfo=None) != local
                doubled += local.replace(tzinfo=zone).utcoffset() != (
                    local.replace(tzinfo=zone, fold=1).utcoffset()
                )
                if [nudge.due_at for nudge in found] != [expected]:
                    wrong.append((name, day, at, [nudge.due_at for nudge in found], expected))

        print(f"{slots} slots, {skipped} skipped by the clocks, {doubled} skipped or shown twice")
        assert wrong == []
        assert slots >= 70_000
        assert skipped > 1_000

    def test_is_found_where_the_clocks_are_known_to_change(self):
        known = {zone for zone, _ in changes()}
        assert {"Europe/Paris", "Pacific/Chatham", "Australia/Lord_Howe", "America/Nuuk"} <= known
        assert "Asia/Tokyo" not in known

    @pytest.mark.parametrize("zone", ["Africa/Cairo", "Asia/Beirut", "America/Santiago"])
    def test_at_midnight_brings_a_nudge_of_midnight_too(self, zone):
        (spring,) = [
            moment
            for moment in transitions(zone, 2026, 2026)
            if moment.astimezone(ZoneInfo(zone)).utcoffset()
            > (moment - QUARTER).astimezone(ZoneInfo(zone)).utcoffset()
        ]
        day = spring.astimezone(ZoneInfo(zone)).date()
        plan = Plan(
            patient_id=UUID(int=1), zone=zone, day_starts_at=time(4), at=time(), again_after=None
        )
        assert [nudge.due_at for nudge in nudges(plan, day, day)] == [spring]
