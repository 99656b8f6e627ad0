"""Reminders as the tests send them: phones that subscribe, and a worker that is stepped by hand."""

import base64
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend import database
from backend.logins import as_worker
from backend.push.rules.messages import Answer, Outcome
from backend.reminders.service import claiming, planning, settling
from backend.reminders.service.claiming import Batch, Held
from tests import builders
from tests.builders import (
    Person,
    a_consent,
    a_patient,
    a_sign_in,
    acting,
    as_,
    fetch,
    token_of,
)

LEASE = timedelta(seconds=60)
VENDOR = "127.0.0.1"
USUAL = {
    "at": "19:00",
    "weekdays": [1, 2, 3, 4, 5, 6, 7],
    "again": True,
    "asks": True,
    "tell_specialist": False,
}


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@cache
def _point() -> str:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return base64url(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def a_browser(endpoint: str | None = None) -> dict[str, Any]:
    """What a browser's PushSubscription says of itself."""
    return {
        "endpoint": endpoint or f"http://127.0.0.1:9/wpush/{secrets.token_urlsafe(16)}",
        "expirationTime": None,
        "keys": {"p256dh": _point(), "auth": base64url(secrets.token_bytes(16))},
    }


class Phone:
    """One browser of a patient, signed in on its own."""

    def __init__(self, patient: Person, browser: dict[str, Any] | None = None) -> None:
        self.patient = patient
        self.sign_in_id = a_sign_in(patient)
        self.client = as_(None)
        token = token_of(patient, self.sign_in_id)
        self.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        self.base = f"/api/v1/patients/{patient.id}/reminders"
        self.browser = browser or a_browser()
        answer = self.client.post("/api/v1/push/subscriptions", json=self.browser)
        assert answer.status_code == 201, answer.text
        self.id = UUID(answer.json["id"])

    def plan(self, **values: Any) -> dict[str, Any]:
        answer = self.client.put(self.base, json={**USUAL, **values})
        assert answer.status_code == 200, answer.text
        plan: dict[str, Any] = answer.json
        return plan


def a_reminded(**values: Any) -> Person:
    """A patient who agreed to reminders."""
    patient = a_patient(**{"time_zone": "UTC"} | values)
    a_consent(patient, "c_push")
    return patient


def at(hour: int, minute: int = 0, *, days: int = 1) -> datetime:
    """A moment so many days from today on (tomorrow unless said), in UTC."""
    day = datetime.now(UTC).date() + timedelta(days=days)
    return datetime.combine(day, time(hour, minute), UTC)


def day_of(moment: datetime) -> date:
    return moment.date()


@contextmanager
def working() -> Iterator[None]:
    """Work as the worker does, in one transaction."""
    with builders._app[0].app_context(), as_worker(), database.transaction():
        yield


def work_out(now: datetime) -> int:
    """Work out every plan that needs it."""
    total = 0
    with working():
        while count := planning.work_out(now=now):
            total += count
    return total


def take(now: datetime, *, lease: timedelta = LEASE, limit: int = 500) -> Batch:
    with working():
        return claiming.claim(now=now, lease=lease, limit=limit)


@dataclass
class Worker:
    """A worker whose push services answer what the test says, device by device."""

    answers: Callable[[UUID], Answer | Outcome] = lambda _: Answer.ACCEPTED
    sent: list[tuple[UUID, UUID, datetime]] = field(default_factory=list)
    """(patient, device, moment) of everything that went out."""

    def step(self, now: datetime) -> list[Held]:
        """Work out, take up and send what is due at that moment; gives what was sent."""
        work_out(now)
        held = []
        while (batch := take(now)).taken:
            self.finish(batch, now)
            held += batch.held
        return held

    def finish(self, batch: Batch, now: datetime) -> None:
        for each in batch.held:
            for device in each.devices:
                said = self.answers(device.subscription_id)
                each.outcomes[device.subscription_id] = outcome(said)
                if outcome(said).answer is Answer.ACCEPTED:
                    self.sent.append((each.patient_id, device.subscription_id, now))
        with working():
            settling.record(batch.lease_id, batch.held, now=now)

    def of(self, patient: Person) -> list[tuple[UUID, datetime]]:
        return [(device, moment) for who, device, moment in self.sent if who == patient.id]


def outcome(said: Answer | Outcome) -> Outcome:
    if isinstance(said, Outcome):
        return said
    return Outcome(ref=None, answer=said, status=None, retry_after_s=None, vendor=VENDOR)


def states(patient: Person) -> list[tuple[str, str, str | None]]:
    """(slot, state, reason) of the patient's nudges, by their time."""
    query = "SELECT slot, state, reason FROM reminders WHERE patient_id = %s ORDER BY due_at, slot"
    return [tuple(row) for row in fetch(query, patient.id)]


def state_of(patient: Person, moment: datetime, slot: str = "daily") -> tuple[str, str | None]:
    query = (
        "SELECT state, reason FROM reminders WHERE patient_id = %s AND local_date = %s"
        " AND slot = %s"
    )
    (found,) = fetch(query, patient.id, moment.date(), slot)
    return found[0], found[1]


def leave_out_others() -> None:
    """What other tests have left due is sent to nobody here."""
    with acting("r_worker") as connection:
        connection.execute("UPDATE reminders SET state = 'cancelled' WHERE state = 'pending'")
