"""What the trials of each task yield: its outcomes, and how sure the one that is compared is.

Outcomes are those of the catalogue. The standard error of the compared one comes from the run's
own trials, because nothing here has a reference sample.
"""

from collections.abc import Callable, Mapping, Sequence
from math import sqrt
from statistics import NormalDist, mean, median, stdev, variance
from typing import Any

Trials = Sequence[Mapping[str, Any]]
Outcomes = dict[str, float | None]

LAPSE_MS, FALSE_START_MS = 355, 100
"""Slower than the first is a lapse, faster than the second no reaction (Basner 2011)."""

NORMAL = NormalDist()


def outcomes_of(task: str, trials: Trials) -> tuple[Outcomes, float | None]:
    """The task's outcomes, None where they can't be told, and the compared one's standard error."""
    return TASKS[task](trials)


def _vigilance(trials: Trials) -> tuple[Outcomes, float | None]:
    """Reaction times; speed is the mean of their reciprocals (Basner and Dinges 2011)."""
    times = [trial["rt_ms"] for trial in trials if not trial["false_start"]]
    starts = [trial for trial in trials if trial["false_start"]]
    valid = [time for time in times if time is not None and time >= FALSE_START_MS]
    early = [time for time in times if time is not None and time < FALSE_START_MS]
    speeds = [1000 / time for time in valid]
    found: Outcomes = {
        "median_rt_ms": _median(valid),
        "response_speed_per_s": mean(speeds) if speeds else None,
        "lapses_355ms": sum(time is None or time > LAPSE_MS for time in times),
        "false_starts_lt100ms": len(starts) + len(early),
    }
    return found, _error_of_mean(speeds)


def _symbols(trials: Trials) -> tuple[Outcomes, float | None]:
    """How many in a fixed time; the error is that of a renewal process (Cox 1962)."""
    times = [trial["rt_ms"] for trial in trials]
    right = [trial["rt_ms"] for trial in trials if trial["correct"]]
    found: Outcomes = {
        "correct_count": len(right),
        "error_rate": 1 - len(right) / len(trials),
        "median_rt_ms": _median(right),
    }
    if len(right) < 2 or mean(times) == 0:
        return found, None
    return found, sqrt(len(right)) * stdev(times) / mean(times)


def _two_back(trials: Trials) -> tuple[Outcomes, float | None]:
    """D' with the log-linear correction (Hautus 1995), its error after Gourevitch (1967)."""
    targets = [trial for trial in trials if trial["target"]]
    others = [trial for trial in trials if not trial["target"]]
    hits = [trial for trial in targets if trial["responded"]]
    alarms = sum(trial["responded"] for trial in others)
    times = [trial["rt_ms"] for trial in hits if trial["rt_ms"] is not None]
    found: Outcomes = {
        "hits": len(hits),
        "misses": len(targets) - len(hits),
        "false_alarms": alarms,
        "d_prime": None,
        "median_rt_ms": _median(times),
    }
    if not targets or not others:
        return found, None
    hit_rate = (len(hits) + 0.5) / (len(targets) + 1)
    alarm_rate = (alarms + 0.5) / (len(others) + 1)
    found["d_prime"] = NORMAL.inv_cdf(hit_rate) - NORMAL.inv_cdf(alarm_rate)
    spread = _probit_variance(hit_rate, len(targets)) + _probit_variance(alarm_rate, len(others))
    return found, sqrt(spread)


def _trail(trials: Trials) -> tuple[Outcomes, float | None]:
    """Seconds for both parts; the difference leaves out what hands and eyes need."""
    a = [trial["rt_ms"] / 1000 for trial in trials if trial["part"] == "a"]
    b = [trial["rt_ms"] / 1000 for trial in trials if trial["part"] == "b"]
    found: Outcomes = {
        "time_a_s": sum(a) if a else None,
        "time_b_s": sum(b) if b else None,
        "b_minus_a_s": sum(b) - sum(a) if a and b else None,
        "errors": sum(not trial["correct"] for trial in trials),
    }
    if len(a) < 2 or len(b) < 2:
        return found, None
    return found, sqrt(len(a) * variance(a) + len(b) * variance(b))


def _places(trials: Trials) -> tuple[Outcomes, float | None]:
    """How many are remembered at once and later; the error is binomial, away from 0 and 1."""
    phases: dict[str, list[bool]] = {"immediate": [], "delayed": []}
    for trial in trials:
        phases[trial["phase"]].append(trial["correct"])
    later = phases["delayed"]
    found: Outcomes = {
        "immediate_correct": sum(phases["immediate"]) if phases["immediate"] else None,
        "delayed_correct": sum(later) if later else None,
        "errors": sum(not trial["correct"] for trial in trials),
    }
    if not later:
        return found, None
    share = (sum(later) + 0.5) / (len(later) + 1)
    return found, sqrt(len(later) * share * (1 - share))


TASKS: Mapping[str, Callable[[Trials], tuple[Outcomes, float | None]]] = {
    "rt_vigilance": _vigilance,
    "symbol_match": _symbols,
    "two_back": _two_back,
    "trail": _trail,
    "picture_place": _places,
}


def _median(values: Sequence[float]) -> float | None:
    return median(values) if values else None


def _error_of_mean(values: Sequence[float]) -> float | None:
    return stdev(values) / sqrt(len(values)) if len(values) > 1 else None


def _probit_variance(rate: float, count: int) -> float:
    density = NORMAL.pdf(NORMAL.inv_cdf(rate))
    return rate * (1 - rate) / (count * density**2)
