"""What the tests of accounts share: clients with an address of their own, sign-ins, counts."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pyotp
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from backend import vault
from tests.builders import PASSWORD, Person, as_, fetch, insert

API = "/api/v1"
NEW_PASSWORD = "quite another tide of a mark"
_addresses = count(1)


def an_address() -> str:
    """An address that no other test has, as failures are counted by address."""
    number = next(_addresses)
    return f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"


def a_client(address: str | None = None) -> FlaskClient:
    client = as_(None)
    client.environ_base["REMOTE_ADDR"] = address or an_address()
    return client


def otp_of(person: Person) -> str:
    return pyotp.TOTP(person.totp_secret or "").now()


def sign_in(
    person: Person,
    *,
    password: str = PASSWORD,
    otp: str | None = None,
    client: FlaskClient | None = None,
    **headers: str,
) -> TestResponse:
    body: dict[str, Any] = {"email": person.email, "password": password}
    body |= {"otp": otp} if otp else {}
    return (client or a_client()).post(f"{API}/session", json=body, headers=headers)


def signed_in(person: Person, **given: Any) -> dict[str, Any]:
    """The tokens of a good sign-in."""
    otp = otp_of(person) if person.totp_secret else None
    answer = sign_in(person, **({"otp": otp} | given))
    assert answer.status_code == 201, answer.json
    tokens: dict[str, Any] = answer.json
    return tokens


def bearer(tokens: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


def failures(kind: str, subject: str) -> int:
    """How many are counted, as another connection sees it."""
    query = "SELECT failures FROM attempts WHERE kind = %s AND subject_hash = %s"
    rows = fetch(query, kind, vault.keyed_hash(kind, subject))
    return rows[0][0] if rows else 0


def code_of(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


def a_count(kind, subject, number):
    """So many failures, counted just now."""
    insert(
        "attempts",
        "r_door",
        kind=kind,
        subject_hash=vault.keyed_hash(kind, subject),
        window_began_at=datetime.now(UTC),
        failures=number,
    )
