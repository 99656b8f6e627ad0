"""One function per thing: it stores a valid one and commits, whatever the test leaves out."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pyotp
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from psycopg.types.json import Jsonb

from backend import clock, vault
from backend.accounts.rules import Role, new_share_code
from backend.catalogue.service import catalogue
from backend.web.identity import access_token

PASSWORD = "a long enough password for tests"
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
ALL_CATEGORIES = ("pain", "side_effects", "mood", "substance", "notes")
CONTACTS = [{"name": "Crisis line", "phone": "0800 000 000"}]

_owner: list[psycopg.Connection[Any]] = []
_app: list[Flask] = []
_numbers = count(1)


@dataclass(frozen=True, kw_only=True)
class Person:
    id: UUID
    role: Role
    clinic_id: UUID
    email: str
    name: str
    data_key: bytes
    share_code: str | None
    totp_secret: str | None


def connect(owner_url: str, app: Flask) -> None:
    """Build as the owner of the schema, who may take on every role."""
    _owner.append(psycopg.connect(owner_url, autocommit=True))
    _app.append(app)


def disconnect() -> None:
    _owner.pop().close()
    _app.pop()


@contextmanager
def acting(role: str, uid: UUID | None = None) -> Iterator[psycopg.Connection[Any]]:
    """A transaction under a database role, as this person; look or write what you need."""
    with _owner[0].transaction():
        _owner[0].execute(
            "SELECT set_config('role', %s, true), set_config('app.uid', %s, true)",
            (role, str(uid or "")),
        )
        yield _owner[0]


def insert(table: str, role: str, uid: UUID | None = None, /, **values: Any) -> None:
    """A row, written under that role."""
    columns = ", ".join(values)
    places = ", ".join(["%s"] * len(values))
    with acting(role, uid) as connection:
        connection.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({places})", list(values.values())
        )


def fetch(query: str, *given: Any, role: str = "r_door", uid: UUID | None = None) -> list[Any]:
    """What is stored, read past row-level security (under another role: through it)."""
    with acting(role, uid) as connection:
        return connection.execute(query, given).fetchall()


def a_clinic(*, name: str | None = None) -> UUID:
    clinic_id = uuid4()
    insert(
        "clinics",
        "r_operator",
        id=clinic_id,
        name=name or f"Clinic {next(_numbers)}",
        crisis_contacts=Jsonb(CONTACTS),
        created_at=clock.now(),
    )
    return clinic_id


def an_account(
    role: Role,
    *,
    clinic: UUID | None = None,
    name: str | None = None,
    email: str | None = None,
    time_zone: str = "Europe/Paris",
    day_starts_at: time = time(4),
    created_at: datetime | None = None,
) -> Person:
    number = next(_numbers)
    account_id = uuid4()
    data_key = vault.new_data_key(account_id)
    staff = role is not Role.PATIENT
    person = Person(
        id=account_id,
        role=role,
        clinic_id=clinic or a_clinic(),
        email=email or f"{role}.{number}.{account_id.hex[:8]}@example.org",
        name=name or f"{role.title()} {number}",
        data_key=data_key,
        share_code=new_share_code() if role is Role.SPECIALIST else None,
        totp_secret=pyotp.random_base32() if staff else None,
    )
    insert(
        "accounts",
        "r_door",
        id=person.id,
        clinic_id=person.clinic_id,
        role=role.value,
        email_hash=vault.keyed_hash("email", person.email),
        email_sealed=vault.seal(data_key, account_id, "accounts.email", person.email),
        name_sealed=vault.seal(data_key, account_id, "accounts.name", person.name),
        data_key=data_key,
        password_hash=CHEAP_HASH,
        time_zone=time_zone,
        created_at=created_at or clock.now(),
        day_starts_at=day_starts_at,
        share_code=person.share_code,
        totp_sealed=vault.seal(data_key, account_id, "accounts.totp", person.totp_secret)
        if person.totp_secret
        else None,
    )
    return person


def a_patient(*, consents: bool = True, **values: Any) -> Person:
    """A patient who gave every required consent and the one to share."""
    person = an_account(Role.PATIENT, **values)
    if consents:
        a_consent(person, *catalogue().required_consents, "c_share")
    return person


def a_specialist(**values: Any) -> Person:
    return an_account(Role.SPECIALIST, **values)


def a_coordinator(**values: Any) -> Person:
    return an_account(Role.COORDINATOR, **values)


def a_consent(
    patient: Person,
    *items: str,
    given_at: datetime | None = None,
    withdrawn_at: datetime | None = None,
) -> None:
    required = set(catalogue().required_consents)
    for item in items:
        insert(
            "consents",
            "r_patient",
            patient.id,
            patient_id=patient.id,
            item=item,
            version=catalogue().consent_version,
            given_at=given_at or clock.now(),
            needed_to_write=item in required,
            needed_to_share=item == "c_share",
            withdrawn_at=withdrawn_at,
        )


def a_grant(
    *,
    patient: Person,
    specialist: Person,
    categories: Iterable[str] = ALL_CATEGORIES,
    covers_team: bool = False,
    expires_on: date | None = None,
    ended_at: datetime | None = None,
) -> UUID:
    grant_id = uuid4()
    insert(
        "grants",
        "r_patient",
        patient.id,
        patient_id=patient.id,
        id=grant_id,
        specialist_id=specialist.id,
        clinic_id=specialist.clinic_id,
        categories=list(categories),
        covers_team=covers_team,
        granted_at=clock.now(),
        expires_on=expires_on,
        ended_at=ended_at,
    )
    return grant_id


def a_sign_in(person: Person, *, created_at: datetime | None = None) -> UUID:
    sign_in_id = uuid4()
    now = created_at or clock.now()
    insert(
        "sign_ins",
        person.role.database_role,
        person.id,
        id=sign_in_id,
        account_id=person.id,
        created_at=now,
        expires_at=now + timedelta(days=365),
        idle_expires_at=now + timedelta(days=90),
        generation=1,
    )
    return sign_in_id


def token_of(person: Person, sign_in_id: UUID | None = None) -> str:
    """An access token of a fresh sign-in."""
    with _app[0].app_context():
        return access_token(
            account_id=person.id,
            sign_in_id=sign_in_id or a_sign_in(person),
            role=person.role,
        )


def as_(person: Person | None) -> FlaskClient:
    """A client that is signed in as the person, by bearer token; nobody: not signed in."""
    client = _app[0].test_client(use_cookies=False)
    if person is not None:
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of(person)}"
    return client


def a_day(
    patient: Person,
    day: date,
    *,
    side_effects: dict[str, int] | None = None,
    retrospective: bool = False,
    withdrawn: bool = False,
    missing_reason: str | None = None,
    written_at: datetime | None = None,
    **items: Any,
) -> None:
    """A day entry as it stands, without its revision; for tests that only read."""
    moment = written_at or datetime.combine(day, time(18), UTC)
    insert(
        "days",
        "r_patient",
        patient.id,
        patient_id=patient.id,
        day=day,
        revision=1,
        withdrawn=withdrawn,
        write_id=uuid4(),
        content_hash=uuid4().bytes,
        side_effects=Jsonb(side_effects or {}),
        written_at=moment,
        received_at=moment,
        time_zone="Europe/Paris",
        utc_offset_minutes=60,
        day_starts_at=time(4),
        retrospective=retrospective,
        received_late=False,
        missing_reason=missing_reason,
        **items,
    )
