"""The bench's own database: made and seeded once, kept between runs, given back as it was."""

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, LiteralString
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from config import embedded
from config.children import StopSignals, run_step
from config.notices import Progress
from config.places import CHECKOUT
from tests.bench import crowd, seed

NAME = "tidemark_bench"
SHARED_BUFFERS_MB = 1024
LONGEST_KEPT = timedelta(days=7)
ONE_AT_A_TIME = 8_451_007
SECRETS = {
    "SECRET_KEY": "a secret of the bench, which is nobody else's",
    "VAULT_KEYS": "bench:QkVOQ0hCRU5DSEJFTkNIQkVOQ0hCRU5DSEJFTkNIQkU=",
    "LOOKUP_KEY": "RU5DSEJFTkNIQkVOQ0hCRU5DSEJFTkNIQkVOQ0hCRU4=",
    "VAPID_KEYS": "bench:QkVOQ0hCRU5DSEJFTkNIQkVOQ0hCRU5DSEJFTkNIQkU",
    "VAPID_SUBJECT": "mailto:push@example.org",
    "PUSH_HOSTS": crowd.VENDOR,
}
OF_CARE = (
    "record_revisions", "treatment_sessions", "orders", "responses", "occurrences", "schedules",
    "schedule_changes",
)  # fmt: skip
WRITTEN = f"""
SELECT (SELECT count(*) FROM revisions WHERE seq > {seed.DAYS})
     + (SELECT count(*) FROM record_revisions)"""
LEFTOVERS = f"""
SELECT ({WRITTEN}) + (SELECT count(*) FROM accesses) + (SELECT count(*) FROM orders)
     + (SELECT count(*) FROM push_subscriptions)"""


class BusyError(Exception):
    """Another bench is measuring on this database."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bench:
    """The seeded database: how to reach it, and which day is its last."""

    env: dict[str, str]
    owner: psycopg.Connection[Any]
    last_day: date


@contextmanager
def opened(progress: Progress, signals: StopSignals) -> Iterator[Bench]:
    """The database meanwhile; what the runs wrote is taken out again at the end."""
    with serving(NAME, progress, signals) as env:
        owner = _connected(env)
        try:
            found = _kept(owner)
            if found is None:
                owner.close()
                owner = _remade(env, progress, signals)
                found = _kept(owner)
            elif _behind_the_walls(owner, LEFTOVERS):
                with progress.doing("Taking out what an interrupted run left"):
                    restore(owner)
            if found is None:
                raise RuntimeError("the seed isn't there although it was just made")
            yield Bench(env=env, owner=owner, last_day=found)
            with progress.doing("Taking out what this run wrote"):
                restore(owner)
        finally:
            owner.close()


def restore(owner: psycopg.Connection[Any]) -> None:
    """Leave the database as the seed left it, and its tables as dense."""
    with seed.unwalled(owner):
        owner.execute("DELETE FROM days WHERE day < %s", (seed.FAR_PAST_ENDS,))
        owner.execute("DELETE FROM revisions WHERE day < %s", (seed.FAR_PAST_ENDS,))
        owner.execute("DELETE FROM repeated_writes")
        owner.execute("DELETE FROM accesses")
        for table in OF_CARE:
            owner.execute(f"DELETE FROM {table}")
        owner.execute("TRUNCATE bench.writes")
        crowd.forget(owner)
    owner.execute("VACUUM days, revisions, repeated_writes, accesses, consents, bench.writes")
    owner.execute(f"VACUUM {', '.join(OF_CARE)}")


def written(owner: psycopg.Connection[Any]) -> tuple[int, int]:
    """How many revisions and rows the load has stored: in the product, in the yardstick."""
    revisions = _behind_the_walls(owner, WRITTEN)
    return revisions, _scalar(owner, "SELECT count(*) FROM bench.writes")


def _signature() -> str:
    """What the seed was made by; another one means another database."""
    digest = hashlib.sha256(seed.VERSION.encode())
    for migration in sorted((CHECKOUT / "migrations" / "versions").glob("*.py")):
        digest.update(migration.read_bytes())
    return digest.hexdigest()


def _kept(owner: psycopg.Connection[Any]) -> date | None:
    """The last day of a seed that is good enough, None if it has to be made anew."""
    if not _scalar(owner, "SELECT to_regclass('bench.seed') IS NOT NULL"):
        return None
    row = owner.execute("SELECT signature, last_day FROM bench.seed").fetchone()
    if row is None or row[0] != _signature() or date.today() - row[1] > LONGEST_KEPT:
        return None
    last_day: date = row[1]
    return last_day


def _remade(
    env: Mapping[str, str], progress: Progress, signals: StopSignals
) -> psycopg.Connection[Any]:
    print("The bench's database is made anew; that takes a minute or two, once.", flush=True)
    make(NAME, env, progress, signals)
    owner = _connected(env)
    seed.make(owner, env=env, signature=_signature(), last_day=date.today(), progress=progress)
    return owner


def make(name: str, env: Mapping[str, str], progress: Progress, signals: StopSignals) -> None:
    """Make the database anew, with its schema and nothing in it."""
    _maintain(env, name, "DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {}")

    def step(*command: str) -> str:
        run = [sys.executable, "-m", *command]
        return run_step(run, env={**os.environ, **env}, signals=signals, say=progress.say)

    with progress.doing("Making the schema"):
        step("alembic", "upgrade", "head")
        step("flask", "--app", "wsgi", "database", "open-to-logins")


@contextmanager
def serving(name: str, progress: Progress, signals: StopSignals) -> Iterator[dict[str, str]]:
    """The environment of a process that works with the database of this name, meanwhile."""
    if "DATABASE_URL" in os.environ and "MIGRATION_DATABASE_URL" in os.environ:
        given = {
            login: _url(os.environ[login], dbname=name)
            for login in ("DATABASE_URL", "MIGRATION_DATABASE_URL", "WORKER_DATABASE_URL")
            if login in os.environ
        }
        with psycopg.connect(os.environ["MIGRATION_DATABASE_URL"]) as owner:
            there = owner.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if there is None:
            _maintain(given, name, "CREATE DATABASE {}")
        yield {**given, **SECRETS}
        return
    cluster: embedded.Cluster | None = None
    try:
        with progress.doing("Starting PostgreSQL"), signals.held():
            cluster = embedded.start(shared_buffers_mb=SHARED_BUFFERS_MB)
            env = cluster.environment(name)
        del env["REGISTRY_DATABASE_URL"]
        yield {**env, **SECRETS}
    finally:
        if cluster:
            with signals.held():
                cluster.stop()


def _connected(env: Mapping[str, str]) -> psycopg.Connection[Any]:
    owner = psycopg.connect(env["MIGRATION_DATABASE_URL"], autocommit=True)
    if not _scalar(owner, "SELECT pg_try_advisory_lock(%s)", ONE_AT_A_TIME):
        owner.close()
        raise BusyError("Another bench is measuring on this database: wait until it has ended.")
    return owner


def _maintain(env: Mapping[str, str], name: str, *statements: LiteralString) -> None:
    """Run statements about the database itself, from beside it."""
    beside = _url(env["MIGRATION_DATABASE_URL"], dbname="postgres")
    with psycopg.connect(beside, autocommit=True) as owner:
        for statement in statements:
            owner.execute(sql.SQL(statement).format(sql.Identifier(name)))


def _scalar(owner: psycopg.Connection[Any], query: str, *given: Any) -> Any:
    run: Callable[..., Any] = owner.execute
    return run(query, given).fetchone()[0]


def _behind_the_walls(owner: psycopg.Connection[Any], query: str, *given: Any) -> int:
    """A count over everybody, as the only role that sees everybody."""
    with owner.transaction():
        owner.execute("SET LOCAL ROLE r_door")
        found: int = _scalar(owner, query, *given)
    return found


def _url(url: str, **changed: str) -> str:
    parts = {name: quote(str(v), safe="") for name, v in conninfo_to_dict(url).items()} | changed
    login = f"{parts.pop('user', '')}:{parts.pop('password', '')}"
    dbname = parts.pop("dbname", "postgres")
    rest = "&".join(f"{name}={value}" for name, value in parts.items())
    return f"postgresql://{login}@/{dbname}?{rest}"
