"""A phone that dies at any moment has lost nothing that it said was saved, and sends it once."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from playwright.sync_api import Error

from tests.e2e.chromium.lives import Life
from tests.e2e.chromium.pocket import Pocket
from tests.e2e.chromium.way import PATIENCE_S, Way, soon
from tests.e2e.daytime import ago
from tests.phone import Phone

SYNC = "/diary/sync"
SAVING, SENDING, UPDATING = 20, 20, 12
"""At how many points it dies."""

SAVE = """
    for (const { day, n } of given.saves) {
        const said = { answers: { pain_average: n % 11 }, side_effects: {}, note: `n${n}` };
        await app.diary.noteDay(given.me, day, said);
        void window.told(n);
        if (given.send) void app.sync.wrote();
    }
"""
VERSION = "document.documentElement.dataset.version"
UPDATE = """
    const registration = await navigator.serviceWorker.ready;
    void registration.update();
"""


class Sufferer:
    """A phone whose browser is killed again and again."""

    def __init__(self, live: Callable[[], Life], way: Way, patient: Any) -> None:
        self._live = live
        self._way = way
        self._patient = patient
        self._numbers = itertools.count()
        self._death: Timer | None = None
        self._dies_at = 0
        self.told: set[int] = set()
        """What the person read of: it is saved."""

        self.versions: set[str] = set()

    def born(self) -> Pocket:
        """The app, opened in a browser just started."""
        self.life = self._live()
        pocket = Pocket(self.life.page, self._patient)
        pocket.page.expose_binding("told", lambda _, n: self._hear(n))
        pocket.page.goto(self._way.origin)
        return pocket

    def _hear(self, n: int | None) -> None:
        self.told |= {n} if n is not None else set()
        if self._death and len(self.told) == self._dies_at:
            self._death.start()

    def sign_in(self) -> None:
        pocket = self.born()
        pocket.do("await app.session.signIn(given.email, given.password)", **pocket.login)
        pocket.is_settled()
        # Signed in for all its lives: browsers write cookies down late.
        self.life.end()

    def save(self, pocket: Pocket, count: int, *, send: bool) -> None:
        numbers = list(itertools.islice(self._numbers, count))
        saves = [{"day": str(ago(n % 25)), "n": n} for n in numbers]
        with suppress(Error):
            pocket.do(SAVE, saves=saves, send=send)

    def dies_saving(self, after: int, after_ms: int) -> None:
        """So many milliseconds after so many saves; after none, while it begins."""
        pocket = self.born()
        self._death = Timer(after_ms / 1000, self.life.kill)
        self._dies_at = len(self.told) + after
        with self._way.away():
            self._hear(None)
            self.save(pocket, 200, send=False)
            self._death.join()

    def dies_sending(self, kind: str, after_ms: int) -> None:
        pocket = self.born()
        trouble = self._way.meets(SYNC, kind)
        self.save(pocket, 4, send=True)
        assert trouble.met.wait(PATIENCE_S)
        with suppress(Error):
            pocket.page.wait_for_timeout(after_ms)
        self.life.kill()
        self._way.clear()

    def dies_updating(self, builds: dict[str, Path], after_ms: int, *, is_used: bool) -> None:
        """So many milliseconds after it asked for a newer version, or has used that."""
        pocket = self.born()
        version = soon(lambda: pocket.page.evaluate(VERSION))
        self.versions.add(version)
        [newer] = builds.keys() - {version}
        self._way.clear()
        self._way.files = builds[newer]
        with suppress(Error):
            pocket.do(UPDATE)
            self.save(pocket, 4, send=True)
        self._way.wait_for("/service-worker.js")
        if is_used:
            soon(lambda: uses(pocket, newer))
            self.versions.add(newer)
        with suppress(Error):
            pocket.page.wait_for_timeout(after_ms)
        self.life.kill()

    def recovers(self) -> None:
        """Lives on until nothing waits any more."""
        pocket = self.born()
        pocket.is_settled()
        assert pocket.waiting() == []
        self.life.end()


def uses(pocket: Pocket, version: str) -> bool:
    """Whether it does by now; it is told to as soon as it can."""
    now = pocket.page.get_by_role("button", name="Use it now")
    with suppress(Error):  # in the middle of a reload
        if pocket.page.evaluate(VERSION) == version:
            return True
        if now.is_visible():
            now.click(timeout=1_000)
    return False


@pytest.fixture
def sufferer(playwright, chromium, way, patient, tmp_path) -> Iterator[Sufferer]:
    sufferer = Sufferer(lambda: Life(playwright, chromium, tmp_path), way, patient)
    sufferer.sign_in()
    yield sufferer
    with suppress(ProcessLookupError):
        sufferer.life.kill()


def notes_of(patient: Any) -> Counter[int]:
    """How often each note is stored."""
    bodies = (change["body"] for change in Phone(patient).changes())
    return Counter(int(body["note"].lstrip("n")) for body in bodies)


class TestCrash:
    def test_while_saving_loses_and_doubles_nothing(self, sufferer, patient):
        for point in range(SAVING):
            sufferer.dies_saving(after=point % 5, after_ms=point)
        sufferer.recovers()

        assert len(sufferer.told) > SAVING
        assert lost_or_doubled(sufferer, patient) == ([], [])

    def test_while_sending_loses_and_doubles_nothing(self, sufferer, patient):
        kinds = itertools.cycle(("hold", "delay", "swallow"))
        for point, kind in zip(range(SENDING), kinds, strict=False):
            sufferer.dies_sending(kind, after_ms=3 * point)
        sufferer.recovers()

        assert len(sufferer.told) == 4 * SENDING
        assert lost_or_doubled(sufferer, patient) == ([], [])

    def test_while_updating_loses_and_doubles_nothing(self, sufferer, patient, builds):
        for point in range(UPDATING):
            versions = dict(zip(("first", "second"), builds, strict=True))
            sufferer.dies_updating(versions, after_ms=50 * point, is_used=point % 3 == 2)
        sufferer.recovers()

        assert sufferer.versions == {"first", "second"}
        assert len(sufferer.told) > UPDATING
        assert lost_or_doubled(sufferer, patient) == ([], [])


def lost_or_doubled(sufferer: Sufferer, patient: Any) -> tuple[list[int], list[int]]:
    found = notes_of(patient)
    lost = sorted(n for n in sufferer.told if n not in found)
    return lost, sorted(n for n, times in found.items() if times > 1)
