"""Somebody who looks whether hostile texts are seen on a page, and whether they do anything."""

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import BrowserContext

from tests.e2e.chromium.app import App
from tests.e2e.chromium.way import soon

REPORTS = """
    window.__reports = [];
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
        window.__reports.push(`${violatedDirective} ${blockedURI}`));
"""
UNSEEN = """([texts, whole]) => {
    for (const each of document.querySelectorAll("details:not([open])")) each.open = true;
    const flat = (text) => text.replace(/\\s+/g, " ").trim();
    const fields = [...document.querySelectorAll("input, textarea")]
        .filter((each) => each.checkVisibility()).map((each) => flat(each.value));
    const all = [flat(document.body.innerText), ...fields].join(" ");
    const cells = [...document.querySelectorAll("a, dd, td")];
    const parts = new Set(cells.map((each) => flat(each.innerText)));
    return [
        ...texts.filter((text) => !all.includes(flat(text))),
        ...whole.filter((text) => !parts.has(flat(text))),
    ];
}"""
FLAWS = """() => {
    const found = [...window.__reports];
    if (window.__hit !== undefined) found.push("A payload ran.");
    if ({}.polluted !== undefined) found.push("All objects have one more property.");
    for (const each of document.querySelectorAll("*")) {
        for (const { name } of each.attributes) {
            if (name.startsWith("on")) found.push(`<${each.localName} ${name}>`);
        }
    }
    const ours = `${location.origin}/assets/`;
    for (const { src } of document.scripts) if (!src.startsWith(ours)) found.push(`script ${src}`);
    const foreign = "iframe, object, embed, base, meta[http-equiv], template, marquee, style";
    for (const each of document.querySelectorAll(foreign)) found.push(`<${each.localName}>`);
    for (const each of document.querySelectorAll("a[href], link[href], img, use, [action]")) {
        const to = each.href?.baseVal ?? each.href ?? each.src ?? each.action;
        if (!to.startsWith(location.origin) && !/^(tel:|#)/.test(to)) found.push(`to ${to}`);
    }
    return found;
}"""


class Lookout(App):
    """One page in a browser of its own."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        context.add_init_script(REPORTS)
        super().__init__(context.new_page())
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self._origin = origin
        self._asked: list[str] = []
        context.on("request", lambda request: self._asked.append(request.url))

    def sees(self, place: str, texts: list[str], whole: Sequence[str] = ()) -> None:
        """At this place of the page each text is seen, some as the whole of what they stand in."""
        self.run("(place) => { location.hash = place }", place)
        unseen: list[Any] = [None]

        def all_is_seen() -> bool:
            unseen[:] = self.run(UNSEEN, [texts, list(whole)])
            return not unseen

        try:
            soon(all_is_seen)
        except AssertionError:
            raise AssertionError(f"Not seen at {place}: {unseen[:3]}") from None
        assert (place, self.flaws()) == (place, [])

    def flaws(self) -> list[str]:
        """What is not as it should be, on this page or in what the browser asked and said."""
        elsewhere = [url for url in self._asked if not url.startswith(f"{self._origin}/")]
        return [*self.run(FLAWS), *elsewhere, *self.complaints]
