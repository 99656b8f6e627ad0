"""How questionnaire responses are found."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from backend.database import db
from backend.instruments.models import Response


def responses_of(
    patient_id: UUID,
    *,
    instrument: str | None,
    first: date | None,
    last: date | None,
    before: Sequence[Any] | None,
    limit: int,
) -> Sequence[Response]:
    """The patient's responses, newest first: of one instrument, of a period, before a position."""
    wanted = select(Response).where(Response.patient_id == patient_id)
    if instrument is not None:
        wanted = wanted.where(Response.instrument == instrument)
    if first is not None:
        wanted = wanted.where(Response.day >= first)
    if last is not None:
        wanted = wanted.where(Response.day <= last)
    if before is not None:
        moment, record_id = before
        at, key = Response.answered_at, Response.id
        wanted = wanted.where((at < moment) | ((at == moment) & (key < record_id)))
    newest_first = wanted.order_by(Response.answered_at.desc(), Response.id.desc())
    return db.session.scalars(newest_first.limit(limit)).all()
