from uuid import uuid4

import pytest

from backend.accounts.service.second_factor import recovery_hash
from tests.builders import PASSWORD, a_clinic, a_patient, as_, fetch, insert

ACCEPTANCE = {"password": "quite another tide of a mark", "name": "Ana", "time_zone": "UTC"}


@pytest.fixture
def flask(app):
    """The command line: `flask("clinics", "open", …)` gives its result."""
    return lambda *args: app.test_cli_runner().invoke(args=args)


class TestClinics:
    def test_are_opened_with_whom_to_call(self, flask):
        said = flask(
            "clinics", "open", "Tide Clinic", "--contact", "Night desk = 0800 1",
            "--contact", "Crisis=112",
        )  # fmt: skip

        assert said.exit_code == 0, said.output
        [[name, contacts]] = fetch(
            "SELECT name, crisis_contacts FROM clinics WHERE id = %s", said.output.strip()
        )
        assert name == "Tide Clinic"
        assert contacts == [
            {"name": "Night desk", "phone": "0800 1"},
            {"name": "Crisis", "phone": "112"},
        ]

    @pytest.mark.parametrize("contacts", [[], ["--contact", "Crisis"], ["--contact", "=1"]])
    def test_are_not_opened_without(self, flask, contacts):
        assert flask("clinics", "open", "Tide Clinic", *contacts).exit_code == 2

    @pytest.mark.parametrize("role", ["coordinator", "specialist", "patient"])
    def test_invite(self, flask, role):
        clinic = a_clinic()

        said = flask("clinics", "invite", str(clinic), "--role", role)

        code, link = said.output.split()
        page = "" if role == "patient" else "/desk"
        assert link == f"http://127.0.0.1:8000{page}/#/invitation/{code}"
        client = as_(None)
        client.environ_base["REMOTE_ADDR"] = "198.51.100.1"
        body = ACCEPTANCE | {"code": code, "email": f"{role}.{clinic.hex}@example.org"}
        answer = client.post("/api/v1/invitations/accept", json=body)
        assert answer.status_code == 201, answer.json
        assert answer.json["account"]["role"] == role
        assert answer.json["account"]["clinic_id"] == str(clinic)

    def test_say_when_there_is_none(self, flask):
        said = flask("clinics", "invite", str(uuid4()), "--role", "patient")

        assert (said.exit_code, said.output) == (1, "Error: There is no such clinic.\n")


class TestResetCode:
    def test_resets_a_password_together_with_a_recovery_code(self, flask):
        patient = a_patient()
        code_hash = recovery_hash("ABCD-EFGH-JKMN")
        insert(
            "recovery_codes", "r_patient", patient.id, account_id=patient.id, code_hash=code_hash
        )

        code = flask("accounts", "reset-code", patient.email.upper()).output.strip()

        client = as_(None)
        client.environ_base["REMOTE_ADDR"] = "198.51.100.1"
        body = {"code": code, "password": "quite another tide of a mark"}
        url = "/api/v1/password-reset/accept"
        assert client.post(url, json=body).status_code == 404
        body["recovery_code"] = "ABCD-EFGH-JKMN"
        assert client.post(url, json=body).status_code == 200

    def test_says_when_there_is_no_account(self, flask):
        said = flask("accounts", "reset-code", "nobody@example.org")

        assert said.exit_code == 1
        assert "no account" in said.output

    def test_leaves_the_process_as_it_was(self, flask):
        flask("accounts", "reset-code", a_patient().email)

        body = {"email": a_patient().email, "password": PASSWORD}
        assert as_(None).post("/api/v1/session", json=body).status_code == 201
        assert as_(None).get("/health/ready").status_code == 200
