import re
import socketserver
from dataclasses import replace
from queue import Queue
from threading import Thread

import pytest

from backend import database, vault
from backend.accounts.rules import RESET_ASKED_ADDRESS
from backend.accounts.service.second_factor import recovery_hash
from backend.app import create_app
from backend.web.accounts import post
from config import Settings
from tests.builders import (
    PASSWORD,
    a_clinic,
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
    NEW_PASSWORD,
    a_client,
    a_count,
    an_address,
    code_of,
    failures,
    otp_of,
    sign_in,
    signed_in,
)

ASK = f"{API}/password-reset"
ACCEPT = f"{API}/password-reset/accept"
HAND_OUT = f"{API}/password-reset/codes"
RECOVERY = "ABCD-EFGH-JKMN"


class Mailbox(socketserver.StreamRequestHandler):
    """As much of a mail server as takes a mail."""

    def handle(self):
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline().strip():
            if line.upper() == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.server.mails.put(self.mail())
            self.wfile.write(b"221 bye\r\n" if line.upper() == b"QUIT" else b"250 ok\r\n")

    def mail(self):
        return b"".join(iter(self.rfile.readline, b".\r\n")).decode()


@pytest.fixture(scope="module")
def mail_server():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox) as server:
        server.mails = Queue()
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def mailing(app, environment, mail_server):
    """The application with a mail server."""
    settings = replace(
        Settings.from_env(environment),
        smtp_url=f"smtp://127.0.0.1:{mail_server.server_address[1]}",
        mail_from="Tidemark <no-reply@example.org>",
        public_url="https://tidemark.example.org",
    )
    mailing = create_app(settings)
    yield mailing
    put_away(mailing)


def put_away(app):
    """Close the application's connections once its letters are out."""
    post.DESK.submit(int).result(timeout=30)
    with app.app_context():
        database.db.engine.dispose()


def ask(email, app=None, address=None):
    client = app.test_client() if app else a_client()
    client.environ_base["REMOTE_ADDR"] = address or an_address()
    return client.post(ASK, json={"email": email})


def mailed_code(mail):
    return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", mail)[0]


def accept(code, client=None, **more):
    body = {"code": code, "password": NEW_PASSWORD} | more
    return (client or a_client()).post(ACCEPT, json=body)


def a_recovery_code(person, code=RECOVERY):
    insert(
        "recovery_codes",
        person.role.database_role,
        person.id,
        account_id=person.id,
        code_hash=recovery_hash(code),
    )


def a_code_for(person):
    """A code from a coordinator of the same clinic."""
    coordinator = a_coordinator(clinic=person.clinic_id)
    answer = as_(coordinator).post(HAND_OUT, json={"email": person.email})
    assert answer.status_code == 201, answer.json
    return answer.json["code"]


class TestAskForReset:
    def test_answers_the_same_to_everybody(self):
        answers = [ask(email) for email in (a_patient().email, "nobody@example.org", "nonsense")]

        assert [answer.status_code for answer in answers] == [202, 202, 202]
        assert {answer.data for answer in answers} == {answers[0].data}

    def test_stores_no_code_when_no_mail_can_be_sent(self):
        patient = a_patient()
        ask(patient.email)

        assert fetch("SELECT * FROM reset_codes WHERE account_id = %s", patient.id) == []

    def test_mails_a_code_that_works_once(self, mailing, mail_server):
        patient = a_patient()
        tokens = signed_in(patient)

        assert ask(f" {patient.email.upper()}", mailing).status_code == 202

        mail = mail_server.mails.get(timeout=60)
        assert f"To: {patient.email}" in mail
        assert "From: Tidemark <no-reply@example.org>" in mail
        assert "https://tidemark.example.org/#/reset" in mail
        code = mailed_code(mail)
        assert accept(code).status_code == 200
        assert code_of(accept(code)) == (404, "reset")
        assert sign_in(patient).status_code == 401
        assert sign_in(patient, password=NEW_PASSWORD).status_code == 201
        refreshed = a_client().post(
            f"{API}/session/refresh", json={"refresh_token": tokens["refresh_token"]}
        )
        assert refreshed.status_code == 401

    def test_mails_nobody_whom_it_does_not_know(self, mailing, mail_server):
        patient = a_patient()
        ask("nobody@example.org", mailing)
        ask(patient.email, mailing)

        assert f"To: {patient.email}" in mail_server.mails.get(timeout=60)
        assert mail_server.mails.empty()

    def test_mails_one_address_five_times_an_hour_and_says_nothing(self, mailing, mail_server):
        patient, last = a_patient(), a_patient()
        answers = [ask(patient.email, mailing) for _ in range(7)]
        ask(last.email, mailing)

        mails = [mail_server.mails.get(timeout=60) for _ in range(6)]
        assert {answer.status_code for answer in answers} == {202}
        assert sum(f"To: {patient.email}" in mail for mail in mails) == 5
        assert f"To: {last.email}" in mails[-1]

    def test_answers_although_the_mail_server_is_away(self, app, environment):
        settings = replace(
            Settings.from_env(environment), smtp_url="smtp://127.0.0.1:9", mail_from="a@b.org"
        )
        alone = create_app(settings)

        assert ask(a_patient().email, alone).status_code == 202

        put_away(alone)

    def test_refuses_more_than_so_many_an_hour_from_one_address(self):
        address = an_address()
        a_count("reset_asked.address", address, RESET_ASKED_ADDRESS.failures - 1)
        answers = [ask("nobody@example.org", address=address) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [202, 429]


class TestResetPassword:
    def test_takes_a_clinics_code_only_with_the_patients_recovery_code(self):
        patient = a_patient()
        a_recovery_code(patient)
        code = a_code_for(patient)

        for wrong in ({}, {"recovery_code": "ZZZZ-ZZZZ-ZZZZ"}):
            assert code_of(accept(code, **wrong)) == (404, "reset")
        assert sign_in(patient).status_code == 201
        assert accept(code, recovery_code=RECOVERY.lower()).status_code == 200
        assert sign_in(patient, password=NEW_PASSWORD).status_code == 201

    def test_uses_the_recovery_code_up(self):
        patient = a_patient()
        a_recovery_code(patient)
        accept(a_code_for(patient), recovery_code=RECOVERY)

        again = accept(a_code_for(patient), recovery_code=RECOVERY)

        assert code_of(again) == (404, "reset")

    def test_does_not_take_somebody_elses_recovery_code(self):
        patient, other = a_patient(), a_patient()
        a_recovery_code(other)

        assert accept(a_code_for(patient), recovery_code=RECOVERY).status_code == 404

    def test_ends_all_sign_ins_and_all_other_codes(self):
        patient = a_patient()
        a_recovery_code(patient, "1111-1111-1111")
        a_recovery_code(patient, "2222-2222-2222")
        client = as_(patient)
        code, other = a_code_for(patient), a_code_for(patient)

        accept(code, recovery_code="1111-1111-1111")

        assert client.get(f"{API}/account").status_code == 401
        assert accept(other, recovery_code="2222-2222-2222").status_code == 404

    def test_is_shown_to_the_patient(self):
        patient = a_patient()
        a_recovery_code(patient)
        accept(a_code_for(patient), recovery_code=RECOVERY)

        query = "SELECT actor_role, action FROM accesses WHERE patient_id = %s ORDER BY at"
        assert fetch(query, patient.id) == [
            ("coordinator", "account.reset_code"),
            ("patient", "account.password_reset"),
        ]

    def test_never_touches_the_second_factor(self):
        person = a_specialist()
        a_recovery_code(person)
        accept(a_code_for(person), recovery_code=RECOVERY)

        assert code_of(sign_in(person, password=NEW_PASSWORD)) == (401, "otp_required")
        answer = sign_in(person, password=NEW_PASSWORD, otp=otp_of(person))
        assert answer.status_code == 201

    def test_refuses_an_old_code(self):
        patient = a_patient()
        a_recovery_code(patient)
        code = a_code_for(patient)
        with acting("r_door") as connection:
            connection.execute(
                "UPDATE reset_codes SET expires_at = now() WHERE account_id = %s", [patient.id]
            )

        assert accept(code, recovery_code=RECOVERY).status_code == 404

    def test_ends_with_another_way_to_the_account(self):
        patient = a_patient()
        a_recovery_code(patient)
        code = a_code_for(patient)
        body = {"password": PASSWORD, "new_password": NEW_PASSWORD}
        assert as_(patient).put(f"{API}/account/password", json=body).status_code == 200

        assert accept(code, recovery_code=RECOVERY).status_code == 404

    def test_refuses_a_bad_password_and_keeps_the_codes(self):
        patient = a_patient()
        a_recovery_code(patient)
        code = a_code_for(patient)

        refused = accept(code, recovery_code=RECOVERY, password="password1234")

        assert code_of(refused) == (422, "invalid")
        assert accept(code, recovery_code=RECOVERY).status_code == 200

    def test_refuses_the_eleventh_guess_from_an_address(self):
        patient, address = a_patient(), an_address()
        a_recovery_code(patient)
        for _ in range(10):
            answer = accept("ZZZZ-ZZZZ-ZZZZ", a_client(address))
            assert code_of(answer) == (404, "reset")

        refused = accept(a_code_for(patient), a_client(address), recovery_code=RECOVERY)

        assert code_of(refused) == (429, "too_many")
        assert failures("reset.address", address) == 10


class TestIssueResetCode:
    def test_is_for_coordinators(self):
        patient = a_patient()
        for person in (patient, a_specialist(clinic=patient.clinic_id)):
            answer = as_(person).post(HAND_OUT, json={"email": patient.email})
            assert code_of(answer) == (404, "not_found")

    def test_knows_the_people_of_the_own_clinic_alone(self):
        clinic = a_clinic()
        client = as_(a_coordinator(clinic=clinic))
        stranger = a_patient()

        answers = [
            client.post(HAND_OUT, json={"email": email})
            for email in (stranger.email, "nobody@example.org")
        ]

        assert answers[0].data == answers[1].data
        assert code_of(answers[0]) == (404, "not_found")
        stored = fetch("SELECT * FROM reset_codes WHERE account_id = %s", stranger.id)
        assert stored == []

    def test_stores_only_a_hash(self):
        patient = a_patient()
        code = a_code_for(patient)

        [row] = fetch("SELECT * FROM reset_codes WHERE account_id = %s", patient.id)
        assert code.replace("-", "") not in str(row)
        assert vault.keyed_hash("reset", code.replace("-", "")) in row
