"""A phone in somebody's pocket: the app with its queue, reached past its screens."""

from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.builders import PASSWORD, Person
from tests.e2e.chromium.app import App
from tests.e2e.chromium.way import soon

# One module per page, as the app itself has it.
WITH = "async (given) => {{ const app = await import('/probe.js'); {script} }}"


class Pocket(App):
    """One page of the app of one person."""

    def __init__(self, page: Page, person: Person) -> None:
        super().__init__(page)
        self.person = person

    @classmethod
    def of(cls, context: BrowserContext, person: Person) -> "Pocket":
        """Opened and signed in, with nothing left to fetch."""
        return cls.on(context.new_page(), person)

    @classmethod
    def on(cls, page: Page, person: Person) -> "Pocket":
        """The same, on this page."""
        pocket = cls(page, person)
        pocket.open()
        pocket.do("await app.session.signIn(given.email, given.password)", **pocket.login)
        pocket.is_settled()
        return pocket

    @property
    def login(self) -> dict[str, str]:
        return {"email": self.person.email, "password": PASSWORD}

    def do(self, script: str, **given: Any) -> Any:
        """Run this with `app` and `given`; `me` is the person's id."""
        given["me"] = str(self.person.id)
        return self.page.evaluate(WITH.format(script=script), given)

    def note(self, day: Any, pain: int, note: str | None = None, *, send: bool = True) -> None:
        """Save a day; what is noted is sent at once if it can be."""
        said = {"answers": {"pain_average": pain}, "side_effects": {}, "note": note}
        self.do(
            "await app.diary.noteDay(given.me, given.day, given.said);"
            " if (given.send) await app.sync.wrote();",
            day=str(day),
            said=said,
            send=send,
        )

    def sync(self) -> None:
        """Let it send and fetch, and wait until it has."""
        self.do("await app.sync.sync()")

    def waiting(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.do("return app.queue.all(given.me)")
        return found

    def standing(self, day: Any) -> str:
        script = "return (await app.diary.day(given.me, given.day)).standing"
        return str(self.do(script, day=str(day)))

    def is_settled(self) -> None:
        """Wait until nothing is under way and nothing waits but what was refused, however much it
        is, as long as it gets less."""
        while before := self._unsent():
            soon(lambda before=before: self._unsent() < before, f"{before} are never sent.")
        self.sync()

    def _unsent(self) -> int:
        return sum("refused" not in item for item in self.waiting())

    def stopped(self) -> str | None:
        found: str | None = self.do("return app.sync.stopped.value")
        return found
