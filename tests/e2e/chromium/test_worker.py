"""When the phone sends by itself, what opens without a network, and how versions follow."""

import pytest
from playwright.sync_api import Error, expect

from tests.e2e.chromium.pocket import Pocket
from tests.e2e.chromium.test_offline import stored
from tests.e2e.chromium.way import PATIENCE_S, soon
from tests.e2e.daytime import ago, today

SYNC = "/diary/sync"
ICONS = """async () => {
    const { icons } = await (await fetch("/manifest.webmanifest")).json();
    return Promise.all(icons.map(async ({ src }) => {
        const image = new Image();
        image.src = src;
        await image.decode();
        return image.naturalWidth;
    }));
}"""
UNHURRIED = """
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = (ms) => timeout(ms === 3_000 ? 60_000 : ms);
"""
"""As long as nobody types here, a version that is late may take over as well."""

WAITING = "navigator.serviceWorker.ready.then((registration) => registration.waiting !== null)"


@pytest.fixture
def full(pocket, way):
    """A phone on which something waits, and which doesn't try by itself for a while."""
    pocket.opens_offline()
    with way.away():
        pocket.note(today(), 5, send=False)
    assert not way.count(SYNC)
    return pocket


class TestFlush:
    def test_happens_on_opening(self, full, patient):
        full.page.reload()
        soon(lambda: stored(patient))

    def test_happens_when_the_network_is_back(self, full, phone, patient):
        phone.set_offline(True)
        phone.set_offline(False)
        soon(lambda: stored(patient))

    def test_happens_when_the_app_is_seen_again(self, full, patient):
        full.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        soon(lambda: stored(patient))

    def test_happens_when_a_page_asks_the_worker(self, full, patient):
        full.page.evaluate("navigator.serviceWorker.controller.postMessage('flush')")
        soon(lambda: stored(patient))

    def test_happens_when_the_worker_asks_the_page(self, full, patient):
        full.worker.evaluate("async () => (await clients.matchAll())[0].postMessage('flush')")
        soon(lambda: stored(patient))

    def test_that_is_asked_for_during_another_is_done_after_it(self, full, way, patient):
        way.clear()
        slow = way.meets("/diary/changes", "delay")
        full.do("void app.sync.sync()")
        assert slow.met.wait(PATIENCE_S)
        full.note(ago(1), 5, send=False)
        full.do("window.asked = app.sync.sync()")
        slow.go.set()
        full.page.evaluate("window.asked")

        assert [day for day, *_ in stored(patient)] == [today(), ago(1)]

    def test_happens_on_a_push_with_no_page_open(self, full, phone, patient, way):
        self._wake(full, phone, way, "deliverPushMessage", {"data": "{}"})
        soon(lambda: stored(patient))

    def test_happens_on_background_sync_with_no_page_open(self, full, phone, patient, way):
        self._wake(full, phone, way, "dispatchSyncEvent", {"tag": "flush", "lastChance": False})
        soon(lambda: stored(patient))

    def _wake(self, pocket, phone, way, what, given):
        """As the browser wakes the worker, by the developer tools, with the app closed."""
        other = phone.new_page()
        other.goto(way.origin + "/health/live")
        tools = phone.new_cdp_session(other)
        found = []
        tools.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.append(told))  # noqa: PLW0108 - Playwright marks what it is given
        tools.send("ServiceWorker.enable")
        pocket.page.close()
        soon(lambda: other.wait_for_timeout(20) or (found and found[-1]["registrations"]))
        registration = found[-1]["registrations"][0]["registrationId"]
        where = {"origin": way.origin, "registrationId": registration}
        tools.send(f"ServiceWorker.{what}", {**where, **given})


class TestFiles:
    def test_open_without_a_network(self, pocket, phone):
        pocket.opens_offline()
        pocket.page.reload()
        phone.set_offline(True)
        pocket.page.reload()

        expect(pocket.page.get_by_role("navigation")).to_be_visible()

    def test_that_cannot_be_fetched_are_done_without(self, phone, way, patient):
        way.meets("/service-worker.js", "drop", times=1_000)
        pocket = Pocket.of(phone, patient)
        pocket.note(today(), 1)
        pocket.is_settled()

        way.wait_for("/service-worker.js")
        assert len(stored(patient)) == 1
        assert pocket.complaints == []

    def test_hold_icons_that_can_be_drawn(self, app_of):
        app_of.open()

        drawn = app_of.run(ICONS)
        assert drawn
        assert all(drawn)

    def test_are_all_that_is_cached(self, pocket):
        pocket.opens_offline()
        pocket.page.reload()
        pocket.note(today(), 1)
        pocket.is_settled()

        cached = pocket.do(
            "const found = [];"
            " for (const name of await caches.keys())"
            "   for (const { url } of await (await caches.open(name)).keys())"
            "     found.push(new URL(url).pathname);"
            " return found"
        )
        assert "/" in cached
        assert [path for path in cached if path.startswith(("/api", "/desk"))] == []

    def test_of_a_new_version_wait_while_the_app_is_open(self, pocket, way, builds):
        self._find_newer(pocket, way, builds)

        pocket.reads("A new version is ready.")
        assert pocket.page.evaluate(WAITING)

    def test_of_a_new_version_are_used_from_the_next_start(self, pocket, phone, way, builds):
        self._find_newer(pocket, way, builds)
        pocket.page.close()
        again = Pocket(phone.new_page(), pocket.person)
        again.page.add_init_script(UNHURRIED)
        again.open()

        soon(lambda: self._version(again) == "second")

    def test_of_a_new_version_leave_the_queue_alone(self, pocket, way, builds, patient):
        with way.away():
            pocket.note(today(), 5, send=False)
            self._find_newer(pocket, way, builds)
            pocket.press("Use it now")
            soon(lambda: self._version(pocket) == "second")
            assert len(pocket.waiting()) == 1
        pocket.sync()

        assert len(stored(patient)) == 1

    def test_of_the_old_version_serve_the_pages_that_still_use_it(self, pocket, phone, way, builds):
        other = Pocket(phone.new_page(), pocket.person)
        other.open()
        expect(other.page.get_by_role("navigation")).to_be_visible()
        scripts = "[...document.scripts].map((script) => script.src)"
        used = other.page.evaluate(scripts)
        self._find_newer(pocket, way, builds)
        pocket.press("Use it now")
        soon(lambda: self._version(pocket) == "second")
        # What the browser itself still holds proves nothing.
        phone.new_cdp_session(other.page).send("Network.clearBrowserCache")

        fetched = "(urls) => Promise.all(urls.map(async (url) => (await fetch(url)).status))"
        assert used
        assert set(other.page.evaluate(fetched, used)) == {200}
        other.page.evaluate("location.hash = '/trends'")
        expect(other.page.get_by_role("heading", level=1)).to_have_text("Your trends")
        assert self._version(other) == "first"

    def _find_newer(self, pocket, way, builds):
        pocket.opens_offline()
        way.files = builds[1]
        pocket.do("await (await navigator.serviceWorker.ready).update()")
        soon(lambda: pocket.page.evaluate(WAITING))

    def _version(self, pocket):
        try:
            return pocket.page.evaluate("document.documentElement.dataset.version")
        except Error:  # in the middle of a reload
            return None


class TestTabs:
    def test_that_save_at_once_build_on_each_other(self, pocket, phone, patient):
        other = Pocket(phone.new_page(), patient)
        other.open()
        save = (
            "for (let n = 0; n < 10; n++) { await app.diary.noteDay(given.me, given.day,"
            " { answers: { pain_average: n }, side_effects: {}, note: given.who + n });"
            " void app.sync.wrote() }"
        )
        other.do(f"window.saved = (async () => {{ {save} }})()", day=str(today()), who="b")
        pocket.do(save, day=str(today()), who="a")
        other.page.evaluate("window.saved")
        pocket.is_settled()

        found = stored(patient)
        assert [revision for _, revision, _, _ in found] == list(range(1, 21))
        assert not any(conflict for *_, conflict in found)

    def test_that_are_passed_over_know_what_became_of_their_work(self, pocket, way):
        slow = way.meets(SYNC, "delay")
        pocket.note(today(), 1, send=False)
        pocket.do("window.told = app.flush(given.me)")
        assert slow.met.wait(PATIENCE_S)
        pocket.page.evaluate("navigator.locks.request('tidemark-flush', { steal: true }, () => {})")
        slow.go.set()

        assert pocket.page.evaluate("window.told") == {"answered": 1}

    def test_of_a_newer_version_take_the_database_over(self, pocket, phone, patient, way):
        other = phone.new_page()
        other.goto(way.origin + "/health/live")
        opened = other.evaluate(
            "() => new Promise((done) => { const asked = indexedDB.open('tidemark', 99);"
            " asked.onsuccess = () => { asked.result.close(); done('opened') };"
            " asked.onblocked = () => done('blocked') })"
        )
        assert opened == "opened"
        told = pocket.do(
            "try { await app.diary.noteDay(given.me, given.day,"
            " { answers: {}, side_effects: {} }); return 'saved' }"
            " catch (error) { return error.name }",
            day=str(today()),
        )
        assert told == "VersionError"
        pocket.sync()
        pocket.reads("A new version is ready.")
