"""The pictures of the README: a simulated year and its clinic, as phone and desk show them.

PICTURES=1 writes them to docs/pictures; otherwise they are only looked at by the program.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from backend import clock
from backend.demo.patients import RedFlag, SimulatedPatient
from config.places import CHECKOUT
from tests.builders import Person, a_clinic, a_specialist
from tests.e2e.chromium.app import DESK, PHONE, App
from tests.e2e.chromium.test_story import answer_pain
from tests.e2e.daytime import ZONE, today
from tests.simulated import a_simulated_patient

MOST_BYTES = 250_000
LOGGED_UP_TO = timedelta(days=1)

PETRA = SimulatedPatient(
    key="pictures.petra",
    name="Petra Vzorek (simulated)",
    time_zone=ZONE,
    enrolled_days_ago=365,
    baseline_pain=7.6,
    response=0.6,
    adherence=0.95,
    lasts_days=20,
    session_every_days=30,
    side_effects={"vivid_dreams": 0.08, "nausea": 0.04},
    doses_mg_per_kg=(0.25, 0.35, 0.5),
    weight_kg=68,
)
OTHERS = [
    ("Ada Sample", 7.4, 0.5, 0.93, None),
    ("Bram Voorbeeld", 6.2, 0.35, 0.88, None),
    ("Chloé Exemple", 8.1, 0.12, 0.72, None),
    ("Dieter Beispiel", 7.0, 0.62, 0.97, None),
    ("Elena Esempio", 6.8, 0.4, 0.9, RedFlag(side_effect="haematuria", first_days_ago=1)),
    ("Greta Exempel", 7.8, 0.45, 0.85, None),
    ("Hana Příklad", 6.5, 0.3, 0.5, None),
    ("Joana Exemplo", 5.4, 0.55, 0.91, None),
]


@pytest.fixture(scope="module")
def specialist(server: Any) -> Person:
    return a_specialist(name="Dr Sam Specialist (simulated)", clinic=a_clinic())


@pytest.fixture(scope="module")
def petra(specialist: Person) -> Person:
    """Whose diary is written up to yesterday."""
    return a_simulated_patient(PETRA, specialist, now=clock.now() - LOGGED_UP_TO)


@pytest.fixture(scope="module")
def clinic(specialist: Person, petra: Person) -> Person:
    """The specialist, with patients enough for a list."""
    for number, (name, pain, response, adherence, flag) in enumerate(OTHERS):
        other = SimulatedPatient(
            key=f"pictures.{name}",
            name=f"{name} (simulated)",
            time_zone=ZONE,
            enrolled_days_ago=84 + 7 * number,
            baseline_pain=pain,
            response=response,
            adherence=adherence,
            red_flag=flag,
        )
        a_simulated_patient(other, specialist, now=clock.now())
    return specialist


@pytest.fixture
def phone(contexts: Callable[..., BrowserContext], petra: Person) -> App:
    app = App(contexts(**PHONE, device_scale_factor=2).new_page())
    app.sign_in(petra)
    app.reads("Not written yet")
    return app


@pytest.fixture
def desk(contexts: Callable[..., BrowserContext], clinic: Person) -> App:
    app = App(contexts(**DESK, locale="en-GB").new_page())
    app.sign_in(clinic, "/desk/")
    app.reads(PETRA.name)
    return app


def picture(page: Page, name: str) -> None:
    page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")
    drawn = page.screenshot(animations="disabled")
    assert len(drawn) < MOST_BYTES
    if os.environ.get("PICTURES") == "1":
        (CHECKOUT / "docs" / "pictures" / f"{name}.png").write_bytes(drawn)


class TestPhone:
    def test_shows_today(self, phone):
        picture(phone.page, "phone-today")

    def test_asks_a_step_at_a_time(self, phone):
        phone.open(f"/#/day/{today()}")
        answer_pain(phone, 4)
        picture(phone.page, "phone-question")

    def test_shows_the_trend(self, phone):
        phone.open("/#/trends")
        phone.page.locator("svg").first.wait_for()
        picture(phone.page, "phone-trends")


class TestDesk:
    def test_shows_the_list_and_a_patient_on_one_time_axis(self, desk):
        picture(desk.page, "desk-list")
        desk.page.get_by_role("link", name=PETRA.name).click()
        desk.page.get_by_role("button", name="180 days", exact=True).click()
        desk.reads("of 180 days")
        picture(desk.page, "desk-patient")
