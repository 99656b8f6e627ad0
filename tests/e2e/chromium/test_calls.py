"""A call for help goes before everything else that waits on a phone, and stops at nothing."""

from datetime import timedelta

from backend import clock
from tests.builders import a_patient
from tests.e2e.chromium.pocket import Pocket
from tests.e2e.chromium.test_in_between import calls
from tests.e2e.chromium.test_offline import problem, stored
from tests.e2e.chromium.way import soon
from tests.e2e.daytime import ago, today

SYNC = "/diary/sync"
UNSAFE = "I do not feel safe"


class TestCall:
    def test_is_heard_though_the_diary_before_it_lacks_consent(self, phone):
        nobody = a_patient(consents=False)
        pocket = Pocket.of(phone, nobody)
        pocket.note(today(), 1)
        assert soon(pocket.stopped) == "consent"
        pocket.press(UNSAFE)

        soon(lambda: calls(nobody) == 1, "It waits behind the diary.")
        soon(lambda: [each["entry"] for each in pocket.waiting()] == [f"day/{today()}"])

    def test_is_heard_though_the_clinic_fails_on_all_before_it(self, pocket, way, patient):
        way.meets(SYNC, "answer", times=1_000, **problem(500, "internal"))
        for n in range(4):
            pocket.note(ago(n), n, send=False)
        pocket.press(UNSAFE)

        soon(lambda: calls(patient) == 1, "It waits behind the diary.")
        assert stored(patient) == []

    def test_is_heard_though_the_clinic_wants_to_be_left_alone(self, pocket, way, patient):
        busy = problem(503, "busy", **{"Retry-After": "1800"})
        met = way.meets(SYNC, "answer", **busy)
        pocket.note(today(), 1)
        assert met.met.wait(15)
        soon(lambda: pocket.do("return await app.plain.get('retry_at') ?? null"))
        pocket.press(UNSAFE)

        soon(lambda: calls(patient) == 1, "It waits as long as everything else.")
        assert stored(patient) == []

    def test_goes_before_what_was_written_earlier(self, pocket, phone, way, patient):
        phone.set_offline(True)
        for n in range(3):
            pocket.note(ago(n), n)
        pocket.press(UNSAFE)
        soon(lambda: len(pocket.waiting()) == 4)
        way.clear()
        phone.set_offline(False)
        pocket.is_settled()

        assert way.moments("/calls/")[0] < way.moments(SYNC)[0]
        assert calls(patient) == 1
        assert len(stored(patient)) == 3

    def test_pressed_again_after_the_clock_was_put_back_is_another(self, pocket, patient):
        pocket.press(UNSAFE)
        soon(lambda: calls(patient) == 1)
        pocket.page.clock.set_fixed_time(clock.now() - timedelta(hours=1))
        pocket.press(UNSAFE)
        soon(lambda: calls(patient) == 2)
