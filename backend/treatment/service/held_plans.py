"""How a plan gets past its own findings: by its author's confirmation, or a second person's."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from backend import clock, vault
from backend.database import db
from backend.errors import Conflict
from backend.records import service as records
from backend.records.rules import Change
from backend.treatment import queries
from backend.treatment.models import HeldPlan
from backend.treatment.rules.documents import plain
from backend.treatment.rules.plausibility import Finding, unconfirmed


class ConfirmationNeeded(Conflict):
    """Something in the plan is unusual: correct it, or name its quantity in `confirmed`."""

    code = "confirmation_needed"


class SecondPersonNeeded(Conflict):
    """The plan is beyond a hard limit: correct it, or let a second person confirm it first."""

    code = "second_person_needed"
    stands = True


def require_confirmed(
    change: Change, findings: Sequence[Finding], confirmed: Collection[str]
) -> UUID | None:
    """Who else confirmed this very plan (the nil UUID: the operator), None if nobody had to.

    Raises ConfirmationNeeded if its author hasn't confirmed everything unusual. Beyond a hard
    limit that isn't enough: raises SecondPersonNeeded, and keeps the plan for another
    specialist's look, once however often it is sent. Whoever confirms it has seen all findings.
    """
    shown = [finding.as_json() for finding in findings]
    if any(finding.needs_second for finding in findings):
        return _confirmed_by_another(change, shown)
    if unconfirmed(findings, confirmed):
        raise ConfirmationNeeded(findings=shown)
    return None


def content_of(plan: HeldPlan, *, key: bytes) -> dict[str, Any]:
    """What the plan says, as it was sent; `key` is what `records.service.key_for` gave."""
    place = _place(plan.kind, plan.record_id)
    opened = vault.unseal(key, plan.patient_id, place, plan.document_sealed)
    content: dict[str, Any] = orjson.loads(opened)
    return content


def _confirmed_by_another(change: Change, findings: list[dict[str, Any]]) -> UUID:
    content_hash = records.hash_of(change.content)
    known = queries.held_plans_of(change.patient_id, change.kind, change.record_id)
    held = next((plan for plan in known if plan.content_hash == content_hash), None)
    if held is None:
        _hold(change, content_hash, findings)
    elif held.confirmed_by is not None:
        if _named(findings) <= _named(held.findings):
            return held.confirmed_by
        # Other plans have made more of it remarkable than was looked at.
        held.confirmed_by = held.confirmed_at = None
        held.findings, held.proposed_by, held.proposed_at = findings, change.by.id, clock.now()
    elif held not in queries.waiting_plans(change.patient_id):
        # The record was written otherwise in between: this is a new proposal.
        held.proposed_by, held.proposed_at = change.by.id, clock.now()
    raise SecondPersonNeeded(findings=findings)


def _named(findings: Sequence[Mapping[str, Any]]) -> set[tuple[str, str | None]]:
    return {(finding["code"], finding.get("quantity")) for finding in findings}


def _hold(change: Change, content_hash: bytes, findings: list[dict[str, Any]]) -> None:
    key = records.key_for(change.patient_id, change.by)
    document = orjson.dumps(plain(change.content)).decode()
    db.session.add(
        HeldPlan(
            patient_id=change.patient_id,
            kind=change.kind,
            record_id=change.record_id,
            content_hash=content_hash,
            proposed_by=change.by.id,
            proposed_at=clock.now(),
            document_sealed=vault.seal(
                key, change.patient_id, _place(change.kind, change.record_id), document
            ),
            findings=findings,
        )
    )
    db.session.flush()


def _place(kind: str, record_id: UUID) -> str:
    return f"held_plan.{kind}.{record_id}"
