"""What a specialist has reviewed makes room, on the list, for what that person has not seen yet."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from backend import clock
from tests.builders import Person, a_grant, a_patient
from tests.e2e.chromium.app import DESK, App
from tests.e2e.daytime import ago
from tests.web.trends.lists import a_revision

ADA, ZOE = "Ada First", "Zoe Second"
REVIEWED = "(you have reviewed it)"


def reports(patient: Person, effect: str, *, minutes_ago: int, number: int = 1) -> None:
    """A warning sign that came in then; each is of another day."""
    received_at = clock.now() - timedelta(minutes=minutes_ago)
    a_revision(patient, ago(number), red_flags=[effect], received_at=received_at, revision=number)


@pytest.fixture
def patients(specialist: Person) -> list[Person]:
    """Both reported a warning sign an hour ago."""
    found = []
    for name in (ADA, ZOE):
        patient = a_patient(clinic=specialist.clinic_id, name=name, time_zone="UTC")
        a_grant(patient=patient, specialist=specialist)
        reports(patient, "chest_pain", minutes_ago=60)
        found.append(patient)
    return found


@pytest.fixture
def desk(contexts, specialist: Person, patients: list[Person]) -> App:
    app = App(contexts(**DESK).new_page())
    app.sign_in(specialist, "/desk/")
    app.reads(ADA)
    return app


def listed(desk: App) -> list[str]:
    return desk.page.get_by_role("table").get_by_role("link").all_inner_texts()


def open_first(desk: App) -> None:
    desk.page.get_by_role("link", name=ADA).click()
    desk.reads("Nobody has marked this patient as reviewed yet.")


class TestReview:
    def test_puts_a_patient_behind_those_who_are_not_reviewed(self, desk):
        assert listed(desk) == [ADA, ZOE]
        open_first(desk)
        desk.press("Mark as reviewed")
        expect(desk.page.locator(".patient-head .mark")).to_contain_text(REVIEWED)

        desk.open("/desk/#/")
        rows = desk.page.get_by_role("row")
        expect(rows.nth(1)).to_contain_text(ZOE)
        expect(rows.nth(1)).not_to_contain_text(REVIEWED)
        expect(rows.nth(2)).to_contain_text(ADA)
        expect(rows.nth(2).locator(".mark.reviewed")).to_contain_text(REVIEWED)

    def test_does_not_reach_what_came_in_after_the_page_was_opened(self, desk, patients):
        open_first(desk)
        reports(patients[0], "jaundice", minutes_ago=0, number=2)
        desk.press("Mark as reviewed")

        marks = desk.page.locator(".patient-head .mark")
        expect(marks).to_have_count(2)
        expect(marks.nth(0)).not_to_contain_text(REVIEWED)
        expect(marks.nth(1)).to_contain_text(REVIEWED)
