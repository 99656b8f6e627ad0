"""Refusals: one shape, whoever refuses."""

import socket
import time

import pytest

from backend import database
from backend.app import create_app
from backend.catalogue import queries
from backend.web.errors import PROBLEM_JSON
from config import Settings
from tests.builders import a_coordinator, a_patient, a_specialist, as_
from tests.phone import Phone, ago, as_json, said

API = "/api/v1"


def shape_of(answer):
    """(status, code) of a problem, after its shape was looked at."""
    assert answer.content_type == PROBLEM_JSON, (answer.content_type, answer.text)
    document = answer.json
    assert {"type", "title", "status", "code"} <= set(document), document
    assert set(document) <= {
        *("type", "title", "status", "code", "detail", "fields", "current", "max_bytes")
    }
    assert document["status"] == answer.status_code
    assert document["type"] == f"urn:tidemark:problem:{document['code']}"
    return answer.status_code, document["code"]


@pytest.fixture
def patient(app):
    return a_patient()


@pytest.fixture
def phone(patient):
    return Phone(patient)


class TestProblem:
    @pytest.mark.parametrize(
        "body",
        [
            b"{",
            b"nonsense",
            b"\xff\xfe",
            b'{"a":1}{"b":2}',
            pytest.param(b'{"a":' + b"9" * 5000 + b"}", id="a number without end"),
        ],
    )
    @pytest.mark.parametrize(
        ("method", "path"),
        [("POST", "/invitations"), ("PATCH", "/account"), ("POST", "/session")],
    )
    def test_answers_400_to_what_is_no_json(self, patient, method, path, body):
        answer = as_(a_coordinator()).open(API + path, method=method, **as_json(body))

        assert shape_of(answer) == (400, "not_json")

    @pytest.mark.parametrize("body", [b"{", b"nonsense", b"\xff\xfe"])
    def test_answers_400_to_a_diary_that_is_no_json(self, phone, body):
        assert shape_of(phone.put(ago(1), body)) == (400, "not_json")
        answer = phone.client.post(f"{phone.diary}/sync", **as_json(body))
        assert shape_of(answer) == (400, "not_json")

    def test_answers_401_to_nobody(self, app):
        assert shape_of(as_(None).get(f"{API}/account")) == (401, "sign_in")

    def test_answers_403_without_a_required_consent(self, app):
        phone = Phone(a_patient(consents=False))

        assert shape_of(phone.put(ago(1), said())) == (403, "consent_required")

    def test_answers_404_to_no_address_and_to_nothing_there(self, phone):
        assert shape_of(phone.client.get("/nowhere")) == (404, "not_found")
        assert shape_of(phone.client.get(f"{API}/nowhere")) == (404, "not_found")
        assert shape_of(phone.get("days/2026-02-30")) == (404, "not_found")
        assert shape_of(phone.get(ago(1))) == (404, "not_found")

    def test_answers_405_with_what_is_allowed(self, phone):
        answer = phone.client.post(f"{API}/account", json={})

        assert shape_of(answer) == (405, "method_not_allowed")
        assert {"GET", "PATCH"} <= set(answer.headers["Allow"].replace(" ", "").split(","))

    def test_answers_409_to_a_state_that_forbids_it(self, patient):
        specialist = a_specialist()
        body = {"share_code": specialist.share_code, "categories": ["pain"], "covers_team": False}
        client, place = as_(patient), f"{API}/patients/{patient.id}/grants"
        assert client.post(place, json=body).status_code == 201

        assert shape_of(client.post(place, json=body))[0] == 409

    def test_answers_412_with_what_is_current(self, phone):
        phone.put(ago(1), said(answers={"mood": 3}))
        answer = phone.put(ago(1), said(answers={"mood": 4}), based_on=7)

        assert shape_of(answer) == (412, "stale")
        assert answer.json["current"]["answers"]["mood"] == 3

    @pytest.mark.parametrize("tag", ['""', 'W/"1"', '"x"', '"0"', '"", "7"', "'"])
    def test_answers_412_to_a_tag_that_is_none_of_ours(self, phone, tag):
        phone.put(ago(1), said(answers={"mood": 3}))
        answer = phone.put(ago(1), said(answers={"mood": 4}), based_on=tag)

        assert shape_of(answer) in {(412, "stale"), (428, "precondition_required")}

    def test_answers_413_with_how_much_is_taken(self, phone):
        answer = phone.put(ago(1), b'{"note":"' + b"a" * 300_000 + b'"}')

        assert shape_of(answer) == (413, "too_large")
        assert answer.json["max_bytes"] == 256 * 1024

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
    def test_answers_415_to_a_body_of_another_kind(self, phone, kind):
        for path in (f"{API}/session", f"{phone.diary}/sync"):
            answer = phone.client.post(path, data=b'{"a": 1}', content_type=kind)

            assert shape_of(answer) == (415, "unsupported_media_type")

    def test_answers_422_with_the_fields(self, phone):
        answer = phone.client.patch(f"{API}/account", json={"time_zone": 5, "shoe_size": 40})

        assert shape_of(answer) == (422, "invalid")
        assert set(answer.json["fields"]) == {"time_zone", "shoe_size"}

    def test_answers_428_to_a_change_without_its_base(self, phone):
        answer = phone.put(ago(1), said(), based_on=None)

        assert shape_of(answer) == (428, "precondition_required")

    def test_answers_429_with_how_long_to_wait(self, patient):
        body = {"email": patient.email, "password": "a wrong guess of it"}
        client = as_(None)
        client.environ_base["REMOTE_ADDR"] = "fd01::1"
        for _ in range(10):
            assert shape_of(client.post(f"{API}/session", json=body))[0] == 401
        answer = client.post(f"{API}/session", json=body)

        assert shape_of(answer) == (429, "too_many")
        assert int(answer.headers["Retry-After"]) > 0

    @pytest.mark.parametrize("values", [ValueError("canary"), KeyError("canary")])
    def test_answers_500_to_a_defect_without_a_word_about_it(self, phone, monkeypatch, values):
        def break_down(_):
            raise values

        monkeypatch.setattr(queries, "get_clinic", break_down)
        answer = phone.client.get(f"{API}/clinic")

        assert shape_of(answer) == (500, "internal")
        assert "canary" not in answer.text + str(answer.headers)

    def test_leaves_out_who_serves(self, phone):
        answer = phone.client.get("/nowhere")

        assert "Werkzeug" not in str(answer.headers)


@pytest.fixture(params=["closed port", "silent port"])
def away(request, environment, app):
    """The application while its database is away."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        place = {
            "closed port": "postgresql://api:pw@127.0.0.1:1/tidemark",
            "silent port": f"postgresql://api:pw@127.0.0.1:{port}/tidemark",
        }[request.param]
        away = create_app(Settings.from_env(environment | {"DATABASE_URL": place}))
        yield away
        if pool := database._pools.pop(place, None):
            pool.close()


class TestDatabaseAway:
    """Each answer has to come soon: a phone keeps its entry and tries again."""

    SOON_S = 4.0

    def test_is_answered_503_soon_and_with_when_to_try_again(self, app, away, patient):
        headers = {"Authorization": as_(patient).environ_base["HTTP_AUTHORIZATION"]}
        diary = f"{API}/patients/{patient.id}/diary"
        client = away.test_client()
        for path in (f"{API}/account", f"{diary}/days"):
            began = time.monotonic()
            answer = client.get(path, headers=headers)

            assert shape_of(answer) == (503, "unavailable")
            assert int(answer.headers["Retry-After"]) > 0
            assert time.monotonic() - began < self.SOON_S

    def test_turns_readiness_red_and_leaves_the_process_alive(self, away):
        client = away.test_client()

        assert shape_of(client.get("/health/ready")) == (503, "unavailable")
        assert client.get("/health/live").status_code == 200
