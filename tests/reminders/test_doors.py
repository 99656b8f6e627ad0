"""Subscriptions, tests, receipts and figures over HTTP."""

from uuid import uuid4

import pytest

from backend import clock
from backend.push.gateway.vapid import Vapid
from backend.reminders.service.receipts import token_of
from backend.web.push.gateway import VAPID
from tests.builders import a_consent, a_patient, a_specialist, as_, fetch
from tests.reminders.post import Phone, Worker, a_browser, a_reminded, at, states

SUBSCRIPTIONS = "/api/v1/push/subscriptions"


def refused(answer, status: int, code: str, *fields: str) -> None:
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    assert answer.content_type == "application/problem+json"
    assert set(fields) <= set(answer.json.get("fields", {})), answer.json


class TestSubscribe:
    def test_sent_again_is_the_same_subscription(self, app):
        patient = a_reminded()
        first = Phone(patient)
        again = first.client.post(SUBSCRIPTIONS, json=first.browser)
        assert (again.status_code, again.json["id"]) == (201, str(first.id))
        assert len(first.client.get(SUBSCRIPTIONS).json["items"]) == 1

    def test_moves_the_browser_to_whoever_signed_in_last(self, app):
        before, after = a_reminded(), a_reminded()
        worker = Worker()
        first = Phone(before)
        second = Phone(after, first.browser)
        for phone in (first, second):
            phone.plan(again=False)
        assert first.client.get(SUBSCRIPTIONS).json["items"] == []
        worker.step(at(19))
        assert worker.of(before) == []
        assert [device for device, _ in worker.of(after)] == [second.id]

    def test_needs_the_consent_to_reminders(self, app):
        patient = a_patient()
        refused(as_(patient).post(SUBSCRIPTIONS, json=a_browser()), 403, "consent_required")
        a_consent(patient, "c_push")
        assert as_(patient).post(SUBSCRIPTIONS, json=a_browser()).status_code == 201

    def test_is_for_patients(self, app):
        assert as_(a_specialist()).post(SUBSCRIPTIONS, json=a_browser()).status_code == 404

    def test_keeps_address_and_keys_sealed(self, app):
        phone = Phone(a_reminded())
        ((row,),) = fetch("SELECT s::text FROM push_subscriptions s WHERE id = %s", phone.id)
        secret = phone.browser["endpoint"].rsplit("/", maxsplit=1)[-1]
        assert secret not in row
        assert secret.encode().hex() not in row
        assert phone.browser["keys"]["auth"] not in row

    @pytest.mark.parametrize(
        "endpoint",
        [
            "https://10.0.0.1/x",
            "https://192.168.1.1/x",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/x",
            "https://[::1]/x",
            "https://2130706433/x",
            "https://0x7f000001/x",
            "https://fcm.googleapis.com:8443/x",
            "https://user:secret@fcm.googleapis.com/x",
            "https://fcm.googleapis.com@evil.example/x",
            "https://fcm.googleapis.com.evil.example/x",
            "https://fcm.google\u0430pis.com/x",
            "http://fcm.googleapis.com/x",
            "https://evil.example/x",
            "ftp://127.0.0.1/x",
            "javascript:alert(1)",
            "nowhere",
        ],
    )
    def test_refuses_an_endpoint_that_is_no_push_service(self, app, endpoint):
        phone = Phone(a_reminded())
        answer = phone.client.post(SUBSCRIPTIONS, json=a_browser(endpoint))
        refused(answer, 422, "endpoint_refused", "endpoint")
        assert len(phone.client.get(SUBSCRIPTIONS).json["items"]) == 1

    @pytest.mark.parametrize(
        "keys",
        [
            {"p256dh": "AAAA", "auth": "8qi3tf_I3rnyU218kZ0oAA"},
            {"p256dh": "B" + "A" * 86, "auth": "8qi3tf_I3rnyU218kZ0oAA"},
            {"p256dh": "!!!!", "auth": "8qi3tf_I3rnyU218kZ0oAA"},
            {"auth": "AA"},
            {"auth": "é"},
        ],
    )
    def test_refuses_keys_that_no_browser_has(self, app, keys):
        phone = Phone(a_reminded())
        browser = a_browser()
        browser["keys"] |= keys
        refused(phone.client.post(SUBSCRIPTIONS, json=browser), 422, "keys_refused", "keys")

    def test_refuses_a_key_that_isnt_ours(self, app):
        phone = Phone(a_reminded())
        body = {**a_browser(), "key": "BGRWFdx73SCYU2N9"}
        refused(phone.client.post(SUBSCRIPTIONS, json=body), 422, "key_unknown", "key")

    def test_keeps_the_key_that_a_known_browser_subscribed_with(self, app, environment):
        phone = Phone(a_reminded())
        older = {"v0": bytes(31) + b"\x05"}
        vapid = Vapid({**app.config["SETTINGS"].vapid_keys, **older}, "mailto:a@example.org")
        usual = app.extensions[VAPID]
        query = "SELECT key_id FROM push_subscriptions WHERE id = %s"
        before = fetch(query, phone.id)[0][0]
        app.extensions[VAPID] = vapid
        try:
            body = {**phone.browser, "key": vapid.public_key("v0")}
            assert phone.client.post(SUBSCRIPTIONS, json=body).status_code == 201
            assert fetch(query, phone.id) == [("v0",)]
            assert phone.client.post(SUBSCRIPTIONS, json=phone.browser).status_code == 201
            assert fetch(query, phone.id) == [("v0",)]
        finally:
            app.extensions[VAPID] = usual
        assert before != "v0"

    def test_refuses_what_it_doesnt_know(self, app):
        phone = Phone(a_reminded())
        body = {**a_browser(), "account_id": str(uuid4())}
        refused(phone.client.post(SUBSCRIPTIONS, json=body), 422, "invalid", "account_id")

    def test_ends_with_the_sign_in_however_that_ends(self, app):
        patient = a_reminded()
        here, there = Phone(patient), Phone(patient)
        assert here.client.delete("/api/v1/sessions").status_code == 204
        assert [item["id"] for item in here.client.get(SUBSCRIPTIONS).json["items"]] == [
            str(here.id)
        ]
        assert there.client.get(SUBSCRIPTIONS).status_code == 401
        assert here.client.delete("/api/v1/session").status_code == 204
        assert fetch("SELECT 1 FROM push_subscriptions WHERE account_id = %s", patient.id) == []

    def test_can_be_ended_by_its_owner_alone(self, app):
        phone, other = Phone(a_reminded()), Phone(a_reminded())
        assert other.client.delete(f"{SUBSCRIPTIONS}/{phone.id}").status_code == 404
        assert phone.client.delete(f"{SUBSCRIPTIONS}/{phone.id}").status_code == 204
        assert phone.client.delete(f"{SUBSCRIPTIONS}/{phone.id}").status_code == 404


class TestTest:
    def test_goes_out_at_once_to_every_device(self, app):
        patient, worker = a_reminded(), Worker()
        phones = [Phone(patient) for _ in range(2)]
        answer = phones[0].client.post("/api/v1/push/test")
        assert answer.status_code == 202
        assert answer.headers["Location"] == f"{phones[0].base}/status"
        worker.step(clock.now())
        assert {device for device, _ in worker.of(patient)} == {phone.id for phone in phones}
        (item,) = phones[0].client.get(f"{phones[0].base}/history").json["items"]
        assert (item["id"], item["what"], item["state"]) == (answer.json["id"], "test", "sent")

    def test_defers_the_sending_in_the_same_transaction(self, app):
        phone = Phone(a_reminded())
        assert phone.client.post("/api/v1/push/test").status_code == 202
        found = fetch(
            "SELECT count(*) FROM jobs.procrastinate_jobs WHERE task_name = 'reminders.send_due'"
            " AND status = 'todo'"
        )
        assert found[0][0] == 1

    def test_needs_a_device(self, app):
        patient = a_reminded()
        refused(as_(patient).post("/api/v1/push/test"), 409, "no_device")
        assert states(patient) == []

    def test_is_answered_429_after_ten_in_an_hour(self, app):
        phone = Phone(a_reminded())
        statuses = [phone.client.post("/api/v1/push/test").status_code for _ in range(11)]
        assert statuses == [202] * 10 + [429]


class TestReceipt:
    @pytest.fixture
    def sent(self, app):
        patient, worker = a_reminded(), Worker()
        phone = Phone(patient)
        phone.plan(again=False)
        (held,) = [each for each in worker.step(at(19)) if each.patient_id == patient.id]
        return phone, token_of(held.id, phone.id)

    def test_needs_no_sign_in_and_is_kept_the_first_time(self, sent):
        phone, token = sent
        anybody = as_(None)
        for event in ("shown", "shown", "opened", "acted"):
            answer = anybody.post("/api/v1/push/receipts", json={"token": token, "event": event})
            assert (answer.status_code, answer.json) == (200, {"is_due": True})
        query = "SELECT shown_at, opened_at, acted_at FROM deliveries WHERE subscription_id = %s"
        ((shown, opened, acted),) = fetch(query, phone.id)
        assert shown < opened < acted
        anybody.post("/api/v1/push/receipts", json={"token": token, "event": "shown"})
        assert fetch(query, phone.id) == [(shown, opened, acted)]
        status = phone.client.get(f"{phone.base}/status").json
        assert status["last_shown_at"] == shown.isoformat()

    def test_with_a_guess_finds_nothing(self, sent):
        answer = as_(None).post("/api/v1/push/receipts", json={"token": "x" * 22, "event": "shown"})
        refused(answer, 404, "not_found")

    def test_is_stored_as_a_hash(self, sent):
        phone, token = sent
        query = "SELECT d::text FROM deliveries d WHERE subscription_id = %s"
        assert token not in fetch(query, phone.id)[0][0]


class TestFigures:
    def test_are_for_this_machine_or_the_holder_of_the_token(self, app):
        client = as_(None)
        assert client.get("/metrics").status_code == 200
        assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 404
        assert client.get("/metrics", headers={"Authorization": "Bearer x"}).status_code == 200

    def test_tell_what_was_sent_and_name_nobody(self, app):
        patient, worker = a_reminded(), Worker()
        phone = Phone(patient)
        phone.plan(again=False)
        worker.step(at(19))
        text = as_(None).get("/metrics").text
        for name in (
            'tidemark_push_answers_total{answer="accepted",vendor="127.0.0.1"}',
            "tidemark_reminder_delay_seconds_bucket",
            "tidemark_reminders_backlog",
            'tidemark_push_subscriptions{state="live",vendor="127.0.0.1"}',
        ):
            assert name in text
        assert str(patient.id) not in text
        assert str(phone.id) not in text
