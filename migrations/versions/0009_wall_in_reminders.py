"""Wall in push subscriptions, plans, nudges and deliveries, and open their doors.

The worker sees what it needs of everybody and nothing else: which days have an entry, not what
they say. A change of zone, consent or a session's questions marks the plan as stale in the same
transaction, whoever makes it; a sign-in that ends takes its subscriptions with it.

Revision: 0009, after 0008.
"""

from typing import Any

from alembic import op
from alembic.script import ScriptDirectory

revision = "0009"
down_revision = "0008"

TABLES = ("push_subscriptions", "push_counts", "reminder_plans", "reminders", "deliveries")
OWN = "patient_id = (SELECT app_uid())"
MY_ACCOUNT = "account_id = (SELECT app_uid())"
CHOSEN = (
    "at, weekdays, again, asks, tell_specialist, quiet_from, quiet_to, paused_from, paused_until,"
    " pause_reason, snoozed_until, changed_at, stale"
)

PRIVILEGES = f"""
GRANT SELECT, DELETE ON push_subscriptions TO r_patient;
GRANT SELECT, INSERT, UPDATE ({CHOSEN}) ON reminder_plans TO r_patient;
GRANT SELECT, INSERT ON reminders TO r_patient;
GRANT SELECT ON deliveries TO r_patient;

GRANT SELECT, UPDATE (address_sealed, accepted_at, refusals, denials, denied_since, retired_at,
    retired_because) ON push_subscriptions TO r_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON push_counts TO r_worker;
GRANT SELECT, UPDATE (stale, planned_until, rung, silent_since, told_at) ON reminder_plans
    TO r_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON reminders, deliveries TO r_worker;
GRANT SELECT (data_key) ON accounts TO r_worker;
GRANT SELECT (given_at) ON consents TO r_worker;
GRANT SELECT (id, account_id, revoked_at, expires_at, idle_expires_at) ON sign_ins TO r_worker;
GRANT SELECT (patient_id, day, withdrawn) ON days, moments TO r_worker;

GRANT SELECT, INSERT, UPDATE, DELETE ON push_subscriptions TO r_door;
GRANT SELECT ON push_counts, reminders TO r_door;
GRANT SELECT, INSERT, UPDATE ON reminder_plans TO r_door;
GRANT SELECT, UPDATE ON deliveries TO r_door"""

POLICIES = (
    ("push_subscriptions", "r_patient", "SELECT", MY_ACCOUNT, None),
    ("push_subscriptions", "r_patient", "DELETE", MY_ACCOUNT, None),
    ("reminder_plans", "r_patient", "ALL", OWN, OWN),
    ("reminders", "r_patient", "SELECT", OWN, None),
    ("reminders", "r_patient", "INSERT", None, f"{OWN} AND slot LIKE 'test/%'"),
    ("deliveries", "r_patient", "SELECT", OWN, None),
    *((table, "r_worker", "ALL", "true", "true") for table in TABLES),
    *((table, "r_worker", "SELECT", "true", None) for table in ("sign_ins", "days", "moments")),
    *((table, "r_door", "ALL", "true", "true") for table in TABLES),
)

DOORS = {
    "bind_subscription(uuid, uuid, jsonb)": (
        "r_patient",
        """(new_id uuid, sign_in uuid, given jsonb)
        RETURNS TABLE (id uuid, created_at timestamptz) LANGUAGE sql
        AS $$ INSERT INTO push_subscriptions AS s (id, account_id, sign_in_id, endpoint_hash,
                address_sealed, key_id, vendor, created_at, device, refusals, denials)
              SELECT new_id, i.account_id, i.id, decode(given ->> 'endpoint_hash', 'hex'),
                decode(given ->> 'address_sealed', 'hex'), given ->> 'key_id', given ->> 'vendor',
                now(), given ->> 'device', 0, 0
              FROM sign_ins i
              WHERE i.id = sign_in AND i.account_id = app_uid() AND i.revoked_at IS NULL
              ON CONFLICT (endpoint_hash) DO UPDATE
              SET id = CASE WHEN s.account_id = excluded.account_id THEN s.id ELSE excluded.id END,
                  account_id = excluded.account_id, sign_in_id = excluded.sign_in_id,
                  address_sealed = excluded.address_sealed, vendor = excluded.vendor,
                  key_id = CASE WHEN (given ->> 'key_is_named')::boolean
                                     OR s.account_id <> excluded.account_id
                           THEN excluded.key_id ELSE s.key_id END,
                  device = excluded.device, created_at = excluded.created_at,
                  accepted_at = NULL, refusals = 0, denials = 0, denied_since = NULL,
                  retired_at = NULL, retired_because = NULL
              RETURNING s.id, s.created_at $$""",
    ),
    "note_receipt(bytea, text, timestamptz)": (
        "r_anon, r_patient, r_specialist, r_staff",
        """(token bytea, what text, noted timestamptz) RETURNS TABLE (is_due boolean) LANGUAGE sql
        AS $$ WITH found AS (
                UPDATE deliveries d
                SET shown_at = coalesce(d.shown_at, noted),
                    opened_at = CASE WHEN what IN ('opened', 'acted')
                                THEN coalesce(d.opened_at, noted) ELSE d.opened_at END,
                    acted_at = CASE WHEN what = 'acted'
                               THEN coalesce(d.acted_at, noted) ELSE d.acted_at END
                WHERE d.token_hash = token AND d.made_at > noted - interval '7 days'
                RETURNING d.patient_id, d.reminder_id)
              SELECT r.slot LIKE 'test/%' OR asked_of_patient(r.patient_id, r.slot, r.day,
                        noted, true)
              FROM found f JOIN reminders r
                ON r.patient_id = f.patient_id AND r.id = f.reminder_id $$""",
    ),
    "push_figures()": (
        "r_anon",
        """() RETURNS TABLE (figure text, vendor text, label text, n double precision)
        LANGUAGE sql STABLE
        AS $$ SELECT 'answers', c.vendor, c.answer, sum(c.n)::double precision
              FROM push_counts c GROUP BY c.vendor, c.answer
              UNION ALL
              SELECT 'delays', '', c.within_s::text, sum(c.n)::double precision
              FROM push_counts c WHERE c.within_s > 0 GROUP BY c.within_s
              UNION ALL
              SELECT 'delay_s', '', '', coalesce(sum(c.delay_s), 0) FROM push_counts c
              UNION ALL
              SELECT 'backlog', '', '', count(*) FROM reminders r
              WHERE r.state = 'pending' AND r.next_at <= now()
              UNION ALL
              SELECT 'oldest_s', '', '',
                coalesce(extract(epoch FROM now() - min(r.next_at)), 0)::double precision
              FROM reminders r WHERE r.state = 'pending' AND r.next_at <= now()
              UNION ALL
              SELECT 'subscriptions', s.vendor,
                CASE WHEN s.retired_at IS NULL THEN 'live' ELSE 'retired' END, count(*)
              FROM push_subscriptions s GROUP BY 2, 3 $$""",
    ),
}

ASKED = """
CREATE FUNCTION asked_of_patient(who uuid, slot text, diary_day date, at timestamptz,
    with_asks boolean)
RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT slot NOT LIKE 'moment/%' AND NOT EXISTS (
                 SELECT FROM public.days d WHERE d.patient_id = who AND d.day = diary_day
                   AND NOT d.withdrawn)
          OR with_asks AND EXISTS (
             SELECT FROM public.occurrences o WHERE o.patient_id = who AND o.state = 'due'
               AND o.ask <> 'diary' AND o.opens_at <= at AND o.closes_at > at) $$"""
"""Whether the diary of that day, or anything else at that moment, waits for the patient.

A question after a session has a nudge of its own, which the diary doesn't keep alive.
"""

REPLAN = """
CREATE FUNCTION replan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_table_name = 'consents' THEN
        INSERT INTO reminder_plans AS p (patient_id, at, weekdays, again, asks, tell_specialist,
            changed_at, stale, rung)
        VALUES (new.patient_id, '19:00', '{1,2,3,4,5,6,7}', true, true, false, now(), true, 0)
        ON CONFLICT (patient_id) DO UPDATE SET stale = true, changed_at = now();
    ELSIF tg_table_name = 'accounts' THEN
        UPDATE reminder_plans SET stale = true, changed_at = now() WHERE patient_id = new.id;
    ELSE
        UPDATE reminder_plans SET stale = true WHERE patient_id = new.patient_id AND NOT stale;
    END IF;
    RETURN NULL;
END $$"""
"""The proposed time is the catalogue's; a test holds the two together."""

DROP_SUBSCRIPTIONS = """
CREATE FUNCTION drop_subscriptions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN DELETE FROM push_subscriptions WHERE sign_in_id = new.id; RETURN NULL; END $$"""

CALLED_BY = {
    "asked_of_patient(uuid, text, date, timestamptz, boolean)": "r_worker, r_door",
    "replan()": "",
    "drop_subscriptions()": "",
    **{signature: roles for signature, (roles, _) in DOORS.items()},
}

LAST = """
DO $$ DECLARE door regprocedure; BEGIN
    SET LOCAL ROLE r_door;
    FOR door IN SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
                  AND NOT proconfig::text LIKE '%pg_temp%' LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', door);
    END LOOP;
    RESET ROLE;
END $$"""
"""Unless told to come last, the temporary tables of whoever calls a door would come first."""

TRIGGERS = {
    "consents": "AFTER INSERT OR UPDATE ON consents FOR EACH ROW WHEN (new.item = 'c_push')"
    " EXECUTE FUNCTION replan()",
    "accounts": "AFTER UPDATE OF time_zone, day_starts_at ON accounts FOR EACH ROW"
    " WHEN (old.time_zone <> new.time_zone OR old.day_starts_at <> new.day_starts_at)"
    " EXECUTE FUNCTION replan()",
    "occurrences": "AFTER INSERT OR UPDATE OF opens_at, state ON occurrences FOR EACH ROW"
    " WHEN (new.ask = 'moment' AND new.state IN ('due', 'not_applicable'))"
    " EXECUTE FUNCTION replan()",
    "sign_ins": "AFTER UPDATE OF revoked_at ON sign_ins FOR EACH ROW"
    " WHEN (new.revoked_at IS NOT NULL) EXECUTE FUNCTION drop_subscriptions()",
}


def policy(table: str, role: str, verb: str, using: str | None, check: str | None) -> str:
    parts = [f"CREATE POLICY {verb.lower()}_{role[2:]} ON {table} FOR {verb} TO {role}"]
    parts += [f"USING ({using})"] if using else []
    parts += [f"WITH CHECK ({check})"] if check else []
    return " ".join(parts)


def hang_doors() -> None:
    for statement in (ASKED, REPLAN, DROP_SUBSCRIPTIONS):
        op.execute(statement)
    for signature, (_, body) in DOORS.items():
        op.execute(f"CREATE FUNCTION {signature.split('(', maxsplit=1)[0]}{body}")
    for trigger in TRIGGERS.values():
        op.execute(f"CREATE TRIGGER reminders_follow {trigger}")
    for signature, roles in CALLED_BY.items():
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        if roles:
            op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {roles}")
    for signature in (*DOORS, "replan()", "drop_subscriptions()"):
        op.execute(
            f"ALTER FUNCTION {signature} SECURITY DEFINER"
            " SET search_path = pg_catalog, public, pg_temp"
        )
        op.execute(f"ALTER FUNCTION {signature} OWNER TO r_door")


def caseload() -> str:
    """The figures of the patient list, with who has been silent for a month and wants it told."""
    text = before("0006").caseload()
    text = replaced(text, "safety jsonb)", "safety jsonb, silent_since date)")
    return replaced(
        text,
        "s.answers\n",
        """s.answers,
       (SELECT p.silent_since FROM reminder_plans p
        WHERE p.patient_id = l.patient_id AND p.told_at IS NOT NULL AND p.tell_specialist)
""",
    )


def before(revision: str) -> Any:
    """What an earlier migration made."""
    script = ScriptDirectory.from_config(op.get_context().config)
    return script.get_revision(revision).module


def replaced(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise ValueError(f"not found once: {old}")
    return text.replace(old, new)


def upgrade() -> None:
    for statement in PRIVILEGES.split(";"):
        op.execute(statement)
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for each in POLICIES:
        op.execute(policy(*each))
    hang_doors()
    op.execute("DROP FUNCTION caseload(integer, integer)")
    before("0006").make_caseload(caseload())
    op.execute(LAST)


def downgrade() -> None:
    op.execute("DROP FUNCTION caseload(integer, integer)")
    before("0006").make_caseload(before("0006").caseload())
    for table in TRIGGERS:
        op.execute(f"DROP TRIGGER reminders_follow ON {table}")
    for signature in reversed(CALLED_BY):
        op.execute(f"DROP FUNCTION {signature}")
    for table, role, verb, *_ in POLICIES:
        op.execute(f"DROP POLICY {verb.lower()}_{role[2:]} ON {table}")
    for table in ("sign_ins", "days", "moments"):
        op.execute(f"REVOKE ALL ON {table} FROM r_worker")
    op.execute("REVOKE SELECT (data_key) ON accounts FROM r_worker")
    op.execute("REVOKE SELECT (given_at) ON consents FROM r_worker")
    for table in TABLES:
        op.execute(f"REVOKE ALL ON {table} FROM r_patient, r_worker, r_door")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
