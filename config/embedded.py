"""The embedded PostgreSQL of a checkout: one cluster, shared by run, test and bench."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from config import locks, postgres
from config.kept_secrets import load_or_make
from config.places import CHECKOUT, EmbeddedPostgresError, Place, home, prepare

__all__ = ["Cluster", "EmbeddedPostgresError", "Urls", "home", "start"]

DATABASE = "tidemark"
KEEPER_ENDS_S = 2.0
OWNER, API, REGISTRY = "tidemark_owner", "tidemark_api", "tidemark_registry"
WORKER = "tidemark_worker"

# What a managed server gives its customer too, and no more: neither superuser nor BYPASSRLS.
LOGINS = {
    OWNER: "LOGIN CREATEROLE CREATEDB",
    API: "LOGIN NOINHERIT",
    REGISTRY: "LOGIN NOINHERIT",
    WORKER: "LOGIN NOINHERIT",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Urls:
    """One database as each of its four logins reaches it, for libpq; they hold passwords."""

    owner: str
    api: str
    registry: str
    worker: str


class Cluster:
    """A running server, in which this process has a share until it stops it."""

    def __init__(self, place: Place, stake: locks.Stake) -> None:
        self._place = place
        self._stake: locks.Stake | None = stake
        self._passwords, self._secrets = load_or_make(place.secrets)

    @property
    def folder(self) -> Path:
        """Where the cluster keeps its data, its log and its secrets."""
        return self._place.folder

    @property
    def socket_folder(self) -> Path:
        """The folder of its socket, the only way in."""
        return self._place.sockets

    def database(self, name: str = DATABASE) -> Urls:
        """The database and its logins, made if they aren't there."""
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name):
            raise ValueError(f"{name!r} is no name for a database")
        with locks.alone(self._place.turn), self._as_superuser() as connection:
            self._make_logins(connection)
            _make_database(connection, name)
        return Urls(
            owner=self._url(OWNER, name),
            api=self._url(API, name),
            registry=self._url(REGISTRY, name),
            worker=self._url(WORKER, name),
        )

    def environment(self, name: str = DATABASE) -> dict[str, str]:
        """What a process of the product needs in its environment to work with this database."""
        urls = self.database(name)
        return {
            "DATABASE_URL": urls.api,
            "MIGRATION_DATABASE_URL": urls.owner,
            "REGISTRY_DATABASE_URL": urls.registry,
            "WORKER_DATABASE_URL": urls.worker,
            **self._secrets,
        }

    def stop(self) -> None:
        """Give this process's share back; the last one to do so stops the server."""
        if not self._stake:
            return
        with locks.alone(self._place.turn):
            was_last = self._stake.give_back()
            self._stake = None
            if was_last:
                postgres.halt(self._place)
        if was_last:
            postgres.reap(self._place, within_s=KEEPER_ENDS_S)

    def _as_superuser(self) -> psycopg.Connection:
        return psycopg.connect(self._url(postgres.SUPERUSER, "postgres"), autocommit=True)

    def _url(self, login: str, database: str) -> str:
        password = self._passwords[login]
        sockets = quote(str(self._place.sockets), safe="")
        return f"postgresql://{login}:{password}@/{database}?host={sockets}"

    def _make_logins(self, connection: psycopg.Connection) -> None:
        there = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        with connection.transaction():
            for login, rights in LOGINS.items():
                if login in there:
                    continue
                # Hashed on this side, so that the password itself never reaches a log.
                hashed = connection.pgconn.encrypt_password(
                    self._passwords[login].encode(), login.encode(), b"scram-sha-256"
                )
                connection.execute(
                    sql.SQL("CREATE ROLE {} {} PASSWORD {}").format(
                        sql.Identifier(login), sql.SQL(rights), sql.Literal(hashed.decode())
                    )
                )


def start(folder: Path | None = None, *, shared_buffers_mb: int = 256) -> Cluster:
    """Join the cluster in the folder (the checkout's own by default), made and started if need be.

    Everybody who starts it shares one server, so the memory is what the first one asked for.
    """
    place = prepare(folder or home(CHECKOUT))
    with locks.alone(place.turn):
        if place.data.exists() and not place.secrets.exists():
            raise EmbeddedPostgresError(
                f"{place.secrets} is gone, and with it the way into {place.data}: "
                f"restore it, or remove {place.folder} to begin anew."
            )
        passwords, _ = load_or_make(place.secrets)
        if not postgres.server_process(place):
            postgres.initialise(place, passwords[postgres.SUPERUSER])
            postgres.launch(place, shared_buffers_mb=shared_buffers_mb)
            stake = locks.Stake(place.stakes)
            _set_keeper(place)
            return Cluster(place, stake)
        return Cluster(place, locks.Stake(place.stakes))


def _make_database(connection: psycopg.Connection, name: str) -> None:
    found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
    if found is None:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(OWNER)
            )
        )


def _set_keeper(place: Place) -> None:
    """Leave a process behind that stops the server if this one dies without a word."""
    keeper = subprocess.Popen(
        [sys.executable, "-m", "config.keeper", str(place.folder)],
        cwd=CHECKOUT,
        env={"PATH": os.environ.get("PATH", "")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    postgres.keep_for_reaping(place, keeper)
