"""Trends and the patient list over HTTP."""

from typing import Any
from uuid import UUID

from flask import Response

from backend.access.policy import Action
from backend.accounts.rules import Actor, Role
from backend.trends.service.caseload import list_patients
from backend.web import hot
from backend.web.api import PREFIX, Blueprint, described_query
from backend.web.paging import page_schema
from backend.web.trends.args import TrendQuery, cursor_at, place_after
from backend.web.trends.reading import trend_of
from backend.web.trends.schemas import CaseloadArgs, CaseloadSchema, TrendArgs, TrendSchema

READ = Action.READ_TRENDS

blp = Blueprint("trends", __name__, url_prefix=PREFIX, description="What many days show together")


@blp.get("/patients/<uuid:patient_id>/trends", allow=READ, hot=True)
@described_query(TrendArgs)
@blp.response(200, TrendSchema)
def show_trend(patient_id: UUID) -> Response:
    """Daily series with gaps as gaps and 7-day means with their n."""
    question = hot.loaded(READ, patient_id, lambda: hot.query_args(TrendQuery).question)
    return hot.json_answer(trend_of(patient_id, question))


@blp.get("/caseload", allow=Role.SPECIALIST)
@blp.arguments(CaseloadArgs, location="query")
@blp.response(200, page_schema(CaseloadSchema))
def list_caseload(args: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    """The patients who share with this specialist, whoever needs a call first."""
    after = place_after(args.pop("cursor"))
    patients, end = list_patients(actor=actor, after=after, **args)
    return {"items": patients, "next": cursor_at(end)}
