"""How guessing is slowed down: failures are counted in the database, for all processes together."""

from collections.abc import Iterator
from contextlib import contextmanager

from backend import vault
from backend.accounts import queries
from backend.accounts.rules import Limit
from backend.errors import TooMany


def count_attempt(*counted: tuple[Limit, str]) -> None:
    """Count one more for each limit and subject, or raise TooMany and count none.

    The subjects (addresses, e-mails) are hashed. The limits are given in the order in which
    `rules` lists them, in which all requests lock their rows.
    """
    hashed = [(limit, vault.keyed_hash(limit.kind, subject)) for limit, subject in counted]
    tallies = queries.count_attempts(hashed, more=1)
    if over := [tally for tally in tallies if tally.is_over]:
        queries.count_attempts(hashed, more=-1)
        raise TooMany(max(tally.retry_after for tally in over))


@contextmanager
def failures_counted(
    *counted: tuple[Limit, str], failures: tuple[type[Exception], ...]
) -> Iterator[None]:
    """Run the block counted as failed beforehand, or raise TooMany instead of running it.

    The count is taken back unless the block raises one of `failures`. Counting first means that
    a hundred guesses sent at once are not all judged before the first one is counted.
    """
    count_attempt(*counted)
    hashed = [(limit, vault.keyed_hash(limit.kind, subject)) for limit, subject in counted]
    try:
        yield
    except failures:
        raise
    except BaseException:
        queries.count_attempts(hashed, more=-1)
        raise
    queries.count_attempts(hashed, more=-1)
