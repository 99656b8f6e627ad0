"""Thinking tasks over HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

from backend.access.policy import Action
from backend.accounts.rules import Actor
from backend.cognition import service
from backend.intake.service.runs import record_run
from backend.records import service as records
from backend.web.api import PREFIX, Blueprint, described_change
from backend.web.cognition.schemas import (
    CognitionTrendSchema,
    RunPage,
    RunSchema,
    RunWish,
    RunWithTrialsSchema,
)
from backend.web.paging import PageArgs, decode_cursor, page
from backend.web.records import (
    Answer,
    VersionsSchema,
    change_of,
    document_answer,
    kept_answer,
    versions_answer,
)

READ = Action.READ_COGNITION
POSITION = (datetime.fromisoformat, UUID)

blp = Blueprint(
    "cognition",
    __name__,
    url_prefix=f"{PREFIX}/patients/<uuid:patient_id>/cognition",
    description="Thinking tasks: one person's course on one device",
)


@blp.put("/<uuid:run_id>", allow=Action.DO_COGNITION)
@described_change
@blp.arguments(RunWish)
@blp.response(200, RunSchema)
@blp.alt_response(201, schema=RunSchema, description="It is kept, with its outcomes.")
def do_tasks(body: dict[str, Any], run_id: UUID, *, actor: Actor, patient_id: UUID) -> Answer:
    """Keep a run with every trial, amend it or strike it out."""
    change = change_of(
        body, kind=service.KIND, record_id=run_id, patient_id=patient_id, actor=actor
    )
    return kept_answer(record_run(change, body))


@blp.get("", allow=READ)
@blp.arguments(PageArgs, location="query")
@blp.response(200, RunPage)
def list_runs(args: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """The runs without their trials, the latest first."""
    before, limit = decode_cursor(args["cursor"], POSITION), args["limit"]
    found = service.runs_of(patient_id, before=before, limit=limit + 1)
    listed = page(found, limit=limit, position=lambda each: (each["started_at"], each["id"]))
    return {**listed, "withheld": service.withheld(patient_id, reader=actor)}


@blp.get("/trend", allow=READ)
@blp.response(200, CognitionTrendSchema)
def show_trend(*, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """The course on each device against the own baseline; no diagnosis."""
    items = service.trend(patient_id)
    return {"items": items, "withheld": service.withheld(patient_id, reader=actor)}


@blp.get("/<uuid:run_id>", allow=READ)
@blp.response(200, RunWithTrialsSchema)
def show_run(run_id: UUID, *, actor: Actor, patient_id: UUID) -> Answer:
    """One run with every trial; its ETag is the revision."""
    return document_answer(service.get_run(patient_id, run_id))


@blp.get("/<uuid:run_id>/revisions", allow=READ)
@blp.response(200, VersionsSchema)
def list_versions(run_id: UUID, *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Every version of a run, oldest first."""
    return versions_answer(records.versions(patient_id, service.KIND, run_id, reader=actor))
