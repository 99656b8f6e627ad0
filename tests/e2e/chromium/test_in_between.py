"""Somebody on the way who answers in the clinic's stead: a hotel's network, a firm's proxy."""

import json

import pytest

from tests.builders import fetch
from tests.e2e.chromium.way import PATIENCE_S, soon
from tests.e2e.daytime import ago, today

SYNC = "/diary/sync"
SESSION = "/api/v1/session"
HTML = [("Content-Type", "text/html; charset=utf-8")]
JSON = [("Content-Type", "application/json")]
WELCOME = b"<!doctype html><title>Welcome</title><h1>Welcome to our network</h1>"
OTHERS = [
    (200, HTML, WELCOME),
    (200, HTML, b""),
    (200, JSON, b"{}"),
    (200, JSON, b'"ok"'),
    (204, [], b""),
    (403, HTML, WELCOME),
    (403, JSON, json.dumps({"code": 1020, "title": "Blocked"}).encode()),
]


def calls(patient) -> int:
    query = "SELECT count(*) FROM not_safe_presses WHERE patient_id = %s"
    return int(fetch(query, patient.id)[0][0])


def answers(way, place: str, status: int, headers, body: bytes, times: int = 1):
    """Somebody else answers there."""
    given = {"status": status, "headers": headers, "body": body}
    return way.meets(place, "answer", times=times, **given)


class TestAnswer:
    @pytest.mark.parametrize(("status", "headers", "body"), OTHERS)
    def test_of_somebody_else_takes_no_call_for_help_away(
        self, pocket, way, patient, status, headers, body
    ):
        other = answers(way, "/calls/", status, headers, body)
        pocket.press("I do not feel safe")
        assert other.met.wait(PATIENCE_S)
        pocket.sync()

        pocket.is_settled()
        assert pocket.waiting() == []
        assert calls(patient) == 1

    @pytest.mark.parametrize(("status", "headers", "body"), OTHERS)
    def test_of_somebody_else_takes_no_day_away(self, pocket, way, patient, status, headers, body):
        other = answers(way, SYNC, status, headers, body)
        pocket.note(today(), 5)
        assert other.met.wait(PATIENCE_S)
        pocket.sync()

        pocket.is_settled()
        assert pocket.waiting() == []
        assert pocket.standing(today()) == "received"

    def test_of_somebody_else_ends_no_sign_in(self, pocket, way):
        answers(way, "/api/", 401, HTML, WELCOME, times=1_000)
        pocket.note(today(), 5, send=False)
        pocket.sync()

        assert pocket.do("return app.session.phase.value") == "signed_in"
        way.clear()
        pocket.is_settled()

    @pytest.mark.parametrize(("status", "headers", "body"), [(403, HTML, WELCOME), (204, [], b"")])
    def test_of_somebody_else_ends_no_sign_in_that_was_left(
        self, pocket, way, patient, status, headers, body
    ):
        other = answers(way, SESSION, status, headers, body, times=2)
        pocket.do("await app.session.signOut()")
        assert other.met.wait(PATIENCE_S)
        assert open_sign_ins(patient) == 1
        way.clear()

        pocket.page.reload()
        soon(lambda: open_sign_ins(patient) == 0)


class TestSignOut:
    def test_leaves_nothing_however_long_the_clinic_takes(self, pocket, way, patient):
        pocket.note(ago(1), 5)
        pocket.is_settled()
        slow = way.meets(SESSION, "hold")
        pocket.do("void app.session.signOut()")
        assert slow.met.wait(PATIENCE_S)

        left = "const db = await app.database(); return await Promise.all({}.map({}))".format(
            "['keys', 'sealed']",
            "(store) => db.count(store)",
        )
        soon(lambda: pocket.do(left) == [0, 0])
        assert pocket.do("return await app.plain.get('who') ?? null") is None
        pocket.reads("Sign in")
        assert open_sign_ins(patient) == 1
        way.clear()
        soon(lambda: open_sign_ins(patient) == 0)


def open_sign_ins(patient) -> int:
    """Of browsers; others have none, as no test signs in with cookies."""
    query = "SELECT count(*) FROM sign_ins WHERE account_id = %s AND revoked_at IS NULL"
    query += " AND device LIKE '%%Chrome%%'"
    return int(fetch(query, patient.id)[0][0])
