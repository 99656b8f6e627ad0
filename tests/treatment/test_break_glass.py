"""What the operator sees waiting, and confirms where no second person can be had."""

from uuid import uuid4

import pytest

from tests.treatment.test_sessions import Clinic, refused
from tests.ward import at

NIL = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def clinic(app) -> Clinic:
    return Clinic()


@pytest.fixture
def treatment(app):
    run = app.test_cli_runner().invoke
    return lambda *args: run(args=["treatment", *map(str, args)])


def held(clinic, session_id, **more) -> None:
    wish = {"dose_mg": 2_100, **more}
    refused(clinic.plan(at(-3, hour=9), session_id, **wish), 409, "second_person_needed")


class TestWaiting:
    def test_names_what_waits_until_it_is_written_otherwise(self, clinic, treatment) -> None:
        session_id = uuid4()
        held(clinic, session_id)
        assert str(session_id) in treatment("waiting").output
        assert clinic.plan(at(-3, hour=9), session_id).status_code == 201
        assert str(session_id) not in treatment("waiting").output


class TestConfirm:
    def test_lets_the_plan_pass_and_tells_the_patient_why(self, clinic, treatment) -> None:
        session_id = uuid4()
        held(clinic, session_id)
        patient_id = clinic.desk.patient.id
        answer = treatment("confirm", patient_id, session_id, "--reason", "nobody else on duty")
        assert (answer.exit_code, answer.output) == (0, f"Confirmed: session {session_id}.\n")
        planned = clinic.plan(at(-3, hour=9), session_id, dose_mg=2_100)
        assert (planned.status_code, planned.json["second_person"]) == (201, NIL)
        assert "nobody else on duty" in clinic.patient.get("accesses").text

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_without_a_reason_confirms_nothing(self, clinic, treatment, reason) -> None:
        session_id = uuid4()
        held(clinic, session_id)
        answer = treatment("confirm", clinic.desk.patient.id, session_id, "--reason", reason)
        assert (answer.exit_code, "reason" in answer.output) == (1, True)
        held(clinic, session_id)

    def test_of_a_plan_written_otherwise_since_finds_nothing(self, clinic, treatment) -> None:
        session_id = uuid4()
        held(clinic, session_id)
        assert clinic.plan(at(-3, hour=9), session_id).status_code == 201
        answer = treatment("confirm", clinic.desk.patient.id, session_id, "--reason", "urgent")
        assert answer.exit_code == 1
