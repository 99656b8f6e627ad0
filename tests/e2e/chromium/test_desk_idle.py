"""A desk that nobody uses hides everything and asks for the sign-in again."""

from uuid import UUID, uuid4

import pyotp
import pytest
from playwright.sync_api import Locator, Page, expect

from backend import clock
from tests.builders import PASSWORD, Person, a_grant, a_patient, a_specialist, fetch
from tests.e2e.chromium.app import DESK, App
from tests.e2e.chromium.way import soon
from tests.ward import Chart, order_body

MINUTE = 60_000
PATIENT = "Ida Idle"
TYPED = "Half a sentence about"


@pytest.fixture
def patient(specialist: Person) -> Person:
    patient = a_patient(clinic=specialist.clinic_id, name=PATIENT, time_zone="UTC")
    a_grant(patient=patient, specialist=specialist)
    return patient


@pytest.fixture
def desk(contexts, specialist: Person, patient: Person) -> App:
    context = contexts(**DESK)
    context.clock.install()
    app = App(context.new_page())
    app.sign_in(specialist, "/desk/")
    app.reads(PATIENT)
    return app


@pytest.fixture
def order(patient: Person, specialist: Person) -> UUID:
    order = uuid4()
    Chart(patient, specialist).record(f"orders/{order}", order_body())
    return order


def begins_to_strike_out(desk: App, patient: Person, order: UUID) -> Locator:
    """The reason that is asked for, with half of it typed."""
    desk.open(f"/desk/#/patient/{patient.id}/treatment/orders/{order}")
    desk.press("Strike out")
    why = why_struck(desk)
    why.fill(TYPED)
    return why


def why_struck(desk: App) -> Locator:
    asked = desk.page.get_by_role("dialog", name="Strike this out?")
    return asked.get_by_label("Why is it changed?")


def warning(page: Page) -> Locator:
    return page.get_by_role("alertdialog", name="You will be signed out in one minute")


def is_locked(page: Page) -> None:
    expect(page.get_by_role("heading", name="Please sign in again")).to_be_visible()
    expect(page.get_by_text(PATIENT)).to_have_count(0)


def stand_still(page: Page) -> None:
    """From now on no time passes but what the test lets pass, however long the browser takes."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 60)


def ended(person: Person) -> list[bool]:
    rows = fetch("SELECT revoked_at FROM sign_ins WHERE account_id = %s", person.id)
    return [ended_at is not None for (ended_at,) in rows]


class TestDesk:
    def test_warns_a_minute_before_and_then_locks_and_ends_the_sign_in(self, desk, specialist):
        stand_still(desk.page)
        desk.page.keyboard.press("Shift")
        desk.page.clock.run_for(14 * MINUTE - 5_000)
        expect(warning(desk.page)).to_be_hidden()

        desk.page.clock.run_for(10_000)
        expect(warning(desk.page)).to_be_visible()
        assert ended(specialist) == [False]

        desk.page.clock.run_for(MINUTE)
        is_locked(desk.page)
        soon(lambda: ended(specialist) == [True])

    def test_stays_open_for_whoever_says_so(self, desk):
        desk.page.clock.run_for(14 * MINUTE + 5_000)
        desk.press("Stay signed in")
        expect(warning(desk.page)).to_be_hidden()

        desk.page.clock.run_for(2 * MINUTE)
        desk.reads(PATIENT)

    def test_stays_open_for_whoever_uses_it(self, desk):
        for _ in range(3):
            desk.page.clock.run_for(10 * MINUTE)
            desk.page.keyboard.press("Shift")
            expect(warning(desk.page)).to_be_hidden()
        desk.reads(PATIENT)

    def test_keeps_the_warning_while_somebody_reaches_for_its_button(self, desk):
        desk.page.clock.run_for(14 * MINUTE + 5_000)
        desk.page.mouse.move(100, 100)
        desk.page.mouse.move(200, 200)
        desk.page.clock.run_for(1_000)
        expect(warning(desk.page)).to_be_visible()

    def test_keeps_what_was_typed_for_the_same_person(self, desk, patient, specialist):
        desk.open(f"/desk/#/patient/{patient.id}/notes")
        note = desk.page.get_by_label("Note", exact=True)
        note.fill(TYPED)
        day = desk.page.get_by_label("The day that it is about")
        day.fill("2026-01-05")
        desk.page.clock.run_for(15 * MINUTE + 5_000)
        is_locked(desk.page)

        sign_in_again(desk, specialist)

        expect(note).to_have_value(TYPED)
        expect(day).to_have_value("2026-01-05")

    def test_shows_another_person_nothing_of_it(self, desk, patient, specialist):
        other = a_specialist(clinic=specialist.clinic_id)
        a_grant(patient=patient, specialist=other)
        place = f"/desk/#/patient/{patient.id}/notes"
        desk.open(place)
        note = desk.page.get_by_label("Note", exact=True)
        note.fill(TYPED)
        desk.page.clock.run_for(15 * MINUTE + 5_000)
        is_locked(desk.page)

        desk.fill_in_sign_in(other)

        expect(note).to_have_value("")

    def test_keeps_a_reason_typed_over_the_page_for_the_same_person(
        self, desk, patient, specialist, order
    ):
        why = begins_to_strike_out(desk, patient, order)
        desk.page.clock.run_for(15 * MINUTE + 5_000)
        is_locked(desk.page)
        expect(why).to_have_count(0)

        sign_in_again(desk, specialist)

        expect(why).to_have_value(TYPED)
        desk.page.get_by_role("dialog").get_by_role("button", name="Strike out").click()
        desk.reads("Struck out: recorded in error.")
        expect(why).to_have_count(0)

    def test_shows_another_person_no_reason_that_was_typed(self, desk, patient, specialist, order):
        other = a_specialist(clinic=specialist.clinic_id)
        a_grant(patient=patient, specialist=other)
        begins_to_strike_out(desk, patient, order)
        desk.page.clock.run_for(15 * MINUTE + 5_000)
        is_locked(desk.page)

        desk.fill_in_sign_in(other)

        desk.reads("All versions")
        desk.press("Strike out")
        expect(why_struck(desk)).to_have_value("")

    def test_asks_for_no_reason_again_after_a_cancel(self, desk, patient, order):
        begins_to_strike_out(desk, patient, order)
        desk.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
        desk.open(f"/desk/#/patient/{patient.id}/treatment/orders")
        desk.page.get_by_role("rowheader").get_by_role("link").click()
        desk.reads("All versions")
        expect(why_struck(desk)).to_have_count(0)
        desk.press("Strike out")
        expect(why_struck(desk)).to_have_value("")

    def test_stays_open_while_another_tab_is_used(self, desk):
        other = desk.page.context.new_page()
        other.goto("/desk/#/account")
        expect(other.get_by_role("heading", name="Your account")).to_be_visible()
        desk.page.clock.run_for(14 * MINUTE + 5_000)
        expect(warning(desk.page)).to_be_visible()

        other.keyboard.press("Shift")

        expect(warning(desk.page)).to_be_hidden()
        desk.page.clock.run_for(2 * MINUTE)
        desk.reads(PATIENT)

    def test_is_locked_when_it_is_opened_long_after(self, desk):
        place = desk.page.url
        context = desk.page.context
        desk.page.close()
        again = context.new_page()
        context.clock.fast_forward(20 * MINUTE)
        again.goto(place)
        is_locked(again)


def sign_in_again(desk: App, person: Person) -> None:
    """With a code that has not been used; the e-mail is known."""
    desk.page.get_by_label("Password", exact=True).fill(PASSWORD)
    desk.press("Sign in")
    desk.page.get_by_label("Code of your authenticator app").fill(next_code(person))
    desk.press("Sign in")


def next_code(person: Person) -> str:
    """Of the next half minute, which the server takes as well."""
    assert person.totp_secret
    return pyotp.TOTP(person.totp_secret).at(clock.now(), counter_offset=1)
