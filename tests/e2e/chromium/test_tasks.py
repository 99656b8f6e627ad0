"""The thinking tasks take honest times: from what was seen to the touch itself, whatever else the
phone is doing, and none over a screen that was away."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.builders import a_consent, a_patient, as_
from tests.e2e.chromium.pocket import Pocket
from tests.e2e.daytime import ZONE
from tests.ward import Chart

NAMES = ("Picture places", "Quick tap", "Symbol match", "Two back", "Trail A and B")
SECONDS = {"Quick tap": 1, "Symbol match": 10, "Two back": 10}
"""How long a task lasts here: for one circle, some signs, four numbers."""

BIAS_MS = 5
"""By how much a time may be wrong, as the catalogue has it."""

SOON_MS = 50
SURELY_MS = 400
LATE_MS = 300
PATIENCE_MS = 8_000
"""A busy page: when it begins to be, and surely is, how late a touch comes to it, and after how
long it gives up waiting for one."""

WATCHED = {"Quick tap": ".signal", "Symbol match": ".symbol-shown", "Two back": ".digit"}
WATCH = """(place) => {
    window.shown = [];
    window.touches = [];
    const see = () => document.querySelector(place)?.outerHTML ?? "";
    let before = see();
    // What a frame draws is on the screen with the next one; a frame that begins late, or is held
    // up, may miss it.
    const note = (begun) => {
        const seen = { from: begun, to: begun };
        window.shown.push(seen);
        return seen;
    };
    const noteUpToItsEnd = (begun) => {
        const seen = note(begun);
        const channel = new MessageChannel();
        channel.port1.onmessage = () => { seen.to = performance.now() };
        channel.port2.postMessage(null);
    };
    let isInFrame = false;
    const tick = () => {
        isInFrame = true;
        requestAnimationFrame(tick);
        const channel = new MessageChannel();
        channel.port1.onmessage = () => { isInFrame = false };
        channel.port2.postMessage(null);
    };
    requestAnimationFrame(tick);
    new MutationObserver(() => {
        const now = see();
        if (now === before) return;
        before = now;
        if (isInFrame) note(document.timeline.currentTime);
        else requestAnimationFrame(noteUpToItsEnd);
    }).observe(document.body, {
        subtree: true, childList: true, attributes: true, characterData: true });
    addEventListener("pointerdown", (event) => {
        // It may be handled before the message that ends the frame.
        isInFrame = false;
        window.touches.push({
            at: event.timeStamp, handled: performance.now(), shown: window.shown.at(-1) });
    }, true);
}"""
"""When it was drawn, in page and by the browser's own frames, and when the screen was touched."""

BUSY = """([soon, late, patience]) => void setTimeout(() => {
    const begun = performance.now();
    const { scheduling } = navigator;
    while (!scheduling.isInputPending() && performance.now() < begun + patience);
    const end = performance.now() + late;
    while (performance.now() < end);
}, soon)"""
"""Has no time for anything until a touch has come, however late that is sent, and a while longer.
Not at once: the answer to this call leaves first."""

SCREEN_HZ = 100
SCREEN = """(hertz) => {
    const { timeline } = document;
    const frame = window.requestAnimationFrame.bind(window);
    let at = timeline.currentTime, before = at;
    window.requestAnimationFrame = (draw) => frame((real) => {
        if (real !== before) at += 1_000 / hertz;
        before = real;
        draw(at);
    });
}"""
"""A screen that is drawn so often, whatever else the machine does."""

TWICE = """async () => {
    const touch = () => document.querySelector(".number-pad button").dispatchEvent(
        new PointerEvent("pointerdown", { bubbles: true, isPrimary: true, button: 0 }));
    touch();
    // The next sign is drawn, and no frame has shown it.
    for (let n = 0; n < 20; n++) await null;
    touch();
}"""
LATE = """() => {
    window.late = [];
    const digit = document.querySelector(".digit");
    const same = document.querySelector(".same");
    new MutationObserver(async () => {
        if (!digit.textContent) return;
        const drawn = performance.now();
        const touch = () => same.dispatchEvent(
            new PointerEvent("pointerdown", { bubbles: true, isPrimary: true, button: 0 }));
        const touchOn = () => {
            if (digit.textContent || !digit.isConnected) return;
            window.late.push(performance.now() - drawn);
            touch();
            setTimeout(touchOn, 10);
        };
        setTimeout(touchOn, 2_440);
        // The number is drawn, and no frame has shown it.
        for (let n = 0; n < 20; n++) await null;
        touch();
    }).observe(digit, { childList: true, characterData: true, subtree: true });
}"""
"""Touches when a number is drawn, before it is on the screen, and again and again after it has
gone, until the next one is there."""

HIDE = """(state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


class Tasks:
    """One run of the tasks on one phone, with a finger on the glass."""

    def __init__(self, pocket: Pocket) -> None:
        self.pocket = pocket
        self.page = pocket.page
        self._tools = self.page.context.new_cdp_session(self.page)

    def begin(self, name: str) -> None:
        """Comes to this task, leaves out those before, and starts it."""
        self.pocket.open("/#/tasks")
        self.pocket.press("Begin")
        self.pocket.press("Skip")
        for earlier in NAMES[: NAMES.index(name)]:
            self._is_at(earlier)
            self.pocket.press("Leave this one out")
        self._is_at(name)
        self.pocket.press("Practise first")
        self.pocket.press("Stop")
        self.page.evaluate(WATCH, WATCHED[name])
        self.pocket.press("Start")

    def touch(self, selector: str, *, is_busy: bool = False) -> None:
        """Touches it, while the page has no time for it if that is wished."""
        box = self.page.locator(selector).first.bounding_box()
        assert box is not None
        if is_busy:
            self.page.evaluate(BUSY, [SOON_MS, LATE_MS, PATIENCE_MS])
            self.page.wait_for_timeout(SURELY_MS)
        place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        for kind in ("mousePressed", "mouseReleased"):
            event = {"type": kind, "button": "left", "clickCount": 1, **place}
            self._tools.send("Input.dispatchMouseEvent", event)

    def sees(self, selector: str) -> None:
        self.page.wait_for_selector(selector, timeout=15_000)

    def touches(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate("window.touches")
        return [each for each in found if each.get("shown")]

    def end(self, name: str) -> dict[str, Any]:
        """Waits for the end of this task, leaves out the others; what the clinic has of it."""
        for later in NAMES[NAMES.index(name) + 1 :]:
            self._is_at(later)
            self.pocket.press("Leave this one out")
        self.pocket.reads("That is all, thank you")
        self.pocket.is_settled()
        chart = Chart(self.pocket.person)
        [run] = chart.read("cognition")["items"]
        found: dict[str, Any] = chart.read(f"cognition/{run['id']}")
        return found

    def _is_at(self, name: str) -> None:
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(name, timeout=20_000)
        expect(self.page.get_by_role("button", name="Leave this one out")).to_be_visible(
            timeout=20_000
        )


def is_honest(rt_ms: int, touch: dict[str, Any], device: dict[str, Any]) -> bool:
    """Whether the time is that from when it was seen to the touch, on a screen drawn as often as
    was found out."""
    shown, hertz = touch["shown"], device["refresh_rate_estimate_hz"]
    longest = touch["at"] - (shown["from"] + 1_000 / (hertz + 0.5))
    shortest = touch["at"] - (shown["to"] + 1_000 / (hertz - 0.5))
    return bool(shortest - BIAS_MS <= rt_ms <= longest + BIAS_MS)


@pytest.fixture
def patient(app):
    patient = a_patient(time_zone=ZONE)
    a_consent(patient, "c_cognitive")
    return patient


@pytest.fixture
def tasks(phone, way, patient) -> Tasks:
    """On a phone that was told of shorter tasks."""
    catalogue = as_(patient).get("/api/v1/catalogue").json
    for task in catalogue["cognitive_battery"]["tasks"]:
        task["seconds"] = SECONDS.get(task["name"], task["seconds"])
    shorter = json.dumps(catalogue).encode()
    headers = [("Content-Type", "application/json")]
    way.meets("/api/v1/catalogue", "answer", times=1_000, status=200, body=shorter, headers=headers)
    return Tasks(Pocket.of(phone, patient))


class TestTimes:
    def test_of_signs_are_those_of_the_touch_on_a_busy_phone(self, tasks):
        tasks.begin("Symbol match")
        for is_busy in (False, True, False, True, False):
            tasks.page.wait_for_timeout(100)
            tasks.touch(".number-pad button", is_busy=is_busy)
        touches = tasks.touches()
        run = tasks.end("Symbol match")
        times = [trial["rt_ms"] for trial in run["trials"]["symbol_match"]]

        assert len(times) == len(touches) == 5
        assert any(touch["handled"] - touch["at"] > 200 for touch in touches), touches
        told = [is_honest(*each, run["device"]) for each in zip(times, touches, strict=True)]
        assert all(told), (times, touches, run["device"])

    def test_of_the_circle_are_those_of_the_touch_on_a_busy_phone(self, tasks):
        tasks.begin("Quick tap")
        tasks.sees(".signal[data-on]")
        tasks.touch(".signal-box", is_busy=True)
        touches = tasks.touches()
        run = tasks.end("Quick tap")
        rt_ms = run["trials"]["rt_vigilance"][0]["rt_ms"]

        assert touches[0]["handled"] - touches[0]["at"] > 200, touches
        assert is_honest(rt_ms, touches[0], run["device"]), (rt_ms, touches, run["device"])

    def test_are_none_for_a_sign_that_was_not_seen_yet(self, tasks):
        tasks.begin("Symbol match")
        tasks.page.wait_for_timeout(300)
        tasks.page.evaluate(TWICE)

        assert len(tasks.touches()) == 2
        assert len(tasks.end("Symbol match")["trials"]["symbol_match"]) == 1

    def test_are_none_for_a_number_that_was_not_seen_yet(self, tasks):
        tasks.begin("Two back")
        tasks.page.evaluate(LATE)
        trials = tasks.end("Two back")["trials"]["two_back"]

        late = tasks.page.evaluate("window.late")
        assert any(each > 2_400 for each in late)
        assert not any(trial["rt_ms"] is not None and trial["rt_ms"] < 2_000 for trial in trials)


class TestAway:
    def test_screen_spoils_the_task_and_none_of_its_times_is_kept(self, tasks):
        tasks.begin("Symbol match")
        for _ in range(3):
            tasks.page.wait_for_timeout(100)
            tasks.touch(".number-pad button")
        tasks.page.evaluate(HIDE, "hidden")
        tasks.page.evaluate(HIDE, "visible")
        tasks.pocket.reads("The screen was away during this task")

        tasks.pocket.press("Do it again")
        tasks.page.wait_for_timeout(100)
        tasks.touch(".number-pad button")
        assert len(tasks.end("Symbol match")["trials"]["symbol_match"]) == 1

    def test_screen_ends_the_task_that_waits_for_a_touch(self, tasks):
        tasks.begin("Quick tap")
        tasks.sees(".signal[data-on]")
        tasks.page.evaluate(HIDE, "hidden")
        tasks.page.evaluate(HIDE, "visible")
        tasks.pocket.reads("The screen was away during this task")

        tasks.pocket.press("Leave this one out")
        for name in NAMES[2:]:
            expect(tasks.page.get_by_role("heading", level=1)).to_have_text(name)
            tasks.pocket.press("Leave this one out")
        tasks.pocket.reads("Nothing was recorded")


class TestDevice:
    def test_is_kept_with_how_often_it_draws_and_what_touched_it(self, tasks):
        tasks.page.evaluate(SCREEN, SCREEN_HZ)
        tasks.begin("Symbol match")
        tasks.page.wait_for_timeout(100)
        tasks.touch(".number-pad button")
        device = tasks.end("Symbol match")["device"]

        assert device["refresh_rate_estimate_hz"] == SCREEN_HZ
        assert device["input_type"] == "mouse"
        assert device["user_agent"] == tasks.page.evaluate("navigator.userAgent")
        size = tasks.page.evaluate("`${screen.width}x${screen.height}`")
        assert device["screen_size"] == size
