"""Whether a subscription may be kept: asked when a browser gives it, and again at each send."""

import socket
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread
from typing import Final

from backend.push.gateway.keys import read_keys
from backend.push.rules.addresses import is_public
from backend.push.rules.hosts import Endpoint, Hosts
from backend.push.rules.messages import Address

_LOOKUPS: Final = BoundedSemaphore(8)
"""A resolver that hangs takes so many threads at most."""


def check_subscription(address: Address, hosts: Hosts) -> Endpoint:
    """The endpoint in its parts, or raise ForbiddenEndpoint or MalformedKeys."""
    endpoint = hosts.check(address.endpoint)
    read_keys(address.p256dh, address.auth)
    return endpoint


def resolves_forbidden(host: str, *, within_s: float = 1.0) -> bool:
    """Whether the name leads to an address that isn't public, as far as is known in that time.

    False if it doesn't resolve. Not to be asked for a listed loopback host, for which it is true.
    """
    if not _LOOKUPS.acquire(blocking=False):
        return False
    answers: SimpleQueue[list[str]] = SimpleQueue()
    Thread(target=_look_up, args=(host, answers), daemon=True).start()
    try:
        found = answers.get(timeout=within_s)
    except Empty:
        return False
    return not all(is_public(address) for address in found)


def _look_up(host: str, answers: SimpleQueue[list[str]]) -> None:
    """Put all addresses of the host; none if it has none."""
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
        answers.put([str(info[4][0]) for info in found])
    except (OSError, UnicodeError):
        answers.put([])
    finally:
        _LOOKUPS.release()
