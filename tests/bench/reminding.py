"""Reminders: how fast they are sent, what a claim costs, and how a storm is got over."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from uuid import uuid4

import psutil
import psycopg
import psycopg.sql

from backend.logins import connecting
from backend.reminders.queries import CLAIM
from backend.reminders.rules.settling import UNSETTLED
from config.children import StopSignals
from config.notices import Progress
from tests.bench import crowd, seed
from tests.bench.cases import Target
from tests.bench.database import Bench
from tests.bench.phones import Phones, Spent, subscribed
from tests.bench.report import Figure
from tests.bench.servers import ServerError

EACH_ROUND = 10_000
CLAIMED, FEW, MANY, REPEATS = 500, 10_000, 1_000_000, 9
TO_LIMIT = Target(must=0.3, goal=0.5)
GROWTH = Target(must=1.2, goal=1.05)
FLAT_MB = Target(must=20.0, goal=5.0)
WARM_SHARE = 0.25
"""After this share of a storm a process has what it keeps."""

INDEX = "ix_reminders_next"
SOON, LATER = timedelta(seconds=10), timedelta(days=1)
TYPES = {
    "lease_id": "uuid", "now": "timestamptz", "leased_until": "timestamptz",
    "unsettled": "text[]",
}  # fmt: skip


def measured(
    bench: Bench, progress: Progress, signals: StopSignals, *, rounds: int
) -> list[Figure]:
    """All that is measured of reminders; none where the workers can't sign in."""
    if "WORKER_DATABASE_URL" not in bench.env:
        progress.say("NOT MEASURED, reminders: WORKER_DATABASE_URL isn't set.")
        return []
    with subscribed(bench, signals) as phones:
        with progress.doing(f"Measuring: push, {EACH_ROUND:,} messages a round"):
            figures = _rates(phones, rounds)
        with progress.doing(f"Measuring: claims of {CLAIMED} out of {MANY:,} nudges"):
            figures += _claims(phones)
        with progress.doing(f"Measuring: a storm of {crowd.SIZE:,}"):
            figures += _storm(phones)
    return figures


def _rates(phones: Phones, rounds: int) -> list[Figure]:
    """Messages for each second of a core: of the bare encoder, the sender, the whole way."""
    what = ("encode", "encrypt", "deliver", "drain")
    found: list[Sequence[Spent]] = []
    for _ in range(rounds):
        phones.nudge(EACH_ROUND, datetime.now(UTC) - SOON)
        *others, drained = phones.send(what, count=EACH_ROUND)
        _require_all_sent(phones, EACH_ROUND, beside=EACH_ROUND)
        found.append([*others, replace(drained, count=EACH_ROUND)])
    limit, encrypt, deliver, drain = (
        median(each.per_core_s for each in column) for column in zip(*found, strict=True)
    )
    wall = median(EACH_ROUND / each[-1].wall_s for each in found)
    unit = "messages/s and core"
    return [
        _to_limit("push, the product's encoder alone", encrypt, limit, unit, Target()),
        _to_limit("push, sender alone", deliver, limit, unit, TO_LIMIT),
        _to_limit("push, end to end", drain, limit, unit, TO_LIMIT),
        Figure(name="push, end to end by the clock", value=round(wall, 1), unit="messages/s"),
    ]


def _to_limit(name: str, value: float, limit: float, unit: str, target: Target) -> Figure:
    return Figure(
        name=name,
        value=round(value, 1),
        unit=unit,
        yardstick=round(limit, 1),
        ratio=round(value / limit, 3),
        must=target.must,
        goal=target.goal,
    )


def _require_all_sent(phones: Phones, count: int, *, beside: int = 0) -> None:
    """Raise ServerError unless each phone has got its one message; `beside` came from others."""
    left, (taken, addresses) = phones.left(), phones.taken()
    told = (left.pending, left.sent, left.taken_once, taken, addresses)
    if told != (0, count, count, count + beside, count + beside):
        raise ServerError(f"Of {count} nudges: {left}, {taken} messages to {addresses} phones.")


def _claims(phones: Phones) -> list[Figure]:
    """What a claim takes in the database, few or many others being planned for later, or late."""
    now = datetime.now(UTC)
    few = _claim_ms(phones, FEW, now + LATER)
    many = _claim_ms(phones, MANY, now + LATER)
    late = _claim_ms(phones, MANY, now - 11 * LATER)
    name = f"claim of {CLAIMED} nudges, {MANY:,} others pending"
    return [
        Figure(name=f"{name}, in the database", value=round(many, 2), unit="ms",
               yardstick=round(few, 2), lower_is_better=True),
        _growth(f"{name}, to {FEW:,}", many / few),
        _growth(f"{name} and late, to {FEW:,}", late / few),
    ]  # fmt: skip


def _growth(name: str, value: float) -> Figure:
    return Figure(name=name, value=round(value, 3), unit="times", must=GROWTH.must,
                  goal=GROWTH.goal, lower_is_better=True)  # fmt: skip


def _claim_ms(phones: Phones, others: int, first: datetime) -> float:
    """The milliseconds of the claim in the database: the median of several, all undone."""
    owner, now = phones.bench.owner, datetime.now(UTC)
    phones.nudge(others, first)
    with seed.unwalled(owner):
        crowd.nudge(owner, CLAIMED, now - SOON)
    owner.execute("VACUUM (ANALYZE) reminders")
    with psycopg.connect(phones.bench.env["WORKER_DATABASE_URL"], autocommit=True,
                         **connecting(role="r_worker")) as worker:  # fmt: skip
        worker.execute(f"PREPARE claim ({', '.join(TYPES.values())}) AS {_numbered(CLAIM.text)}")
        return median(_explained_ms(worker, now) for _ in range(REPEATS))


def _explained_ms(worker: psycopg.Connection[Any], now: datetime) -> float:
    """One claim by the plan that the product gets, too: EXPLAIN without EXECUTE makes another."""
    given = (uuid4(), now, now + timedelta(minutes=1), list(UNSETTLED))
    execute = psycopg.sql.SQL("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE claim ({})")
    literals = psycopg.sql.SQL(", ").join(psycopg.sql.Literal(each) for each in given)
    with worker.transaction(force_rollback=True):
        ((found,),) = worker.execute(execute.format(literals)).fetchall()
    if found[0]["Plan"]["Actual Rows"] != CLAIMED or INDEX not in str(found):
        raise ServerError(f"The claim took other rows, or another way than {INDEX}:\n{found}")
    spent: float = found[0]["Execution Time"]
    return spent


def _numbered(statement: str) -> str:
    statement = statement.replace(":limit", str(CLAIMED))
    for number, name in enumerate(TYPES, start=1):
        statement = re.sub(rf"(?<!:):{name}\b", f"${number}", statement)
    return statement


def _storm(phones: Phones) -> list[Figure]:
    """Everybody's nudge in the same minute, and one worker."""
    count = crowd.SIZE
    phones.nudge(count, datetime.now(UTC) - SOON)
    seen: list[float] = []
    [spent] = phones.send(["drain"], watch=lambda pid: seen.append(_rss_mb(pid)))
    left, (taken, addresses) = phones.left(), phones.taken()
    amiss = left.pending + count - addresses + taken - addresses + count - left.sent
    warm = seen[int(len(seen) * WARM_SHARE) :]
    name = f"storm of {count:,} at one minute"
    return [
        Figure(name=f"{name}, drained by one worker", value=round(spent.wall_s, 1), unit="s",
               lower_is_better=True),
        Figure(name=f"{name}, rate", value=round(count / spent.wall_s, 1), unit="messages/s"),
        Figure(name=f"{name}, left, lost or doubled", value=amiss, unit="messages", must=0,
               lower_is_better=True),
        Figure(name=f"{name}, memory at most", value=round(max(seen), 1), unit="MB",
               lower_is_better=True),
        Figure(name=f"{name}, memory grown after a quarter",
               value=round(max(warm) - warm[0], 1), unit="MB", must=FLAT_MB.must,
               goal=FLAT_MB.goal, lower_is_better=True),
    ]  # fmt: skip


def _rss_mb(pid: int) -> float:
    try:
        return psutil.Process(pid).memory_info().rss / 1_000_000
    except psutil.Error:
        return 0.0
