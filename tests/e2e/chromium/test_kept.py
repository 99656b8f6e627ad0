"""What a phone keeps: drafts that end with what is sent of them, and keys that tabs share."""

from typing import Any

import pytest

from tests.e2e.chromium.pocket import Pocket
from tests.e2e.chromium.test_offline import stored
from tests.e2e.daytime import ago, today

DRAFT = "draft/some"
# Both taps come before the page has drawn anything of the first.
SENT_TWICE = "() => { const form = document.querySelector('main form'); %s; %s }" % (
    ("form.requestSubmit()",) * 2
)


@pytest.fixture
def written(pocket: Pocket) -> Pocket:
    return begun(pocket)


def begun(pocket: Pocket) -> Pocket:
    """A phone without a network, on which a draft is kept."""
    pocket.page.context.set_offline(True)
    pocket.do("await app.drafts.keep(given.me, given.name, { so_far: 1 })", name=DRAFT)
    return pocket


def draft(pocket: Pocket) -> Any:
    return pocket.do("return await app.drafts.read(given.me, given.name)", name=DRAFT)


class TestDraft:
    def test_ends_when_it_is_kept_for_sending(self, written):
        written.do(
            "await app.diary.noteDay(given.me, given.day, { answers: {}, side_effects: {} },"
            " { ends: given.name })",
            day=str(today()),
            name=DRAFT,
        )
        assert draft(written) is None
        assert len(written.waiting()) == 1

    def test_ends_even_if_it_was_changed_at_the_last_moment(self, written):
        written.do(
            "void app.drafts.keep(given.me, given.name, 'long'.repeat(1_000_000));"
            "const put = { path: '', body: {}, base: null };"
            "const item = { id: 'x', entry: 'response/x', queuedAt: '', put };"
            "await app.queue.add(given.me, item, given.name);",
            name=DRAFT,
        )
        assert draft(written) is None

    def test_stays_if_it_could_not_be_kept_for_sending(self, phone, way, patient):
        tools = phone.new_cdp_session(phone.new_page())
        quota = {"origin": way.origin, "quotaSize": 3_000_000}
        tools.send("Storage.overrideQuotaForOrigin", quota)
        pocket = Pocket.of(phone, patient)
        # The app's own files take a part of it.
        pocket.opens_offline()
        written = begun(pocket)
        stays = written.do(
            "const full = async (ends) => {"
            "   const put = { path: '', body: { note: 'x'.repeat(200_000) }, base: null };"
            "   const item = { id: 'x', entry: 'response/x', queuedAt: '', put };"
            "   try { await app.queue.add(given.me, item, ends); return false }"
            "   catch (error) { return error instanceof app.StorageFull } };"
            " for (let n = 0; n < 100; n++) if (await full()) return await full(given.name);"
            " return null",
            name=DRAFT,
        )
        assert stays
        assert draft(written) == {"so_far": 1}


class TestKey:
    def test_that_another_tab_has_made_anew_is_used(self, pocket, patient):
        pocket.note(ago(1), 1)
        pocket.is_settled()
        pocket.do(
            "await (await app.database()).delete('keys', given.me);"
            " await app.vault.makeKey(given.me)"
        )
        pocket.note(today(), 2)
        pocket.is_settled()

        assert [row[:3] for row in stored(patient)] == [(ago(1), 1, 1), (today(), 1, 2)]

    def test_that_another_tab_has_destroyed_seals_nothing_more(self, pocket):
        pocket.note(today(), 1)
        pocket.is_settled()
        told = pocket.do(
            "await (await app.database()).delete('keys', given.me);"
            " return await app.diary.noteDay(given.me, given.day,"
            "   { answers: {}, side_effects: {} })"
            " .then(() => 'saved', (error) => error instanceof app.SignedOut)",
            day=str(today()),
        )
        assert told is True
        assert pocket.waiting() == []


class TestSecondTap:
    def test_on_the_only_answer_makes_no_second_response(self, pocket):
        pocket.page.context.set_offline(True)
        pocket.page.evaluate("location.hash = '/questionnaire/pgic'")
        pocket.page.get_by_role("radio").first.check()
        pocket.page.evaluate(SENT_TWICE)

        pocket.reads("Saved on this phone")
        assert len(pocket.waiting()) == 1
