"""Keep calls for help, specialists' notes and reviews, and show them on the patient list.

A call is seen by every specialist with a live grant, whatever its categories, until somebody
has answered it. Whether a review still counts hangs on other people's grants, which only a door
may see.

Revision: 0010, after 0009.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.script import ScriptDirectory

revision = "0010"
down_revision = "0009"

TABLES = ("not_safe_presses", "notes", "reviews")
ME = "(SELECT app_uid())"
OWN = f"patient_id = {ME}"
SHARED = "(patient_id, '') IN (SELECT g.patient_id, g.category FROM granted_to_me() g)"
RECORDED = f"{SHARED} AND recorded_by = {ME}"
MINE = f"{SHARED} AND reviewer_id = {ME}"

PRIVILEGES = """
GRANT SELECT, INSERT ON not_safe_presses TO r_patient;
GRANT SELECT, UPDATE (answered_at, answered_by, done_sealed) ON not_safe_presses TO r_specialist;
GRANT SELECT ON notes TO r_patient;
GRANT SELECT, INSERT, UPDATE ON notes TO r_specialist;
GRANT SELECT, INSERT, UPDATE (reviewed_at) ON reviews TO r_specialist;
GRANT SELECT ON not_safe_presses, notes, reviews TO r_door"""

POLICIES = (
    ("not_safe_presses", "r_patient", "SELECT", OWN, None),
    ("not_safe_presses", "r_patient", "INSERT", None, f"{OWN} AND answered_at IS NULL"),
    ("not_safe_presses", "r_specialist", "SELECT", SHARED, None),
    ("not_safe_presses", "r_specialist", "UPDATE", f"{SHARED} AND answered_at IS NULL",
     f"{SHARED} AND answered_by = {ME}"),
    ("notes", "r_patient", "SELECT", OWN, None),
    ("notes", "r_specialist", "SELECT", SHARED, None),
    ("notes", "r_specialist", "INSERT", None, RECORDED),
    ("notes", "r_specialist", "UPDATE", SHARED, RECORDED),
    ("reviews", "r_specialist", "SELECT", MINE, None),
    ("reviews", "r_specialist", "INSERT", None, MINE),
    ("reviews", "r_specialist", "UPDATE", MINE, MINE),
    *((table, "r_door", "ALL", "true", "true") for table in TABLES),
)  # fmt: skip


def furthest_review(patient: str) -> str:
    """The review that reaches furthest, of those who may still look (an SQL query)."""
    return f"""
SELECT r.reviewed_at, a.id, a.name_sealed, a.data_key
FROM reviews r JOIN accounts a ON a.id = r.reviewer_id
WHERE r.patient_id = {patient}
  AND EXISTS (SELECT FROM grants g
              WHERE g.patient_id = r.patient_id AND g.ended_at IS NULL
                AND (g.specialist_id = a.id OR (g.covers_team AND g.clinic_id = a.clinic_id))
                AND (g.expires_on IS NULL
                     OR g.expires_on >= (SELECT (now() AT TIME ZONE p.time_zone)::date
                                         FROM accounts p WHERE p.id = g.patient_id)))
ORDER BY r.reviewed_at DESC, a.id LIMIT 1"""


LAST_REVIEW = f"""
CREATE FUNCTION last_review(patient uuid)
RETURNS TABLE (reviewed_at timestamptz, id uuid, name_sealed bytea, data_key bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT v.* FROM ({furthest_review("patient")}) v
      WHERE NOT EXISTS (SELECT FROM consents k WHERE k.patient_id = patient
                        AND (k.needed_to_write OR k.needed_to_share)
                        AND k.withdrawn_at IS NOT NULL)
        AND (patient = app_uid()
             OR EXISTS (SELECT FROM shared_grants s WHERE s.patient_id = patient)) $$"""


def caseload() -> str:
    """The figures of the patient list, with calls for help that wait, and the last review."""
    text = before("0009").caseload()
    text = replaced(
        text,
        "silent_since date)",
        """silent_since date, presses jsonb, reviewed_at timestamptz, reviewer_id uuid,
    reviewer_name bytea, reviewer_key bytea)""",
    )
    text = replaced(
        text,
        "AND p.tell_specialist)\n",
        """AND p.tell_specialist),
       (SELECT coalesce(jsonb_agg(jsonb_build_array(n.id, n.pressed_at, n.received_at)
                                  ORDER BY n.received_at DESC, n.id DESC), '[]')
        FROM not_safe_presses n
        WHERE n.patient_id = l.patient_id AND n.answered_at IS NULL),
       v.reviewed_at, v.id, v.name_sealed, v.data_key
""",
    )
    lateral = f"LEFT JOIN LATERAL ({furthest_review('l.patient_id')}) v ON true"
    return replaced(text, ") s\n", f") s\n{lateral}\n")


def before(number: str) -> Any:
    """What an earlier migration made."""
    script = ScriptDirectory.from_config(op.get_context().config)
    return script.get_revision(number).module


def replaced(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise ValueError(f"not found once: {old}")
    return text.replace(old, new)


def make_tables() -> None:
    op.create_table(
        "not_safe_presses",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("pressed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("offline", sa.Boolean(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("done_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "num_nulls(answered_at, answered_by, done_sealed) IN (0, 3)",
            name=op.f("ck_not_safe_presses_answered"),
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_not_safe_presses")),
    )
    op.create_index(
        "ix_not_safe_presses_unanswered",
        "not_safe_presses",
        ["patient_id"],
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_table(
        "notes",
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_role", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("texts_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("status IN ('final', 'entered_in_error')", name=op.f("ck_notes_status")),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_day", "notes", ["patient_id", "day"])
    op.create_table(
        "reviews",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", "reviewer_id", name=op.f("pk_reviews")),
    )


def upgrade() -> None:
    make_tables()
    for statement in PRIVILEGES.split(";"):
        op.execute(statement)
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for each in POLICIES:
        op.execute(before("0009").policy(*each))
    op.execute(LAST_REVIEW)
    op.execute("REVOKE ALL ON FUNCTION last_review(uuid) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION last_review(uuid) TO r_patient, r_specialist")
    op.execute("ALTER FUNCTION last_review(uuid) OWNER TO r_door")
    op.execute("DROP FUNCTION caseload(integer, integer)")
    before("0006").make_caseload(caseload())
    op.execute(before("0009").LAST)


def downgrade() -> None:
    op.execute("DROP FUNCTION caseload(integer, integer)")
    before("0006").make_caseload(before("0009").caseload())
    op.execute(before("0009").LAST)
    op.execute("DROP FUNCTION last_review(uuid)")
    for table in reversed(TABLES):
        op.drop_table(table)
