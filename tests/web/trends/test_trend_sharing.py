from datetime import date, timedelta
from uuid import uuid4

import pytest

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
    token_of,
)
from tests.web.trends.asking import FIRST, accesses, days_after, series, trend

pytestmark = pytest.mark.usefixtures("app")


class TestSharedTrend:
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

    @pytest.mark.parametrize("grant", [{"ended_at": clock.now()}, {"expires_on": date(2026, 1, 1)}])
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

    @pytest.mark.parametrize("query", ["", "?first=2026-03-10&last=2026-03-11"])
    def test_refuses_a_revoked_sign_in(self, query):
        patient = a_patient()
        sign_in_id = a_sign_in(patient)
        client = as_(None)
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of(patient, sign_in_id)}"
        path = f"/api/v1/patients/{patient.id}/trends{query}"
        assert client.get(path).status_code == 200

        assert as_(patient).delete(f"/api/v1/sessions/{sign_in_id}").status_code == 204

        answer = client.get(path)
        assert (answer.status_code, answer.json["code"]) == (401, "sign_in")

    def test_refuses_somebody_who_is_not_signed_in(self):
        assert trend(None, a_patient()).status_code == 401
