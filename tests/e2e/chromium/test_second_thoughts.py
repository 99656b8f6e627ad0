"""What was left out, declined or thrown away by a slip of the thumb can be taken back."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.builders import fetch
from tests.e2e.chromium.app import App
from tests.e2e.chromium.way import soon
from tests.e2e.daytime import ago, today
from tests.phone import Phone, said
from tests.ward import Chart

PAIN = "How bad was your pain on average today?"
WORST = "How bad was your pain at its worst today?"
MOOD = "How was your mood today?"
LAST_STEP = "You skipped the last step."
BACK = "Take that back"
ASKED = "Questions about pain in your life"
REASON = "I felt too ill"
AFTER_ALL = f"I can answer it after all {ASKED}"


@pytest.fixture
def signed_in(app_of: App, patient) -> App:
    app_of.sign_in(patient)
    return app_of


def answer(page: Page, question: str, number: int) -> Any:
    group = page.get_by_role("group", name=question)
    return group.get_by_role("radio", name=str(number), exact=True)


class TestSkip:
    def test_of_a_step_is_taken_back_with_what_was_answered(self, signed_in):
        signed_in.open(f"/#/day/{today()}")
        answer(signed_in.page, PAIN, 6).check()
        answer(signed_in.page, WORST, 8).check()
        signed_in.press("Skip")
        signed_in.reads("Step 2 of")
        signed_in.reads(LAST_STEP)
        signed_in.press(BACK)

        signed_in.reads("Step 1 of")
        expect(answer(signed_in.page, PAIN, 6)).to_be_checked()
        expect(answer(signed_in.page, WORST, 8)).to_be_checked()

    def test_is_taken_back_by_back_of_the_phone_too(self, signed_in):
        signed_in.open(f"/#/day/{today()}")
        answer(signed_in.page, PAIN, 6).check()
        signed_in.press("Skip")
        signed_in.reads("Step 2 of")
        signed_in.page.go_back()

        signed_in.reads("Step 1 of")
        expect(answer(signed_in.page, PAIN, 6)).to_be_checked()

    def test_is_over_once_somebody_has_gone_on(self, signed_in):
        signed_in.open(f"/#/day/{today()}")
        signed_in.press("Skip")
        signed_in.reads(LAST_STEP)
        signed_in.press("Next")
        signed_in.reads("Step 3 of")

        expect(signed_in.page.get_by_text(LAST_STEP)).to_have_count(0)

    def test_of_side_effects_keeps_those_that_were_ticked(self, app_of, patient):
        phone = Phone(patient)
        phone.put(ago(1), said(answers={"side_effects_any": 1}, side_effects={"nausea": 2}))
        app_of.sign_in(patient, f"/#/day/{ago(1)}")
        app_of.press("Change this day")
        app_of.page.get_by_role("button", name="Did you have any side effects").click()
        app_of.press("Skip")
        app_of.reads(LAST_STEP)
        expect(app_of.page.get_by_role("button", name="Feeling sick")).to_have_count(0)
        app_of.press(BACK)
        app_of.press("Yes")

        expect(app_of.page.get_by_label("Feeling sick", exact=True)).to_be_checked()


class TestAnswer:
    def test_of_one_question_is_cleared_and_that_of_the_other_stays(self, signed_in, patient):
        signed_in.open(f"/#/day/{today()}")
        answer(signed_in.page, PAIN, 6).check()
        answer(signed_in.page, WORST, 8).check()
        signed_in.press(f"Clear {WORST}")
        expect(answer(signed_in.page, WORST, 8)).not_to_be_checked()
        expect(answer(signed_in.page, WORST, 0)).to_be_focused()
        signed_in.press("Next")
        for step in range(2, 7):
            signed_in.reads(f"Step {step} of 6")
            signed_in.press("Skip")
        signed_in.press("Save")
        signed_in.reads("Received by the clinic")

        [row] = fetch("SELECT pain_average, pain_worst FROM days WHERE patient_id = %s", patient.id)
        assert row == (6, None)


class TestBegunDay:
    def test_that_was_started_again_is_brought_back(self, signed_in):
        signed_in.open(f"/#/day/{today()}")
        answer(signed_in.page, PAIN, 6).check()
        signed_in.leave_for_a_while()
        signed_in.press("Start again")
        expect(answer(signed_in.page, PAIN, 6)).not_to_be_checked()
        signed_in.press(BACK)

        expect(answer(signed_in.page, PAIN, 6)).to_be_checked()

    def test_of_a_saved_day_starts_again_from_what_is_saved(self, app_of, patient):
        Phone(patient).put(ago(1), said(answers={"pain_average": 4, "mood": 7}))
        app_of.sign_in(patient, f"/#/day/{ago(1)}")
        app_of.press("Change this day")
        app_of.page.get_by_role("button", name=MOOD).click()
        answer(app_of.page, MOOD, 1).check()
        app_of.leave_for_a_while()
        app_of.press("Start again")

        expect(app_of.page.get_by_role("button", name=PAIN)).to_contain_text("4 of 10")
        expect(app_of.page.get_by_role("button", name=MOOD)).to_contain_text("7 of 10")


class TestDeclined:
    def decline(self, app: App) -> None:
        item = app.page.get_by_role("listitem").filter(has_text=ASKED)
        item.get_by_role("button", name="I can't answer").click()
        item.get_by_role("button", name=REASON).click()

    def state(self, patient) -> tuple[str, str | None]:
        item = Chart(patient).due_of("peg")[0]
        return item["state"], item["reason"]

    def test_is_taken_back_when_the_clinic_knows_it(self, signed_in, patient):
        self.decline(signed_in)
        signed_in.reads(f"You can't answer this: “{REASON}”.")
        soon(lambda: self.state(patient) == ("declined", "too_ill"))
        signed_in.page.reload()
        signed_in.press(AFTER_ALL)

        expect(signed_in.page.get_by_role("link", name=ASKED)).to_be_visible()
        soon(lambda: self.state(patient) == ("due", None))

    def test_is_taken_back_before_the_clinic_knows_it(self, signed_in, patient, context):
        expect(signed_in.page.get_by_role("link", name=ASKED)).to_be_visible()
        signed_in.opens_offline()
        context.set_offline(True)
        self.decline(signed_in)
        signed_in.reads(f"You can't answer this: “{REASON}”.")
        signed_in.press(AFTER_ALL)
        expect(signed_in.page.get_by_role("link", name=ASKED)).to_be_visible()
        signed_in.page.reload()

        expect(signed_in.page.get_by_role("link", name=ASKED)).to_be_visible()
        context.set_offline(False)
        expect(signed_in.page.get_by_text("have not been sent yet")).to_have_count(0)
        soon(lambda: self.state(patient) == ("due", None))


class TestYesterday:
    def test_that_was_declined_in_one_tap_is_open_again(self, app_of, patient):
        Phone(patient).put(ago(3), said(answers={"pain_average": 4}))
        app_of.sign_in(patient)
        yesterday = app_of.page.get_by_role("region", name="Nothing is written for")
        yesterday.get_by_role("button", name="I forgot").click()
        app_of.reads("That is noted: “I forgot”.")
        app_of.press(BACK)

        expect(yesterday.get_by_role("link", name="Write it now")).to_be_visible()
        days = "SELECT withdrawn FROM days WHERE patient_id = %s AND day = %s"
        soon(lambda: fetch(days, patient.id, ago(1)) == [(True,)])
