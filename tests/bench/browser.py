"""Chromium as a slow phone or an office computer, and the questions that are timed inside it."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.chromium.lives import ARGUMENTS

THROTTLED = 4
"""How many times slower the page's processor is: about a cheap phone's beside this machine's."""

ON_OPENING = """
window.usable = new Promise((tell) => {
    const look = () => {
        if (document.querySelector(%s)) tell(performance.now());
        else requestAnimationFrame(look);
    };
    look();
});
"""
# Written out, since the pages let no script make another.
ACTED = """
async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const began = performance.now();
    %s;
    while (!(%s)) await frame();
    await frame();
    return performance.now() - began;
}
"""
COMMITTED = """
async (bytes) => {
    const asked = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const opening = indexedDB.open("yardstick", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("rows");
    const db = await asked(opening);
    const began = performance.now();
    const tx = db.transaction("rows", "readwrite", { durability: "strict" });
    tx.objectStore("rows").put(new Uint8Array(bytes), Math.random());
    await new Promise((resolve) => { tx.oncomplete = resolve; });
    const spent = performance.now() - began;
    db.close();
    return spent;
}
"""


class ChromiumMissingError(Exception):
    """Chromium isn't installed."""


def chromium() -> str:
    """Where Chromium is, or raise ChromiumMissingError."""
    found = shutil.which("chromium")
    if found is None:
        raise ChromiumMissingError(
            "make bench needs Chromium, in which it times the phone app and the desk:"
            " on Debian or Ubuntu, apt-get install chromium"
        )
    return found


@contextmanager
def opened() -> Iterator[Browser]:
    """A browser meanwhile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


def slow_page(context: BrowserContext) -> Page:
    """A page on a slow processor."""
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLED})
    return page


def opening_ms(page: Page, place: str, selector: str) -> float:
    """From the navigation to the moment at which the element is there, with its handlers."""
    page.add_init_script(ON_OPENING % json.dumps(selector))
    page.goto(place, wait_until="commit")
    spent: float = page.evaluate("window.usable")
    return spent


def acting_ms(page: Page, *, act: str, shown: str) -> float:
    """From what a person does to the frame after the one in which this is shown."""
    spent: float = page.evaluate(ACTED % (act, shown))
    return spent


def commit_ms(page: Page, size: int) -> float:
    """A bare strict commit of so many bytes, in the same browser at the same speed."""
    spent: float = page.evaluate(COMMITTED, size)
    return spent
