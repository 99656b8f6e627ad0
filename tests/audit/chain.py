"""A small chain of its own, built and damaged inside a transaction that is rolled back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from sqlalchemy import text

from backend.audit import service
from backend.audit.rules import Sealed, Verdict
from backend.database import db
from backend.logins import as_operator

BEGAN = datetime(2026, 3, 1, 8, tzinfo=UTC)
TABLES = ("accesses", "access_seals")
INSERT = text(
    "INSERT INTO accesses (patient_id, id, at, actor_id, actor_role, action, denied, details, "
    "written_by) VALUES (:patient_id, :id, :at, :actor_id, 'specialist', 'diary.read', false, "
    """CAST('{"item": "c_use"}' AS jsonb), CAST(CAST(:written_by AS text) AS xid8))"""
)


@contextmanager
def as_owner() -> Iterator[None]:
    """Past every wall, as somebody who runs the database can be."""
    db.session.execute(text("SELECT set_config('role', 'none', true)"))
    yield
    db.session.execute(text("SELECT set_config('role', 'r_operator', true)"))


@contextmanager
def an_empty_chain(app) -> Iterator[None]:
    """Nothing written, nothing sealed and no wall, until the block ends."""
    with app.app_context(), as_operator():
        with as_owner():
            for table in TABLES:
                run(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
                run(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
                run(f"TRUNCATE {table}")
        try:
            yield
        finally:
            db.session.rollback()


@contextmanager
def for_a_moment() -> Iterator[None]:
    """Take back at its end what the block did."""
    savepoint = db.session.begin_nested()
    yield
    savepoint.rollback()


def run(statement: str, **given: object) -> int:
    return db.session.execute(text(statement), given).rowcount


def write(count: int, *, first_xid: int, random: Random) -> list[UUID]:
    """Rows of several patients and transactions, stored in no order; gives them in the chain's."""
    patients = [uuid4() for _ in range(3)]
    rows = [
        {
            "patient_id": random.choice(patients),
            "id": uuid4(),
            "at": BEGAN + timedelta(seconds=random.randrange(100)),
            "actor_id": uuid4(),
            "written_by": str(first_xid + place // 3),
        }
        for place in range(count)
    ]
    with as_owner():
        for row in random.sample(rows, count):
            db.session.execute(INSERT, row)
    rows.sort(key=lambda row: (int(row["written_by"]), row["at"], row["id"].bytes))
    return [row["id"] for row in rows]


def seal() -> Sealed:
    return service.seal()


def verify(root: bytes | None = None) -> Verdict:
    return service.verify(root=root)
