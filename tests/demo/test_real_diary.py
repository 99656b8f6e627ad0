"""The real diary as the writes of a phone; expected values are computed by hand from the file."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest

from backend.catalogue.service import catalogue
from backend.demo.real_diary import headache_severity, mean_of, on_scale, real_diary_writes


@pytest.fixture(scope="module")
def writes():
    return real_diary_writes()


@pytest.fixture(scope="module")
def days(writes):
    return {write["day"]: write for write in writes if write["kind"] == "day"}


@pytest.fixture(scope="module")
def moments(writes):
    return {write["at"]: write for write in writes if write["kind"] == "moment"}


class TestRealDiaryWrites:
    def test_are_238_days_and_1476_moments(self, writes):
        assert Counter(write["kind"] for write in writes) == {"day": 238, "moment": 1476}

    def test_go_from_august_to_april_without_15_december(self, days):
        calendar = {(date(2012, 8, 13) + timedelta(days=n)).isoformat() for n in range(239)}
        assert calendar - set(days) == {"2012-12-15"}
        assert set(days) <= calendar

    def test_begin_and_end_with_the_first_and_the_last_answer(self, writes):
        assert writes[0]["at"] == "2012-08-13T08:58:56+02:00"
        assert writes[-1]["written_at"] == "2013-04-08T21:33:41+02:00"

    def test_are_in_the_order_of_writing(self, writes):
        written = [datetime.fromisoformat(write["written_at"]) for write in writes]
        assert written == sorted(written)

    def test_send_the_moment_before_the_day_that_it_completes(self, writes):
        assert [write["kind"] for write in writes[:2]] == ["moment", "day"]

    def test_are_the_same_each_time(self, writes):
        assert real_diary_writes() == writes

    @pytest.mark.parametrize(
        ("day", "written_at"),
        [
            ("2012-10-27", "2012-10-27T18:47:30+02:00"),
            ("2012-10-28", "2012-10-28T20:11:59+01:00"),
            ("2013-03-30", "2013-03-30T22:02:39+01:00"),
            ("2013-03-31", "2013-03-31T19:30:56+02:00"),
        ],
    )
    def test_keep_wall_time_across_both_clock_changes(self, days, day, written_at):
        assert days[day]["written_at"] == written_at

    @pytest.mark.parametrize(
        ("at", "written_at"),
        [
            ("2012-12-10T13:04:20+01:00", "2012-12-10T13:05:20+01:00"),
            ("2013-02-04T13:04:23+01:00", "2013-02-04T13:05:23+01:00"),
        ],
    )
    def test_end_an_answer_of_unknown_end_a_minute_after_its_start(self, moments, at, written_at):
        assert moments[at]["written_at"] == written_at

    def test_write_a_day_with_its_last_answer_although_one_end_is_unknown(self, days):
        assert days["2012-12-10"]["written_at"] == "2012-12-10T19:26:39+01:00"

    @pytest.mark.parametrize(
        ("day", "values"),
        [
            ("2012-08-13", [0, 0, 7, 3, 0]),  # one answer: 1, 1, 5, -1, 1
            ("2012-10-27", [1, 2, 5, 5, 2]),  # means 11/7, 4, -1/7, 2; maximum 2
            ("2012-10-28", [0, 0, 4, 5, 2]),  # means 1, 22/6, 0, 2; maximum 1
            ("2012-08-31", [1, 2, 4, 5, 2]),  # means 8/5, 18/5, 0, 12/5; maximum 2
            ("2012-09-20", [1, 2, 5, 4, 3]),  # means 10/6, 4, -2/6, 16/6; maximum 2
        ],
    )
    def test_rescale_the_day(self, days, day, values):
        items = ("pain_average", "pain_worst", "mood", "anxiety", "fatigue")
        assert days[day]["answers"] == dict(zip(items, values, strict=True))

    @pytest.mark.parametrize(
        ("day", "item", "value"),
        [
            ("2012-09-17", "pain_average", 1),  # mean 1.3 is 0.5
            ("2012-10-03", "fatigue", 3),  # mean 2.5 is 2.5
            ("2013-02-28", "mood", 5),  # mean 3.7 is 4.5
        ],
    )
    def test_round_half_up(self, days, day, item, value):
        assert days[day]["answers"][item] == value

    def test_rescale_a_moment(self, moments):
        assert moments["2012-10-27T18:46:06+02:00"]["answers"] == {
            "pain_now": 0,
            "mood": 8,
            "anxiety": 3,
            "fatigue": 0,
        }

    @pytest.mark.parametrize(
        ("day", "severity"),
        [
            ("2012-10-27", 0),  # 13/7
            ("2012-10-06", 1),  # exactly 2
            ("2012-09-20", 1),  # 14/6
            ("2012-08-31", 2),  # 16/5
        ],
    )
    def test_tell_the_headache_of_a_day(self, days, day, severity):
        assert days[day]["side_effects"] == {"headache": severity}

    def test_stay_on_the_scales_of_the_catalogue(self, writes):
        for write in writes:
            for item, value in write["answers"].items():
                asked = catalogue().items[item]
                assert write["kind"] in asked.kinds
                assert asked.scale.minimum <= value <= asked.scale.maximum

    def test_know_the_diary_day_of_every_moment(self, moments):
        assert all(at.startswith(moment["day"]) for at, moment in moments.items())


class TestIds:
    def test_are_all_different(self, writes, moments):
        ids = [write["write_id"] for write in writes] + [m["id"] for m in moments.values()]
        assert len(set(ids)) == 1714 + 1476

    def test_of_moments_are_uuid7_of_the_moment(self, moments):
        for at, moment in moments.items():
            named = UUID(moment["id"])
            milliseconds = datetime.fromisoformat(at).astimezone(UTC).timestamp() * 1000
            assert (named.version, named.variant) == (7, "specified in RFC 4122")
            assert named.int >> 80 == milliseconds


class TestMeanOf:
    def test_is_nothing_without_any_answer(self):
        assert mean_of([None, None]) is None

    def test_leaves_out_what_was_not_answered(self):
        assert mean_of([4, None, 5]) == Fraction(9, 2)


class TestOnScale:
    @pytest.mark.parametrize(
        ("value", "lowest", "expected"), [(1, 1, 0), (7, 1, 10), (-3, -3, 0), (3, -3, 10)]
    )
    def test_maps_end_to_end(self, value, lowest, expected):
        assert on_scale(Fraction(value), lowest=lowest) == expected

    def test_keeps_nothing_nothing(self):
        assert on_scale(None, lowest=1) is None


class TestHeadacheSeverity:
    @pytest.mark.parametrize(
        ("mean", "severity"),
        [("1", 0), ("1.99", 0), ("2", 1), ("2.99", 1), ("3", 2), ("4.49", 2), ("4.5", 3), ("7", 3)],
    )
    def test_rises_at_2_at_3_and_at_4_and_a_half(self, mean, severity):
        assert headache_severity(Fraction(mean)) == severity

    def test_is_nothing_without_an_answer(self):
        assert headache_severity(None) is None
