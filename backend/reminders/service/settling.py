"""Writing down what the push services answered."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.push.rules.messages import Answer
from backend.push.service.standing import Answered, note_answers
from backend.reminders import queries
from backend.reminders.rules.settling import after, retry_at
from backend.reminders.service.claiming import Device, Held, made


def record(lease_id: UUID, finished: Sequence[Held], *, now: datetime) -> None:
    """Settle nudges whose devices have all given an outcome, and how the subscriptions stand."""
    settled: list[Mapping[str, Any]] = []
    deliveries: list[Mapping[str, Any]] = []
    answered: list[Answered] = []
    for held in finished:
        tried = [_delivery(held, device, now) for device in held.devices]
        settled.append(_settled(held, [each["retry_at"] for each in tried], now))
        deliveries += tried
        answered += [_answered(held, device, now) for device in held.devices]
    queries.settle(lease_id, settled, deliveries)
    note_answers(answered, now=now)


def _delivery(held: Held, device: Device, now: datetime) -> dict[str, Any]:
    outcome = held.outcomes[device.subscription_id]
    jitter = random.random()  # noqa: S311 - spreads retries, guards nothing
    return {
        **made(held, device, now),
        "answer": outcome.answer,
        "status": outcome.status,
        "retry_at": retry_at(outcome, attempts=held.attempts, now=now, jitter=jitter),
        "accepted_at": now if outcome.answer is Answer.ACCEPTED else None,
    }


def _settled(held: Held, retries: Sequence[datetime | None], now: datetime) -> dict[str, Any]:
    outcomes = list(held.outcomes.values())
    state, reason, next_at = after(
        outcomes,
        retries=[each for each in (*retries, held.others_wait_until) if each is not None],
        was_sent=held.was_sent,
        expires_at=held.expires_at,
    )
    taken = any(each.answer is Answer.ACCEPTED for each in outcomes)
    return {
        "patient_id": held.patient_id,
        "local_date": held.local_date,
        "slot": held.slot,
        "state": state,
        "reason": reason,
        "next_at": next_at,
        "sent_at": now if taken else None,
        "keeps": False,
    }


def _answered(held: Held, device: Device, now: datetime) -> Answered:
    return Answered(
        subscription_id=device.subscription_id,
        bound_at=device.bound_at,
        standing=device.standing,
        outcome=held.outcomes[device.subscription_id],
        delay_s=(now - held.due_at).total_seconds(),
    )
