from datetime import timedelta

import pyotp
import pytest

from backend import clock, vault
from backend.accounts.rules import is_share_code, normalised_code
from backend.accounts.service.second_factor import recovery_hash
from tests.builders import (
    PASSWORD,
    a_coordinator,
    a_patient,
    a_sign_in,
    a_specialist,
    as_,
    fetch,
    token_of,
)
from tests.web.accounts.desk import (
    API,
    NEW_PASSWORD,
    a_client,
    code_of,
    failures,
    otp_of,
    sign_in,
)

ACCOUNT = f"{API}/account"
COMMON = {"id", "role", "name", "email", "time_zone", "day_starts_at", "clinic_id"}


def as_long_signed_in(person):
    """A client whose sign-in is just too old for sensitive changes."""
    sign_in_id = a_sign_in(person, created_at=clock.now() - timedelta(minutes=15, seconds=1))
    client = as_(None)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of(person, sign_in_id)}"
    return client


def accesses_of(patient):
    query = "SELECT actor_id, action, details FROM accesses WHERE patient_id = %s ORDER BY at"
    return fetch(query, patient.id)


class TestShowAccount:
    def test_of_a_patient_has_the_patient_id(self):
        patient = a_patient(time_zone="Europe/Amsterdam")

        account = as_(patient).get(ACCOUNT).json

        assert account == {
            "id": str(patient.id),
            "role": "patient",
            "name": patient.name,
            "email": patient.email,
            "time_zone": "Europe/Amsterdam",
            "day_starts_at": "04:00",
            "clinic_id": str(patient.clinic_id),
            "patient_id": str(patient.id),
        }

    def test_of_a_specialist_has_the_share_code(self):
        account = as_(a_specialist()).get(ACCOUNT).json

        assert account.keys() == COMMON | {"share_code"}
        assert account["share_code"][4::5] == "--"
        assert is_share_code(normalised_code(account["share_code"]))

    def test_of_a_coordinator_has_neither(self):
        assert as_(a_coordinator()).get(ACCOUNT).json.keys() == COMMON


class TestChangeAccount:
    def test_changes_what_is_sent_and_shows_the_patient_which_field(self):
        patient = a_patient()
        changes = {"name": "Zoë", "time_zone": "Asia/Tokyo", "day_starts_at": "05:30"}

        answer = as_(patient).patch(ACCOUNT, json=changes)

        assert answer.status_code == 200
        assert as_(patient).get(ACCOUNT).json == answer.json
        assert answer.json.items() >= changes.items()
        [[actor, action, details]] = accesses_of(patient)
        assert (actor, action) == (patient.id, "account.change")
        assert details == {"fields": ["day_starts_at", "name", "time_zone"]}

    def test_seals_the_name(self):
        patient = a_patient()

        as_(patient).patch(ACCOUNT, json={"name": "Zoë Canary"})

        stored = fetch("SELECT * FROM accounts WHERE id = %s", patient.id)[0]
        assert "Canary" not in str(stored)
        [[key, sealed]] = fetch(
            "SELECT data_key, name_sealed FROM accounts WHERE id = %s", patient.id
        )
        assert vault.unseal(key, patient.id, "accounts.name", sealed) == "Zoë Canary"

    @pytest.mark.parametrize("changes", [{}, {"time_zone": "Europe/Paris"}])
    def test_writes_nothing_down_when_nothing_changes(self, changes):
        patient = a_patient()

        assert as_(patient).patch(ACCOUNT, json=changes).status_code == 200
        assert accesses_of(patient) == []

    @pytest.mark.parametrize(
        "changes",
        [
            {"role": "coordinator"}, {"clinic_id": "x"}, {"id": "x"}, {"share_code": "x"},
            {"password": "x"}, {"name": None}, {"name": ""}, {"name": "  "}, {"name": "a\nb"},
            {"name": "x" * 121}, {"name": "a\0b"}, {"name": "\u202eevil"}, {"name": 5},
            {"email": "nothing"}, {"email": None}, {"time_zone": "Mars/Base"},
            {"time_zone": "../../etc/passwd"}, {"time_zone": "localtime"},
            {"day_starts_at": "4:00"}, {"day_starts_at": "24:00"}, {"day_starts_at": "04:00:00"},
            {"day_starts_at": 4},
            {"day_starts_at": "04:00+01:00"},
        ],
    )  # fmt: skip
    def test_refuses_what_can_not_be(self, changes):
        patient = a_patient()

        assert code_of(as_(patient).patch(ACCOUNT, json=changes)) == (422, "invalid")
        assert accesses_of(patient) == []

    def test_has_no_diary_day_for_staff(self):
        answer = as_(a_specialist()).patch(ACCOUNT, json={"day_starts_at": "05:00"})

        assert code_of(answer) == (422, "invalid")
        assert list(answer.json["fields"]) == ["day_starts_at"]

    def test_takes_another_address_after_a_fresh_sign_in(self):
        patient = a_patient()
        email = f"New.{patient.id.hex[:8]}@Example.org"

        answer = as_(patient).patch(ACCOUNT, json={"email": email})

        assert answer.json["email"] == email
        body = {"email": email.lower(), "password": PASSWORD}
        assert a_client().post(f"{API}/session", json=body).status_code == 201
        assert sign_in(patient).status_code == 401

    def test_wants_a_fresh_sign_in_for_another_address(self):
        patient = a_patient()
        client = as_long_signed_in(patient)

        answer = client.patch(ACCOUNT, json={"email": "new@example.org"})

        assert code_of(answer) == (401, "sign_in")
        assert "15 minutes" in answer.json["detail"]
        assert client.patch(ACCOUNT, json={"email": patient.email}).status_code == 200
        assert client.patch(ACCOUNT, json={"name": "Another"}).status_code == 200

    def test_refuses_an_address_in_use_and_counts_that(self):
        patient, other = a_patient(), a_specialist()
        change = {"email": other.email.upper(), "name": "Another"}

        answer = as_(patient).patch(ACCOUNT, json=change)

        assert code_of(answer) == (409, "email_refused")
        assert as_(patient).get(ACCOUNT).json["name"] == patient.name
        assert failures("email.account", str(patient.id)) == 1
        for _ in range(9):
            as_(patient).patch(ACCOUNT, json=change)
        assert as_(patient).patch(ACCOUNT, json=change).status_code == 429
        assert accesses_of(patient) == []


class TestChangePassword:
    URL = f"{API}/account/password"

    def test_counts_at_once_and_ends_all_other_sign_ins(self):
        patient = a_patient()
        elsewhere, here = as_(patient), as_(patient)

        answer = here.put(self.URL, json={"password": PASSWORD, "new_password": NEW_PASSWORD})

        assert (answer.status_code, answer.json) == (200, {})
        assert here.get(ACCOUNT).status_code == 200
        assert elsewhere.get(ACCOUNT).status_code == 401
        assert sign_in(patient).status_code == 401
        assert sign_in(patient, password=NEW_PASSWORD).status_code == 201
        assert accesses_of(patient)[0][1:] == ("account.change", {"fields": ["password"]})

    def test_wants_the_current_one_and_counts_wrong_ones(self):
        patient = a_patient()
        client, body = as_(patient), {"password": "wrong", "new_password": NEW_PASSWORD}

        answers = [client.put(self.URL, json=body) for _ in range(10)]

        assert {code_of(answer) for answer in answers} == {(422, "invalid")}
        assert list(answers[0].json["fields"]) == ["password"]
        right = client.put(self.URL, json=body | {"password": PASSWORD})
        assert code_of(right) == (429, "too_many")
        assert sign_in(patient).status_code == 201

    def test_wants_a_fresh_sign_in(self):
        body = {"password": PASSWORD, "new_password": NEW_PASSWORD}

        answer = as_long_signed_in(a_patient()).put(self.URL, json=body)

        assert code_of(answer) == (401, "sign_in")

    def test_refuses_a_bad_one(self):
        patient = a_patient(name="Bartholomew Brown")
        for bad in ("short", "password1234", "bartholomewbrown", patient.email, "x" * 257):
            body = {"password": PASSWORD, "new_password": bad}
            answer = as_(patient).put(self.URL, json=body)
            assert code_of(answer) == (422, "invalid")
            assert list(answer.json["fields"]) == ["new_password"]


class TestNewTotp:
    URL = f"{API}/account/totp"

    def test_replaces_the_present_one_when_it_is_confirmed(self):
        person = a_specialist()
        elsewhere, here = as_(person), as_(person)

        begun = here.post(self.URL)

        assert begun.status_code == 201
        assert begun.json["uri"].startswith("otpauth://totp/Tidemark:")
        new = pyotp.TOTP(begun.json["secret"])
        assert here.put(self.URL, json={"otp": otp_of(person)}).status_code == 422
        assert sign_in(person, otp=new.now()).status_code == 401
        assert here.put(self.URL, json={"otp": new.now()}).status_code == 200
        assert here.get(ACCOUNT).status_code == 200
        assert elsewhere.get(ACCOUNT).status_code == 401
        old, used = sign_in(person, otp=otp_of(person)), sign_in(person, otp=new.now())
        assert [code_of(old), code_of(used)] == [(401, "otp_required"), (401, "otp_used")]

    def test_is_not_confirmed_before_it_is_begun(self):
        person = a_specialist()

        assert as_(person).put(self.URL, json={"otp": otp_of(person)}).status_code == 404

    def test_wants_a_fresh_sign_in(self):
        client = as_long_signed_in(a_coordinator())

        assert code_of(client.post(self.URL)) == (401, "sign_in")
        assert code_of(client.put(self.URL, json={"otp": "123456"})) == (401, "sign_in")

    def test_is_for_staff(self):
        assert code_of(as_(a_patient()).post(self.URL)) == (404, "not_found")


class TestRecoveryCodes:
    URL = f"{API}/account/recovery-codes"

    @pytest.mark.parametrize(("a_person", "number"), [(a_specialist, 10), (a_patient, 1)])
    def test_replace_all_earlier_ones(self, a_person, number):
        person = a_person()
        first = as_(person).post(self.URL)
        second = as_(person).post(self.URL)

        assert first.status_code == 201
        codes = second.json["recovery_codes"]
        assert len(set(codes)) == number
        stored = fetch("SELECT code_hash FROM recovery_codes WHERE account_id = %s", person.id)
        assert {row[0] for row in stored} == {recovery_hash(code) for code in codes}
        assert not set(codes) & set(first.json["recovery_codes"])

    def test_want_a_fresh_sign_in(self):
        assert code_of(as_long_signed_in(a_patient()).post(self.URL)) == (401, "sign_in")
