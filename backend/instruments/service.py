"""Keeping what was answered, with the score that the server works out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from backend import clock
from backend.accounts.rules import Actor, Role
from backend.catalogue.instruments import Instrument
from backend.catalogue.service import catalogue
from backend.errors import Conflict, Invalid
from backend.instruments import queries, rules
from backend.instruments.models import Response
from backend.records import service as records
from backend.records.rules import Became, Change, Kept, Version
from backend.sharing.queries import granted_categories

KIND = "response"
AHEAD = timedelta(minutes=5)
"""How far a client's clock may be ahead of ours."""


class UnknownInstrument(Invalid):
    """There is no questionnaire of that name."""

    code = "unknown_instrument"


class ScoreOnly(Invalid):
    """Its licence lets us keep scores only, no item and no answer to one."""

    code = "score_only"


class AnsweredInTheApp(Invalid):
    """It is answered item by item, and the score worked out here."""

    code = "answered_in_app"


class AnotherInstrument(Conflict):
    """A response stays one to the questionnaire that it was first."""

    code = "another_instrument"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What was answered, or which score was worked out elsewhere, and when."""

    instrument: str
    day: date
    answered_at: datetime
    time_zone: str
    answers: Mapping[str, int | None] | None = None
    score: Decimal | None = None
    status: str = "final"
    sent_at: datetime | None = None
    occurrence_id: UUID | None = None
    """The occasion that the client names."""

    sex: str | None = None


def asked(wish: Wish) -> Instrument:
    """The questionnaire of a sound wish, or raise what is wrong with it."""
    instrument = catalogue().instruments.get(wish.instrument)
    if instrument is None:
        raise UnknownInstrument({"instrument": ["There is no questionnaire of that name."]})
    if wish.answers is not None:
        _require_answers(instrument, wish.answers)
    elif instrument.is_answered_here:
        raise AnsweredInTheApp({"instrument": [AnsweredInTheApp.__doc__ or ""]})
    elif wish.score is None or (flaw := rules.flaw_of_score(instrument, wish.score)):
        raise Invalid({"score": [flaw if wish.score is not None and flaw else "It is missing."]})
    _require_past(wish)
    return instrument


def keep_response(change: Change, wish: Wish, *, occurrence_id: UUID | None) -> Kept:
    """Keep or amend a response; the occasion is that of its first keeping.

    One that is struck out stays as it was answered: what else is sent with that changes nothing.
    """
    instrument = asked(wish)
    current = records.begin(Response, change)
    if current is not None and current.instrument != wish.instrument:
        raise AnotherInstrument
    became = records.decide(change, current)
    row = current or Response(**records.stamp(change), **_pinned(instrument, change, wish))
    if became is Became.CREATED:
        row.occurrence_id = occurrence_id
    if became is Became.AMENDED and wish.status == "entered_in_error":
        row.status, row.occurrence_id = wish.status, None
    elif became is not Became.UNCHANGED:
        _say(row, instrument, wish)
    if became is not Became.UNCHANGED:
        records.keep(row, change)
    return Kept(document_of(row), row.revision, became)


def get_response(patient_id: UUID, response_id: UUID) -> Kept:
    """The response as it stands, or raise NotFound."""
    row = records.get_record(Response, patient_id, response_id)
    return Kept(document_of(row), row.revision, Became.UNCHANGED)


def responses(
    patient_id: UUID,
    *,
    instrument: str | None,
    first: date | None,
    last: date | None,
    before: Sequence[Any] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """The patient's responses, newest first, as far as the reader may see them."""
    found = queries.responses_of(
        patient_id, instrument=instrument, first=first, last=last, before=before, limit=limit
    )
    return [document_of(row) for row in found]


def versions(patient_id: UUID, response_id: UUID, *, reader: Actor) -> Sequence[Version]:
    """Every version of a response, oldest first, or raise NotFound."""
    return records.versions(patient_id, KIND, response_id, reader=reader)


def withheld(patient_id: UUID, *, reader: Actor) -> list[str]:
    """The categories of questionnaires that the reader isn't granted."""
    if reader.role is Role.PATIENT:
        return []
    asked_about = {each.category for each in catalogue().instruments.values()}
    return sorted(asked_about - granted_categories(patient_id))


def document_of(row: Response) -> dict[str, Any]:
    """The response for its readers; what a skipped safety item means is said, never guessed."""
    instrument = catalogue().instruments.get(row.instrument)
    scoring = instrument.scoring if instrument else None
    bounds = None if scoring is None or scoring.minimum is None else scoring
    answers = row.answers
    return {
        "id": row.id,
        "revision": row.revision,
        "recorded_by": row.recorded_by,
        "recorded_role": row.recorded_role,
        "recorded_at": row.recorded_at,
        "status": row.status,
        "instrument": row.instrument,
        "instrument_version": row.instrument_version,
        "catalogue_version": row.catalogue_version,
        "category": row.category,
        "source": row.source,
        "day": row.day,
        "answered_at": row.answered_at,
        "time_zone": row.time_zone,
        "answers": answers,
        "not_answered": (
            rules.not_answered(instrument, answers) if instrument and answers is not None else []
        ),
        "score": None if row.score is None else float(row.score),
        "range": None if bounds is None else [bounds.minimum, bounds.maximum],
        "band": row.band,
        "prorated": row.prorated,
        "n_answered": row.n_answered,
        "positive": row.positive,
        "safety": list(row.safety),
        "occurrence_id": row.occurrence_id,
    }


def happened_at(wish: Wish) -> datetime:
    """When it was answered by our clock: the client's, corrected by how far it was off."""
    skew = clock.now() - wish.sent_at if wish.sent_at else timedelta(0)
    return wish.answered_at + skew


def _pinned(instrument: Instrument, change: Change, wish: Wish) -> dict[str, Any]:
    return {
        "status": "final",
        "instrument": instrument.id,
        "instrument_version": instrument.version,
        "catalogue_version": catalogue().version,
        "category": instrument.category,
        "source": "patient" if change.by.role is Role.PATIENT else "specialist",
        "day": wish.day,
        "answered_at": wish.answered_at,
        "time_zone": wish.time_zone,
    }


def _say(row: Response, instrument: Instrument, wish: Wish) -> None:
    row.status = wish.status
    row.instrument_version = instrument.version
    row.catalogue_version = catalogue().version
    row.day, row.answered_at, row.time_zone = wish.day, wish.answered_at, wish.time_zone
    row.answers = None if wish.answers is None else dict(wish.answers)
    if wish.status == "entered_in_error":
        row.occurrence_id = None
    if wish.answers is None:
        row.score = wish.score
        row.band = None if wish.score is None else instrument.band(float(wish.score))
        return
    found = rules.score(instrument, wish.answers, sex=wish.sex)
    row.score, row.band, row.positive = found.score, found.band, found.positive
    row.prorated, row.n_answered = found.prorated, found.n_answered
    row.safety = [rule.item for rule, _ in rules.positives(instrument, wish.answers)]


def _require_answers(instrument: Instrument, answers: Mapping[str, int | None]) -> None:
    if not instrument.is_answered_here:
        sentence = f"{ScoreOnly.__doc__} {instrument.licence}"
        raise ScoreOnly({"instrument": [sentence]})
    if flaws := rules.flaws_of(instrument, answers):
        raise Invalid(flaws)


def _require_past(wish: Wish) -> None:
    now = clock.now()
    if happened_at(wish) > now + AHEAD:
        raise Invalid({"answered_at": ["It lies in the future."]})
    if wish.day > now.astimezone(ZoneInfo(wish.time_zone)).date():
        raise Invalid({"day": ["That day hasn't begun yet."]})
