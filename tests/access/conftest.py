"""A second database and application, in which row-level security is switched off."""

from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask
from psycopg import sql

from backend import database
from backend.app import create_app
from config import Settings
from tests import builders
from tests.access.scratch import elsewhere

API_ROLES = "r_anon, r_patient, r_specialist, r_staff"
WITHOUT_ROWS = """
SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname <> 'alembic_version'"""


@pytest.fixture(scope="session")
def app_without_rows(environment: dict[str, str], app: Flask) -> Iterator[Flask]:
    """The application on a copy of the database where any role may read and write every row."""
    with elsewhere(environment, "bare") as env:
        with psycopg.connect(env["MIGRATION_DATABASE_URL"]) as owner:
            for (table,) in owner.execute(WITHOUT_ROWS).fetchall():
                name = sql.Identifier(table)
                for switch in ("NO FORCE", "DISABLE"):
                    owner.execute(
                        sql.SQL(f"ALTER TABLE {{}} {switch} ROW LEVEL SECURITY").format(name)
                    )
                owner.execute(sql.SQL(f"GRANT ALL ON {{}} TO {API_ROLES}").format(name))
        bare = create_app(Settings.from_env(env))
        bare.extensions["owner_url"] = env["MIGRATION_DATABASE_URL"]
        yield bare
        with bare.app_context():
            database.db.engine.dispose()
        if pool := database._pools.pop(env["DATABASE_URL"], None):
            pool.close()


@pytest.fixture
def without_rows(app_without_rows: Flask) -> Iterator[Flask]:
    """The builders and clients work on that application until the test ends."""
    usual = builders._owner.pop(), builders._app.pop()
    builders.connect(app_without_rows.extensions["owner_url"], app_without_rows)
    try:
        yield app_without_rows
    finally:
        builders.disconnect()
        builders._owner.append(usual[0])
        builders._app.append(usual[1])
