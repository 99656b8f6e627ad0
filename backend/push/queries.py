"""The statements on subscriptions and on what the push services answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from psycopg.types.json import Jsonb
from sqlalchemy import Row, delete, select, text, tuple_

from backend.database import db
from backend.push.models import Subscription

BIND = text("SELECT id, created_at FROM bind_subscription(:new_id, :sign_in_id, :given)")
FIGURES = text("SELECT figure, vendor, label, n FROM push_figures()")

RECENT = text("""
SELECT vendor, sum(n) FILTER (WHERE answer = 'gone') AS gone,
    sum(n) FILTER (WHERE answer = 'denied') AS denied, sum(n) AS n
FROM push_counts WHERE minute > :since GROUP BY vendor
""")

COUNT = text("""
INSERT INTO push_counts AS c (vendor, minute, answer, within_s, n, delay_s)
SELECT vendor, minute, answer, within_s, n, delay_s
FROM jsonb_to_recordset(CAST(:counts AS jsonb)) AS counts(vendor text, minute timestamptz,
    answer text, within_s integer, n bigint, delay_s float)
ORDER BY vendor, minute, answer, within_s
ON CONFLICT (vendor, minute, answer, within_s) DO UPDATE
SET n = c.n + excluded.n, delay_s = c.delay_s + excluded.delay_s
""")

STAND = text("""
UPDATE push_subscriptions s
SET accepted_at = coalesce(x.accepted_at, s.accepted_at), refusals = x.refusals,
    denials = x.denials, denied_since = x.denied_since, retired_at = x.retired_at,
    retired_because = x.retired_because,
    address_sealed = CASE WHEN x.retired_at IS NULL THEN s.address_sealed END
FROM jsonb_to_recordset(CAST(:standings AS jsonb)) AS x(id uuid, accepted_at timestamptz,
    refusals integer, denials integer, denied_since timestamptz, retired_at timestamptz,
    retired_because text, created_at timestamptz)
WHERE s.id = x.id AND s.retired_at IS NULL AND s.created_at = x.created_at
""")
"""What was bound anew since it was sent to begins with a clean sheet."""

SUM_UP = text("""
WITH old AS (
    DELETE FROM push_counts WHERE minute < :before AND minute > 'epoch'
    RETURNING vendor, answer, within_s, n, delay_s)
INSERT INTO push_counts AS c (vendor, minute, answer, within_s, n, delay_s)
SELECT vendor, 'epoch', answer, within_s, sum(n), sum(delay_s)
FROM old GROUP BY vendor, answer, within_s
ON CONFLICT (vendor, minute, answer, within_s) DO UPDATE
SET n = c.n + excluded.n, delay_s = c.delay_s + excluded.delay_s
""")


def bind_subscription(new_id: UUID, sign_in_id: UUID, given: Mapping[str, Any]) -> Row[Any]:
    """Store the browser as this sign-in's, whoever it was of before: its id and created_at."""
    found = {"new_id": new_id, "sign_in_id": sign_in_id, "given": Jsonb(given)}
    return db.session.execute(BIND, found).one()


def subscriptions_of(
    account_id: UUID, *, before: Sequence[Any] | None, limit: int
) -> Sequence[Subscription]:
    """The account's browsers, the newest first, after the position of (time, id)."""
    wanted = select(Subscription).where(Subscription.account_id == account_id)
    if before is not None:
        wanted = wanted.where(tuple_(Subscription.created_at, Subscription.id) < tuple_(*before))
    newest = wanted.order_by(Subscription.created_at.desc(), Subscription.id.desc())
    return db.session.scalars(newest.limit(limit)).all()


def drop_subscription(account_id: UUID, subscription_id: UUID) -> bool:
    """Forget the browser; False if the account has none of that id."""
    found = db.session.execute(
        delete(Subscription)
        .where(Subscription.account_id == account_id, Subscription.id == subscription_id)
        .returning(Subscription.id)
    )
    return found.first() is not None


def recent(since: datetime) -> Mapping[str, Row[Any]]:
    """By vendor: how many answers of all, how many gone and denied, since that moment."""
    return {row.vendor: row for row in db.session.execute(RECENT, {"since": since})}


def count(counts: Sequence[Mapping[str, Any]]) -> None:
    """Add to the counts of answers, in one statement."""
    db.session.execute(COUNT, {"counts": orjson.dumps(counts).decode()})


def stand(standings: Sequence[Mapping[str, Any]]) -> None:
    """Let subscriptions stand as the answers left them, in one statement."""
    db.session.execute(STAND, {"standings": orjson.dumps(standings).decode()})


def sum_up(now: datetime) -> None:
    """Sum up the minutes of more than a day ago; the totals stay."""
    db.session.execute(SUM_UP, {"before": now - timedelta(days=1)})


def figures() -> Sequence[Row[Any]]:
    """(figure, vendor, label, n): what the operator's metrics are made of; names nobody."""
    return db.session.execute(FIGURES).all()
