from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.builders import a_patient, a_sign_in, as_, token_of
from tests.web.accounts.desk import API, a_client, bearer, code_of, sign_in, signed_in


def listed(client, query=""):
    answer = client.get(f"{API}/sessions{query}")
    assert answer.status_code == 200, answer.json
    return answer.json


def a_client_of(patient, sign_in_id):
    client = as_(None)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of(patient, sign_in_id)}"
    return client


class TestListSignIns:
    def test_shows_where_the_person_is_signed_in(self):
        patient = a_patient()
        a_sign_in(a_patient())
        tokens = sign_in(patient, **{"User-Agent": "A phone" * 40}).json

        found = a_client().get(f"{API}/sessions", headers=bearer(tokens)).json

        assert found["next"] is None
        [only] = found["items"]
        assert only.keys() == {"id", "created_at", "expires_at", "device", "current"}
        assert only["current"] is True
        assert only["device"] == ("A phone" * 40)[:120]
        lasts = datetime.fromisoformat(only["expires_at"]) - datetime.fromisoformat(
            only["created_at"]
        )
        assert lasts == timedelta(days=90)

    def test_pages_newest_first(self):
        patient = a_patient()
        now = datetime.now(UTC)
        ids = [a_sign_in(patient, created_at=now - timedelta(minutes=n)) for n in range(5)]
        client = a_client_of(patient, ids[2])

        seen, cursor = [], ""
        while cursor is not None:
            found = listed(client, f"?limit=2{cursor and f'&cursor={cursor}'}")
            seen += found["items"]
            cursor = found["next"]

        assert [item["id"] for item in seen] == [str(id_) for id_ in ids]
        assert [item["current"] for item in seen] == [False, False, True, False, False]

    @pytest.mark.parametrize("query", ["?cursor=x", "?cursor=WzEsMl0", "?limit=0", "?limit=201"])
    def test_refuses_what_is_no_page(self, query):
        answer = as_(a_patient()).get(f"{API}/sessions{query}")

        assert code_of(answer) == (422, "invalid")


class TestEndSignIn:
    def test_signs_a_device_out_at_once(self):
        patient = a_patient()
        phone, lost = a_sign_in(patient), a_sign_in(patient)
        client = a_client_of(patient, phone)

        assert client.delete(f"{API}/sessions/{lost}").status_code == 204

        assert a_client_of(patient, lost).get(f"{API}/account").status_code == 401
        assert [item["id"] for item in listed(client)["items"]] == [str(phone)]
        assert code_of(client.delete(f"{API}/sessions/{lost}")) == (404, "not_found")

    def test_hides_the_sign_ins_of_others(self):
        other = a_patient()
        theirs = a_sign_in(other)
        client = as_(a_patient())

        for sign_in_id in (theirs, uuid4()):
            answer = client.delete(f"{API}/sessions/{sign_in_id}")
            assert code_of(answer) == (404, "not_found")
        assert a_client_of(other, theirs).get(f"{API}/account").status_code == 200


class TestEndOtherSignIns:
    def test_leaves_this_one_and_those_of_others(self):
        patient, other = a_patient(), a_patient()
        this, theirs = a_sign_in(patient), a_sign_in(other)
        those = [a_sign_in(patient) for _ in range(3)]

        assert a_client_of(patient, this).delete(f"{API}/sessions").status_code == 204

        assert a_client_of(patient, this).get(f"{API}/account").status_code == 200
        assert a_client_of(other, theirs).get(f"{API}/account").status_code == 200
        for ended in those:
            assert a_client_of(patient, ended).get(f"{API}/account").status_code == 401

    def test_ends_refresh_tokens_too(self):
        patient = a_patient()
        tokens = signed_in(patient)

        as_(patient).delete(f"{API}/sessions")

        body = {"refresh_token": tokens["refresh_token"]}
        answer = a_client().post(f"{API}/session/refresh", json=body)
        assert code_of(answer) == (401, "sign_in")
