"""What the patient sees of reminders: whether they arrive, and a test of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from backend.accounts.queries import get_account
from backend.accounts.rules import Actor, Limit
from backend.accounts.service.attempts import count_attempt
from backend.catalogue.service import catalogue
from backend.database import db
from backend.errors import Conflict
from backend.jobs import defer
from backend.push import queries as push
from backend.reminders import queries
from backend.reminders.models import Delivery, Reminder
from backend.reminders.rules.plan import PENDING, TEST, Plan, local, nudge
from backend.reminders.service.planning import show_plan
from backend.sharing.service.consents import require_consent_to_write

SHOWN = ("id", "local_date", "time_zone", "due_at", "state", "reason", "sent_at")
PUSH_CONSENT = "c_push"
PUSH_TEST = Limit("push_test.account", 10, timedelta(hours=1))
TEST_LIVES = timedelta(minutes=10)
SEND_DUE = "reminders.send_due"
"""The task of the worker that sends what is due."""


class NoDevice(Conflict):
    """No phone or browser of yours takes messages now. Turn reminders on there first."""

    code = "no_device"


def send_test(actor: Actor, *, now: datetime) -> dict[str, Any]:
    """Send a test message to all the person's devices at once; gives its name.

    Raises ConsentRequired, NoDevice, or TooMany after ten in an hour.
    """
    require_push_consent(actor.id)
    if all(each.retired_at for each in push.subscriptions_of(actor.id, before=None, limit=200)):
        raise NoDevice
    count_attempt((PUSH_TEST, str(actor.id)))
    account = get_account(actor.id)
    here = local(now, account.time_zone)
    plan = Plan(
        patient_id=actor.id,
        zone=account.time_zone,
        day_starts_at=account.day_starts_at,
        at=here.time(),
        again_after=None,
    )
    wanted = nudge(plan, here.date(), f"{TEST}{uuid4().hex[:12]}", now, now + TEST_LIVES)
    db.session.add(Reminder(**asdict(wanted), state=PENDING, next_at=now))
    db.session.flush()
    defer(SEND_DUE)
    return {"id": wanted.id}


def require_push_consent(patient_id: UUID) -> None:
    """Return if the patient agreed to reminders, or raise ConsentRequired."""
    require_consent_to_write(patient_id, form=catalogue(), also=(PUSH_CONSENT,))


def status(patient_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Whether reminders arrive: each device with what it last took, showed and opened."""
    seen = queries.seen_by_device(patient_id)
    devices = [
        {
            "id": each.id,
            "device": each.device,
            "created_at": each.created_at,
            "retired_at": each.retired_at,
            "retired_because": each.retired_because,
            **{
                name: getattr(seen[each.id], name) if each.id in seen else None
                for name in ("accepted_at", "shown_at", "opened_at")
            },
        }
        for each in push.subscriptions_of(patient_id, before=None, limit=200)
    ]
    shown = [each["shown_at"] for each in devices if each["shown_at"]]
    return {
        "next_at": show_plan(patient_id, now=now)["next_at"],
        "last_shown_at": max(shown, default=None),
        "devices": devices,
    }


def history(
    patient_id: UUID, *, now: datetime, before: Sequence[Any] | None, limit: int
) -> list[dict[str, Any]]:
    """What became of each nudge whose time has come, the latest first, device by device."""
    rows = queries.reminders_of(patient_id, now, before=before, limit=limit)
    got: defaultdict[UUID, list[Delivery]] = defaultdict(list)
    for delivery in queries.deliveries_of(patient_id, [row.id for row in rows]):
        got[delivery.reminder_id].append(delivery)
    return [
        {
            **{name: getattr(row, name) for name in SHOWN},
            "what": row.slot.split("/", maxsplit=1)[0],
            "devices": got[row.id],
        }
        for row in rows
    ]
