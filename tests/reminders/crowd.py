"""Many patients at once, each with one phone and one nudge that is due: for storms and outages."""

import base64
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import psycopg

from backend import clock, vault
from backend.catalogue.service import catalogue
from backend.push.service.subscriptions import PLACE
from backend.reminders.rules.plan import DAILY, LATEST
from tests.push_service.browser import Browser

WALLED = (
    "clinics", "accounts", "sign_ins", "consents", "push_subscriptions", "reminder_plans",
    "reminders",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Member:
    """One of the crowd."""

    id: UUID
    sign_in_id: UUID
    data_key: bytes
    browser: Browser
    due_at: datetime


def a_crowd(
    owner: psycopg.Connection[Any],
    browsers: Sequence[Browser],
    due_at: Callable[[int], datetime],
    *,
    key_id: str,
    vendor: str = "127.0.0.1",
) -> list[Member]:
    """As many patients as browsers, stored in a few COPYs; the nth is due at `due_at(n)`."""
    members = [_member(browser, due_at(n)) for n, browser in enumerate(browsers)]
    with _unwalled(owner):
        _store_people(owner, members)
        _store_reminders(owner, members, key_id, vendor)
    return members


def _member(browser: Browser, due_at: datetime) -> Member:
    person = uuid4()
    return Member(
        id=person,
        sign_in_id=uuid4(),
        data_key=vault.new_data_key(person),
        browser=browser,
        due_at=due_at,
    )


@contextmanager
def _unwalled(owner: psycopg.Connection[Any]) -> Iterator[None]:
    """One transaction in which the owner may fill these tables; the walls stand at its end."""
    with owner.transaction():
        for table in WALLED:
            owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        # The plans are stored below; working them out anew would add other nudges.
        owner.execute("ALTER TABLE consents DISABLE TRIGGER reminders_follow")
        yield
        owner.execute("ALTER TABLE consents ENABLE TRIGGER reminders_follow")
        for table in WALLED:
            owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _fill(
    owner: psycopg.Connection[Any], table: str, columns: str, rows: Iterator[tuple[Any, ...]]
) -> None:
    with owner.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _store_people(owner: psycopg.Connection[Any], members: Sequence[Member]) -> None:
    clinic, now = uuid4(), clock.now()
    since, later = now - timedelta(days=1), now + timedelta(days=90)
    version = catalogue().consent_version
    owner.execute(
        "INSERT INTO clinics (id, name, crisis_contacts, created_at) VALUES (%s, 'C', '[]', %s)",
        (clinic, since),
    )
    _fill(owner, "accounts", "id, clinic_id, role, email_hash, email_sealed, name_sealed,"
          " data_key, password_hash, time_zone, created_at, day_starts_at",
          ((m.id, clinic, "patient", secrets.token_bytes(32), b"-", b"-", m.data_key, "none",
            "UTC", since, "04:00") for m in members))  # fmt: skip
    _fill(owner, "sign_ins", "id, account_id, created_at, expires_at, idle_expires_at, generation",
          ((m.sign_in_id, m.id, since, later, later, 1) for m in members))  # fmt: skip
    _fill(owner, "consents", "patient_id, item, version, given_at, needed_to_write,"
          " needed_to_share",
          ((m.id, "c_push", version, since, False, False) for m in members))  # fmt: skip


def _store_reminders(
    owner: psycopg.Connection[Any], members: Sequence[Member], key_id: str, vendor: str
) -> None:
    now = clock.now()
    until = (now + timedelta(days=30)).date()
    _fill(owner, "push_subscriptions", "id, account_id, sign_in_id, endpoint_hash,"
          " address_sealed, key_id, vendor, created_at, refusals, denials",
          ((uuid4(), m.id, m.sign_in_id, *_sealed(m), key_id, vendor, now, 0, 0)
           for m in members))  # fmt: skip
    _fill(owner, "reminder_plans", "patient_id, at, weekdays, again, asks, tell_specialist,"
          " changed_at, stale, planned_until, rung",
          ((m.id, "12:00", [1, 2, 3, 4, 5, 6, 7], False, False, False, now, False, until, 0)
           for m in members))  # fmt: skip
    _fill(owner, "reminders", "patient_id, local_date, slot, id, day, time_zone, due_at,"
          " expires_at, state, next_at, attempts",
          ((m.id, m.due_at.date(), DAILY, uuid4(), m.due_at.date(), "UTC", m.due_at,
            m.due_at + LATEST, "pending", m.due_at, 0) for m in members))  # fmt: skip


def _sealed(member: Member) -> tuple[bytes, bytes]:
    """The endpoint's hash, and the address as the product stores it."""
    endpoint_hash = vault.keyed_hash("push endpoint", member.browser.endpoint)
    address = member.browser.as_json
    written = orjson.dumps({"endpoint": address["endpoint"], **address["keys"]}).decode()
    place = f"{PLACE}.{endpoint_hash.hex()}"
    return endpoint_hash, vault.seal(member.data_key, member.id, place, written)


def one_pair_for_all(origin: str, count: int) -> list[Browser]:
    """Browsers that differ by their endpoint only: making keys takes longer than all else."""
    first = Browser(endpoint=f"{origin}/wpush/{_name()}")
    same = {"private": first.private, "auth": first.auth}
    return [
        first,
        *(Browser(endpoint=f"{origin}/wpush/{_name()}", **same) for _ in range(count - 1)),
    ]


def _name() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(18)).decode()
