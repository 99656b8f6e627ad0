"""The lint over the database's own catalogue: each kind of damage, done and undone."""

from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import Connection, NullPool, create_engine, text

from backend.walls import queries
from backend.walls import service as walls
from config.settings import sqlalchemy_form

DOOR = "SET LOCAL ROLE r_door"
DEFINER = "RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS ''"

DAMAGES: dict[str, Sequence[str]] = {
    "Row-level security of days is not forced.": ["ALTER TABLE days NO FORCE ROW LEVEL SECURITY"],
    "Row-level security of moments is not forced.": [
        "ALTER TABLE moments DISABLE ROW LEVEL SECURITY"
    ],
    "Row-level security of loose is not forced.": [
        "CREATE TABLE loose (patient_id uuid PRIMARY KEY)"
    ],
    "Policy open of days lets everybody through.": [
        "CREATE POLICY open ON days FOR SELECT TO r_specialist USING (true)"
    ],
    "Policy open of grants lets everybody through.": ["CREATE POLICY open ON grants USING (true)"],
    "Policy vague of days does not ask who it is.": [
        "CREATE POLICY vague ON days TO r_patient USING (patient_id IS NOT NULL)"
    ],
    "revisions has lost the trigger that keeps it append-only.": [
        "DROP TRIGGER append_only ON revisions"
    ],
    "accesses has lost the trigger that keeps it append-only.": [
        "ALTER TABLE accesses DISABLE TRIGGER append_only"
    ],
    "Everybody may SELECT on days.": ["GRANT SELECT ON days TO PUBLIC"],
    "r_specialist may SELECT on days without a policy.": ["GRANT SELECT ON days TO r_specialist"],
    "r_staff may SELECT on days without a policy.": [
        "GRANT SELECT (note_sealed) ON days TO r_staff"
    ],
    "r_patient may TRUNCATE on days, past any policy.": ["GRANT TRUNCATE ON days TO r_patient"],
    "r_patient may UPDATE on revisions, which is append-only.": [
        "GRANT UPDATE (note_sealed) ON revisions TO r_patient"
    ],
    "r_patient may DELETE on accesses, which is append-only.": [
        "GRANT DELETE ON accesses TO r_patient"
    ],
    "r_specialist may SELECT on registry_days, which is for others.": [
        DOOR,
        "GRANT SELECT ON registry_days TO r_specialist",
    ],
    "r_staff may SELECT on shared_days, which is for others.": [
        DOOR,
        "GRANT SELECT ON shared_days TO r_staff",
    ],
    "r_patient may make things in the schema.": ["GRANT CREATE ON SCHEMA public TO r_patient"],
    "peek runs with more rights than its caller and is not a listed door.": [
        f"CREATE FUNCTION peek() {DEFINER}"
    ],
    "glance runs with more rights than its caller and is not a listed door.": [
        "CREATE SCHEMA beside",
        f"CREATE FUNCTION beside.glance() {DEFINER}",
    ],
    "Door find_login stands there more than once.": [f"CREATE FUNCTION find_login(text) {DEFINER}"],
    "Door find_sign_in does not belong to r_door or its search path does not end with pg_temp.": [
        DOOR,
        "ALTER FUNCTION find_sign_in(uuid) RESET search_path",
    ],
    "Door peek does not belong to r_door or its search path does not end with pg_temp.": [
        f"CREATE FUNCTION peek() {DEFINER}"
    ],
    "Function find_login may be called by everybody.": [
        DOOR,
        "GRANT EXECUTE ON FUNCTION find_login(bytea) TO PUBLIC",
    ],
    "Function procrastinate_register_worker_v1 may be called by everybody.": [
        "GRANT EXECUTE ON FUNCTION jobs.procrastinate_register_worker_v1() TO PUBLIC"
    ],
    "Everybody may USAGE on jobs, the queue of the workers.": [
        "GRANT USAGE ON SCHEMA jobs TO PUBLIC"
    ],
    "r_patient may SELECT on procrastinate_jobs, the queue of the workers.": [
        "GRANT SELECT ON jobs.procrastinate_jobs TO r_patient"
    ],
    "r_worker may CREATE on jobs, the queue of the workers.": [
        "GRANT CREATE ON SCHEMA jobs TO r_worker"
    ],
    "r_door may DELETE on procrastinate_jobs, the queue of the workers.": [
        "GRANT DELETE ON jobs.procrastinate_jobs TO r_door"
    ],
    "r_worker may SELECT on revisions without a policy.": ["GRANT SELECT ON revisions TO r_worker"],
    "r_worker may UPDATE on schedule_changes, which is append-only.": [
        "GRANT UPDATE ON schedule_changes TO r_worker"
    ],
    "Role r_worker may log in, or is superuser, or bypasses row-level security.": [
        "ALTER ROLE r_worker LOGIN"
    ],
    "r_worker may make things in the schema.": ["GRANT CREATE ON SCHEMA public TO r_worker"],
    "View peek is not listed and not security_invoker.": ["CREATE VIEW peek AS SELECT 1 AS one"],
    "View copy is not listed and not security_invoker.": [
        "CREATE MATERIALIZED VIEW copy AS SELECT 1 AS one"
    ],
    "View shared_days does not belong to r_door or is no security barrier.": [
        DOOR,
        "ALTER VIEW shared_days RESET (security_barrier)",
    ],
    "View shared_grants joins neither a grant nor a consent.": [
        DOOR,
        "CREATE OR REPLACE VIEW shared_grants WITH (security_barrier) AS "
        "SELECT id AS patient_id, ARRAY['pain'] AS categories FROM accounts",
    ],
    "Role r_patient may log in, or is superuser, or bypasses row-level security.": [
        "ALTER ROLE r_patient LOGIN"
    ],
    "days belongs to r_patient.": [
        "GRANT CREATE ON SCHEMA public TO r_patient",
        "ALTER TABLE days OWNER TO r_patient",
    ],
    "Key stray of days does not begin with patient_id.": [
        "CREATE UNIQUE INDEX stray ON days (write_id)"
    ],
    "Key hidden of days does not begin with patient_id.": [
        "CREATE UNIQUE INDEX hidden ON days (lower(time_zone), patient_id) WHERE false"
    ],
    "loose carries no patient_id.": ["CREATE TABLE loose (id uuid)"],
    "synchronous_commit is off, not on: a stored entry could be lost.": [
        "SET LOCAL synchronous_commit = off"
    ],
}

OF_A_WRONG_LOGIN = (
    "The runtime login {} has rights that it must not have.",
    "The runtime login may become r_door.",
    "The runtime login may become r_operator.",
    "The runtime login may become r_registry.",
    "The runtime login may become r_worker.",
    "The runtime login itself may SELECT on days.",
    "days belongs to {}.",
    "{} may make things in the schema.",
)


@pytest.fixture
def owner(environment, app) -> Iterator[Connection]:
    """The owner's connection; whatever it does is taken back."""
    url = sqlalchemy_form(environment["MIGRATION_DATABASE_URL"])
    with create_engine(url, poolclass=NullPool).connect() as connection:
        yield connection
        connection.rollback()


def found_by(connection: Connection) -> set[str]:
    """The sentences of the lint as the API's role sees them."""
    connection.execute(text("SET LOCAL ROLE r_anon"))
    return {
        sentence
        for query, given in queries.LINTS.items()
        for sentence in connection.scalars(query, given)
    }


class TestLint:
    def test_finds_nothing_in_the_schema_at_head(self, app):
        with app.app_context():
            assert queries.lint() == []
            assert walls.findings() == []

    @pytest.mark.parametrize(("sentence", "damage"), DAMAGES.items(), ids=DAMAGES.keys())
    def test_finds(self, owner, sentence, damage):
        before = found_by(owner)
        owner.execute(text("RESET ROLE"))
        for statement in damage:
            owner.execute(text(statement))

        assert sentence not in before
        assert sentence in found_by(owner)

    def test_finds_a_login_that_is_the_owner(self, owner):
        name = owner.scalar(text("SELECT session_user"))

        assert found_by(owner) >= {sentence.format(name) for sentence in OF_A_WRONG_LOGIN}

    def test_finds_a_connection_that_does_not_begin_as_nobody(self, owner):
        found = set(owner.scalars(queries.SETTINGS))

        assert "The connection begins as none, not as r_anon." in found
