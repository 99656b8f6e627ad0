"""Let requests do the few things that must happen before, or beyond, knowing who asks.

Each door is a SECURITY DEFINER function of `r_door` with a fixed search path; nothing else may
see rows of more than one person. A test knows this list.

Revision: 0003, after 0002.
"""

from alembic import op

revision = "0003"
down_revision = "0002"

SIGNED_IN = "r_patient, r_specialist, r_staff"

DOORS = {
    "find_login(bytea)": (
        "r_anon",
        """(wanted bytea) RETURNS TABLE (id uuid, role text, clinic_id uuid, password_hash text,
        totp_sealed bytea, data_key bytea) LANGUAGE sql STABLE
        AS $$ SELECT id, role, clinic_id, password_hash, totp_sealed, data_key
              FROM accounts WHERE email_hash = wanted $$""",
    ),
    "find_sign_in(uuid)": (
        f"r_anon, {SIGNED_IN}",
        """(wanted uuid) RETURNS TABLE (account_id uuid, role text, clinic_id uuid,
        signed_in_at timestamptz) LANGUAGE sql STABLE ROWS 1
        AS $$ SELECT a.id, a.role, a.clinic_id, s.created_at
              FROM sign_ins s JOIN accounts a ON a.id = s.account_id
              WHERE s.id = wanted AND s.revoked_at IS NULL AND s.expires_at > now()
                AND s.idle_expires_at > now() $$""",
    ),
    "rotate_refresh(uuid, integer, interval, jsonb)": (
        "r_anon",
        """(family uuid, presented integer, grace interval, idle jsonb)
        RETURNS TABLE (outcome text, generation integer, account_id uuid, role text)
        LANGUAGE plpgsql AS $$
        DECLARE s sign_ins; who text;
        BEGIN
            SELECT * INTO s FROM sign_ins WHERE id = family FOR UPDATE;
            SELECT a.role INTO who FROM accounts a WHERE a.id = s.account_id;
            IF s.id IS NULL OR s.revoked_at IS NOT NULL OR s.expires_at <= now()
               OR s.idle_expires_at <= now() THEN
                RETURN QUERY SELECT 'ended', 0, NULL::uuid, NULL::text; RETURN;
            END IF;
            IF presented = s.generation THEN
                UPDATE sign_ins SET generation = s.generation + 1, rotated_at = now(),
                    idle_expires_at = now() + (idle ->> who)::interval WHERE id = family;
                RETURN QUERY SELECT 'rotated', s.generation + 1, s.account_id, who; RETURN;
            END IF;
            IF presented = s.generation - 1 AND s.rotated_at > now() - grace THEN
                RETURN QUERY SELECT 'rotated', s.generation, s.account_id, who; RETURN;
            END IF;
            UPDATE sign_ins SET revoked_at = now() WHERE id = family;
            RETURN QUERY SELECT 'reused', 0, s.account_id, who;
        END $$""",
    ),
    "count_attempt(text, bytea, interval, integer)": (
        f"r_anon, {SIGNED_IN}",
        """(what text, who bytea, within interval, more integer)
        RETURNS TABLE (failures integer, retry_after integer) LANGUAGE sql
        AS $$ INSERT INTO attempts AS a (kind, subject_hash, window_began_at, failures)
              VALUES (what, who, now(), greatest(more, 0))
              ON CONFLICT (kind, subject_hash) DO UPDATE SET
                failures = CASE WHEN a.window_began_at <= now() - within THEN greatest(more, 0)
                                ELSE greatest(a.failures + more, 0) END,
                window_began_at = CASE WHEN a.window_began_at <= now() - within THEN now()
                                       ELSE a.window_began_at END
              RETURNING a.failures,
                greatest(1, ceil(extract(epoch FROM a.window_began_at + within - now())))::integer
        $$""",
    ),
    "accept_invitation(bytea, uuid, jsonb)": (
        "r_anon",
        """(code bytea, new_id uuid, person jsonb)
        RETURNS TABLE (role text, clinic_id uuid) LANGUAGE plpgsql AS $$
        DECLARE i invitations;
        BEGIN
            UPDATE invitations SET used_at = now()
            WHERE code_hash = code AND used_at IS NULL AND expires_at > now() RETURNING * INTO i;
            IF i.code_hash IS NULL THEN RETURN; END IF;
            INSERT INTO accounts (id, clinic_id, role, email_hash, email_sealed, name_sealed,
                data_key, password_hash, time_zone, created_at, day_starts_at, share_code,
                totp_sealed)
            VALUES (new_id, i.clinic_id, i.role, decode(person ->> 'email_hash', 'hex'),
                decode(person ->> 'email_sealed', 'hex'), decode(person ->> 'name_sealed', 'hex'),
                decode(person ->> 'data_key', 'hex'), person ->> 'password_hash',
                person ->> 'time_zone', now(), '04:00',
                CASE WHEN i.role = 'specialist' THEN person ->> 'share_code' END,
                CASE WHEN i.role <> 'patient' THEN decode(person ->> 'totp_sealed', 'hex') END)
            ON CONFLICT (email_hash) DO NOTHING;
            IF NOT FOUND THEN
                UPDATE invitations SET used_at = NULL WHERE code_hash = code;
                RETURN;
            END IF;
            RETURN QUERY SELECT i.role::text, i.clinic_id;
        END $$""",
    ),
    "issue_reset_code(bytea, bytea, text, interval)": (
        "r_anon, r_staff",
        """(wanted bytea, code bytea, how text, valid interval)
        RETURNS TABLE (id uuid, role text, email_sealed bytea, data_key bytea) LANGUAGE sql
        AS $$ WITH found AS (
                SELECT a.id, a.role, a.email_sealed, a.data_key FROM accounts a
                WHERE a.email_hash = wanted AND (how = 'email' OR a.clinic_id = app_clinic())),
              issued AS (
                INSERT INTO reset_codes (code_hash, account_id, proof, created_at, expires_at,
                                         issued_by)
                SELECT code, found.id, how, now(), now() + valid, app_uid() FROM found)
              SELECT * FROM found $$""",
    ),
    "reset_password(bytea, bytea, text)": (
        "r_anon",
        """(code bytea, recovery bytea, new_hash text)
        RETURNS TABLE (id uuid, role text, proof text) LANGUAGE plpgsql AS $$
        DECLARE r reset_codes; a accounts;
        BEGIN
            SELECT * INTO r FROM reset_codes
            WHERE code_hash = code AND used_at IS NULL AND expires_at > now() FOR UPDATE;
            IF r.code_hash IS NULL THEN RETURN; END IF;
            IF r.proof = 'clinic' THEN
                UPDATE recovery_codes c SET used_at = now() WHERE c.account_id = r.account_id
                    AND c.code_hash = recovery AND c.used_at IS NULL;
                IF NOT FOUND THEN RETURN; END IF;
            END IF;
            UPDATE reset_codes o SET used_at = now()
                WHERE o.account_id = r.account_id AND o.used_at IS NULL;
            UPDATE accounts x SET password_hash = new_hash WHERE x.id = r.account_id
                RETURNING * INTO a;
            UPDATE sign_ins SET revoked_at = now()
                WHERE account_id = r.account_id AND revoked_at IS NULL;
            RETURN QUERY SELECT a.id, a.role::text, r.proof;
        END $$""",
    ),
    "specialist_by_share_code(text)": (
        "r_patient",
        """(code text) RETURNS TABLE (id uuid, name_sealed bytea, data_key bytea,
        clinic_id uuid, clinic_name text) LANGUAGE sql STABLE
        AS $$ SELECT a.id, a.name_sealed, a.data_key, c.id, c.name
              FROM accounts a JOIN clinics c ON c.id = a.clinic_id
              WHERE a.share_code = code AND a.role = 'specialist' $$""",
    ),
    "staff_names(uuid[])": (
        SIGNED_IN,
        """(wanted uuid[]) RETURNS TABLE (id uuid, name_sealed bytea, data_key bytea,
        clinic_name text) LANGUAGE sql STABLE
        AS $$ SELECT a.id, a.name_sealed, a.data_key, c.name
              FROM accounts a JOIN clinics c ON c.id = a.clinic_id
              WHERE a.id = ANY (wanted) AND a.role <> 'patient' $$""",
    ),
}


def upgrade() -> None:
    for signature, (roles, body) in DOORS.items():
        name = signature.split("(", maxsplit=1)[0]
        op.execute(f"CREATE FUNCTION {name}{body}")
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {roles}")
        op.execute(
            f"ALTER FUNCTION {signature} SECURITY DEFINER SET search_path = pg_catalog, public"
        )
        op.execute(f"ALTER FUNCTION {signature} OWNER TO r_door")


def downgrade() -> None:
    for signature in reversed(DOORS):
        op.execute(f"DROP FUNCTION {signature}")
