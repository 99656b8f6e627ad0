"""Databases of one test's own, with the schema at head."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from backend.walls import service as walls

URLS = (
    "DATABASE_URL",
    "MIGRATION_DATABASE_URL",
    "REGISTRY_DATABASE_URL",
    "WORKER_DATABASE_URL",
)


@contextmanager
def elsewhere(environment: dict[str, str], suffix: str) -> Iterator[dict[str, str]]:
    """The environment of a fresh database beside the suite's, dropped afterwards."""
    usual = conninfo_to_dict(environment["DATABASE_URL"])["dbname"]
    name = f"{usual}_{suffix}"
    env = environment | {url: renamed(environment[url], str(usual), name) for url in URLS}
    with psycopg.connect(environment["MIGRATION_DATABASE_URL"], autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            migrate(env, "head")
            walls.open_to_logins(env)
            yield env
        finally:
            drop(owner, name)


def drop(owner: psycopg.Connection, name: str) -> None:
    """Drop the database once the server has seen the last of its connections go."""
    query = "SELECT count(*), pg_sleep(0.02) FROM pg_stat_activity WHERE datname = %s"
    for _ in range(250):
        if not owner.execute(query, [name]).fetchone()[0]:
            break
    owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def renamed(url: str, usual: str, name: str) -> str:
    """The same server's other database."""
    return url.replace(f"/{usual}?", f"/{name}?")


def migrate(env: dict[str, str], revision: str, *, how: str = "upgrade") -> None:
    """Bring that database to the revision; `how`: upgrade, downgrade or check."""
    before = os.environ["MIGRATION_DATABASE_URL"]
    os.environ["MIGRATION_DATABASE_URL"] = env["MIGRATION_DATABASE_URL"]
    try:
        given = () if how == "check" else (revision,)
        getattr(command, how)(Config(toml_file="pyproject.toml"), *given)
    finally:
        os.environ["MIGRATION_DATABASE_URL"] = before
