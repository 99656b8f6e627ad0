"""Reading of environment variables that collects every complaint before it raises one."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

T = TypeVar("T")

KEY_BYTES = 32
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


def named_keys(text: str) -> Mapping[str, bytes]:
    """Keys by their id from `id:base64,id:base64`, in the order in which they stand."""
    keys: dict[str, bytes] = {}
    for entry in text.split(","):
        name, _, encoded = entry.strip().partition(":")
        try:
            raw = key(encoded)
        except ValueError:
            raw = b""
        if not name or not raw or name in keys:
            raise ValueError(
                "id:key pairs joined by commas, each id once, each key the base64 of 32 bytes"
            )
        keys[name] = raw
    return MappingProxyType(keys)


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
