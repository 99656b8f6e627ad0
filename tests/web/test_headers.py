"""The headers that every answer carries."""

import pytest

from backend.web.headers import HEADERS
from tests.builders import a_patient, as_

API = "/api/v1"


def answers(app):
    """One answer of each kind: found, made, refused by the guard, by Flask, by a size, broken."""
    patient = a_patient()
    client = as_(patient)
    return {
        "200": client.get(f"{API}/account"),
        "204": client.delete(f"{API}/sessions"),
        "open": as_(None).get("/health/live"),
        "401": as_(None).get(f"{API}/account"),
        "404": client.get("/nowhere"),
        "405": client.post("/health/live"),
        "413": client.patch(f"{API}/account", data=b"a" * 300_000, content_type="application/json"),
        "415": client.patch(f"{API}/account", data=b"a"),
        "422": client.patch(f"{API}/account", json={"a": 1}),
        "428": client.put(f"{API}/patients/{patient.id}/diary/days/2026-01-01", json={}),
        "days": client.get(f"{API}/patients/{patient.id}/diary/days"),
        "OPTIONS": client.options(f"{API}/account"),
        "HEAD": client.head(f"{API}/account"),
    }


class TestHeaders:
    def test_are_sent_with_every_answer(self, app):
        for name, answer in answers(app).items():
            for header, value in HEADERS.items():
                assert answer.headers.get(header) == value, (name, header)

    def test_number_each_request_differently(self, app):
        ids = [answer.headers["X-Request-Id"] for answer in answers(app).values()]

        assert len(set(ids)) == len(ids)
        assert all(len(id_) == 32 for id_ in ids)

    def test_do_not_take_a_number_from_outside(self, app):
        answer = as_(None).get("/health/live", headers={"X-Request-Id": "mine"})

        assert answer.headers["X-Request-Id"] != "mine"

    def test_let_no_cache_keep_what_is_personal(self, app):
        for name, answer in answers(app).items():
            assert answer.headers["Cache-Control"] == "no-store", name

    def test_let_a_cache_keep_the_catalogue(self, app):
        answer = as_(None).get(f"{API}/catalogue")

        assert "max-age=86400" in answer.headers["Cache-Control"]
        again = as_(None).get(f"{API}/catalogue", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")

    def test_allow_no_other_site(self, app):
        origin = {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}
        for answer in (
            as_(None).options(f"{API}/account", headers=origin),
            as_(a_patient()).get(f"{API}/account", headers=origin),
        ):
            assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]

    @pytest.mark.parametrize("path", ["/api/docs", "/api/docs/start.js"])
    def test_let_the_page_of_the_docs_load_its_own_parts_only(self, app, path):
        policy = as_(None).get(path).headers["Content-Security-Policy"]

        assert "default-src 'none'" in policy
        assert "http" not in policy
        assert "unsafe-eval" not in policy
