"""The logins besides the API's: the operator's, which is the owner's, and the workers'.

Each works under one role from its connection's beginning, in place of the application's own login.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask import current_app
from sqlalchemy import Engine, NullPool, create_engine

from backend.database import BEGINNING, CONNECTING, db
from config import MissingSettingsError
from config.settings import owner_url, sqlalchemy_form


def connecting(**changed: str) -> dict[str, Any]:
    """How psycopg connects for a login whose connections begin otherwise than the API's."""
    beginning = BEGINNING | changed
    return CONNECTING | {"options": " ".join(f"-c {k}={v}" for k, v in beginning.items())}


@contextmanager
def as_operator() -> Iterator[None]:
    """Work as the operator, through the owner's login, until the block ends; for commands only."""
    begins = connecting(role="r_operator", statement_timeout="10min")
    with _through(owner_url(os.environ), connect_args=begins, poolclass=NullPool):
        yield


@contextmanager
def as_worker(*, threads: int = 1) -> Iterator[None]:
    """Let the whole application work as a worker, so many threads at once, until the block ends.

    Raises MissingSettingsError if the environment doesn't say how the workers sign in.
    """
    begins = connecting(role="r_worker", statement_timeout="60s")
    pool = {"pool_size": threads, "max_overflow": 2, "pool_timeout": 10, "pool_pre_ping": True}
    with _through(worker_url(), connect_args=begins, **pool):
        yield


def worker_url() -> str:
    """Where the workers sign in, for libpq, or raise MissingSettingsError."""
    url: str | None = current_app.config["SETTINGS"].worker_database_url
    if not url:
        raise MissingSettingsError(["WORKER_DATABASE_URL"])
    return url


@contextmanager
def _through(url: str, **how: Any) -> Iterator[None]:
    engine = create_engine(sqlalchemy_form(url), hide_parameters=True, **how)
    engines = cast("dict[str | None, Engine]", db.engines)
    usual = engines[None]
    db.session.remove()
    engines[None] = engine
    try:
        yield
    finally:
        db.session.remove()
        engines[None] = usual
        engine.dispose()
