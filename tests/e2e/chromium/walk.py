"""One browser that walks from place to place, and what it finds wrong at each."""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, ViewportSize

from config.client import CLIENT
from tests.builders import Person
from tests.e2e.chromium.app import App

AUDIT = Path(__file__).with_name("audit.js")
AXE = CLIENT / "node_modules" / "axe-core" / "axe.min.js"
WAIT = "One moment"
SIGNED_OUT = "signed out"
NARROW: ViewportSize = {"width": 320, "height": 640}
BRACKETED = re.compile(r"⟦[^⟦⟧]*⟧")
SPEAK = """(name) => new Promise((go, no) => {
  const opening = indexedDB.open("tidemark");
  opening.onerror = no;
  opening.onsuccess = () => {
    const tx = opening.result.transaction("kept", "readwrite");
    tx.objectStore("kept").put(name, "language");
    tx.oncomplete = () => { opening.result.close(); go(); };
  };
})"""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What is wrong at one place; nothing, if all is well."""

    complaints: list[str]
    violations: list[str]
    title: str
    too_wide: list[str] = field(default_factory=list)
    by_keys: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """Every word that is seen or spoken, without those that are translated."""


class Walk:
    """Signed in once; a place is looked at once, whatever is asked of it."""

    def __init__(self, context: BrowserContext, person: Person, *, root: str, pseudo: bool) -> None:
        context.add_init_script(path=AUDIT)
        self.page: Page = context.new_page()
        self.app = App(self.page)
        self.root = root
        self.pseudo = pseudo
        self._seen: dict[str, Seen] = {}
        self.app.open(root)
        self._begin()
        self._seen[SIGNED_OUT] = self._look()
        self._speak("en")
        self.app.sign_in(person, root)
        self._begin()

    def at(self, place: str) -> Seen:
        """What is wrong there."""
        if place not in self._seen:
            self.go(place)
            self._seen[place] = self._look()
        return self._seen[place]

    def go(self, place: str) -> None:
        self.page.evaluate("(place) => { location.hash = place }", place)
        self.rest()

    def rest(self) -> None:
        """Wait until the page has come to rest."""
        self.page.evaluate("(wait) => audit.settled(wait)", WAIT)

    def _begin(self) -> None:
        self.rest()
        self._speak("en-XA" if self.pseudo else "en")
        self.page.evaluate(axe())

    def _speak(self, language: str) -> None:
        self.page.evaluate(SPEAK, language)
        self.page.reload()
        self.rest()

    def _look(self) -> Seen:
        violations: list[str] = self.page.evaluate("audit.violations()")
        found: dict[str, Any] = {"violations": violations, "title": self.page.title()}
        if self.pseudo:
            found["words"] = [rest for word in self._words() if (rest := without_marked(word))]
        else:
            found["too_wide"] = self._too_wide()
            found["by_keys"] = self._walk_by_keys()
        found["complaints"] = self.app.complaints + self.page.evaluate("audit.taken()")
        self.app.complaints = []
        return Seen(**found)

    def _words(self) -> list[str]:
        words: list[str] = self.page.evaluate("audit.words()")
        return words

    def _too_wide(self) -> list[str]:
        """What doesn't fit, in this window and in a narrow one."""
        found: list[str] = self.page.evaluate("audit.tooWide()")
        usual = self.page.viewport_size
        assert usual is not None
        if usual["width"] > NARROW["width"]:
            self.page.set_viewport_size(NARROW)
            narrow: list[str] = self.page.evaluate("audit.tooWide()")
            found += [f"at 320 px: {each}" for each in narrow]
            self.page.set_viewport_size(usual)
        return found

    def _walk_by_keys(self) -> list[str]:
        """What Tab misses, meets twice or out of order, or where the focus isn't seen."""
        wanted: list[str] = self.page.evaluate("audit.toTheTop() || audit.stops()")
        reached: list[str] = []
        flaws: list[str] = []
        for _ in range(8 * len(wanted) + 20):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate("audit.focus()")
            if at is None or (len(reached) > 1 and at["key"] == reached[0]):
                break
            # A field for a date is several stops, and what scrolls is one that isn't listed.
            if at["key"] and at["key"] != (reached[-1] if reached else None):
                reached.append(at["key"])
                flaws += [f"{flaw}: {at['key']}" for flaw in at["flaws"]]
        else:
            flaws.append("The focus is trapped.")
        if reached != wanted:
            missed = [f"not reached: {each}" for each in wanted if each not in reached]
            flaws += missed or [f"out of order: {reached} instead of {wanted}"]
        return flaws


def without_marked(words: str) -> str:
    """What is left of them without what comes from the files of texts."""
    while (fewer := BRACKETED.sub(" ", words)) != words:
        words = fewer
    return words.strip()


@cache
def axe() -> str:
    return AXE.read_text()
