"""Passwords: argon2id, one at a time in each process."""

from collections.abc import Iterable
from functools import cache
from importlib import resources
from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from backend.accounts.rules import password_flaws
from backend.errors import Invalid

HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
# 64 MiB and an eighth of a second each: two processes of two threads must not need 256 MiB, nor
# leave no processor to those who are writing their diary.
ONE_AT_A_TIME = Semaphore(1)
NOBODYS_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=1$GtfgZuU3KJnQ4MAS1TWHiQ"
    "$SMOonGPghPegZ8JkqIdNt0aH17i0GFJre29hMaY+qJQ"
)
"""Of a random password that nobody knows: checked where there is no account, for equal time."""


def hashed(password: str) -> str:
    """The password's hash, to be stored."""
    with ONE_AT_A_TIME:
        return HASHER.hash(password)


def is_right(password: str, stored: str | None) -> bool:
    """Whether it is the password of this hash; without one, False after the same time."""
    try:
        with ONE_AT_A_TIME:
            return HASHER.verify(stored or NOBODYS_HASH, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def require_good(password: str, *, field: str, personal: Iterable[str] = ()) -> None:
    """Return if the password may be chosen, or raise Invalid for that field."""
    if flaws := password_flaws(password, common=_common(), personal=personal):
        raise Invalid({field: flaws})


@cache
def _common() -> frozenset[str]:
    file = resources.files("backend.accounts") / "common_passwords.txt"
    return frozenset(file.read_text(encoding="utf-8").splitlines())
