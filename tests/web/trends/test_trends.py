from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend import clock
from backend.catalogue.service import catalogue
from tests.builders import (
    ALL_CATEGORIES,
    a_coordinator,
    a_day,
    a_grant,
    a_patient,
    a_sign_in,
    a_specialist,
    as_,
    fetch,
    insert,
    token_of,
)

FIRST = date(2026, 3, 10)
pytestmark = pytest.mark.usefixtures("app")


def trend(reader, patient, **query):
    path = f"/api/v1/patients/{patient.id}/trends"
    return as_(reader).get(path, query_string={k: str(v) for k, v in query.items()})


def series(reader, patient, measure, *, first=FIRST, last=FIRST):
    answer = trend(reader, patient, first=first, last=last, measures=measure)
    assert answer.status_code == 200, answer.text
    return answer.json["measures"][measure]


def days_after(first, n):
    return [first + timedelta(days=i) for i in range(n)]


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

    @pytest.mark.parametrize("category", ALL_CATEGORIES)
    def test_shows_a_specialist_one_category_and_names_the_rest(self, category):
        patient, specialist = a_patient(), a_specialist()
        a_grant(patient=patient, specialist=specialist, categories=[category])
        a_day(patient, FIRST, pain_average=5, mood=4, rescue_doses=3, side_effects_any=1,
              side_effects={"nausea": 2, "low_mood": 1, "craving": 3})  # fmt: skip

        answer = trend(specialist, patient, first=FIRST, last=FIRST).json

        granted = {name for name, of in catalogue().measures.items() if of == category}
        assert set(answer["measures"]) == granted
        assert set(answer["withheld"]) == set(catalogue().measures) - granted

    def test_shows_the_same_values_to_specialist_and_patient(self):
        patient, specialist = a_patient(), a_specialist()
        a_grant(patient=patient, specialist=specialist)
        for day in days_after(FIRST - timedelta(days=6), 9):
            a_day(patient, day, pain_average=day.day % 11, mood=3, side_effects={"low_mood": 1})

        period = {"first": FIRST, "last": FIRST + timedelta(days=5)}

        assert trend(specialist, patient, **period).json == trend(patient, patient, **period).json

    def test_gives_a_side_effect_of_a_granted_category_its_zeros(self):
        patient, specialist = a_patient(), a_specialist()
        a_grant(patient=patient, specialist=specialist, categories=["mood"])
        a_day(patient, FIRST, side_effects_any=0)

        assert series(specialist, patient, "low_mood")[0]["value"] == 0

    def test_names_an_ungranted_measure_that_was_asked_for(self):
        patient, specialist = a_patient(), a_specialist()
        a_grant(patient=patient, specialist=specialist, categories=["pain"])

        answer = trend(
            specialist, patient, first=FIRST, last=FIRST, measures="mood,pain_average"
        ).json

        assert list(answer["measures"]) == ["pain_average"]
        assert answer["withheld"] == ["mood"]

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

    @pytest.mark.parametrize("make", [a_patient, a_specialist, a_coordinator])
    def test_hides_a_patient_from_strangers_and_writes_that_down(self, make):
        patient, stranger = a_patient(), make()
        a_day(patient, FIRST, pain_average=5)

        answer = trend(stranger, patient, first=FIRST, last=FIRST)

        assert (answer.status_code, answer.json["code"]) == (404, "not_found")
        assert accesses(patient) == [(stranger.id, "trends.read", True)]

    def test_tells_a_stranger_nothing_about_the_question(self):
        patient, stranger = a_patient(), a_specialist()

        assert trend(stranger, patient, measures="nonsense").status_code == 404

    def test_knows_nobody_without_an_account(self):
        answer = as_(a_specialist()).get(f"/api/v1/patients/{uuid4()}/trends")

        assert answer.status_code == 404

    @pytest.mark.parametrize(
        "grant", [{"ended_at": clock.now()}, {"expires_on": date(2026, 1, 1)}]
    )
    def test_hides_a_patient_whose_grant_is_over(self, grant):
        patient, specialist = a_patient(), a_specialist()
        a_grant(patient=patient, specialist=specialist, **grant)

        assert trend(specialist, patient).status_code == 404

    def test_shows_a_covered_colleague_what_was_granted(self):
        patient, specialist = a_patient(), a_specialist()
        colleague = a_specialist(clinic=specialist.clinic_id)
        a_grant(patient=patient, specialist=specialist, categories=["mood"], covers_team=True)

        assert "mood" in trend(colleague, patient).json["measures"]

    def test_writes_down_that_a_specialist_looked(self):
        patient, specialist = a_patient(), a_specialist()
        a_grant(patient=patient, specialist=specialist)

        trend(specialist, patient)

        assert accesses(patient) == [(specialist.id, "trends.read", False)]

    def test_writes_nothing_down_when_patients_look_at_themselves(self):
        patient = a_patient()

        trend(patient, patient)

        assert accesses(patient) == []

    def test_refuses_a_revoked_sign_in(self):
        patient = a_patient()
        sign_in_id = a_sign_in(patient)
        client = as_(None)
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of(patient, sign_in_id)}"
        path = f"/api/v1/patients/{patient.id}/trends"
        assert client.get(path).status_code == 200

        assert as_(patient).delete(f"/api/v1/sessions/{sign_in_id}").status_code == 204

        answer = client.get(path)
        assert (answer.status_code, answer.json["code"]) == (401, "sign_in")

    def test_refuses_somebody_who_is_not_signed_in(self):
        assert trend(None, a_patient()).status_code == 401


def accesses(patient):
    return fetch(
        "SELECT actor_id, action, denied FROM accesses WHERE patient_id = %s", patient.id
    )


ENTRY = st.fixed_dictionaries(
    {
        "pain_average": st.none() | st.integers(0, 10),
        "sleep_hours": st.none() | st.integers(0, 48).map(lambda half: half / 2),
        "side_effects_any": st.none() | st.integers(0, 1),
        "side_effects": st.dictionaries(
            st.sampled_from(["nausea", "low_mood"]), st.integers(1, 3)
        ),
        "retrospective": st.booleans(),
        "withdrawn": st.booleans(),
    }
)
MODELLED = ("pain_average", "sleep_hours", "side_effects_any", "nausea", "low_mood")


def modelled(diary, measure, day):
    """What a day shows, thought anew and slowly."""
    entry = diary.get(day)
    if entry is None or entry["withdrawn"]:
        return None
    if measure in entry:
        return entry[measure]
    if measure in entry["side_effects"]:
        return entry["side_effects"][measure]
    asked = entry["side_effects_any"] is not None or entry["side_effects"]
    return 0 if asked else None


def modelled_row(diary, measure, day):
    week = [modelled(diary, measure, day - timedelta(days=back)) for back in range(7)]
    seen = [value for value in week if value is not None]
    mean = int(sum(seen) / len(seen) * 100 + 0.5 + 1e-9) / 100 if len(seen) >= 4 else None
    row = {"day": str(day), "value": week[0], "mean_7d": mean, "n_7d": len(seen)}
    entry = diary.get(day)
    if entry and entry["retrospective"] and not entry["withdrawn"]:
        row["late"] = True
    return row


class TestAgainstAModel:
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.dictionaries(st.integers(-8, 25).map(lambda n: FIRST + timedelta(days=n)), ENTRY),
        st.integers(0, 20),
        st.booleans(),
    )
    def test_agrees_over_random_diaries(self, diary, length, through_a_grant):
        patient, last = a_patient(), FIRST + timedelta(days=length)
        reader = patient
        for day, entry in diary.items():
            a_day(patient, day, **entry)
        if through_a_grant:
            reader = a_specialist(clinic=patient.clinic_id)
            a_grant(patient=patient, specialist=reader)

        answer = trend(reader, patient, first=FIRST, last=last, measures=",".join(MODELLED))

        assert answer.json["measures"] == {
            measure: [modelled_row(diary, measure, d) for d in days_after(FIRST, length + 1)]
            for measure in MODELLED
        }
