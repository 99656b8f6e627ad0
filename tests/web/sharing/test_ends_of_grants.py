"""How sharing ends over HTTP: by its day, by a withdrawn consent, by the patient's word."""

import pytest

from backend.catalogue.service import catalogue
from tests.builders import (
    a_grant,
    a_patient,
    a_specialist,
    as_,
    fetch,
)
from tests.web.sharing.sharing import (
    EAST,
    WEST,
    grants_url,
    listed,
    readable,
    set_consent,
    share,
    today_in,
)


class TestExpiry:
    def test_comes_with_the_end_of_the_day_where_the_patient_is(self, specialist):
        over, still = a_patient(time_zone=EAST), a_patient(time_zone=WEST)
        for patient in (over, still):
            a_grant(patient=patient, specialist=specialist, expires_on=today_in(WEST))

        assert readable(specialist, over) == set()
        assert readable(specialist, still) != set()
        assert [listed(p)["items"][0]["live"] for p in (over, still)] == [False, True]


class TestSuspension:
    @pytest.mark.parametrize("item", [*catalogue().required_consents, "c_share"])
    def test_lasts_while_a_needed_consent_is_withdrawn(self, patient, specialist, item):
        share(patient, specialist)

        set_consent(patient, item, given=False)
        [grant] = listed(patient)["items"]
        assert readable(specialist, patient) == set()
        assert (grant["live"], grant["suspended"], grant["ended_at"]) == (False, True, None)

        set_consent(patient, item, given=True)
        [grant] = listed(patient)["items"]
        assert readable(specialist, patient) == {"pain"}
        assert (grant["live"], grant["suspended"]) == (True, False)

    def test_does_not_come_from_a_consent_that_sharing_does_not_need(self, patient, specialist):
        share(patient, specialist)
        set_consent(patient, "c_registry", given=True)

        set_consent(patient, "c_registry", given=False)

        assert readable(specialist, patient) == {"pain"}


class TestEndShare:
    def test_shuts_the_specialist_out_of_the_very_next_request(self, patient, specialist):
        grant = share(patient, specialist, covers_team=True).json
        colleague = a_specialist(clinic=specialist.clinic_id)
        assert readable(colleague, patient)

        answer = as_(patient).delete(grants_url(patient, grant["id"]))

        assert answer.status_code == 204
        assert answer.data == b""
        assert readable(specialist, patient) == readable(colleague, patient) == set()

    def test_refuses_the_specialist_over_http_and_tells_the_patient(self, patient, specialist):
        grant = share(patient, specialist).json
        desk = as_(specialist)
        diary = f"/api/v1/patients/{patient.id}/diary/days?first=2026-03-01&last=2026-03-02"
        assert desk.get(diary).status_code == 200

        as_(patient).delete(grants_url(patient, grant["id"]))

        assert desk.get(diary).status_code == 404
        tries = as_(patient).get(f"/api/v1/patients/{patient.id}/accesses").json["items"]
        assert [(each["action"], each["denied"]) for each in tries] == [
            ("diary.read", True),
            ("sharing.revoke", False),
            ("diary.read", False),
            ("sharing.grant", False),
        ]

    def test_keeps_the_grant_and_the_consents_as_history(self, patient, specialist):
        set_consent(patient, "c_push", given=True)
        grant = share(patient, specialist).json
        as_(patient).delete(grants_url(patient, grant["id"]))
        set_consent(patient, "c_share", given=False)

        [ended] = listed(patient)["items"]

        assert (ended["live"], ended["suspended"]) == (False, False)
        assert ended["ended_at"] > ended["granted_at"]
        assert fetch(
            "SELECT item, given FROM consent_events WHERE patient_id = %s ORDER BY at", patient.id
        ) == [("c_push", True), ("c_share", False)]

    def test_ends_once(self, patient, specialist):
        grant = share(patient, specialist).json
        as_(patient).delete(grants_url(patient, grant["id"]))

        assert as_(patient).delete(grants_url(patient, grant["id"])).status_code == 404

    def test_does_not_touch_another_patients_grant(self, patient, specialist):
        other = a_patient()
        grant_id = a_grant(patient=other, specialist=specialist)

        assert as_(patient).delete(grants_url(patient, grant_id)).status_code == 404
        assert as_(patient).delete(grants_url(other, grant_id)).status_code == 404
        assert readable(specialist, other)

    def test_can_be_followed_by_a_new_one(self, patient, specialist):
        grant = share(patient, specialist).json
        as_(patient).delete(grants_url(patient, grant["id"]))

        assert share(patient, specialist, categories=["mood"]).status_code == 201
        assert readable(specialist, patient) == {"mood"}

    def test_is_possible_while_suspended(self, patient, specialist):
        grant = share(patient, specialist).json
        set_consent(patient, "c_use", given=False)

        assert as_(patient).delete(grants_url(patient, grant["id"])).status_code == 204

    def test_is_shown_among_the_accesses(self, patient, specialist):
        grant = share(patient, specialist).json

        as_(patient).delete(grants_url(patient, grant["id"]))

        newest = fetch(
            "SELECT action, details FROM accesses WHERE patient_id = %s ORDER BY at DESC LIMIT 1",
            patient.id,
        )
        assert newest == [
            (
                "sharing.revoke",
                {"specialist_id": str(specialist.id), "categories": ["pain"]},
            )
        ]
