"""What a tired hand does: it taps twice, goes back, saves nothing, and looks at once."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.builders import a_grant, a_patient, a_specialist, as_, fetch
from tests.e2e.chromium.app import App
from tests.e2e.chromium.way import PATIENCE_S
from tests.e2e.daytime import ZONE, ago, today
from tests.phone import Phone, said
from tests.ward import a_desk, order_body

PAIN = "How bad was your pain on average today?"
SENT = "Received by the clinic"
STEPS = 6
TOUCHED = """() => addEventListener("click", ({ clientX, clientY }) => {
    window.touched = [clientX, clientY];
}, { capture: true, once: true })"""
WRITTEN = said(answers={"pain_average": 4})


@pytest.fixture
def signed_in(app_of: App, patient) -> App:
    app_of.sign_in(patient)
    return app_of


def reads_heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_role("radio", name=answer, exact=True).check()


class TestDose:
    @pytest.fixture
    def doses(self, app_of, patient):
        home = {"route": "po", "planned_dose": {"value": 50, "unit": "mg"}, "home_dosing": True}
        a_desk(patient).record(f"orders/{uuid4()}", order_body(**home))
        app_of.sign_in(patient, "/#/doses")
        return app_of

    def logged(self, patient) -> int:
        return len(as_(patient).get(f"/api/v1/patients/{patient.id}/doses").json["items"])

    def test_that_is_tapped_twice_in_one_place_is_logged_once(self, doses, patient):
        doses.run(TOUCHED)
        doses.press("I took 50 mg just now")
        doses.reads("50 mg: noted at")
        doses.page.mouse.click(*doses.run("window.touched"))

        expect(doses.page.get_by_role("button", name="Log one more dose")).to_be_visible()
        doses.reads(SENT)
        assert self.logged(patient) == 1

    def test_whose_form_is_sent_twice_is_logged_once(self, doses, patient):
        doses.press("Log a different dose or time")
        doses.page.get_by_label("How much did you take, in mg?").fill("30")
        # Both before the first is kept: as fast as no hand is.
        doses.run(
            "() => { const f = document.querySelector('form');"
            " f.requestSubmit(); f.requestSubmit(); }"
        )

        doses.reads(SENT)
        assert self.logged(patient) == 1

    def test_form_names_a_flaw_with_a_way_to_its_field(self, doses):
        doses.press("Log a different dose or time")
        doses.press("Save")
        doses.press("Write a number above 0, such as 25.")

        expect(doses.page.get_by_label("How much did you take, in mg?")).to_be_focused()


class TestBack:
    def test_leads_a_step_back_in_a_day(self, signed_in):
        signed_in.open(f"/#/day/{today()}")
        choose(signed_in.page, PAIN, "6")
        signed_in.press("Next")
        signed_in.reads("Step 2 of")
        signed_in.page.go_back()

        signed_in.reads("Step 1 of")
        group = signed_in.page.get_by_role("group", name=PAIN)
        expect(group.get_by_role("radio", name="6", exact=True)).to_be_checked()

    def test_does_not_walk_through_the_steps_of_a_day_that_is_saved(self, signed_in):
        signed_in.page.get_by_role("link", name="Log today").click()
        choose(signed_in.page, PAIN, "6")
        signed_in.press("Next")
        for step in range(2, STEPS + 1):
            signed_in.reads(f"Step {step} of {STEPS}")
            signed_in.press("Skip")
        signed_in.press("Save")
        signed_in.reads("Look at it or change it")
        signed_in.page.go_back()
        signed_in.reads("Change this day")
        expect(signed_in.page.get_by_role("button", name="Change this day")).to_be_visible()
        signed_in.page.go_back()

        reads_heading(signed_in.page, "Today")

    def test_leads_to_the_question_before(self, signed_in):
        signed_in.open("/#/questionnaire/peg")
        choose(signed_in.page, "What number best describes your pain", "4")
        signed_in.press("Next")
        reads_heading(signed_in.page, "Question 2 of 3")
        signed_in.page.go_back()

        reads_heading(signed_in.page, "Question 1 of 3")

    def test_keeps_what_was_agreed_to_so_far(self, app_of):
        app_of.sign_in(a_patient(consents=False, time_zone=ZONE), "/#/consents")
        app_of.press("Begin")
        for n in range(4):
            app_of.reads(f"Reading {n + 1} of 4")
            app_of.press("I have read this")
        app_of.page.get_by_label("Yes, I agree").check()
        app_of.press("Next")
        app_of.reads("Question 2 of")
        app_of.page.go_back()

        app_of.reads("Question 1 of")
        expect(app_of.page.get_by_label("Yes, I agree")).to_be_checked()

    def test_leads_from_a_form_to_its_list(self, signed_in):
        signed_in.open("/#/doses")
        signed_in.press("Log a dose")
        reads_heading(signed_in.page, "Log a dose")
        signed_in.page.go_back()

        reads_heading(signed_in.page, "Doses at home")

    def test_finds_the_place_in_the_diary_again(self, signed_in):
        signed_in.open("/#/history")
        signed_in.press("Show earlier days")
        day = signed_in.page.locator(f"a[href='#/day/{ago(50)}']")
        day.click()
        signed_in.press("Next")
        signed_in.reads("Step 2 of")
        signed_in.page.go_back()
        signed_in.reads("Step 1 of")
        signed_in.page.go_back()

        expect(day).to_be_focused()
        expect(day).to_be_in_viewport()


class TestNothing:
    def test_is_saved_of_a_moment_without_an_answer(self, signed_in, patient):
        signed_in.open("/#/moment/new")
        signed_in.press("Save")

        signed_in.reads("Nothing is said yet.")
        assert fetch("SELECT 1 FROM moments WHERE patient_id = %s", patient.id) == []

    def test_is_saved_of_a_day_before_it_is_changed(self, app_of, patient):
        Phone(patient).put(ago(1), WRITTEN)
        app_of.sign_in(patient, f"/#/day/{ago(1)}")
        app_of.press("Change this day")
        reads_heading(app_of.page, "What you said")
        mistake = app_of.page.get_by_role("button", name="I made a mistake")
        expect(mistake).to_have_count(0)
        app_of.page.get_by_role("button", name=PAIN).click()
        choose(app_of.page, PAIN, "8")
        app_of.press("Next")

        expect(mistake).to_be_visible()


class TestEarlierDay:
    def test_that_is_saved_is_shown_as_it_stands(self, app_of, patient):
        app_of.sign_in(patient, f"/#/day/{ago(2)}")
        choose(app_of.page, PAIN, "6")
        app_of.press("Next")
        for step in range(2, STEPS + 1):
            app_of.reads(f"Step {step} of {STEPS}")
            app_of.press("Skip")
        app_of.press("Save")

        app_of.reads(SENT)
        expect(app_of.page.get_by_role("button", name="Change this day")).to_be_visible()


class TestPassword:
    def test_can_be_looked_at(self, app_of):
        app_of.open()
        field = app_of.page.get_by_label("Password", exact=True)
        field.fill("a long sentence")
        app_of.press("Show Password")
        expect(field).to_have_attribute("type", "text")
        app_of.press("Hide Password")

        expect(field).to_have_attribute("type", "password")


class TestToday:
    def test_of_a_new_phone_says_nothing_before_the_diary_has_come(self, phone, way, patient):
        Phone(patient).put(today(), WRITTEN)
        changes = way.meets("/diary/changes", "delay")
        new = App(phone.new_page())
        new.open()
        new.fill_in_sign_in(patient)
        assert changes.met.wait(PATIENCE_S)

        new.reads("Your diary is coming from your clinic.")
        expect(new.page.get_by_text("Not written yet")).to_have_count(0)
        changes.go.set()
        new.reads("Pain on average: 4 of 10")

    def test_says_that_nobody_sees_a_call_until_it_is_shared(self, signed_in, patient):
        signed_in.reads("Nobody at your clinic sees your diary")
        signed_in.press("I do not feel safe")
        signed_in.reads("So nobody at your clinic sees that you pressed. Please call.")
        page = signed_in.page
        expect(page.get_by_text("We are telling your care team")).to_have_count(0)
        expect(page.get_by_text("has it. We cannot see")).to_have_count(0)

        a_grant(patient=patient, specialist=a_specialist())
        page.get_by_role("link", name="More").click()
        page.get_by_role("link", name="Who may see what").click()
        signed_in.reads("Only the people below see your diary")
        page.get_by_role("link", name="Today").click()
        expect(page.get_by_role("link", name="Log today")).to_be_visible()
        expect(page.get_by_text("Nobody at your clinic sees")).to_have_count(0)
        page.evaluate("location.hash = '/safe'")
        signed_in.reads("We are telling your care team")

    def test_says_that_nobody_was_told_of_a_call_for_help(self, signed_in, context):
        context.set_offline(True)
        signed_in.press("I do not feel safe")
        signed_in.reads("Your clinic has not been told yet.")
        expect(signed_in.page.get_by_text("We are telling your care team")).to_have_count(0)
        signed_in.page.get_by_role("link", name="Today").click()

        signed_in.reads("Your clinic has not been told yet. Please call someone.")
        expect(signed_in.page.get_by_text("1 thing you wrote")).to_have_count(0)
        context.set_offline(False)
        expect(signed_in.page.get_by_text("has not been told yet")).to_have_count(0)
