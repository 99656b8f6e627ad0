"""Taking up what is due: what isn't to be sent is settled at once, the rest is held to be sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from backend import vault
from backend.logs import log, place
from backend.push.rules.messages import Address, Message, Outcome, payload
from backend.push.rules.standing import Standing
from backend.push.service.subscriptions import opened
from backend.reminders import queries
from backend.reminders.rules.plan import FAILED, PENDING, SENT, TEST, Plan
from backend.reminders.rules.settling import UNSETTLED
from backend.reminders.rules.verdicts import RETRY_STALE, RUNGS, Facts, Kind, Verdict, verdict
from backend.reminders.service.receipts import token_hash, token_of

URGENCY = "high"
"""RFC 8030, section 5.3: a phone that saves its battery would show a reminder hours late."""

TOPIC, TEST_TOPIC = "reminder", "test"
"""An unread reminder is replaced by the next one: a phone that was off shows one, not five."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Device:
    """One browser a nudge goes to, and how its subscription stands."""

    subscription_id: UUID
    bound_at: datetime
    """When the browser subscribed; what was bound anew since isn't judged by this answer."""

    address: Address
    standing: Standing
    token: str
    token_hash: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """One nudge that is being sent, until each of its devices has given an outcome."""

    patient_id: UUID
    local_date: date
    slot: str
    id: UUID
    kind: Kind
    due_at: datetime
    expires_at: datetime
    attempts: int
    was_sent: bool
    """Whether a device took it in an earlier attempt."""

    others_wait_until: datetime | None
    """When the first of its devices is tried again that asked to be left alone until later."""

    devices: Sequence[Device]
    outcomes: dict[UUID, Outcome] = field(default_factory=dict)

    @property
    def is_finished(self) -> bool:
        """Whether every device has given its outcome."""
        return len(self.outcomes) == len(self.devices)

    def messages(self, now: datetime) -> list[Message]:
        """What is sent: to each device the same, but for its token."""
        return [
            Message(
                ref=(self, device),
                address=device.address,
                payload=payload(k=self.kind.value, t=self.id.hex, r=device.token),
                ttl_s=max(1, int((self.expires_at - now).total_seconds())),
                urgency=URGENCY,
                topic=TEST_TOPIC if self.slot.startswith(TEST) else TOPIC,
            )
            for device in self.devices
        ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """What was taken up at once, and of that what is to be sent."""

    lease_id: UUID
    leased_until: datetime
    taken: int
    held: Sequence[Held]


def claim(*, now: datetime, lease: timedelta, limit: int) -> Batch:
    """Take up what is due for as long as the lease holds; gives what is to be sent."""
    lease_id = uuid4()
    rows = queries.claim(lease_id, now=now, lease=lease, limit=limit, unsettled=UNSETTLED)
    settled, climbed, held = [], [], []
    for row in rows:
        facts, devices, found = _judged(row, now)
        settled.append(_settled(row, found, now))
        if facts is not None and (found.rung or facts.rung != row.rung):
            climbed.append(_climbed(row, facts, found))
        if found.kind is not None:
            held.append(_held(row, found.kind, devices))
    if rows:
        queries.settle(
            lease_id, settled, [made(each, device, now) for each in held for device in each.devices]
        )
    if climbed:
        queries.climb(climbed, now=now)
    return Batch(lease_id=lease_id, leased_until=now + lease, taken=len(rows), held=held)


def _judged(row: Any, now: datetime) -> tuple[Facts | None, Sequence[Device], Verdict]:
    """What is known of a nudge and what becomes of it; a defect of one stops nobody else's."""
    try:
        devices = [device for each in row.devices if (device := _device(row, each)) is not None]
        facts = _facts(row, devices)
        return facts, devices, verdict(facts, _plan(row), now)
    except Exception as defect:
        said = {"error": type(defect).__name__, "where": place(defect)}
        log.error("reminder_defect", extra=said)
        return None, (), Verdict(state=FAILED, reason="defect")


def _facts(row: Any, devices: Sequence[Device]) -> Facts:
    heard_on = row.heard_on or row.local_date
    entered_since = row.silent_since is not None and heard_on > row.silent_since
    return Facts(
        slot=row.slot,
        local_date=row.local_date,
        due_at=row.due_at,
        expires_at=row.expires_at,
        consented=row.consented,
        stale=row.stale,
        paused=row.paused,
        snoozed_until=row.snoozed_until,
        is_due=row.is_due,
        has_later=row.has_later,
        sent_that_day=row.sent_that_day,
        devices=len(devices),
        was_sent=row.sent_at is not None,
        silent_since=heard_on,
        rung=0 if entered_since else row.rung,
    )


def _plan(row: Any) -> Plan:
    return Plan(
        patient_id=row.patient_id,
        zone=row.time_zone,
        day_starts_at=row.day_starts_at,
        at=row.due_at.timetz(),
        again_after=None,
        quiet_from=row.quiet_from,
        quiet_to=row.quiet_to,
    )


def _settled(row: Any, found: Verdict, now: datetime) -> dict[str, Any]:
    is_sent = found.kind is not None
    gave_up = row.sent_at is not None and not is_sent and found.state != PENDING
    return {
        "patient_id": row.patient_id,
        "local_date": row.local_date,
        "slot": row.slot,
        "state": SENT if gave_up else found.state,
        "reason": found.reason,
        "next_at": now + RETRY_STALE if found.state == PENDING and not is_sent else None,
        "sent_at": None,
        "keeps": is_sent,
    }


def _climbed(row: Any, facts: Facts, found: Verdict) -> dict[str, Any]:
    return {
        "patient_id": row.patient_id,
        "rung": found.rung or facts.rung,
        "silent_since": facts.silent_since if found.rung or facts.rung else None,
        "told": found.rung == RUNGS[-1] and row.tell_specialist,
    }


def _held(row: Any, kind: Kind, devices: Sequence[Device]) -> Held:
    return Held(
        patient_id=row.patient_id,
        local_date=row.local_date,
        slot=row.slot,
        id=row.id,
        kind=kind,
        due_at=row.due_at,
        expires_at=row.expires_at,
        attempts=row.attempts,
        was_sent=row.sent_at is not None,
        others_wait_until=row.others_wait_until,
        devices=devices,
    )


def _device(row: Any, found: Mapping[str, Any]) -> Device | None:
    """The device, or None if its address can't be read: that stops nobody else's message."""
    subscription_id, denied_since = UUID(found["id"]), found["denied_since"]
    try:
        address = opened(
            bytes.fromhex(found["sealed"]),
            key_id=found["key_id"],
            data_key=row.data_key,
            account_id=row.patient_id,
            endpoint_hash=bytes.fromhex(found["hash"]),
        )
    except vault.Unreadable:
        log.exception("push_address_unreadable")
        return None
    token = token_of(row.id, subscription_id)
    return Device(
        subscription_id=subscription_id,
        bound_at=datetime.fromisoformat(found["bound_at"]),
        address=address,
        standing=Standing(
            refusals=found["refusals"],
            denials=found["denials"],
            denied_since=datetime.fromisoformat(denied_since) if denied_since else None,
        ),
        token=token,
        token_hash=token_hash(token),
    )


def made(held: Held, device: Device, now: datetime) -> dict[str, Any]:
    """The delivery of a nudge to a device, before it is answered."""
    return {
        "patient_id": held.patient_id,
        "reminder_id": held.id,
        "subscription_id": device.subscription_id,
        "token_hash": device.token_hash.hex(),
        "made_at": now,
    }
