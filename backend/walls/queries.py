"""What the database's own catalogue says about schema, settings, roles and policies.

A rule that only lives in a migration can be lost by hand; these look at what really stands.
Each query gives sentences, and none when all is well.
"""

from collections.abc import Mapping

import psycopg
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from backend.database import db
from backend.walls.rules import (
    API_ROLES,
    APPEND_ONLY,
    DOORS,
    NEVER_ERASED,
    OPEN_VIEWS,
    WITHOUT_PATIENT,
)

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
  AND NOT p.roles <@ ARRAY['r_door', 'r_operator', 'r_worker']::name[]
UNION ALL
SELECT format('Policy %s of %s does not ask who it is.', p.policyname, p.tablename)
FROM pg_policies p
WHERE p.schemaname = 'public' AND NOT p.roles <@ ARRAY['r_door', 'r_operator', 'r_worker']::name[]
  AND concat(p.qual, ' ', p.with_check) !~ '(app_uid|app_clinic|granted_to_me)\\(\\)'
UNION ALL
SELECT format('%s has lost the trigger that keeps it append-only.', wanted.name)
FROM unnest(CAST(:append_only AS text[])) AS wanted(name)
WHERE NOT EXISTS (
    SELECT FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relname = wanted.name AND t.tgname = 'append_only'
      AND t.tgenabled IN ('O', 'A'))
""")

# information_schema shows only what the role that asks has to do with: the lists themselves do.
PRIVILEGES = text("""
WITH granted AS (
    SELECT c.relname AS name, c.relkind AS kind, a.grantee, a.privilege_type AS may
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL aclexplode(c.relacl) a
    WHERE n.nspname = 'public'
    UNION
    SELECT c.relname, c.relkind, a.grantee, a.privilege_type
    FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL aclexplode(t.attacl) a
    WHERE n.nspname = 'public'),
given AS (
    SELECT name, kind, may, pg_get_userbyid(grantee)::text AS who, grantee = 0 AS to_all
    FROM granted)
SELECT format('Everybody may %s on %s.', may, name) FROM given WHERE to_all
UNION ALL
SELECT format('The runtime login itself may %s on %s.', may, name)
FROM given WHERE who = session_user
UNION ALL
SELECT format('%s may %s on %s without a policy.', who, may, name)
FROM given g
WHERE who LIKE 'r\\_%' AND kind IN ('r', 'p') AND name <> 'alembic_version'
  AND may IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
  AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.schemaname = 'public'
                  AND p.tablename = g.name AND g.who = ANY (p.roles) AND p.cmd IN ('ALL', g.may))
UNION ALL
SELECT format('%s may %s on %s, past any policy.', who, may, name)
FROM given
WHERE who LIKE 'r\\_%' AND kind IN ('r', 'p')
  AND may IN ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN')
UNION ALL
SELECT format('%s may %s on %s, which is append-only.', who, may, name)
FROM given
WHERE who LIKE 'r\\_%' AND may IN ('UPDATE', 'DELETE') AND name = ANY (:append_only)
  AND NOT (who = 'r_door' AND may = 'DELETE' AND NOT name = ANY (:never_erased))
UNION ALL
SELECT format('%s may %s on %s, which is for others.', who, may, name)
FROM given
WHERE name = ANY (:views) AND who LIKE 'r\\_%' AND who <> 'r_door'
  AND (may <> 'SELECT'
       OR who <> CASE WHEN name LIKE 'registry\\_%' THEN 'r_registry' ELSE 'r_specialist' END)
UNION ALL
SELECT format('%s may make things in the schema.', rolname)
FROM pg_roles
WHERE (rolname = ANY (:roles) OR rolname = session_user)
  AND has_schema_privilege(oid, 'public', 'CREATE')
""")

DEFINERS = text("""
SELECT format('%s runs with more rights than its caller and is not a listed door.', p.proname)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND p.prosecdef
  AND NOT (n.nspname = 'public' AND p.proname = ANY (:doors))
UNION ALL
SELECT format('Door %s stands there more than once.', p.proname)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'public' AND p.proname = ANY (:doors)
GROUP BY p.proname HAVING count(*) > 1
UNION ALL
SELECT format('Door %s does not belong to r_door or its search path does not end with pg_temp.',
              p.proname)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'public' AND p.prosecdef
  AND (pg_get_userbyid(p.proowner) <> 'r_door' OR NOT coalesce(
       p.proconfig::text LIKE '%search_path=%pg_temp%', false))
UNION ALL
SELECT format('Function %s may be called by everybody.', p.proname)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname IN ('public', 'jobs') AND has_function_privilege('public', p.oid, 'EXECUTE')
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
UNION ALL
SELECT format('View %s joins neither a grant nor a consent.', c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('v', 'm') AND c.relname = ANY (:views)
  AND pg_get_viewdef(c.oid) !~ '\\m(shared_grants|shared_patients|grants|consents)\\M'
""")

ROLES = text("""
SELECT format('Role %s may log in, or is superuser, or bypasses row-level security.', rolname)
FROM pg_roles
WHERE rolname = ANY (:roles) AND (rolcanlogin OR rolsuper OR rolbypassrls)
UNION ALL
SELECT format('The runtime login %s has rights that it must not have.', rolname)
FROM pg_roles
WHERE rolname = session_user AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication)
UNION ALL
SELECT format('The runtime login may become %s.', rolname)
FROM pg_roles
WHERE rolname <> session_user AND NOT rolname = ANY (:api_roles)
  AND pg_has_role(session_user, oid, 'MEMBER')
UNION ALL
SELECT format('The runtime login has the rights of %s without taking it on.', rolname)
FROM pg_roles
WHERE rolname = ANY (:api_roles) AND pg_has_role(session_user, oid, 'USAGE')
UNION ALL
SELECT format('%s belongs to %s.', c.relname, pg_get_userbyid(c.relowner))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public'
  AND (pg_get_userbyid(c.relowner) = session_user
       OR pg_get_userbyid(c.relowner) = ANY (:roles) AND c.relkind IN ('r', 'p'))
""")

KEYS = text("""
SELECT format('Key %s of %s does not begin with patient_id.', i.indexrelid::regclass, c.relname)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
WHERE n.nspname = 'public' AND i.indisunique AND a.attname IS DISTINCT FROM 'patient_id'
  AND NOT c.relname = ANY (:without_patient)
UNION ALL
SELECT format('%s carries no patient_id.', c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relname = ANY (:without_patient)
  AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'patient_id')
""")

QUEUE = text("""
WITH granted AS (
    SELECT nspname AS name, a.* FROM pg_namespace, aclexplode(nspacl) a WHERE nspname = 'jobs'
    UNION ALL
    SELECT c.relname, a.* FROM pg_class c, aclexplode(c.relacl) a
    WHERE c.relnamespace = to_regnamespace('jobs')),
given AS (
    SELECT name, privilege_type AS may,
        CASE grantee WHEN 0 THEN 'Everybody' ELSE pg_get_userbyid(grantee)::text END AS who
    FROM granted WHERE grantee <> grantor)
SELECT format('%s may %s on %s, the queue of the workers.', who, may, name)
FROM given WHERE NOT (who = 'r_worker' AND may IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'USAGE'))
  AND NOT (who = 'r_door' AND may IN ('SELECT', 'INSERT', 'USAGE'))
""")

CATEGORIES = text("""
SELECT id, category_of(id) FROM unnest(CAST(:ids AS text[])) AS wanted(id)
""")

GATES = text("""
SELECT c.relname || '.' || gate[2], gate[1]
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL regexp_matches(
    pg_get_viewdef(c.oid),
    'WHEN \\(''([a-z_]+)''::text = ANY \\(g\\.categories\\)\\) THEN x\\.([a-z_]+)', 'g') gate
WHERE n.nspname = 'public' AND c.relname = ANY (:views)
""")

RANGES = text("""
SELECT c.relname || '.' || bounds[1], bounds[2]::float8, bounds[3]::float8
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL regexp_matches(
    translate(pg_get_constraintdef(k.oid), '()', ''),
    '([a-z_]+) >= ([0-9.]+)[a-z:]* AND \\1 <= ([0-9.]+)[a-z:]*', 'g') bounds
WHERE n.nspname = 'public' AND k.contype = 'c' AND k.convalidated AND c.relname = ANY (:tables)
  AND pg_get_constraintdef(k.oid) NOT LIKE '% OR %'
""")

_ROLES = [*API_ROLES, "r_operator", "r_registry", "r_worker"]
_LISTS = {"append_only": list(APPEND_ONLY), "views": list(OPEN_VIEWS)}
LINTS = {
    SETTINGS: {},
    POLICIES: {"append_only": _LISTS["append_only"]},
    PRIVILEGES: {**_LISTS, "roles": _ROLES, "never_erased": list(NEVER_ERASED)},
    DEFINERS: {"doors": list(DOORS), "views": _LISTS["views"]},
    ROLES: {"roles": [*_ROLES, "r_door"], "api_roles": list(API_ROLES)},
    KEYS: {"without_patient": list(WITHOUT_PATIENT)},
    QUEUE: {},
}


def schema_version() -> str | None:
    """The migration that the database was brought to; None if it was brought to none."""
    try:
        with db.session.begin_nested():
            version: str | None = db.session.scalar(HEAD)
    except ProgrammingError:
        return None
    return version


def lint() -> list[str]:
    """What the database's catalogue has that it must not have, in sentences."""
    return [
        sentence for query, given in LINTS.items() for sentence in db.session.scalars(query, given)
    ]


def shared_categories(ids: list[str]) -> Mapping[str, str | None]:
    """Which category `category_of` holds each of these items and side effects for."""
    return {row[0]: row[1] for row in db.session.execute(CATEGORIES, {"ids": ids})}


def gated_columns(views: list[str]) -> Mapping[str, str]:
    """The category without which each `view.column` gives NULL."""
    return {row[0]: row[1] for row in db.session.execute(GATES, {"views": views})}


def kept_ranges(tables: list[str]) -> Mapping[str, tuple[float, float]]:
    """Between which numbers a constraint keeps each `table.column`."""
    rows = db.session.execute(RANGES, {"tables": tables})
    return {row[0]: (row[1], row[2]) for row in rows}


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
