"""Let patients erase their account and all that is kept about them, and take it with them.

What is erased isn't listed but found: every table that carries a patient's or an account's id, but
the audit. So a table that comes later is emptied too, or makes erasing fail; it is never forgotten.

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op
from alembic.script import ScriptDirectory

revision = "0011"
down_revision = "0010"

KEPT = "'accesses', 'access_seals'"
"""The audit: it holds ids only, and the chain over it would break."""

ABOUT_PATIENTS = f"""
SELECT c.oid, c.relname, a.attname
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND a.attname IN ('patient_id', 'account_id') AND NOT a.attisdropped
  AND c.relname NOT IN ({KEPT})"""

MAY_DELETE = f"""
DO $$ DECLARE place record; BEGIN
    FOR place IN {ABOUT_PATIENTS} LOOP
        EXECUTE format('{{verb}} DELETE ON %I {{whom}} r_door', place.relname);
    END LOOP;
END $$"""

PRIVILEGES = """
GRANT DELETE ON accounts TO r_door;
GRANT SELECT, INSERT ON erasures TO r_door, r_operator;
GRANT SELECT ON held_plans TO r_patient"""

POLICIES = (
    "CREATE POLICY all_door ON erasures FOR ALL TO r_door USING (true) WITH CHECK (true)",
    "CREATE POLICY all_operator ON erasures FOR ALL TO r_operator USING (true) WITH CHECK (true)",
    "CREATE POLICY select_patient ON held_plans FOR SELECT TO r_patient"
    " USING (patient_id = (SELECT app_uid()))",
)

# Within a door current_user is the door's owner, whom no login of the application can become.
REFUSE_CHANGE = f"""
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op = 'DELETE' AND current_user = 'r_door'
       AND tg_table_name NOT IN ({KEPT}, 'erasures') THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is append-only', tg_table_name USING ERRCODE = 'insufficient_privilege';
END $$"""

REFUSE_ANY_CHANGE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', tg_table_name USING ERRCODE = 'insufficient_privilege';
END $$"""

# The first lock waits for all requests about this patient, the second for the diary's writes; the
# workers hold a plan while they work out nudges, and a nudge while they write what became of it.
# Each statement sees what was committed while it waited, so what hangs on a row comes after it.
ERASE_ROWS = f"""
CREATE FUNCTION erase_rows(who uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE place record; erased bigint := 0; n bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(who::text, 1));
    PERFORM pg_advisory_xact_lock(hashtextextended(who::text, 0));
    FOR place IN
        SELECT t.relname, t.attname FROM ({ABOUT_PATIENTS}) t
        ORDER BY array_position(ARRAY['reminder_plans', 'reminders']::name[], t.relname),
                 EXISTS (SELECT FROM pg_constraint f WHERE f.confrelid = t.oid), t.relname
    LOOP
        EXECUTE format('DELETE FROM public.%I WHERE %I = $1', place.relname, place.attname)
            USING who;
        GET DIAGNOSTICS n = ROW_COUNT;
        erased := erased + n;
    END LOOP;
    DELETE FROM public.accounts WHERE id = who AND role = 'patient';
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN erased + n;
END $$"""

DOORS = {
    "erase_account(bytea)": (
        "r_patient",
        """(known_as bytea) RETURNS bigint LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT EXISTS (SELECT FROM accounts a WHERE a.id = app_uid() AND a.role = 'patient') THEN
                RAISE EXCEPTION 'no patient' USING ERRCODE = 'insufficient_privilege';
            END IF;
            INSERT INTO erasures (pseudonym, erased_at) VALUES (known_as, now())
            ON CONFLICT DO NOTHING;
            RETURN erase_rows(app_uid());
        END $$""",
    ),
    "erase_again(uuid, bytea)": (
        "r_operator",
        """(who uuid, known_as bytea) RETURNS bigint LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT EXISTS (SELECT FROM erasures e WHERE e.pseudonym = known_as) THEN
                RAISE EXCEPTION 'not in the ledger' USING ERRCODE = 'insufficient_privilege';
            END IF;
            RETURN erase_rows(who);
        END $$""",
    ),
}


RESET_CODE = "issue_reset_code(bytea, bytea, text, interval)"


def hang_reset_door(*, waits: bool) -> None:
    """The door of reset codes; `waits`: for an erasure under way, to find nobody then."""
    script = ScriptDirectory.from_config(op.get_context().config)
    body = script.get_revision("0003").module.DOORS[RESET_CODE][1]
    end = "a.clinic_id = app_clinic()))"
    if body.count(end) != 1:
        raise ValueError(f"not found once: {end}")
    if waits:
        body = body.replace(end, f"{end[:-1]} FOR KEY SHARE OF a)")
    op.execute("SET LOCAL ROLE r_door")
    _raw(f"CREATE OR REPLACE FUNCTION issue_reset_code{body}")
    op.execute(
        f"ALTER FUNCTION {RESET_CODE} SECURITY DEFINER"
        " SET search_path = pg_catalog, public, pg_temp"
    )
    op.execute("RESET ROLE")


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("pseudonym", sa.LargeBinary(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("pseudonym", name=op.f("pk_erasures")),
    )
    op.execute("ALTER TABLE erasures ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE erasures FORCE ROW LEVEL SECURITY")
    for statement in (*PRIVILEGES.split(";"), *POLICIES):
        op.execute(statement)
    _raw(MAY_DELETE.format(verb="GRANT", whom="TO"))
    _raw(REFUSE_CHANGE)
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON erasures "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    _raw(ERASE_ROWS)
    op.execute("REVOKE ALL ON FUNCTION erase_rows(uuid) FROM PUBLIC")
    op.execute("ALTER FUNCTION erase_rows(uuid) SET search_path = pg_catalog, public, pg_temp")
    op.execute("ALTER FUNCTION erase_rows(uuid) OWNER TO r_door")
    for signature, (role, body) in DOORS.items():
        op.execute(f"CREATE FUNCTION {signature.split('(', maxsplit=1)[0]}{body}")
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {role}")
        op.execute(
            f"ALTER FUNCTION {signature} SECURITY DEFINER"
            " SET search_path = pg_catalog, public, pg_temp"
        )
        op.execute(f"ALTER FUNCTION {signature} OWNER TO r_door")
    hang_reset_door(waits=True)


def downgrade() -> None:
    hang_reset_door(waits=False)
    for signature in (*DOORS, "erase_rows(uuid)"):
        op.execute(f"DROP FUNCTION {signature}")
    _raw(REFUSE_ANY_CHANGE)
    _raw(MAY_DELETE.format(verb="REVOKE", whom="FROM"))
    # As before: an ended sign-in takes its subscriptions with it.
    op.execute("GRANT DELETE ON push_subscriptions TO r_door")
    op.execute("REVOKE DELETE ON accounts FROM r_door")
    op.execute("DROP POLICY select_patient ON held_plans")
    op.execute("REVOKE SELECT ON held_plans FROM r_patient")
    op.execute("DROP TABLE erasures")


def _raw(statement: str) -> None:
    """Past SQLAlchemy, to which its colons and signs of percent would mean something."""
    op.get_bind().exec_driver_sql(statement.replace("%", "%%"))
