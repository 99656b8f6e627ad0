"""What the tests of erasing share: all that is known of one patient, and putting it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from backend import clock
from backend.catalogue.service import catalogue
from tests.access.care import NEW, a_plan_body
from tests.access.worlds import World, a_world
from tests.builders import PASSWORD, as_, insert
from tests.phone import Phone, ago, day_write
from tests.reminders.post import USUAL

ACCOUNT = "/api/v1/account"
KEPT = {
    "accesses": "the audit, which holds ids only; the chain over it would break",
    "access_seals": "the chain over the audit",
}
"""Tables with an id of a patient that stay when the patient goes, and why."""

TABLES = """
SELECT c.relname::text,
       (SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
          AND (a.attname IN ('patient_id', 'account_id')
               OR c.relname = 'accounts' AND a.attname = 'id')
        ORDER BY a.attname DESC LIMIT 1)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('public', 'jobs') AND c.relkind IN ('r', 'p') ORDER BY 1"""


def a_full_world() -> World:
    """A patient of whom there is a row in every table that can have one."""
    world = a_world()
    patient, base = world.patient, f"/api/v1/patients/{world.patient.id}"
    phone, desk = as_(patient), as_(world.people["specialist of all"])

    def done(answer, *statuses: int):
        assert answer.status_code in statuses, answer.text
        return answer

    form = {"version": catalogue().consent_version, "cards": []}
    for given in (False, True):
        done(phone.put(f"{base}/consents", json={**form, "items": {"c_registry": given}}), 200)
    again = day_write(ago(8), answers={"pain_average": 5})
    for write in (again, {**again, "write_id": str(uuid4()), "base_revision": 1}):
        Phone(patient, client=phone).sync(write)
    done(phone.put(f"{base}/reminders", json=USUAL), 200)
    done(desk.put(f"{base}/reviewed"), 200)
    done(phone.post("/api/v1/account/recovery-codes"), 201)
    sent = done(phone.post("/api/v1/push/test"), 202).json["id"]
    coordinator = as_(world.people["coordinator"])
    reset = {"email": patient.email}
    done(coordinator.post("/api/v1/password-reset/codes", json=reset), 201)
    plan = a_plan_body(world.care["order"], days_ahead=40)
    plan["plan"]["dose_mg"] = 5_000
    done(desk.put(f"{base}/sessions/{uuid4()}", json=plan, headers=NEW), 409)
    insert(
        "deliveries",
        "r_worker",
        patient_id=patient.id,
        reminder_id=sent,
        subscription_id=world.subscription_id,
        token_hash=uuid4().bytes * 2,
        made_at=clock.now(),
        attempts=1,
    )
    return world


def erase(person, *, password: str = PASSWORD, client=None):
    return (client or as_(person)).delete(ACCOUNT, json={"password": password})


@contextmanager
def as_restorer(environment: dict[str, str]) -> Iterator[psycopg.Connection[Any]]:
    """The owner, past row-level security, as whoever restores a backup."""
    with psycopg.connect(environment["MIGRATION_DATABASE_URL"]) as owner:
        tables = [table for table, _ in owner.execute(TABLES) if not table.startswith("proc")]
        tables.remove("alembic_version")
        for table in tables:
            owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        yield owner
        for table in tables:
            owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def rows_about(owner: psycopg.Connection[Any], patient_id: UUID) -> dict[str, list[Any]]:
    """Every row that carries the patient's id, by table, as JSON."""
    return {
        table: [
            row
            for (row,) in owner.execute(
                f"SELECT to_jsonb(t) FROM {table} t WHERE {column} = %s", [patient_id]
            )
        ]
        for table, column in owner.execute(TABLES).fetchall()
        if column is not None
    }


def put_back(owner: psycopg.Connection[Any], rows: dict[str, list[Any]]) -> None:
    """Store them again, what others hang on first."""
    first = ["accounts", "sign_ins", "orders", "reminder_plans"]
    for table in sorted(rows, key=lambda name: (name not in first, name)):
        if table not in KEPT:
            for row in rows[table]:
                owner.execute(
                    f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s)",
                    [Jsonb(row)],
                )


def everything(owner: psycopg.Connection[Any]) -> str:
    """The whole database as one text, queue included."""
    texts = []
    for table, _ in owner.execute(TABLES).fetchall():
        name = f"jobs.{table}" if table.startswith("procrastinate") else table
        texts += [text for (text,) in owner.execute(f"SELECT t::text FROM {name} t")]
    return "\n".join(texts).lower()
