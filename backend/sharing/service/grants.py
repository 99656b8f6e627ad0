"""How patients share with specialists, and stop."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from backend import clock
from backend.audit.service import record_own_change
from backend.database import db, refused_by
from backend.errors import Conflict, Invalid, NotFound
from backend.sharing import queries, rules
from backend.sharing.models import Grant
from backend.sharing.rules import ConsentForm, SharedWith, Specialist, StaffMember
from backend.sharing.service.capacity import require_clear_head
from backend.sharing.service.consents import require_consent_to_grant
from backend.sharing.service.names import staff_by_id
from backend.sharing.service.share_codes import look_up_share_code


class AlreadyShared(Conflict):
    """It is shared with this specialist already; end that first."""

    code = "already_shared"


def grants(patient_id: UUID, *, before: Sequence[Any] | None, limit: int) -> Sequence[SharedWith]:
    """With whom this patient shares or shared, newest first; those before a position."""
    found = queries.grants_of(patient_id, before=before, limit=limit)
    staff = staff_by_id(grant.specialist_id for grant in found)
    today = _today_of(patient_id)
    suspended = queries.is_suspended(patient_id)
    return [
        _as_seen_by_patient(grant, staff[grant.specialist_id], today=today, suspended=suspended)
        for grant in found
    ]


def is_shared(patient_id: UUID) -> bool:
    """Whether anybody can see something of this patient now."""
    live = queries.has_live_grant(patient_id, today=_today_of(patient_id))
    return live and not queries.is_suspended(patient_id)


def share_with(
    patient_id: UUID,
    *,
    form: ConsentForm,
    share_code: str,
    categories: Sequence[str],
    covers_team: bool,
    expires_on: date | None = None,
) -> SharedWith:
    """Let a specialist read from now on; less than before in place of what was shared, at any time.

    Raises ConsentRequired, DosedRecently, AlreadyShared or Invalid.
    """
    require_consent_to_grant(patient_id, form=form)
    today = _today_of(patient_id)
    if expires_on is not None and expires_on < today:
        raise Invalid({"expires_on": ["That day is past."]})
    specialist = look_up_share_code(patient_id, share_code=share_code)
    queries.end_expired(patient_id, specialist.id)
    wish: dict[str, Any] = {
        "categories": [category for category in rules.CATEGORIES if category in categories],
        "covers_team": covers_team,
        "expires_on": expires_on,
    }
    _make_room(patient_id, specialist, wish)
    grant = _add_grant(patient_id, specialist, **wish)
    _record(grant, action="sharing.grant")
    return _as_seen_by_patient(grant, specialist, today=today, suspended=False)


def end_share(patient_id: UUID, grant_id: UUID) -> None:
    """Let the specialist read no more, from the next request on, or raise NotFound."""
    grant = queries.find_grant_to_end(patient_id, grant_id)
    if grant is None:
        raise NotFound
    grant.ended_at = clock.now()
    _record(grant, action="sharing.revoke")


def _make_room(patient_id: UUID, specialist: Specialist, wish: Mapping[str, Any]) -> None:
    """End what was shared if less is wished for; else return if anything may be widened now."""
    standing = queries.find_live_grant(patient_id, specialist.id)
    if standing is not None:
        before = {name: getattr(standing, name) for name in wish}
        if rules.is_narrower(**wish, than=before):
            end_share(patient_id, standing.id)
            db.session.flush()
            return
    require_clear_head(patient_id)


def _add_grant(
    patient_id: UUID,
    specialist: Specialist,
    *,
    categories: list[str],
    covers_team: bool,
    expires_on: date | None,
) -> Grant:
    grant = Grant(
        patient_id=patient_id,
        specialist_id=specialist.id,
        clinic_id=specialist.clinic_id,
        categories=categories,
        covers_team=covers_team,
        granted_at=clock.now(),
        expires_on=expires_on,
    )
    with refused_by("uq_grants_live", AlreadyShared):
        db.session.add(grant)
    return grant


def _as_seen_by_patient(
    grant: Grant, specialist: StaffMember, *, today: date, suspended: bool
) -> SharedWith:
    over = rules.is_over(ended_at=grant.ended_at, expires_on=grant.expires_on, today=today)
    return SharedWith(
        id=grant.id,
        specialist=specialist,
        categories=grant.categories,
        covers_team=grant.covers_team,
        granted_at=grant.granted_at,
        expires_on=grant.expires_on,
        ended_at=grant.ended_at,
        live=not over and not suspended,
        suspended=not over and suspended,
    )


def _record(grant: Grant, *, action: str) -> None:
    details = {"specialist_id": str(grant.specialist_id), "categories": grant.categories}
    record_own_change(grant.patient_id, action=action, details=details)


def _today_of(patient_id: UUID) -> date:
    """The calendar day that the patient's zone has now."""
    return clock.now().astimezone(ZoneInfo(queries.time_zone_of(patient_id))).date()
