"""What a specialist has to see at once on the desk's pages."""

from uuid import UUID, uuid4

import pytest
from playwright.sync_api import expect

from tests.builders import ALL_CATEGORIES, Person, a_grant, a_patient, as_
from tests.e2e.chromium.app import DESK, App
from tests.e2e.chromium.way import soon
from tests.supervision.ward import pressed
from tests.ward import Chart, at, given_body, order_body

LONG_NAME = "Ottilie " + "Donaudampfschifffahrtsgesellschaft" * 2
PARTS = ("treatment", "treatment/orders/new", "labs?do=new", "phenotype", "notes", "print")
NOT_SHARED = "This patient does not share with you, or no longer."


@pytest.fixture
def patient(specialist: Person) -> Person:
    return a_patient(clinic=specialist.clinic_id, name=LONG_NAME, time_zone="UTC")


@pytest.fixture(autouse=True)
def grant(patient: Person, specialist: Person) -> UUID:
    return a_grant(patient=patient, specialist=specialist)


def end_share(patient: Person, grant: UUID) -> None:
    ended = as_(patient).delete(f"/api/v1/patients/{patient.id}/grants/{grant}")
    assert ended.status_code == 204


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

    def test_say_whose_they_are_however_far_down_one_is(self, desk, patient):
        desk.open(f"/desk/#/patient/{patient.id}/phenotype?do=pain")
        whose = desk.page.locator(".patient-bar strong")
        save = desk.page.get_by_role("main").locator("[type=submit]")
        save.focus()
        expect(save).to_be_in_viewport()
        assert desk.run("scrollY") > 0
        expect(whose).to_be_in_viewport(ratio=1)

    def test_say_where_to_go_when_the_patient_does_not_share(self, desk, specialist):
        stranger = a_patient(clinic=specialist.clinic_id, name="Sam Stranger")
        desk.open(f"/desk/#/patient/{stranger.id}")
        desk.reads("This patient does not share with you, or no longer.")
        desk.page.get_by_role("link", name="Back to your patients").click()
        desk.reads(LONG_NAME)


class TestPatientWhoDoesNotShare:
    @pytest.mark.parametrize("part", PARTS)
    def test_is_offered_nothing_that_would_be_refused(self, desk, specialist, part):
        stranger = a_patient(clinic=specialist.clinic_id, name="Sam Stranger")
        desk.open(f"/desk/#/patient/{stranger.id}/{part}")
        desk.reads(NOT_SHARED)
        main = desk.page.get_by_role("main")
        expect(main.get_by_role("link")).to_have_text(["Back to your patients"])
        expect(main.get_by_role("button")).to_have_count(0)

    def test_is_offered_nothing_from_the_next_request_on(self, desk, patient, grant):
        desk.open(f"/desk/#/patient/{patient.id}/notes")
        desk.reads("The patient can read these notes.")
        end_share(patient, grant)
        desk.page.get_by_role("link", name="Treatment").click()
        desk.reads("It is not there, or not for you.")
        expect(desk.page.get_by_role("link", name="New order")).to_have_count(0)

    def test_leaves_what_is_typed_and_says_why_it_cannot_be_saved(self, desk, patient, grant):
        desk.open(f"/desk/#/patient/{patient.id}/notes")
        note = desk.page.get_by_label("Note", exact=True)
        note.fill("Half a sentence about")
        end_share(patient, grant)
        desk.run("document.dispatchEvent(new Event('visibilitychange'))")
        said = desk.page.get_by_role("alert")
        expect(said).to_contain_text("This patient no longer shares with you.")
        expect(note).to_have_value("Half a sentence about")

    def test_can_have_substance_use_recorded_only_if_that_is_shared(self, desk, specialist):
        for name, withheld in (("Tom Told", set()), ("Kim Kept", {"substance"})):
            patient = a_patient(clinic=specialist.clinic_id, name=name)
            granted = set(ALL_CATEGORIES) - withheld
            a_grant(patient=patient, specialist=specialist, categories=granted)
            desk.open(f"/desk/#/patient/{patient.id}/phenotype")
            expect(desk.page.locator(".patient-bar")).to_contain_text(name)
            use = desk.page.get_by_role("heading", name="Substance use")
            expect(use).to_be_visible()
            part = desk.page.locator("section").filter(has=use).last
            expect(part.get_by_role("link", name="Record")).to_have_count(0 if withheld else 1)
            if withheld:
                expect(part).to_contain_text("The patient does not share this part with you")


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
