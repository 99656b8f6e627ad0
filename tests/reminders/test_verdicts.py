"""Whether a nudge is sent when its time has come."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from backend.reminders.rules.plan import Plan
from backend.reminders.rules.verdicts import Facts, Kind, verdict

DUE = datetime(2026, 11, 26, 18, tzinfo=UTC)
DAY = date(2026, 11, 26)
PLAN = Plan(
    patient_id=UUID(int=1),
    zone="UTC",
    day_starts_at=time(4),
    at=time(18),
    again_after=None,
    quiet_from=time(19, 30),
    quiet_to=time(7),
)


def facts(**values) -> Facts:
    usual = {
        "slot": "daily",
        "local_date": DAY,
        "due_at": DUE,
        "expires_at": DUE + timedelta(hours=2),
        "consented": True,
        "stale": False,
        "paused": False,
        "snoozed_until": None,
        "is_due": True,
        "has_later": False,
        "sent_that_day": 0,
        "devices": 1,
        "was_sent": False,
        "silent_since": DAY - timedelta(days=1),
        "rung": 0,
    }
    return Facts(**usual | values)


def decided(now: datetime = DUE, **values):
    found = verdict(facts(**values), PLAN, now)
    return found.kind or (found.state, found.reason)


class TestVerdict:
    def test_is_to_send_what_is_due(self):
        assert decided() is Kind.DUE

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ({"consented": False}, ("cancelled", "no_consent")),
            ({"stale": True}, ("pending", "plan_changed")),
            ({"paused": True}, ("cancelled", "paused")),
            ({"snoozed_until": DUE + timedelta(minutes=1)}, ("cancelled", "snoozed")),
            ({"is_due": False}, ("cancelled", "done")),
            ({"has_later": True}, ("merged", "later_nudge")),
            ({"sent_that_day": 6}, ("cancelled", "daily_limit")),
            ({"devices": 0}, ("failed", "no_device")),
            ({"rung": 30}, ("cancelled", "resting")),
        ],
    )
    def test_says_why_nothing_is_sent(self, values, expected):
        assert decided(**values) == expected

    def test_is_missed_two_hours_late_and_not_before(self):
        moment = DUE.replace(hour=8)
        window = {"due_at": moment, "expires_at": moment + timedelta(hours=2)}
        almost = moment + timedelta(hours=2, seconds=-1)
        assert decided(almost, **window) is Kind.DUE
        assert decided(almost + timedelta(seconds=1), **window) == ("missed", "too_late")

    def test_is_missed_where_lateness_would_break_the_quiet_hours(self):
        assert decided(DUE + timedelta(minutes=89)) is Kind.DUE
        assert decided(DUE + timedelta(minutes=90)) == ("missed", "quiet_hours")

    def test_lets_the_snoozes_own_nudge_through(self):
        assert decided(slot="snooze/1", snoozed_until=DUE) is Kind.DUE
        assert decided(snoozed_until=DUE) is Kind.DUE

    def test_lets_a_nudge_on_its_way_reach_its_other_devices(self):
        assert decided(sent_that_day=6, was_sent=True) is Kind.DUE

    def test_sends_a_test_whatever_is_planned(self):
        values = {"slot": "test/1", "consented": False, "is_due": False, "paused": True}
        assert decided(**values) is Kind.TEST
        assert decided(**values, devices=0) == ("failed", "no_device")


class TestLadder:
    @pytest.mark.parametrize(
        ("days", "rung", "kind", "reached"),
        [
            (2, 0, Kind.DUE, 0),
            (3, 0, Kind.SILENCE, 3),
            (4, 3, Kind.DUE, 0),
            (7, 3, Kind.SILENCE, 7),
            (12, 0, Kind.SILENCE, 7),
            (29, 7, Kind.DUE, 0),
            (30, 7, Kind.SILENCE, 30),
            (45, 0, Kind.SILENCE, 30),
        ],
    )
    def test_is_climbed_rung_by_rung(self, days, rung, kind, reached):
        found = verdict(facts(silent_since=DAY - timedelta(days=days), rung=rung), PLAN, DUE)
        assert (found.kind, found.rung) == (kind, reached)

    def test_is_climbed_without_a_device_too(self):
        found = verdict(facts(silent_since=DAY - timedelta(days=30), devices=0), PLAN, DUE)
        assert (found.kind, found.rung, found.reason) == (None, 30, "no_device")

    def test_ends_in_rest(self):
        assert decided(silent_since=DAY - timedelta(days=31), rung=30) == ("cancelled", "resting")
