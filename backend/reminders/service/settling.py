"""Writing down what the push services answered."""

import random
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from backend.push.rules.messages import Answer
from backend.push.service.standing import Answered, note_answers
from backend.reminders import queries
from backend.reminders.rules.settling import after
from backend.reminders.service.claiming import Held, made


def record(lease_id: UUID, finished: Sequence[Held], *, now: datetime) -> None:
    """Settle nudges whose devices have all given an outcome, and how the subscriptions stand."""
    settled, deliveries, answered = [], [], []
    for held in finished:
        state, reason, next_at = after(
            list(held.outcomes.values()),
            attempts=held.attempts,
            was_sent=held.was_sent,
            expires_at=held.expires_at,
            now=now,
            jitter=random.random(),  # noqa: S311 - spreads retries, guards nothing
        )
        taken = any(each.answer is Answer.ACCEPTED for each in held.outcomes.values())
        key = {"patient_id": held.patient_id, "local_date": held.local_date, "slot": held.slot}
        settled.append(
            {
                **key,
                "state": state,
                "reason": reason,
                "next_at": next_at,
                "sent_at": now if taken else None,
                "keeps": False,
            }
        )
        for device in held.devices:
            outcome = held.outcomes[device.subscription_id]
            deliveries.append(
                {
                    **made(held, device, now),
                    "answer": outcome.answer,
                    "status": outcome.status,
                    "accepted_at": now if outcome.answer is Answer.ACCEPTED else None,
                }
            )
            answered.append(
                Answered(
                    subscription_id=device.subscription_id,
                    bound_at=device.bound_at,
                    standing=device.standing,
                    outcome=outcome,
                    delay_s=(now - held.due_at).total_seconds(),
                )
            )
    queries.settle(lease_id, settled, deliveries)
    note_answers(answered, now=now)
