"""What is logged of a request: listed facts, no values."""

import io
import logging

import orjson
import pytest
from sqlalchemy import text

from backend.catalogue import queries
from backend.database import db
from backend.logs import AllowList
from tests.builders import a_patient, as_
from tests.phone import Phone, ago, said

KEYS = {"at", "level", "event", *AllowList.KEYS}
CANARY = "kanarienvogel"


@pytest.fixture
def lines(app):
    """The lines of the log, as the handler of the application writes them."""
    log, stream = logging.getLogger("tidemark"), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(log.handlers[0].formatter)
    log.addHandler(handler)
    yield lambda: [orjson.loads(line) for line in stream.getvalue().splitlines()]
    log.removeHandler(handler)


class TestLines:
    def test_say_which_route_was_answered_how(self, lines):
        patient = a_patient()
        answer = as_(patient).get(f"/api/v1/patients/{patient.id}/diary/days?first={CANARY}")

        [line] = lines()

        assert set(line) <= KEYS
        assert line["request_id"] == answer.headers["X-Request-Id"]
        assert line["route"] == "/api/v1/patients/<uuid:patient_id>/diary/days"
        assert (line["method"], line["status"], line["code"]) == ("GET", 422, "invalid")
        assert line["ms"] > 0

    def test_hold_nothing_that_was_sent(self, lines):
        patient = a_patient(name=CANARY, email=f"{CANARY}@example.org")
        phone = Phone(patient, device=CANARY)
        phone.put(ago(1), said(note=CANARY, answers={CANARY: 1}))
        phone.put(ago(1), said(note=CANARY))
        phone.post({"write_id": CANARY, "kind": CANARY, "note": CANARY})
        client = as_(None)
        client.post("/api/v1/session", json={"email": patient.email, "password": CANARY})
        client.get(f"/{CANARY}?{CANARY}", headers={"User-Agent": CANARY, "X-Request-Id": CANARY})
        client.open("/health/live", method=CANARY.upper())

        assert len(lines()) == 6
        text = str(lines()).lower()
        assert str(patient.id) not in text
        assert CANARY not in text.replace(f"'method': '{CANARY}'", "")

    def test_name_the_place_of_a_defect_and_none_of_its_values(self, lines, monkeypatch):
        def break_down(_):
            raise ValueError(CANARY)

        monkeypatch.setattr(queries, "get_clinic", break_down)
        as_(a_patient()).get("/api/v1/clinic")

        [line] = lines()

        assert (line["level"], line["event"], line["error"]) == ("ERROR", "defect", "ValueError")
        assert "break_down" in line["where"]
        assert CANARY not in str(line)

    def test_hold_no_value_of_a_refused_statement(self, lines, app, monkeypatch):
        monkeypatch.setattr(
            queries,
            "get_clinic",
            lambda _: db.session.execute(text("SELECT :x::int"), {"x": CANARY}),
        )
        as_(a_patient()).get("/api/v1/clinic")

        assert CANARY not in str(lines())

    def test_leave_out_what_is_not_on_the_list(self):
        record = logging.LogRecord("tidemark", logging.INFO, "", 0, "event", (), None)
        record.note = CANARY

        assert orjson.loads(AllowList().format(record)).keys() == {"at", "level", "event"}
