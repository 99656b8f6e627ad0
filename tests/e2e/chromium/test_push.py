"""A reminder in Chromium: shown, touched, put off; delivered by the browser's own tools."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from backend import clock
from tests.builders import as_
from tests.e2e.chromium.app import App
from tests.e2e.chromium.test_story import log_day
from tests.e2e.chromium.way import soon
from tests.e2e.daytime import ZONE, today
from tests.e2e.phone import DUE, deliveries, plan_for_now
from tests.phone import Phone as Diary
from tests.reminders import post

SHOWN = """async () => (await registration.getNotifications()).map(
    ({ title, body, tag, actions }) => ({ title, body, tag, actions: actions.map((a) => a.title) })
)"""
LOG = "Log today"
# As in most browsers; else it might send in the push's stead.
WITHOUT_BACKGROUND_SYNC = "() => { delete ServiceWorkerRegistration.prototype.sync }"
CLOSE = "async () => (await registration.getNotifications()).forEach((shown) => shown.close())"
# Counts the pushes whose work is done. Whoever only looked at what stands could take it away:
# Chromium forgets a notification that it is asked about before it stands on the screen.
COUNT_HANDLED = """() => {
    if (self.handled !== undefined) return self.handled;
    self.handled = 0;
    const until = ExtendableEvent.prototype.waitUntil;
    ExtendableEvent.prototype.waitUntil = function (promise) {
        if (this.type === "push" && !this.works) setTimeout(async () => {
            await Promise.allSettled(this.works);
            self.handled += 1;
        });
        (this.works ??= []).push(promise);
        return until.call(this, promise);
    };
    return 0;
}"""
PRESS = """async (action) => {
    const [notification] = await registration.getNotifications();
    const pressed = new NotificationEvent("notificationclick", { notification, action });
    // Only what a person touched may be waited for, and may bring windows to the front.
    let work, fronted = null;
    pressed.waitUntil = (promise) => { work = promise; };
    WindowClient.prototype.focus = async function () { fronted = this.url; };
    clients.openWindow = async (url) => { fronted = new URL(url, location.origin).href; };
    dispatchEvent(pressed);
    await work;
    return fronted;
}"""


class Reminded:
    """A patient's browser that takes what is delivered to it."""

    def __init__(self, app: App, patient: Any, origin: str) -> None:
        self.app = app
        self.patient = patient
        self.origin = origin
        # A subscription of its own, since no vendor of pushes can be reached from here.
        post.Phone(patient)
        plan_for_now(patient)
        now = clock.now()
        held = [each for each in post.Worker().step(now) if each.patient_id == patient.id]
        [message] = held[0].messages(now)
        self.content = message.payload.decode()

    def deliver(self, *contents: str) -> None:
        """As the vendor does, whatever pages are open; gives back when the worker is done."""
        contents = contents or (self.content,)
        worker = self.app.worker
        before = worker.evaluate(COUNT_HANDLED)
        tools = self.app.page.context.new_cdp_session(self.app.page)
        found: dict[str, Any] = {}

        def note(told: dict[str, Any]) -> None:
            found.update(told)

        tools.on("ServiceWorker.workerRegistrationUpdated", note)
        tools.send("ServiceWorker.enable")
        soon(lambda: tools.send("ServiceWorker.enable") or found.get("registrations"))
        [known] = found["registrations"]
        to = {"origin": self.origin, "registrationId": known["registrationId"]}
        for content in contents:
            tools.send("ServiceWorker.deliverPushMessage", {**to, "data": content})
        tools.detach()
        soon(lambda: worker.evaluate(COUNT_HANDLED) == before + len(contents))

    def shown(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.app.worker.evaluate(SHOWN)
        return found

    def delivery(self) -> dict[str, Any]:
        [delivery] = deliveries(self.patient)
        return dict(delivery)


@pytest.fixture
def reminded(app, contexts, server):
    patient = post.a_reminded(time_zone=ZONE, created_at=clock.now() - timedelta(days=3))
    post.leave_out_others()
    context = contexts(permissions=["notifications"])
    phone = App(context.new_page())
    phone.sign_in(patient)
    phone.opens_offline()
    yield Reminded(phone, patient, server.origin)
    assert phone.complaints == []


class TestReminder:
    def test_says_nothing_to_a_stranger_and_is_known_to_be_shown(self, reminded):
        reminded.deliver()

        assert reminded.delivery()["shown_at"]
        [shown] = reminded.shown()
        tag = json.loads(reminded.content)["t"]
        words = {"title": "Tidemark", "body": DUE, "actions": ["In an hour"]}
        assert shown == {**words, "tag": tag}

    def test_leads_to_today_and_to_the_diary(self, reminded):
        reminded.deliver()
        assert reminded.shown()
        fronted = reminded.app.worker.evaluate(PRESS, "")

        assert reminded.delivery()["opened_at"]
        assert fronted == f"{reminded.origin}/"
        assert reminded.shown() == []
        reminded.app.open(fronted)
        reminded.app.page.get_by_role("link", name=LOG).click()
        log_day(reminded.app, 6, today())
        soon(lambda: Diary(reminded.patient).get(today()).status_code == 200)

    def test_is_put_off_for_an_hour(self, reminded):
        reminded.deliver()
        assert reminded.shown()
        reminded.app.worker.evaluate(PRESS, "later")

        assert reminded.delivery()["acted_at"]
        place = f"/api/v1/patients/{reminded.patient.id}/reminders"
        until = datetime.fromisoformat(as_(reminded.patient).get(place).json["snoozed_until"])
        assert timedelta(minutes=55) < until - clock.now() <= timedelta(minutes=60)
        assert reminded.shown() == []

    def test_is_shown_once_though_it_comes_again(self, reminded):
        reminded.deliver()
        reminded.deliver()
        assert len(reminded.shown()) == 1
        reminded.app.worker.evaluate(CLOSE)
        reminded.deliver()

        assert reminded.shown() == []

    def test_is_not_lost_when_two_come_at_the_same_moment(self, reminded):
        for n in range(10):
            reminded.deliver(*[json.dumps({"k": "due", "t": f"{n} {m}", "r": None}) for m in "ab"])
            assert len(reminded.shown()) == 1

    def test_sends_what_waits_with_no_page_open(self, reminded):
        context, page = reminded.app.page.context, reminded.app.page
        reminded.app.run(WITHOUT_BACKGROUND_SYNC)
        context.set_offline(True)
        log_day(reminded.app, 8, today())
        reminded.app.reads("Saved on this phone")
        elsewhere = context.new_page()
        page.close()
        context.set_offline(False)
        assert Diary(reminded.patient).get(today()).status_code == 404
        reminded.app.page = elsewhere
        reminded.deliver()

        answer = soon(lambda: (a := Diary(reminded.patient).get(today())).status_code == 200 and a)
        assert answer.json["answers"]["pain_average"] == 8
        expect(elsewhere).to_have_url("about:blank")
