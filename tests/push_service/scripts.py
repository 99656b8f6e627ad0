"""Answers that a test wants from the push service instead of the honest one."""

from asyncio import Event
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

CHUNK = b"x" * 65_536


@dataclass(frozen=True, kw_only=True)
class Scripted:
    """One answer: a status with headers and body, or a fault."""

    status: int = 201
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    fault: str = ""
    """hang (no answer), slow (a body that doesn't end), huge (an endless body), reset."""

    @classmethod
    def from_json(cls, members: dict[str, Any]) -> Self:
        return cls(**members)


class Script:
    """The scripted answers: for one subscription, or for all; in turn, or for good."""

    def __init__(self) -> None:
        self._turns: dict[str | None, deque[Scripted]] = {}
        self._standing: dict[str | None, Scripted] = {}

    def once(self, *answers: Scripted, token: str | None = None) -> None:
        self._turns.setdefault(token, deque()).extend(answers)

    def always(self, answer: Scripted, *, token: str | None = None) -> None:
        self._standing[token] = answer

    def clear(self) -> None:
        self._turns.clear()
        self._standing.clear()

    def next(self, token: str) -> Scripted | None:
        """The answer for this subscription now, None for the honest one."""
        for whose in (token, None):
            if turns := self._turns.get(whose):
                return turns.popleft()
            if whose in self._standing:
                return self._standing[whose]
        return None


async def play(request: web.Request, scripted: Scripted, over: Event) -> web.StreamResponse:
    """Answer as the script says; what hangs ends with the service."""
    match scripted.fault:
        case "hang":
            await over.wait()
        case "reset":
            assert request.transport is not None
            request.transport.abort()
        case "slow" | "huge":
            return await _long(request, scripted, over)
    return web.Response(status=scripted.status, headers=scripted.headers, text=scripted.body)


async def _long(request: web.Request, scripted: Scripted, over: Event) -> web.StreamResponse:
    response = web.StreamResponse(status=scripted.status, headers=scripted.headers)
    await response.prepare(request)
    try:
        if scripted.fault == "huge":
            while not over.is_set():
                await response.write(CHUNK)
        await response.write(b"x")
        await over.wait()
    except ConnectionError:
        pass  # the sender has had enough
    return response
