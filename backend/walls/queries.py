"""What the database's own catalogue says about schema, settings, roles and policies.

A rule that only lives in a migration can be lost by hand; these look at what really stands.
Each query gives sentences, and none when all is well.
"""

from collections.abc import Mapping

import psycopg
from psycopg import sql
from sqlalchemy import text

from backend.database import db

WITHOUT_PATIENT = (
    "accounts", "clinics", "invitations", "sign_ins", "attempts", "access_seals", "reset_codes",
    "recovery_codes", "totp_uses", "text_signatures", "alembic_version",
)  # fmt: skip
"""Reference tables, which need not carry `patient_id` first in every key."""

DOORS = (
    "accept_invitation", "app_clinic", "caseload", "count_attempt", "find_login", "find_sign_in",
    "issue_reset_code", "reset_password", "rotate_refresh", "specialist_by_share_code",
    "staff_names",
)  # fmt: skip
"""The only functions that run with more rights than their caller."""

OPEN_VIEWS = (
    "registry_days", "shared_days", "shared_grants", "shared_moments", "shared_patients",
    "shared_revisions",
)  # fmt: skip
"""The only views that show rows of more than one person; each joins a live grant or consent."""

API_ROLES = ("r_anon", "r_patient", "r_specialist", "r_staff")

HEAD = text("SELECT version_num FROM alembic_version")

SETTINGS = text("""
SELECT format('%s is %s, not on: a stored entry could be lost.', name, setting)
FROM pg_settings
WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting <> 'on'
UNION ALL
SELECT format('The connection begins as %s, not as r_anon.', current_setting('role'))
WHERE current_setting('role') <> 'r_anon'
""")

POLICIES = text("""
SELECT format('Row-level security of %s is not forced.', c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> 'alembic_version'
  AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
UNION ALL
SELECT format('Policy %s of %s lets everybody through.', p.policyname, p.tablename)
FROM pg_policies p
WHERE p.schemaname = 'public' AND (p.qual = 'true' OR p.with_check = 'true')
  AND NOT p.roles <@ ARRAY['r_door', 'r_operator']::name[]
UNION ALL
SELECT format('%s of %s may %s without a policy.', g.grantee, g.table_name, g.privilege_type)
FROM information_schema.role_table_grants g
JOIN pg_class c ON c.relname = g.table_name AND c.relkind = 'r'
WHERE g.table_schema = 'public' AND g.grantee LIKE 'r\\_%' AND g.table_name <> 'alembic_version'
  AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.tablename = g.table_name
                  AND g.grantee = ANY (p.roles) AND p.cmd IN ('ALL', g.privilege_type))
UNION ALL
SELECT format('%s may %s on %s, which is append-only.', g.grantee, g.privilege_type, g.table_name)
FROM information_schema.role_table_grants g
WHERE g.table_schema = 'public' AND g.grantee LIKE 'r\\_%' AND g.privilege_type IN ('UPDATE', 'DELETE')
  AND g.table_name IN ('revisions', 'repeated_writes', 'consent_events', 'accesses', 'access_seals')
UNION ALL
SELECT format('%s has %s on %s for everybody.', g.grantee, g.privilege_type, g.table_name)
FROM information_schema.role_table_grants g
WHERE g.table_schema = 'public' AND g.grantee = 'PUBLIC'
""")

DEFINERS = text("""
SELECT format('%s runs with more rights than its caller and is not a listed door.', p.proname)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'public' AND p.prosecdef AND NOT p.proname = ANY (:doors)
UNION ALL
SELECT format('Door %s does not belong to r_door or has no fixed search path.', p.proname)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'public' AND p.prosecdef
  AND (pg_get_userbyid(p.proowner) <> 'r_door' OR NOT coalesce(
       p.proconfig::text LIKE '%search_path%', false))
UNION ALL
SELECT format('Function %s may be called by everybody.', p.proname)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'public' AND has_function_privilege('public', p.oid, 'EXECUTE')
UNION ALL
SELECT format('View %s is not listed and not security_invoker.', c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('v', 'm') AND NOT c.relname = ANY (:views)
  AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)
UNION ALL
SELECT format('View %s does not belong to r_door or is no security barrier.', c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relname = ANY (:views)
  AND (pg_get_userbyid(c.relowner) <> 'r_door'
       OR NOT coalesce('security_barrier=true' = ANY (c.reloptions), false))
""")

ROLES = text("""
SELECT format('Role %s may log in, or is superuser, or bypasses row-level security.', rolname)
FROM pg_roles
WHERE rolname = ANY (:roles) AND (rolcanlogin OR rolsuper OR rolbypassrls)
UNION ALL
SELECT format('The runtime login %s has rights that it must not have.', rolname)
FROM pg_roles WHERE rolname = session_user AND (rolsuper OR rolbypassrls OR rolcreaterole)
UNION ALL
SELECT format('The runtime login may become %s.', rolname)
FROM pg_roles
WHERE rolname IN ('r_door', 'r_operator', 'r_registry')
  AND pg_has_role(session_user, oid, 'MEMBER')
UNION ALL
SELECT format('%s belongs to the runtime login.', c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND pg_get_userbyid(c.relowner) = session_user
""")

KEYS = text("""
SELECT format('Key %s of %s does not begin with patient_id.', i.indexrelid::regclass, c.relname)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
WHERE n.nspname = 'public' AND i.indisunique AND a.attname <> 'patient_id'
  AND NOT c.relname = ANY (:without_patient)
UNION ALL
SELECT format('%s carries no patient_id.', c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' AND NOT c.relname = ANY (:without_patient)
  AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'patient_id')
""")

LINTS = {
    SETTINGS: {},
    POLICIES: {},
    DEFINERS: {"doors": list(DOORS), "views": list(OPEN_VIEWS)},
    ROLES: {"roles": [*API_ROLES, "r_operator", "r_registry", "r_door"]},
    KEYS: {"without_patient": list(WITHOUT_PATIENT)},
}


def schema_version() -> str | None:
    """The migration that the database was brought to."""
    version: str | None = db.session.scalar(HEAD)
    return version


def lint() -> list[str]:
    """What the database's catalogue has that it must not have, in sentences."""
    return [
        sentence for query, given in LINTS.items() for sentence in db.session.scalars(query, given)
    ]


def side_effect_categories(ids: list[str]) -> Mapping[str, str | None]:
    """Which category the shared views hold each item or side effect for."""
    rows = db.session.execute(
        text("SELECT id, category_of(id) FROM unnest(CAST(:ids AS text[])) AS wanted(id)"),
        {"ids": ids},
    )
    return {row[0]: row[1] for row in rows}


def grant_roles(owner_url: str, login_url: str, roles: tuple[str, ...]) -> str:
    """Let a login take on these roles, without having their rights by itself; gives its name."""
    login = psycopg.conninfo.conninfo_to_dict(login_url)["user"]
    with psycopg.connect(owner_url) as connection:
        for role in roles:
            connection.execute(
                sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(
                    sql.Identifier(role), sql.Identifier(str(login))
                )
            )
    return str(login)
