"""Starts the push service, in a thread of a test or in a process of its own."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any

from aiohttp import web

from tests.push_service.autopush import Connection
from tests.push_service.browser import Browser
from tests.push_service.scripts import Script, Scripted
from tests.push_service.service import PushService, Received


@dataclass(frozen=True, kw_only=True)
class Running:
    """A push service that listens; its hosts are as many vendors."""

    service: PushService
    hosts: Sequence[str]
    port: int
    scheme: str = "http"

    @property
    def script(self) -> Script:
        return self.service.script

    @property
    def received(self) -> list[Received]:
        return self.service.received

    def origin(self, host: str = "") -> str:
        return f"{self.scheme}://{host or self.hosts[0]}:{self.port}"

    @property
    def firefox_preferences(self) -> dict[str, Any]:
        """What a Firefox needs in its profile to subscribe here and to show what it gets."""
        return {
            "dom.push.serverURL": f"ws://{self.hosts[0]}:{self.port}/",
            "dom.push.testing.allowInsecureServerURL": True,
            # Firefox under remote control has it off.
            "dom.push.connection.enabled": True,
            "permissions.default.desktop-notification": 1,
            # A headless machine has no desktop to show notifications on; Firefox has its own.
            "alerts.useSystemBackend": False,
        }

    def browser(self, *, host: str = "", key: str | None = None, key_id: str = "k1") -> Browser:
        """A new subscription, only for the VAPID key if one is named."""
        token = self.service.subscribe(key=key)
        return Browser(endpoint=f"{self.origin(host)}/wpush/{token}", key_id=key_id)


def application(service: PushService) -> web.Application:
    """Its routes: senders', browsers', and what a test in another process asks for."""

    async def socket(request: web.Request) -> web.StreamResponse:
        return await Connection(service, request).serve(request)

    async def log(_: web.Request) -> web.Response:
        return web.json_response(
            [
                {"token": each.token, "headers": dict(each.headers), "body": each.body.hex()}
                | {"at": each.at, "status": each.status}
                for each in service.received
            ]
        )

    async def script(request: web.Request) -> web.Response:
        told = await request.json()
        answer = Scripted.from_json(told["answer"])
        if told.get("once"):
            service.script.once(answer, token=told.get("token"))
        else:
            service.script.always(answer, token=told.get("token"))
        return web.Response(status=204)

    app = web.Application(client_max_size=1 << 20)
    app.router.add_get("/", socket)
    app.router.add_post("/wpush/{token}", service.take)
    app.router.add_get("/log", log)
    app.router.add_post("/script", script)
    return app


async def listen(
    service: PushService, *, hosts: Sequence[str], port: int = 0, ssl: SSLContext | None = None
) -> tuple[web.AppRunner, int]:
    """Listen on all hosts at one port, the given one or a free one."""
    runner = web.AppRunner(application(service), shutdown_timeout=1)
    await runner.setup()
    for host in hosts:
        site = web.TCPSite(runner, host, port, ssl_context=ssl, backlog=512)
        await site.start()
        port = port or runner.addresses[0][1]
    return runner, port


@contextmanager
def running(
    *,
    hosts: Sequence[str] = ("127.0.0.1",),
    port: int = 0,
    verifies: bool = True,
    ssl: SSLContext | None = None,
) -> Iterator[Running]:
    """The service in a thread, until the block ends."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="push service")
    thread.start()
    service = PushService(verifies=verifies)

    async def start() -> tuple[web.AppRunner, int]:
        return await listen(service, hosts=hosts, port=port, ssl=ssl)

    async def stop(runner: web.AppRunner) -> None:
        service.over.set()
        for socket in list(service.sockets.values()):
            await socket.close()
        await runner.cleanup()

    try:
        runner, bound = asyncio.run_coroutine_threadsafe(start(), loop).result(60)
        scheme = "https" if ssl else "http"
        try:
            yield Running(service=service, hosts=hosts, port=bound, scheme=scheme)
        finally:
            asyncio.run_coroutine_threadsafe(stop(runner), loop).result(60)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
