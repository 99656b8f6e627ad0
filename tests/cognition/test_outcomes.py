"""Outcomes of the thinking tasks: worked by hand, then checked against a second implementation."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.catalogue.service import catalogue
from backend.cognition.rules.outcomes import TASKS, outcomes_of
from tests.cognition import oracle

MS = st.integers(min_value=0, max_value=600_000) | st.integers(min_value=90, max_value=400)
MAYBE_MS = st.none() | MS
SHAPES = {
    "rt_vigilance": {"rt_ms": MAYBE_MS, "false_start": st.booleans()},
    "symbol_match": {"correct": st.booleans(), "rt_ms": MS},
    "two_back": {"target": st.booleans(), "responded": st.booleans(), "rt_ms": MAYBE_MS},
    "trail": {"part": st.sampled_from("ab"), "rt_ms": MS, "correct": st.booleans()},
    "picture_place": {
        "phase": st.sampled_from(["immediate", "delayed"]),
        "correct": st.booleans(),
        "rt_ms": MAYBE_MS,
    },
}
TRIALS = {
    task: st.lists(st.fixed_dictionaries(shape), min_size=1, max_size=60)
    for task, shape in SHAPES.items()
}


def near(value):
    return None if value is None else pytest.approx(value, rel=1e-7, abs=1e-7)


def tapped(*times, false_starts=0):
    early = [{"rt_ms": None, "false_start": True}] * false_starts
    return [{"rt_ms": time, "false_start": False} for time in times] + early


def matched(*times, wrong=()):
    return [{"rt_ms": time, "correct": True} for time in times] + [
        {"rt_ms": time, "correct": False} for time in wrong
    ]


def seen(*, hits=0, misses=0, alarms=0, rejected=0):
    counts = {(True, True): hits, (True, False): misses, (False, True): alarms}
    counts[False, False] = rejected
    return [
        {"target": target, "responded": responded, "rt_ms": 500 if responded else None}
        for (target, responded), count in counts.items()
        for _ in range(count)
    ]


def linked(a=(), b=(), *, wrong=0):
    taps = [("a", time) for time in a] + [("b", time) for time in b]
    return [
        {"part": part, "rt_ms": time, "correct": place >= wrong}
        for place, (part, time) in enumerate(taps)
    ]


def placed(immediate="", delayed=""):
    """+ for a picture that is remembered, - for one that isn't."""
    given = [("immediate", mark) for mark in immediate] + [("delayed", mark) for mark in delayed]
    return [{"phase": phase, "correct": mark == "+", "rt_ms": None} for phase, mark in given]


class TestOutcomes:
    def test_are_those_of_the_catalogue(self) -> None:
        some = {
            "rt_vigilance": tapped(300),
            "symbol_match": matched(900),
            "two_back": seen(hits=1, rejected=1),
            "trail": linked([1], [2]),
            "picture_place": placed("+", "+"),
        }
        tasks = catalogue().battery.tasks
        assert set(TASKS) == set(tasks)
        for task, known in tasks.items():
            assert tuple(outcomes_of(task, some[task])[0]) == known.outcomes
            assert known.primary in known.outcomes

    @pytest.mark.parametrize("task", sorted(TASKS))
    def test_are_the_same_by_another_way(self, task) -> None:
        @settings(max_examples=150, deadline=None)
        @given(TRIALS[task])
        def check(trials) -> None:
            found, error = outcomes_of(task, trials)
            wanted, wanted_error = oracle.OUTCOMES[task](trials)
            assert found == {name: near(value) for name, value in wanted.items()}
            assert error == near(wanted_error)

        check()


class TestQuickTap:
    def test_has_the_mean_of_the_reciprocals_as_speed(self) -> None:
        found, _ = outcomes_of("rt_vigilance", tapped(200, 250, 500))
        assert found["response_speed_per_s"] == pytest.approx((5 + 4 + 2) / 3)
        assert found["median_rt_ms"] == 250

    @pytest.mark.parametrize(("time", "lapses"), [(355, 0), (356, 1), (None, 1)])
    def test_lapses_above_355_ms_and_without_a_reaction(self, time, lapses) -> None:
        assert outcomes_of("rt_vigilance", tapped(200, time))[0]["lapses_355ms"] == lapses

    @pytest.mark.parametrize(("time", "early", "median"), [(100, 0, 150), (99, 1, 200)])
    def test_starts_falsely_below_100_ms(self, time, early, median) -> None:
        found, _ = outcomes_of("rt_vigilance", tapped(200, time))
        assert (found["false_starts_lt100ms"], found["median_rt_ms"]) == (early, median)

    def test_counts_a_tap_without_a_signal_as_a_false_start_only(self) -> None:
        found, _ = outcomes_of("rt_vigilance", tapped(200, false_starts=2))
        assert (found["false_starts_lt100ms"], found["lapses_355ms"]) == (2, 0)

    def test_has_no_speed_without_a_reaction(self) -> None:
        found, error = outcomes_of("rt_vigilance", tapped(None, None))
        assert (found["response_speed_per_s"], found["lapses_355ms"], error) == (None, 2, None)

    def test_has_the_error_of_a_mean(self) -> None:
        _, error = outcomes_of("rt_vigilance", tapped(200, 250))
        assert error == pytest.approx(0.5)

    def test_has_no_error_with_one_reaction(self) -> None:
        assert outcomes_of("rt_vigilance", tapped(200))[1] is None


class TestSymbolMatch:
    def test_counts_what_is_right(self) -> None:
        found, _ = outcomes_of("symbol_match", matched(800, 1000, 1200, wrong=[5000]))
        assert found == {"correct_count": 3, "error_rate": 0.25, "median_rt_ms": 1000}

    def test_has_the_error_of_a_renewal_process(self) -> None:
        _, error = outcomes_of("symbol_match", matched(800, 1000, 1200, 1000))
        assert error == pytest.approx(2 * (80_000 / 3) ** 0.5 / 1000)

    def test_has_no_error_with_times_of_nothing(self) -> None:
        assert outcomes_of("symbol_match", matched(0, 0))[1] is None


class TestTwoBack:
    def test_has_d_prime_after_hautus(self) -> None:
        """8.5 of 11 and 2.5 of 21: 0.7479 and -1.1798 in a table of the normal distribution."""
        found, _ = outcomes_of("two_back", seen(hits=8, misses=2, alarms=2, rejected=18))
        assert found["d_prime"] == pytest.approx(0.7479 + 1.1798, abs=2e-3)
        assert (found["hits"], found["misses"], found["false_alarms"]) == (8, 2, 2)

    def test_stays_finite_when_all_is_right_or_wrong(self) -> None:
        best, _ = outcomes_of("two_back", seen(hits=10, rejected=20))
        worst, _ = outcomes_of("two_back", seen(misses=10, alarms=20))
        assert best["d_prime"] == pytest.approx(-worst["d_prime"])
        assert 3.5 < best["d_prime"] < 3.9

    def test_is_nothing_by_guessing(self) -> None:
        found, _ = outcomes_of("two_back", seen(hits=5, misses=5, alarms=5, rejected=5))
        assert found["d_prime"] == pytest.approx(0)

    @pytest.mark.parametrize("kinds", [{"hits": 3}, {"rejected": 3, "alarms": 1}])
    def test_has_none_without_both_kinds_of_stimuli(self, kinds) -> None:
        found, error = outcomes_of("two_back", seen(**kinds))
        assert (found["d_prime"], error) == (None, None)


class TestTrail:
    def test_has_b_minus_a_in_seconds(self) -> None:
        found, _ = outcomes_of("trail", linked([1000, 1500], [2000, 2500], wrong=1))
        assert found == {"time_a_s": 2.5, "time_b_s": 4.5, "b_minus_a_s": 2.0, "errors": 1}

    def test_has_no_difference_with_one_part(self) -> None:
        found, error = outcomes_of("trail", linked([1000, 1500]))
        assert (found["time_a_s"], found["b_minus_a_s"], error) == (2.5, None, None)

    def test_adds_the_errors_of_both_sums(self) -> None:
        _, error = outcomes_of("trail", linked([1000, 2000], [1000, 3000]))
        assert error == pytest.approx((2 * 0.5 + 2 * 2.0) ** 0.5)


class TestPicturePlaces:
    def test_counts_what_is_remembered_at_once_and_later(self) -> None:
        found, _ = outcomes_of("picture_place", placed("+++-", "++--"))
        assert found == {"immediate_correct": 3, "delayed_correct": 2, "errors": 3}

    def test_has_no_later_part_before_it_is_done(self) -> None:
        found, error = outcomes_of("picture_place", placed("+++-"))
        assert (found["delayed_correct"], error) == (None, None)

    def test_is_never_certain(self) -> None:
        _, error = outcomes_of("picture_place", placed(delayed="++++"))
        assert error == pytest.approx((4 * 0.9 * 0.1) ** 0.5)
