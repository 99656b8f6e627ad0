"""Queue what is done later in the same database, so that a job commits with what it is about.

The tables and functions are Procrastinate 3.10's own, in a schema of their own; they are made from
the installed library, so a later version of it brings a migration that changes them. Only the
workers' role works on them. Everybody else asks for one of few jobs through the door `defer_job`.

Revision: 0007, after 0006.
"""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0007"
down_revision = "0006"

SIGNED_IN = "r_patient, r_specialist, r_staff"

ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'r_worker') THEN
        CREATE ROLE r_worker NOLOGIN;
    END IF;
    IF NOT pg_has_role(current_user, 'r_worker', 'SET') THEN
        EXECUTE format('GRANT r_worker TO %I WITH INHERIT FALSE, SET TRUE', current_user);
    END IF;
END $$"""

# Their bodies name no schema; so they work for whoever calls them, the owner's psql included.
FIXED = """
DO $$ DECLARE made regprocedure; BEGIN
    FOR made IN SELECT oid FROM pg_proc WHERE pronamespace = 'jobs'::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, jobs, pg_temp', made);
    END LOOP;
END $$"""

QUEUE = """
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA jobs FROM PUBLIC;
GRANT USAGE ON SCHEMA jobs TO r_worker, r_door;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jobs TO r_worker;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA jobs TO r_worker;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA jobs TO r_worker;
GRANT SELECT, INSERT ON jobs.procrastinate_jobs TO r_door;
GRANT INSERT ON jobs.procrastinate_events TO r_door;
GRANT USAGE ON SEQUENCE jobs.procrastinate_jobs_id_seq, jobs.procrastinate_events_id_seq TO r_door"""

# Whoever is second finds the first one's job, or the lock of a transaction that has yet to commit
# one, and doesn't wait for it: a request must never queue behind another one's.
DEFER_JOB = """
CREATE FUNCTION defer_job(task text, args jsonb) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, jobs, pg_temp AS $$
DECLARE waits_as text := task || CASE WHEN args = '{}' THEN '' ELSE ' ' || args::text END;
BEGIN
    IF task IS NULL OR task NOT IN ('reminders.send_due') THEN
        RAISE EXCEPTION 'no job that anybody may ask for' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF jsonb_typeof(args) IS DISTINCT FROM 'object' OR length(args::text) > 1000 THEN
        RAISE EXCEPTION 'no arguments of a job' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF EXISTS (SELECT FROM procrastinate_jobs j
               WHERE j.queueing_lock = waits_as AND j.status = 'todo')
       OR NOT pg_try_advisory_xact_lock(hashtextextended('defer_job ' || waits_as, 0)) THEN
        RETURN false;
    END IF;
    INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args)
    VALUES ('default', task, waits_as, args)
    ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING;
    RETURN FOUND;
END $$"""

# What the schedule of all patients is worked out from, and no more of it.
READ = {
    "accounts": "id, role, time_zone, day_starts_at, created_at",
    "consents": "patient_id, item, withdrawn_at",
    "treatment_sessions": "patient_id, id, status, planned_at, started_at, ended_at, "
    "infusion_minutes, burst",
    "home_doses": "patient_id, status, taken_at",
    "responses": "patient_id, instrument, status, day, answered_at, answers",
}
WRITTEN = ("occurrences", "schedules")

POLICIES = (
    *(f"CREATE POLICY select_worker ON {table} FOR SELECT TO r_worker USING (true)"
      for table in READ),
    *(f"CREATE POLICY all_worker ON {table} FOR ALL TO r_worker USING (true) WITH CHECK (true)"
      for table in (*WRITTEN, "schedule_changes")),
)  # fmt: skip


def upgrade() -> None:
    op.execute(ROLE)
    op.execute("CREATE SCHEMA jobs")
    op.execute("SET LOCAL search_path = jobs")
    # Past SQLAlchemy, to which its signs of percent and colons would mean something.
    op.get_bind().connection.driver_connection.execute(SchemaManager.get_schema())
    op.execute("SET LOCAL search_path = public")
    op.get_bind().exec_driver_sql(FIXED.replace("%", "%%"))
    for statement in QUEUE.split(";"):
        op.execute(statement)
    op.execute(DEFER_JOB)
    op.execute("REVOKE ALL ON FUNCTION defer_job(text, jsonb) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION defer_job(text, jsonb) TO {SIGNED_IN}, r_worker")
    op.execute("ALTER FUNCTION defer_job(text, jsonb) OWNER TO r_door")
    op.execute("GRANT USAGE ON SCHEMA public TO r_worker")
    for table, columns in READ.items():
        op.execute(f"GRANT SELECT ({columns}) ON {table} TO r_worker")
    for table in WRITTEN:
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO r_worker")
    op.execute("GRANT SELECT, INSERT ON schedule_changes TO r_worker")
    for statement in POLICIES:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION defer_job(text, jsonb)")
    for statement in POLICIES:
        words = statement.split()
        op.execute(f"DROP POLICY {words[2]} ON {words[4]}")
    for table, columns in READ.items():
        op.execute(f"REVOKE SELECT ({columns}) ON {table} FROM r_worker")
    for table in (*WRITTEN, "schedule_changes"):
        op.execute(f"REVOKE ALL ON {table} FROM r_worker")
    op.execute("DROP SCHEMA jobs CASCADE")
    op.execute("REVOKE USAGE ON SCHEMA public FROM r_worker")
