"""The audit rows: who looked at one patient's data, lists of many, and the chain over all."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select, text, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import LargeBinary, Uuid

from backend.audit.models import Access
from backend.audit.rules import Position
from backend.database import db

# Without a conflict target: naming one would need the right to read the rows. The rows of a page
# share one random number, which costs as much as all else of a row. Each has its own digest of it:
# patients read these ids, and must not learn from them how many others were on the page.
ADD_LISTED = text("""
INSERT INTO accesses (patient_id, id, at, actor_id, actor_role, action, denied, hour)
SELECT listed.id,
       CAST(encode(substr(sha256(page.random || uuid_send(listed.id)), 1, 16), 'hex') AS uuid),
       :at, :actor_id, :actor_role, :action, false, page.hour
FROM (SELECT uuid_send(gen_random_uuid()) AS random,
             date_trunc('hour', CAST(:at AS timestamptz), 'UTC') AS hour) page
CROSS JOIN unnest(:patient_ids) AS listed(id)
ON CONFLICT DO NOTHING
""").bindparams(bindparam("patient_ids", type_=ARRAY(Uuid())))

LOCK_CHAIN = text("SELECT pg_advisory_xact_lock(hashtext('tidemark audit chain'))")

ROW = """a.patient_id, a.id, a.at, a.actor_id, a.actor_role, a.action, a.denied, a.hour,
       a.details::text AS details, a.written_by::text AS written_by"""

# Rows of transactions that may still be at work wait: once all below the horizon are chained,
# none can appear among them.
COMPLETE = text(f"""
SELECT {ROW}
FROM accesses a
WHERE a.written_by < pg_snapshot_xmin(pg_current_snapshot())
  AND (a.written_by, a.at, a.id)
      > (CAST(CAST(:written_by AS text) AS xid8), CAST(:at AS timestamptz), CAST(:id AS uuid))
ORDER BY a.written_by, a.at, a.id
LIMIT :limit
""")

ADD_SEALS = text("""
INSERT INTO access_seals (number, patient_id, access_id, sealed_at, mac)
SELECT :first + place - 1, patient_id, access_id, :sealed_at, mac
FROM unnest(:patient_ids, :access_ids, :macs)
     WITH ORDINALITY AS sealed(patient_id, access_id, mac, place)
""").bindparams(
    bindparam("patient_ids", type_=ARRAY(Uuid())),
    bindparam("access_ids", type_=ARRAY(Uuid())),
    bindparam("macs", type_=ARRAY(LargeBinary())),
)

NEWEST_SEAL = text("""
SELECT s.number, s.mac, s.access_id, a.written_by::text AS written_by, a.at, a.id
FROM access_seals s LEFT JOIN accesses a ON a.patient_id = s.patient_id AND a.id = s.access_id
ORDER BY s.number DESC
LIMIT 1
""")

LINKS = text(f"""
SELECT s.number, s.access_id, s.sealed_at, s.mac, {ROW}
FROM access_seals s LEFT JOIN accesses a ON a.patient_id = s.patient_id AND a.id = s.access_id
WHERE s.number > :after
ORDER BY s.number
LIMIT :limit
""")

SKIPPED = text("""
SELECT a.id
FROM accesses a,
     LATERAL (SELECT l.written_by, l.at, l.id
              FROM access_seals s
              JOIN accesses l ON l.patient_id = s.patient_id AND l.id = s.access_id
              ORDER BY s.number DESC LIMIT 1) newest
WHERE (a.written_by, a.at, a.id) < (newest.written_by, newest.at, newest.id)
  AND NOT EXISTS (SELECT FROM access_seals s WHERE s.access_id = a.id)
ORDER BY a.written_by, a.at, a.id
LIMIT 1
""")


def accesses_of(patient_id: UUID, *, before: Sequence[Any] | None, limit: int) -> Sequence[Access]:
    """Who reached for this patient's data, newest first; those before a position (at, id)."""
    wanted = select(Access).where(Access.patient_id == patient_id)
    if before is not None:
        wanted = wanted.where(tuple_(Access.at, Access.id) < tuple_(*before))
    return db.session.scalars(
        wanted.order_by(Access.at.desc(), Access.id.desc()).limit(limit)
    ).all()


def add_listed(
    *, actor_id: UUID, actor_role: str, patient_ids: Collection[UUID], action: str, at: datetime
) -> None:
    """A row for each listed patient, unless this reader has one for this hour."""
    db.session.execute(
        ADD_LISTED,
        {
            "actor_id": actor_id,
            "actor_role": actor_role,
            "patient_ids": list(patient_ids),
            "action": action,
            "at": at,
        },
    )


def lock_chain() -> None:
    """Keep other sealers out until the transaction ends."""
    db.session.execute(LOCK_CHAIN)


def find_newest_seal() -> Row[Any] | None:
    """The end of the chain, and by (written_by, at, id) the row that it seals, None if gone."""
    return db.session.execute(NEWEST_SEAL).one_or_none()


def complete_accesses(after: Position, *, limit: int) -> Sequence[Row[Any]]:
    """Rows behind a position that no transaction can precede any more, in the chain's order."""
    given = {"written_by": after.written_by, "at": after.at, "id": after.id, "limit": limit}
    return db.session.execute(COMPLETE, given).all()


def add_seals(
    accesses: Sequence[Row[Any]], macs: Sequence[bytes], *, first: int, sealed_at: datetime
) -> None:
    """A seal for each of these rows, numbered from `first`."""
    db.session.execute(
        ADD_SEALS,
        {
            "first": first,
            "sealed_at": sealed_at,
            "patient_ids": [access.patient_id for access in accesses],
            "access_ids": [access.id for access in accesses],
            "macs": list(macs),
        },
    )


def links(*, batch: int) -> Iterator[Row[Any]]:
    """The whole chain with the rows it seals, from its beginning; memory stays flat."""
    after = 0
    while found := db.session.execute(LINKS, {"after": after, "limit": batch}).all():
        yield from found
        after = found[-1].number


def find_skipped() -> UUID | None:
    """The first row that should be in the chain and isn't."""
    found: UUID | None = db.session.scalar(SKIPPED)
    return found
