"""Bad input over HTTP: a clear problem document, and nothing wrong is stored."""

import json
from datetime import timedelta
from uuid import uuid4

import jwt
import pytest

from backend import clock
from tests.builders import a_patient, a_sign_in, acting, token_of
from tests.phone import (
    Phone,
    a_moment_id,
    ago,
    as_json,
    day_write,
    moment_write,
    outcomes,
    said,
    stored_seqs,
)

DAY = ago(1)
LIMIT = 256 * 1024
LATER = (clock.now() + timedelta(hours=1)).isoformat()
BODIES = {
    "11 on a 0-10 item": ({"answers": {"mood": 11}}, "answers.mood"),
    "text for a number": ({"answers": {"mood": "5"}}, "answers.mood"),
    "5.0 for 5": ({"answers": {"mood": 5.0}}, "answers.mood"),
    "5.5 for 5": ({"answers": {"mood": 5.5}}, "answers.mood"),
    "NaN": ({"answers": {"sleep_hours": float("nan")}}, "answers.sleep_hours"),
    "1e308": ({"answers": {"sleep_hours": 1e308}}, "answers.sleep_hours"),
    "infinity": ({"answers": {"mood": float("inf")}}, "answers.mood"),
    "unknown item": ({"answers": {"happiness": 5}}, "answers.happiness"),
    "unknown side effect": ({"side_effects": {"hiccups": 1}}, "side_effects.hiccups"),
    "4 of 3": ({"side_effects": {"nausea": 4}}, "side_effects.nausea"),
    "NUL": ({"note": "a\0b"}, "note"),
    "lone surrogate": ({"note": "a\ud800b"}, "note"),
    "501 characters": ({"note": "x" * 501}, "note"),
    "written later": ({"written_at": LATER}, "written_at"),
    "no offset": ({"written_at": "2026-03-01T12:00:00"}, "written_at"),
    "no zone": ({"time_zone": "Europe/Atlantis"}, "time_zone"),
    "unknown field": ({"mood": 5}, "mood"),
    "received_at": ({"received_at": LATER}, "received_at"),
    "revision": ({"revision": 7}, "revision"),
    "retrospective": ({"retrospective": False}, "retrospective"),
    "patient_id": ({"patient_id": str(uuid4())}, "patient_id"),
    "reason beside answers": (
        {"missing_reason": "forgot", "answers": {"mood": 1}},
        "missing_reason",
    ),
}
IN_BATCH = {name: case for name, case in BODIES.items() if name != "patient_id"}
UNKNOWN = {name for name in BODIES if name.startswith("unknown")}
UNKNOWN |= {"received_at", "revision", "retrospective"}


@pytest.fixture
def phone(app) -> Phone:
    return Phone(a_patient())


def raw(body) -> bytes:
    return json.dumps(body).encode()


class TestBadBody:
    @pytest.mark.parametrize("case", BODIES)
    def test_is_refused_with_the_name_of_the_field(self, phone, case) -> None:
        fields, where = BODIES[case]

        answer = phone.client.put(
            f"{phone.diary}/days/{DAY}",
            headers={"If-None-Match": "*"},
            **as_json(raw(said(**fields))),
        )

        assert (answer.status_code, answer.json["code"]) == (422, "invalid")
        assert answer.content_type == "application/problem+json"
        assert list(answer.json["fields"]) == [where]
        assert set(answer.json) == {"type", "title", "status", "code", "detail", "fields"}
        assert stored_seqs(phone.patient) == []

    @pytest.mark.parametrize("case", IN_BATCH)
    def test_is_rejected_alone_in_a_batch(self, phone, case) -> None:
        fields, _ = IN_BATCH[case]
        good = [day_write(ago(2)), moment_write(a_moment_id(), DAY)]
        envelope = {"device_id": "phone", "writes": [good[0], day_write(DAY, **fields), good[1]]}

        answer = phone.client.post(f"{phone.diary}/sync", **as_json(raw(envelope)))

        code = "unknown_field" if case in UNKNOWN else "invalid"
        assert outcomes(answer.json["results"]) == ["created", code, "created"]
        assert stored_seqs(phone.patient) == [1, 2]
        assert phone.get(DAY).status_code == 404

    @pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"a":1}x', b"[" * 100_000])
    @pytest.mark.parametrize("method", ["PUT", "POST"])
    def test_is_no_json(self, phone, method, body) -> None:
        place = f"days/{DAY}" if method == "PUT" else "sync"
        answer = phone.client.open(
            f"{phone.diary}/{place}", method=method, headers={"If-None-Match": "*"}, **as_json(body)
        )
        assert (answer.status_code, answer.json["code"]) == (400, "not_json")

    def test_must_be_declared_as_json(self, phone) -> None:
        answer = phone.client.post(f"{phone.diary}/sync", data="{}", content_type="text/plain")
        assert answer.status_code == 415


class TestBadBatch:
    def test_of_101_is_refused_whole(self, phone) -> None:
        answer = phone.post(*(day_write(ago(n)) for n in range(101)))
        assert (answer.status_code, list(answer.json["fields"])) == (422, ["writes"])
        assert stored_seqs(phone.patient) == []

    def test_with_an_unknown_field_is_refused_whole(self, phone) -> None:
        answer = phone.post(day_write(DAY), patient_id=str(phone.patient.id))
        assert (answer.status_code, list(answer.json["fields"])) == (422, ["patient_id"])

    def test_may_be_as_large_as_the_limit_and_no_larger(self, phone) -> None:
        body = raw({"device_id": "phone", "writes": [day_write(DAY)]})
        for size, status in ((LIMIT, 200), (LIMIT + 1, 413)):
            answer = phone.client.post(f"{phone.diary}/sync", **as_json(body.ljust(size)))
            assert answer.status_code == status
        assert (answer.json["code"], answer.json["max_bytes"]) == ("too_large", LIMIT)

    def test_may_hold_100_notes_of_500_emoji(self, phone) -> None:
        notes = ["😀" * 500] * 100
        results = phone.sync(*(day_write(ago(n), note=note) for n, note in enumerate(notes)))
        assert outcomes(results) == ["created"] * 100
        assert [item["note"] for item in phone.get("days").json["items"]] == notes

    def test_rejects_writes_for_another_patient(self, phone) -> None:
        theirs = a_patient()
        results = phone.sync(
            day_write(DAY, patient_id=str(theirs.id)),
            day_write(ago(2), patient_id=str(phone.patient.id)),
        )
        assert outcomes(results) == ["other_patient", "created"]
        assert stored_seqs(theirs) == []

    def test_answers_writes_that_are_none_in_their_place(self, phone) -> None:
        results = phone.sync(None, day_write(DAY), {}, "x", {"write_id": 5})
        assert outcomes(results) == ["invalid", "created", "invalid", "invalid", "invalid"]
        assert [result["write_id"] for result in results if "code" in result] == [None] * 4

    def test_stores_what_a_hundred_poison_items_surround(self, phone) -> None:
        poison = [day_write(ago(n), answers={"mood": float("nan")}) for n in range(50)]
        results = phone.sync(*poison, day_write(DAY, note="kept"), *poison[:49])
        assert outcomes(results) == ["invalid"] * 50 + ["created"] + ["invalid"] * 49
        assert phone.get(DAY).json["note"] == "kept"


def forged(phone: Phone, app, *, key: str | None = None, alg: str = "HS256", **changed) -> str:
    """A token like a good one but for these claims; None takes one away."""
    good = jwt.decode(token_of(phone.patient), options={"verify_signature": False})
    claims = {name: value for name, value in {**good, **changed}.items() if value is not None}
    key = app.config["JWT_SECRET_KEY"] if key is None else key
    return jwt.encode(claims, key, algorithm=alg)


def later(**delta) -> int:
    return int((clock.now() + timedelta(**delta)).timestamp())


TOKENS = {
    "expired": {"exp": later(minutes=-1)},
    "endless": {"exp": None},
    "not yet": {"nbf": later(hours=1)},
    "foreign audience": {"aud": "another-api"},
    "no audience": {"aud": None},
    "foreign issuer": {"iss": "another"},
    "no issuer": {"iss": None},
    "no type": {"type": None},
    "refresh type": {"type": "refresh"},
    "no sign-in": {"sid": None},
    "unknown sign-in": {"sid": str(uuid4())},
    "sign-in of no shape": {"sid": "x"},
    "no subject": {"sub": None},
    "unknown role": {"role": "admin"},
    "no role": {"role": None},
    "no id": {"jti": None},
    "unsigned": {"key": "", "alg": "none"},
    "other key": {"key": "another secret, which is long enough"},
    "other algorithm": {"alg": "HS512", "key": "x" * 64},
}


class TestBadToken:
    def test_is_told_from_a_good_one(self, phone, app) -> None:
        assert self._status(phone, forged(phone, app)) == [200, 200, 201, 200, 200, 204]

    @pytest.mark.parametrize("case", TOKENS)
    def test_is_refused_everywhere(self, phone, app, case) -> None:
        phone.put(DAY, said())
        assert self._status(phone, forged(phone, app, **TOKENS[case])) == [401] * 6

    @pytest.mark.parametrize(
        "token", ["", "x", "a.b.c", "Bearer", "é", "x" * 9000, "a" * 20 + "..."]
    )
    def test_of_no_shape_is_refused(self, phone, token) -> None:
        assert self._status(phone, token) == [401] * 6

    def test_with_the_sign_in_of_another_is_refused(self, phone) -> None:
        assert self._status(phone, token_of(phone.patient, a_sign_in(a_patient()))) == [401] * 6

    def test_of_a_sign_in_that_was_ended_is_refused_at_once(self, phone) -> None:
        sign_in = a_sign_in(phone.patient)
        token = token_of(phone.patient, sign_in)
        assert self._status(phone, token)[0] == 200
        with acting("r_patient", phone.patient.id) as connection:
            connection.execute(
                "UPDATE sign_ins SET revoked_at = %s WHERE id = %s", (clock.now(), sign_in)
            )
        assert self._status(phone, token) == [401] * 6

    def _status(self, phone: Phone, token: str) -> list[int]:
        phone.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        answers = [
            phone.get("days"),
            phone.get("changes"),
            phone.put(ago(2), said()),
            phone.post(day_write(ago(3))),
            phone.get(ago(2)),
            phone.withdraw(ago(2)),
        ]
        for answer in answers:
            if answer.status_code == 401:
                assert answer.json["code"] == "sign_in"
        return [answer.status_code for answer in answers]
