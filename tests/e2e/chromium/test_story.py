"""A patient's first days with the app, and what the specialist sees of them."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import expect

from backend import clock
from backend.accounts.rules import Role
from tests.builders import Person, a_specialist, as_
from tests.e2e.chromium.app import DESK, App
from tests.e2e.chromium.way import soon
from tests.e2e.daytime import today
from tests.phone import Phone, said

PASSWORD = "a long sentence for the diary"
EMAIL = "first.days@example.org"
PAIN = "How bad was your pain on average today?"
AHEAD = timedelta(days=3)


@pytest.fixture
def specialist(app):
    return a_specialist()


def invited_by(specialist) -> str:
    """The link that a specialist hands over."""
    answer = as_(specialist).post("/api/v1/invitations", json={"role": "patient"})
    return str(answer.json["link"]).split("/", 3)[3]


def share_code_of(specialist) -> str:
    return str(as_(specialist).get("/api/v1/account").json["share_code"])


def accept(app: App, link: str) -> None:
    app.open("/" + link)
    app.page.get_by_label("E-mail").fill(EMAIL)
    app.page.get_by_label("Your name").fill("Ina Probe")
    app.page.get_by_label("Choose a password").fill(PASSWORD)
    app.press("Open my account")
    app.reads("Keep this code")
    app.press("I have kept it")


def consent(app: App) -> None:
    """Read every card, and say yes to every point, each by itself."""
    app.press("Begin")
    heading = app.page.get_by_role("heading", level=1)
    while True:
        before = app.page.locator("main").inner_text()
        if app.page.get_by_role("button", name="I have read this").count():
            app.press("I have read this")
        elif app.page.get_by_label("Yes, I agree").count():
            app.page.get_by_label("Yes, I agree").check()
            app.press("Next")
        else:
            break
        expect(app.page.locator("main")).not_to_have_text(before, use_inner_text=True)
    expect(heading).to_have_text("Your answers")
    app.press("Confirm")
    expect(heading).not_to_have_text("Your answers")


def share(app: App, code: str) -> None:
    app.open("/#/sharing")
    app.press("Share with a specialist")
    app.page.get_by_label("Code").fill(code)
    app.press("Find")
    app.press("Yes, this is right")
    boxes = app.page.get_by_role("checkbox")
    boxes.first.wait_for()
    for box in boxes.all():
        box.check()
    app.press("Next")
    app.press("Share this")
    app.reads("Since")


def the_patient(app: App) -> Person:
    """Who is signed in there, for what the clinic has."""
    found = app.run("async () => (await fetch('/api/v1/account')).json()")
    nothing = {"data_key": b"", "share_code": None, "totp_secret": None}
    ids = {"id": UUID(found["id"]), "clinic_id": UUID(found["clinic_id"])}
    return Person(**ids, role=Role.PATIENT, email=EMAIL, name=found["name"], **nothing)


def answer_pain(app: App, pain: int) -> None:
    group = app.page.get_by_role("group", name=PAIN)
    group.get_by_role("radio", name=str(pain), exact=True).check()


def log_day(app: App, pain: int, day: date) -> None:
    """Answer the first question, skip the rest, save."""
    app.open(f"/#/day/{day}")
    answer_pain(app, pain)
    app.press("Next")
    heading = app.page.get_by_role("heading", level=1)
    while heading.inner_text() != "What you said":
        before = app.page.locator("main").inner_text()
        app.press("Skip")
        expect(app.page.locator("main")).not_to_have_text(before, use_inner_text=True)
    app.press("Save")


def change_today(app: App, pain: int) -> None:
    app.open(f"/#/day/{today()}")
    app.press("Change this day")
    app.page.get_by_role("button", name=PAIN).click()
    answer_pain(app, pain)
    app.press("Next")
    app.press("I made a mistake")


def pain_at_the_clinic(patient: Person) -> int:
    return int(Phone(patient).get(today()).json["answers"]["pain_average"])


def versions_at_the_clinic(patient: Person) -> list[tuple[int, bool, str | None]]:
    """Each stored version's pain, whether it was in conflict, and the reason."""
    return [
        (version["answers"]["pain_average"], version["conflict"], version["reason"])
        for version in Phone(patient).revisions(today())
    ]


class TestStory:
    def test_of_the_first_days(self, contexts, specialist):
        context = contexts()
        phone = App(context.new_page())
        accept(phone, invited_by(specialist))
        consent(phone)
        share(phone, share_code_of(specialist))
        patient = the_patient(phone)

        # Online: received at once.
        log_day(phone, 7, today())
        phone.reads("Received by the clinic")
        assert pain_at_the_clinic(patient) == 7

        # Offline: the app opens, the change is kept, and sent when there is a way.
        phone.opens_offline()
        context.set_offline(True)
        phone.page.reload()
        change_today(phone, 5)
        phone.reads("Saved on this phone")
        assert pain_at_the_clinic(patient) == 7
        context.set_offline(False)
        phone.reads("Received by the clinic")
        assert versions_at_the_clinic(patient) == [(7, False, None), (5, False, "mistake")]

        # Meanwhile another phone changed the day on the same base: nothing is lost, one is chosen.
        context.set_offline(True)
        change_today(phone, 4)
        other = Phone(patient, device="another phone")
        changed = said(answers={"pain_average": 9}, reason="other")
        assert other.put(today(), changed, based_on=2).status_code == 200
        context.set_offline(False)
        phone.page.get_by_role("link", name="Look at it", exact=True).click()
        phone.reads("Two versions of")
        # The one that was taken in later, once it is there.
        later = phone.page.get_by_role("article").filter(has_text="Written elsewhere")
        later.get_by_role("button", name="Keep this one").click()
        soon(lambda: pain_at_the_clinic(patient) == 4)
        assert [pain for pain, _, _ in versions_at_the_clinic(patient)][:4] == [7, 5, 9, 4]

        # A phone whose clock runs ahead: refused, told, and never away.
        ahead = contexts()
        ahead.clock.set_system_time(clock.now() + AHEAD)
        second = App(ahead.new_page())
        second.open()
        second.fill_in_sign_in(patient, PASSWORD)
        second.reads("Not written yet")
        log_day(second, 2, today() + AHEAD)
        second.page.get_by_role("link", name="Look at it", exact=True).click()
        second.reads("has not begun")

        # The specialist sees what was decided, and not what was refused.
        desk = App(contexts(**DESK).new_page())
        desk.sign_in(specialist, "/desk/")
        desk.page.get_by_role("link", name="Ina Probe").click()
        desk.reads("Ina Probe")

        phone.open("/#/sign-out")
        phone.press("Sign out")
        expect(phone.page.get_by_label("Password", exact=True)).to_be_visible()
        assert [phone.complaints, second.complaints, desk.complaints] == [[], [], []]
