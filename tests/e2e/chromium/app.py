"""What a person does with the phone app or the desk in a browser."""

import re
from typing import Any

import pyotp
from playwright.sync_api import ConsoleMessage, Page, Worker, expect

from tests.builders import PASSWORD, Person
from tests.e2e.daytime import ZONE

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "en-GB", "timezone_id": ZONE}
DESK = {"viewport": {"width": 1440, "height": 900}}

# That a server can't be reached or refuses is no defect of the page, but browsers note it.
EXPECTED = re.compile(
    r"Failed to load resource: (net::|the server responded with a status of)"
    r"|An unknown error occurred when fetching the script\."
    r"|Error while trying to use the following icon from the Manifest: .*\(Download error"
)

# Who is ready may be busy with its beginning still, and has this page in its care only after it.
IN_CARE = """async () => {
    const { serviceWorker } = navigator;
    const { active } = await serviceWorker.ready;
    const change = (go) => active.addEventListener("statechange", go, { once: true });
    while (active.state !== "activated") await new Promise(change);
    const taken = (go) => serviceWorker.addEventListener("controllerchange", go, { once: true });
    while (!serviceWorker.controller) await new Promise(taken);
}"""


class App:
    """The app on one page; `complaints` is what the browser found wrong with it."""

    def __init__(self, page: Page, origin: str = "") -> None:
        self.page = page
        self.origin = origin
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, place: str = "/") -> None:
        """Go to an address: "/#/history", "/desk/#/list"."""
        self.page.goto(self.origin + place)

    def sign_in(self, person: Person, place: str = "/") -> None:
        self.open(place)
        self.fill_in_sign_in(person)
        expect(self.page.get_by_label("Password", exact=True)).to_have_count(0)

    def fill_in_sign_in(self, person: Person, password: str = PASSWORD) -> None:
        """Fill in what the sign-in asks for, with the code of the authenticator app for staff."""
        self.page.get_by_label("E-mail").fill(person.email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.press("Sign in")
        if person.totp_secret:
            field = self.page.get_by_label("Code of your authenticator app")
            field.wait_for()
            field.fill(pyotp.TOTP(person.totp_secret).now())
            self.press("Sign in")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def leave_for_a_while(self) -> None:
        """Look at another screen and come back; whatever was begun has been kept by then."""
        place = self.run("location.hash")
        self.run("location.hash = '/more'")
        expect(self.page.get_by_role("heading", name="More", exact=True)).to_be_visible()
        self.run("(place) => { location.hash = place }", place)

    def run(self, script: str, given: Any = None) -> Any:
        """What an expression or function of the page gives."""
        return self.page.evaluate(script, given)

    def opens_offline(self) -> None:
        """Wait until the app's files are kept, and its worker takes what comes."""
        self.run(IN_CARE)

    @property
    def worker(self) -> Worker:
        """Its service worker, as soon as the browser tells of it."""
        context = self.page.context
        known = context.service_workers
        return known[0] if known else context.wait_for_event("serviceworker")

    def reads(self, text: str) -> None:
        """Wait until the text is seen."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not EXPECTED.match(message.text):
            self.complaints.append(message.text)
