"""When nudges are due: by the patient's clocks, whatever these do."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.reminders.rules.plan import (
    AGAIN,
    DAILY,
    LATEST,
    Asked,
    Plan,
    is_quiet,
    moment_of,
    nudges,
    time_is_quiet,
)

DAY = date(2026, 11, 26)
WHO = UUID(int=1)


def a_plan(**values) -> Plan:
    usual = {
        "patient_id": WHO,
        "zone": "Europe/Paris",
        "day_starts_at": time(4),
        "at": time(19),
        "again_after": timedelta(minutes=120),
    }
    return Plan(**usual | values)


def at(hour: int, minute: int = 0, *, day: date = DAY, zone: str = "Europe/Paris") -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo(zone)).astimezone(UTC)


def slots(found) -> list[str]:
    return [nudge.slot for nudge in found]


def asked(opens_at: datetime, *, hours: float = 12, slot: str = "burst/s/h2") -> Asked:
    return Asked(slot=slot, opens_at=opens_at, closes_at=opens_at + timedelta(hours=hours))


class TestDaily:
    def test_comes_at_its_wall_time_and_again_two_hours_later(self):
        first, again = nudges(a_plan(), DAY, DAY)
        assert (first.slot, first.due_at, first.day) == (DAILY, at(19), DAY)
        assert (again.slot, again.due_at) == (AGAIN, at(21))
        assert first.expires_at == at(21)

    def test_comes_once_where_no_second_is_wanted(self):
        assert slots(nudges(a_plan(again_after=None), DAY, DAY)) == [DAILY]

    def test_comes_on_its_weekdays_only(self):
        found = nudges(a_plan(weekdays=[4], again_after=None), DAY, DAY + timedelta(days=13))
        assert [nudge.local_date for nudge in found] == [DAY, DAY + timedelta(days=7)]

    def test_belongs_to_the_diary_day_that_has_begun(self):
        (found,) = nudges(a_plan(at=time(1), again_after=None), DAY, DAY)
        assert (found.local_date, found.day) == (DAY, DAY - timedelta(days=1))

    def test_has_the_same_name_whenever_it_is_worked_out(self):
        here, there = (nudges(a_plan(zone=zone), DAY, DAY) for zone in ("Asia/Tokyo", "UTC"))
        assert [nudge.id for nudge in here] == [nudge.id for nudge in there]
        assert here[0].due_at != there[0].due_at

    @pytest.mark.parametrize("until", [time(7), time(22, 30)])
    def test_is_not_repeated_in_the_quiet_hours(self, until):
        plan = a_plan(quiet_from=time(20, 30), quiet_to=until)
        assert slots(nudges(plan, DAY, DAY)) == [DAILY]

    def test_is_not_repeated_on_the_next_date(self):
        assert slots(nudges(a_plan(at=time(22, 30)), DAY, DAY)) == [DAILY]


class TestClocks:
    def test_that_skip_the_time_bring_it_at_the_first_minute_after(self):
        assert moment_of(date(2026, 3, 29), "Europe/Paris", time(2, 30)) == datetime(
            2026, 3, 29, 1, tzinfo=UTC
        )

    def test_that_show_the_time_twice_bring_it_the_first_time(self):
        assert moment_of(date(2026, 10, 25), "Europe/Paris", time(2, 30)) == datetime(
            2026, 10, 25, 0, 30, tzinfo=UTC
        )

    def test_that_leave_out_a_whole_date_leave_out_its_nudge(self):
        assert moment_of(date(2011, 12, 30), "Pacific/Apia", time(19)) is None
        assert moment_of(date(2011, 12, 31), "Pacific/Apia", time(19)) is not None

    def test_off_by_a_quarter_of_an_hour_are_right_too(self):
        # Chatham Islands: +12:45, in summer +13:45.
        assert moment_of(date(2026, 6, 1), "Pacific/Chatham", time(19)) == datetime(
            2026, 6, 1, 6, 15, tzinfo=UTC
        )


class TestMoments:
    def test_come_when_they_open(self):
        found = nudges(a_plan(), DAY, DAY, [asked(at(11))])
        assert [(nudge.slot, nudge.due_at) for nudge in found[:1]] == [
            ("moment/burst/s/h2", at(11))
        ]

    def test_wait_for_one_of_the_plan_that_follows_within_an_hour(self):
        assert slots(nudges(a_plan(), DAY, DAY, [asked(at(18, 1))])) == [DAILY, AGAIN]
        assert slots(nudges(a_plan(), DAY, DAY, [asked(at(20, 30))])) == [DAILY, AGAIN]
        assert len(nudges(a_plan(), DAY, DAY, [asked(at(18))])) == 3
        assert len(nudges(a_plan(), DAY, DAY, [asked(at(19, 1))])) == 3

    def test_come_after_the_quiet_hours(self):
        plan = a_plan(quiet_from=time(22), quiet_to=time(7))
        late, early = (asked(at(hour), slot=str(hour)) for hour in (23, 3))
        found = {
            n.slot: n.due_at for n in nudges(plan, DAY, DAY + timedelta(days=1), [late, early])
        }
        assert found["moment/23"] == at(7, day=DAY + timedelta(days=1))
        assert found["moment/3"] == at(7)

    def test_are_left_out_if_they_close_within_the_quiet_hours(self):
        plan = a_plan(quiet_from=time(22), quiet_to=time(7))
        found = nudges(plan, DAY, DAY + timedelta(days=1), [asked(at(23), hours=6)])
        assert not [nudge for nudge in found if nudge.slot.startswith("moment/")]

    def test_expire_when_their_window_closes(self):
        found = nudges(a_plan(), DAY, DAY, [asked(at(11), hours=1)])
        assert found[0].expires_at == at(12)

    def test_are_left_out_where_the_plan_says_so(self):
        assert slots(nudges(a_plan(asks=False), DAY, DAY, [asked(at(11))])) == [DAILY, AGAIN]


class TestSnooze:
    def test_brings_one_nudge_when_it_ends(self):
        found = nudges(a_plan(snoozed_until=at(20)), DAY, DAY)
        assert [nudge.due_at for nudge in found] == [at(19), at(20), at(21)]
        assert found[1].slot.startswith("snooze/")


class TestQuietHours:
    @pytest.mark.parametrize(
        ("hour", "quiet"), [(21, False), (22, True), (3, True), (7, False), (12, False)]
    )
    def test_last_over_midnight(self, hour, quiet):
        assert time_is_quiet(time(hour), time(22), time(7)) is quiet

    def test_are_those_of_the_patients_zone(self):
        plan = a_plan(zone="Asia/Tokyo", quiet_from=time(22), quiet_to=time(7))
        assert is_quiet(plan, at(23, zone="Asia/Tokyo"))
        assert not is_quiet(plan, at(23, zone="Europe/Paris"))


TIMES = st.times().map(lambda found: found.replace(second=0, microsecond=0))
ZONES = st.sampled_from(["Europe/Paris", "Pacific/Apia", "America/Nuuk", "Asia/Kathmandu", "UTC"])
MOMENTS = st.integers(0, 96).map(lambda quarters: at(0) + timedelta(minutes=15 * quarters))


class TestAnyPlan:
    @given(
        at_time=TIMES,
        zone=ZONES,
        quiet=st.tuples(TIMES, TIMES),
        opens=st.lists(MOMENTS, unique=True, max_size=6),
        weekdays=st.sets(st.integers(1, 7)),
    )
    def test_names_each_slot_of_a_date_once_and_keeps_the_quiet_hours(
        self, at_time, zone, quiet, opens, weekdays
    ):
        plan = a_plan(
            at=at_time, zone=zone, quiet_from=quiet[0], quiet_to=quiet[1], weekdays=weekdays
        )
        questions = [asked(moment, slot=str(n)) for n, moment in enumerate(opens)]
        found = nudges(plan, DAY, DAY + timedelta(days=2), questions)
        assert len({(nudge.local_date, nudge.slot) for nudge in found}) == len(found)
        assert len({nudge.id for nudge in found}) == len(found)
        for nudge in found:
            assert nudge.due_at < nudge.expires_at <= nudge.due_at + LATEST
            assert nudge.slot == DAILY or not is_quiet(plan, nudge.due_at)
            if nudge.slot in {DAILY, AGAIN}:
                assert nudge.local_date.isoweekday() in weekdays
