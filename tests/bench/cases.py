"""What is measured, what has to be reached, and how an answer shows that it was really done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import orjson

from tests.bench.seed import DAYS
from tests.bench.servers import Server, ServerError

BATCH = 30
PERIOD_DAYS = 90
CASELOAD = 200
MEASURES = ("pain_now", "pain_worst", "pain_average", "mood", "sleep_hours")
CHECKED_DAY = date(2019, 6, 1)
BATCHES_BEGIN, AMENDED_BEGIN = 6_000, 17_000
"""In days since 1970: single days are written before, batches from here on, and so on."""

DAY, AMENDMENT, BATCH_OF_30 = "day write", "day amendment", "sync batch of 30"
READ, TREND, CASELOAD_OF_200 = "read 90 days", "trend of 90 days", "patient list of 200"
BY_SPECIALIST = ", by the specialist"
SESSION, PHQ9, DUE = "session with its burst", "PHQ-9 with its score", "due list of 14 days"
SESSIONS_BEGIN = 15_000
"""In days since 1970; each further session of a patient is 28 days later."""

SESSIONS_WARM_UP = 20_000
"""A hundredth session of each of 200 patients lies eight years later: more would be the future."""


@dataclass(frozen=True, slots=True)
class Target:
    """What must be reached and what we want to reach."""

    must: float | None = None
    goal: float | None = None


DAY_CPU_MS = Target(must=0.50, goal=0.30)
DAY_P99_MS = Target(goal=8.0)
CASELOAD_DATABASE_MS = Target(must=5.0, goal=0.5)
MEMORY_MB = Target(must=250.0, goal=160.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One kind of request to the product, and to the yardstick if it has one like it."""

    name: str
    mode: str
    target: str
    yardstick: str | None
    works: Callable[[Server, str, str], str | None]
    """(server, target for a patient, token) -> what is wrong with the product's answer."""

    by_specialist: bool = False
    entries: int = 1
    """How many days each request writes or counts for."""

    first: int = 0
    warm_up_begins: int = 300_000
    """The number of the warm-up's first request, beyond those that are counted."""

    ratio: Target = Target()

    @property
    def writes(self) -> bool:
        """Whether it changes the database."""
        return self.mode != "get"

    @property
    def unit(self) -> str:
        """What is counted for each second."""
        return "entries/s" if self.entries > 1 else "requests/s"


def cases(last_day: date) -> list[Case]:
    """All that is measured, on a seed whose last day this is."""
    first = last_day - timedelta(days=PERIOD_DAYS - 1)
    period = f"first={first}&last={last_day}"
    patient = "/api/v1/patients/{patient}"
    days = f"{patient}/diary/days?{period}"
    trend = f"{patient}/trends?{period}&measures={','.join(MEASURES)}"
    return [
        Case(name=DAY, mode="day", target=f"{patient}/diary/days/", yardstick="/day",
             works=_day_is_stored, ratio=Target(0.50, 1.0)),
        Case(name=AMENDMENT, mode="amend", target=f"{patient}/diary/days/", yardstick="/day",
             works=_day_is_amended, first=AMENDED_BEGIN),
        Case(name=BATCH_OF_30, mode="batch", target=f"{patient}/diary/sync", yardstick="/batch",
             works=_batch_is_stored, entries=BATCH, first=BATCHES_BEGIN, ratio=Target(0.5, 0.9)),
        Case(name=READ, mode="get", target=days, yardstick="/days", works=_all_days_are_there,
             ratio=Target(0.8, 1.1)),
        Case(name=TREND, mode="get", target=trend, yardstick="/trend", works=_trend_is_whole,
             ratio=Target(0.7, 1.0)),
        Case(name=f"{READ}{BY_SPECIALIST}", mode="get", target=days, yardstick="/days",
             works=_all_days_are_there, by_specialist=True),
        Case(name=f"{TREND}{BY_SPECIALIST}", mode="get", target=trend, yardstick="/trend",
             works=_trend_is_whole, by_specialist=True),
        Case(name=CASELOAD_OF_200, mode="get", target=f"/api/v1/caseload?limit={CASELOAD}",
             yardstick=None, works=_caseload_is_whole, by_specialist=True),
        Case(name=SESSION, mode="session", target=f"{patient}/sessions/", yardstick="/day",
             works=_is_signed_in, by_specialist=True, first=SESSIONS_BEGIN,
             warm_up_begins=SESSIONS_WARM_UP),
        Case(name=PHQ9, mode="phq9", target=f"{patient}/instruments/responses/",
             yardstick="/day", works=_is_signed_in, first=_last_phq9(last_day)),
        Case(name=DUE, mode="get", target=f"{patient}/due?days=14", yardstick="/days",
             works=_due_is_listed),
    ]  # fmt: skip


def a_day(day: date | None = None, *, pain: int = 4) -> dict[str, Any]:
    """A day as the load writes it."""
    named = {"day": day.isoformat()} if day else {}
    return {
        **named,
        "answers": {"pain_average": pain, "mood": 6, "sleep_hours": 7.5},
        "side_effects": {"nausea": 1, "dizziness": 2, "itching": 0},
        "note": "What the bench writes before it measures.",
        "written_at": "2026-01-01T18:00:00Z",
        "time_zone": "Europe/Amsterdam",
    }


def _day_is_stored(server: Server, target: str, token: str) -> str | None:
    path, body = f"{target}{CHECKED_DAY}", orjson.dumps(a_day())
    status, answer = server.ask("PUT", path, token=token, body=body, If_None_Match="*")
    return _unless(status == 201 and orjson.loads(answer)["revision"] == 1, status, answer)


def _day_is_amended(server: Server, target: str, token: str) -> str | None:
    path, body = f"{target}{CHECKED_DAY - timedelta(days=1)}", orjson.dumps(a_day(pain=7))
    server.ask("PUT", path, token=token, body=orjson.dumps(a_day()), If_None_Match="*")
    status, answer = server.ask("PUT", path, token=token, body=body, If_Match="*")
    return _unless(status == 200 and orjson.loads(answer)["revision"] == 2, status, answer)


def _batch_is_stored(server: Server, target: str, token: str) -> str | None:
    return _sync(server, target, token, first=CHECKED_DAY + timedelta(days=1), count=BATCH)


def write_days(server: Server, patient: str, token: str, *, first: int, count: int) -> None:
    """Days in a row for later amendments, counted from 1970; raises ServerError."""
    target = f"/api/v1/patients/{patient}/diary/sync"
    begin = date(1970, 1, 1) + timedelta(days=first)
    if (flaw := _sync(server, target, token, first=begin, count=count)) is not None:
        raise ServerError(f"The days to amend can't be written: {flaw}")


def _sync(server: Server, target: str, token: str, *, first: date, count: int) -> str | None:
    writes = [
        {**a_day(first + timedelta(days=n)), "kind": "day", "write_id": str(uuid4())}
        for n in range(count)
    ]
    body = orjson.dumps({"device_id": "bench", "writes": writes})
    status, answer = server.ask("POST", target, token=token, body=body)
    stored = answer.count(b'"created"') if status == 200 else 0
    return _unless(stored == count, status, answer)


def _all_days_are_there(server: Server, target: str, token: str) -> str | None:
    status, answer = server.ask("GET", target, token=token)
    items = orjson.loads(answer)["items"] if status == 200 else []
    whole = len(items) == PERIOD_DAYS and any(item["note"] for item in items)
    return _unless(whole, status, answer)


def _trend_is_whole(server: Server, target: str, token: str) -> str | None:
    status, answer = server.ask("GET", target, token=token)
    series = orjson.loads(answer)["measures"] if status == 200 else {}
    whole = set(series) == set(MEASURES) and all(
        len(points) == PERIOD_DAYS and all(point["mean_7d"] is not None for point in points)
        for points in series.values()
    )
    return _unless(whole, status, answer)


def _caseload_is_whole(server: Server, target: str, token: str) -> str | None:
    status, answer = server.ask("GET", target, token=token)
    items = orjson.loads(answer)["items"] if status == 200 else []
    figures = ("last_entry_on", "pain_mean_7d", "pain_change_7d", "adherence_28d")
    whole = len(items) == CASELOAD and all(
        item[figure] is not None for item in items for figure in figures
    )
    return _unless(whole, status, answer)


def _last_phq9(last_day: date) -> int:
    """A day, since 1970, on which the load's patients are asked for it; the others lie before."""
    enrolled = last_day - timedelta(days=DAYS)
    asked = enrolled + timedelta(days=DAYS // 28 * 28 + 2)
    return (asked - date(1970, 1, 1)).days


def _is_signed_in(server: Server, target: str, token: str) -> str | None:
    """The load's own count says whether they were stored: ids are made up as it goes."""
    status, answer = server.ask("GET", "/api/v1/account", token=token)
    return _unless(status == 200, status, answer)


def _due_is_listed(server: Server, target: str, token: str) -> str | None:
    status, answer = server.ask("GET", target, token=token)
    items = orjson.loads(answer)["items"] if status == 200 else []
    asks = {item["ask"] for item in items}
    return _unless({"diary", "peg", "phq2"} <= asks and len(items) >= 16, status, answer)


def _unless(good: bool, status: int, answer: bytes) -> str | None:
    return None if good else f"{status} {answer[:300].decode(errors='replace')}"
