"""The guard in front of every view: who, then what."""

import pytest
from flask import Flask

from backend import database
from backend.access.policy import Action
from backend.accounts.rules import Role
from backend.web import errors
from backend.web.api import Blueprint
from config import Settings
from tests.builders import a_coordinator, a_patient, a_specialist, as_, fetch
from tests.phone import accesses

API = "/api/v1"
NOBODY = "018f0000-0000-7000-8000-000000000000"


class TestRoute:
    def test_without_a_permission_fails_at_import(self):
        with pytest.raises(TypeError, match="allow"):
            Blueprint("b", __name__).route("/x")

    @pytest.mark.parametrize("allow", ["nobody", "", None])
    def test_with_an_unknown_permission_lets_nobody_in(self, allow, environment, app):
        blp = Blueprint("b", __name__)

        @blp.route("/x/<uuid:patient_id>", allow=allow)
        def view(**_):
            """It would be open."""
            return "open"

        scratch = Flask("scratch")
        database.init_app(scratch, Settings.from_env(environment))
        errors.init_app(scratch)
        scratch.register_blueprint(blp)
        scratch.config["SETTINGS"] = Settings.from_env(environment)
        answer = scratch.test_client().get(f"/x/{NOBODY}")

        assert answer.status_code in {401, 500}


class TestOrder:
    """Whoever may not is told neither what is there nor what is wrong with the request."""

    @pytest.mark.parametrize("body", [b"{", b'{"shoe_size":40}', b"a" * 300_000, b""])
    @pytest.mark.parametrize("kind", ["application/json", "text/plain"])
    @pytest.mark.parametrize(
        ("method", "path"),
        [("PUT", "consents"), ("POST", "grants"), ("POST", "diary/sync"),
         ("PUT", "diary/days/2026-01-01"), ("PUT", f"diary/moments/{NOBODY}"),
         ("GET", "diary/days?limit=x"), ("GET", "diary/changes?after=x"), ("GET", "trends?first=x"),
         ("DELETE", "diary/days/2026-01-01")],
    )  # fmt: skip
    def test_refuses_a_stranger_before_looking_at_the_request(self, app, method, path, body, kind):
        place = f"{API}/patients/{a_patient().id}/{path}"
        given = {} if method == "GET" else {"data": body, "content_type": kind}

        stranger = as_(a_specialist()).open(place, method=method, **given)
        nobody = as_(None).open(place, method=method, **given)

        assert (stranger.status_code, stranger.json["code"]) == (404, "not_found")
        assert (nobody.status_code, nobody.json["code"]) == (401, "sign_in")

    def test_refuses_another_role_before_looking_at_the_request(self, app):
        answer = as_(a_patient()).post(f"{API}/password-reset/codes", json={"shoe_size": 40})

        assert (answer.status_code, answer.json["code"]) == (404, "not_found")


class TestPatientOfTheUrl:
    def test_that_is_no_uuid_is_no_address(self, app):
        for bad in ("1", "x" * 36, "' OR 1=1 --", NOBODY + "0"):
            assert as_(a_patient()).get(f"{API}/patients/{bad}/diary/days").status_code == 404

    def test_that_is_staff_is_no_patient(self, app):
        coordinator = a_coordinator()
        for person in (coordinator, a_specialist()):
            answer = as_(person).get(f"{API}/patients/{person.id}/diary/days")

            assert answer.status_code == 404

    def test_in_capitals_is_the_same(self, app):
        patient = a_patient()
        answer = as_(patient).get(f"{API}/patients/{str(patient.id).upper()}/diary/days")

        assert answer.status_code == 200


class TestRefusal:
    def test_is_written_down_although_the_request_fails(self, app):
        patient, stranger = a_patient(), a_specialist()
        as_(stranger).put(f"{API}/patients/{patient.id}/consents", json={})

        assert accesses(patient) == [(stranger.id, Action.DECIDE_CONSENT, True)]

    def test_of_a_person_who_is_not_there_is_written_down_too(self, app):
        stranger = a_specialist()
        as_(stranger).get(f"{API}/patients/{NOBODY}/diary/days")

        rows = fetch("SELECT denied FROM accesses WHERE actor_id = %s", stranger.id)
        assert [tuple(row) for row in rows] == [(True,)]

    @pytest.mark.parametrize("role", [Role.PATIENT, Role.COORDINATOR])
    def test_hides_what_another_role_may_do(self, app, role):
        person = a_patient() if role is Role.PATIENT else a_coordinator()

        assert as_(person).get(f"{API}/clinic/texts").status_code == 404
        assert as_(person).get(f"{API}/caseload").status_code == 404
