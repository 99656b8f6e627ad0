"""An open desk looks again by itself: for calls for help, and for what else is new."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.builders import Person, a_day, a_grant, a_patient
from tests.e2e.chromium.app import DESK, App
from tests.e2e.daytime import ago
from tests.supervision.ward import DONE, pressed
from tests.ward import Chart

MINUTE = 60_000
SHOWN_AT_FIRST = 100
FIRST = "Ada First"
SECOND = "Zoe Second"


@pytest.fixture
def patients(specialist: Person) -> list[Person]:
    """The first by name comes first on the list, until the second one calls."""
    found = []
    for name in (FIRST, SECOND):
        patient = a_patient(clinic=specialist.clinic_id, name=name, time_zone="UTC")
        a_grant(patient=patient, specialist=specialist)
        found.append(patient)
    return found


@pytest.fixture
def desk(contexts, specialist: Person, patients: list[Person]) -> App:
    context = contexts(**DESK)
    context.clock.install()
    app = App(context.new_page())
    app.sign_in(specialist, "/desk/")
    app.reads(FIRST)
    return app


def names(page: Page) -> list[str]:
    return page.get_by_role("table").get_by_role("link").all_inner_texts()


def come_back(page: Page) -> None:
    """To a window that was hidden."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def hide(page: Page) -> None:
    page.evaluate("Object.defineProperty(document, 'visibilityState', { value: 'hidden' })")


class TestList:
    def test_shows_a_call_that_comes_in_while_it_is_open(self, desk, patients):
        assert names(desk.page) == [FIRST, SECOND]
        pressed(Chart(patients[1]))

        desk.page.clock.fast_forward(MINUTE)

        expect(desk.page.get_by_role("table").get_by_role("link").first).to_have_text(SECOND)
        expect(desk.page).to_have_title("(1) Your patients \N{EN DASH} Tidemark")
        said = desk.page.get_by_role("status").filter(has_text="New call for help")
        expect(said).to_contain_text(SECOND)

    def test_counts_no_call_that_is_answered_meanwhile(self, desk, patients, specialist):
        press = pressed(Chart(patients[1]))
        desk.page.clock.fast_forward(MINUTE)
        expect(desk.page).to_have_title(re.compile(r"^\(1\) "))
        answer = {"what_was_done": DONE}
        Chart(patients[1], specialist).record(f"calls/{press}/answer", answer, based_on=None)

        desk.page.clock.fast_forward(MINUTE)

        expect(desk.page).to_have_title("Your patients \N{EN DASH} Tidemark")

    def test_looks_when_the_window_is_seen_again(self, desk, patients):
        pressed(Chart(patients[1]))
        come_back(desk.page)
        expect(desk.page).to_have_title(re.compile(r"^\(1\) "))

    def test_asks_for_nothing_while_the_window_is_hidden(self, desk):
        asked: list[str] = []
        desk.page.on("request", lambda request: asked.append(request.url))
        hide(desk.page)
        desk.page.clock.fast_forward(5 * MINUTE)
        assert asked == []

    def test_asks_once_a_minute(self, desk):
        asked: list[str] = []
        desk.page.on("request", lambda request: asked.append(request.url))
        with desk.page.expect_response("**/api/v1/caseload?*"):
            desk.page.clock.fast_forward(MINUTE)
        assert len(asked) == 1

    @pytest.mark.parametrize("name", [FIRST, SECOND])
    def test_keeps_the_focus_on_a_row_that_changes_its_place(self, desk, patients, name):
        # As in Safari, where what moves loses the focus.
        desk.run("delete Element.prototype.moveBefore")
        link = desk.page.get_by_role("link", name=name)
        link.focus()
        pressed(Chart(patients[1]))
        desk.page.clock.fast_forward(MINUTE)
        expect(desk.page.get_by_role("table").get_by_role("link").first).to_have_text(SECOND)
        expect(link).to_be_focused()

    def test_keeps_what_is_typed_and_searched_for(self, desk, patients):
        search = desk.page.get_by_role("searchbox")
        search.fill("Zoe")
        expect(desk.page.get_by_role("link", name=FIRST)).to_have_count(0)
        pressed(Chart(patients[1]))
        desk.page.clock.fast_forward(MINUTE)
        expect(desk.page).to_have_title(re.compile(r"^\(1\) "))
        expect(search).to_have_value("Zoe")
        expect(search).to_be_focused()
        assert names(desk.page) == [SECOND]

    def test_stays_as_it_was_when_the_clinic_cannot_be_reached(self, desk, patients):
        desk.page.context.set_offline(True)
        with desk.page.expect_event("requestfailed"):
            desk.page.clock.fast_forward(MINUTE)
        assert names(desk.page) == [FIRST, SECOND]

        pressed(Chart(patients[1]))
        desk.page.context.set_offline(False)
        desk.page.clock.fast_forward(MINUTE)
        expect(desk.page).to_have_title(re.compile(r"^\(1\) "))


class TestLongList:
    @pytest.fixture
    def patients(self, specialist: Person) -> list[Person]:
        """More than one page of any other list has."""
        found = []
        for name in (FIRST, *(f"Mia {number}" for number in range(200)), SECOND):
            patient = a_patient(clinic=specialist.clinic_id, name=name, time_zone="UTC")
            a_grant(patient=patient, specialist=specialist)
            found.append(patient)
        return found

    def test_is_asked_for_whole_and_shown_in_parts(self, desk):
        rows = desk.page.get_by_role("row")
        expect(rows).to_have_count(1 + SHOWN_AT_FIRST)
        with desk.page.expect_response(lambda answer: "cursor" in answer.url) as told:
            desk.page.clock.fast_forward(MINUTE)
        assert len(told.value.json()["items"]) == 2

        desk.press("Show more")
        expect(rows).to_have_count(1 + 2 * SHOWN_AT_FIRST)
        desk.press("Show more")
        expect(desk.page.get_by_role("link", name=SECOND)).to_be_visible()
        expect(desk.page.get_by_role("button", name="Show more")).to_have_count(0)

    def test_shows_what_is_written_by_the_last_of_them_too(self, desk, patients):
        desk.open(f"/desk/#/patient/{patients[-1].id}")
        expect(desk.page.get_by_role("heading", name="Course", exact=True)).to_be_visible()
        a_day(patients[-1], ago(0), pain_average=7)
        desk.page.clock.fast_forward(MINUTE)
        desk.reads("Pain 7")


class TestPatientPage:
    def test_shows_a_call_and_keeps_the_answer_that_is_typed(self, desk, patients):
        pressed(Chart(patients[1]))
        desk.page.clock.fast_forward(MINUTE)
        desk.page.get_by_role("link", name=SECOND).click()
        done = desk.page.get_by_label("What was done")
        done.fill("We are talking.")
        pressed(Chart(patients[1]))

        desk.page.clock.fast_forward(MINUTE)

        expect(done).to_have_count(2)
        typed = desk.page.get_by_role("textbox").and_(desk.page.locator(":focus"))
        expect(typed).to_have_value("We are talking.")

    def test_shows_a_day_that_is_written_meanwhile(self, desk, patients):
        desk.page.get_by_role("link", name=FIRST).click()
        expect(desk.page.get_by_role("heading", name="Course", exact=True)).to_be_visible()
        a_day(patients[0], ago(0), pain_average=7)

        desk.page.clock.fast_forward(MINUTE)

        desk.reads("Pain 7")

    def test_names_no_reason_to_call_that_is_answered(self, desk, patients):
        pressed(Chart(patients[1]))
        desk.page.clock.fast_forward(MINUTE)
        desk.page.get_by_role("link", name=SECOND).click()
        why = desk.page.get_by_role("heading", name="Why to call")
        expect(why).to_be_visible()

        desk.page.get_by_label("What was done").fill(DONE)
        desk.press("Save and close this call")

        desk.reads("Your answer is saved.")
        expect(why).to_have_count(0)
        expect(desk.page).to_have_title("Patient \N{EN DASH} Tidemark")
