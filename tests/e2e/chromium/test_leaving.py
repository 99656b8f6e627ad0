"""Who has left a phone has left nothing on it that anybody could read, on screen or on disk."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Error, expect

from tests.builders import PASSWORD, a_patient, as_, fetch
from tests.e2e.chromium.app import App
from tests.e2e.chromium.lives import Life
from tests.e2e.chromium.way import soon
from tests.e2e.daytime import ZONE, ago, today
from tests.phone import Phone, said

OF_NOBODY = {"device", "catalogue", "language", "persistence_asked", "retry_at"}
OF_THE_BROWSER = ("Login Data", "Web Data", "Sessions")
"""Where browsers remember the name that somebody signs in with, so that they can fill it in: a
field must say that it asks for it (WCAG 2.2, 1.3.5), and it says nothing of anybody's health."""

LOOKS = {"theme", "text-size"}
LEFT = """async () => {
    const done = (asked) => new Promise((resolve, reject) =>
        Object.assign(asked, { onsuccess: () => resolve(asked.result), onerror: reject }));
    const database = await done(indexedDB.open("tidemark"));
    const all = database.transaction([...database.objectStoreNames]);
    const rows = {};
    for (const name of database.objectStoreNames) {
        const store = all.objectStore(name);
        rows[name] = [await done(store.getAllKeys()), await done(store.getAll())];
    }
    database.close();
    const files = [];
    for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys()) files.push(new URL(url));
    return {
        kept: rows.kept[0],
        keys: rows.keys[0],
        sealed: rows.sealed[0].map(([, name]) => name),
        waiting: rows.queue[1].map((row) => Object.entries(row)
            .map(([name, value]) => `${name} ${value.constructor.name}`).sort()),
        files: files.map(({ pathname }) => pathname),
        looks: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
    };
}"""
CLOSED = """() => {
    const { transaction } = IDBDatabase.prototype;
    const { fetch } = window;
    window.fetch = (asked, ...more) => {
        const erases = asked.method === "DELETE" && asked.url.endsWith("/account");
        if (erases) IDBDatabase.prototype.transaction = function (stores, ...how) {
            if (Array.isArray(stores)) throw new DOMException("Closing.", "InvalidStateError");
            return transaction.call(this, stores, ...how);
        };
        return fetch(asked, ...more);
    };
}"""
STUCK = """() => {
    navigator.serviceWorker.getRegistration = () => new Promise(() => undefined);
}"""
"""What a browser that wipes its storage may do to what is just being wiped there."""

WAITING = ["account String", "data ArrayBuffer", "iv Uint8Array", "key String"]


class Home:
    """One phone with its folder on disk, and a person whose every word can be found again."""

    def __init__(self, life: Life, profile: Path, origin: str) -> None:
        self._profile = profile
        names = ("name", "email", "note", "other", "unsent", "draft")
        self.words = {name: f"{name}{uuid4().hex}" for name in names}
        email = f"{self.words['email']}@example.org"
        whose = {"name": self.words["name"], "email": email, "time_zone": ZONE}
        self.person = a_patient(**whose, day_starts_at=time(0))
        told = {"note": self.words["note"], "other_text": self.words["other"]}
        body = said(answers={"pain_average": 6}, side_effects={"other": 2}, **told)
        assert Phone(self.person).put(ago(1), body).status_code == 201
        self._elsewhere = self._open_sign_ins()
        self.life = life
        self.app = App(self.life.page, origin)

    def offline(self, value: bool = True) -> None:
        self.life.page.context.set_offline(value)

    def write(self) -> None:
        """Look at what was written, write a moment without a network, and begin a day."""
        self.app.opens_offline()
        soon(lambda: f"day/{ago(1)}" in self.left()["sealed"])
        self.app.open(f"/#/day/{ago(1)}")
        self.app.reads(self.words["other"])
        self.offline()
        self.app.open("/#/moment/new")
        group = self.app.page.get_by_role("group").first
        group.get_by_role("radio", name="4", exact=True).check()
        self.app.page.get_by_text("Say more").click()
        self.app.page.get_by_label("A note.").fill(self.words["unsent"])
        self.app.press("Save")
        self.app.reads("Saved on this phone")
        self._begin_a_day()

    def _begin_a_day(self) -> None:
        self.app.open(f"/#/day/{today()}")
        heading = self.app.page.get_by_role("heading", level=1)
        note = self.app.page.locator("textarea")
        while note.count() == 0:
            before = self.app.page.locator("main").inner_text()
            all_is_asked = heading.inner_text() == "What you said"
            self.app.press("Add more, or a note" if all_is_asked else "Skip")
            expect(self.app.page.locator("main")).not_to_have_text(before, use_inner_text=True)
        note.fill(self.words["draft"])

    def leave(self, *buttons: str) -> None:
        self.app.open("/#/sign-out")
        for button in buttons:
            self.app.press(button)
        expect(self.app.page.get_by_label("E-mail")).to_be_visible()

    def is_signed_in(self) -> bool:
        """For the clinic, here, whatever the phone believes."""
        return self._open_sign_ins() > self._elsewhere

    def _open_sign_ins(self) -> int:
        query = "SELECT count(*) FROM sign_ins WHERE account_id = %s AND revoked_at IS NULL"
        return int(fetch(query, self.person.id)[0][0])

    def left(self) -> dict[str, Any]:
        found: dict[str, Any] = self.app.run(LEFT)
        return found

    def shows_nothing(self) -> None:
        """Neither by going back nor after opening it anew without a network."""
        page = self.app.page
        self.offline()
        for act in (page.go_back, page.go_back, page.go_back, page.reload):
            with suppress(Error):
                act(timeout=3_000)
            seen = soon(self._seen)
            assert [word for word in self.words.values() if word in seen] == []

    def _seen(self) -> str | None:
        # The page may be on its way to another.
        with suppress(Error):
            return self.app.page.content()
        return None

    def on_disk(self) -> set[str]:
        """Which of the words are in the browser's folder, once it is closed."""
        self.life.end()
        words = {**self.words, "password": PASSWORD}
        found = set()
        for file in self._profile.rglob("*"):
            content = file.read_bytes() if file.is_file() else b""
            for name, word in words.items():
                if name == "email" and any(place in file.parts for place in OF_THE_BROWSER):
                    continue
                if word.encode() in content or word.encode("utf-16-le") in content:
                    found.add(f"{name} in {file.relative_to(self._profile)}")
        return found


@pytest.fixture
def home(app, playwright, chromium, server, tmp_path) -> Iterator[Home]:
    home = Home(Life(playwright, chromium, tmp_path), tmp_path, server.origin)
    yield home
    with suppress(ProcessLookupError):
        home.life.kill()
    assert home.app.complaints == []


def nothing_is_left(home: Home, *, waiting: int = 0, opens: bool = True) -> None:
    """But so many sealed writes, and the app itself if it still opens without a network."""
    left = home.left()
    assert set(left["kept"]) <= OF_NOBODY
    assert len(left["keys"]) == (1 if waiting else 0)
    assert left["sealed"] == []
    assert left["waiting"] == [WAITING] * waiting
    assert [path for path in left["files"] if path.startswith("/api")] == []
    assert set(left["looks"]) <= LOOKS
    assert bool(left["files"]) is opens
    home.shows_nothing()
    if opens:
        expect(home.app.page.get_by_label("Password", exact=True)).to_be_visible()
    assert home.on_disk() == set()


class TestSearch:
    def test_finds_what_is_left(self, home):
        home.app.open()
        home.app.run("(word) => localStorage.setItem('word', word)", home.words["note"])

        assert any(found.startswith("note in ") for found in home.on_disk())


class TestSignOut:
    def test_leaves_nothing(self, home):
        home.app.sign_in(home.person)
        home.write()
        home.offline(False)
        soon(lambda: home.app.page.get_by_text("not sent").count() == 0)
        home.leave("Sign out")

        soon(lambda: not home.is_signed_in())
        nothing_is_left(home)

    def test_keeps_what_is_unsent_locked_and_is_ended_when_there_is_a_network(self, home):
        home.app.sign_in(home.person)
        home.write()
        home.leave("Sign out, keep it locked here for me")
        assert home.is_signed_in()
        home.offline(False)
        soon(lambda: not home.is_signed_in())
        soon(lambda: "to_end" not in home.left()["kept"])

        nothing_is_left(home, waiting=1)

    def test_deletes_what_is_unsent_if_that_is_wanted(self, home):
        home.app.sign_in(home.person)
        home.write()
        home.leave("Sign out and delete it", "Yes, delete and sign out")
        home.offline(False)
        soon(lambda: not home.is_signed_in())
        soon(lambda: "to_end" not in home.left()["kept"])

        nothing_is_left(home)


class TestSignIn:
    def test_that_was_ended_elsewhere_leaves_nothing_to_the_next_person(self, home):
        home.app.sign_in(home.person)
        home.write()
        as_(home.person).delete("/api/v1/sessions")
        home.offline(False)
        home.app.reads("Please sign in again")
        other = a_patient(time_zone=ZONE)
        home.app.fill_in_sign_in(other)
        expect(home.app.page.get_by_role("navigation")).to_be_visible()
        home.leave("Sign out")

        nothing_is_left(home, waiting=1)

    def test_that_was_ended_elsewhere_can_be_left_without_another(self, home):
        home.app.sign_in(home.person)
        home.write()
        as_(home.person).delete("/api/v1/sessions")
        home.offline(False)
        home.app.reads("Please sign in again")
        home.app.page.get_by_role("link", name="Sign out").click()
        home.app.press("Sign out and delete it")
        home.app.press("Yes, delete and sign out")
        expect(home.app.page.get_by_label("E-mail")).to_have_value("")

        nothing_is_left(home)


class TestAccount:
    def test_that_is_erased_leaves_nothing(self, home):
        home.app.sign_in(home.person)
        home.write()
        home.offline(False)
        home.app.open("/#/goodbye")
        home.app.page.get_by_label("Please type").fill("delete")
        home.app.page.get_by_label("Your password").fill(PASSWORD)
        home.app.press("Erase everything now")
        home.app.reads("Your account is erased")
        home.app.open("/#/")
        home.app.reads("Sign in")

        nothing_is_left(home, opens=False)

    @pytest.mark.parametrize("trouble", [CLOSED, STUCK])
    def test_that_is_erased_is_told_to_be_gone_whatever_the_browser_does(
        self, pocket, patient, trouble
    ):
        pocket.open("/#/goodbye")
        pocket.page.get_by_label("Please type").fill("delete")
        pocket.page.get_by_label("Your password").fill(PASSWORD)
        pocket.run(trouble)
        pocket.press("Erase everything now")

        pocket.reads("Your account is erased")
        assert fetch("SELECT count(*) FROM accounts WHERE id = %s", patient.id)[0][0] == 0
        pocket.open("/#/")
        pocket.reads("Sign in")

    def test_that_is_erased_without_an_answer_leaves_nothing(self, way, pocket, patient):
        lost = way.meets("/api/v1/account", "swallow", holding="password")
        pocket.open("/#/goodbye")
        pocket.page.get_by_label("Please type").fill("delete")
        pocket.page.get_by_label("Your password").fill(PASSWORD)
        pocket.press("Erase everything now")

        pocket.reads("Your account is erased")
        assert lost.met.is_set()
        assert fetch("SELECT count(*) FROM accounts WHERE id = %s", patient.id)[0][0] == 0
