"""A browser that keeps nothing for the app, as some private windows and broken profiles do."""

import pytest

from tests.e2e.chromium.app import App

REFUSES = """
    const refuse = () => { throw new DOMException("Not here.", "SecurityError") };
    IDBFactory.prototype.open = refuse;
    Object.defineProperty(window, "localStorage", { get: refuse });
"""
FAILS = """
    IDBFactory.prototype.open = () => {
        const asked = new EventTarget();
        Object.assign(asked, { error: new DOMException("It is broken.", "UnknownError") });
        setTimeout(() => asked.dispatchEvent(new Event("error")), 0);
        return asked;
    };
"""
NEVER_ANSWERS = "IDBFactory.prototype.open = () => new EventTarget();"


class TestBrowser:
    @pytest.mark.parametrize("script", [REFUSES, FAILS, NEVER_ANSWERS])
    def test_that_keeps_nothing_still_tells_whom_to_call(self, page, script):
        page.add_init_script(script)
        app = App(page)
        app.open()
        app.press("I do not feel safe")

        app.reads("call your local emergency number")
        app.reads("You are not signed in here")

    @pytest.mark.parametrize("script", [REFUSES, FAILS])
    @pytest.mark.parametrize("place", ["/", "/desk/"])
    def test_that_keeps_nothing_says_why_nobody_can_sign_in(self, page, patient, script, place):
        page.add_init_script(script)
        app = App(page)
        app.open(place)
        app.fill_in_sign_in(patient)

        app.reads("This browser keeps nothing for Tidemark")
