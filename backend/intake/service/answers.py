"""An answered questionnaire: kept, bound to its occasion, and answered at once."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from backend.access import policy
from backend.accounts.queries import run_in_session
from backend.catalogue.notices import notices
from backend.catalogue.service import catalogue
from backend.instruments import rules
from backend.instruments.service import Wish, asked, happened_at, keep_response
from backend.phenotype.service.parts import sex_at_birth
from backend.records.rules import Became, Change, Kept
from backend.schedule.service import binding
from backend.sharing.service.consents import require_consent_to_write


def answer_instrument(change: Change, wish: Wish) -> Kept:
    """Keep what a patient answered; the document tells what to do now (`notices`, `asks`).

    Sent again it is the same response with the same notices. An answer to an occasion that is
    over, or answered already, is kept without one.
    """
    require_consent_to_write(change.patient_id, form=catalogue())
    instrument = asked(wish)
    if instrument.bands_for_men_from is not None:
        wish = replace(wish, sex=sex_at_birth(change.patient_id))
    raised = rules.positives(instrument, wish.answers or {})
    struck_out = wish.status == "entered_in_error"
    safety = () if struck_out else tuple(rule.item for rule, _ in raised)
    kept = _keep(replace(change, safety=safety), wish)
    if struck_out:
        return kept
    flags = [(rule.flag, severity) for rule, severity in raised]
    kept.document["notices"] = notices(run_in_session, flags) if flags else []
    kept.document["asks"] = _asks(change, kept, instrument.asks_when_positive, happened_at(wish))
    return kept


def record_score(change: Change, wish: Wish) -> Kept:
    """Keep a score that a specialist took from a form elsewhere, for its occasion if any.

    Raises NotFound where the questionnaire's category isn't granted.
    """
    policy.require_category(change.by, change.patient_id, asked(wish).category)
    return _keep(change, wish)


def _keep(change: Change, wish: Wish) -> Kept:
    instrument, at = asked(wish), happened_at(wish)
    occasion = binding.occasion_for(
        change.patient_id, by=change.by, ask=instrument.id, at=at, wanted=wish.occurrence_id
    )
    kept = keep_response(
        replace(change, day=wish.day),
        wish,
        occurrence_id=occasion,
    )
    answers = kept.document["occurrence_id"]  # what comes in struck out answers none
    if kept.became is Became.CREATED and answers is not None:
        binding.bind(change.patient_id, answers, answer_id=change.record_id, answered_at=at)
    if kept.became is Became.AMENDED and wish.status == "entered_in_error":
        binding.release(change.patient_id, change.record_id)
    kept.document["late"] = wish.occurrence_id is not None and (
        kept.document["occurrence_id"] != wish.occurrence_id
    )
    return kept


def _asks(change: Change, kept: Kept, longer: str | None, at: datetime) -> list[dict[str, Any]]:
    """The longer form, if a short one was positive."""
    if longer is None or not kept.document["positive"]:
        return []
    occasion = binding.follow_up(change.patient_id, ask=longer, because_of=change.record_id, at=at)
    return [{"ask": longer, "occurrence_id": occasion}] if occasion else []
