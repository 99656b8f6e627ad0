"""Reminders end with the sign-in that wanted them, and follow its keys."""

from backend.push.gateway.vapid import Vapid
from backend.web.identity import ACCESS_COOKIE, REFRESH_COOKIE
from backend.web.push.gateway import VAPID
from tests.builders import PASSWORD, a_patient
from tests.e2e.phone import DUE, Phone, a_phone_that_shows, subscriptions, until


class TestSignOut:
    def test_leaves_nothing_of_the_person(self, runner, firefox, server, push, patient, worker):
        async def scenario():
            phone = await a_phone_that_shows(firefox, server, patient, worker)
            endpoint = (await phone.subscription())["endpoint"]
            await phone.sign_out()
            token = endpoint.rpartition("/")[2]
            await until(lambda: token in push.service.ended, bool)
            seen = await phone.subscription(), await phone.shown(), await phone.kept()
            return *seen, await phone.cached()

        subscription, shown, kept, cached = runner.run(scenario())

        assert subscription is None
        assert shown == []
        assert kept == {}
        assert "/" in cached
        assert not [path for path in cached if path.startswith("/api")]
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

    def test_that_is_over_takes_no_reminders_until_the_person_is_back(
        self, runner, firefox, server, patient, worker
    ):
        async def scenario():
            phone = await a_phone_that_shows(firefox, server, patient, worker)
            await phone.tab.lose_cookies(ACCESS_COOKIE, REFRESH_COOKIE)
            await phone.tab.press("30 minutes")
            await phone.tab.until("document.querySelector('input[type=password]')")
            seen = await phone.subscription(), await phone.shown(), await phone.kept()
            await phone.enter(None, PASSWORD)
            await phone.settled()
            return seen, await until(phone.subscription, bool)

        (subscription, shown, kept), _ = runner.run(scenario())

        assert (subscription, shown, kept) == (None, [], {"who": str(patient.id)})


class TestKey:
    def test_that_was_changed_makes_the_browser_subscribe_anew(
        self, runner, firefox, server, app, patient, monkeypatch
    ):
        keys = {"newer": bytes(31) + b"\x07", **app.config["SETTINGS"].vapid_keys}
        newer = Vapid(keys, "mailto:push@example.org")

        async def scenario():
            phone = await Phone.reminded(firefox, server.origin, patient)
            before, stored = await phone.subscription(), subscriptions(patient)
            monkeypatch.setitem(app.extensions, VAPID, newer)
            await phone.tab.reload()
            await phone.settled()
            await until(
                lambda: subscriptions(patient), lambda found: len(found) == 1 and found != stored
            )
            return before, await phone.subscription()

        before, after = runner.run(scenario())

        assert after["endpoint"] != before["endpoint"]
