"""Questionnaires over HTTP."""

from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from backend import clock
from backend.access.policy import Action
from backend.accounts.rules import Actor
from backend.instruments import service
from backend.instruments.service import KIND, Wish
from backend.intake.service import answers
from backend.web.api import PREFIX, Blueprint, described_change
from backend.web.instruments.schemas import (
    ResponsePage,
    ResponsesArgs,
    ResponseSchema,
    ResponseWish,
    ScoreWish,
)
from backend.web.paging import decode_cursor, page
from backend.web.records import (
    Answer,
    VersionsSchema,
    change_of,
    kept_answer,
    versions_answer,
)

POSITION = (datetime.fromisoformat, UUID)
NOON = time(12)

blp = Blueprint(
    "instruments",
    __name__,
    url_prefix=f"{PREFIX}/patients/<uuid:patient_id>/instruments",
    description="Questionnaires, answered here or scored elsewhere",
)


@blp.put("/responses/<uuid:response_id>", allow=Action.ANSWER_INSTRUMENTS)
@described_change
@blp.arguments(ResponseWish)
@blp.response(200, ResponseSchema)
@blp.alt_response(201, schema=ResponseSchema, description="It is kept, with its score.")
def answer_instrument(
    body: dict[str, Any], response_id: UUID, *, actor: Actor, patient_id: UUID
) -> Answer:
    """Keep what the patient answered, scored by the published rule."""
    change = change_of(body, kind=KIND, record_id=response_id, patient_id=patient_id, actor=actor)
    return kept_answer(answers.answer_instrument(change, _wish(body)))


@blp.put("/scores/<uuid:score_id>", allow=Action.RECORD_SCORES)
@described_change
@blp.arguments(ScoreWish)
@blp.response(200, ResponseSchema)
@blp.alt_response(201, schema=ResponseSchema, description="It is kept.")
def record_score(body: dict[str, Any], score_id: UUID, *, actor: Actor, patient_id: UUID) -> Answer:
    """Keep a score that was worked out elsewhere, of a form whose text isn't shipped."""
    change = change_of(body, kind=KIND, record_id=score_id, patient_id=patient_id, actor=actor)
    at = body["answered_at"] or _moment_of(body)
    return kept_answer(answers.record_score(change, _wish({**body, "answered_at": at})))


@blp.get("", allow=Action.READ_INSTRUMENTS)
@blp.arguments(ResponsesArgs, location="query")
@blp.response(200, ResponsePage)
def list_responses(args: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Responses of one or all questionnaires, newest first."""
    limit = args.pop("limit")
    before = decode_cursor(args.pop("cursor"), POSITION)
    found = service.responses(patient_id, **args, before=before, limit=limit + 1)
    listed = page(found, limit=limit, position=lambda row: (row["answered_at"], row["id"]))
    return {**listed, "withheld": service.withheld(patient_id, reader=actor)}


@blp.get("/<uuid:response_id>", allow=Action.READ_INSTRUMENTS)
@blp.response(200, ResponseSchema)
def show_response(response_id: UUID, *, actor: Actor, patient_id: UUID) -> Answer:
    """One response as it stands."""
    return kept_answer(service.get_response(patient_id, response_id))


@blp.get("/<uuid:response_id>/revisions", allow=Action.READ_INSTRUMENTS)
@blp.response(200, VersionsSchema)
def list_versions(response_id: UUID, *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Every version of a response, oldest first."""
    return versions_answer(service.versions(patient_id, response_id, reader=actor))


def _wish(body: dict[str, Any]) -> Wish:
    return Wish(**{name: value for name, value in body.items() if name != "reason"})


def _moment_of(body: dict[str, Any]) -> datetime:
    noon = datetime.combine(body["day"], NOON, ZoneInfo(body["time_zone"]))
    return min(noon, clock.now())
