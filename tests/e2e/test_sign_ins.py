"""Reminders end with the sign-in that wanted them, and follow its keys."""

from backend.push.gateway.vapid import Vapid
from backend.web.identity import ACCESS_COOKIE, REFRESH_COOKIE
from backend.web.push.gateway import VAPID
from tests.builders import a_patient
from tests.e2e.phone import DUE, Phone, a_phone_that_shows, subscriptions, until


class TestSignOut:
    def test_leaves_nothing_of_the_person(self, runner, firefox, server, push, patient, worker):
        async def scenario():
            phone = await a_phone_that_shows(firefox, server, patient, worker)
            endpoint = (await phone.subscription())["endpoint"]
            await phone.sign_out()
            token = endpoint.rpartition("/")[2]
            await until(lambda: token in push.service.ended, bool)
            return await phone.subscription(), await phone.shown(), await phone.kept()

        subscription, shown, kept = runner.run(scenario())

        assert subscription is None
        assert shown == []
        assert kept == {"caches": []}
        assert subscriptions(patient) == []

    def test_lets_the_next_person_begin_from_nothing(self, runner, firefox, server, app, patient):
        other = a_patient()

        async def scenario():
            phone = await Phone.reminded(firefox, server.origin, patient)
            await phone.sign_out()
            phone.patient = other
            await phone.sign_in()
            return await phone.tab.run("return document.querySelector('#here').textContent")

        assert runner.run(scenario()) == "Reminders are off."
        assert subscriptions(other) == []


class TestSignIn:
    def test_is_renewed_when_the_access_has_run_out(self, runner, firefox, server, patient, worker):
        async def scenario():
            phone = await a_phone_that_shows(firefox, server, patient, worker)
            await phone.tab.lose_cookies(ACCESS_COOKIE)
            await phone.tab.reload()
            await phone.settled()
            return await phone.shown()

        assert [each.body for each in runner.run(scenario())] == [DUE]
        assert len(subscriptions(patient)) == 1

    def test_that_is_over_leaves_nothing_in_the_browser(
        self, runner, firefox, server, patient, worker
    ):
        async def scenario():
            phone = await a_phone_that_shows(firefox, server, patient, worker)
            await phone.tab.lose_cookies(ACCESS_COOKIE, REFRESH_COOKIE)
            await phone.tab.click("[data-minutes]")
            await phone.tab.until("document.querySelector('#signed-out').checkVisibility()")
            return await phone.subscription(), await phone.shown(), await phone.kept()

        assert runner.run(scenario()) == (None, [], {"caches": []})


class TestKey:
    def test_that_was_changed_makes_the_browser_subscribe_anew(
        self, runner, firefox, server, app, patient, monkeypatch
    ):
        keys = {"newer": bytes(31) + b"\x07", **app.config["SETTINGS"].vapid_keys}
        newer = Vapid(keys, "mailto:push@example.org")

        async def scenario():
            phone = await Phone.reminded(firefox, server.origin, patient)
            before = await phone.subscription()
            monkeypatch.setitem(app.extensions, VAPID, newer)
            await phone.tab.reload()
            await phone.settled()
            return before, await until(phone.subscription, lambda found: found != before)

        before, after = runner.run(scenario())

        assert after["endpoint"] != before["endpoint"]
        assert len(subscriptions(patient)) == 1
