"""Keep patients apart in the tables of structured care too, and mark safety answers on the list.

These rows hold one category each, or none, so here row policies suffice: a specialist sees and
records through the live grants that `granted_to_me` names. An author can't be forged.

Revision: 0006, after 0005.
"""

from alembic import op
from alembic.script import ScriptDirectory

revision = "0006"
down_revision = "0005"

SEEN_BY_ALL = ("orders", "treatment_sessions", "lab_reports", "comedications")
OF_SUBSTANCE = ("home_doses",)
OF_SIDE_EFFECTS = ("cognition_runs",)
BY_CATEGORY = ("phenotypes", "responses", "occurrences", "record_revisions")
OF_THE_SCHEDULE = ("schedules", "schedule_changes")
RECORDED = ("orders", "treatment_sessions", "lab_reports", "comedications", "phenotypes",
            "responses", "cognition_runs", "home_doses", "record_revisions")  # fmt: skip
TABLES = ("held_plans", *SEEN_BY_ALL, *OF_SUBSTANCE, *OF_SIDE_EFFECTS, *BY_CATEGORY,
          *OF_THE_SCHEDULE)  # fmt: skip
APPEND_ONLY = ("record_revisions", "schedule_changes")

BY_PATIENT = ("home_doses", "responses", "cognition_runs", "occurrences", "schedules")
BY_SPECIALIST = ("held_plans", "orders", "treatment_sessions", "lab_reports", "comedications",
                 "phenotypes", "responses", "occurrences", "schedules")  # fmt: skip
LOOKED = "(unconfirmed, looked_by, looked_at)"

PRIVILEGES = f"""
GRANT SELECT ON {", ".join(t for t in TABLES if t != "held_plans")} TO r_patient;
GRANT INSERT ON {", ".join((*BY_PATIENT, *APPEND_ONLY))} TO r_patient;
GRANT UPDATE ON {", ".join(BY_PATIENT)} TO r_patient;
GRANT SELECT ON {", ".join(TABLES)} TO r_specialist;
GRANT INSERT ON {", ".join((*BY_SPECIALIST, *APPEND_ONLY))} TO r_specialist;
GRANT UPDATE ON {", ".join(BY_SPECIALIST)} TO r_specialist;
GRANT UPDATE {LOOKED} ON home_doses TO r_specialist;

GRANT SELECT ON treatment_sessions, home_doses, held_plans, responses, consents, occurrences,
    schedules, schedule_changes, cognition_runs TO r_operator;
GRANT SELECT (patient_id, kind, record_id, recorded_at) ON record_revisions TO r_operator;
GRANT UPDATE {LOOKED} ON treatment_sessions, home_doses TO r_operator;
GRANT UPDATE (confirmed_by, confirmed_at) ON held_plans TO r_operator;
GRANT INSERT, UPDATE ON occurrences, schedules TO r_operator;
GRANT INSERT ON schedule_changes, accesses TO r_operator;
GRANT UPDATE (burst) ON clinics TO r_operator;

GRANT SELECT ON {", ".join(TABLES)} TO r_door"""

GRANTED_TO_ME = """
CREATE FUNCTION granted_to_me() RETURNS TABLE (patient_id uuid, category text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$ SELECT g.patient_id, unnest(g.categories || ''::text) FROM shared_grants g $$"""
"""Each category granted to the specialist who is bound, and '' for what any grant shows."""

OWN = "patient_id = (SELECT app_uid())"
ME = "(SELECT app_uid())"


def granted(category: str) -> str:
    """Whether a specialist may see rows of this category (an SQL expression)."""
    pairs = "SELECT g.patient_id, g.category FROM granted_to_me() g"
    return f"(patient_id, {category}) IN ({pairs})"


def category_for(table: str) -> str:
    if table in OF_SUBSTANCE:
        return "'substance'"
    if table in OF_SIDE_EFFECTS:
        return "'side_effects'"
    return "coalesce(category, '')" if table in BY_CATEGORY else "''"


def policy(table: str, role: str, verb: str, using: str | None, check: str | None = None) -> str:
    parts = [f"CREATE POLICY {verb.lower()}_{role[2:]} ON {table} FOR {verb} TO {role}"]
    parts += [f"USING ({using})"] if using else []
    parts += [f"WITH CHECK ({check})"] if check else []
    return " ".join(parts)


def policies() -> list[str]:
    made = []
    for table in TABLES:
        see = granted(category_for(table))
        by_me = f" AND recorded_by = {ME}" if table in RECORDED else ""
        if table != "held_plans":
            made.append(policy(table, "r_patient", "SELECT", OWN))
        if table in (*BY_PATIENT, *APPEND_ONLY):
            made.append(policy(table, "r_patient", "INSERT", None, OWN + by_me))
        if table in BY_PATIENT:
            made.append(policy(table, "r_patient", "UPDATE", OWN, OWN + by_me))
        made.append(policy(table, "r_specialist", "SELECT", see))
        if table in (*BY_SPECIALIST, *APPEND_ONLY):
            made.append(policy(table, "r_specialist", "INSERT", None, see + by_me))
        if table in (*BY_SPECIALIST, "home_doses"):
            looks = table in ("treatment_sessions", "home_doses")
            signed = f" AND {ME} IN (recorded_by, looked_by)" if looks else by_me
            made.append(policy(table, "r_specialist", "UPDATE", see, see + signed))
        made.append(policy(table, "r_door", "ALL", "true", "true"))
    operated = ("treatment_sessions", "home_doses", "held_plans", "responses", "consents",
                "occurrences", "schedules", "schedule_changes", "cognition_runs")  # fmt: skip
    made.append(policy("record_revisions", "r_operator", "SELECT", "true"))
    return made + [policy(table, "r_operator", "ALL", "true", "true") for table in operated]


def replaced(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise ValueError(f"not found once: {old}")
    return text.replace(old, new)


def caseload() -> str:
    """The figures of the patient list, with the safety answers of the week."""
    text = before("CASELOAD")
    text = replaced(text, "flags jsonb)", "flags jsonb, safety jsonb)")
    text = replaced(text, "a.data_key, 'pain'", "a.data_key, g.categories, 'pain'")
    text = replaced(text, "coalesce(f.flags, '[]')", "coalesce(f.flags, '[]'), s.answers")
    return replaced(
        text,
        ") f\n",
        """) f
CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(jsonb_build_array(r.day, CASE WHEN r.category = ANY (l.categories)
               AND NOT EXISTS (SELECT FROM record_revisions w WHERE w.patient_id = r.patient_id
                   AND w.kind = r.kind AND w.record_id = r.record_id AND w.revision > r.revision)
           THEN r.safety END)), '[]') AS answers
    FROM record_revisions r
    WHERE r.patient_id = l.patient_id AND r.safety <> '{}' AND r.recorded_at > l.since
) s
""",
    )


def before(name: str) -> str:
    """What an earlier migration made."""
    script = ScriptDirectory.from_config(op.get_context().config)
    return getattr(script.get_revision("0004").module, name)


def make_caseload(body: str) -> None:
    op.execute(f"CREATE FUNCTION caseload{body}")
    op.execute("REVOKE ALL ON FUNCTION caseload(integer, integer) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION caseload(integer, integer) TO r_specialist")
    op.execute("ALTER FUNCTION caseload(integer, integer) OWNER TO r_door")


def upgrade() -> None:
    op.execute(GRANTED_TO_ME)
    op.execute("REVOKE ALL ON FUNCTION granted_to_me() FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION granted_to_me() TO r_specialist")
    op.execute("ALTER FUNCTION granted_to_me() OWNER TO r_door")
    for statement in PRIVILEGES.split(";"):
        op.execute(statement)
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for statement in policies():
        op.execute(statement)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute("DROP FUNCTION caseload(integer, integer)")
    make_caseload(caseload())


def downgrade() -> None:
    op.execute("DROP FUNCTION caseload(integer, integer)")
    make_caseload(before("CASELOAD"))
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER append_only ON {table}")
    for statement in policies():
        words = statement.split()
        op.execute(f"DROP POLICY {words[2]} ON {words[4]}")
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        op.execute(f"REVOKE ALL ON {table} FROM r_patient, r_specialist, r_operator, r_door")
    op.execute("REVOKE UPDATE (burst) ON clinics FROM r_operator")
    op.execute("REVOKE INSERT ON accesses FROM r_operator")
    op.execute("REVOKE SELECT ON consents FROM r_operator")
    op.execute("DROP FUNCTION granted_to_me()")
