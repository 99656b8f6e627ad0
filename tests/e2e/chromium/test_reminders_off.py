"""Who agreed to reminders and gets none on this phone is led to them, once and calmly."""

import pytest
from playwright.sync_api import expect

from tests.builders import Person, a_consent, as_
from tests.e2e.chromium.app import App
from tests.e2e.chromium.way import soon
from tests.e2e.daytime import ago
from tests.phone import as_json

OFF = "Reminders are off on this phone."
KNOWS = """async () => {
    const opening = indexedDB.open("tidemark");
    const db = await new Promise((go) => { opening.onsuccess = () => go(opening.result) });
    const asking = db.transaction("sealed").objectStore("sealed").getAllKeys();
    const keys = await new Promise((go) => { asking.onsuccess = () => go(asking.result) });
    db.close();
    return keys.some(([, name]) => name === "refreshed");
}"""
"""What the clinic says of consents and plan is kept in the same instant as this name."""
PLAN = {"at": "19:00", "weekdays": [1, 2, 3, 4, 5, 6, 7], "again": True, "asks": True}


def plan(patient: Person, **changes: object) -> None:
    body = as_json({**PLAN, "tell_specialist": False, **changes})
    answer = as_(patient).put(f"/api/v1/patients/{patient.id}/reminders", **body)
    assert answer.status_code == 200, answer.text


def says_nothing(app: App) -> None:
    """Of a phone that has opened anew, once it knew all that this goes by."""
    soon(lambda: app.run(KNOWS))
    app.page.reload()
    expect(app.page.get_by_role("link", name="Questions about pain in your life")).to_be_visible()
    expect(app.page.get_by_text(OFF)).to_have_count(0)


@pytest.fixture
def agreed(patient: Person) -> Person:
    a_consent(patient, "c_push")
    plan(patient)
    return patient


class TestRemindersOff:
    def test_leads_to_the_screen_that_turns_them_on(self, app_of, agreed):
        app_of.sign_in(agreed)
        app_of.reads(OFF)
        app_of.page.get_by_role("link", name="Turn them on").click()

        expect(app_of.page.get_by_role("button", name="Turn reminders on")).to_be_visible()

    def test_is_said_no_more_once_it_was_put_away(self, app_of, agreed):
        app_of.sign_in(agreed)
        app_of.press("Leave them off")
        expect(app_of.page.get_by_text(OFF)).to_have_count(0)

        says_nothing(app_of)

    def test_is_not_said_to_somebody_who_did_not_agree(self, app_of, patient):
        plan(patient)
        app_of.sign_in(patient)

        says_nothing(app_of)

    def test_is_not_said_during_a_pause(self, app_of, agreed):
        pause = {"paused_from": str(ago(1)), "paused_until": str(ago(-3))}
        plan(agreed, **pause, pause_reason="holiday")
        app_of.sign_in(agreed)

        says_nothing(app_of)

    def test_is_not_said_where_notifications_are_blocked(self, app_of, agreed, context):
        # What is not among the granted is refused then.
        context.grant_permissions(["geolocation"])
        app_of.sign_in(agreed)

        says_nothing(app_of)

    def test_is_not_said_by_a_browser_without_push(self, app_of, agreed):
        app_of.page.add_init_script("delete globalThis.PushManager")
        app_of.sign_in(agreed)

        says_nothing(app_of)

    def test_is_not_said_where_they_were_turned_off_by_hand(self, pocket, patient):
        a_consent(patient, "c_push")
        pocket.do("await app.refresh(given.me, { changed: true })")
        pocket.do("await app.store.write(given.me, 'reminded', false)")

        says_nothing(pocket)
