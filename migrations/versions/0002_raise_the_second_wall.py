"""Let PostgreSQL itself keep patients apart: roles, privileges, forced row-level security.

Roles are cluster-wide: created if absent, never dropped. The owner is no superuser and has no
BYPASSRLS, so a managed server will do.

Revision: 0002, after 0001.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

ROLES = ("r_anon", "r_patient", "r_specialist", "r_staff", "r_operator", "r_registry", "r_door")
SIGNED_IN = "r_patient, r_specialist, r_staff"
DIARY = ("days", "moments", "revisions", "repeated_writes")
TABLES = (
    "clinics", "accounts", "sign_ins", "invitations", "reset_codes", "recovery_codes",
    "totp_uses", "attempts", "text_signatures", "consents", "consent_events", "grants",
    "accesses", "access_seals", *DIARY,
)  # fmt: skip

ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
        CREATE ROLE {role} NOLOGIN;
    END IF;
    IF NOT pg_has_role(current_user, '{role}', 'SET') THEN
        EXECUTE format('GRANT {role} TO %I WITH INHERIT FALSE, SET TRUE', current_user);
    END IF;
END $$"""

APP_UID = """
CREATE FUNCTION app_uid() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.uid', true), '')::uuid"""

APP_CLINIC = """
CREATE FUNCTION app_clinic() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public
BEGIN ATOMIC SELECT clinic_id FROM public.accounts WHERE id = public.app_uid(); END"""

APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', tg_table_name USING ERRCODE = 'insufficient_privilege';
END $$"""

PRIVILEGES = f"""
GRANT SELECT ON clinics TO {SIGNED_IN};
GRANT SELECT ON accounts TO {SIGNED_IN};
GRANT UPDATE (email_hash, email_sealed, name_sealed, time_zone, day_starts_at, password_hash,
              totp_sealed, totp_pending_sealed) ON accounts TO {SIGNED_IN};
GRANT SELECT, INSERT ON sign_ins TO {SIGNED_IN};
GRANT UPDATE (revoked_at) ON sign_ins TO {SIGNED_IN};
GRANT INSERT ON invitations TO r_specialist, r_staff;
GRANT SELECT (account_id, used_at), UPDATE (used_at) ON reset_codes TO {SIGNED_IN};
GRANT SELECT, INSERT, DELETE ON recovery_codes TO {SIGNED_IN};
GRANT UPDATE (used_at) ON recovery_codes TO {SIGNED_IN};
GRANT SELECT, INSERT, DELETE ON totp_uses TO {SIGNED_IN};
GRANT SELECT ON text_signatures TO r_patient, r_specialist;
GRANT INSERT, UPDATE, DELETE ON text_signatures TO r_specialist;
GRANT SELECT, INSERT ON consents, consent_events, grants TO r_patient;
GRANT UPDATE (version, given_at, withdrawn_at, needed_to_write, needed_to_share)
    ON consents TO r_patient;
GRANT UPDATE (ended_at) ON grants TO r_patient;
GRANT INSERT ON accesses TO {SIGNED_IN};
GRANT SELECT ON accesses TO r_patient;
GRANT SELECT, INSERT ON {", ".join(DIARY)} TO r_patient;
GRANT UPDATE ON days, moments TO r_patient;

GRANT SELECT, INSERT ON clinics, invitations, reset_codes TO r_operator;
GRANT UPDATE (name, crisis_contacts) ON clinics TO r_operator;
GRANT SELECT ON accounts, accesses TO r_operator;
GRANT UPDATE (created_at) ON accounts TO r_operator;
GRANT SELECT, INSERT ON access_seals TO r_operator;

GRANT SELECT ON {", ".join(t for t in TABLES if t != "access_seals")} TO r_door;
GRANT INSERT ON accounts, attempts, reset_codes, accesses TO r_door;
GRANT UPDATE ON attempts, sign_ins, invitations, reset_codes, recovery_codes TO r_door;
GRANT UPDATE (password_hash) ON accounts TO r_door"""

OWN = "(SELECT app_uid())"
CLINIC = "(SELECT app_clinic())"


def policy(table: str, roles: str, verb: str, using: str | None, check: str | None = None) -> str:
    name = f"{verb.lower()}_{roles.replace(', ', '_').replace('r_', '')}"
    parts = [f"CREATE POLICY {name} ON {table} FOR {verb} TO {roles}"]
    parts += [f"USING ({using})"] if using else []
    parts += [f"WITH CHECK ({check})"] if check else []
    return " ".join(parts)


POLICIES = (
    policy("clinics", SIGNED_IN, "SELECT", f"id = {CLINIC}"),
    policy("accounts", SIGNED_IN, "SELECT", f"id = {OWN}"),
    policy("accounts", SIGNED_IN, "UPDATE", f"id = {OWN}", f"id = {OWN}"),
    policy("sign_ins", SIGNED_IN, "ALL", f"account_id = {OWN}", f"account_id = {OWN}"),
    policy("reset_codes", SIGNED_IN, "SELECT", f"account_id = {OWN}"),
    policy("reset_codes", SIGNED_IN, "UPDATE", f"account_id = {OWN}", "used_at IS NOT NULL"),
    policy("recovery_codes", SIGNED_IN, "ALL", f"account_id = {OWN}", f"account_id = {OWN}"),
    policy("totp_uses", SIGNED_IN, "ALL", f"account_id = {OWN}", f"account_id = {OWN}"),
    policy(
        "invitations", "r_specialist", "INSERT", None,
        f"invited_by = {OWN} AND clinic_id = {CLINIC} AND role = 'patient'",
    ),
    policy(
        "invitations", "r_staff", "INSERT", None,
        f"invited_by = {OWN} AND clinic_id = {CLINIC} AND role IN ('patient', 'specialist')",
    ),
    policy("text_signatures", "r_patient", "SELECT", f"clinic_id = {CLINIC}"),
    policy(
        "text_signatures", "r_specialist", "ALL", f"clinic_id = {CLINIC}",
        f"clinic_id = {CLINIC} AND signed_by = {OWN}",
    ),
    *(
        policy(table, "r_patient", "ALL", f"patient_id = {OWN}", f"patient_id = {OWN}")
        for table in ("consents", "consent_events", "grants", *DIARY)
    ),
    policy("accesses", "r_patient", "SELECT", f"patient_id = {OWN}"),
    policy("accesses", SIGNED_IN, "INSERT", None, f"actor_id = {OWN}"),
    *(
        policy(table, "r_operator", "ALL", "true", "true")
        for table in ("clinics", "invitations", "reset_codes", "accounts", "accesses",
                      "access_seals")
    ),
    *(
        policy(table, "r_door", "ALL", "true", "true")
        for table in TABLES if table != "access_seals"
    ),
)  # fmt: skip


def upgrade() -> None:
    for role in ROLES:
        op.execute(ROLE.format(role=role))
    op.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    op.execute(f"GRANT USAGE ON SCHEMA public TO {', '.join(ROLES)}")
    op.execute("GRANT CREATE ON SCHEMA public TO r_door")
    op.execute("GRANT SELECT ON alembic_version TO r_anon")
    op.execute(APP_UID)
    op.execute(APP_CLINIC)
    op.execute("REVOKE ALL ON FUNCTION app_uid(), app_clinic() FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION app_uid() TO {', '.join(ROLES)}")
    op.execute(f"GRANT EXECUTE ON FUNCTION app_clinic() TO {SIGNED_IN}, r_door")
    for statement in PRIVILEGES.split(";"):
        op.execute(statement)
    op.execute("ALTER FUNCTION app_clinic() OWNER TO r_door")
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for statement in POLICIES:
        op.execute(statement)
    op.execute(APPEND_ONLY)
    op.execute("REVOKE ALL ON FUNCTION refuse_change() FROM PUBLIC")
    for table in ("revisions", "repeated_writes", "consent_events", "accesses", "access_seals"):
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in ("revisions", "repeated_writes", "consent_events", "accesses", "access_seals"):
        op.execute(f"DROP TRIGGER append_only ON {table}")
    for statement in POLICIES:
        words = statement.split()
        op.execute(f"DROP POLICY {words[2]} ON {words[4]}")
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        op.execute(f"REVOKE ALL ON {table} FROM {', '.join(ROLES)}")
    op.execute("DROP FUNCTION refuse_change(), app_clinic(), app_uid()")
    op.execute("REVOKE ALL ON alembic_version FROM r_anon")
    op.execute(f"REVOKE ALL ON SCHEMA public FROM {', '.join(ROLES)}")
    op.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
