import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pyotp
import pytest

from backend import clock, vault
from backend.accounts.rules import is_share_code, normalised_code
from tests.builders import (
    a_clinic,
    a_coordinator,
    a_patient,
    a_specialist,
    acting,
    as_,
    fetch,
    insert,
)
from tests.web.accounts.desk import API, NEW_PASSWORD, a_client, an_address, code_of, failures

INVITE = f"{API}/invitations"
ACCEPT = f"{API}/invitations/accept"


def an_invitation(role="patient", *, clinic=None, code="ABCD-EFGH-JKMN", **values):
    """A stored invitation; the code is made unlike all others by the clinic's id."""
    clinic = clinic or a_clinic()
    code = code[:-4] + clinic.hex[:4].upper()
    row = {"created_at": clock.now(), "expires_at": clock.now() + timedelta(days=1)} | values
    insert(
        "invitations",
        "r_operator",
        code_hash=vault.keyed_hash("invitation", normalised_code(code)),
        clinic_id=clinic,
        role=role,
        **row,
    )
    return code


def a_person(code, **changes):
    return {
        "code": code,
        "email": f"{normalised_code(code)}@example.org".lower(),
        "password": NEW_PASSWORD,
        "name": "Ana Lima",
        "time_zone": "Europe/Lisbon",
    } | changes


def accept(code, client=None, **changes):
    return (client or a_client()).post(ACCEPT, json=a_person(code, **changes))


class TestInvite:
    @pytest.mark.parametrize(
        ("who", "role"),
        [(a_coordinator, "specialist"), (a_coordinator, "patient"), (a_specialist, "patient")],
    )
    def test_gives_a_code_that_opens_an_account_in_the_same_clinic(self, who, role):
        person = who()

        answer = as_(person).post(INVITE, json={"role": role})

        assert answer.status_code == 201
        assert answer.json.keys() == {"code", "link", "expires_at"}
        left = datetime.fromisoformat(answer.json["expires_at"]) - clock.now()
        assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
        account = accept(answer.json["code"]).json["account"]
        assert (account["role"], account["clinic_id"]) == (role, str(person.clinic_id))

    @pytest.mark.parametrize(
        ("who", "role"),
        [
            (a_coordinator, "coordinator"),
            (a_specialist, "coordinator"),
            (a_specialist, "specialist"),
            (a_patient, "patient"),
            (a_patient, "coordinator"),
        ],
    )
    def test_hides_what_is_not_the_persons_to_do(self, who, role):
        assert code_of(as_(who()).post(INVITE, json={"role": role})) == (404, "not_found")

    @pytest.mark.parametrize("body", [{}, {"role": "nurse"}, {"role": None}, {"role": []},
                                      {"role": "patient", "clinic_id": "x"}])  # fmt: skip
    def test_refuses_other_shapes(self, body):
        assert code_of(as_(a_coordinator()).post(INVITE, json=body)) == (422, "invalid")

    def test_shows_sixty_bits_and_stores_only_a_hash(self):
        person = a_coordinator()

        invited = as_(person).post(INVITE, json={"role": "patient"}).json

        code = normalised_code(invited["code"])
        assert invited["code"] == f"{code[:4]}-{code[4:8]}-{code[8:]}"
        [row] = fetch("SELECT * FROM invitations WHERE invited_by = %s", person.id)
        assert vault.keyed_hash("invitation", code) in row
        assert code not in str(row)

    def test_keeps_the_code_out_of_what_servers_see_of_the_link(self):
        invited = as_(a_coordinator()).post(INVITE, json={"role": "patient"}).json

        seen, _, fragment = invited["link"].partition("#")
        assert seen == "http://127.0.0.1:8000/"
        assert fragment.endswith(invited["code"])

    @pytest.mark.parametrize(
        ("role", "place"), [("patient", "http://127.0.0.1:8000/"),
                            ("specialist", "http://127.0.0.1:8000/desk/")]
    )  # fmt: skip
    def test_leads_each_to_where_they_work(self, role, place):
        invited = as_(a_coordinator()).post(INVITE, json={"role": role}).json

        assert invited["link"] == f"{place}#/invitation/{invited['code']}"

    def test_leads_staff_to_the_desks_own_host(self, app, monkeypatch):
        apart = dataclasses.replace(app.config["SETTINGS"], desk_url="https://desk.example.org")
        monkeypatch.setitem(app.config, "SETTINGS", apart)

        invited = as_(a_coordinator()).post(INVITE, json={"role": "specialist"}).json

        assert invited["link"].startswith("https://desk.example.org/#/invitation/")


class TestAcceptInvitation:
    def test_opens_a_patients_account_with_a_recovery_code(self):
        answer = accept(an_invitation("patient"))

        assert answer.status_code == 201
        assert answer.json.keys() == {"account", "patient_id", "recovery_code"}
        assert answer.json["account"]["id"] == answer.json["patient_id"]
        assert answer.json["account"]["name"] == "Ana Lima"
        assert answer.json["account"]["day_starts_at"] == "04:00"
        body = {"email": answer.json["account"]["email"], "password": NEW_PASSWORD}
        assert a_client().post(f"{API}/session", json=body).status_code == 201

    @pytest.mark.parametrize("role", ["specialist", "coordinator"])
    def test_opens_an_account_of_staff_with_a_second_factor(self, role):
        answer = accept(an_invitation(role))

        assert answer.json.keys() == {"account", "totp"}
        totp = answer.json["totp"]
        assert totp.keys() == {"secret", "uri", "recovery_codes"}
        assert len(set(totp["recovery_codes"])) == 10
        assert totp["secret"] in totp["uri"]
        body = {"email": answer.json["account"]["email"], "password": NEW_PASSWORD}
        for otp in (pyotp.TOTP(totp["secret"]).now(), totp["recovery_codes"][3]):
            answer = a_client().post(f"{API}/session", json=body | {"otp": otp})
            assert answer.status_code == 201

    def test_gives_specialists_a_share_code_and_nobody_else(self):
        accounts = {
            role: accept(an_invitation(role)).json["account"]
            for role in ("patient", "specialist", "coordinator")
        }

        assert is_share_code(normalised_code(accounts["specialist"]["share_code"]))
        assert "share_code" not in accounts["patient"] | accounts["coordinator"]

    def test_seals_what_tells_who_somebody_is(self):
        answer = accept(an_invitation("specialist"), name="Canary Bird")

        account = answer.json["account"]
        stored = str(fetch("SELECT * FROM accounts WHERE id = %s", account["id"]))
        for secret in ("Canary", account["email"], NEW_PASSWORD, answer.json["totp"]["secret"]):
            assert secret not in stored
        codes = str(fetch("SELECT * FROM recovery_codes WHERE account_id = %s", account["id"]))
        assert normalised_code(answer.json["totp"]["recovery_codes"][0]) not in codes

    def test_takes_the_code_however_it_is_typed(self):
        code = an_invitation(code="01AB-CDEF-GHJK")

        assert accept(code.lower().replace("0", "o").replace("1", "l")).status_code == 201

    def test_refuses_a_wrong_used_or_old_code_and_a_taken_address_alike(self):
        taken = a_patient()
        used = an_invitation(used_at=clock.now())
        old = an_invitation(expires_at=clock.now())
        good = an_invitation()

        answers = [
            accept("ZZZZ-ZZZZ-ZZZZ"),
            accept("?"),
            accept(used),
            accept(old),
            accept(good, email=taken.email.upper()),
        ]

        assert {answer.data for answer in answers} == {answers[0].data}
        assert code_of(answers[0]) == (404, "invitation")
        assert accept(good).status_code == 201

    def test_takes_a_code_once(self):
        code = an_invitation()
        with ThreadPoolExecutor(3) as pool:
            answers = list(
                pool.map(lambda n: accept(code, email=f"{code}.{n}@example.org"), range(3))
            )

        assert sorted(answer.status_code for answer in answers) == [201, 404, 404]

    @pytest.mark.parametrize(
        "changes",
        [
            {"password": "short"}, {"password": "password1234"}, {"password": "x" * 257},
            {"password": "AnaLimaAnaLi", "name": "Ana Lima Ana Li"}, {"password": None},
            {"email": "no address"}, {"email": "a@b"}, {"name": " "}, {"time_zone": "Nowhere"},
            {"role": "coordinator"}, {"clinic_id": "x"}, {"name": "\ud800"},
        ],
    )  # fmt: skip
    def test_refuses_what_can_not_be_and_keeps_the_code(self, changes):
        code = an_invitation()

        assert code_of(accept(code, **changes)) == (422, "invalid")
        [[used_at]] = fetch(
            "SELECT used_at FROM invitations WHERE code_hash = %s",
            vault.keyed_hash("invitation", normalised_code(code)),
        )
        assert used_at is None

    def test_refuses_the_eleventh_guess_from_an_address_even_if_it_is_right(self):
        address = an_address()
        for _ in range(10):
            assert accept("ZZZZ-ZZZZ-ZZZZ", a_client(address)).status_code == 404

        refused = accept(an_invitation(), a_client(address))

        assert code_of(refused) == (429, "too_many")
        assert 0 < int(refused.headers["Retry-After"]) <= 3600
        assert failures("invitation.address", address) == 10

    def test_bears_three_hundred_guesses_an_hour_from_everywhere(self):
        def set_count(number):
            accept("ZZZZ-ZZZZ-ZZZZ")
            with acting("r_door") as connection:
                connection.execute(
                    "UPDATE attempts SET failures = %s WHERE kind = 'invitation.all'", [number]
                )

        set_count(299)
        try:
            code = an_invitation()
            assert accept(code).status_code == 201
            assert accept(code).status_code == 404
            assert accept(an_invitation()).status_code == 429
        finally:
            set_count(0)
