"""Many threads at once, and what must hold of a diary after they were at it."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from threading import Barrier
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask

from backend import database
from backend.app import create_app
from config import Settings
from tests.builders import Person, fetch, token_of
from tests.phone import Phone

THREADS = 8
Done = TypeVar("Done")


@contextmanager
def another_application(environment: Mapping[str, str], **changed: Any) -> Iterator[Flask]:
    """The product once more in this process, on other settings."""
    log = logging.getLogger("tidemark")
    level, handlers = log.level, list(log.handlers)
    app = create_app(
        replace(Settings.from_env(environment), **{"log_level": "CRITICAL", **changed})
    )
    try:
        yield app
    finally:
        with app.app_context():
            database.close()
        log.setLevel(level)
        log.handlers[:] = handlers


@contextmanager
def wide_application(environment: Mapping[str, str]) -> Iterator[Flask]:
    """One that works on as many requests at once as there are threads here."""
    url = f"{environment['DATABASE_URL']}&application_name=crowd"
    with another_application(environment, database_url=url, threads=THREADS) as app:
        yield app


def phones_of(patient: Person, app: Flask, *, count: int = THREADS) -> list[Phone]:
    """So many phones of one patient, under one sign-in."""
    token = token_of(patient)
    clients = [app.test_client(use_cookies=False) for _ in range(count)]
    for client in clients:
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return [Phone(patient, client=client, device=f"phone {n}") for n, client in enumerate(clients)]


def together(work: Callable[[int], Done], *, threads: int = THREADS) -> list[Done]:
    """What each thread's work gave; all begin at the same moment."""
    barrier = Barrier(threads)

    def begin(number: int) -> Done:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(begin, range(threads)))


def assert_sound(
    patient: Person,
    entry: date | UUID,
    *,
    acknowledged: Sequence[int],
    statuses: Counter[int],
    revisions: str = "revisions",
) -> None:
    """Every answer was one of the contract's, and each yes is exactly one stored revision."""
    assert max(statuses) < 500, statuses
    of_entry = "moment_id = %s" if isinstance(entry, UUID) else "day = %s AND moment_id IS NULL"
    numbers = _column(
        f"SELECT revision FROM {revisions} WHERE patient_id = %s AND {of_entry} ORDER BY seq",
        patient.id,
        entry,
    )
    assert numbers == list(range(1, len(numbers) + 1)), "revisions without a gap or a double"
    assert sorted(acknowledged) == numbers, "each acknowledged once, none more stored"
    seqs = _column(f"SELECT seq FROM {revisions} WHERE patient_id = %s ORDER BY seq", patient.id)
    assert seqs == list(range(1, len(seqs) + 1)), "the count of changes without a gap"
    table, key = ("moments", "id") if isinstance(entry, UUID) else ("days", "day")
    standing = _column(
        f"SELECT revision FROM {table} WHERE patient_id = %s AND {key} = %s", patient.id, entry
    )
    assert len(standing) == 1


def write_in_turn(
    phone: Phone, entry: date | UUID, body: Callable[[str], Any], *, name: str, times: int
) -> tuple[list[int], Counter[int]]:
    """Amend the entry this often on what was last seen: the revisions got, and all statuses."""
    got: list[int] = []
    statuses: Counter[int] = Counter()
    seen = 0
    for n in range(times):
        answer = phone.put(entry, body(f"{name} {n}"), based_on=seen)
        statuses[answer.status_code] += 1
        if answer.status_code == 412:
            seen = answer.json["current"]["revision"]
        elif answer.status_code < 300:
            seen = answer.json["revision"]
            got.append(seen)
    return got, statuses


def _column(query: str, *given: Any) -> list[int]:
    return [value for (value,) in fetch(query, *given)]
