"""A hundred thousand patients with a phone each, for the reminders; they write no diary.

Accounts, sign-ins and consents are of the seed. What belongs to one run (where the phones are
reached, the plans, the nudges and what came of them) lies in tables that only the crowd uses here,
and is emptied at its end.
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import psycopg
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend import vault
from backend.catalogue.service import catalogue
from backend.push.service.subscriptions import PLACE

SIZE = 100_000
VENDOR = "127.0.0.1"
RUNS = ("deliveries", "reminders", "reminder_plans", "push_subscriptions", "push_counts")
"""What a run fills."""

PEOPLE = """
CREATE TABLE bench.crowd (
    n integer PRIMARY KEY, id uuid NOT NULL, sign_in_id uuid NOT NULL, data_key bytea NOT NULL,
    p256dh text NOT NULL, auth text NOT NULL)"""

AWAKE = """
UPDATE consents k SET given_at = now() - interval '1 day'
FROM bench.crowd c WHERE k.patient_id = c.id AND k.given_at < now() - interval '36 hours'"""
"""Nobody is silent for so long that the ladder asks: a storm is a usual evening."""

PLANS = """
INSERT INTO reminder_plans (patient_id, at, weekdays, again, asks, tell_specialist, changed_at,
    stale, planned_until, rung)
SELECT id, '19:00', '{1,2,3,4,5,6,7}', false, true, false, now(), false, current_date + 30, 0
FROM bench.crowd"""

NUDGES = """
INSERT INTO reminders (patient_id, local_date, slot, id, day, time_zone, due_at, expires_at, state,
    next_at, attempts)
SELECT c.id, x.due_at::date, 'daily', gen_random_uuid(), x.due_at::date, 'UTC', x.due_at,
    x.due_at + interval '2 hours', 'pending', x.due_at, 0
FROM generate_series(0, %(count)s - 1) g
CROSS JOIN LATERAL (
    SELECT %(first)s::timestamptz + g / %(size)s * interval '1 day' AS due_at) x
JOIN bench.crowd c ON c.n = g %% %(size)s
ORDER BY x.due_at, md5(c.n::text)"""


@contextmanager
def untouched(owner: psycopg.Connection[Any]) -> Iterator[None]:
    """Consents change meanwhile without anybody's plan being made anew."""
    owner.execute("ALTER TABLE consents DISABLE TRIGGER reminders_follow")
    yield
    owner.execute("ALTER TABLE consents ENABLE TRIGGER reminders_follow")


def store_people(owner: psycopg.Connection[Any]) -> None:
    """The part of the crowd that is kept: the caller has taken the walls down."""
    clinic, now = uuid4(), datetime.now(UTC)
    since, later = now - timedelta(days=1), now + timedelta(days=30)
    owner.execute(PEOPLE)
    owner.execute(
        "INSERT INTO clinics (id, name, crisis_contacts, created_at) VALUES (%s, %s, '[]', %s)",
        (clinic, "The crowd's clinic", since),
    )
    people = [_person(n) for n in range(SIZE)]
    fill(owner, "bench.crowd", "n, id, sign_in_id, data_key, p256dh, auth", people)
    fill(owner, "accounts", "id, clinic_id, role, email_hash, email_sealed, name_sealed, data_key,"
         " password_hash, time_zone, created_at, day_starts_at",
         ((who, clinic, "patient", secrets.token_bytes(32), b"-", b"-", data_key, "none", "UTC",
           since, "04:00") for _, who, _, data_key, *_ in people))  # fmt: skip
    fill(owner, "sign_ins", "id, account_id, created_at, expires_at, idle_expires_at, generation",
         ((sign_in, who, since, later, later, 1) for _, who, sign_in, *_ in people))  # fmt: skip
    version = catalogue().consent_version
    with untouched(owner):
        fill(owner, "consents", "patient_id, item, version, given_at, needed_to_write,"
             " needed_to_share",
             ((who, "c_push", version, since, False, False) for _, who, *_ in people))  # fmt: skip


def subscribe(owner: psycopg.Connection[Any], origin: str, *, key_id: str) -> None:
    """Let every phone of the crowd be reached there; the caller has taken the walls down."""
    with untouched(owner):
        owner.execute(AWAKE)
    owner.execute(PLANS)
    found = owner.execute("SELECT id, sign_in_id, data_key, p256dh, auth FROM bench.crowd")
    now = datetime.now(UTC)
    fill(owner, "push_subscriptions", "id, account_id, sign_in_id, endpoint_hash, address_sealed,"
         " key_id, vendor, created_at, refusals, denials",
         ((uuid4(), who, sign_in, *sealed(who, data_key, origin, p256dh, auth), key_id, VENDOR,
           now, 0, 0) for who, sign_in, data_key, p256dh, auth in found.fetchall()))  # fmt: skip


def nudge(owner: psycopg.Connection[Any], count: int, first: datetime) -> None:
    """Let so many be due then, one each; the second of everybody a day later, and so on."""
    owner.execute(NUDGES, {"count": count, "first": first, "size": SIZE})


def calm(owner: psycopg.Connection[Any]) -> None:
    """Nobody has a nudge, and nothing ever came of one."""
    owner.execute("TRUNCATE reminders, deliveries, push_counts")


def forget(owner: psycopg.Connection[Any]) -> None:
    """Empty what a run has filled."""
    owner.execute(f"TRUNCATE {', '.join(RUNS)}")


def sealed(who: UUID, data_key: bytes, origin: str, p256dh: str, auth: str) -> tuple[bytes, bytes]:
    """The endpoint's hash, and the address as the product stores it."""
    endpoint = f"{origin}/wpush/v2/{secrets.token_urlsafe(120)}"
    endpoint_hash = vault.keyed_hash("push endpoint", endpoint)
    written = orjson.dumps({"endpoint": endpoint, "p256dh": p256dh, "auth": auth}).decode()
    place = f"{PLACE}.{endpoint_hash.hex()}"
    return endpoint_hash, vault.seal(data_key, who, place, written)


def fill(
    owner: psycopg.Connection[Any], table: str, columns: str, rows: Iterable[tuple[Any, ...]]
) -> None:
    with owner.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def phone_keys() -> tuple[ec.EllipticCurvePublicKey, bytes]:
    """What a browser gives away when it subscribes: its point and its secret."""
    return ec.generate_private_key(ec.SECP256R1()).public_key(), secrets.token_bytes(16)


def raw(point: ec.EllipticCurvePublicKey) -> bytes:
    return point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def base64url(found: bytes) -> str:
    return urlsafe_b64encode(found).rstrip(b"=").decode()


def _person(n: int) -> tuple[int, UUID, UUID, bytes, str, str]:
    """(n, id, sign-in, data key, p256dh, auth): each phone has keys of its own."""
    who = uuid4()
    point, auth = phone_keys()
    return n, who, uuid4(), vault.new_data_key(who), base64url(raw(point)), base64url(auth)
