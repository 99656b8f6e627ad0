"""The schema: made from nothing, taken down to nothing, and watched by the readiness."""

import pytest
from alembic.util.exc import CommandError

from backend import database
from backend.app import create_app
from backend.walls import queries, service
from config import Settings
from tests.access.scratch import elsewhere, migrate

# The transaction number of the audit, which SQLAlchemy doesn't know.
pytestmark = pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")

LEFT = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relname NOT LIKE 'alembic_version%'
UNION ALL
SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'public'
UNION ALL
SELECT policyname FROM pg_policies WHERE schemaname = 'public'
UNION ALL
SELECT nspname FROM pg_namespace WHERE nspname = 'jobs'"""


@pytest.fixture(scope="module")
def env(environment, app):
    with elsewhere(environment, "migrated") as env:
        yield env


@pytest.fixture(scope="module")
def other(env, app):
    """The application on that database, with its owner's connection."""
    other = create_app(Settings.from_env(env))
    with database.psycopg.connect(env["MIGRATION_DATABASE_URL"], autocommit=True) as owner:
        yield other, owner
    with other.app_context():
        database.db.engine.dispose()
    if pool := database._pools.pop(env["DATABASE_URL"], None):
        pool.close()


def readiness(application):
    answer = application.test_client().get("/health/ready")
    return answer.status_code, answer.json


class TestUpgrade:
    def test_makes_what_the_models_say(self, env):
        migrate(env, "", how="check")

    def test_is_checked_against_the_models_for_a_reason(self, env, other):
        _, owner = other
        owner.execute("ALTER TABLE clinics ADD COLUMN stray text")
        try:
            with pytest.raises(CommandError):
                migrate(env, "", how="check")
        finally:
            owner.execute("ALTER TABLE clinics DROP COLUMN stray")

    def test_can_be_repeated(self, env):
        migrate(env, "head")


class TestReady:
    @pytest.fixture(autouse=True)
    def unsure(self, monkeypatch):
        monkeypatch.setattr(service, "_sound", set())

    def test_is_green_at_head(self, other):
        assert readiness(other[0]) == (200, {"status": "ok"})

    @pytest.mark.parametrize("version", ["0001", "9999"])
    def test_is_red_at_another_version(self, other, version):
        application, owner = other
        owner.execute("UPDATE alembic_version SET version_num = %s", [version])
        try:
            status, problem = readiness(application)
        finally:
            owner.execute("UPDATE alembic_version SET version_num = %s", [service.head()])

        assert (status, problem["code"]) == (503, "not_ready")
        assert f"The schema is at {version}, this version needs {service.head()}." in str(problem)

    def test_is_red_while_a_wall_is_down(self, other):
        application, owner = other
        owner.execute("ALTER TABLE days NO FORCE ROW LEVEL SECURITY")
        try:
            status, problem = readiness(application)
        finally:
            owner.execute("ALTER TABLE days FORCE ROW LEVEL SECURITY")

        assert (status, problem["code"]) == (503, "not_ready")
        assert problem["detail"] == "Row-level security of days is not forced."
        assert readiness(application)[0] == 200

    def test_finds_the_lint_clean(self, other):
        with other[0].app_context():
            assert queries.lint() == []


class TestDowngrade:
    def test_leaves_nothing_and_can_be_gone_back_on(self, env, other, monkeypatch):
        monkeypatch.setattr(service, "_sound", set())
        application, owner = other
        with application.app_context():
            database.db.engine.dispose()
        migrate(env, "base", how="downgrade")
        left = [name for (name,) in owner.execute(LEFT)]
        status, _ = readiness(application)

        migrate(env, "head")
        migrate(env, "", how="check")

        assert left == []
        assert status == 503
        assert readiness(application) == (200, {"status": "ok"})
