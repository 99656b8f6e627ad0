"""Where pushes may go: the list of hosts, and endpoints held against it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Final

from backend.push.rules.addresses import is_public

DEFAULT_HOSTS: Final = (
    "fcm.googleapis.com",
    "*.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)
MAX_ENDPOINT_CHARS: Final = 2048
KNOWN_SITES: Final = 1024

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
"""Names that end like this are read as IPv4 addresses by some (WHATWG URL, inet_aton)."""

_ENDPOINT = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"
    r"(?P<host>\[[0-9A-Fa-f:.]*\]|[^\[\]:/?#@\\]*)"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
    r"(?P<rest>/[A-Za-z0-9._~:/?@!$&'()*+,;=%-]*)"
)
"""RFC 3986 with nothing left to interpretation: no userinfo, no fragment, a path."""


class BadHostEntry(ValueError):
    """An entry of the host list is neither a name, "*." and a name, nor an address."""


class ForbiddenEndpoint(ValueError):
    """A push must not be sent there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Endpoint:
    """An endpoint that is allowed, in its parts."""

    url: str
    scheme: str
    host: str
    """In lower case; an IPv6 address without brackets."""

    port: int
    vendor: str
    """The entry of the list that it matched."""

    is_loopback_listed: bool
    """Whether it is this very machine, because the operator lists it."""

    origin: str
    """Scheme and host, and the port if it isn't the scheme's own (RFC 6454)."""


class Hosts:
    """The whole list of hosts that pushes may be sent to."""

    def __init__(self, patterns: Sequence[str] = DEFAULT_HOSTS) -> None:
        """Take the entries, or raise BadHostEntry."""
        entries = [_entry(pattern) for pattern in patterns]
        self._exact = frozenset(entry for entry in entries if not entry.startswith("*."))
        self._suffixes = tuple(entry[1:] for entry in entries if entry.startswith("*."))
        self._loopback = frozenset(entry for entry in self._exact if is_loopback(entry))
        self._site = lru_cache(KNOWN_SITES)(self._find_site)

    def check(self, endpoint: str) -> Endpoint:
        """The parts of an endpoint that a push may go to, or raise ForbiddenEndpoint."""
        scheme, host, port, rest = _split(endpoint)
        site = self._site(scheme, host, port)
        return replace(site, url=f"{site.origin}{rest}")

    def _find_site(self, written_scheme: str, written_host: str, written_port: str) -> Endpoint:
        """What all endpoints of a site share, or raise ForbiddenEndpoint."""
        host, scheme = _host(written_host), written_scheme.lower()
        vendor, here = self._vendor(host), host in self._loopback
        if scheme != "https" and not (here and scheme == "http"):
            raise ForbiddenEndpoint("Its scheme isn't https.")
        own = 443 if scheme == "https" else 80
        port = int(written_port or own)
        if port > 65535 or (port != 443 and not here):
            raise ForbiddenEndpoint("Its port isn't 443.")
        shown = f"[{host}]" if ":" in host else host
        origin = f"{scheme}://{shown}{'' if port == own else f':{port}'}"
        return Endpoint(
            url=origin,
            scheme=scheme,
            host=host,
            port=port,
            vendor=vendor,
            is_loopback_listed=here,
            origin=origin,
        )

    def is_loopback_listed(self, host: str) -> bool:
        """Whether the host is this machine and stands in the list as such."""
        return host in self._loopback

    def _vendor(self, host: str) -> str:
        """The entry that the host matches, or raise ForbiddenEndpoint."""
        if host in self._exact:
            return host
        if ":" in host or _NUMBER.fullmatch(host):
            raise ForbiddenEndpoint("Its host is an address, not a name.")
        if any(label.startswith("xn--") for label in host.split(".")):
            raise ForbiddenEndpoint("Its host is an internationalised name.")
        for suffix in self._suffixes:
            if host.endswith(suffix):
                return f"*{suffix}"
        raise ForbiddenEndpoint("Its host isn't in the list of push services.")


def is_loopback(host: str) -> bool:
    """Whether the host is "localhost" or a loopback address, by its spelling alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _entry(pattern: str) -> str:
    """An entry of the list as it is compared, or raise BadHostEntry."""
    text = pattern.strip().lower()
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    try:
        address = ip_address(text)
    except ValueError:
        name = text.removeprefix("*.")
        is_name = _NAME.fullmatch(name) and len(name) <= 253 and not _NUMBER.fullmatch(name)
        if not is_name or (name != text and "." not in name):
            raise BadHostEntry(f"{pattern!r} is no host that pushes could go to.") from None
        return text
    if not address.is_loopback and not is_public(address):
        raise BadHostEntry(f"{pattern!r} is neither public nor this machine.")
    return str(address)


def _split(endpoint: str) -> tuple[str, str, str, str]:
    """Scheme, host, port (or nothing) and the rest of an endpoint, or raise ForbiddenEndpoint."""
    if len(endpoint) > MAX_ENDPOINT_CHARS:
        raise ForbiddenEndpoint("It is too long.")
    if not (endpoint.isascii() and endpoint.isprintable()):
        raise ForbiddenEndpoint("It has characters beyond printable ASCII.")
    found = _ENDPOINT.fullmatch(endpoint)
    if found is None:
        raise ForbiddenEndpoint("It isn't an address of scheme, host, port and path alone.")
    return found["scheme"], found["host"], found["port"] or "", found["rest"]


def _host(text: str) -> str:
    """The host in lower case, without brackets, or raise ForbiddenEndpoint."""
    host = text.lower()
    if host.startswith("["):
        try:
            address = IPv6Address(host[1:-1])
        except ValueError:
            raise ForbiddenEndpoint("Its host is no address.") from None
        if str(address) != host[1:-1]:
            raise ForbiddenEndpoint("Its host is an address in an unusual spelling.")
        return str(address)
    if not _NAME.fullmatch(host) or len(host) > 253:
        raise ForbiddenEndpoint("Its host is no name.")
    return host
