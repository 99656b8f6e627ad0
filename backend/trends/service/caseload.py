"""The patients who share with a specialist, and who of them needs a call."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from backend import vault
from backend.accounts.rules import Actor
from backend.audit.service import record_list_access
from backend.catalogue.service import catalogue
from backend.trends import queries
from backend.trends.rules.caseload import (
    ADHERENCE_DAYS,
    Call,
    Figures,
    Listed,
    Order,
    Sort,
    in_order,
    listed,
    named_like,
)

LIST_CASELOAD = "caseload.list"
NAME = "accounts.name"
Place = tuple[UUID, int]
"""The last patient of a page and how many came up to there."""


def list_patients(
    *,
    actor: Actor,
    sort: Sort | None,
    order: Order,
    name: str | None,
    after: Place | None,
    limit: int,
) -> tuple[Sequence[Listed], Place | None]:
    """A page of the patients who share with this specialist, and where the next one begins.

    Who is shown is written down for these patients to see.
    """
    week, least = catalogue().rolling_mean_days, catalogue().rolling_mean_min
    found = [_listed(row, least) for row in queries.caseload(week=week, long=ADHERENCE_DAYS)]
    rows = in_order(named_like(found, name), sort=sort, order=order)
    begin = _begin(rows, after)
    page = rows[begin : begin + limit]
    record_list_access(
        actor_id=actor.id,
        actor_role=actor.role,
        patient_ids=[row.patient_id for row in page],
        action=LIST_CASELOAD,
    )
    end = begin + len(page)
    return page, (page[-1].patient_id, end) if end < len(rows) else None


def _begin(rows: Sequence[Listed], after: Place | None) -> int:
    """Where the next page begins: behind that patient, or where it was if it isn't listed now."""
    if after is None:
        return 0
    patient_id, count = after
    ids = [row.patient_id for row in rows]
    return ids.index(patient_id) + 1 if patient_id in ids else max(0, min(count - 1, len(rows)))


def _call(press_id: str, pressed_at: str, received_at: str) -> Call:
    return Call(press_id, datetime.fromisoformat(pressed_at), datetime.fromisoformat(received_at))


def _reviewer(row: Any) -> str | None:
    if row.reviewer_id is None:
        return None
    return vault.unseal(row.reviewer_key, row.reviewer_id, NAME, row.reviewer_name)


def _listed(row: Any, least: int) -> Listed:
    return listed(
        Figures(
            pain_total=row.pain_total,
            pain_n=row.pain_n,
            pain_total_before=row.pain_total_before,
            pain_n_before=row.pain_n_before,
            completed=row.completed,
            expected=row.expected,
            flags=[(day, said, datetime.fromisoformat(at)) for day, said, at in row.flags],
            safety=row.safety,
            silent_since=row.silent_since,
            told_at=row.told_at,
            calls=[_call(*said) for said in row.presses],
            looked_at=row.looked_at,
            reviewed_at=row.reviewed_at,
            reviewed_by=_reviewer(row),
        ),
        patient_id=row.patient_id,
        name=vault.unseal(row.data_key, row.patient_id, NAME, row.name_sealed),
        last_entry_on=row.last_entry_on,
        least=least,
    )
