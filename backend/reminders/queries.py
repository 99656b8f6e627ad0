"""The statements of reminders: set-based, so that none runs once per patient or per nudge."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Integer, Row, bindparam, select, text

from backend.database import db
from backend.reminders.models import Delivery, Reminder, ReminderPlan
from backend.reminders.rules.plan import AGAIN, Nudge

TO_PLAN = text("""
SELECT p.*, a.time_zone, a.day_starts_at,
    EXISTS (SELECT FROM consents k WHERE k.patient_id = p.patient_id AND k.item = 'c_push'
            AND k.withdrawn_at IS NULL) AS consented,
    (SELECT jsonb_agg(jsonb_build_array(o.slot, o.opens_at, o.closes_at) ORDER BY o.opens_at)
     FROM occurrences o
     WHERE o.patient_id = p.patient_id AND o.ask = 'moment' AND o.state = 'due'
       AND o.closes_at > :now AND o.opens_at < :until) AS asked
FROM (SELECT * FROM reminder_plans q
      WHERE q.stale OR q.planned_until IS NULL OR q.planned_until <= :ahead
      ORDER BY q.patient_id LIMIT :limit FOR UPDATE SKIP LOCKED) p
JOIN accounts a ON a.id = p.patient_id""")
"""What the nudges of patients depend on whose plan changed or reaches less than a day ahead."""

DROP = text("""
UPDATE reminders r SET state = 'cancelled', reason = 'plan_changed'
WHERE r.patient_id = ANY (:patients) AND r.state = 'pending' AND r.attempts = 0
  AND r.slot NOT LIKE 'test/%' AND r.due_at > :since AND NOT r.id = ANY (:kept)""")

STORE = text("""
INSERT INTO reminders AS r (patient_id, local_date, slot, id, day, time_zone, due_at, expires_at,
    state, next_at, attempts)
SELECT patient_id, local_date, slot, id, day, time_zone, due_at, expires_at, 'pending', due_at, 0
FROM jsonb_to_recordset(CAST(:wanted AS jsonb)) AS wanted(patient_id uuid, local_date date,
    slot text, id uuid, day date, time_zone text, due_at timestamptz, expires_at timestamptz)
ON CONFLICT (patient_id, local_date, slot) DO UPDATE
SET day = excluded.day, time_zone = excluded.time_zone, due_at = excluded.due_at,
    expires_at = excluded.expires_at, next_at = excluded.next_at, state = 'pending', reason = NULL
WHERE r.sent_at IS NULL AND r.attempts = 0
  AND (r.state = 'pending' OR r.state = 'cancelled' AND r.reason = 'plan_changed')
  AND (r.due_at, r.state, r.time_zone) IS DISTINCT FROM (excluded.due_at, 'pending',
                                                         excluded.time_zone)""")
"""Let nudges stand as wanted; what was taken up once is left as it is."""

PLANNED = text("""
UPDATE reminder_plans p SET stale = false, planned_until = x.planned_until
FROM jsonb_to_recordset(CAST(:planned AS jsonb)) AS x(patient_id uuid, planned_until date)
WHERE p.patient_id = x.patient_id""")

CLAIM = text("""
WITH next AS (
    SELECT patient_id, local_date, slot FROM reminders
    WHERE state = 'pending' AND next_at <= :now
    ORDER BY next_at LIMIT :limit FOR UPDATE SKIP LOCKED),
claimed AS (
    UPDATE reminders r
    SET lease_id = :lease_id, next_at = :leased_until, attempts = r.attempts + 1
    FROM next n
    WHERE (r.patient_id, r.local_date, r.slot) = (n.patient_id, n.local_date, n.slot)
    RETURNING r.*)
SELECT r.patient_id, r.local_date, r.slot, r.id, r.day, r.due_at, r.expires_at, r.attempts,
    r.sent_at, a.time_zone, a.day_starts_at, a.data_key, p.at, p.quiet_from, p.quiet_to,
    p.snoozed_until, coalesce(p.stale, false) AS stale, coalesce(p.rung, 0) AS rung,
    p.silent_since, coalesce(p.tell_specialist, false) AS tell_specialist,
    coalesce(r.local_date BETWEEN p.paused_from AND p.paused_until, false) AS paused,
    k.given_at IS NOT NULL AS consented,
    greatest((SELECT d.day FROM days d WHERE d.patient_id = r.patient_id AND NOT d.withdrawn
              ORDER BY d.day DESC LIMIT 1),
             (SELECT m.day FROM moments m WHERE m.patient_id = r.patient_id AND NOT m.withdrawn
              ORDER BY m.day DESC LIMIT 1),
             (k.given_at AT TIME ZONE a.time_zone)::date, p.paused_until) AS heard_on,
    asked_of_patient(r.patient_id, r.slot, r.day, :now, coalesce(p.asks, false)) AS is_due,
    EXISTS (SELECT FROM reminders n
            WHERE n.patient_id = r.patient_id AND n.local_date BETWEEN x.today - 1 AND x.today + 1
              AND n.state IN ('pending', 'sent') AND n.slot NOT LIKE 'test/%'
              AND n.due_at <= :now AND n.expires_at > :now
              AND (n.due_at, n.slot) > (r.due_at, r.slot)
              AND asked_of_patient(n.patient_id, n.slot, n.day, :now, coalesce(p.asks, false)))
        AS has_later,
    (SELECT count(*) FROM reminders n
     WHERE n.patient_id = r.patient_id AND n.local_date = r.local_date
       AND n.sent_at IS NOT NULL AND n.slot NOT LIKE 'test/%') AS sent_that_day,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'key_id', s.key_id,
                'sealed', encode(s.address_sealed, 'hex'),
                'hash', encode(s.endpoint_hash, 'hex'), 'refusals', s.refusals,
                'denials', s.denials, 'denied_since', s.denied_since,
                'bound_at', s.created_at)), '[]')
     FROM push_subscriptions s JOIN sign_ins i ON i.id = s.sign_in_id
     WHERE s.account_id = r.patient_id AND s.retired_at IS NULL AND i.revoked_at IS NULL
       AND i.expires_at > :now AND i.idle_expires_at > :now
       AND NOT EXISTS (SELECT FROM deliveries d
                       WHERE d.patient_id = r.patient_id AND d.reminder_id = r.id
                         AND d.subscription_id = s.id
                         AND (NOT d.answer = ANY (:unsettled) OR d.retry_at > :now)))
        AS devices,
    (SELECT min(d.retry_at) FROM deliveries d
     WHERE d.patient_id = r.patient_id AND d.reminder_id = r.id AND d.retry_at > :now)
        AS others_wait_until
FROM claimed r
CROSS JOIN (SELECT CAST(CAST(:now AS timestamptz) AT TIME ZONE 'UTC' AS date) AS today) x
CROSS JOIN LATERAL (SELECT o.time_zone, o.day_starts_at, o.data_key FROM accounts o
                    WHERE o.id = r.patient_id OFFSET 0) a
LEFT JOIN LATERAL (SELECT * FROM reminder_plans o WHERE o.patient_id = r.patient_id OFFSET 0) p
    ON true
LEFT JOIN LATERAL (SELECT o.given_at FROM consents o WHERE o.patient_id = r.patient_id
                   AND o.item = 'c_push' AND o.withdrawn_at IS NULL OFFSET 0) k
    ON true""").bindparams(bindparam("limit", type_=Integer, literal_execute=True))
"""Take up what is due and nobody else has in hand, with all that decides what becomes of it.

The limit stands in the statement itself: a plan made without knowing it is one for a tenth of all
nudges, which reads the whole table. Nor are the tables of patients joined: for a full batch they
would be read whole, or not, as the statistics of the hour will have it (OFFSET 0). What is due now,
for two hours at most, bears a local date next to that of UTC: so no more is read of a patient's
nudges, however many there have been.
"""

SETTLE = text("""
WITH mine AS (
    UPDATE reminders r
    SET state = x.state, reason = x.reason, next_at = coalesce(x.next_at, r.next_at),
        sent_at = coalesce(r.sent_at, x.sent_at),
        lease_id = CASE WHEN x.keeps THEN r.lease_id END
    FROM jsonb_to_recordset(CAST(:settled AS jsonb)) AS x(patient_id uuid, local_date date,
        slot text, state text, reason text, next_at timestamptz, sent_at timestamptz,
        keeps boolean)
    WHERE (r.patient_id, r.local_date, r.slot) = (x.patient_id, x.local_date, x.slot)
      AND coalesce(r.lease_id = :lease_id, false)
    RETURNING r.patient_id, r.id)
INSERT INTO deliveries AS d (patient_id, reminder_id, subscription_id, token_hash, made_at,
    answer, status, attempts, retry_at, accepted_at)
SELECT y.patient_id, y.reminder_id, y.subscription_id, decode(y.token_hash, 'hex'), y.made_at,
    y.answer, y.status, 1, y.retry_at, y.accepted_at
FROM mine m
JOIN jsonb_to_recordset(CAST(:deliveries AS jsonb)) AS y(patient_id uuid, reminder_id uuid,
        subscription_id uuid, token_hash text, made_at timestamptz, answer text, status integer,
        retry_at timestamptz, accepted_at timestamptz)
    ON y.patient_id = m.patient_id AND y.reminder_id = m.id
ON CONFLICT (patient_id, reminder_id, subscription_id) DO UPDATE
SET answer = excluded.answer, status = excluded.status, retry_at = excluded.retry_at,
    attempts = d.attempts + CASE WHEN excluded.answer IS NULL THEN 1 ELSE 0 END,
    accepted_at = coalesce(d.accepted_at, excluded.accepted_at)
RETURNING d.reminder_id""")
"""What became of nudges and on which device, of those still held under the lease.

`keeps`: they are being sent. Who lost the lease in the meantime settles nothing. The coalesce
keeps the planner from looking for the lease, which has no index, instead of for the keys.
"""

CLIMB = text("""
UPDATE reminder_plans p
SET rung = x.rung, silent_since = x.silent_since,
    told_at = CASE WHEN x.told THEN :now ELSE p.told_at END
FROM jsonb_to_recordset(CAST(:climbed AS jsonb)) AS x(patient_id uuid, rung smallint,
    silent_since date, told boolean)
WHERE p.patient_id = x.patient_id""")

RECEIPT = text("SELECT is_due FROM note_receipt(:token_hash, :event, :now)")

SEEN = text("""
SELECT d.subscription_id, max(d.accepted_at) AS accepted_at, max(d.shown_at) AS shown_at,
    max(d.opened_at) AS opened_at
FROM deliveries d WHERE d.patient_id = :patient_id GROUP BY d.subscription_id""")


def plans_to_work_out(now: datetime, *, ahead: date, until: datetime, limit: int) -> Sequence[Any]:
    """Plans that changed or reach no further than `ahead`, locked, with what they depend on."""
    given = {"now": now, "ahead": ahead, "until": until, "limit": limit}
    return db.session.execute(TO_PLAN, given).all()


def replace_nudges(
    patients: Sequence[UUID],
    wanted: Sequence[Nudge],
    *,
    kept: Sequence[UUID],
    since: datetime,
) -> None:
    """Store the wanted nudges, and cancel those due after `since` that aren't to be kept."""
    given = {"patients": list(patients), "kept": list(kept), "since": since}
    db.session.execute(DROP, given)
    if wanted:
        db.session.execute(STORE, {"wanted": orjson.dumps(wanted).decode()})


def mark_planned(planned: Sequence[Mapping[str, Any]]) -> None:
    """Remember until when these patients' nudges are worked out."""
    db.session.execute(PLANNED, {"planned": orjson.dumps(planned).decode()})


def claim(
    lease_id: UUID, *, now: datetime, lease: timedelta, limit: int, unsettled: Sequence[str]
) -> Sequence[Row[Any]]:
    """Take up to `limit` nudges that are due, for as long as the lease holds."""
    given = {
        "lease_id": lease_id,
        "now": now,
        "leased_until": now + lease,
        "limit": limit,
        "unsettled": list(unsettled),
    }
    return db.session.execute(CLAIM, given).all()


def settle(
    lease_id: UUID, settled: Sequence[Mapping[str, Any]], deliveries: Sequence[Mapping[str, Any]]
) -> None:
    """Write down what became of nudges that are still held under this lease."""
    given = {
        "lease_id": lease_id,
        "settled": orjson.dumps(settled).decode(),
        "deliveries": orjson.dumps(deliveries).decode(),
    }
    db.session.execute(SETTLE, given)


def climb(climbed: Sequence[Mapping[str, Any]], *, now: datetime) -> None:
    """Write down which rung of silence patients have reached, and who is told."""
    db.session.execute(CLIMB, {"climbed": orjson.dumps(climbed).decode(), "now": now})


def note_receipt(token_hash: bytes, event: str, *, now: datetime) -> bool | None:
    """Whether the nudge is still due, after noting what its device did; None: no such token."""
    given = {"token_hash": token_hash, "event": event, "now": now}
    found = db.session.execute(RECEIPT, given).one_or_none()
    return found.is_due if found else None


def find_plan(patient_id: UUID) -> ReminderPlan | None:
    """The patient's plan."""
    return db.session.get(ReminderPlan, patient_id, populate_existing=True)


def next_due_at(patient_id: UUID, now: datetime) -> datetime | None:
    """When the patient's next nudge is planned, a second one of the same day apart."""
    return db.session.scalar(
        select(Reminder.due_at)
        .where(
            Reminder.patient_id == patient_id,
            Reminder.state == "pending",
            Reminder.due_at > now,
            Reminder.slot != AGAIN,
        )
        .order_by(Reminder.due_at)
        .limit(1)
    )


def seen_by_device(patient_id: UUID) -> Mapping[UUID, Row[Any]]:
    """When each of the patient's devices last took, showed and opened a nudge."""
    found = db.session.execute(SEEN, {"patient_id": patient_id})
    return {row.subscription_id: row for row in found}


def reminders_of(
    patient_id: UUID, now: datetime, *, before: Sequence[Any] | None, limit: int
) -> Sequence[Reminder]:
    """Nudges whose time has come, the latest first; those before a (moment, id)."""
    wanted = select(Reminder).where(Reminder.patient_id == patient_id, Reminder.due_at <= now)
    if before is not None:
        moment, name = before
        wanted = wanted.where(
            (Reminder.due_at < moment) | ((Reminder.due_at == moment) & (Reminder.id < name))
        )
    newest = wanted.order_by(Reminder.due_at.desc(), Reminder.id.desc())
    return db.session.scalars(newest.limit(limit)).all()


def deliveries_of(patient_id: UUID, reminders: Sequence[UUID]) -> Sequence[Delivery]:
    """What each device got of these nudges."""
    return db.session.scalars(
        select(Delivery)
        .where(Delivery.patient_id == patient_id, Delivery.reminder_id.in_(list(reminders)))
        .order_by(Delivery.made_at, Delivery.subscription_id)
    ).all()
