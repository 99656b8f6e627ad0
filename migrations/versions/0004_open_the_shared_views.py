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


def gated(column: str, category: str, table: str = "x") -> str:
    return f"CASE WHEN '{category}' = ANY (g.categories) THEN {table}.{column} END AS {column}"


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

SHARED_GRANTS = """
SELECT g.patient_id, array_agg(DISTINCT c.category) AS categories
FROM grants g
JOIN accounts p ON p.id = g.patient_id
CROSS JOIN LATERAL unnest(g.categories) AS c(category)
WHERE g.ended_at IS NULL
  AND (g.specialist_id = (SELECT app_uid())
       OR (g.covers_team AND g.clinic_id = (SELECT app_clinic())))
  AND (g.expires_on IS NULL OR g.expires_on >= (now() AT TIME ZONE p.time_zone)::date)
  AND NOT EXISTS (SELECT FROM consents k WHERE k.patient_id = g.patient_id
                  AND (k.needed_to_write OR k.needed_to_share) AND k.withdrawn_at IS NOT NULL)
GROUP BY g.patient_id"""

SHARED_PATIENTS = """
SELECT g.patient_id, g.categories, a.name_sealed, a.data_key, a.time_zone, a.created_at,
       a.day_starts_at, a.clinic_id
FROM shared_grants g JOIN accounts a ON a.id = g.patient_id"""


def shared_entries(table: str, own: tuple[str, ...], items: tuple[str, ...]) -> str:
    columns = [f"x.{c}" for c in ("patient_id", *own, "revision", "write_id", *PROVENANCE)]
    columns += [gated(item, CATEGORY[item]) for item in items]
    columns += [
        "granted_only(x.side_effects, g.categories) AS side_effects",
        gated("note_sealed", "notes"),
        gated("other_text_sealed", "side_effects"),
    ]
    return (
        f"SELECT {', '.join(columns)} FROM {table} x "
        "JOIN shared_grants g ON g.patient_id = x.patient_id WHERE NOT x.withdrawn"
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
    granted_only(x.answers, g.categories) AS answers,
    granted_only(x.side_effects, g.categories) AS side_effects,
    {gated("note_sealed", "notes")},
    {gated("other_text_sealed", "side_effects")}
FROM revisions x
JOIN shared_grants g ON g.patient_id = x.patient_id
LEFT JOIN days d ON d.patient_id = x.patient_id AND d.day = x.day AND x.moment_id IS NULL
LEFT JOIN moments m ON m.patient_id = x.patient_id AND m.id = x.moment_id
WHERE NOT coalesce(d.withdrawn, m.withdrawn)"""

SHARED_RED_FLAGS = """
SELECT x.patient_id, x.day, x.received_at,
       CASE WHEN 'side_effects' = ANY (g.categories) AND NOT coalesce(d.withdrawn, m.withdrawn)
            THEN x.red_flags END AS red_flags
FROM revisions x
JOIN shared_grants g ON g.patient_id = x.patient_id
LEFT JOIN days d ON d.patient_id = x.patient_id AND d.day = x.day AND x.moment_id IS NULL
LEFT JOIN moments m ON m.patient_id = x.patient_id AND m.id = x.moment_id
WHERE x.red_flags <> '{}'"""

REGISTRY_DAYS = f"""
SELECT x.patient_id, x.day, k.given_at AS consented_at, k.version AS consent_version,
       {", ".join(f"x.{item}" for item in DAY_ITEMS)}, x.side_effects, x.missing_reason,
       x.written_at, x.received_at, x.utc_offset_minutes, x.day_starts_at, x.retrospective,
       x.received_late, x.revision
FROM days x
JOIN accounts a ON a.id = x.patient_id
JOIN consents k ON k.patient_id = x.patient_id AND k.item = 'c_registry'
WHERE k.withdrawn_at IS NULL AND NOT x.withdrawn
  AND x.day >= ((k.given_at AT TIME ZONE a.time_zone) - (a.day_starts_at - time '00:00'))::date
  AND NOT EXISTS (SELECT FROM consents u WHERE u.patient_id = x.patient_id
                  AND u.needed_to_write AND u.withdrawn_at IS NOT NULL)"""

VIEWS = {
    "shared_grants": (SHARED_GRANTS, "r_specialist"),
    "shared_patients": (SHARED_PATIENTS, "r_specialist"),
    "shared_days": (
        shared_entries("days", ("day", "missing_reason"), DAY_ITEMS), "r_specialist",
    ),
    "shared_moments": (
        shared_entries("moments", ("id", "at", "day"), MOMENT_ITEMS), "r_specialist",
    ),
    "shared_revisions": (SHARED_REVISIONS, "r_specialist"),
    "shared_red_flags": (SHARED_RED_FLAGS, "r_specialist"),
    "registry_days": (REGISTRY_DAYS, "r_registry"),
}  # fmt: skip


def upgrade() -> None:
    for signature, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {signature.split('(', maxsplit=1)[0]}{body}")
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO r_anon, r_door, r_specialist")
    for name, (query, reader) in VIEWS.items():
        op.execute(f"CREATE VIEW {name} WITH (security_barrier) AS {query}")
        op.execute(f"GRANT SELECT ON {name} TO {reader}, r_door")
        op.execute(f"ALTER VIEW {name} OWNER TO r_door")


def downgrade() -> None:
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
    for signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature}")
