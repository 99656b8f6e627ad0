"""What the clinic has to tell at once is told, whoever received it."""

from tests.e2e.chromium.way import soon
from tests.e2e.daytime import today


class TestNotice:
    def test_that_the_worker_received_is_shown_until_it_is_closed(self, pocket, phone, way):
        with way.away():
            said = {"answers": {}, "side_effects": {"chest_pain": 1}}
            pocket.do(
                "await app.diary.noteDay(given.me, given.day, given.said)",
                day=str(today()),
                said=said,
            )
        pocket.do("await app.flush(given.me)")
        pocket.page.reload()

        dialog = pocket.page.get_by_role("dialog")
        dialog.wait_for()
        dialog.get_by_role("button").click()
        soon(lambda: pocket.do("return (await app.store.read(given.me, 'notices')).length") == 0)
        pocket.page.reload()
        pocket.is_settled()
        assert dialog.count() == 0

    def test_that_a_screen_raised_by_itself_outlives_a_sync(self, pocket):
        pocket.do(
            "app.sync.notices.value = [{ id: 'x', severity: 'urgent', text: 'Call somebody.',"
            " crisis_contacts: [] }]; await app.sync.sync(); await app.sync.look()"
        )
        pocket.reads("Call somebody.")
