"""Name resolution for outgoing pushes, asked anew for each connection."""

import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from backend.push.rules.addresses import is_public
from backend.push.rules.hosts import Hosts, is_loopback


class ForbiddenAddress(OSError):
    """The name leads to no address that a push may go to."""


class ListedResolver(AbstractResolver):
    """Resolves a host to its public addresses, a listed loopback host to loopback ones."""

    def __init__(self, hosts: Hosts, inner: AbstractResolver | None = None) -> None:
        """Take the list of hosts, and whoever really resolves: the system by default."""
        self._hosts = hosts
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses that a push may go to, or raise ForbiddenAddress if all are others."""
        allowed = is_loopback if self._hosts.is_loopback_listed(host) else is_public
        found = await self._inner.resolve(host, port, family)
        kept = [each for each in found if allowed(each["host"])]
        if found and not kept:
            raise ForbiddenAddress("The name doesn't lead to an allowed address.")
        return kept

    async def close(self) -> None:
        """End whoever really resolves."""
        await self._inner.close()
