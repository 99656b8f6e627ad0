"""Room for what a person writes: told when it runs out, and the browser is asked to keep it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.chromium.pocket import Pocket
from tests.e2e.chromium.way import soon
from tests.e2e.daytime import today

LITTLE_ROOM = "This phone has little room left."
ASKED = """
    window.asked = [];
    const persist = navigator.storage.persist.bind(navigator.storage);
    navigator.storage.persist = async () => {
        const { database } = await import("/probe.js");
        window.asked.push(await (await database()).count("sealed"));
        return await persist();
    };
"""
"""Notes, for each time that the browser is asked, how much of a person was kept by then."""


@pytest.fixture
def room(phone, way) -> Callable[[int], None]:
    """Leaves the app so many bytes in all."""
    tools = phone.new_cdp_session(phone.new_page())

    def leave(size: int) -> None:
        tools.send("Storage.overrideQuotaForOrigin", {"origin": way.origin, "quotaSize": size})

    return leave


class TestRoom:
    def test_that_runs_out_is_told_before_it_is_missing(self, pocket, room):
        told = pocket.page.get_by_text(LITTLE_ROOM)
        expect(told).to_have_count(0)
        # The app's own files take a part of it.
        pocket.opens_offline()
        room(1_500_000)
        pocket.page.reload()
        expect(told).to_be_visible()
        pocket.note(today(), 3)
        pocket.is_settled()

        room(500_000_000)
        pocket.sync()
        expect(told).to_have_count(0)

    def test_that_is_missing_is_told_and_nothing_is_claimed(self, phone, way, room, patient):
        room(2_000_000)
        pocket = Pocket.of(phone, patient)

        with way.away():
            full, saved = pocket.do(
                "const said = { answers: {}, side_effects: {}, note: 'x'.repeat(50_000) };"
                " for (let n = 0; n < 200; n++)"
                "   try { await app.diary.noteDay(given.me, given.day, said) }"
                "   catch (error) { return [error instanceof app.StorageFull, n] }"
                " return [false, 200]",
                day=str(today()),
            )
            assert full
            assert len(pocket.waiting()) == saved


class TestKeeping:
    """The browser is asked never to clear by itself what is kept."""

    def test_is_asked_for_once_there_is_something_to_keep(self, phone, patient):
        phone.add_init_script(ASKED)
        pocket = Pocket(phone.new_page(), patient)
        pocket.open()
        expect(pocket.page.get_by_label("E-mail")).to_be_visible()
        assert asked(pocket) == []

        pocket.fill_in_sign_in(patient)
        soon(lambda: asked(pocket))
        pocket.is_settled()

        assert len(asked(pocket)) == 1
        assert asked(pocket)[0] > 0

    def test_is_asked_for_again_only_when_more_speaks_for_it(self, phone, way, patient):
        phone.add_init_script(ASKED)
        pocket = Pocket.of(phone, patient)
        soon(lambda: asked(pocket))
        pocket.page.reload()
        pocket.is_settled()
        assert asked(pocket) == []

        phone.grant_permissions(["notifications"], origin=way.origin)
        pocket.page.reload()
        soon(lambda: asked(pocket))


def asked(pocket: Pocket) -> Any:
    return pocket.page.evaluate("window.asked")
