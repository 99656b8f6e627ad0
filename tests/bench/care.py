"""Structured care in the bench: everybody's order, and the schedule worked out for many at once."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch
from uuid import UUID

from psycopg.types.json import Jsonb

from backend.database import transaction
from backend.logins import as_operator
from backend.schedule.service import building
from config.notices import Progress
from tests.bench import seed
from tests.bench.database import Bench
from tests.bench.people import People
from tests.bench.report import Figure

SCHEDULED, FEW, AHEAD_DAYS = 1_000, 250, 90
ORDERS = """
INSERT INTO orders (patient_id, id, revision, content_hash, recorded_by, recorded_role,
    recorded_at, status, drug, route, planned_dose, planned_dose_unit, min_interval_days,
    home_dosing, valid_from, valid_to, prescriber_id, confirmed)
SELECT p.id, %s, 1, '\\x00', s.id, 'specialist', now(), 'active', 'ketamine_racemic',
    'iv_infusion', 0.4, 'mg/kg/h', 14, false, '2005-01-01', '2100-01-01', s.id, '{}'
FROM bench.people p, bench.people s
WHERE p.n <= %s AND s.role = 'specialist'"""
BARE = """
INSERT INTO bench.occurrences
SELECT * FROM jsonb_populate_recordset(NULL::bench.occurrences, %s)"""


@contextmanager
def ordered(bench: Bench) -> Iterator[None]:
    """Every patient who shares has an order that is in force, for as long as the bench runs."""
    with seed.unwalled(bench.owner):
        bench.owner.execute(ORDERS, (seed.ORDER, seed.SHARING))
    yield


def rebuilding(bench: Bench, people: People, progress: Progress) -> list[Figure]:
    """How long everybody's occurrences take to be worked out, beside bare rows of the same kind."""
    ids = people.patient_ids()
    with progress.doing(f"Measuring: the schedule of {SCHEDULED:,} patients for 90 days"):
        few = _rebuilt_s(bench, people, ids[SCHEDULED : SCHEDULED + FEW])
        many = _rebuilt_s(bench, people, ids[:SCHEDULED])
        again = _rebuilt_s(bench, people, ids[:SCHEDULED])
        rows, bare = _bare_s(bench)
    per_s = rows / many
    return [
        Figure(
            name=f"schedule of {SCHEDULED:,} patients built, {rows:,} occurrences",
            value=round(per_s, 1),
            unit="occurrences/s",
            yardstick=round(rows / bare, 1),
            ratio=round(bare / many, 3),
        ),
        Figure(
            name=f"schedule of {SCHEDULED:,} patients worked out again, nothing new",
            value=round(again, 3),
            unit="s",
            lower_is_better=True,
        ),
        Figure(
            name=f"time for a patient of {SCHEDULED:,} over one of {FEW}",
            value=round((many / SCHEDULED) / (few / FEW), 2),
            unit="times",
            must=1.5,
            lower_is_better=True,
        ),
    ]


def _rebuilt_s(bench: Bench, people: People, patients: list[UUID]) -> float:
    with patch.dict(os.environ, bench.env), people.app.app_context():
        began = time.perf_counter()
        with as_operator(), transaction():
            building.rebuild(until_days=AHEAD_DAYS, patients=patients)
        return time.perf_counter() - began


def _bare_s(bench: Bench) -> tuple[int, float]:
    """How many occurrences there are, and the seconds in which a bare table takes as many."""
    owner = bench.owner
    with owner.transaction():
        owner.execute("SET LOCAL ROLE r_door")
        found = owner.execute("SELECT count(*), jsonb_agg(to_jsonb(o)) FROM occurrences o")
        rows, document = found.fetchone() or (0, None)
    owner.execute("CREATE TABLE IF NOT EXISTS bench.occurrences (LIKE occurrences)")
    owner.execute("ALTER TABLE bench.occurrences ADD PRIMARY KEY (patient_id, id)")
    sent = Jsonb(document)
    began = time.perf_counter()
    owner.execute(BARE, (sent,))
    spent = time.perf_counter() - began
    owner.execute("DROP TABLE bench.occurrences")
    return rows, spent
