"""Read a specialist's patient list, and every grant, in fewer steps.

The figures stay what they were. What few patients have (a flag, a safety answer, a call, a review)
is looked for once for the whole list; whether an entry was withdrawn is asked of that entry's own
key, not of all that its patient ever wrote; who withdrew a consent that sharing needs has an index.

Revision: 0012, after 0011.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.script import ScriptDirectory

revision = "0012"
down_revision = "0011"

SUSPENDED = "ix_consents_suspended"
ALL_OF = "all_of(text[])"

# What several grants allow may be named twice: it is only ever asked what is among it.
SHARED_GRANTS = """
SELECT g.patient_id, all_of(g.categories) AS categories
FROM grants g
WHERE g.ended_at IS NULL
  AND (g.specialist_id = (SELECT app_uid())
       OR (g.covers_team AND g.clinic_id = (SELECT app_clinic())))
  AND (g.expires_on IS NULL
       OR g.expires_on >= (SELECT (now() AT TIME ZONE p.time_zone)::date FROM accounts p
                           WHERE p.id = g.patient_id))
  AND NOT EXISTS (SELECT FROM consents k WHERE k.patient_id = g.patient_id
                  AND (k.needed_to_write OR k.needed_to_share) AND k.withdrawn_at IS NOT NULL
                  OFFSET 0)
GROUP BY g.patient_id"""

RETURNS = """
RETURNS TABLE (patient_id uuid, name_sealed bytea, data_key bytea, last_entry_on date,
    pain_total bigint, pain_n bigint, pain_total_before bigint, pain_n_before bigint,
    completed bigint, expected integer, flags jsonb, safety jsonb, silent_since date,
    presses jsonb, reviewed_at timestamptz, reviewer_id uuid, reviewer_name bytea,
    reviewer_key bytea)"""

# As of each patient's own diary day. Enrolled is who has an account or wrote in time before it: an
# earlier diary counts. OFFSET 0 keeps a day from being worked out anew wherever it is named.
LISTED = """
SELECT l.*, today - week AS before_week, today - 2 * week AS before_both,
       today - greatest(long, 2 * week) AS before_all,
       greatest(today - long + 1, CASE WHEN opened <= today - long THEN opened ELSE
           least(opened, (SELECT d.day FROM days d
                          WHERE d.patient_id = l.patient_id AND NOT d.withdrawn
                            AND NOT d.retrospective AND d.pain_average IS NOT NULL
                          ORDER BY d.day LIMIT 1)) END) AS enrolled_on
FROM (SELECT g.patient_id, g.categories, 'pain' = ANY (g.categories) AS pain,
             a.name_sealed, a.data_key, now() - week * interval '1 day' AS since,
             (now() AT TIME ZONE a.time_zone - (a.day_starts_at - time '00:00'))::date AS today,
             (a.created_at AT TIME ZONE a.time_zone - (a.day_starts_at - time '00:00'))::date
                 AS opened
      FROM shared_grants g JOIN accounts a ON a.id = g.patient_id OFFSET 0) l"""

# Days and moments apart, so that each finds its withdrawal by its own key.
FLAGGED = """
SELECT l.patient_id, jsonb_agg(jsonb_build_array(r.day,
           CASE WHEN 'side_effects' = ANY (l.categories)
               AND NOT EXISTS (SELECT FROM revisions w WHERE w.patient_id = r.patient_id
                   AND w.day = r.day AND w.moment_id IS NULL AND r.moment_id IS NULL
                   AND w.revision >= r.revision AND w.withdrawn AND NOT w.conflict)
               AND NOT EXISTS (SELECT FROM revisions w WHERE w.patient_id = r.patient_id
                   AND w.moment_id = r.moment_id
                   AND w.revision >= r.revision AND w.withdrawn AND NOT w.conflict)
           THEN r.red_flags END)) AS flags
FROM listed l JOIN revisions r ON r.patient_id = l.patient_id
WHERE r.red_flags <> '{}' AND r.received_at > l.since - interval '2 days'
  AND (r.received_at > l.since OR r.day > l.before_week)
GROUP BY l.patient_id"""

ANSWERED = """
SELECT l.patient_id, jsonb_agg(jsonb_build_array(r.day,
           CASE WHEN r.category = ANY (l.categories)
               AND NOT EXISTS (SELECT FROM record_revisions w WHERE w.patient_id = r.patient_id
                   AND w.kind = r.kind AND w.record_id = r.record_id AND w.revision > r.revision)
           THEN r.safety END)) AS answers
FROM listed l JOIN record_revisions r ON r.patient_id = l.patient_id
WHERE r.safety <> '{}' AND r.recorded_at > l.since
GROUP BY l.patient_id"""

CALLED = """
SELECT l.patient_id, jsonb_agg(jsonb_build_array(n.id, n.pressed_at, n.received_at)
                               ORDER BY n.received_at DESC, n.id DESC) AS presses
FROM listed l JOIN not_safe_presses n ON n.patient_id = l.patient_id
WHERE n.answered_at IS NULL
GROUP BY l.patient_id"""

WEEKS = """
SELECT max(d.day) AS newest,
       sum(d.pain_average) FILTER (WHERE d.day > l.before_week AND d.day <= l.today) AS total,
       count(d.pain_average) FILTER (WHERE d.day > l.before_week AND d.day <= l.today) AS n,
       sum(d.pain_average) FILTER (WHERE d.day > l.before_both AND d.day <= l.before_week)
           AS total_before,
       count(d.pain_average) FILTER (WHERE d.day > l.before_both AND d.day <= l.before_week)
           AS n_before,
       count(d.pain_average) FILTER (WHERE d.day >= l.enrolled_on AND d.day <= l.today
                                     AND NOT d.retrospective) AS completed
FROM days d
WHERE d.patient_id = l.patient_id AND d.day > l.before_all AND NOT d.withdrawn"""


def caseload() -> str:
    """The figures of the patient list, as the body of its door."""
    reviewed = f"""
SELECT l.patient_id, v.*
FROM (SELECT DISTINCT patient_id FROM listed JOIN reviews USING (patient_id)) l
CROSS JOIN LATERAL ({before("0010").furthest_review("l.patient_id")}) v"""
    return f"""
(week integer, long integer) {RETURNS}
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
WITH listed AS MATERIALIZED ({LISTED}
), flagged AS ({FLAGGED}
), answered AS ({ANSWERED}
), called AS ({CALLED}
), reviewed AS ({reviewed}
)
SELECT l.patient_id, l.name_sealed, l.data_key,
       greatest(coalesce(w.newest, (SELECT d.day FROM days d
                                    WHERE d.patient_id = l.patient_id AND NOT d.withdrawn
                                    ORDER BY d.day DESC LIMIT 1)),
                (SELECT m.day FROM moments m WHERE m.patient_id = l.patient_id AND NOT m.withdrawn
                 ORDER BY m.day DESC LIMIT 1)),
       CASE WHEN l.pain THEN w.total END, CASE WHEN l.pain THEN w.n END,
       CASE WHEN l.pain THEN w.total_before END, CASE WHEN l.pain THEN w.n_before END,
       w.completed, 1 + l.today - l.enrolled_on, coalesce(f.flags, '[]'),
       coalesce(s.answers, '[]'), p.silent_since, coalesce(c.presses, '[]'),
       v.reviewed_at, v.id, v.name_sealed, v.data_key
FROM listed l
CROSS JOIN LATERAL ({WEEKS}) w
LEFT JOIN flagged f ON f.patient_id = l.patient_id
LEFT JOIN answered s ON s.patient_id = l.patient_id
LEFT JOIN called c ON c.patient_id = l.patient_id
LEFT JOIN reminder_plans p
    ON p.patient_id = l.patient_id AND p.told_at IS NOT NULL AND p.tell_specialist
LEFT JOIN reviewed v ON v.patient_id = l.patient_id
$$"""


def before(number: str) -> Any:
    """What an earlier migration made."""
    script = ScriptDirectory.from_config(op.get_context().config)
    return script.get_revision(number).module


def open_grants(query: str) -> None:
    # A view is replaced by its owner only, whose rights the migrating login has not taken on.
    op.execute("SET LOCAL ROLE r_door")
    op.execute(f"CREATE OR REPLACE VIEW shared_grants WITH (security_barrier) AS {query}")
    op.execute("RESET ROLE")


def upgrade() -> None:
    op.create_index(
        SUSPENDED,
        "consents",
        ["patient_id"],
        postgresql_where=sa.text(
            "(needed_to_write OR needed_to_share) AND withdrawn_at IS NOT NULL"
        ),
    )
    op.execute(
        "CREATE AGGREGATE all_of(text[]) (SFUNC = array_cat, STYPE = text[], PARALLEL = SAFE)"
    )
    op.execute(f"REVOKE ALL ON FUNCTION {ALL_OF} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {ALL_OF} TO r_door, r_specialist")
    open_grants(SHARED_GRANTS)
    op.execute("DROP FUNCTION caseload(integer, integer)")
    before("0006").make_caseload(caseload())


def downgrade() -> None:
    op.execute("DROP FUNCTION caseload(integer, integer)")
    before("0006").make_caseload(before("0010").caseload())
    op.execute(before("0009").LAST)
    open_grants(before("0004").SHARED_GRANTS)
    op.execute(f"DROP AGGREGATE {ALL_OF}")
    op.drop_index(SUSPENDED, "consents")
