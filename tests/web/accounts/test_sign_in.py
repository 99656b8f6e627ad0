from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pyotp
import pytest
import time_machine
from argon2 import PasswordHasher

from backend import vault
from backend.accounts.rules import SIGN_IN_ADDRESS, SIGN_IN_EMAIL
from backend.accounts.service.second_factor import recovery_hash
from tests.builders import (
    CHEAP_HASH,
    PASSWORD,
    a_coordinator,
    a_patient,
    a_specialist,
    acting,
    as_,
    fetch,
    insert,
)
from tests.web.accounts.desk import (
    API,
    a_client,
    a_count,
    an_address,
    bearer,
    code_of,
    failures,
    otp_of,
    sign_in,
    signed_in,
)


class TestSignIn:
    def test_gives_tokens_that_work_and_the_account(self):
        patient = a_patient()

        answer = sign_in(patient)

        assert answer.status_code == 201
        assert answer.json.keys() == {"access_token", "refresh_token", "csrf_token", "account"}
        account = a_client().get(f"{API}/account", headers=bearer(answer.json))
        assert account.status_code == 200
        assert account.json == answer.json["account"]
        assert account.json["patient_id"] == str(patient.id)

    def test_sets_cookies_that_only_this_host_gets_and_no_script_reads(self):
        cookies = sign_in(a_patient()).headers.getlist("Set-Cookie")

        assert {c.partition("=")[0] for c in cookies} == {
            "__Host-tidemark-access", "__Host-tidemark-refresh",
        }  # fmt: skip
        for cookie in cookies:
            attributes = {part.strip() for part in cookie.split(";")[1:]}
            assert {"HttpOnly", "Secure", "SameSite=Strict", "Path=/"} <= attributes
            assert not any(part.startswith("Domain") for part in attributes)

    def test_finds_the_account_however_the_address_is_typed(self):
        patient = a_patient()
        typed = {"email": f"  {patient.email.upper()} ", "password": PASSWORD}

        assert a_client().post(f"{API}/session", json=typed).status_code == 201

    def test_refuses_a_wrong_password_and_an_unknown_address_alike(self):
        patient = a_patient()
        wrong = {"email": patient.email, "password": "not this one"}
        unknown = {"email": "nobody@example.org", "password": "not this one"}

        answers = [a_client().post(f"{API}/session", json=body) for body in (wrong, unknown)]

        assert [answer.status_code for answer in answers] == [401, 401]
        assert answers[0].data == answers[1].data
        assert answers[0].json["code"] == "sign_in"
        assert "Set-Cookie" not in answers[0].headers

    @pytest.mark.parametrize("email", ["", "no address", "a@b@c", "x" * 320, "\u202e@example.org"])
    def test_refuses_what_is_no_address_like_an_unknown_one(self, email):
        body = {"email": email, "password": PASSWORD}

        assert code_of(a_client().post(f"{API}/session", json=body)) == (401, "sign_in")

    @pytest.mark.parametrize("field", ["email", "password"])
    @pytest.mark.parametrize("value", [None, 5, ["a"], "a\0b", "\ud800", "x" * 321])
    def test_refuses_what_is_no_text(self, field, value):
        body = {"email": "a@example.org", "password": PASSWORD} | {field: value}

        assert code_of(a_client().post(f"{API}/session", json=body)) == (422, "invalid")

    def test_refuses_unknown_fields(self):
        body = {"email": "a@example.org", "password": PASSWORD, "role": "coordinator"}

        assert code_of(a_client().post(f"{API}/session", json=body)) == (422, "invalid")

    def test_makes_a_weak_hash_strong(self):
        patient = a_patient()

        sign_in(patient)

        query = "SELECT password_hash FROM accounts WHERE id = %s"
        [[stored]] = fetch(query, patient.id)
        assert stored != CHEAP_HASH
        assert not PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1).check_needs_rehash(
            stored
        )
        assert sign_in(patient).status_code == 201


class TestThrottle:
    def test_refuses_the_eleventh_attempt_even_with_the_right_password(self):
        patient, client = a_patient(), a_client()
        address = client.environ_base["REMOTE_ADDR"]
        for _ in range(10):
            assert sign_in(patient, password="wrong", client=client).status_code == 401

        refused = sign_in(patient, client=client)

        assert code_of(refused) == (429, "too_many")
        assert 0 < int(refused.headers["Retry-After"]) <= 15 * 60
        assert failures("sign_in.pair", f"{address} {patient.email}") == 10
        assert failures("sign_in.address", address) == 10
        assert failures("sign_in.email", patient.email) == 10

    def test_lets_the_same_person_in_from_elsewhere_and_others_from_there(self):
        patient, client = a_patient(), a_client()
        a_count("sign_in.pair", f"{client.environ_base['REMOTE_ADDR']} {patient.email}", 10)

        assert sign_in(patient, client=client).status_code == 429
        assert sign_in(patient).status_code == 201
        assert sign_in(a_patient(), client=client).status_code == 201

    def test_does_not_count_successes(self):
        patient, client = a_patient(), a_client()
        for _ in range(11):
            assert sign_in(patient, client=client).status_code == 201

        assert failures("sign_in.address", client.environ_base["REMOTE_ADDR"]) == 0

    def test_bears_so_many_failures_an_address_and_an_account(self):
        patient, client = a_patient(), a_client()
        a_count("sign_in.address", client.environ_base["REMOTE_ADDR"], SIGN_IN_ADDRESS.failures - 1)
        a_count("sign_in.email", patient.email, SIGN_IN_EMAIL.failures - 1)

        assert sign_in(patient, client=client).status_code == 201
        assert sign_in(patient, client=client, password="wrong").status_code == 401
        assert sign_in(patient).status_code == 429
        assert sign_in(a_patient(), client=client).status_code == 429

    def test_forgets_when_the_window_has_passed(self):
        patient, client = a_patient(), a_client()
        subject = f"{client.environ_base['REMOTE_ADDR']} {patient.email}"
        a_count("sign_in.pair", subject, 10)
        with acting("r_door") as connection:
            connection.execute(
                "UPDATE attempts SET window_began_at = now() - interval '15 min 1 s' "
                "WHERE subject_hash = %s",
                [vault.keyed_hash("sign_in.pair", subject)],
            )

        assert sign_in(patient, client=client).status_code == 201

    def test_judges_no_more_than_ten_of_many_wrong_guesses_sent_at_once(self):
        patient, address = a_patient(), an_address()

        def guess(_):
            return sign_in(patient, password="wrong", client=a_client(address)).status_code

        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(guess, range(16)))

        assert answers.count(401) == 10
        assert answers.count(429) == 6


class TestSecondFactor:
    @pytest.mark.parametrize("a_person", [a_specialist, a_coordinator])
    def test_is_wanted_from_staff_and_its_absence_not_counted(self, a_person):
        person, client = a_person(), a_client()

        answer = sign_in(person, client=client)

        assert code_of(answer) == (401, "otp_required")
        assert failures("sign_in.address", client.environ_base["REMOTE_ADDR"]) == 0
        assert sign_in(person, otp=otp_of(person), client=client).status_code == 201

    def test_is_not_asked_for_before_the_password_is_right(self):
        person = a_specialist()

        answer = sign_in(person, password="wrong", otp=otp_of(person))

        assert code_of(answer) == (401, "sign_in")
        assert sign_in(person, otp=otp_of(person)).status_code == 201

    @pytest.mark.parametrize("otp", ["000000", "12345", "ABCD-EFGH-JKMN", "١٢٣٤٥٦", "-"])
    def test_counts_a_wrong_one(self, otp):
        person, client = a_specialist(), a_client()

        answer = sign_in(person, otp=otp, client=client)

        assert code_of(answer) == (401, "otp_required")
        assert failures("sign_in.email", person.email) == 1

    def test_is_good_once_for_each_of_three_steps(self):
        person = a_specialist()
        totp = pyotp.TOTP(person.totp_secret)
        middle = int(datetime.now(UTC).timestamp()) // 30 * 30 + 15
        with time_machine.travel(middle, tick=False):
            codes = [totp.at(middle, counter_offset=away) for away in (-2, -1, 0, 1, 2)]
            first = [code_of_any(sign_in(person, otp=code)) for code in codes]
            again = [code_of_any(sign_in(person, otp=code)) for code in codes]

        assert first == ["otp_required", None, None, None, "otp_required"]
        assert again == ["otp_required", "otp_used", "otp_used", "otp_used", "otp_required"]

    def test_is_good_once_for_two_who_send_it_at_once(self):
        person = a_specialist()
        with ThreadPoolExecutor(2) as pool:
            otp = otp_of(person)
            answers = list(pool.map(lambda _: code_of_any(sign_in(person, otp=otp)), range(2)))

        assert sorted(answers, key=str) == [None, "otp_used"]

    def test_may_be_a_recovery_code_once(self):
        person = a_specialist()
        insert(
            "recovery_codes",
            "r_specialist",
            person.id,
            account_id=person.id,
            code_hash=recovery_hash("ABCD-EFGH-JKMN"),
        )

        assert sign_in(person, otp="abcd efgh jkmn").status_code == 201
        assert code_of(sign_in(person, otp="ABCD-EFGH-JKMN")) == (401, "otp_required")

    def test_may_not_be_somebody_elses_recovery_code(self):
        person, other = a_specialist(), a_specialist()
        insert(
            "recovery_codes",
            "r_specialist",
            other.id,
            account_id=other.id,
            code_hash=recovery_hash("ABCD-EFGH-JKMN"),
        )

        assert code_of(sign_in(person, otp="ABCD-EFGH-JKMN")) == (401, "otp_required")


class TestSignOut:
    def test_counts_from_the_next_request_and_clears_the_cookies(self):
        tokens = signed_in(a_patient())

        answer = a_client().delete(f"{API}/session", headers=bearer(tokens))

        assert answer.status_code == 204
        cookies = answer.headers.getlist("Set-Cookie")
        assert len(cookies) == 2
        assert all("Max-Age=0" in c and "Secure" in c and "Path=/" in c for c in cookies)
        assert code_of(a_client().get(f"{API}/account", headers=bearer(tokens))) == (401, "sign_in")

    def test_wants_a_sign_in(self):
        assert as_(None).delete(f"{API}/session").status_code == 401


def code_of_any(answer):
    """The code of a refusal; None of a success."""
    return answer.json.get("code")
