"""Firefox, driven over WebDriver BiDi: the protocol itself, over one websocket.

https://www.w3.org/TR/webdriver-bidi/
"""

import asyncio
import base64
import itertools
import json
import re
import shutil
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

from tests.e2e.daytime import ZONE

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
LISTENS = re.compile(rb"WebDriver BiDi listening on (ws://\S+)")
ALERT = "chrome://global/content/alerts/alert.xhtml"
START_S, ANSWER_S = 60.0, 30.0
SILENT = {
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.region.network.url": "",
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.update": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.security.https_first": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.proxy.type": 0,
    "network.trr.mode": 5,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "signon.rememberSignons": False,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "",
    "toolkit.telemetry.unified": False,
}
"""It asks nothing of the network but what the test makes it ask."""


class BidiError(Exception):
    """Firefox doesn't do what it was told."""


class Firefox:
    """One running Firefox; use `running`."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._open: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._people: list[str] = []
        self.errors: list[str] = []
        """What went wrong in the scripts of pages."""

        self._heard = asyncio.create_task(self._hear())

    async def tell(self, method: str, **params: Any) -> dict[str, Any]:
        """One command's result, or BidiError."""
        number = next(self._ids)
        answered = self._open[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": params})
        try:
            return await asyncio.wait_for(answered, ANSWER_S)
        finally:
            del self._open[number]

    async def tab(self, url: str) -> "Tab":
        """The address in a new tab, as in a browser of its own: nothing is shared with others."""
        person = (await self.tell("browser.createUserContext"))["userContext"]
        self._people.append(person)
        found = await self.tell("browsingContext.create", type="tab", userContext=person)
        tab = Tab(self, found["context"])
        await tab.go(url)
        return tab

    async def forget(self) -> None:
        """Close all tabs with all that was theirs, and what is on the screen."""
        while self._people:
            await self.tell("browser.removeUserContext", userContext=self._people.pop())
        for alert in await self.alerts():
            with suppress(BidiError):  # some go by themselves meanwhile
                await alert.run("setTimeout(() => window.close())")

    async def alerts(self) -> list["Tab"]:
        """The windows in which Firefox itself shows notifications, for want of a desktop."""
        found = await self.tell("browsingContext.getTree", **{"moz:scope": "chrome"})
        return [Tab(self, each["context"]) for each in found["contexts"] if each["url"] == ALERT]

    async def addresses(self) -> list[str]:
        """What its tabs have open."""
        found = await self.tell("browsingContext.getTree", maxDepth=0)
        return [each["url"] for each in found["contexts"]]

    async def close(self) -> None:
        """End the session; the process ends with it."""
        self._heard.cancel()
        await asyncio.gather(self._heard, return_exceptions=True)
        await self._socket.close()

    async def _hear(self) -> None:
        async for frame in self._socket:
            said = json.loads(frame.data)
            if said.get("method") == "log.entryAdded" and said["params"]["level"] == "error":
                self.errors.append(said["params"]["text"])
            answered = self._open.get(said.get("id"))
            if answered is None or answered.done():
                continue
            if said["type"] == "success":
                answered.set_result(said["result"])
            else:
                answered.set_exception(BidiError(f"{said['error']}: {said['message']}"))


class Tab:
    """One tab of it."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox = firefox
        self._context = context

    async def go(self, url: str) -> None:
        """Load an address and wait until it has loaded."""
        await self._tell("browsingContext.navigate", url=url, wait="complete")

    async def reload(self) -> None:
        """Load it anew."""
        await self._tell("browsingContext.reload", wait="complete")

    async def run(self, body: str, **given: Any) -> Any:
        """What the body of an asynchronous function returns, by way of JSON; it knows `given`."""
        found = await self._tell_script(
            f"async (given) => {{ const {{ {', '.join(given)} }} = JSON.parse(given);"
            f" return JSON.stringify(await (async () => {{ {body} }})()) ?? 'null'; }}",
            {"type": "string", "value": json.dumps(given)},
        )
        return json.loads(found["value"])

    async def until(self, expression: str, *, within_s: float = 20) -> Any:
        """What the expression gives as soon as that is true, or TimeoutError."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            with suppress(BidiError):  # the page may be on its way to another
                if found := await self.run(f"return await ({expression})"):
                    return found
            await asyncio.sleep(0.05)
        seen = await self.run("return document.body.innerText")
        raise TimeoutError(f"Not within {within_s} s: {expression}\n{seen}")

    async def type(self, selector: str, text: str) -> None:
        """Type into a field as a person does, key by key, once it is there."""
        await self.until(f"document.querySelector({json.dumps(selector)})?.checkVisibility()")
        await self.run(f"document.querySelector({json.dumps(selector)}).focus()")
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        await self._tell(
            "input.performActions", actions=[{"type": "key", "id": "keys", "actions": keys}]
        )

    async def click(self, selector: str) -> None:
        """Click the middle of it, as a person does, once it is there and not shut."""
        await self._click(f"document.querySelector({json.dumps(selector)})")

    async def press(self, label: str) -> None:
        """Click the button that says this."""
        await self._click(
            "[...document.querySelectorAll('button')]"
            f".find((each) => each.checkVisibility() && each.innerText === {json.dumps(label)})"
        )

    async def _click(self, found: str) -> None:
        await self.until(f"({found})?.checkVisibility() && !({found}).disabled")
        told = await self._tell_script(
            f"() => {{ const found = {found}; found.scrollIntoView({{ block: 'center' }});"
            " return found }"
        )
        # Its middle as it lies when the pointer moves, and not as it lay when it was asked for.
        origin = {"type": "element", "element": {"sharedId": told["sharedId"]}}
        steps: list[dict[str, Any]] = [{"type": "pointerMove", "x": 0, "y": 0, "origin": origin}]
        steps += [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        pointer = {"type": "pointer", "id": "mouse", "actions": steps}
        await self._tell("input.performActions", actions=[pointer])

    async def lose_cookies(self, *names: str) -> None:
        """As if they had run out."""
        where = {"type": "context", "context": self._context}
        for name in names:
            await self._firefox.tell(
                "storage.deleteCookies", filter={"name": name}, partition=where
            )

    async def size(self, width: int, height: int) -> None:
        """Lay the page out in so many CSS pixels."""
        viewport = {"width": width, "height": height}
        await self._tell("browsingContext.setViewport", viewport=viewport)

    async def picture(self, path: Path, *, whole: bool = True) -> None:
        """Save what the page looks like, as PNG; the whole of it or what is seen at once."""
        path.parent.mkdir(parents=True, exist_ok=True)
        origin = "document" if whole else "viewport"
        found = await self._tell("browsingContext.captureScreenshot", origin=origin)
        path.write_bytes(base64.b64decode(found["data"]))

    async def _tell_script(self, function: str, *given: dict[str, str]) -> dict[str, Any]:
        """What a function of the page gives, as the protocol has it."""
        found = await self._firefox.tell(
            "script.callFunction",
            functionDeclaration=function,
            arguments=list(given),
            target={"context": self._context},
            awaitPromise=True,
            userActivation=True,
        )
        if found["type"] == "exception":
            raise BidiError(found["exceptionDetails"]["text"])
        result: dict[str, Any] = found["result"]
        return result

    async def _tell(self, method: str, **params: Any) -> dict[str, Any]:
        return await self._firefox.tell(method, context=self._context, **params)


@asynccontextmanager
async def running(profile: Path, preferences: Mapping[str, Any]) -> AsyncIterator[Firefox]:
    """Firefox without a window, on a profile of its own, until the block ends."""
    if FIREFOX is None:
        raise BidiError("Firefox isn't installed.")
    lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in preferences.items()]
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "user.js").write_text("\n".join(lines))
    process = await asyncio.create_subprocess_exec(
        FIREFOX, "--headless", "--no-remote", "--profile", str(profile),
        "--remote-debugging-port=0", "--remote-allow-system-access", "about:blank",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={
            "HOME": str(profile),
            "PATH": "/usr/bin:/bin",
            "MOZ_CRASHREPORTER_DISABLE": "1",
            "TZ": ZONE,
        },
    )  # fmt: skip
    drained = asyncio.create_task(asyncio.sleep(0))
    try:
        address = await asyncio.wait_for(_address(process), START_S)
        drained = asyncio.create_task(_drain(process))
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{address}/session", max_msg_size=0) as socket,
        ):
            firefox = Firefox(socket)
            await firefox.tell("session.new", capabilities={})
            await firefox.tell("session.subscribe", events=["log.entryAdded"])
            yield firefox
            await firefox.close()
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        await asyncio.gather(drained, return_exceptions=True)


async def _address(process: asyncio.subprocess.Process) -> str:
    said = []
    assert process.stderr is not None
    async for line in process.stderr:
        said.append(line.decode(errors="replace"))
        if found := LISTENS.search(line):
            return found[1].decode()
    raise BidiError(f"Firefox doesn't start:\n{''.join(said)}")


async def _drain(process: asyncio.subprocess.Process) -> None:
    """So that it never waits for somebody to read its complaints."""
    assert process.stderr is not None
    while await process.stderr.read(65536):
        pass
