"""How subscriptions stand after what the push services answered, and who has to be told."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.logs import log
from backend.push import queries
from backend.push.rules.delays import within
from backend.push.rules.messages import Answer, Outcome
from backend.push.rules.standing import (
    HALT_WINDOW,
    Standing,
    after,
    retires,
    should_alarm,
    should_halt,
)

JUDGED = {Answer.ACCEPTED, Answer.GONE, Answer.DENIED, Answer.REFUSED}
"""Answers that say something about the subscription."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What came of one message to one subscription."""

    subscription_id: UUID
    bound_at: datetime
    standing: Standing
    outcome: Outcome
    delay_s: float
    """Seconds after the reminder's time."""


def note_answers(answered: Sequence[Answered], *, now: datetime) -> None:
    """Count the answers, retire what is dead, and say loudly where nothing is believed any more."""
    queries.count(_counts(answered, now))
    doubted = _doubted(answered, now)
    judged = [each for each in answered if each.outcome.answer in JUDGED]
    if judged:
        queries.stand([_stands(each, doubted, now) for each in judged])


def _stands(each: Answered, doubted: set[str], now: datetime) -> dict[str, Any]:
    answer = each.outcome.answer
    standing = after(each.standing, answer, at=now)
    halted = each.outcome.vendor in doubted
    retired = retires(standing, answer, at=now, halted=halted)
    return {
        "id": each.subscription_id,
        "created_at": each.bound_at,
        "accepted_at": now if answer is Answer.ACCEPTED else None,
        "refusals": standing.refusals,
        "denials": standing.denials,
        "denied_since": standing.denied_since,
        "retired_at": now if retired else None,
        "retired_because": answer.value if retired else None,
    }


def _doubted(answered: Sequence[Answered], now: datetime) -> set[str]:
    """Vendors of whose subscriptions so many are gone or denied that we rather doubt ourselves."""
    answers = {each.outcome.answer for each in answered}
    if not answers & {Answer.GONE, Answer.DENIED, Answer.TOO_LARGE}:
        return set()
    doubted = set()
    for vendor, row in queries.recent(now - HALT_WINDOW).items():
        if should_halt(row.gone or 0, row.n):
            doubted.add(vendor)
            log.error("push_gone_halted", extra={"vendor": vendor})
        if should_alarm(row.denied or 0, row.n):
            log.error("push_denied_check_vapid", extra={"vendor": vendor})
    if Answer.TOO_LARGE in answers:
        log.error("push_payload_too_large")
    return doubted


def _counts(answered: Sequence[Answered], now: datetime) -> list[Mapping[str, Any]]:
    n: Counter[tuple[str, str, int]] = Counter()
    delays: defaultdict[tuple[str, str, int], float] = defaultdict(float)
    for each in answered:
        accepted = each.outcome.answer is Answer.ACCEPTED
        delay = max(0.0, each.delay_s)
        key = each.outcome.vendor, each.outcome.answer.value, within(delay) if accepted else 0
        n[key] += 1
        delays[key] += delay if accepted else 0.0
    minute = now.replace(second=0, microsecond=0)
    return [
        {
            "vendor": vendor,
            "minute": minute,
            "answer": answer,
            "within_s": bound,
            "n": n[vendor, answer, bound],
            "delay_s": delays[vendor, answer, bound],
        }
        for vendor, answer, bound in sorted(n)
    ]
