"""The application under test, on a real PostgreSQL, in a database made for this run.

Requests commit, as they do in production; every test makes its own clinic and people, so that
nothing has to be cleaned up between two tests. The database is dropped at the end.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from flask import Flask
from hypothesis import HealthCheck, settings
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from backend import database
from backend.app import create_app
from backend.walls import service as walls
from config import Settings, embedded
from tests import builders

NAME = f"tidemark_test_{os.getpid()}"
SECRETS = {
    "SECRET_KEY": "a secret of the test suite, long enough",
    "VAULT_KEYS": "test:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=",
    "LOOKUP_KEY": "NTQzMjEwWllYV1ZVVFNSUVBPTk1MS0pJSEdGRURDQkE=",
    "REGISTRY_KEY": "MDEyMzQ1Njc4OUFCQ0RFRkdISUpLTE1OT1BRUlNUVVY=",
    "VAPID_KEYS": "test:VklWSURWSVZJRFZJVklEVklWSURWSVZJRFZJVklEVkk",
    "VAPID_SUBJECT": "mailto:push@example.org",
    "PUSH_HOSTS": "127.0.0.1,127.0.0.2,127.0.0.3,localhost",
}

# How long an example takes tells of the machine and of what else it does, not of a defect.
settings.register_profile(
    "any machine", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def environment() -> Iterator[dict[str, str]]:
    """What a process of the product needs to work with this run's database."""
    with _server() as env:
        before = dict(os.environ)
        os.environ.update(env)
        # Roles are the whole server's: two runs that begin at once make them one after the other.
        with Path(__file__).open() as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            command.upgrade(Config(toml_file="pyproject.toml"), "head")
            walls.open_to_logins(env)
        yield env
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="session")
def app(environment: dict[str, str]) -> Iterator[Flask]:
    app = create_app(Settings.from_env(environment))
    builders.connect(environment["MIGRATION_DATABASE_URL"], app)
    yield app
    builders.disconnect()
    with app.app_context():
        database.close()


@contextmanager
def _server() -> Iterator[dict[str, str]]:
    if "DATABASE_URL" in os.environ and "MIGRATION_DATABASE_URL" in os.environ:
        with _on_a_given_server(os.environ) as env:
            yield env
        return
    cluster = embedded.start()
    try:
        env = cluster.environment(NAME)
        yield {**env, **SECRETS}
        _drop(env["MIGRATION_DATABASE_URL"])
    finally:
        cluster.stop()


@contextmanager
def _on_a_given_server(given: "os._Environ[str]") -> Iterator[dict[str, str]]:
    owner = given["MIGRATION_DATABASE_URL"]
    logins = {name: f"{NAME}_{name}" for name in ("registry", "worker")}
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        for name, login in logins.items():
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN NOINHERIT PASSWORD {}").format(
                    sql.Identifier(login), sql.Literal(name)
                )
            )
    try:
        yield {
            "DATABASE_URL": _url(given["DATABASE_URL"], dbname=NAME),
            "MIGRATION_DATABASE_URL": _url(owner, dbname=NAME),
            **{
                f"{name.upper()}_DATABASE_URL": _url(owner, dbname=NAME, user=login, password=name)
                for name, login in logins.items()
            },
            **SECRETS,
        }
    finally:
        _drop(_url(owner, dbname=NAME), of=owner)
        with psycopg.connect(owner, autocommit=True) as connection:
            for login in logins.values():
                connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(login)))


def _url(url: str, **changed: str) -> str:
    parts = {**conninfo_to_dict(url), **changed}
    user, password = parts.pop("user", ""), parts.pop("password", "")
    host, port, dbname = parts.pop("host", ""), parts.pop("port", "5432"), parts.pop("dbname")
    return f"postgresql://{user}:{password}@/{dbname}?host={host}&port={port}"


def _drop(url: str, *, of: str | None = None) -> None:
    with psycopg.connect(of or _url(url, dbname="postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(NAME)))
