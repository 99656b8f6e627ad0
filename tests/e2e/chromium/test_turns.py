"""Only one tab sends at a time, and one that never comes back holds none of the others up."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.e2e.chromium.pocket import Pocket
from tests.e2e.chromium.test_offline import stored
from tests.e2e.chromium.way import PATIENCE_S, soon
from tests.e2e.daytime import ago, today

SYNC = "/diary/sync"
HASTY = """
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = (ms) => timeout(ms === 60_000 ? 1_000 : ms);
"""
"""In this tab the minute for which one waits for another's turn to end takes a second."""

TURN = "tidemark-flush"


@pytest.fixture
def sending(pocket, way):
    """A tab in the middle of sending; the clinic doesn't answer it."""
    held = way.meets(SYNC, "hold", patience_s=120)
    pocket.note(ago(1), 1, send=False)
    # By itself: the worker, which might come before it, isn't told of what was saved.
    pocket.do("void app.flush(given.me)")
    assert held.met.wait(PATIENCE_S)
    way.forget()
    return pocket


class TestTurn:
    def test_of_a_frozen_tab_is_passed_over_and_doubles_nothing(self, sending, phone, patient, way):
        other = another(phone, patient, HASTY)
        with frozen(sending):
            assert TURN in turns(other, "held")
            other.note(today(), 2)
            other.is_settled()
            assert {row[:3] for row in stored(patient)} == {(ago(1), 1, 1), (today(), 1, 2)}
            way.clear()
        sending.is_settled()
        sending.note(today(), 3)
        sending.is_settled()

        assert sorted(stored(patient)) == [
            (ago(1), 1, 1, False),
            (today(), 1, 2, False),
            (today(), 2, 3, False),
        ]

    def test_of_a_closed_tab_is_over(self, sending, phone, patient):
        other = another(phone, patient)
        assert TURN in turns(other, "held")
        sending.page.close()
        other.note(today(), 2)

        soon(lambda: len(stored(patient)) == 2)

    def test_is_waited_for(self, sending, phone, patient, way):
        other = another(phone, patient)
        other.note(today(), 2)
        soon(lambda: TURN in turns(other, "pending"))
        assert way.count(SYNC) == 0

        way.clear()
        soon(lambda: len(stored(patient)) == 2)


@contextmanager
def frozen(pocket: Pocket) -> Iterator[None]:
    """Meanwhile nothing of the tab's runs. Chromium freezes none that it is told is looked at, as
    Playwright does of all: it is halted instead."""
    tools = pocket.page.context.new_cdp_session(pocket.page)
    pocket.page.evaluate("window.ticks = setInterval(() => undefined, 10)")
    tools.send("Debugger.enable")
    tools.send("Debugger.pause")
    yield
    tools.send("Debugger.disable")


def another(phone, patient, script: str = "") -> Pocket:
    """A second tab of the same browser."""
    other = Pocket(phone.new_page(), patient)
    if script:
        other.page.add_init_script(script)
    other.open()
    return other


def turns(pocket: Pocket, state: str) -> list[str]:
    """The names of the turns that somebody has ("held") or waits for ("pending")."""
    found = "(await navigator.locks.query())[given.state].map(({ name }) => name)"
    names: list[str] = pocket.do(f"return {found}", state=state)
    return names
