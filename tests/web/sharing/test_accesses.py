"""Who looked, as the patient sees it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.builders import (
    a_clinic,
    a_coordinator,
    a_grant,
    a_patient,
    a_specialist,
    as_,
    insert,
)


def url(patient):
    return f"/api/v1/patients/{patient.id}/accesses"


def listed(patient, query=""):
    answer = as_(patient).get(url(patient) + query)
    assert answer.status_code == 200, answer.json
    return answer.json


def an_access(patient, *, at):
    insert(
        "accesses",
        "r_door",
        patient_id=patient.id,
        id=uuid4(),
        at=at,
        actor_id=patient.id,
        actor_role="patient",
        action="test",
        denied=False,
    )


@pytest.fixture
def patient(app):
    return a_patient()


class TestListAccesses:
    def test_names_the_specialist_who_was_let_in(self, patient):
        specialist = a_specialist(name="Dr Vera Lund", clinic=a_clinic(name="Harbour Clinic"))
        a_grant(patient=patient, specialist=specialist)
        as_(specialist).get(f"/api/v1/patients/{patient.id}/diary/days")

        [access] = listed(patient)["items"]

        assert access["who"] == {
            "id": str(specialist.id),
            "name": "Dr Vera Lund",
            "role": "specialist",
            "clinic": "Harbour Clinic",
        }
        assert (access["action"], access["denied"]) == ("diary.read", False)
        assert "details" not in access

    def test_calls_the_patient_you_and_tells_the_details(self, patient):
        specialist = a_specialist()
        body = {
            "share_code": specialist.share_code,
            "categories": ["pain"],
            "covers_team": False,
        }
        as_(patient).post(f"/api/v1/patients/{patient.id}/grants", json=body)

        [access] = listed(patient)["items"]

        assert access["who"] == {"id": str(patient.id), "name": "you", "role": "patient"}
        assert access["details"] == {
            "specialist_id": str(specialist.id),
            "categories": ["pain"],
        }

    @pytest.mark.parametrize("stranger", [a_specialist, a_coordinator])
    def test_includes_staff_who_were_refused(self, patient, stranger):
        who = stranger()
        assert as_(who).get(url(patient)).status_code == 404

        [access] = listed(patient)["items"]

        assert access["who"]["name"] == who.name
        assert access["denied"] is True

    def test_includes_another_patient_without_telling_who(self, patient):
        assert as_(a_patient()).get(url(patient)).status_code == 404

        [access] = listed(patient)["items"]

        assert access["who"] == {"id": None, "name": None, "role": "patient"}
        assert access["denied"] is True

    def test_does_not_count_looking_at_the_list_itself(self, patient):
        listed(patient)

        assert listed(patient)["items"] == []

    def test_goes_from_the_newest_to_the_oldest_page_by_page_with_equal_times(self, patient):
        moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
        for minutes in (0, 1, 1, 1, 2):
            an_access(patient, at=moment + timedelta(minutes=minutes))

        found, query = [], "?limit=2"
        while query:
            part = listed(patient, query)
            found += [access["at"][14:16] for access in part["items"]]
            query = part["next"] and f"?limit=2&cursor={part['next']}"

        assert found == ["02", "01", "01", "01", "00"]

    def test_shows_nothing_of_others(self, patient):
        an_access(a_patient(), at=datetime(2026, 3, 1, tzinfo=UTC))

        assert listed(patient)["items"] == []

    @pytest.mark.parametrize("cursor", ["x", "WzFd", "W10", "é"])
    def test_refuses_a_cursor_of_another_list(self, patient, cursor):
        assert as_(patient).get(f"{url(patient)}?cursor={cursor}").status_code == 422
