"""What is asked after sessions, over generated histories of sessions, moves and answers."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.schedule.rules import bursts
from backend.schedule.rules.bursts import PROPOSED, Standing, changes, flaw_of, steps
from backend.schedule.rules.occurrences import Circumstances, SessionTimes, Wanted
from backend.schedule.rules.windows import day_start, diary_day

PATIENT = uuid4()
BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
SHORT = {"after_hours": [2, 24], "check_open_hours": 6, "daily_until_day": 3,
         "twice_weekly_until_day": 10}  # fmt: skip
ZONES = ("Europe/Paris", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe")


def who(sessions: Any, zone: str = "Europe/Paris") -> Circumstances:
    return Circumstances(
        patient_id=PATIENT,
        anchor_on=date(2026, 1, 1),
        zone=zone,
        day_starts_at=time(4),
        sessions=tuple(sessions),
    )


def a_session(days: float = 0, *, hours: float = 2, stands: bool = True, **more: Any) -> Any:
    at = BEGIN + timedelta(days=days)
    ends_at = at + timedelta(hours=hours)
    values: dict[str, Any] = {"id": uuid4(), "burst": dict(PROPOSED), **more}
    return SessionTimes(stands=stands, starts_at=at, ends_at=ends_at, **values)


def wanted_of(*sessions: Any, zone: str = "Europe/Paris") -> dict[str, Wanted]:
    return {each.slot: each for each in bursts.bursts(who(sessions, zone), on_time_hours=36)}


class TestBurst:
    def test_asks_at_2_24_48_and_72_hours_then_daily_then_twice_weekly(self) -> None:
        names = [step.name for step in steps(PROPOSED)]
        assert names[:4] == ["h2", "h24", "h48", "h72"]
        assert names[4:18] == [f"d{day}" for day in range(1, 15)]
        assert names[18:] == [f"w{day}" for day in (17, 21, 24, 28, 31, 35, 38, 42, 45, 49, 52, 56,
                                                    59, 63, 66, 70, 73, 77, 80, 84)]  # fmt: skip

    def test_counts_hours_from_the_sessions_end(self) -> None:
        session = a_session(hours=4)
        found = wanted_of(session)[f"burst/{session.id}/h24"]
        assert found.opens_at == session.ends_at + timedelta(hours=24)
        assert found.closes_at == session.ends_at + timedelta(hours=36)

    def test_asks_no_check_while_the_next_one_is_open(self) -> None:
        session = a_session(burst={**PROPOSED, "after_hours": [2, 6]})
        found = wanted_of(session)
        assert found[f"burst/{session.id}/h2"].closes_at == session.ends_at + timedelta(hours=6)

    def test_ends_where_the_next_session_begins(self) -> None:
        first, second = a_session(0), a_session(10)
        found = wanted_of(first, second)
        cut = {each.step for each in found.values() if each.reason == "next_session"}
        assert cut == {"d11", "d12", "d13", "d14"} | {f"w{day}" for day in range(17, 85)} & {
            each.step for each in found.values()
        }

    def test_of_a_cancelled_session_asks_nothing(self) -> None:
        found = wanted_of(a_session(stands=False))
        assert {each.reason for each in found.values()} == {"session_cancelled"}

    def test_isnt_cut_by_a_cancelled_session(self) -> None:
        first = a_session(0)
        found = wanted_of(first, a_session(3, stands=False))
        assert found[f"burst/{first.id}/d14"].state == "due"

    @pytest.mark.parametrize("zone", ZONES)
    def test_day_steps_open_with_the_diary_day_also_where_clocks_change(self, zone: str) -> None:
        session = a_session(75)  # the clocks change within the burst in Paris and St John's
        day = diary_day(session.ends_at, zone, time(4)) + timedelta(days=14)
        found = wanted_of(session, zone=zone)[f"burst/{session.id}/d14"]
        assert (found.day, found.opens_at) == (day, day_start(day, zone, time(4)))

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"after_hours": [2, 2]}, "hours"),
            ({"after_hours": [0]}, "hours"),
            ({"after_hours": [400]}, "hours"),
            ({"check_open_hours": 0}, "open"),
            ({"daily_until_day": 90}, "days"),
            ({"twice_weekly_until_day": 400}, "days"),
            ({"daily_until_day": -1}, "days"),
        ],
    )
    def test_configuration_that_makes_no_sense_is_refused(
        self, change: dict[str, Any], sentence: str
    ) -> None:
        assert sentence in (flaw_of({**PROPOSED, **change}) or "")

    def test_configuration_as_proposed_is_sound(self) -> None:
        assert flaw_of(PROPOSED) is None


@dataclass
class History:
    """A patient's sessions and the occurrences that are stored, changed step by step."""

    sessions: dict[UUID, SessionTimes] = field(default_factory=dict)
    stored: dict[str, Standing] = field(default_factory=dict)
    days: dict[str, Wanted] = field(default_factory=dict)

    def settle(self) -> list[dict[str, Any]]:
        asked = bursts.bursts(who(self.sessions.values()), on_time_hours=36)
        store, log = changes(asked, self.stored)
        for each in store:
            self.days[each.slot] = each
            self.stored[each.slot] = Standing(
                slot=each.slot,
                state=each.state,
                opens_at=each.opens_at,
                closes_at=each.closes_at,
                reason=each.reason,
            )
        return log

    def answer(self, number: int, state: str) -> None:
        due = sorted(slot for slot, row in self.stored.items() if row.state == "due")
        if due:
            slot = due[number % len(due)]
            reason = "too_tired" if state == "declined" else None
            self.stored[slot] = replace(self.stored[slot], state=state, reason=reason)

    def touch(self, number: int, **values: Any) -> None:
        if self.sessions:
            key = list(self.sessions)[number % len(self.sessions)]
            self.sessions[key] = replace(self.sessions[key], **values)


spans = st.integers(0, 40 * 24).map(lambda hours: timedelta(hours=hours))
numbers = st.integers(0, 30)
steps_of_history = st.lists(
    st.one_of(
        st.tuples(st.just("add"), spans, st.integers(0, 6)),
        st.tuples(st.just("move"), spans, numbers),
        st.tuples(st.just("cancel"), spans, numbers),
        st.tuples(st.just("restore"), spans, numbers),
        st.tuples(st.just("answer"), spans, numbers),
        st.tuples(st.just("decline"), spans, numbers),
    ),
    max_size=14,
)


def after(happened: list[tuple[str, timedelta, int]]) -> tuple[History, dict[str, Standing]]:
    """The history, and how what a person answered or declined stood when they did."""
    history, said = History(), {}
    for what, span, number in happened:
        starts_at = BEGIN + span
        times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=number % 7)}
        if what == "add" and len(history.sessions) < 4:
            session = SessionTimes(id=uuid4(), stands=True, burst=SHORT, **times)
            history.sessions[session.id] = session
        elif what == "move":
            history.touch(number, **times)
        elif what in {"cancel", "restore"}:
            history.touch(number, stands=what == "restore")
        elif what in {"answer", "decline"}:
            before = dict(history.stored)
            history.answer(number, "done" if what == "answer" else "declined")
            said |= {s: row for s, row in history.stored.items() if before[s] != row}
        history.settle()
    return history, said


def standing(history: History) -> list[SessionTimes]:
    found = [session for session in history.sessions.values() if session.stands]
    return sorted(found, key=lambda session: (session.starts_at, session.id))


class TestAnyHistory:
    @given(steps_of_history)
    def test_never_moves_what_was_answered_or_declined(self, happened: Any) -> None:
        history, said = after(happened)
        assert {slot: history.stored[slot] for slot in said} == said

    @given(steps_of_history)
    def test_asks_nothing_from_the_next_session_on(self, happened: Any) -> None:
        history, _ = after(happened)
        order = standing(history)
        following = {a.id: b for a, b in itertools.pairwise(order)}
        for slot, row in history.stored.items():
            each = history.days[slot]
            nxt = following.get(each.session_id or PATIENT)
            if row.state == "due" and nxt is not None:
                last = diary_day(nxt.starts_at, "Europe/Paris", time(4))
                assert row.opens_at < nxt.starts_at or (each.ask == "diary" and each.day <= last)

    @given(steps_of_history)
    def test_asks_nothing_after_a_cancelled_session(self, happened: Any) -> None:
        history, _ = after(happened)
        for slot, row in history.stored.items():
            session = history.sessions[history.days[slot].session_id or PATIENT]
            assert session.stands or row.state != "due"

    @given(steps_of_history)
    def test_asks_for_a_days_diary_for_one_session_only(self, happened: Any) -> None:
        history, _ = after(happened)
        # On the day of a session the burst before it still asks; its own begins the day after.
        due = [
            (history.days[slot].day)
            for slot, row in history.stored.items()
            if row.state == "due" and history.days[slot].ask == "diary"
        ]
        order = standing(history)
        same_day = {diary_day(s.ends_at, "Europe/Paris", time(4)) for s in order}
        doubled = {day for day in due if due.count(day) > 1}
        assert not doubled or len(same_day) < len(order) or _ends_after_the_next(order)

    @given(steps_of_history)
    def test_settles_at_once(self, happened: Any) -> None:
        history, _ = after(happened)
        before = dict(history.stored)
        assert history.settle() == []
        assert history.stored == before

    @given(steps_of_history)
    def test_comes_to_what_the_sessions_ask_whatever_the_way_there(self, happened: Any) -> None:
        history, said = after(happened)
        fresh = History(sessions=history.sessions)
        fresh.settle()
        due = {s: row for s, row in history.stored.items() if row.state == "due"}
        assert due == {s: row for s, row in fresh.stored.items() if s not in said}

    @given(steps_of_history)
    def test_writes_down_every_move(self, happened: Any) -> None:
        history, _ = after(happened)
        before = dict(history.stored)
        history.touch(0, starts_at=BEGIN + timedelta(days=50), ends_at=BEGIN + timedelta(days=50.1))
        log = history.settle()
        moved = {s for s, row in before.items() if history.stored[s] != row}
        assert {entry["slot"] for entry in log if "slot" in entry} == moved
        added = len(history.stored) - len(before)
        counted = [entry["count"] for entry in log if entry["became"] == "added"]
        assert counted == ([added] if added else [])


def _ends_after_the_next(order: list[SessionTimes]) -> bool:
    """Whether a session ends on or after the day of the one that follows it."""
    return any(
        diary_day(a.ends_at, "Europe/Paris", time(4))
        >= diary_day(b.starts_at, "Europe/Paris", time(4))
        for a, b in itertools.pairwise(order)
    )


class TestOwnConfiguration:
    def test_is_asked_as_it_was_when_the_session_was_recorded(self) -> None:
        session = a_session(burst=SHORT)
        found = wanted_of(session)
        assert {each.step for each in found.values()} == {
            "h2",
            "h24",
            "d1",
            "d2",
            "d3",
            "w6",
            "w10",
        }

    def test_of_another_session_changes_nothing(self) -> None:
        first, second = a_session(0), a_session(30, burst=SHORT)
        assert {s for s in wanted_of(first) if str(first.id) in s} == {
            s for s in wanted_of(first, second) if str(first.id) in s
        }


def test_a_change_is_described_with_its_windows() -> None:
    session = a_session()
    history = History(sessions={session.id: session})
    assert history.settle() == [{"became": "added", "count": 38}]
    history.sessions[session.id] = replace(
        session,
        starts_at=session.starts_at + timedelta(days=1),
        ends_at=session.ends_at + timedelta(days=1),
    )
    entry: Mapping[str, Any] = history.settle()[0]
    assert (entry["became"], entry["slot"]) == ("moved", f"burst/{session.id}/h2")
    assert entry["from"][0] == (session.ends_at + timedelta(hours=2)).isoformat()
    assert entry["to"][0] == (session.ends_at + timedelta(days=1, hours=2)).isoformat()
