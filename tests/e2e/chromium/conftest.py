"""A real server and Chromium, which the tests drive as a person would."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.builders import Person, a_clinic, a_patient, a_specialist
from tests.e2e.chromium.app import PHONE, App
from tests.e2e.chromium.builds import built
from tests.e2e.chromium.lives import ARGUMENTS
from tests.e2e.chromium.pocket import Pocket
from tests.e2e.chromium.server import Server, running
from tests.e2e.chromium.way import PATIENCE_S, Way
from tests.e2e.daytime import ZONE

CHROMIUM = shutil.which("chromium")
MISSING = (
    "CHROMIUM IS MISSING: neither phone nor desk was seen by any browser. apt-get install chromium"
)


expect.set_options(timeout=1000 * PATIENCE_S)


@pytest.fixture(scope="package")
def server(app: Flask, environment: dict[str, str]) -> Iterator[Server]:
    """The product as it runs in production, over the database of the tests."""
    with running(environment) as server:
        yield server


# Playwright's loop counts as running in this thread: it ends with the last of these tests, so that
# the others can run loops of their own.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def chromium(request: pytest.FixtureRequest) -> str:
    """Where it is; without it the tests are left out, and loudly, or fail in CI."""
    if CHROMIUM is not None:
        return CHROMIUM
    if os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    plugins = request.config.pluginmanager
    reporter: Any = plugins.get_plugin("terminalreporter")
    capture: Any = plugins.get_plugin("capturemanager")
    with capture.global_and_fixture_disabled():
        reporter.write_line(f"\n{MISSING}", red=True)
    pytest.skip(MISSING)


@pytest.fixture(scope="package")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def contexts(browser: Browser, server: Server) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browsers that know nothing of each other; takes Playwright's options for a context."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"base_url": server.origin, **PHONE, **options})
        context.set_default_timeout(1000 * PATIENCE_S)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def context(contexts: Callable[..., BrowserContext]) -> BrowserContext:
    return contexts()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def app_of(page: Page) -> Iterator[App]:
    """The app on one page, which must have run without an error in its console."""
    app = App(page)
    yield app
    assert app.complaints == []


@pytest.fixture
def patient(app: Flask) -> Person:
    return a_patient(time_zone=ZONE)


@pytest.fixture
def specialist(app: Flask) -> Person:
    """In a clinic of nobody else's."""
    return a_specialist(clinic=a_clinic())


@pytest.fixture(scope="package")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The client with a way in for tests, and the version after it."""
    folder = tmp_path_factory.mktemp("builds")
    first, second = (built(folder / version, version) for version in ("first", "second"))
    return first, second


@pytest.fixture
def way(server: Server, builds: tuple[Path, Path]) -> Iterator[Way]:
    way = Way(server, builds[0])
    yield way
    way.stop()


@pytest.fixture
def phone(contexts: Callable[..., BrowserContext], way: Way) -> BrowserContext:
    """A browser that reaches the clinic by the way."""
    return contexts(base_url=way.origin)


@pytest.fixture
def pocket(phone: BrowserContext, patient: Person) -> Iterator[Pocket]:
    pocket = Pocket.of(phone, patient)
    yield pocket
    assert pocket.complaints == []
