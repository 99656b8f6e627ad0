"""What a specialist has to see at once on the desk's pages."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.builders import Person, a_grant, a_patient
from tests.e2e.chromium.app import DESK, App
from tests.e2e.chromium.way import soon
from tests.supervision.ward import pressed
from tests.ward import Chart, at, given_body, order_body

LONG_NAME = "Ottilie " + "Donaudampfschifffahrtsgesellschaft" * 2
PARTS = ("treatment", "treatment/orders/new", "labs?do=new", "phenotype", "notes", "print")


@pytest.fixture
def patient(specialist: Person) -> Person:
    patient = a_patient(clinic=specialist.clinic_id, name=LONG_NAME, time_zone="UTC")
    a_grant(patient=patient, specialist=specialist)
    return patient


@pytest.fixture
def desk(contexts, specialist: Person, patient: Person) -> App:
    app = App(contexts(**DESK).new_page())
    app.sign_in(specialist, "/desk/")
    app.reads(LONG_NAME)
    return app


def overflow(desk: App) -> int:
    """How many pixels don't fit into the width of the window."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(desk.run(wide))


class TestPatientPages:
    def test_say_whose_they_are_and_whether_that_person_called(self, desk, patient):
        pressed(Chart(patient))
        for part in PARTS:
            desk.open(f"/desk/#/patient/{patient.id}/{part}")
            expect(desk.page.locator(".patient-bar")).to_contain_text(LONG_NAME)
        desk.page.reload()
        expect(desk.page.locator(".patient-bar")).to_contain_text("pressed “I do not feel safe”")

    def test_say_where_to_go_when_the_patient_does_not_share(self, desk, specialist):
        stranger = a_patient(clinic=specialist.clinic_id, name="Sam Stranger")
        desk.open(f"/desk/#/patient/{stranger.id}")
        desk.reads("This patient does not share with you, or no longer.")
        desk.page.get_by_role("link", name="Back to your patients").click()
        desk.reads(LONG_NAME)


class TestSmallWindow:
    @pytest.mark.parametrize("width", [320, 1024])
    def test_holds_a_long_name(self, desk, patient, width):
        pressed(Chart(patient))
        desk.page.set_viewport_size({"width": width, "height": 768})
        desk.press("Refresh")
        desk.reads("Pressed")
        assert overflow(desk) == 0
        desk.page.get_by_role("link", name=LONG_NAME).click()
        expect(desk.page.get_by_label("What was done")).to_be_visible()
        assert overflow(desk) == 0

    def test_gives_the_reason_to_call_its_whole_width(self, desk, patient):
        pressed(Chart(patient))
        desk.page.set_viewport_size({"width": 720, "height": 450})
        desk.press("Refresh")
        cell = desk.page.get_by_role("cell").filter(has_text="Pressed").bounding_box()
        table = desk.page.locator(".patients").bounding_box()
        assert cell is not None
        assert table is not None
        assert cell["width"] > table["width"] * 0.9


class TestPrint:
    def test_says_on_each_sheet_whose_it_is(self, desk, patient):
        desk.open(f"/desk/#/patient/{patient.id}/print")
        desk.reads("First and last four weeks")
        rules = "[...document.adoptedStyleSheets].map((each) => each.cssRules[0].cssText).join()"
        # They are made once the page has been drawn.
        soon(lambda: LONG_NAME in desk.run(rules))


class TestTreatment:
    def test_counts_one_in_the_singular(self, desk, patient, specialist):
        order, chart = uuid4(), Chart(patient, specialist)
        chart.record(f"orders/{order}", order_body())
        chart.record(f"sessions/{uuid4()}", given_body(order, at(10, hour=9)))
        desk.open(f"/desk/#/patient/{patient.id}/treatment/exposure")
        desk.reads("1 time, 25 mg")
        desk.open(f"/desk/#/patient/{patient.id}")
        desk.reads("at least 1 day apart")
