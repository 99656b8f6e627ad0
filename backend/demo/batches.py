"""How a phone numbers what it writes and cuts its queue into batches."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

Write = dict[str, Any]
"""One item of a sync batch."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_BRACKETS = len("[]") - len(",")  # each write brings a comma, the first needs none


def stable_uuid7(at: datetime, *names: object) -> UUID:
    """The UUIDv7 of the millisecond `at` whose other bits depend on the names alone."""
    milliseconds = (at - _EPOCH) // _MILLISECOND
    digest = int.from_bytes(sha256("\x1f".join(map(str, names)).encode()).digest()[:16], "big")
    head, tail = (digest >> 64) & 0xFFF, digest & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | head << 64 | 0b10 << 62 | tail)


def encoded(document: object) -> bytes:
    """The document as a phone sends it: compact JSON in UTF-8."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def cut(
    writes: Iterable[Write], *, max_writes: int = 100, max_bytes: int = 240 * 1024
) -> Iterator[list[Write]]:
    """The writes in their order, in lists of at most `max_writes` and, as JSON, `max_bytes`.

    A write that is too large alone makes a batch alone: the server says what is wrong with it.
    """
    batch: list[Write] = []
    size = _BRACKETS
    for write in writes:
        weight = len(encoded(write)) + len(",")
        if batch and (len(batch) == max_writes or size + weight > max_bytes):
            yield batch
            batch, size = [], _BRACKETS
        batch.append(write)
        size += weight
    if batch:
        yield batch
