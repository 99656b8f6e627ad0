"""A warning sign is answered at once, without the clinic too: in its words, with its contacts."""

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.chromium.pocket import Pocket
from tests.e2e.daytime import today

CHEST = ("Chest pain or trouble breathing", "call your emergency number")
BLOOD = ("Blood in your urine", "Please call your care team or a doctor today.")
HOLDS_A_DOSE = "Do not take your next ketamine dose"


@pytest.fixture
def offline(pocket: Pocket) -> Pocket:
    pocket.opens_offline()
    pocket.page.context.set_offline(True)
    return pocket


def report(pocket: Pocket, sign: str) -> None:
    pocket.page.get_by_role("checkbox", name=sign).check()
    pocket.page.get_by_role("radio", name="Mild").check()


def log_day(pocket: Pocket, sign: str) -> None:
    """With nothing in it but the sign."""
    pocket.open(f"/#/day/{today()}")
    for step in range(4):
        pocket.reads(f"Step {step + 1} of")
        pocket.press("Skip")
    pocket.press("Yes")
    report(pocket, sign)
    pocket.press("Next")
    pocket.reads("Medicines")
    pocket.press("Next")
    pocket.press("Save")


def notice(pocket: Pocket) -> Locator:
    return pocket.page.get_by_role("dialog")


class TestWarningSign:
    @pytest.mark.parametrize(("sign", "words"), [CHEST, BLOOD])
    def test_of_a_day_is_answered_without_a_network(self, offline, sign, words):
        log_day(offline, sign)

        expect(notice(offline)).to_contain_text(words)
        expect(notice(offline)).to_contain_text("Crisis line")
        expect(notice(offline)).not_to_contain_text(HOLDS_A_DOSE)
        notice(offline).get_by_role("button").click()
        offline.reads("Saved on this phone")

    def test_of_a_moment_is_answered_without_a_network(self, offline):
        offline.open("/#/moment/new")
        offline.page.get_by_text("Say more", exact=True).click()
        offline.page.get_by_text("Side effects right now", exact=True).click()
        report(offline, CHEST[0])
        offline.press("Save")

        expect(notice(offline)).to_contain_text(CHEST[1])

    def test_of_a_questionnaire_is_answered_without_a_network(self, offline):
        offline.open("/#/questionnaire/phq9")
        for number in range(1, 10):
            offline.reads(f"Question {number} of")
            offline.page.get_by_role("radio").nth(1 if number == 9 else 0).check()
            offline.press("Next")
        offline.press("Skip this question")
        offline.press("Save")

        expect(notice(offline)).to_contain_text("Crisis line")

    def test_is_answered_by_a_clinic_that_is_there_and_gone_once_read(self, pocket, way):
        slow = way.meets("/diary/sync", "delay")
        log_day(pocket, CHEST[0])
        assert slow.met.wait(15)
        slow.go.set()

        expect(notice(pocket)).to_contain_text(CHEST[1])
        pocket.is_settled()
        notice(pocket).get_by_role("button").click()
        expect(notice(pocket)).to_have_count(0)

    def test_is_answered_by_the_phone_while_the_clinic_takes_its_time(self, pocket, way):
        way.meets("/diary/sync", "delay", patience_s=60)
        log_day(pocket, BLOOD[0])

        expect(notice(pocket)).to_contain_text(BLOOD[1])
        way.clear()
