"""A reminder's whole way: planned, claimed, encrypted, pushed, decrypted and shown by Firefox."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from backend import clock
from backend.push.rules.messages import payload
from tests.builders import as_, fetch
from tests.e2e.phone import (
    DUE,
    Phone,
    a_phone_that_shows,
    again,
    are_shown,
    deliveries,
    plan_for_now,
    subscriptions,
    the_alerts,
    until,
)
from tests.phone import said

PICTURES = Path(__file__).parents[2] / "var" / "e2e"
RECEIPTS = "/api/v1/push/receipts"
UNREADABLE = [
    b"{",
    b"\xff\xfe",
    b"null",
    b'"due"',
    b'{"k":"due","t":5}',
    b'{"k":"__proto__","t":"x"}',
]
TEST = "This is a test. Reminders reach you here."


class TestReminder:
    def test_is_shown_and_known_to_be(self, runner, firefox, server, patient, worker):
        async def scenario():
            phone = await Phone.reminded(firefox, server.origin, patient)
            plan_for_now(patient)
            assert await worker.send_due()
            return await phone.until_shown(DUE), await until(lambda: deliveries(patient), are_shown)

        [shown], [delivery] = runner.run(scenario())

        assert shown.title == "Tidemark"
        assert shown.tag == delivery["reminder_id"].replace("-", "")
        assert delivery["accepted_at"] <= delivery["shown_at"]
        assert status_of(patient)["last_shown_at"] is not None

    def test_is_shown_once_when_it_comes_twice(
        self, runner, firefox, server, push, patient, worker
    ):
        async def scenario():
            phone = await a_phone_that_shows(firefox, server, patient, worker)
            await again(push, phone, server)
            return await phone.shown()

        assert [each.body for each in runner.run(scenario())] == [DUE]

    def test_does_not_come_back_once_it_was_closed(
        self, runner, firefox, server, push, patient, worker
    ):
        async def scenario():
            phone = await a_phone_that_shows(firefox, server, patient, worker)
            await phone.close_all()
            await again(push, phone, server)
            return await phone.shown()

        assert runner.run(scenario()) == []

    def test_takes_itself_away_when_the_day_was_written_on_another_phone(
        self, runner, firefox, server, push, patient, worker
    ):
        async def scenario():
            phone = await a_phone_that_shows(firefox, server, patient, worker)
            decline_the_rest(patient)
            write_the_day(patient)
            await again(push, phone, server)
            return await phone.until_shown()

        assert runner.run(scenario()) == []

    def test_goes_on_coming_after_the_push_service_has_forgotten_the_browser(
        self, runner, firefox, server, push, patient, worker
    ):
        async def scenario():
            phone = await Phone.reminded(firefox, server.origin, patient)
            [before] = subscriptions(patient)
            forget(push, (await phone.subscription())["endpoint"])
            await until(
                lambda: subscriptions(patient),
                lambda found: len(found) == 1 and found != [before],
            )
            plan_for_now(patient)
            await worker.send_due()
            return await phone.until_shown(DUE)

        assert len(runner.run(scenario())) == 1

    def test_gives_way_to_a_newer_one(self, runner, firefox, server, worker, patient):
        async def scenario():
            phone = await Phone.reminded(firefox, server.origin, patient)
            await worker.push(phone, payload(k="due", t="a" * 32, r="none"))
            await phone.until_shown(DUE)
            await worker.push(phone, payload(k="silence", t="b" * 32, r="none"))
            await phone.until_shown("Your diary is here whenever you are.")
            return await phone.shown()

        assert [each.tag for each in runner.run(scenario())] == ["b" * 32]

    def test_shows_the_diary_text_if_it_is_unreadable(
        self, runner, firefox, server, worker, patient
    ):
        async def scenario():
            phone = await Phone.reminded(firefox, server.origin, patient)
            for unreadable in UNREADABLE:
                await worker.push(phone, unreadable)
                await phone.until_shown(DUE)
                await phone.close_all()
                await phone.until_shown()

        runner.run(scenario())


class TestScreen:
    def test_tells_a_stranger_nothing(self, runner, firefox, server, patient, worker):
        async def scenario():
            await a_phone_that_shows(firefox, server, patient, worker)
            [alert] = await the_alerts(firefox, DUE)
            await alert.picture(PICTURES / "notification.png")
            return await alert.said()

        said = runner.run(scenario())

        assert set(said.split(" | ")) <= {"Tidemark", DUE, f"via {urlsplit(server.origin).netloc}"}

    def test_opens_the_page_when_it_is_touched(self, runner, firefox, server, patient, worker):
        async def scenario():
            phone = await a_phone_that_shows(firefox, server, patient, worker)
            await phone.tab.go("about:blank")
            [alert] = await the_alerts(firefox, DUE)
            await alert.click()
            [delivery] = await until(
                lambda: deliveries(patient), lambda found: found[0]["opened_at"]
            )
            return delivery, await until(
                firefox.addresses, lambda found: f"{server.origin}/" in found
            )

        delivery, _ = runner.run(scenario())

        assert delivery["shown_at"] <= delivery["opened_at"]


class TestReceipt:
    def test_is_kept_while_the_server_is_away(self, runner, firefox, server, patient, worker):
        async def scenario():
            phone = await Phone.reminded(firefox, server.origin, patient)
            plan_for_now(patient)
            with server.away_from(RECEIPTS):
                await worker.send_due()
                await phone.until_shown(DUE)
                kept = await until(phone.kept, lambda kept: kept.get("receipts"))
            await phone.tab.reload()
            await until(lambda: deliveries(patient), are_shown)
            await until(phone.kept, lambda kept: not kept.get("receipts"))
            return kept["receipts"]

        [receipt] = runner.run(scenario())

        assert set(receipt) == {"token", "event", "tag"}


class TestTestMessage:
    def test_tells_on_the_page_that_it_arrived(self, runner, firefox, server, patient, worker):
        async def scenario():
            phone = await Phone.reminded(firefox, server.origin, patient)
            await phone.tab.size(400, 720)
            await phone.tab.press("Send me a test now")
            await until(lambda: worker.sent_to(patient), bool)
            await phone.until_shown(TEST)
            told = await phone.tab.until(
                "document.querySelector('#test-result .good')?.parentNode.innerText"
            )
            await phone.tab.until("!document.querySelector('button:disabled')")
            await phone.tab.until("!document.body.innerText.includes('None yet')")
            await phone.tab.run("scrollTo(0, 0)")
            await phone.tab.picture(PICTURES / "reminders.png", whole=False)
            return told

        assert "Firefox on Linux" in runner.run(scenario())


def decline_the_rest(patient) -> None:
    """Whatever else is asked today, for which a reminder would stay."""
    phone, due = as_(patient), f"/api/v1/patients/{patient.id}/due"
    for item in phone.get(due).json["items"]:
        if (
            item["state"] == "due"
            and item["id"]
            and datetime.fromisoformat(item["opens_at"]) <= clock.now()
        ):
            body = {"state": "declined", "reason": "too_ill"}
            answer = phone.put(f"{due}/{item['id']}", json=body)
            assert answer.status_code == 200, (item, answer.text)


def write_the_day(patient) -> None:
    [[day]] = fetch(
        "SELECT DISTINCT day FROM reminders WHERE patient_id = %s AND state = 'sent'", patient.id
    )
    place = f"/api/v1/patients/{patient.id}/diary/days/{day}"
    body = said(answers={"pain_average": 5})
    answer = as_(patient).put(place, json=body, headers={"If-None-Match": "*"})
    assert answer.status_code == 201, answer.text


def forget(push, endpoint: str) -> None:
    """As if the push service had lost what it stored: the browser is told at its next hello."""
    push.service.end(endpoint.rpartition("/")[2])
    for socket in list(push.service.sockets.values()):
        asyncio.run_coroutine_threadsafe(socket.close(), socket._loop).result(60)


def status_of(patient) -> dict[str, Any]:
    return as_(patient).get(f"/api/v1/patients/{patient.id}/reminders/status").json
