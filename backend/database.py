"""The database: one declarative base, one session, two ways to commit.

Connections begin as `r_anon`, which may open listed doors only; an actor is bound for one
transaction at a time, so no pooled connection ever carries an identity to the next request.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, ClassVar, Protocol
from uuid import UUID

import orjson
import psycopg
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from psycopg.types.json import set_json_dumps, set_json_loads
from psycopg_pool import ConnectionPool, PoolTimeout
from sqlalchemy import (
    ColumnElement,
    DateTime,
    LargeBinary,
    MetaData,
    Text,
    event,
    literal,
    or_,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import (
    DeclarativeBase,
    MappedAsDataclass,
    ORMExecuteState,
    Session,
    SessionTransaction,
    with_loader_criteria,
)

from backend.trips import Answer, TravellingConnection
from config import Settings

BEGINNING = {
    "role": "r_anon",
    "timezone": "UTC",
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
}
"""How a connection of the API begins; other logins change some of it."""

CONNECTION_OPTIONS = " ".join(f"-c {name}={value}" for name, value in BEGINNING.items())
CONNECTING = {
    "options": CONNECTION_OPTIONS,
    "connect_timeout": 3,
    # A server that vanished without a word is noticed within some ten seconds.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
BIND = "SELECT set_config('role', %s, true), set_config('app.uid', %s, true)"

AWAY = (OperationalError, psycopg.OperationalError, PoolTimeout, PoolExhausted)
"""What is raised when the database can't be reached or doesn't get to it in time."""

set_json_loads(orjson.loads)
set_json_dumps(orjson.dumps)


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, repr=False, eq=False):
    """What every table inherits from; it knows SQLAlchemy and nothing of Flask."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: DateTime(timezone=True),
        str: Text(),
        bytes: LargeBinary(),
        list[str]: ARRAY(Text()),
        dict[str, Any]: JSONB(),
    }


@dataclass(frozen=True, slots=True)
class Binding:
    """Under which database role, and as whom, a transaction works."""

    role: str
    uid: UUID | None


db = SQLAlchemy(metadata=Base.metadata)
_pools: dict[str, ConnectionPool[TravellingConnection]] = {}
_pools_lock = Lock()


def init_app(app: Flask, settings: Settings) -> None:
    """Prepare the engine for this application; nothing connects until the first request."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.sqlalchemy_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "pool_size": settings.threads + 1,
        "max_overflow": 2,
        "pool_timeout": 3,
        "connect_args": CONNECTING,
    }
    app.extensions["direct_url"] = settings.database_url
    app.extensions["direct_connections"] = settings.threads
    db.init_app(app)


@event.listens_for(Session, "after_begin")
def _bind_again(session: Session, _transaction: SessionTransaction, connection: Any) -> None:
    """Bind the session's actor to each new transaction, also after a commit in mid-request."""
    if bound := session.info.get("binding"):
        connection.exec_driver_sql(BIND, (bound.role, str(bound.uid or "")))


class Categorised:
    """Rows that a specialist sees with a category only: the row's `category`, or the table's."""

    GRANTED_WITH: ClassVar[str | None] = None
    """The category of the whole table; None: each row has its own, or any grant will do."""

    @classmethod
    def shown_with(cls, granted: Sequence[str]) -> ColumnElement[bool]:
        """Whether these categories are enough to see a row."""
        own = getattr(cls, "category", None)
        if own is not None:
            return or_(own.is_(None), own.in_(granted))
        return literal(cls.GRANTED_WITH in {None, *granted})


def show_only(granted: Collection[str]) -> None:
    """Let this session's reader find no row of another category, whatever the database shows."""
    db.session().info["granted"] = sorted(granted)


@event.listens_for(Session, "do_orm_execute")
def _leave_out_what_isnt_granted(state: ORMExecuteState) -> None:
    granted = state.session.info.get("granted")
    if granted is not None and state.is_select:
        for kind in _categorised(Categorised):
            shown = kind.shown_with(granted)
            state.statement = state.statement.options(with_loader_criteria(kind, shown))


def _categorised(kind: type[Categorised]) -> Iterator[type[Categorised]]:
    for below in kind.__subclasses__():
        if hasattr(below, "__table__"):
            yield below
        yield from _categorised(below)


def bind_actor(role: str, uid: UUID | None) -> None:
    """Work as this person, under this role, until the session ends."""
    session = db.session()
    session.info["binding"] = Binding(role, uid)
    if session.in_transaction():
        session.connection().exec_driver_sql(BIND, (role, str(uid or "")))
    else:
        session.connection()


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what the block did, or nothing of it."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def refused_by(constraint: str, error: Callable[[], Exception]) -> Iterator[None]:
    """Raise `error` if the block's rows break this constraint of the database."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as refusal:
        if refusal.orig.diag.constraint_name == constraint:  # type: ignore[union-attr]
            raise error() from refusal
        raise


class Run(Protocol):
    """Sends a statement (%s for each parameter) and gives its answer."""

    def __call__(self, statement: str, given: Sequence[Any] = ()) -> Answer:
        """Send it with the next trip."""


@contextmanager
def direct_transaction() -> Iterator[Run]:
    """Run a hot path's statements in one transaction, past the session; commit at the end.

    The block gets `run(statement, parameters)`; a statement travels when the rows of one are
    asked for, or at the end. Nothing is stored unless the block ends without an exception.
    """
    with _direct_pool().connection() as connection:
        connection.embark()
        try:
            yield connection.run
            connection.commit_trip()
        except BaseException:
            with suppress(psycopg.Error):
                connection.abandon()
            raise


@contextmanager
def direct_read() -> Iterator[Run]:
    """Run a reader's binding and one question in a single trip, which is a transaction of its own.

    Whoever asked again after the first answer would ask as nobody.
    """
    with _direct_pool().connection() as connection:
        connection.embark_once()
        try:
            yield connection.run
        finally:
            with suppress(psycopg.OperationalError):
                connection.arrive()


def _direct_pool() -> ConnectionPool[TravellingConnection]:
    """The pool of this application's plain connections, opened by its first user."""
    url = current_app.extensions["direct_url"]
    if url not in _pools:
        with _pools_lock:
            if url not in _pools:
                _pools[url] = ConnectionPool(
                    url,
                    connection_class=TravellingConnection,
                    min_size=1,
                    max_size=current_app.extensions["direct_connections"],
                    timeout=3,
                    kwargs={**CONNECTING, "autocommit": True},
                    open=True,
                )
    return _pools[url]


def forget_broken_connections() -> None:
    """Close what the database closed on its side, so that the next request finds a good one."""
    for pool in _pools.values():
        pool.check()


def close() -> None:
    """Give all connections back to the database."""
    for url in list(_pools):
        _pools.pop(url).close()
    db.engine.dispose()
