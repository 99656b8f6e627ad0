"""The schedule's statements: set-based, so that none runs once per occurrence or per patient."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row, select, text

from backend.accounts.models import Account, Clinic
from backend.accounts.rules import Role
from backend.database import Run, db
from backend.diary.models import Day
from backend.schedule.models import Occurrence, ScheduleChange
from backend.schedule.rules.occurrences import Wanted

SESSIONS = """
    SELECT t.id, t.status IN ('planned', 'given') AS stands, t.status = 'given' AS given,
        coalesce(t.started_at, t.planned_at) AS starts_at,
        coalesce(t.ended_at, t.planned_at + make_interval(mins => coalesce(t.infusion_minutes, 0)))
            AS ends_at, t.burst
    FROM treatment_sessions t WHERE t.patient_id = a.id"""

_SESSIONS = f"(SELECT jsonb_agg(to_jsonb(t) ORDER BY t.starts_at, t.id) FROM ({SESSIONS}) t)"

CIRCUMSTANCES = text(f"""
SELECT a.id, a.time_zone, a.day_starts_at, a.created_at, s.anchor_on, s.time_zone AS built_zone,
    s.day_starts_at AS built_day_starts_at, s.built_until, s.rules_version,
    {_SESSIONS} AS sessions,
    (SELECT min(d.taken_at) FROM home_doses d
     WHERE d.patient_id = a.id AND d.status = 'taken') AS first_dose_at,
    EXISTS (SELECT FROM consents k WHERE k.patient_id = a.id AND k.item = :tasks
            AND k.withdrawn_at IS NULL) AS does_tasks,
    (SELECT jsonb_agg(jsonb_build_array(r.day, r.answers) ORDER BY r.day, r.answered_at)
     FROM responses r WHERE r.patient_id = a.id AND r.instrument = :bladder
       AND r.status = 'final') AS bladder
FROM accounts a LEFT JOIN schedules s ON s.patient_id = a.id
WHERE a.id = ANY (:patients) AND a.role = 'patient'""")
"""What the occurrences of these patients depend on; for themselves, operators and workers."""

SHARED_CIRCUMSTANCES = text(f"""
SELECT a.time_zone, a.day_starts_at, {_SESSIONS} AS sessions
FROM (SELECT patient_id AS id, time_zone, day_starts_at FROM shared_patients
      WHERE patient_id = :patient_id) a""")
"""What a session's burst depends on, for the specialist who records it."""

HOLD = text("""
SELECT pg_advisory_xact_lock_shared(hashtextextended(id::text, 1))
FROM unnest(CAST(:patients AS uuid[])) AS held(id)""")

STORE = text("""
INSERT INTO occurrences AS stored (patient_id, id, slot, ask, trigger, day, opens_at, closes_at,
    state, category, session_id, step, reason)
SELECT patient_id, id, slot, ask, trigger, day, opens_at, closes_at,
    state, category, session_id, step, reason
FROM jsonb_to_recordset(CAST(:wanted AS jsonb)) AS wanted(patient_id uuid, id uuid, slot text,
    ask text, trigger text, day date, opens_at timestamptz, closes_at timestamptz, state text,
    category text, session_id uuid, step text, reason text)
ON CONFLICT (patient_id, id) DO UPDATE
SET day = excluded.day, opens_at = excluded.opens_at, closes_at = excluded.closes_at,
    state = excluded.state, reason = excluded.reason
WHERE stored.state IN ('due', 'not_applicable')
  AND (:past OR stored.closes_at > :now)
  AND (stored.day, stored.opens_at, stored.closes_at, stored.state, stored.reason)
      IS DISTINCT FROM
      (excluded.day, excluded.opens_at, excluded.closes_at, excluded.state, excluded.reason)
""")
"""Let occurrences stand as wanted; what was answered or declined is left as it is.

Unless `past`, what was over before stays too: what was missed for one reason isn't made to have
been for another one.
"""

REMEMBER = text("""
INSERT INTO schedules (patient_id, anchor_on, time_zone, day_starts_at, built_until, rules_version)
SELECT patient_id, anchor_on, time_zone, day_starts_at, built_until, rules_version
FROM jsonb_to_recordset(CAST(:built AS jsonb)) AS built(patient_id uuid, anchor_on date,
    time_zone text, day_starts_at time, built_until date, rules_version integer)
ON CONFLICT (patient_id) DO UPDATE
SET time_zone = excluded.time_zone, day_starts_at = excluded.day_starts_at,
    built_until = greatest(schedules.built_until, excluded.built_until),
    rules_version = excluded.rules_version
""")
"""What these patients' occurrences were worked out from; the anchor stays the first one."""

BIND_DAYS = """
UPDATE occurrences o
SET state = x.state, reason = x.reason, answered_at = x.written_at
FROM (SELECT d.patient_id, d.day, d.retrospective,
        CASE WHEN d.withdrawn THEN 'due' WHEN d.missing_reason IS NULL THEN 'done'
             ELSE 'declined' END AS state,
        CASE WHEN NOT d.withdrawn THEN d.missing_reason END AS reason,
        CASE WHEN NOT d.withdrawn THEN d.written_at END AS written_at
      FROM days d WHERE d.patient_id = %s AND d.day = ANY (%s::date[])) x
WHERE o.patient_id = x.patient_id AND o.day = x.day AND o.ask = 'diary'
  AND o.state <> 'not_applicable' AND (o.state, o.reason) IS DISTINCT FROM (x.state, x.reason)
  AND (o.answered_at IS NOT NULL OR NOT x.retrospective AND x.state <> 'due')"""
"""(patient, days): let each day's entry answer the burst that asks for it, or no more.

What was written too late answers nothing; an answer that is changed later stays one.
"""

BIND_MOMENTS = """
UPDATE occurrences o
SET state = 'done', reason = NULL, answered_at = f.at, answer_id = f.moment_id
FROM (SELECT DISTINCT ON (n.id) n.id, n.moment_id, n.at FROM (
        SELECT DISTINCT ON (m.id) c.id, m.id AS moment_id, m.at
        FROM moments m JOIN occurrences c ON c.patient_id = m.patient_id AND c.ask = 'moment'
            AND c.day BETWEEN m.day - 2 AND m.day + 1
            AND c.opens_at <= m.at AND m.at < c.closes_at
        WHERE m.patient_id = %s AND m.day = ANY (%s::date[]) AND NOT m.withdrawn
          AND NOT m.retrospective AND c.state IN ('due', 'declined')
          AND NOT EXISTS (SELECT FROM occurrences b
                          WHERE b.patient_id = m.patient_id AND b.answer_id = m.id)
        ORDER BY m.id, c.opens_at DESC) n
      ORDER BY n.id, n.at) f
WHERE o.patient_id = %s AND o.id = f.id"""
"""(patient, days, patient): let each moment of these days answer the occasion it lies in.

The last that has opened, the earliest moment first; each answers one.
"""

FREE_MOMENTS = """
UPDATE occurrences o SET state = 'due', answered_at = NULL, answer_id = NULL
FROM moments m
WHERE m.patient_id = %s AND m.day = ANY (%s::date[]) AND m.withdrawn
  AND o.patient_id = m.patient_id AND o.ask = 'moment' AND o.answer_id = m.id"""
"""(patient, days): what a withdrawn moment answered is asked again."""


def hold(patients: Sequence[UUID]) -> None:
    """Keep these patients from being erased until the transaction ends."""
    db.session.execute(HOLD, {"patients": list(patients)})


def circumstances(patients: Sequence[UUID], *, tasks: str, bladder: str) -> Sequence[Row[Any]]:
    """What the occurrences of these patients depend on."""
    given = {"patients": list(patients), "tasks": tasks, "bladder": bladder}
    return db.session.execute(CIRCUMSTANCES, given).all()


def shared_circumstances(patient_id: UUID) -> Row[Any]:
    """What a session's burst depends on."""
    return db.session.execute(SHARED_CIRCUMSTANCES, {"patient_id": patient_id}).one()


def all_patients() -> Sequence[UUID]:
    """Everybody who keeps a diary; for operators and workers."""
    wanted = select(Account.id).where(Account.role == Role.PATIENT).order_by(Account.id)
    return db.session.scalars(wanted).all()


def standing_bursts(patient_id: UUID, sessions: Iterable[UUID] | None) -> Sequence[Any]:
    """The stored steps of these sessions, or of all: slot, state, opens_at, closes_at, reason."""
    wanted = select(
        Occurrence.slot,
        Occurrence.state,
        Occurrence.opens_at,
        Occurrence.closes_at,
        Occurrence.reason,
    ).where(Occurrence.patient_id == patient_id, Occurrence.trigger == "burst")
    if sessions is not None:
        wanted = wanted.where(Occurrence.session_id.in_(list(sessions)))
    return db.session.execute(wanted).all()


def store(wanted: Sequence[Wanted], *, now: datetime, past: bool = False) -> None:
    """Let occurrences stand as wanted, in one statement."""
    given = {"wanted": orjson.dumps(wanted).decode(), "now": now, "past": past}
    db.session.execute(STORE, given)


def remember(built: Sequence[Mapping[str, Any]]) -> None:
    """Keep what these patients' occurrences were worked out from, in one statement."""
    db.session.execute(REMEMBER, {"built": orjson.dumps(built).decode()})


def note_change(change: ScheduleChange) -> None:
    """Write down what was moved, and why."""
    db.session.add(change)
    db.session.flush()


def open_after(patient_id: UUID, moment: datetime) -> Sequence[Occurrence]:
    """Every occurrence whose window isn't over by then, in the order in which they open."""
    return db.session.scalars(
        select(Occurrence)
        .where(Occurrence.patient_id == patient_id, Occurrence.closes_at > moment)
        .order_by(Occurrence.opens_at, Occurrence.slot)
        .execution_options(populate_existing=True)
    ).all()


def find_occurrence(patient_id: UUID, occurrence_id: UUID) -> Occurrence | None:
    """The patient's occurrence, if the reader may see it."""
    return db.session.get(Occurrence, (patient_id, occurrence_id), populate_existing=True)


def find_open(patient_id: UUID, ask: str, *, at: datetime) -> Occurrence | None:
    """Of what asks for this and is due at that moment, the last that has opened."""
    return db.session.scalars(
        select(Occurrence)
        .where(
            Occurrence.patient_id == patient_id,
            Occurrence.ask == ask,
            Occurrence.state == "due",
            Occurrence.opens_at <= at,
            Occurrence.closes_at > at,
        )
        .order_by(Occurrence.opens_at.desc(), Occurrence.slot)
        .limit(1)
    ).one_or_none()


def find_answered_by(patient_id: UUID, answer_id: UUID) -> Occurrence | None:
    """What this response or run answers."""
    return db.session.scalars(
        select(Occurrence).where(
            Occurrence.patient_id == patient_id, Occurrence.answer_id == answer_id
        )
    ).one_or_none()


def days_noted(patient_id: UUID, first: date, last: date) -> Mapping[date, str | None]:
    """Each day that has an entry of the own diary, with the reason if it says why there is none."""
    found = db.session.execute(
        select(Day.day, Day.missing_reason).where(
            Day.patient_id == patient_id, Day.day.between(first, last), Day.withdrawn.is_(False)
        )
    )
    return {row.day: row.missing_reason for row in found}


def bind_diary(run: Run, patient_id: UUID, days: Sequence[date], *, moments: bool) -> None:
    """Let what the diary says of these days answer what a burst asks; moments only if told so."""
    named = "{" + ",".join(str(day) for day in days) + "}"
    run(BIND_DAYS, (patient_id, named))
    if moments:
        run(FREE_MOMENTS, (patient_id, named))
        run(BIND_MOMENTS, (patient_id, named, patient_id))


def changes_of(
    patient_id: UUID, *, before: Sequence[Any] | None, limit: int
) -> Sequence[ScheduleChange]:
    """What was moved and why, the latest first; what comes before a (moment, id)."""
    wanted = select(ScheduleChange).where(ScheduleChange.patient_id == patient_id)
    at, key = ScheduleChange.at, ScheduleChange.id
    if before is not None:
        moment, change_id = before
        wanted = wanted.where((at < moment) | ((at == moment) & (key < change_id)))
    return db.session.scalars(wanted.order_by(at.desc(), key.desc()).limit(limit)).all()


def find_clinic(clinic_id: UUID) -> Clinic | None:
    """The clinic; for operators."""
    return db.session.get(Clinic, clinic_id)
