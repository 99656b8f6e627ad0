"""A patient's browser with the page of reminders, and the worker that sends to it."""

import asyncio
import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import aiohttp
from flask import Flask

from backend import clock
from backend.database import transaction
from backend.push.gateway.sender import Sender
from backend.push.rules.messages import Address, Answer, Message
from backend.reminders.service import planning
from backend.reminders.service.sending import drain
from backend.web.push.gateway import HOSTS, VAPID
from tests import builders
from tests.builders import PASSWORD, Person, fetch
from tests.e2e.bidi import Firefox, Tab
from tests.e2e.daytime import there
from tests.push_service.running import Running
from tests.reminders.post import USUAL

RECEIPTS = "/api/v1/push/receipts"
DUE = "Your diary is ready."
WITHIN_S = 20.0
SOON_S = 8.0
"""Sooner than Firefox takes a notification off the screen by itself: after 20 seconds."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A notification that stands in the browser."""

    title: str
    body: str
    tag: str


class Alert:
    """What Firefox shows of a notification on the screen."""

    def __init__(self, window: Tab) -> None:
        self._window = window

    async def said(self) -> str:
        """All that can be read in it."""
        found: str = await self._window.run(
            "return [...document.querySelectorAll('label, description')]"
            ".map((each) => each.value || each.textContent).filter(Boolean).join(' | ')"
        )
        return found

    async def click(self) -> None:
        await self._window.run("document.getElementById('alertBox').click()")

    async def act(self, action: str) -> None:
        """Press one of its actions, as on desktops that show them; Firefox's own window can't."""
        await self._window.run(
            "const QueryInterface = ChromeUtils.generateQI(['nsIAlertAction']);"
            " const pressed = { QueryInterface, action, title: '', iconURL: '' };"
            " gAlertListener.observe(pressed, 'alertclickcallback', gAlertCookie)",
            action=action,
        )

    async def picture(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        found = await self._window.run(
            "Object.assign(document.getElementById('alertBox').style,"
            " { animation: 'none', opacity: 1 });"
            " const seen = await window.browsingContext.currentWindowGlobal"
            ".drawSnapshot(null, 2, 'white');"
            " const paper = document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas');"
            " [paper.width, paper.height] = [seen.width, seen.height];"
            " paper.getContext('2d').drawImage(seen, 0, 0);"
            " return paper.toDataURL('image/png')"
        )
        path.write_bytes(base64.b64decode(found.partition(",")[2]))


class Phone:
    """One browser of one patient."""

    def __init__(self, patient: Person, tab: Tab) -> None:
        self.patient = patient
        self.tab = tab

    @classmethod
    async def opened(cls, firefox: Firefox, origin: str, patient: Person) -> Self:
        """A new browser, in which the patient signs in."""
        phone = cls(patient, await firefox.tab(f"{origin}/#/reminders"))
        await phone.sign_in()
        return phone

    @classmethod
    async def reminded(cls, firefox: Firefox, origin: str, patient: Person) -> Self:
        """A new browser, in which the patient turns reminders on."""
        phone = await cls.opened(firefox, origin, patient)
        await phone.turn_on()
        return phone

    async def sign_in(self) -> None:
        """Sign in, and look at the reminders."""
        await self.enter(self.patient.email, PASSWORD)
        await self.tab.until("!document.querySelector('input[type=password]')")
        await self.tab.run("location.hash = '#/reminders'")
        await self.settled()

    async def enter(self, email: str | None, password: str) -> None:
        """Fill the way in and press it, once its heading has taken the focus."""
        await self.tab.until("document.activeElement?.tagName === 'H1'")
        if email is not None:
            await self.tab.type("input[type=email]", email)
        await self.tab.type("input[type=password]", password)
        await self.tab.press("Sign in")

    async def turn_on(self) -> None:
        await self.tab.press("Turn reminders on")
        await self.tab.until(f"{text('#here')} === 'Reminders are on.'")

    async def sign_out(self) -> None:
        await self.tab.run("location.hash = '#/sign-out'")
        await self.tab.press("Sign out")
        await self.tab.until("document.querySelector('input[type=email]')?.checkVisibility()")

    async def fill(self, **fields: str) -> None:
        """Fill fields in."""
        for name, value in fields.items():
            await self.tab.run(
                "const field = document.getElementById(name); field.value = value;"
                " field.dispatchEvent(new Event('input', { bubbles: true }))",
                name=name,
                value=value,
            )

    async def settled(self) -> None:
        """Wait until the page has said how reminders stand."""
        is_seen = "document.querySelector('#here')?.checkVisibility()"
        await self.tab.until(f"{is_seen} && {text('#here')}.startsWith('Reminders are ')")

    async def shown(self) -> list[Shown]:
        """What stands in the browser's notifications."""
        found = await self.tab.run(
            "const { ready } = navigator.serviceWorker;"
            " return (await (await ready).getNotifications())"
            ".map(({ title, body, tag }) => ({ title, body, tag }))"
        )
        return [Shown(**each) for each in found]

    async def until_shown(self, *bodies: str) -> list[Shown]:
        """The notifications as soon as they say this and nothing else, or TimeoutError.

        That none is left must be so before Firefox would take them away by itself.
        """

        def is_it(found: list[Shown]) -> bool:
            return [each.body for each in found] == [*bodies]

        return await until(self.shown, is_it, within_s=WITHIN_S if bodies else SOON_S)

    async def close_all(self) -> None:
        """Close the notifications, as a person sweeps them away."""
        await self.tab.run(
            "const { ready } = navigator.serviceWorker;"
            " for (const shown of await (await ready).getNotifications()) shown.close()"
        )

    async def subscription(self) -> dict[str, Any] | None:
        """What its push manager has, as JSON."""
        found: dict[str, Any] | None = await self.tab.run(
            "const { ready } = navigator.serviceWorker;"
            " return await (await ready).pushManager.getSubscription()"
        )
        return found

    async def kept(self) -> dict[str, Any]:
        """What the product keeps unsealed of a person, and the paths of what it caches."""
        found: dict[str, Any] = await self.tab.run(
            "const opened = indexedDB.open('tidemark');"
            " const done = (asked) => new Promise((resolve, reject) =>"
            " Object.assign(asked, { onsuccess: () => resolve(asked.result), onerror: reject }));"
            " const database = await done(opened);"
            " const store = database.transaction('kept').objectStore('kept'); const kept = {};"
            " for (const name of ['csrf', 'who', 'subscription', 'tags', 'receipts']) {"
            " const found = await done(store.get(name)); if (found?.length) kept[name] = found; }"
            " database.close(); return kept"
        )
        return found

    async def cached(self) -> set[str]:
        """The paths whose answers its caches hold."""
        found = await self.tab.run(
            "const paths = []; for (const name of await caches.keys())"
            " for (const { url } of await (await caches.open(name)).keys())"
            " paths.push(new URL(url).pathname); return paths"
        )
        return set(found)


class Worker:
    """What a worker does, with the real sender; an application of its own, as in a process."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._vapid, self._hosts = app.extensions[VAPID], app.extensions[HOSTS]

    async def send_due(self) -> int:
        """Work out, take up and send what is due now; how many nudges were taken up."""
        while await self._run(lambda: planning.work_out(now=clock.now())):
            pass
        async with Sender(self._hosts, self._vapid) as sender:
            return await drain(sender, self._run)

    async def sent_to(self, patient: Person) -> list[dict[str, Any]]:
        """Send what is due now, and what is stored of this patient's deliveries then."""
        await self.send_due()
        return deliveries(patient)

    async def push(self, phone: Phone, content: bytes) -> None:
        """Send this to one browser, past all plans."""
        told = await phone.subscription()
        assert told is not None
        message = Message(
            ref=None,
            address=Address(endpoint=told["endpoint"], **told["keys"], key_id=self._vapid.current),
            payload=content,
            ttl_s=60,
            urgency="high",
            topic="",
        )
        async with Sender(self._hosts, self._vapid) as sender:
            [outcome] = [each async for each in sender.deliver([message])]
        assert outcome.answer is Answer.ACCEPTED

    async def _run(self, act: Callable[[], Any]) -> Any:
        def within() -> Any:
            with self._app.app_context(), transaction():
                return act()

        return await asyncio.to_thread(within)


async def again(push: Running, phone: Phone, server: Any) -> None:
    """Send the phone its last message a second time, and wait until that was shown too."""
    told = await phone.subscription()
    assert told is not None
    last = [each for each in push.received if told["endpoint"].endswith(each.token)][-1]
    before = await asyncio.to_thread(server.count, RECEIPTS)
    async with (
        aiohttp.ClientSession() as session,
        session.post(told["endpoint"], data=last.body, headers=last.headers) as answer,
    ):
        assert answer.status == 201
    await until(lambda: server.answered[RECEIPTS], lambda found: found > before)


def plan_for_now(patient: Person) -> None:
    """Let the patient's plan, made yesterday, name this very minute."""
    now = clock.now()
    client = builders.as_(patient)
    plan = {**USUAL, "at": f"{there(now):%H:%M}", "again": False}
    answer = client.put(f"/api/v1/patients/{patient.id}/reminders", json=plan)
    assert answer.status_code == 200, answer.text
    with builders.acting("r_patient", patient.id) as connection:
        connection.execute(
            "UPDATE reminder_plans SET changed_at = %s WHERE patient_id = %s",
            (now - timedelta(days=1), patient.id),
        )


def deliveries(patient: Person) -> list[dict[str, Any]]:
    """What is stored of the patient's deliveries."""
    rows = fetch(
        "SELECT to_json(d) FROM deliveries d WHERE patient_id = %s ORDER BY made_at", patient.id
    )
    return [row[0] for row in rows]


def subscriptions(patient: Person) -> list[UUID]:
    """The patient's browsers that are stored."""
    return [
        row[0]
        for row in fetch("SELECT id FROM push_subscriptions WHERE account_id = %s", patient.id)
    ]


async def until(
    find: Callable[[], Any], is_it: Callable[[Any], bool], *, within_s: float = WITHIN_S
) -> Any:
    """What is found as soon as it is that, or TimeoutError with what it was last."""
    deadline = time.monotonic() + within_s
    while True:
        found = find()
        if asyncio.iscoroutine(found):
            found = await found
        if is_it(found):
            return found
        if time.monotonic() > deadline:
            raise TimeoutError(f"Still {found}")
        await asyncio.sleep(0.05)


def text(selector: str) -> str:
    return f"document.querySelector({json.dumps(selector)}).textContent"


async def a_phone_that_shows(firefox, server, patient, worker) -> Phone:
    """The patient's browser with the reminder of this very minute, known to be shown."""
    phone = await Phone.reminded(firefox, server.origin, patient)
    plan_for_now(patient)
    assert await worker.send_due()
    await phone.until_shown(DUE)
    await until(lambda: deliveries(patient), are_shown)
    return phone


async def the_alerts(firefox: Firefox, body: str) -> list[Alert]:
    """What Firefox shows on the screen with this text, as soon as it shows any."""

    async def found() -> list[Alert]:
        alerts = [Alert(window) for window in await firefox.alerts()]
        return [alert for alert in alerts if body in await alert.said()]

    return list(await until(found, bool))


def are_shown(found: list[dict[str, Any]]) -> bool:
    return bool(found) and all(each["shown_at"] for each in found)
