from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from uuid import UUID

import pytest

from backend.web.accounts.tokens import refresh_token
from backend.web.identity import ACCESS_COOKIE, REFRESH_COOKIE
from tests.builders import a_patient, a_sign_in, a_specialist, acting, fetch
from tests.web.accounts.desk import API, a_client, bearer, code_of, signed_in


def renew(token):
    return a_client().post(f"{API}/session/refresh", json={"refresh_token": token})


def family_of(token):
    return UUID(token.partition(".")[0])


def is_revoked(token):
    """As another connection sees it."""
    query = "SELECT revoked_at IS NOT NULL FROM sign_ins WHERE id = %s"
    return fetch(query, family_of(token))[0][0]


def change_sign_in(token, change):
    with acting("r_door") as connection:
        connection.execute(f"UPDATE sign_ins SET {change} WHERE id = %s", [family_of(token)])


def first_token(app, person):
    """The first refresh token of a new sign-in, without the cost of a password."""
    with app.app_context():
        return refresh_token(a_sign_in(person), 1)


class TestRenewSignIn:
    def test_gives_new_tokens_of_the_same_sign_in(self):
        tokens = signed_in(a_patient())

        answer = renew(tokens["refresh_token"])

        assert answer.status_code == 200
        assert answer.json.keys() == tokens.keys()
        assert answer.json["account"] == tokens["account"]
        assert answer.json["csrf_token"] == tokens["csrf_token"]
        assert answer.json["refresh_token"] != tokens["refresh_token"]
        assert family_of(answer.json["refresh_token"]) == family_of(tokens["refresh_token"])
        assert len(answer.headers.getlist("Set-Cookie")) == 2
        assert a_client().get(f"{API}/account", headers=bearer(answer.json)).status_code == 200

    def test_stores_nothing_from_which_the_token_follows(self):
        token = signed_in(a_patient())["refresh_token"]

        stored = str(fetch("SELECT * FROM sign_ins WHERE id = %s", family_of(token)))

        assert token.rpartition(".")[2] not in stored

    def test_gives_a_retry_within_a_minute_the_same_successor(self, app):
        token = first_token(app, a_patient())
        first = renew(token)
        change_sign_in(token, "rotated_at = now() - interval '58 s'")

        again = renew(token)

        assert again.status_code == 200
        assert again.json["refresh_token"] == first.json["refresh_token"]
        assert renew(again.json["refresh_token"]).status_code == 200

    def test_ends_the_sign_in_when_a_token_comes_back_later(self, app):
        token = first_token(app, a_patient())
        successor = renew(token).json
        change_sign_in(token, "rotated_at = now() - interval '61 s'")

        answer = renew(token)

        assert code_of(answer) == (401, "refresh_reused")
        assert is_revoked(token)
        assert code_of(renew(successor["refresh_token"])) == (401, "sign_in")
        account = a_client().get(f"{API}/account", headers=bearer(successor))
        assert code_of(account) == (401, "sign_in")

    def test_ends_the_sign_in_when_a_token_is_two_generations_old(self, app):
        token = first_token(app, a_patient())
        renew(renew(token).json["refresh_token"])

        assert code_of(renew(token)) == (401, "refresh_reused")
        assert is_revoked(token)

    def test_never_ends_a_sign_in_because_two_refresh_at_once(self, app):
        patient, both = a_patient(), Barrier(2)

        def refresh(token):
            both.wait(60)
            return renew(token)

        with ThreadPoolExecutor(2) as pool:
            for _ in range(100):
                token = first_token(app, patient)
                answers = list(pool.map(refresh, [token, token]))
                assert [answer.status_code for answer in answers] == [200, 200]
                assert len({answer.json["refresh_token"] for answer in answers}) == 1
                assert not is_revoked(token)

    @pytest.mark.parametrize(
        "ended",
        ["revoked_at = now()", "expires_at = now()", "idle_expires_at = now()"],
    )
    def test_refuses_what_has_ended(self, app, ended):
        token = first_token(app, a_patient())
        change_sign_in(token, ended)

        assert code_of(renew(token)) == (401, "sign_in")

    @pytest.mark.parametrize(
        "forge",
        [
            lambda t: "",
            lambda t: "a.1.b",
            lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"),
            lambda t: t.replace(".1.", ".2."),
            lambda t: t.replace(".1.", ".01."),
            lambda t: t.replace(".1.", ".-1."),
            lambda t: t.replace(".1.", ".99999999999."),
            lambda t: t.replace(".1.", ".\u0661."),
            lambda t: "0" * 32 + t[32:],
            lambda t: t + "\n",
            lambda t: t.upper(),
            lambda t: t.rpartition(".")[0],
        ],
    )
    def test_refuses_what_was_not_made_here(self, app, forge):
        token = first_token(app, a_patient())

        assert code_of(renew(forge(token))) == (401, "sign_in")
        assert not is_revoked(token)

    def test_refuses_an_access_token(self):
        tokens = signed_in(a_patient())

        assert renew(tokens["access_token"]).status_code in (401, 422)

    @pytest.mark.parametrize("body", [{"refresh_token": None}, {"refresh_token": 1}, {"token": ""}])
    def test_refuses_other_shapes(self, body):
        answer = a_client().post(f"{API}/session/refresh", json=body)

        assert code_of(answer) == (422, "invalid")

    @pytest.mark.parametrize(
        ("a_person", "idle", "absolute"),
        [(a_patient, 90 * 24 * 60, 365 * 24 * 60), (a_specialist, 15, 12 * 60)],
    )
    def test_keeps_patients_signed_in_for_long_and_staff_for_a_shift(
        self, a_person, idle, absolute
    ):
        tokens = signed_in(a_person())
        query = "SELECT created_at, expires_at, idle_expires_at FROM sign_ins WHERE id = %s"
        family = family_of(tokens["refresh_token"])
        [[created_at, expires_at, idle_at]] = fetch(query, family)
        assert minutes(created_at, idle_at) == idle
        assert minutes(created_at, expires_at) == absolute
        change_sign_in(tokens["refresh_token"], "idle_expires_at = now() + interval '1 min'")

        renew(tokens["refresh_token"])

        [[_, later, idle_at]] = fetch(query, family)
        assert later == expires_at
        assert abs(minutes(created_at, idle_at) - idle) <= 1


class TestCookies:
    def test_renew_beside_the_csrf_token(self):
        tokens = signed_in(a_patient())
        cookie = {"Cookie": f"{REFRESH_COOKIE}={tokens['refresh_token']}"}

        refused = a_client().post(f"{API}/session/refresh", headers=cookie)
        wrong = a_client().post(
            f"{API}/session/refresh", headers=cookie | {"X-CSRF-Token": "0" * 64}
        )
        right = a_client().post(
            f"{API}/session/refresh", headers=cookie | {"X-CSRF-Token": tokens["csrf_token"]}
        )

        assert code_of(refused) == code_of(wrong) == (403, "csrf")
        assert right.status_code == 200
        assert right.json["refresh_token"] != tokens["refresh_token"]

    def test_are_not_needed_with_a_token_in_the_body(self):
        tokens, other = signed_in(a_patient()), signed_in(a_patient())

        answer = a_client().post(
            f"{API}/session/refresh",
            json={"refresh_token": tokens["refresh_token"]},
            headers={"Cookie": f"{REFRESH_COOKIE}={other['refresh_token']}"},
        )

        assert answer.json["account"] == tokens["account"]

    def test_of_nobody_are_refused(self):
        assert code_of(a_client().post(f"{API}/session/refresh")) == (401, "sign_in")

    def test_sign_in_for_reading_and_beside_the_csrf_token_for_writing(self):
        tokens = signed_in(a_patient())
        cookie = {"Cookie": f"{ACCESS_COOKIE}={tokens['access_token']}"}
        change = {"name": "Another"}

        assert a_client().get(f"{API}/account", headers=cookie).status_code == 200
        refused = a_client().patch(f"{API}/account", json=change, headers=cookie)
        assert code_of(refused) == (403, "csrf")
        foreign = cookie | {"X-CSRF-Token": signed_in(a_patient())["csrf_token"]}
        assert a_client().patch(f"{API}/account", json=change, headers=foreign).status_code == 403
        right = cookie | {"X-CSRF-Token": tokens["csrf_token"]}
        assert a_client().patch(f"{API}/account", json=change, headers=right).status_code == 200

    def test_count_less_than_the_bearer_header(self):
        tokens, other = signed_in(a_patient()), signed_in(a_patient())
        headers = bearer(tokens) | {"Cookie": f"{ACCESS_COOKIE}={other['access_token']}"}

        answer = a_client().get(f"{API}/account", headers=headers)

        assert answer.json == tokens["account"]
        headers["Authorization"] = "Bearer damaged"
        assert a_client().get(f"{API}/account", headers=headers).status_code == 401


def minutes(began: datetime, ended: datetime) -> int:
    return round((ended - began).total_seconds() / 60)
