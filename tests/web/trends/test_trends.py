from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from backend import clock
from backend.catalogue.service import catalogue
from tests.builders import (
    a_day,
    a_patient,
)
from tests.web.trends.asking import FIRST, days_after, series, trend

pytestmark = pytest.mark.usefixtures("app")


class TestShowTrend:
    def test_has_a_row_for_each_day_and_null_where_nothing_was_written(self):
        patient = a_patient()
        a_day(patient, FIRST, pain_average=5)
        a_day(patient, FIRST + timedelta(days=2), pain_average=0)

        rows = series(patient, patient, "pain_average", last=FIRST + timedelta(days=3))

        assert [(row["day"], row["value"]) for row in rows] == [
            ("2026-03-10", 5),
            ("2026-03-11", None),
            ("2026-03-12", 0),
            ("2026-03-13", None),
        ]

    @pytest.mark.parametrize(
        "day",
        [
            {"pain_average": 5, "withdrawn": True},
            {"missing_reason": "too_ill"},
            {"pain_worst": 7},
        ],
        ids=["withdrawn", "missing", "skipped"],
    )
    def test_shows_a_gap_for_a_day_without_the_answer(self, day):
        patient = a_patient()
        a_day(patient, FIRST, **day)

        assert series(patient, patient, "pain_average")[0] == {
            "day": "2026-03-10",
            "value": None,
            "mean_7d": None,
            "n_7d": 0,
        }

    def test_counts_the_days_before_the_first(self):
        patient = a_patient()
        for day in days_after(FIRST - timedelta(days=7), 5):
            a_day(patient, day, pain_average=4 if day > FIRST - timedelta(days=7) else 10)

        row = series(patient, patient, "pain_average")[0]

        assert (row["value"], row["mean_7d"], row["n_7d"]) == (None, 4.0, 4)

    def test_marks_only_days_written_too_late(self):
        patient = a_patient()
        a_day(patient, FIRST, pain_average=5, retrospective=True)
        a_day(patient, FIRST + timedelta(days=1), pain_average=5)

        rows = series(patient, patient, "pain_average", last=FIRST + timedelta(days=1))

        assert rows[0]["late"] is True
        assert "late" not in rows[1]

    def test_shows_halves_of_hours(self):
        patient = a_patient()
        a_day(patient, FIRST, sleep_hours="7.5")

        assert series(patient, patient, "sleep_hours")[0]["value"] == 7.5

    def test_reads_an_unmentioned_side_effect_as_none_of_it_where_it_was_asked(self):
        patient = a_patient()
        a_day(patient, FIRST, side_effects_any=0)
        a_day(patient, FIRST + timedelta(days=1), side_effects={"headache": 2})
        a_day(patient, FIRST + timedelta(days=2), pain_average=3)
        a_day(patient, FIRST + timedelta(days=3), side_effects={"nausea": 3})

        rows = series(patient, patient, "nausea", last=FIRST + timedelta(days=4))

        assert [row["value"] for row in rows] == [0, 0, None, 3, None]

    def test_shows_a_patient_everything_by_default_up_to_the_own_today(self):
        patient = a_patient(time_zone="Pacific/Kiritimati")
        today = clock.now().astimezone(ZoneInfo("Pacific/Kiritimati")).date()

        answer = trend(patient, patient).json

        assert answer["last"] == str(today)
        assert answer["first"] == str(today - timedelta(days=89))
        assert set(answer["measures"]) == set(catalogue().measures)
        assert {len(rows) for rows in answer["measures"].values()} == {90}
        assert answer["withheld"] == []

    @pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Europe/Paris"])
    def test_finds_the_entries_of_both_ends_by_default(self, zone):
        patient = a_patient(time_zone=zone)
        today = clock.now().astimezone(ZoneInfo(zone)).date()
        for back in (95, 94, 93, 92, 89, 0):
            a_day(patient, today - timedelta(days=back), pain_average=6)

        rows = trend(patient, patient, measures="pain_average").json["measures"]["pain_average"]

        assert (rows[0]["value"], rows[0]["n_7d"]) == (6, 5)
        assert rows[-1]["value"] == 6

    @pytest.mark.parametrize("measures", ["pain", "note", "pain_average,", "", "pain_average;mood"])
    def test_refuses_an_unknown_measure(self, measures):
        patient = a_patient()

        answer = trend(patient, patient, measures=measures)

        assert answer.status_code == 422
        assert answer.json["code"] == "invalid"
        assert "measures" in answer.json["fields"]

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ({"first": "2026-03-02", "last": "2026-03-01"}, "last"),
            ({"first": "2010-01-01", "last": "2026-03-01"}, "first"),
            ({"first": "2010-01-01"}, "first"),
            ({"first": "2999-01-01"}, "last"),
            ({"last": "0001-01-05"}, "last"),
            ({"first": "yesterday"}, "first"),
            ({"first": "2026-02-30"}, "first"),
        ],
    )
    def test_refuses_an_impossible_span(self, query, field):
        patient = a_patient()

        answer = trend(patient, patient, **query)

        assert answer.status_code == 422
        assert field in answer.json["fields"]

    def test_refuses_an_unknown_field(self):
        patient = a_patient()

        assert trend(patient, patient, until="2026-01-01").status_code == 422

    def test_gives_the_longest_span(self):
        patient = a_patient()
        last = FIRST + timedelta(days=3_699)

        answer = trend(patient, patient, first=FIRST, last=last, measures="mood")

        assert len(answer.json["measures"]["mood"]) == 3_700
