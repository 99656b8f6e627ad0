"""A patient's reminders."""

from datetime import datetime
from typing import Any
from uuid import UUID

from backend import clock
from backend.access.policy import Action
from backend.accounts.rules import Actor
from backend.reminders.service import planning, status
from backend.web.api import PREFIX, Blueprint
from backend.web.paging import PageArgs, decode_cursor, page, page_schema
from backend.web.reminders.schemas import (
    ReminderPlanSchema,
    ReminderSchema,
    ReminderStatusSchema,
    ShownReminderPlanSchema,
    SnoozeSchema,
)

POSITION = (datetime.fromisoformat, UUID)

blp = Blueprint(
    "reminders",
    __name__,
    url_prefix=f"{PREFIX}/patients/<uuid:patient_id>/reminders",
    description="When a patient is reminded, and whether it arrived",
)


@blp.get("", allow=Action.PLAN_REMINDERS)
@blp.response(200, ShownReminderPlanSchema)
def show_plan(*, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Your plan; what is proposed until you set one."""
    return planning.show_plan(patient_id, now=clock.now())


@blp.put("", allow=Action.PLAN_REMINDERS)
@blp.arguments(ReminderPlanSchema)
@blp.response(200, ShownReminderPlanSchema)
def set_plan(wish: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Set your plan; what wasn't sent yet moves with it, what was isn't sent again."""
    return planning.set_plan(patient_id, wish, now=clock.now())


@blp.post("/snooze", allow=Action.PLAN_REMINDERS)
@blp.arguments(SnoozeSchema)
@blp.response(200, ShownReminderPlanSchema)
def snooze(wish: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Hold everything back for so many minutes, then remind once if something is still due."""
    return planning.snooze(patient_id, minutes=wish["minutes"], now=clock.now())


@blp.get("/status", allow=Action.PLAN_REMINDERS)
@blp.response(200, ReminderStatusSchema)
def show_status(*, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Whether reminders arrive: when the last one was shown, device by device."""
    return status.status(patient_id, now=clock.now())


@blp.get("/history", allow=Action.PLAN_REMINDERS)
@blp.arguments(PageArgs, location="query")
@blp.response(200, page_schema(ReminderSchema))
def list_history(args: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """What became of each reminder, the latest first: sent, missed, cancelled, and why."""
    before, limit = decode_cursor(args["cursor"], POSITION), args["limit"]
    found = status.history(patient_id, now=clock.now(), before=before, limit=limit + 1)
    return page(found, limit=limit, position=lambda row: (row["due_at"], row["id"]))
