"""The diary's statements. The hot ones are set-based and run in one direct transaction.

First the patient's writes are put in a row (an advisory lock on the patient, taken with the
binding), then the state of all entries concerned is read, then everything is stored at once.
The keys of the tables are the last judge: without the lock a doubled revision would be refused.
"""

from backend.catalogue.service import catalogue
from backend.diary.models import Day, Moment

BIND_AND_QUEUE = """
SELECT set_config('role', 'r_patient', true),
       set_config('app.uid', coalesce((SELECT account_id::text FROM find_sign_in(%s)
                                       WHERE role = 'patient'), ''), true),
       pg_advisory_xact_lock(hashtextextended(%s, 0))"""
"""Be the patient of this sign-in, or nobody, and wait for the patient's other writes."""

_REQUIRED = "{{" + ",".join(catalogue().required_consents) + "}}"
_WRITER = f"""
    (SELECT count(*) FROM consents k WHERE k.patient_id = a.id AND k.item = ANY ('{_REQUIRED}')
        AND k.withdrawn_at IS NULL),
    a.day_starts_at, a.time_zone, a.data_key,
    (SELECT max(r.seq) FROM revisions r WHERE r.patient_id = a.id)"""

STATE_OF_DAY = f"""
SELECT {_WRITER}, x.revision, x.withdrawn, x.content_hash,
    (SELECT max(r.revision) FROM revisions r
     WHERE r.patient_id = a.id AND r.day = x.day AND r.moment_id IS NULL)
FROM accounts a
LEFT JOIN days x ON x.patient_id = a.id AND x.day = %s
WHERE a.id = %s AND a.id = (SELECT app_uid())"""
"""How the writer and one day stand; no row: not signed in."""

STATE_OF_MOMENT = f"""
SELECT {_WRITER}, x.revision, x.withdrawn, x.content_hash,
    (SELECT max(r.revision) FROM revisions r WHERE r.patient_id = a.id AND r.moment_id = x.id),
    x.day, x.at
FROM accounts a
LEFT JOIN moments x ON x.patient_id = a.id AND x.id = %s
WHERE a.id = %s AND a.id = (SELECT app_uid())"""
"""How the writer and one moment stand."""

STATE_OF_BATCH = f"""
SELECT {_WRITER},
    (SELECT json_agg(json_build_array(x.day, x.revision, x.withdrawn, encode(x.content_hash, 'hex'),
        (SELECT max(r.revision) FROM revisions r
         WHERE r.patient_id = a.id AND r.day = x.day AND r.moment_id IS NULL)))
     FROM days x WHERE x.patient_id = a.id AND x.day = ANY (%s::date[])),
    (SELECT json_agg(json_build_array(x.id, x.revision, x.withdrawn, encode(x.content_hash, 'hex'),
        (SELECT max(r.revision) FROM revisions r
         WHERE r.patient_id = a.id AND r.moment_id = x.id), x.day, x.at))
     FROM moments x WHERE x.patient_id = a.id AND x.id = ANY (%s::uuid[])),
    (SELECT json_agg(json_build_array(k.write_id, k.day, k.moment_id,
        encode(k.content_hash, 'hex'), k.revision, k.conflict))
     FROM (SELECT write_id, day, moment_id, content_hash, revision, conflict FROM revisions
           WHERE patient_id = a.id AND write_id = ANY (%s::uuid[]) AND device_id IS NOT NULL
           UNION ALL
           SELECT write_id, day, moment_id, content_hash, revision, false FROM repeated_writes
           WHERE patient_id = a.id AND write_id = ANY (%s::uuid[])) k)
FROM accounts a
WHERE a.id = %s AND a.id = (SELECT app_uid())"""
"""How the writer and all entries and writes that a batch concerns stand."""

OPEN_CONFLICTS = """
SELECT r.revision FROM revisions r
WHERE r.patient_id = %s AND (r.day = %s AND r.moment_id IS NULL OR r.moment_id = %s) AND r.conflict
  AND NOT EXISTS (SELECT FROM revisions s WHERE s.patient_id = r.patient_id
        AND s.moment_id IS NOT DISTINCT FROM r.moment_id
        AND (s.day = r.day OR s.moment_id IS NOT NULL) AND r.revision = ANY (s.resolves))"""
"""The conflict revisions of an entry that nobody resolved."""

SAME_WRITE = """
SELECT r.revision FROM revisions r
WHERE r.patient_id = %s AND (r.day = %s AND r.moment_id IS NULL OR r.moment_id = %s)
  AND r.base_revision = ANY (%s::bigint[]) AND r.content_hash = %s
  AND NOT r.withdrawn AND NOT r.conflict
ORDER BY r.revision DESC LIMIT 1"""
"""The revision that came from the same change of one of these bases: an answer that got lost."""

_REVISED = """
WITH revised AS (
    INSERT INTO revisions SELECT * FROM json_populate_recordset(NULL::revisions, %s))"""


def _upsert(table: type[Day | Moment]) -> str:
    """Let entries stand as these rows say."""
    name = table.__tablename__
    key = [column.name for column in table.__mapper__.primary_key]
    rest = [column.name for column in table.__mapper__.columns if column.name not in key]
    return f"""
    INSERT INTO {name} SELECT * FROM json_populate_recordset(NULL::{name}, %s)
    ON CONFLICT ({", ".join(key)})
    DO UPDATE SET {", ".join(f"{column} = excluded.{column}" for column in rest)}"""


STORE_DAYS = f"{_REVISED} {_upsert(Day)}"
STORE_MOMENTS = f"{_REVISED} {_upsert(Moment)}"
STORE_BOTH = f"{_REVISED}, days_stand AS ({_upsert(Day)}) {_upsert(Moment)}"
"""(revisions, entries as they stand): append, and let stand. Rows are JSON."""

REMEMBER_REPEATED = """
INSERT INTO repeated_writes SELECT * FROM json_populate_recordset(NULL::repeated_writes, %s)"""
"""Remember writes whose content was there already, for writes that name them as their base."""
