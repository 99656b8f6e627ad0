"""A session that was planned, given or cancelled, and what is asked after it."""

from collections.abc import Mapping
from typing import Any

from backend.records.rules import Change, Kept
from backend.schedule.rules.bursts import PROPOSED
from backend.schedule.service import bursts
from backend.treatment.service.sessions import keep_session


def record_session(change: Change, wish: Mapping[str, Any]) -> Kept:
    """Keep the session and let its burst be as it now must, or raise what keeping it raises."""
    kept = keep_session(change, wish, burst=PROPOSED)
    if kept.cause is not None:
        bursts.attach(
            change.patient_id,
            by=change.by,
            session_id=change.record_id,
            cause=kept.cause,
            began_at=kept.began_at,
        )
    return kept
