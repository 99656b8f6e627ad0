"""The diary's statements. The hot ones are set-based and run in one pipelined transaction.

First the patient's writes are put in a row (an advisory lock on the patient, taken with the
binding), then the state of all entries concerned is read, then everything is stored at once.
The keys of the tables are the last judge: without the lock a doubled revision would be refused.
"""

from backend.diary.columns import (
    DAY_ITEMS,
    ENTRY,
    ITEM_TYPES,
    MOMENT_ITEMS,
    PROVENANCE,
    REPEATED,
    REVISION,
    names,
    record,
    updates,
    values,
)

BIND_AND_QUEUE = """
SELECT set_config('role', 'r_patient', true),
       set_config('app.uid', coalesce((SELECT account_id::text FROM find_sign_in(%s)
                                       WHERE role = 'patient'), ''), true),
       pg_advisory_xact_lock(hashtextextended(%s, 0))"""
"""Be the patient of this sign-in, or nobody, and wait for the patient's other writes."""

_WRITER = """
    (SELECT count(*) FROM consents k WHERE k.patient_id = a.id AND k.item = ANY (%s)
        AND k.withdrawn_at IS NULL),
    a.day_starts_at, a.time_zone, a.data_key, c.seq"""

STATE_OF_DAY = f"""
SELECT {_WRITER}, x.revision, x.withdrawn, x.content_hash,
    (SELECT max(r.revision) FROM revisions r
     WHERE r.patient_id = a.id AND r.day = x.day AND r.moment_id IS NULL)
FROM accounts a
LEFT JOIN diary_clocks c ON c.patient_id = a.id
LEFT JOIN days x ON x.patient_id = a.id AND x.day = %s
WHERE a.id = %s"""
"""How the writer and one day stand; no row: not signed in."""

STATE_OF_MOMENT = f"""
SELECT {_WRITER}, x.revision, x.withdrawn, x.content_hash,
    (SELECT max(r.revision) FROM revisions r WHERE r.patient_id = a.id AND r.moment_id = x.id),
    x.day, x.at
FROM accounts a
LEFT JOIN diary_clocks c ON c.patient_id = a.id
LEFT JOIN moments x ON x.patient_id = a.id AND x.id = %s
WHERE a.id = %s"""
"""How the writer and one moment stand."""

STATE_OF_BATCH = f"""
SELECT {_WRITER},
    (SELECT json_agg(json_build_array(x.day, x.revision, x.withdrawn, encode(x.content_hash, 'hex'),
        (SELECT max(r.revision) FROM revisions r
         WHERE r.patient_id = a.id AND r.day = x.day AND r.moment_id IS NULL)))
     FROM days x WHERE x.patient_id = a.id AND x.day = ANY (%s)),
    (SELECT json_agg(json_build_array(x.id, x.revision, x.withdrawn, encode(x.content_hash, 'hex'),
        (SELECT max(r.revision) FROM revisions r
         WHERE r.patient_id = a.id AND r.moment_id = x.id), x.day, x.at))
     FROM moments x WHERE x.patient_id = a.id AND x.id = ANY (%s)),
    (SELECT json_agg(json_build_array(k.write_id, k.day, k.moment_id,
        encode(k.content_hash, 'hex'), k.revision, k.conflict))
     FROM (SELECT write_id, day, moment_id, content_hash, revision, conflict FROM revisions
           WHERE patient_id = a.id AND write_id = ANY (%s)
           UNION ALL
           SELECT write_id, day, moment_id, content_hash, revision, false FROM repeated_writes
           WHERE patient_id = a.id AND write_id = ANY (%s)) k)
FROM accounts a
LEFT JOIN diary_clocks c ON c.patient_id = a.id
WHERE a.id = %s"""
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

_ROWS = f"json_to_recordset(%s) AS x({record(REVISION, PROVENANCE, ENTRY, ITEM_TYPES)}, stands boolean)"


def _upsert(table: str, own: str, conflict: str, items: tuple[str, ...], where: str) -> str:
    item_types = {item: ITEM_TYPES[item] for item in items}
    extra = {"missing_reason": "text"} if table == "days" else {"at": "timestamptz", "day": "date"}
    taken = {"moments": "moment_id", "days": "day"}[table]
    return f"""
    INSERT INTO {table} (patient_id, {own}, {names(extra, ENTRY, PROVENANCE, item_types)})
    SELECT p, {taken}, {values(extra, ENTRY, PROVENANCE, item_types)} FROM rows
    WHERE stands AND {where}
    ON CONFLICT (patient_id, {conflict})
    DO UPDATE SET {updates(extra, ENTRY, PROVENANCE, item_types)}"""


_REVISIONS = f"""
rows AS MATERIALIZED (SELECT %s::uuid AS p, x.* FROM {_ROWS}),
clock AS (
    INSERT INTO diary_clocks (patient_id, seq) SELECT p, max(seq) FROM rows GROUP BY p
    ON CONFLICT (patient_id) DO UPDATE SET seq = excluded.seq),
revised AS (
    INSERT INTO revisions (patient_id, {names(REVISION, PROVENANCE, ENTRY)})
    SELECT p, {values(REVISION, PROVENANCE, ENTRY)} FROM rows)"""

_DAYS = _upsert("days", "day", "day", DAY_ITEMS, "moment_id IS NULL")
_MOMENTS = _upsert("moments", "id", "id", MOMENT_ITEMS, "moment_id IS NOT NULL")

STORE_DAYS = f"WITH {_REVISIONS} {_DAYS}"
STORE_MOMENTS = f"WITH {_REVISIONS} {_MOMENTS}"
STORE_BOTH = f"WITH {_REVISIONS}, moments_stored AS ({_MOMENTS}) {_DAYS}"
"""Append the revisions and let the entries stand as their last one says."""

REMEMBER_REPEATED = f"""
INSERT INTO repeated_writes (patient_id, {", ".join(REPEATED)})
SELECT %s, write_id, day, moment_id, decode(content_hash, 'hex'), revision
FROM json_to_recordset(%s) AS x(write_id uuid, day date, moment_id uuid, content_hash text,
                                revision integer)"""
"""Remember writes whose content was there already, for writes that name them as their base."""

CRISIS = """
SELECT c.crisis_contacts,
    (SELECT json_object_agg(t.flag_id, encode(t.text_hash, 'hex')) FROM text_signatures t
     WHERE t.clinic_id = c.id)
FROM clinics c WHERE c.id = app_clinic()"""
"""Whom the clinic's patients call, and which texts a specialist signed there."""
