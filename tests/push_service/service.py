"""A push service: RFC 8030 towards senders, the autopush protocol towards Firefox."""

import re
import secrets
import time
from asyncio import Event
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.push_service import tokens
from tests.push_service.browser import to_text
from tests.push_service.scripts import Script, play

MAX_BODY = 4096
URGENCIES = {"very-low", "low", "normal", "high"}
TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, kw_only=True)
class Received:
    """One request of a sender, and the status it got (0: none was sent whole)."""

    token: str
    headers: Mapping[str, str]
    body: bytes
    at: float
    """When it came, by time.time()."""

    status: int


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A message that the browser hasn't acknowledged."""

    version: str
    topic: str
    body: bytes
    expires_at: float


@dataclass(kw_only=True)
class Subscription:
    """One channel of one browser; without a browser its messages are only kept."""

    token: str
    channel: str = ""
    uaid: str = ""
    key: str | None = None
    """The only VAPID key that may send to it, if the browser named one."""

    unread: list[Stored] = field(default_factory=list)


class Refusal(Exception):
    """The sender's request isn't accepted."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class PushService:
    """What the service knows; one per event loop."""

    def __init__(self, *, verifies: bool = True) -> None:
        self.script = Script()
        self.received: list[Received] = []
        self.subscriptions: dict[str, Subscription] = {}
        self.ended: set[str] = set()
        """Tokens whose subscriptions were given up: 410."""

        self.acknowledged: list[dict[str, Any]] = []
        """What browsers have received: channelID, version and code (100: decrypted)."""

        self.failed: list[dict[str, Any]] = []
        """Where a service worker failed afterwards: version and code (302: it raised)."""

        self.sockets: dict[str, web.WebSocketResponse] = {}
        self.over = Event()
        self._verifies = verifies
        self._known: dict[tuple[str, str], tokens.Claims] = {}

    def subscribe(self, *, channel: str = "", uaid: str = "", key: str | None = None) -> str:
        """A new subscription's token."""
        token = secrets.token_urlsafe(24)
        self.subscriptions[token] = Subscription(token=token, channel=channel, uaid=uaid, key=key)
        return token

    def end(self, token: str) -> None:
        """Give a subscription up."""
        self.subscriptions.pop(token, None)
        self.ended.add(token)

    async def take(self, request: web.Request) -> web.StreamResponse:
        """POST /wpush/{token}."""
        token, body = request.match_info["token"], await request.read()
        scripted = self.script.next(token)
        if scripted is not None:
            self._log(request, token, body, 0 if scripted.fault else scripted.status)
            return await play(request, scripted, self.over)
        try:
            response = await self._accept(request, token, body)
        except Refusal as refusal:
            response = web.Response(status=refusal.status, text=str(refusal))
        self._log(request, token, body, response.status)
        return response

    def _log(self, request: web.Request, token: str, body: bytes, status: int) -> None:
        headers = dict(request.headers)
        self.received.append(
            Received(token=token, headers=headers, body=body, at=time.time(), status=status)
        )

    async def _accept(self, request: web.Request, token: str, body: bytes) -> web.Response:
        if token in self.ended:
            raise Refusal(410, "the subscription has ended")
        subscription = self.subscriptions.get(token)
        if subscription is None:
            raise Refusal(404, "there is no such subscription")
        self._check_sender(request, subscription)
        _check_headers(request.headers, body)
        message = Stored(
            version=secrets.token_urlsafe(12),
            topic=request.headers.get("Topic", ""),
            body=body,
            expires_at=time.time() + int(request.headers["TTL"]),
        )
        await self._keep(subscription, message)
        location = f"{request.scheme}://{request.host}/m/{message.version}"
        return web.Response(status=201, headers={"Location": location})

    def _check_sender(self, request: web.Request, subscription: Subscription) -> None:
        header, origin = request.headers.get("Authorization"), f"{request.scheme}://{request.host}"
        if header is None:
            raise Refusal(401, "say who you are")
        if not self._verifies:
            return
        claims = self._known.get((header, origin))
        if claims is None:
            try:
                claims = tokens.read(header, origin=origin, now=time.time())
            except tokens.BadToken as bad:
                raise Refusal(403, str(bad)) from bad
            self._known[header, origin] = claims
        if subscription.key is not None and claims.key != subscription.key.rstrip("="):
            raise Refusal(403, "the subscription was made with another key")

    async def _keep(self, subscription: Subscription, message: Stored) -> None:
        """Store the message in place of an unread one of its topic, and hand it on."""
        subscription.unread = [
            each for each in subscription.unread if not message.topic or each.topic != message.topic
        ]
        socket = self.sockets.get(subscription.uaid)
        if socket is None and message.expires_at <= time.time():
            return  # TTL 0: now or never
        subscription.unread.append(message)
        if socket is not None:
            await notify(socket, subscription, message)


async def notify(socket: web.WebSocketResponse, to: Subscription, message: Stored) -> None:
    """Hand one message to the browser; it stays stored until it is acknowledged."""
    await socket.send_json(
        {
            "messageType": "notification",
            "channelID": to.channel,
            "version": message.version,
            "data": to_text(message.body),
            "headers": {"encoding": "aes128gcm"},
        }
    )


def _check_headers(headers: Mapping[str, str], body: bytes) -> None:
    """What RFC 8030 demands of the request, or raise Refusal."""
    if not headers.get("TTL", "").isdecimal():
        raise Refusal(400, "TTL is missing or no number")
    if headers.get("Urgency", "normal") not in URGENCIES:
        raise Refusal(400, "no such urgency")
    if "Topic" in headers and not TOPIC.fullmatch(headers["Topic"]):
        raise Refusal(400, "no topic")
    if len(body) > MAX_BODY:
        raise Refusal(413, "too much")
    if body and headers.get("Content-Encoding") != "aes128gcm":
        raise Refusal(400, "not encrypted")
