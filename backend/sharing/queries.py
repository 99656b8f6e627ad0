"""What was agreed to, and who shares what with whom, now."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, exists, or_, select, text, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from backend.accounts.models import Account
from backend.database import db
from backend.sharing.models import Consent, Grant

GRANTED_CATEGORIES = text("SELECT categories FROM shared_grants WHERE patient_id = :patient_id")
SPECIALIST_BY_SHARE_CODE = text("SELECT * FROM specialist_by_share_code(:code)")
STAFF_NAMES = text("SELECT * FROM staff_names(:wanted)").bindparams(
    bindparam("wanted", type_=ARRAY(Uuid()))
)
END_EXPIRED = text("""
UPDATE grants g
SET ended_at = (g.expires_on + 1)::timestamp AT TIME ZONE p.time_zone
FROM accounts p
WHERE p.id = g.patient_id AND g.patient_id = :patient_id AND g.specialist_id = :specialist_id
  AND g.ended_at IS NULL AND g.expires_on < (now() AT TIME ZONE p.time_zone)::date
""")

CLOUDED_UNTIL = text("""
SELECT max(x.at) + CAST(:clouded AS interval)
FROM (SELECT s.ended_at AS at FROM treatment_sessions s
      WHERE s.patient_id = :patient_id AND s.status = 'given'
      UNION ALL
      SELECT d.taken_at FROM home_doses d
      WHERE d.patient_id = :patient_id AND d.status = 'taken'
        AND (SELECT count(DISTINCT w.day) FROM home_doses w
             WHERE w.patient_id = :patient_id AND w.status = 'taken'
               AND w.taken_at > CAST(:now AS timestamptz) - CAST(:lately AS interval)) < :steady) x
WHERE x.at > CAST(:now AS timestamptz) - CAST(:clouded AS interval)
""")


def granted_categories(patient_id: UUID) -> frozenset[str]:
    """What this patient grants the specialist who is bound; empty without a live grant."""
    return frozenset(db.session.scalar(GRANTED_CATEGORIES, {"patient_id": patient_id}) or ())


def time_zone_of(patient_id: UUID) -> str:
    """The IANA zone in which this patient's days begin and end."""
    return db.session.scalars(select(Account.time_zone).where(Account.id == patient_id)).one()


def take_turns(patient_id: UUID) -> None:
    """Wait for this patient's other decisions; those that come later wait for this one."""
    db.session.scalars(
        select(Account.id).where(Account.id == patient_id).with_for_update(key_share=True)
    ).one()


def consents_of(patient_id: UUID) -> Mapping[str, Consent]:
    """How each item that this patient ever gave stands, by the item's id."""
    found = db.session.scalars(select(Consent).where(Consent.patient_id == patient_id))
    return {consent.item: consent for consent in found}


def is_suspended(patient_id: UUID) -> bool:
    """Whether a consent without which nothing is shared was withdrawn."""
    withdrawn = select(Consent.item).where(
        Consent.patient_id == patient_id,
        or_(Consent.needed_to_write, Consent.needed_to_share),
        Consent.withdrawn_at.is_not(None),
    )
    return bool(db.session.scalar(select(exists(withdrawn))))


def has_live_grant(patient_id: UUID, *, today: date) -> bool:
    """Whether some grant of this patient is neither ended nor past its last day."""
    live = select(Grant.id).where(
        Grant.patient_id == patient_id,
        Grant.ended_at.is_(None),
        or_(Grant.expires_on.is_(None), Grant.expires_on >= today),
    )
    return bool(db.session.scalar(select(exists(live))))


def clouded_until(
    patient_id: UUID, *, now: datetime, clouded: timedelta, lately: timedelta, steady: int
) -> datetime | None:
    """Until when the last dose may cloud a decision, None if it doesn't.

    Doses at home count unless there were some on `steady` or more of the days `lately`.
    """
    given = {"now": now, "clouded": clouded, "lately": lately, "steady": steady}
    found: datetime | None = db.session.scalar(CLOUDED_UNTIL, {"patient_id": patient_id, **given})
    return found


def grants_of(patient_id: UUID, *, before: Sequence[Any] | None, limit: int) -> Sequence[Grant]:
    """The patient's grants, ended ones included, newest first; those before a position."""
    wanted = select(Grant).where(Grant.patient_id == patient_id)
    if before is not None:
        wanted = wanted.where(tuple_(Grant.granted_at, Grant.id) < tuple_(*before))
    newest_first = wanted.order_by(Grant.granted_at.desc(), Grant.id.desc())
    return db.session.scalars(newest_first.limit(limit)).all()


def find_grant_to_end(patient_id: UUID, grant_id: UUID) -> Grant | None:
    """The patient's grant, locked, unless it was ended."""
    return db.session.scalars(
        select(Grant)
        .where(Grant.patient_id == patient_id, Grant.id == grant_id, Grant.ended_at.is_(None))
        .with_for_update()
    ).one_or_none()


def find_live_grant(patient_id: UUID, specialist_id: UUID) -> Grant | None:
    """What this specialist may read now, locked; expired ones have been ended before."""
    return db.session.scalars(
        select(Grant)
        .where(
            Grant.patient_id == patient_id,
            Grant.specialist_id == specialist_id,
            Grant.ended_at.is_(None),
        )
        .with_for_update()
    ).one_or_none()


def end_expired(patient_id: UUID, specialist_id: UUID) -> None:
    """Mark as ended what expired between these two, at the moment that it expired."""
    db.session.execute(END_EXPIRED, {"patient_id": patient_id, "specialist_id": specialist_id})


def find_specialist_by_share_code(code: str) -> Row[Any] | None:
    """The specialist behind a share code: id, name_sealed, data_key, clinic_id, clinic_name."""
    return db.session.execute(SPECIALIST_BY_SHARE_CODE, {"code": code}).one_or_none()


def staff(ids: Iterable[UUID]) -> Sequence[Row[Any]]:
    """Those of these people who are staff: id, name_sealed, data_key, clinic_name."""
    return db.session.execute(STAFF_NAMES, {"wanted": list(set(ids))}).all()
