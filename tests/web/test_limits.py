"""How much is taken at once."""

import io

import pytest

from backend.web.errors import MAX_BODY_BYTES
from tests.builders import a_patient, a_specialist, as_
from tests.phone import Phone, ago, day_write, said

API = "/api/v1"


@pytest.fixture
def phone(app):
    return Phone(a_patient())


def padded(size):
    """A batch of that many bytes; blanks are JSON too."""
    body = b'{"device_id":"phone","writes":[]}'
    return body + b" " * (size - len(body))


def sent_in_chunks(client, path, body):
    """As a server hands on a body whose length its client didn't say."""
    return client.post(
        path,
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={
            "wsgi.input": io.BytesIO(body),
            "wsgi.input_terminated": True,
            "CONTENT_LENGTH": "",
        },
    )


class TestBody:
    def test_of_256_kib_is_taken(self, phone):
        answer = phone.client.post(
            f"{phone.diary}/sync", data=padded(MAX_BODY_BYTES), content_type="application/json"
        )

        assert answer.status_code == 200, answer.text

    @pytest.mark.parametrize("path", ["/session", "/password-reset", "sync"])
    def test_of_one_byte_more_is_refused(self, phone, path):
        path = f"{phone.diary}/sync" if path == "sync" else API + path
        answer = phone.client.post(
            path, data=padded(MAX_BODY_BYTES + 1), content_type="application/json"
        )

        assert (answer.status_code, answer.json["code"]) == (413, "too_large")
        assert answer.json["max_bytes"] == MAX_BODY_BYTES

    def test_in_chunks_is_taken_up_to_256_kib(self, phone):
        answer = sent_in_chunks(phone.client, f"{phone.diary}/sync", padded(MAX_BODY_BYTES))

        assert answer.status_code == 200, answer.text

    @pytest.mark.parametrize("path", ["/session", "sync"])
    def test_in_chunks_is_refused_beyond(self, phone, path):
        path = f"{phone.diary}/sync" if path == "sync" else API + path
        answer = sent_in_chunks(phone.client, path, padded(MAX_BODY_BYTES + 1))

        assert (answer.status_code, answer.json["code"]) == (413, "too_large")

    def test_of_a_stranger_is_not_even_weighed(self, phone):
        answer = as_(a_specialist()).put(
            f"{phone.diary}/days/{ago(1)}",
            data=padded(MAX_BODY_BYTES + 1),
            content_type="application/json",
        )

        assert answer.status_code == 404

    def test_nested_too_deeply_is_no_json(self, phone):
        deep = b"[" * 100_000 + b"]" * 100_000
        for path in (f"{phone.diary}/sync", f"{API}/session"):
            answer = phone.client.post(path, data=deep, content_type="application/json")

            assert answer.status_code in {400, 422}, answer.text


class TestBatch:
    def test_of_a_hundred_is_taken(self, phone):
        writes = [day_write(ago(n + 1), answers={"mood": n % 11}) for n in range(100)]

        assert {result["outcome"] for result in phone.sync(*writes)} == {"created"}

    def test_of_a_hundred_and_one_is_refused(self, phone):
        answer = phone.post(*[day_write(ago(n + 1)) for n in range(101)])

        assert (answer.status_code, answer.json["code"]) in {(413, "too_large"), (422, "invalid")}
        assert phone.changes() == []


class TestPage:
    LISTS = ("/sessions", "{mine}/grants", "{mine}/accesses", "{diary}/days", "{diary}/moments",
             "{diary}/changes")  # fmt: skip

    def address(self, phone, path):
        mine = f"/patients/{phone.patient.id}"
        return API + path.format(mine=mine, diary=f"{mine}/diary")

    @pytest.mark.parametrize("path", LISTS)
    @pytest.mark.parametrize("limit", ["0", "-1", "201", "9" * 30, "1.5", "many", ""])
    def test_has_1_to_200_items(self, phone, path, limit):
        answer = phone.client.get(self.address(phone, path), query_string={"limit": limit})

        assert (answer.status_code, answer.json["code"]) == (422, "invalid")
        assert "limit" in answer.json["fields"]

    @pytest.mark.parametrize("bad", ["null", "None", "", "2026-13-01", "2026-1-1", "0"])
    @pytest.mark.parametrize("name", ["first", "last"])
    @pytest.mark.parametrize("path", ["{diary}/days", "{diary}/moments", "{mine}/trends"])
    def test_of_a_period_that_is_none_is_refused(self, phone, path, name, bad):
        answer = phone.client.get(self.address(phone, path), query_string={name: bad})

        assert (answer.status_code, answer.json["code"]) == (422, "invalid")

    @pytest.mark.parametrize("path", LISTS)
    def test_of_200_is_given(self, phone, path):
        answer = phone.client.get(self.address(phone, path), query_string={"limit": 200})

        assert answer.status_code == 200

    def test_of_the_caseload_has_at_most_200_items(self, app):
        client = as_(a_specialist())

        assert client.get(f"{API}/caseload?limit=200").status_code == 200
        assert client.get(f"{API}/caseload?limit=201").status_code == 422

    @pytest.mark.parametrize("path", LISTS)
    def test_refuses_an_unknown_argument(self, phone, path):
        answer = phone.client.get(self.address(phone, path), query_string={"shoe_size": 40})

        assert answer.status_code == 422

    def test_refuses_a_day_that_is_too_much(self, phone):
        answer = phone.put(ago(1), said(note="a" * 100_000))

        assert answer.status_code == 422
