"""Show specialists what was granted to them, and nothing else.

A row holds several categories and row policies can't hide columns, so specialists have no right
on the diary's tables: they read these views of `r_door`, which join the live grants and give NULL
for what isn't granted. The registry reads one view of those who consented to it, since then.

Revision: 0004, after 0003.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

PAIN = ("pain_average", "pain_worst", "pain_interference", "sleep_quality", "fatigue", "ps_relief",
        "pain_now", "pain_least", "sleep_hours")  # fmt: skip
MOOD = ("mood", "anxiety")
SUBSTANCE = ("ketamine_home", "rescue_doses")
SIDE = ("side_effects_any", "ps_back_to_normal", "ps_fall", "ps_drove")
CATEGORY = {
    **dict.fromkeys(PAIN, "pain"),
    **dict.fromkeys(MOOD, "mood"),
    **dict.fromkeys(SUBSTANCE, "substance"),
    **dict.fromkeys(SIDE, "side_effects"),
}
SIDE_EFFECTS = {
    "mood": ("low_mood", "anxious", "high_mood"),
    "substance": ("craving",),
    "side_effects": (
        "dissociation", "hallucination", "vivid_dreams", "confusion", "suspicious", "dizziness",
        "sedation", "nausea", "vomiting", "headache", "blurred_vision", "double_vision",
        "palpitations", "raised_bp", "chest_pain", "urgency", "frequency", "dysuria", "haematuria",
        "pelvic_pain", "abdominal_pain", "jaundice", "itching", "memory_trouble", "concentration",
        "insomnia", "other",
    ),
}  # fmt: skip
DAY_ITEMS = tuple(CATEGORY)
MOMENT_ITEMS = ("pain_now", "mood", "anxiety", "fatigue", "rescue_doses")
PROVENANCE = ("written_at", "received_at", "time_zone", "utc_offset_minutes", "day_starts_at",
              "retrospective", "received_late", "offline")  # fmt: skip

SIDE_EFFECTS_ASKED = """
    (x.side_effects_any IS NOT NULL OR x.side_effects <> '{}') AS side_effects_asked"""
"""Whether the list was gone through, so that what isn't ticked means none: it names nothing."""


def gated(column: str, category: str, table: str = "x") -> str:
    return f"CASE WHEN '{category}' = ANY (g.categories) THEN {table}.{column} END AS {column}"


def only_granted(column: str) -> str:
    # Who was granted all of them needs no look at each.
    whole = "ARRAY['pain', 'side_effects', 'mood', 'substance']"
    return (
        f"CASE WHEN g.categories @> {whole} THEN x.{column} "
        f"ELSE granted_only(x.{column}, g.categories) END"
    )


def category_of() -> str:
    whens = [
        f"WHEN id IN ({', '.join(repr(i) for i in ids)}) THEN '{category}'"
        for category, ids in {
            **SIDE_EFFECTS,
            **{c: tuple(i for i in CATEGORY if CATEGORY[i] == c) for c in ("pain",)},
        }.items()
    ]
    whens += [
        f"WHEN id IN ({', '.join(repr(i) for i in ids)}) THEN '{category}'"
        for category, ids in (("mood", MOOD), ("substance", SUBSTANCE), ("side_effects", SIDE))
    ]
    return f"CASE {' '.join(whens)} END"


FUNCTIONS = {
    "category_of(text)": f"""(id text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN {category_of()}""",
    "granted_only(jsonb, text[])": """(body jsonb, categories text[]) RETURNS jsonb
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(body)
                WHERE category_of(key) = ANY (categories))""",
}

# What is asked of accounts and consents stays a question per grant (OFFSET 0): as joins they'd be
# read whole for a list of patients.
SHARED_GRANTS = """
SELECT g.patient_id, array_agg(DISTINCT c.category) AS categories
FROM grants g
CROSS JOIN LATERAL unnest(g.categories) AS c(category)
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

SHARED_PATIENTS = """
SELECT g.patient_id, g.categories, a.name_sealed, a.data_key, a.time_zone, a.created_at,
       a.day_starts_at, a.clinic_id
FROM shared_grants g JOIN accounts a ON a.id = g.patient_id"""


def shared_entries(
    table: str, own: tuple[str, ...], items: tuple[str, ...], more: tuple[str, ...] = ()
) -> str:
    columns = [f"x.{c}" for c in ("patient_id", *own, "revision", "write_id", *PROVENANCE)]
    columns += more
    columns += [gated(item, CATEGORY[item]) for item in items]
    columns += [
        f"{only_granted('side_effects')} AS side_effects",
        gated("note_sealed", "notes"),
        gated("other_text_sealed", "side_effects"),
    ]
    # The grants come first: of two orders that look the same to it, the planner keeps the first,
    # and the other one would ask for the grants again for each entry.
    return (
        f"SELECT {', '.join(columns)} FROM shared_grants g "
        f"JOIN {table} x ON x.patient_id = g.patient_id WHERE NOT x.withdrawn"
    )


SHARED_REVISIONS = f"""
SELECT {
    ", ".join(
        f"x.{c}"
        for c in (
            "patient_id",
            "seq",
            "day",
            "moment_id",
            "at",
            "revision",
            "base_revision",
            "write_id",
            "conflict",
            "resolves",
            "missing_reason",
            "reason",
            *PROVENANCE,
        )
    )
},
    {only_granted("answers")} AS answers,
    {only_granted("side_effects")} AS side_effects,
    {gated("note_sealed", "notes")},
    {gated("other_text_sealed", "side_effects")}
FROM revisions x
JOIN shared_grants g ON g.patient_id = x.patient_id
WHERE NOT EXISTS (
    SELECT FROM revisions w WHERE w.patient_id = x.patient_id AND w.withdrawn AND NOT w.conflict
      AND w.moment_id IS NOT DISTINCT FROM x.moment_id
      AND (w.day = x.day OR w.moment_id IS NOT NULL) AND w.revision >= x.revision)"""

REGISTRY_DAYS = f"""
SELECT x.patient_id, x.day, k.given_at AS consented_at, k.version AS consent_version,
       {", ".join(f"x.{item}" for item in DAY_ITEMS)}, x.side_effects, x.missing_reason,
       x.written_at, x.received_at, x.utc_offset_minutes, x.day_starts_at, x.retrospective,
       x.received_late, x.revision, c.consented_on
FROM days x
JOIN accounts a ON a.id = x.patient_id
JOIN consents k ON k.patient_id = x.patient_id AND k.item = 'c_registry'
CROSS JOIN LATERAL (
    SELECT ((k.given_at AT TIME ZONE a.time_zone) - (a.day_starts_at - time '00:00'))::date
           AS consented_on
) c
WHERE k.withdrawn_at IS NULL AND NOT x.withdrawn AND x.day >= c.consented_on
  AND NOT EXISTS (SELECT FROM consents u WHERE u.patient_id = x.patient_id
                  AND u.needed_to_write AND u.withdrawn_at IS NOT NULL)"""

VIEWS = {
    "shared_grants": (SHARED_GRANTS, "r_specialist"),
    "shared_patients": (SHARED_PATIENTS, "r_specialist"),
    "shared_days": (
        shared_entries("days", ("day", "missing_reason"), DAY_ITEMS, (SIDE_EFFECTS_ASKED,)),
        "r_specialist",
    ),
    "shared_moments": (
        shared_entries("moments", ("id", "at", "day"), MOMENT_ITEMS), "r_specialist",
    ),
    "shared_revisions": (SHARED_REVISIONS, "r_specialist"),
    "registry_days": (REGISTRY_DAYS, "r_registry"),
}  # fmt: skip

# The figures of a specialist's patient list, as of each patient's own diary day. Enrolled is who
# has an account or wrote in time before it: an earlier diary counts.
CASELOAD = """
(week integer, long integer)
RETURNS TABLE (patient_id uuid, name_sealed bytea, data_key bytea, last_entry_on date,
    pain_total bigint, pain_n bigint, pain_total_before bigint, pain_n_before bigint,
    completed bigint, expected integer, flags jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
WITH listed AS MATERIALIZED (
    SELECT g.patient_id, a.name_sealed, a.data_key, 'pain' = ANY (g.categories) AS pain,
           'side_effects' = ANY (g.categories) AS side_effects,
           now() - week * interval '1 day' AS since,
           (now() AT TIME ZONE a.time_zone - (a.day_starts_at - time '00:00'))::date AS today,
           (a.created_at AT TIME ZONE a.time_zone - (a.day_starts_at - time '00:00'))::date
               AS opened
    FROM shared_grants g
    CROSS JOIN LATERAL (SELECT * FROM accounts a WHERE a.id = g.patient_id OFFSET 0) a
), enrolled AS MATERIALIZED (
    SELECT l.*, today - week AS before_week, today - 2 * week AS before_both,
           today - greatest(long, 2 * week) AS before_all,
           greatest(today - long + 1, CASE WHEN opened <= today - long THEN opened ELSE
               least(opened, (SELECT d.day FROM days d
                              WHERE d.patient_id = l.patient_id AND NOT d.withdrawn
                                AND NOT d.retrospective AND d.pain_average IS NOT NULL
                              ORDER BY d.day LIMIT 1)) END) AS enrolled_on
    FROM listed l)
SELECT l.patient_id, l.name_sealed, l.data_key,
       greatest(coalesce(w.newest, (SELECT d.day FROM days d
                                    WHERE d.patient_id = l.patient_id AND NOT d.withdrawn
                                    ORDER BY d.day DESC LIMIT 1)),
                (SELECT m.day FROM moments m WHERE m.patient_id = l.patient_id AND NOT m.withdrawn
                 ORDER BY m.day DESC LIMIT 1)),
       CASE WHEN l.pain THEN w.total END, CASE WHEN l.pain THEN w.n END,
       CASE WHEN l.pain THEN w.total_before END, CASE WHEN l.pain THEN w.n_before END,
       w.completed, 1 + l.today - l.enrolled_on, coalesce(f.flags, '[]')
FROM enrolled l
CROSS JOIN LATERAL (
    SELECT max(d.day) AS newest,
           sum(d.pain_average) FILTER (WHERE d.day > l.before_week AND d.day <= l.today) AS total,
           count(d.pain_average) FILTER (WHERE d.day > l.before_week AND d.day <= l.today) AS n,
           sum(d.pain_average) FILTER (WHERE d.day <= l.before_week AND d.day > l.before_both)
               AS total_before,
           count(d.pain_average) FILTER (WHERE d.day <= l.before_week AND d.day > l.before_both)
               AS n_before,
           count(d.pain_average) FILTER (WHERE d.day >= l.enrolled_on AND d.day <= l.today
                                         AND NOT d.retrospective) AS completed
    FROM days d
    WHERE d.patient_id = l.patient_id AND d.day > l.before_all AND NOT d.withdrawn
) w
CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(r.day, CASE WHEN l.side_effects AND NOT EXISTS (
               SELECT FROM revisions w WHERE w.patient_id = r.patient_id AND w.withdrawn
                 AND NOT w.conflict AND w.moment_id IS NOT DISTINCT FROM r.moment_id
                 AND (w.day = r.day OR w.moment_id IS NOT NULL) AND w.revision >= r.revision)
           THEN r.red_flags END)) AS flags
    FROM revisions r
    WHERE r.patient_id = l.patient_id AND r.red_flags <> '{}'
      AND r.received_at > l.since - interval '2 days'
      AND (r.received_at > l.since OR r.day > l.before_week)
) f
$$"""


def upgrade() -> None:
    for signature, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {signature.split('(', maxsplit=1)[0]}{body}")
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO r_anon, r_door, r_specialist")
    for name, (query, reader) in VIEWS.items():
        op.execute(f"CREATE VIEW {name} WITH (security_barrier) AS {query}")
        op.execute(f"GRANT SELECT ON {name} TO {reader}, r_door")
        op.execute(f"ALTER VIEW {name} OWNER TO r_door")
    op.execute(f"CREATE FUNCTION caseload{CASELOAD}")
    op.execute("REVOKE ALL ON FUNCTION caseload(integer, integer) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION caseload(integer, integer) TO r_specialist")
    op.execute("ALTER FUNCTION caseload(integer, integer) OWNER TO r_door")


def downgrade() -> None:
    op.execute("DROP FUNCTION caseload(integer, integer)")
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
    for signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature}")
