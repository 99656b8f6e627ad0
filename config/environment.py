"""Reading of environment variables that collects every complaint before it raises one."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")

KEY_BYTES = 32
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
DOTTED_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])")
LOCAL_PART = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+")
NOWHERE = ("localhost", "local", "localdomain", "invalid")
SCHEMES = ("postgresql://", "postgres://", "postgresql+psycopg://")


class SettingsError(Exception):
    """The environment holds values that the product can't work with; names, never values."""


class MissingSettingsError(SettingsError):
    """The environment lacks variables that the product can't start without."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(sorted(names))
        *others, last = self.names
        listed = f"{', '.join(others)} and {last}" if others else last
        verb = "are" if others else "is"
        super().__init__(f"{listed} {verb} missing from the environment.")


class Reader:
    """An environment in which an empty variable counts as one that isn't set."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self._missing: list[str] = []
        self._malformed: list[str] = []

    def required(self, name: str, parse: Callable[[str], T], otherwise: T) -> T:
        """The variable's value; `otherwise` only stands in until `finish` raises."""
        if not self._env.get(name):
            self._missing.append(name)
            return otherwise
        return self.optional(name, parse, otherwise)

    def optional(self, name: str, parse: Callable[[str], T], otherwise: T) -> T:
        """The variable's value, or `otherwise` when it isn't set."""
        if not (text := self._env.get(name)):
            return otherwise
        try:
            return parse(text)
        except ValueError as rule:
            self._malformed.append(f"{name} must be {rule}")
            return otherwise

    def need(self, name: str) -> None:
        """Count the variable among the missing ones unless it is set."""
        if not self._env.get(name):
            self._missing.append(name)

    def finish(self) -> None:
        """Raise MissingSettingsError or SettingsError that names all that was found wanting."""
        if self._missing:
            raise MissingSettingsError(self._missing)
        if self._malformed:
            raise SettingsError("; ".join(self._malformed) + ".")


def plain(text: str) -> str:
    """Any text, as it stands."""
    return text


def secret(text: str) -> str:
    """A signing secret of at least 32 characters."""
    if len(text) < KEY_BYTES:
        raise ValueError(f"at least {KEY_BYTES} characters long")
    return text


def database_url(text: str) -> str:
    """A PostgreSQL URL, in the one spelling that libpq and psycopg take."""
    for scheme in SCHEMES:
        if text.startswith(scheme):
            return "postgresql://" + text.removeprefix(scheme)
    raise ValueError("a PostgreSQL URL such as postgresql://login:password@host:5432/name")


def key(text: str) -> bytes:
    """A key written as the base64 of exactly 32 bytes."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES:
        raise ValueError(f"the base64 of {KEY_BYTES} bytes")
    return raw


def signing_key(text: str) -> bytes:
    """The private scalar of a P-256 key, written as the base64url of its 32 bytes."""
    is_base64url = re.fullmatch(r"[A-Za-z0-9_-]{43}=?", text)
    raw = base64.urlsafe_b64decode(f"{text[:43]}=") if is_base64url else b""
    if not 0 < int.from_bytes(raw) < P256_ORDER:
        raise ValueError("the base64url of a P-256 key's 32 private bytes")
    return raw


def named(parse: Callable[[str], bytes]) -> Callable[[str], Mapping[str, bytes]]:
    """A parser of keys by their id from `id:key,id:key`, in the order in which they stand."""

    def parse_all(text: str) -> Mapping[str, bytes]:
        keys: dict[str, bytes] = {}
        for entry in text.split(","):
            name, _, encoded = entry.strip().partition(":")
            try:
                raw, form = parse(encoded), ""
            except ValueError as rule:
                raw, form = b"", f", each key {rule}"
            if not name or not raw or name in keys:
                raise ValueError(f"id:key pairs joined by commas, each id once{form}")
            keys[name] = raw
        return MappingProxyType(keys)

    return parse_all


def whole(first: int, last: int) -> Callable[[str], int]:
    """A parser of whole numbers from `first` to `last`, both included."""

    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit()) or not first <= int(text) <= last:
            raise ValueError(f"a whole number from {first} to {last}")
        return int(text)

    return parse


def one_of(*choices: str) -> Callable[[str], str]:
    """A parser that takes one of the words, in either case, and gives it as listed."""

    def parse(text: str) -> str:
        if text.upper() not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return text.upper()

    return parse


def url(*schemes: str) -> Callable[[str], str]:
    """A parser of URLs with one of the schemes, without a closing slash."""

    def parse(text: str) -> str:
        scheme, separator, rest = text.partition("://")
        if scheme not in schemes or not separator or not rest.strip("/"):
            raise ValueError(f"a URL that starts with {' or '.join(f'{s}://' for s in schemes)}")
        return text.rstrip("/")

    return parse


def address(text: str) -> str:
    """An e-mail address, with or without a name before it."""
    if "@" not in text or "\n" in text or "\r" in text:
        raise ValueError("an e-mail address")
    return text


def contact(text: str) -> str:
    """Whom a push service may write to: an address or a page that exists beyond this machine."""
    scheme, _, rest = text.partition(":")
    if scheme == "mailto":
        local, _, host = rest.partition("@")
        is_whole = bool(LOCAL_PART.fullmatch(local))
    else:
        parts = urlsplit(text)
        host, is_whole = parts.netloc, parts.scheme == "https" and not re.search(r"\s", text)
    is_real = DOTTED_HOST.fullmatch(host.lower()) and host.lower().split(".")[-1] not in NOWHERE
    if not (is_whole and is_real):
        raise ValueError(
            "mailto:somebody@example.org or https://example.org/…, with a real domain: "
            "Apple refuses messages of others"
        )
    return text


def hosts(text: str) -> tuple[str, ...]:
    """Host names and addresses joined by commas; `*.example.org` stands for all below it."""
    found = tuple(entry.strip().lower() for entry in text.split(","))
    if not all(_is_host(host) for host in found):
        raise ValueError("host names joined by commas, such as push.example.org,*.example.net")
    return found


def _is_host(host: str) -> bool:
    if host == "localhost" or DOTTED_HOST.fullmatch(host.removeprefix("*.")):
        return True
    try:
        return bool(ip_address(host))
    except ValueError:
        return False
