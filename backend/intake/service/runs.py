"""A run of the thinking tasks: kept, bound to its occasion, and repeated if it shows a decline."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from backend.catalogue.service import catalogue
from backend.cognition.service import happened_at, keep_run
from backend.records.rules import Became, Change, Kept
from backend.schedule.rules.occurrences import BATTERY
from backend.schedule.service import binding
from backend.schedule.service.building import TASKS
from backend.sharing.service.consents import require_consent_to_write
from backend.treatment.service.latest import last_session_before


def record_run(change: Change, wish: Mapping[str, Any]) -> Kept:
    """Keep a run; the document tells whether it is to be repeated (`asks`).

    Raises ConsentRequired, also without the consent to the tasks, and what keeping it raises.
    """
    require_consent_to_write(change.patient_id, form=catalogue(), also=(TASKS,))
    at = happened_at(wish)
    occasion = binding.occasion_for(
        change.patient_id, by=change.by, ask=BATTERY, at=at, wanted=wish["occurrence_id"]
    )
    last = last_session_before(change.patient_id, wish["started_at"])
    kept = keep_run(change, wish, session_ended_at=last and last[1], occurrence_id=occasion)
    answers = kept.document["occurrence_id"]  # what comes in struck out answers none
    if kept.became is Became.CREATED and answers is not None:
        binding.bind(change.patient_id, answers, answer_id=change.record_id, answered_at=at)
    if kept.became is Became.AMENDED and wish["status"] == "entered_in_error":
        binding.release(change.patient_id, change.record_id)
    kept.document["late"] = wish["occurrence_id"] is not None and (
        kept.document["occurrence_id"] != wish["occurrence_id"]
    )
    kept.document["asks"] = _asks(change, kept, at)
    return kept


def _asks(change: Change, kept: Kept, at: datetime) -> list[dict[str, Any]]:
    if kept.document["decline"] != "repeat_due":
        return []
    occasion = binding.follow_up(change.patient_id, ask=BATTERY, because_of=change.record_id, at=at)
    return [{"ask": BATTERY, "occurrence_id": occasion}] if occasion else []
