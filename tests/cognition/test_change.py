"""How the runs on one device compare: numbers, what is too soon, declines and their repeats."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.catalogue.service import catalogue
from backend.cognition.rules.change import Run, is_too_soon, judge
from tests.cognition import oracle

BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
BATTERY = catalogue().battery
SPEED, COUNT, SHIFT = "rt_vigilance", "symbol_match", "trail"


def outcomes(**values):
    """Outcomes of these tasks by (compared value, its error)."""
    return {
        task: {oracle.PRIMARY[task][0]: value, "primary_se": error}
        for task, (value, error) in values.items()
    }


GOOD = outcomes(rt_vigilance=(4.0, 0.3), symbol_match=(40, 4), trail=(20.0, 3.0))
WORSE_IN_ONE = {**GOOD, **outcomes(rt_vigilance=(3.0, 0.3))}
WORSE_IN_TWO = {**WORSE_IN_ONE, **outcomes(symbol_match=(20, 4))}


def a_run(number, found=GOOD, *, day=None, too_soon=False):
    started_at = BEGIN + timedelta(days=30 * number if day is None else day)
    return Run(id=UUID(int=number), started_at=started_at, too_soon=too_soon, outcomes=found)


def judged(*runs):
    found = judge(runs, BATTERY)
    return [found[run.id] for run in runs]


def declines(*courses):
    """Of runs after a practice and a baseline, each as (day, outcomes)."""
    later = [a_run(n, found, day=day) for n, (day, found) in enumerate(courses, start=3)]
    return [each.decline for each in judged(a_run(1, day=-2), a_run(2, day=-1), *later)[2:]]


def change_of(task, now, base):
    return judged(a_run(1), a_run(2, base), a_run(3, now))[2].change[task]


class TestTooSoon:
    @pytest.mark.parametrize(
        ("hours", "soon"), [(0, True), (23.99, True), (24, False), (300, False), (None, False)]
    )
    def test_is_less_than_24_hours_after_a_session(self, hours, soon) -> None:
        assert is_too_soon(hours, BATTERY) is soon

    def test_neither_counts_nor_is_compared(self) -> None:
        practice, early, baseline = judged(
            a_run(1), a_run(2, WORSE_IN_TWO, too_soon=True), a_run(3)
        )
        assert (early.role, early.number, early.change) == ("too_soon", None, {})
        assert (practice.number, baseline.number, baseline.role) == (1, 2, "baseline")

    def test_is_no_repeat_of_a_decline(self) -> None:
        runs = [a_run(1, day=0), a_run(2, day=1), a_run(3, WORSE_IN_TWO, day=2)]
        early = a_run(4, GOOD, day=3, too_soon=True)
        again = a_run(5, WORSE_IN_TWO, day=4)
        assert [each.decline for each in judged(*runs, early, again)] == [
            "none", "none", "repeat_due", "none", "confirmed"
        ]  # fmt: skip


class TestOrder:
    def test_is_that_of_their_start_whenever_they_came_in(self) -> None:
        found = judged(a_run(3), a_run(1), a_run(2))
        assert [each.role for each in found] == ["compared", "practice", "baseline"]
        assert [each.number for each in found] == [3, 1, 2]

    def test_of_runs_begun_at_once_is_always_the_same(self) -> None:
        one, other = a_run(1, day=0), a_run(2, day=0)
        assert judge([one, other], BATTERY) == judge([other, one], BATTERY)

    def test_of_none_is_nothing(self) -> None:
        assert judge([], BATTERY) == {}


class TestChange:
    def test_is_the_difference_over_its_error(self) -> None:
        base, now = outcomes(rt_vigilance=(4.0, 0.3)), outcomes(rt_vigilance=(3.0, 0.4))
        found = change_of(SPEED, now, base)
        assert found == {"value": 3.0, "baseline": 4.0, "z": pytest.approx(-2.0)}

    def test_is_worse_below_zero_where_less_is_better(self) -> None:
        base, now = outcomes(trail=(20.0, 3.0)), outcomes(trail=(30.0, 4.0))
        assert change_of(SHIFT, now, base)["z"] == pytest.approx(-2.0)

    def test_is_against_the_baseline_and_never_the_practice(self) -> None:
        practice = outcomes(symbol_match=(10, 4))
        base, now = outcomes(symbol_match=(40, 3)), outcomes(symbol_match=(35, 4))
        found = judged(a_run(1, practice), a_run(2, base), a_run(3, now), a_run(4, now))
        assert [each.change[COUNT]["z"] for each in found[2:]] == [pytest.approx(-1.0)] * 2

    @pytest.mark.parametrize("errors", [(None, 0.3), (0.3, None), (0.0, 0.0)])
    def test_has_no_z_without_an_error(self, errors) -> None:
        base, now = (outcomes(rt_vigilance=(4.0, error)) for error in errors)
        assert change_of(SPEED, now, base) == {"value": 4.0, "baseline": 4.0, "z": None}

    @pytest.mark.parametrize(
        ("now", "base"),
        [
            ({SPEED: None}, GOOD),
            (GOOD, {SPEED: None}),
            ({}, GOOD),
            (outcomes(rt_vigilance=(None, None)), GOOD),
        ],
    )
    def test_is_none_for_a_task_that_wasnt_done(self, now, base) -> None:
        assert change_of(SPEED, now, base) is None


class TestDecline:
    def test_asks_for_a_repeat_when_two_tasks_decline_at_once(self) -> None:
        assert declines((0, WORSE_IN_TWO)) == ["repeat_due"]

    def test_is_none_in_one_task_alone(self) -> None:
        assert declines((0, WORSE_IN_ONE)) == ["none"]

    @pytest.mark.parametrize(("z", "decline"), [(-1.645, "repeat_due"), (-1.6449, "none")])
    def test_begins_where_the_catalogue_says(self, z, decline) -> None:
        """Differences of z over an error of exactly 1."""
        base = outcomes(rt_vigilance=(0.0, 0.6), symbol_match=(0.0, 0.6))
        now = outcomes(rt_vigilance=(z, 0.8), symbol_match=(z, 0.8))
        found = judged(a_run(1), a_run(2, base), a_run(3, now))
        assert found[2].decline == decline

    @pytest.mark.parametrize(
        ("day", "found", "then"),
        [
            (14, WORSE_IN_TWO, "confirmed"),
            (14.01, WORSE_IN_TWO, "repeat_due"),
            (14, GOOD, "not_confirmed"),
            (14.01, GOOD, "none"),
        ],
    )
    def test_is_settled_by_a_repeat_within_14_days(self, day, found, then) -> None:
        assert declines((0, WORSE_IN_TWO), (day, found)) == ["repeat_due", then]

    def test_that_was_not_confirmed_waits_for_nothing_more(self) -> None:
        found = declines((0, WORSE_IN_TWO), (1, GOOD), (2, WORSE_IN_TWO))
        assert found == ["repeat_due", "not_confirmed", "repeat_due"]

    def test_that_was_confirmed_stays_so_with_the_next_one(self) -> None:
        found = declines((0, WORSE_IN_TWO), (1, WORSE_IN_TWO), (2, WORSE_IN_TWO))
        assert found == ["repeat_due", "confirmed", "confirmed"]

    def test_on_another_device_is_no_repeat(self) -> None:
        """Devices are judged one by one: what a second one shows is its own practice."""
        assert judged(a_run(9, WORSE_IN_TWO))[0].decline == "none"


FIGURES = st.none() | st.floats(min_value=-50, max_value=50)
ERRORS = st.none() | st.sampled_from([0.0, 0.5, 1.0, 3.0])
DONE = st.dictionaries(
    st.sampled_from(sorted(oracle.PRIMARY)), st.none() | st.tuples(FIGURES, ERRORS), max_size=5
)


@st.composite
def device_runs(draw):
    """Runs on one device, oldest first."""
    gaps = draw(st.lists(st.sampled_from([1, 6, 13, 14, 15, 91]), max_size=9))
    runs, day = [], 0
    for number, gap in enumerate(gaps):
        day += gap
        done = draw(DONE)
        found = outcomes(**{task: pair for task, pair in done.items() if pair})
        known = {**dict.fromkeys(done), **found}
        runs.append(a_run(number, known, day=day, too_soon=draw(st.booleans())))
    return runs


class TestCourse:
    @settings(max_examples=300, deadline=None)
    @given(device_runs(), st.randoms(use_true_random=False))
    def test_is_the_same_by_another_way_and_in_any_order(self, runs, chance) -> None:
        mixed = chance.sample(runs, len(runs))
        found = judge(mixed, BATTERY)
        course = [(found[run.id].role, found[run.id].number, found[run.id].decline) for run in runs]
        assert course == oracle.course(runs)

    @settings(max_examples=100, deadline=None)
    @given(device_runs())
    def test_has_the_zs_of_another_way(self, runs) -> None:
        found = judge(runs, BATTERY)
        base = next((run for run in runs if found[run.id].role == "baseline"), None)
        for run in runs:
            for task, change in found[run.id].change.items():
                wanted = oracle.z_of(task, run.outcomes.get(task), base.outcomes.get(task))
                z = change and change["z"]
                assert z is wanted is None or z == pytest.approx(wanted)

    @settings(max_examples=50, deadline=None)
    @given(device_runs())
    def test_without_what_was_too_soon_is_the_same(self, runs) -> None:
        kept = [replace(run) for run in runs if not run.too_soon]
        found, alone = judge(runs, BATTERY), judge(kept, BATTERY)
        assert {run.id: found[run.id] for run in kept} == alone
