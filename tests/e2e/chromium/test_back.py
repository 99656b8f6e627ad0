"""What was begun on a screen outlives "back" of the phone, and ends with what became of it."""

from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.builders import Person, a_consent, as_, fetch
from tests.e2e.chromium.app import App
from tests.e2e.daytime import today
from tests.phone import Phone, a_moment_id, moment_write
from tests.ward import a_desk, order_body

PAIN = "How bad is your pain right now?"
NOTE = "A note. Do not use this box for urgent problems."
AMOUNT = "How much did you take, in mg?"
SENT = "Received by the clinic"
OF_A_DAY = ("mood", "anxiety", "fatigue", "rescue_doses")


@pytest.fixture
def signed_in(app_of: App, patient: Person) -> App:
    app_of.sign_in(patient)
    return app_of


def pain(page: Page, number: int) -> None:
    group = page.get_by_role("group", name=PAIN)
    group.get_by_role("radio", name=str(number), exact=True).check()


class TestMoment:
    @pytest.fixture
    def begun(self, signed_in: App) -> App:
        signed_in.page.get_by_role("link", name="Log a moment").click()
        pain(signed_in.page, 7)
        signed_in.page.get_by_text("Say more").click()
        signed_in.page.get_by_label(NOTE).fill("Since the stairs.")
        return signed_in

    def test_that_is_left_by_back_goes_on_where_it_was(self, begun, patient):
        when = begun.page.get_by_text("Written for").inner_text()
        begun.page.go_back()
        begun.page.get_by_role("link", name="Go on with the moment you began").click()

        begun.reads("You had begun this moment.")
        begun.reads(when)
        expect(begun.page.get_by_label(NOTE)).to_have_value("Since the stairs.")
        begun.press("Save")
        begun.reads("Moments of this day")
        expect(begun.page.get_by_role("link", name="Log a moment")).to_be_visible()
        begun.reads(SENT)
        kept = "SELECT pain_now FROM moments WHERE patient_id = %s"
        assert fetch(kept, patient.id) == [(7,)]

    def test_survives_a_phone_that_loads_the_page_anew_offline(
        self, begun, context: BrowserContext
    ):
        begun.opens_offline()
        begun.leave_for_a_while()
        begun.reads("You had begun this moment.")
        context.set_offline(True)
        begun.page.reload()

        expect(begun.page.get_by_label(NOTE)).to_have_value("Since the stairs.")
        context.set_offline(False)

    def test_that_is_cancelled_is_gone(self, begun):
        begun.press("Cancel")

        expect(begun.page.get_by_role("link", name="Log a moment")).to_be_visible()

    def test_that_is_started_again_is_empty(self, begun):
        begun.leave_for_a_while()
        begun.press("Start again")

        group = begun.page.get_by_role("group", name=PAIN)
        expect(group.get_by_role("radio", checked=True)).to_have_count(0)

    def test_that_is_changed_shows_what_was_changed_so_far(self, app_of, patient):
        moment = a_moment_id()
        Phone(patient).sync(moment_write(moment, today(), answers={"pain_now": 3}))
        app_of.sign_in(patient, f"/#/moment/{moment}")
        pain(app_of.page, 9)
        app_of.leave_for_a_while()
        app_of.reads("You had begun this moment.")
        group = app_of.page.get_by_role("group", name=PAIN)
        expect(group.get_by_role("radio", name="9", exact=True)).to_be_checked()
        app_of.press("I made a mistake")
        app_of.reads("pain 9 of 10")

        app_of.open(f"/#/moment/{moment}")
        expect(app_of.page.get_by_role("button", name="I made a mistake")).to_be_visible()
        expect(app_of.page.get_by_text("You had begun")).to_have_count(0)

    def test_asks_nothing_of_the_whole_day_as_if_it_were_now(self, signed_in):
        signed_in.open("/#/moment/new")
        signed_in.page.get_by_text("Say more").click()

        asked = signed_in.page.get_by_role("group").all_inner_texts()
        words = " ".join(asked)
        for question in ("How is your mood right now?", "How tired do you feel right now?"):
            assert question in words
        assert "so far today" in words
        assert not [each for each in asked if "today?" in each and "so far" not in each]


class TestDose:
    @pytest.fixture
    def begun(self, app_of: App, patient: Person) -> App:
        home = {"route": "po", "planned_dose": {"value": 50, "unit": "mg"}, "home_dosing": True}
        a_desk(patient).record(f"orders/{uuid4()}", order_body(**home))
        app_of.sign_in(patient, "/#/doses")
        app_of.press("Log a different dose or time")
        app_of.page.get_by_label(AMOUNT).fill("30")
        return app_of

    def test_that_is_left_by_back_goes_on_where_it_was(self, begun, patient):
        begun.page.go_back()
        begun.press("Go on with the dose you began")
        begun.reads("You had begun this.")
        expect(begun.page.get_by_label(AMOUNT)).to_have_value("30")
        begun.press("Save")

        expect(begun.page.get_by_role("button", name="Log a different dose")).to_be_visible()
        begun.reads(SENT)
        [dose] = as_(patient).get(f"/api/v1/patients/{patient.id}/doses").json["items"]
        assert dose["dose_mg"] == 30
        expect(begun.page.get_by_role("button", name="Go on with")).to_have_count(0)

    def test_that_is_cancelled_is_gone(self, begun):
        begun.press("Cancel")
        begun.press("Log a different dose or time")

        expect(begun.page.get_by_label(AMOUNT)).to_have_value("")


class TestTask:
    @pytest.fixture
    def going(self, app_of: App, patient: Person) -> App:
        a_consent(patient, "c_cognitive")
        app_of.sign_in(patient, "/")
        app_of.open("/#/tasks")
        app_of.press("Begin")
        app_of.press("Skip")
        app_of.press("Leave this one out")
        app_of.press("Practise first")
        expect(app_of.page.get_by_role("button", name="Stop")).to_be_visible()
        return app_of

    def test_that_goes_on_is_ended_by_back_and_nothing_of_it_is_recorded(self, going, patient):
        going.page.go_back()

        expect(going.page.get_by_role("heading", name="Quick tap")).to_be_visible()
        expect(going.page.get_by_role("button", name="Practise first")).to_be_visible()
        assert fetch("SELECT 1 FROM cognition_runs WHERE patient_id = %s", patient.id) == []

    def test_leads_back_to_the_beginning_of_all(self, going):
        going.page.go_back()
        expect(going.page.get_by_role("button", name="Practise first")).to_be_visible()
        going.page.go_back()

        expect(going.page.get_by_role("heading", name="Thinking tasks")).to_be_visible()
