"""The websocket side of the push service, as Firefox speaks it (autopush)."""

import json
import secrets
import time
from typing import Any

from aiohttp import WSMsgType, web

from tests.push_service.service import PushService, notify


class Connection:
    """One browser's websocket."""

    def __init__(self, service: PushService, request: web.Request) -> None:
        self._service = service
        self._origin = f"http://{request.host}"
        self._socket = web.WebSocketResponse(protocols=("push-notification",))
        self._uaid = ""

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        await self._socket.prepare(request)
        try:
            async for frame in self._socket:
                if frame.type is WSMsgType.TEXT:
                    await self._hear(json.loads(frame.data))
        finally:
            if self._service.sockets.get(self._uaid) is self._socket:
                del self._service.sockets[self._uaid]
        return self._socket

    async def _hear(self, said: dict[str, Any]) -> None:
        match said.get("messageType"):
            case None:
                await self._socket.send_str("{}")  # a ping
            case "hello":
                await self._hello(said)
            case "register":
                await self._register(said)
            case "unregister":
                await self._unregister(said)
            case "ack":
                self._acknowledge(said)
            case "nack":
                self._service.failed.append(said)
            case _:
                pass  # broadcast_subscribe

    async def _hello(self, said: dict[str, Any]) -> None:
        """Know the browser again, or give it an id; then hand over what has waited."""
        mine = {each.uaid for each in self._service.subscriptions.values()} - {""}
        known = said.get("uaid") in mine
        self._uaid = said["uaid"] if known else secrets.token_hex(16)
        self._service.sockets[self._uaid] = self._socket
        await self._say("hello", uaid=self._uaid, use_webpush=True, broadcasts={})
        for subscription in list(self._service.subscriptions.values()):
            if subscription.uaid == self._uaid:
                for message in subscription.unread:
                    if message.expires_at > time.time():
                        await notify(self._socket, subscription, message)

    async def _register(self, said: dict[str, Any]) -> None:
        channel, key = said["channelID"], said.get("key")
        token = self._service.subscribe(channel=channel, uaid=self._uaid, key=key)
        endpoint = f"{self._origin}/wpush/{token}"
        await self._say("register", channelID=channel, pushEndpoint=endpoint)

    async def _unregister(self, said: dict[str, Any]) -> None:
        for token, each in list(self._service.subscriptions.items()):
            if (each.uaid, each.channel) == (self._uaid, said["channelID"]):
                self._service.end(token)
        await self._say("unregister", channelID=said["channelID"])

    def _acknowledge(self, said: dict[str, Any]) -> None:
        read = {update["version"] for update in said["updates"]}
        for each in self._service.subscriptions.values():
            if each.uaid == self._uaid:
                each.unread = [message for message in each.unread if message.version not in read]
        self._service.acknowledged.extend(said["updates"])

    async def _say(self, kind: str, **members: Any) -> None:
        await self._socket.send_json({"messageType": kind, "status": 200, **members})
