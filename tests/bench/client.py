"""The client: how much a phone loads, and how long a slow one lets its person wait.

Each round is a phone of its own, of a person who has written for weeks: it meets the app for the
first time, signs in, is opened once more as on any day before, then opens today's diary without a
network and saves the day while no request is answered. The desk opens three years of a patient
again and again. Chromium slows the pages' processor down; the server stands beside them on the
same machine, so that whatever else runs there is in these figures, too.
"""

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from playwright.sync_api import Browser, Page

from backend import clock, database
from backend.app import create_app
from backend.demo.patients import SimulatedPatient
from config import Settings
from config.children import StopSignals
from config.client import DIST
from config.notices import Progress
from tests import builders
from tests.bench import browser
from tests.bench import database as benches
from tests.bench.cases import Target
from tests.bench.report import Figure, plain
from tests.e2e.chromium.app import DESK, PHONE, App
from tests.e2e.chromium.server import Server, running
from tests.phone import Phone, ago, day_write
from tests.simulated import a_simulated_patient

NAME = "tidemark_bench_client"
WORDS = "the client"
KIB = 1024
FIRST_LOAD_KIB = Target(must=120.0, goal=100.0)
INTERACTIVE_MS = Target(must=2_000.0, goal=1_000.0)
DIARY_MS = Target(must=500.0, goal=300.0)
SAVED_MS = Target(must=100.0, goal=50.0)
COURSE_MS = Target(must=1_000.0, goal=700.0)
DIARY_DAYS = 60
A_DAY = {
    "answers": {"pain_average": 5, "pain_worst": 7, "sleep_quality": 4, "mood": 6},
    "side_effects": {"nausea": 1},
    "note": "Slept badly, better after noon.",
}
DAY_BYTES = 700
"""About what a day is when it is sealed."""

DAYS, SESSIONS = 1_095, 30
OF_YEARS = SimulatedPatient(
    key="bench.client",
    name="Three Years (simulated)",
    time_zone="UTC",
    enrolled_days_ago=DAYS,
    baseline_pain=7.6,
    response=0.55,
    adherence=0.97,
    session_every_days=36,
    most_sessions=SESSIONS,
    doses_mg_per_kg=(0.25, 0.35, 0.5),
    side_effects={"vivid_dreams": 0.1, "nausea": 0.2, "dizziness": 0.2, "headache": 0.15},
)
SAVE = "[...document.querySelectorAll('main button')].find((b) => b.textContent === 'Save').click()"
IS_SAVED = "document.body.textContent.includes('Saved on this phone')"
CHARTS = "[...document.querySelectorAll('.course .drawing')]"
ALL_DAYS = f"of {DAYS + 1:,} days"
ARE_DRAWN = (
    f"{CHARTS}.length > 5 && {CHARTS}.every((chart) => chart.firstElementChild) &&"
    f" document.querySelector('.course').textContent.includes('{ALL_DAYS}')"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Waited:
    """What one phone let its person wait for, in milliseconds."""

    interactive: float
    diary: float
    saved: float
    committed: float


def measured(progress: Progress, signals: StopSignals, *, rounds: int) -> list[Figure]:
    """All that is measured of the client."""
    with _world(progress, signals) as server, browser.opened() as chromium:
        with progress.doing(f"Measuring: {rounds} phones, each new to the app"):
            phones = [_phone(chromium, server) for _ in range(rounds)]
        with progress.doing(f"Seeding a patient with {DAYS:,} days and {SESSIONS} sessions"):
            specialist = builders.a_specialist()
            patient = a_simulated_patient(OF_YEARS, specialist, now=clock.now())
        with progress.doing(f"Measuring: {DAYS:,} days of a patient at the desk"):
            courses = _courses(chromium, server, specialist, patient, rounds)
    return [
        plain("phone, JavaScript of the first load", _first_load(), "KiB", FIRST_LOAD_KIB),
        plain("phone, interactive", median(each.interactive for each in phones), "ms",
              INTERACTIVE_MS),
        plain("phone, today's diary offline", median(each.diary for each in phones), "ms",
              DIARY_MS),
        Figure(name="phone, a day saved", value=round(median(each.saved for each in phones), 3),
               yardstick=round(median(each.committed for each in phones), 3), unit="ms",
               must=SAVED_MS.must, goal=SAVED_MS.goal, lower_is_better=True),
        plain(f"desk, {DAYS:,} days of a patient", median(courses), "ms", COURSE_MS),
    ]  # fmt: skip


def _first_load() -> float:
    """The scripts that the phone's page needs before it shows anything, gzipped as on their way."""
    manifest = json.loads((DIST / ".vite" / "manifest.json").read_text())
    wanted, found = ["index.html"], set[str]()
    while wanted:
        chunk = wanted.pop()
        if chunk not in found:
            found.add(chunk)
            wanted += manifest[chunk].get("imports", [])
    files = {manifest[chunk]["file"] for chunk in found}
    return sum(len(gzip.compress((DIST / file).read_bytes(), 9)) for file in files) / KIB


@contextmanager
def _world(progress: Progress, signals: StopSignals) -> Iterator[Server]:
    """The product over a database of its own, in which people can be made."""
    with benches.serving(NAME, progress, signals) as env:
        benches.make(NAME, env, progress, signals)
        app = create_app(Settings.from_env({**os.environ, **env, "LOG_LEVEL": "ERROR"}))
        builders.connect(env["MIGRATION_DATABASE_URL"], app)
        try:
            with running(env) as server:
                yield server
        finally:
            builders.disconnect()
            with app.app_context():
                database.close()


def _phone(chromium: Browser, server: Server) -> Waited:
    patient = builders.a_patient(time_zone="UTC", created_at=clock.now() - timedelta(days=60))
    Phone(patient).sync(*(day_write(ago(n), **A_DAY) for n in range(1, DIARY_DAYS + 1)))
    context = chromium.new_context(base_url=server.origin, **PHONE)
    context.set_default_timeout(60_000)
    first = browser.slow_page(context)
    interactive = browser.opening_ms(first, "/", "#sign-in-email")
    App(first).fill_in_sign_in(patient)
    App(first).reads("Not written yet")
    first.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    first.wait_for_load_state("networkidle")
    first.close()
    # A browser keeps what it has compiled from the second time on.
    _open_once(browser.slow_page(context))
    context.set_offline(True)
    page = browser.slow_page(context)
    today = clock.now().date()
    diary = browser.opening_ms(page, f"/#/day/{today}", "main input[type=radio]")
    _answer_all(page)
    saved = browser.acting_ms(page, act=SAVE, shown=IS_SAVED)
    committed = browser.commit_ms(page, DAY_BYTES)
    context.close()
    return Waited(interactive=interactive, diary=diary, saved=saved, committed=committed)


def _open_once(page: Page) -> None:
    page.goto("/")
    App(page).reads("Not written yet")
    page.wait_for_load_state("networkidle")
    page.close()


def _answer_all(page: Page) -> None:
    """The first question answered, the others skipped, up to the summary."""
    page.get_by_role("radio", name="4", exact=True).first.check()
    page.get_by_role("button", name="Next", exact=True).click()
    heading = page.get_by_role("heading", level=1)
    while heading.inner_text() != "What you said":
        before = page.locator("main").inner_text()
        page.get_by_role("button", name="Skip", exact=True).click()
        page.wait_for_timeout(50)
        assert page.locator("main").inner_text() != before


def _courses(
    chromium: Browser,
    server: Server,
    specialist: builders.Person,
    patient: builders.Person,
    rounds: int,
) -> list[float]:
    """From the click in the list to the charts of all days, the page being new to them."""
    context = chromium.new_context(base_url=server.origin, **DESK)
    context.set_default_timeout(60_000)
    page = browser.slow_page(context)
    App(page).sign_in(specialist, "/desk/")
    row = page.get_by_role("link", name=patient.name).first
    found = []
    for _ in range(rounds):
        page.goto("/desk/")
        page.reload()
        row.click()
        page.get_by_role("button", name="All", exact=True).click()
        App(page).reads(ALL_DAYS)
        page.evaluate("location.hash = '/'")
        row.wait_for()
        page.wait_for_load_state("networkidle")
        there = f"location.hash = '/patient/{patient.id}'"
        found.append(browser.acting_ms(page, act=there, shown=ARE_DRAWN))
    context.close()
    return found
