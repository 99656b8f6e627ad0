"""A real server, a real push service and a real browser, all on this machine."""

import asyncio
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from backend import clock
from backend.app import create_app
from backend.logins import as_worker
from config import Settings
from tests.builders import a_consent, a_patient
from tests.e2e import bidi
from tests.e2e.daytime import ZONE
from tests.e2e.phone import WITHIN_S, Worker
from tests.push_service.running import Running, running
from tests.reminders.post import leave_out_others

MISSING = "FIREFOX IS MISSING: no reminder was shown by any browser. apt-get install firefox-esr"


class Server:
    """The product behind a socket."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._away: set[str] = set()
        self.answered: Counter[str] = Counter()
        """How often each path was."""

        self.refused: Counter[str] = Counter()
        """How often each path was while nothing was answered there."""

        self._changed = threading.Condition()
        self._under_way: Counter[str] = Counter()
        self._is_over = False
        self._server = make_server(
            "127.0.0.1", 0, self._answer, threaded=True, request_handler=Quiet
        )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def away_from(self, path: str) -> Iterator[None]:
        """Meanwhile nothing is answered there but 503."""
        self.refused.clear()
        self._away.add(path)
        yield
        self._away.remove(path)

    def count(self, path: str) -> int:
        """How often it was answered, what was under way included."""
        with self._changed:
            assert self._changed.wait_for(lambda: not self._under_way[path], WITHIN_S)
            return self.answered[path]

    def stop(self) -> None:
        """Answer what was asked, and nothing more: the database is dropped after this."""
        self._server.shutdown()
        self._thread.join()
        with self._changed:
            self._is_over = True
            assert self._changed.wait_for(lambda: not +self._under_way, WITHIN_S)
        self._server.server_close()

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        with self._changed:
            is_away = self._is_over or path in self._away
            counted = self.refused if is_away else self._under_way
            counted[path] += 1
        if is_away:
            start("503 Service Unavailable", [("Content-Length", "0")])
            return []
        try:
            answer = self._app.wsgi_app(environ, start)
            self.answered[path] += 1
            return answer
        finally:
            with self._changed:
                self._under_way[path] -= 1
                self._changed.notify_all()


class Quiet(WSGIRequestHandler):
    """One that says nothing."""

    def log(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    """The event loop of all these tests, because one browser serves them all."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def server(app: Flask) -> Iterator[Server]:
    server = Server(app)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def worker(app: Flask, environment: dict[str, str]) -> Iterator[Worker]:
    working = create_app(Settings.from_env(environment))
    leave_out_others()
    logged_in = as_worker(threads=2)
    # No context stays open between two tests: later ones would work with this application.
    with working.app_context():
        logged_in.__enter__()
    yield Worker(working)
    with working.app_context():
        logged_in.__exit__(None, None, None)


@pytest.fixture(scope="session")
def push() -> Iterator[Running]:
    with running(hosts=["127.0.0.1"]) as push:
        yield push


@pytest.fixture
def firefox(runner: asyncio.Runner, browser: bidi.Firefox) -> Iterator[bidi.Firefox]:
    yield browser
    runner.run(browser.forget())
    errors, browser.errors = browser.errors, []
    assert errors == []


@pytest.fixture(scope="session")
def browser(
    runner: asyncio.Runner,
    push: Running,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[bidi.Firefox]:
    if bidi.FIREFOX is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        plugins = request.config.pluginmanager
        reporter: Any = plugins.get_plugin("terminalreporter")
        capture: Any = plugins.get_plugin("capturemanager")
        with capture.global_and_fixture_disabled():
            reporter.write_line(f"\n{MISSING}", red=True)
        pytest.skip(MISSING)
    preferences = {
        **bidi.SILENT,
        **push.firefox_preferences,
        "alerts.disableSlidingEffect": True,
        "dom.push.retryBaseInterval": 50,
    }
    stack = AsyncExitStack()
    started = bidi.running(tmp_path_factory.mktemp("firefox"), preferences)
    firefox = runner.run(stack.enter_async_context(started))
    yield firefox
    runner.run(stack.aclose())


@pytest.fixture
def patient(app):
    patient = a_patient(time_zone=ZONE, created_at=clock.now() - timedelta(days=3))
    a_consent(patient, "c_push")
    return patient
