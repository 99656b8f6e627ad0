"""What a phone knows for two weeks without a network: each screen opens with something on it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from backend import clock
from backend.catalogue.service import catalogue
from tests.builders import CONTACTS, a_grant, a_patient, a_specialist
from tests.e2e.chromium.pocket import Pocket
from tests.e2e.daytime import ZONE, today
from tests.phone import as_json
from tests.ward import Chart, at, given_body, order_body

REMIND_AT = "18:35"


@pytest.fixture
def patient(app):
    """Treated by infusions, the last one today, and at home; reminded of the diary."""
    enrolled = clock.now() - timedelta(days=2)
    patient = a_patient(time_zone=ZONE, created_at=enrolled)
    specialist = a_specialist(clinic=patient.clinic_id)
    a_grant(patient=patient, specialist=specialist)
    desk = Chart(patient, specialist)
    infusions, at_home = uuid4(), uuid4()
    desk.record(f"orders/{infusions}", order_body())
    home = {"route": "po", "home_dosing": True, "planned_dose": {"value": 35, "unit": "mg"}}
    desk.record(f"orders/{at_home}", order_body(**home))
    desk.record(f"sessions/{uuid4()}", given_body(infusions, at(0.2)))
    plan = {"at": REMIND_AT, "weekdays": [1, 2, 3, 4, 5, 6, 7], "again": True, "asks": True}
    plan |= {"tell_specialist": False, "quiet_from": "22:00", "quiet_to": "07:00"}
    mine = Chart(patient)
    assert mine.client.put(f"{mine.base}/reminders", **as_json(plan)).status_code == 200
    return patient


@pytest.fixture
def away(phone, patient) -> Pocket:
    """A phone that heard of the clinic once, opened anew without a network."""
    pocket = Pocket.of(phone, patient)
    pocket.opens_offline()
    phone.set_offline(True)
    pocket.page.reload()
    expect(pocket.page.get_by_role("navigation")).to_be_visible()
    return pocket


class TestWithoutANetwork:
    def test_what_is_due_can_be_answered(self, away):
        away.page.get_by_role("link", name="Questions about pain in your life").click()

        away.reads(catalogue().instruments["peg"].items[0].text)

    def test_what_is_due_at_once_stands_in_the_catalogues_order(self, away):
        topics = ["pain in your life", "mood", "worry", "alcohol", "your bladder"]
        names = [f"Questions about {topic}" for topic in topics]
        asked = away.page.locator(".due").get_by_role("link")
        expect(asked.filter(has_text=names[-1])).to_be_visible()

        assert [each for each in asked.all_inner_texts() if each in names] == names

    def test_what_is_due_after_thirteen_days_is_known(self, away):
        away.reads("Questions about alcohol")
        away.page.clock.set_system_time(clock.now() + timedelta(days=13))
        away.page.reload()

        expect(away.page.get_by_role("link", name="Questions about your bladder")).to_be_visible()
        expect(away.page.get_by_role("link", name="Questions about alcohol")).to_have_count(0)

    def test_what_is_known_of_the_treatment_can_be_read(self, away):
        away.page.evaluate("location.hash = '/known'")

        for card in catalogue().cards:
            away.reads(card.text)

    def test_what_was_agreed_to_can_be_read(self, away):
        away.page.evaluate("location.hash = '/consents'")

        away.reads("You are offline.")
        for item in catalogue().consent_items:
            away.reads(item.text)
        expect(away.page.get_by_text("Agreed on")).not_to_have_count(0)

    def test_whom_to_call_in_a_crisis_is_known(self, away):
        away.page.evaluate("location.hash = '/safe'")

        call = away.page.get_by_role("link", name=CONTACTS[0]["phone"])
        expect(call).to_have_attribute("href", "tel:" + CONTACTS[0]["phone"].replace(" ", ""))

    def test_the_day_asks_of_the_session_and_of_doses_at_home(self, away):
        away.page.evaluate(f"location.hash = '/day/{today()}'")
        asked = ""
        heading = away.page.get_by_role("heading", level=1)
        while heading.inner_text() != "What you said":
            before = away.page.locator("main").inner_text()
            asked += before
            away.press("Skip")
            expect(away.page.locator("main")).not_to_have_text(before, use_inner_text=True)

        for name in ("ketamine_home", "ps_back_to_normal", "ps_relief"):
            assert catalogue().items[name].text in asked

    def test_the_plan_of_doses_at_home_is_known(self, away):
        away.page.evaluate("location.hash = '/doses'")

        away.reads("I took 35 mg")

    def test_when_reminders_come_is_known(self, away):
        away.page.evaluate("location.hash = '/reminders'")

        away.reads("You are offline.")
        expect(away.page.get_by_label("Remind me at")).to_have_value(REMIND_AT)

    def test_the_thinking_tasks_know_of_the_session(self, away):
        away.page.evaluate("location.hash = '/tasks'")

        away.reads("Your last session was less than 24 hours ago.")
