"""Sends messages to push services (RFC 8030), many at once, over kept connections."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from backend import clock
from backend.push.gateway.encoder import encrypt
from backend.push.gateway.gates import Gates
from backend.push.gateway.keys import MalformedKeys
from backend.push.gateway.resolver import ForbiddenAddress, ListedResolver
from backend.push.gateway.vapid import UnknownKey, Vapid
from backend.push.rules.answers import classify, retry_after
from backend.push.rules.hosts import Endpoint, ForbiddenEndpoint, Hosts
from backend.push.rules.messages import MAX_PAYLOAD_BYTES, Answer, Message, Outcome

BODY_BYTES: Final = 4096
"""So much of an answer's body is read, to keep the connection; with more it is closed."""

log = logging.getLogger("tidemark")


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeouts:
    """How long a push service may take, in seconds."""

    total_s: float = 10.0
    connect_s: float = 5.0
    """Name, connection and TLS together."""

    body_s: float = 1.0
    """For the body, once the status is known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What one request brought."""

    answer: Answer
    status: int | None = None
    retry_after_s: float | None = None


class Sender:
    """One session with all push services; use it as an asynchronous context manager."""

    def __init__(
        self,
        hosts: Hosts,
        vapid: Vapid,
        *,
        concurrency: int = 32,
        resolver: AbstractResolver | None = None,
        timeouts: Timeouts | None = None,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take where to, as whom, how many at once, and, for tests, names and time."""
        self._hosts = hosts
        self._vapid = vapid
        self._concurrency = concurrency
        self._resolver = resolver
        self._timeouts = timeouts or Timeouts()
        self._gates = Gates(ticks)

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,
                use_dns_cache=False,
                resolver=ListedResolver(self._hosts, self._resolver),
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(
                total=self._timeouts.total_s, connect=self._timeouts.connect_s
            ),
            auto_decompress=False,
            trust_env=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def deliver(self, messages: Iterable[Message]) -> AsyncIterator[Outcome]:
        """Each message's outcome as soon as it is known, in any order; none ends the others.

        They are taken one by one as their turn comes, so that what yields them can end early.
        """
        outcomes: asyncio.Queue[Outcome | None] = asyncio.Queue(maxsize=4 * self._concurrency)
        work = iter(messages)
        workers = [
            asyncio.create_task(self._work(work, outcomes)) for _ in range(self._concurrency)
        ]
        ending = asyncio.create_task(_end(workers, outcomes))
        try:
            while (outcome := await outcomes.get()) is not None:
                yield outcome
        finally:
            for task in (ending, *workers):
                task.cancel()
            await asyncio.gather(ending, *workers, return_exceptions=True)

    async def _work(self, work: Iterator[Message], outcomes: asyncio.Queue[Outcome | None]) -> None:
        for message in work:
            endpoint: Endpoint | None = None
            try:
                endpoint = self._hosts.check(message.address.endpoint)
                reply = await self._attempt(message, endpoint)
            except ForbiddenEndpoint:
                reply = Reply(answer=Answer.FORBIDDEN_ADDRESS)
            except Exception as surprise:
                # A defect of ours: it stops no other message, and is held against no subscription.
                log.error("push_defect", extra={"error": type(surprise).__name__})
                reply = Reply(answer=Answer.UNREACHABLE)
            await outcomes.put(
                Outcome(
                    ref=message.ref,
                    answer=reply.answer,
                    status=reply.status,
                    retry_after_s=reply.retry_after_s,
                    vendor=endpoint.vendor if endpoint else "",
                )
            )

    async def _attempt(self, message: Message, endpoint: Endpoint) -> Reply:
        """One message to one endpoint, unless its host is left alone."""
        if len(message.payload) > MAX_PAYLOAD_BYTES:
            return Reply(answer=Answer.TOO_LARGE)
        if rest := self._gates.rest(endpoint.origin):
            return Reply(answer=Answer.DEFERRED, retry_after_s=rest)
        try:
            headers = self._headers(message, endpoint)
            address = message.address
            body = encrypt(message.payload, p256dh=address.p256dh, auth=address.auth)
        except (MalformedKeys, UnknownKey):
            return Reply(answer=Answer.REFUSED)
        as_probe = await self._gates.enter(endpoint.origin)
        if as_probe is None:
            rest = self._gates.rest(endpoint.origin)
            return Reply(answer=Answer.DEFERRED, retry_after_s=rest)
        reply: Reply | None = None
        try:
            reply = await self._post(endpoint, headers, body)
        finally:
            self._gates.leave(
                endpoint.origin,
                reply.answer if reply else None,
                as_probe=as_probe,
                retry_after_s=reply.retry_after_s if reply else None,
            )
        return reply

    def _headers(self, message: Message, endpoint: Endpoint) -> dict[str, str]:
        """The request's headers, or raise UnknownKey."""
        headers = {
            "Authorization": self._vapid.authorization(
                endpoint.origin, message.address.key_id, clock.now()
            ),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(message.ttl_s),
            "Urgency": message.urgency,
        }
        return headers | {"Topic": message.topic} if message.topic else headers

    async def _post(self, endpoint: Endpoint, headers: dict[str, str], body: bytes) -> Reply:
        """The reply to one request, or that there was none; redirects aren't followed."""
        url = URL(endpoint.url, encoded=True)
        if (url.scheme, url.host, url.port) != (endpoint.scheme, endpoint.host, endpoint.port):
            return Reply(answer=Answer.FORBIDDEN_ADDRESS)
        try:
            async with self._session.post(
                url, data=body, headers=headers, allow_redirects=False
            ) as response:
                answer = classify(response.status)
                await self._read(response)
                wait = None
                if answer is Answer.BUSY:
                    wait = retry_after(response.headers.get("Retry-After"), now=clock.now())
                return Reply(answer=answer, status=response.status, retry_after_s=wait)
        except aiohttp.ClientConnectorError as failed:
            if isinstance(failed.os_error, ForbiddenAddress):
                return Reply(answer=Answer.FORBIDDEN_ADDRESS)
            return Reply(answer=Answer.UNREACHABLE)
        except (aiohttp.ClientError, OSError):  # TimeoutError is an OSError
            return Reply(answer=Answer.UNREACHABLE)

    async def _read(self, response: aiohttp.ClientResponse) -> None:
        """Read a short body to its end, so that the connection is kept; else give it up."""
        content = response.content
        if content.at_eof():
            return
        try:
            async with asyncio.timeout(self._timeouts.body_s):
                left = BODY_BYTES
                while left > 0 and not content.at_eof():
                    left -= len(await content.read(left))
        except (aiohttp.ClientError, OSError):
            response.close()
        if not content.at_eof():
            response.close()


async def _end(
    workers: Sequence[asyncio.Task[None]], outcomes: asyncio.Queue[Outcome | None]
) -> None:
    """Say after the last outcome that there is none any more."""
    await asyncio.gather(*workers, return_exceptions=True)
    await outcomes.put(None)
