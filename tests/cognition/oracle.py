"""A second way to the outcomes of the thinking tasks and to what becomes of a device's runs.

Written from the published definitions, trial by trial and with fractions; the normal quantile is
found by bisection. It shares no code with the product.
"""

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from math import erfc, exp, pi, sqrt
from typing import Any

Trials = list[dict[str, Any]]
DECLINE_Z, MIN_TASKS, BASELINE, REPEAT = -1.645, 2, 2, timedelta(days=14)
PRIMARY = {
    "rt_vigilance": ("response_speed_per_s", 1),
    "symbol_match": ("correct_count", 1),
    "two_back": ("d_prime", 1),
    "trail": ("b_minus_a_s", -1),
    "picture_place": ("delayed_correct", 1),
}
"""What of each task is compared, and whether more of it is better."""


def quantile(share: float) -> float:
    """The standard normal deviate below which this share lies."""
    low, high = -10.0, 10.0
    for _ in range(80):
        middle = (low + high) / 2
        if erfc(-middle / sqrt(2)) / 2 < share:
            low = middle
        else:
            high = middle
    return low


def middle_of(values: list[Any]) -> float | None:
    if not values:
        return None
    ordered, half = sorted(values), len(values) // 2
    if len(values) % 2:
        return float(ordered[half])
    return float(ordered[half - 1] + ordered[half]) / 2


def spread_of(values: list[Any]) -> Fraction:
    """The sample variance."""
    exact = [Fraction(value) for value in values]
    centre = sum(exact) / len(exact)
    return sum(((value - centre) ** 2 for value in exact), Fraction(0)) / (len(exact) - 1)


def vigilance(trials: Trials) -> tuple[dict[str, Any], float | None]:
    kinds: Counter[str] = Counter()
    reactions: list[int] = []
    for trial in trials:
        time = trial["rt_ms"]
        if trial["false_start"] or (time is not None and time < 100):
            kinds["early"] += 1
            continue
        if time is None or time > 355:
            kinds["lapse"] += 1
        if time is not None:
            reactions.append(time)
    speeds = [Fraction(1000, time) for time in reactions]
    found = {
        "median_rt_ms": middle_of(reactions),
        "response_speed_per_s": float(sum(speeds) / len(speeds)) if speeds else None,
        "lapses_355ms": kinds["lapse"],
        "false_starts_lt100ms": kinds["early"],
    }
    return found, sqrt(spread_of(speeds) / len(speeds)) if len(speeds) > 1 else None


def symbols(trials: Trials) -> tuple[dict[str, Any], float | None]:
    times = [trial["rt_ms"] for trial in trials]
    right = [trial["rt_ms"] for trial in trials if trial["correct"]]
    found = {
        "correct_count": len(right),
        "error_rate": (len(trials) - len(right)) / len(trials),
        "median_rt_ms": middle_of(right),
    }
    if len(right) < 2 or not any(times):
        return found, None
    centre = Fraction(sum(times), len(times))
    return found, sqrt(len(right) * spread_of(times) / centre**2)


def two_back(trials: Trials) -> tuple[dict[str, Any], float | None]:
    kinds = Counter((trial["target"], trial["responded"]) for trial in trials)
    hits, misses = kinds[True, True], kinds[True, False]
    alarms, rejected = kinds[False, True], kinds[False, False]
    caught = [trial for trial in trials if trial["target"] and trial["responded"]]
    times = [trial["rt_ms"] for trial in caught if trial["rt_ms"] is not None]
    found: dict[str, Any] = {
        "hits": hits,
        "misses": misses,
        "false_alarms": alarms,
        "d_prime": None,
        "median_rt_ms": middle_of(times),
    }
    if not hits + misses or not alarms + rejected:
        return found, None
    deviates, spread = [], 0.0
    for yes, no in ((hits, misses), (alarms, rejected)):
        share = (yes + 0.5) / (yes + no + 1)
        deviate = quantile(share)
        height = exp(-(deviate**2) / 2) / sqrt(2 * pi)
        deviates.append(deviate)
        spread += share * (1 - share) / ((yes + no) * height**2)
    found["d_prime"] = deviates[0] - deviates[1]
    return found, sqrt(spread)


def trail(trials: Trials) -> tuple[dict[str, Any], float | None]:
    a, b = ([t["rt_ms"] for t in trials if t["part"] == part] for part in "ab")
    found = {
        "time_a_s": sum(a) / 1000 if a else None,
        "time_b_s": sum(b) / 1000 if b else None,
        "b_minus_a_s": (sum(b) - sum(a)) / 1000 if a and b else None,
        "errors": len([trial for trial in trials if trial["correct"] is False]),
    }
    if min(len(a), len(b)) < 2:
        return found, None
    return found, sqrt(len(a) * spread_of(a) + len(b) * spread_of(b)) / 1000


def places(trials: Trials) -> tuple[dict[str, Any], float | None]:
    kinds = Counter((trial["phase"], trial["correct"]) for trial in trials)
    asked = Counter(trial["phase"] for trial in trials)
    found = {
        f"{phase}_correct": kinds[phase, True] if asked[phase] else None
        for phase in ("immediate", "delayed")
    }
    found["errors"] = kinds["immediate", False] + kinds["delayed", False]
    if not asked["delayed"]:
        return found, None
    share = (kinds["delayed", True] + 0.5) / (asked["delayed"] + 1)
    return found, sqrt(asked["delayed"] * share * (1 - share))


OUTCOMES = {
    "rt_vigilance": vigilance,
    "symbol_match": symbols,
    "two_back": two_back,
    "trail": trail,
    "picture_place": places,
}


def z_of(task: str, now: dict[str, Any] | None, base: dict[str, Any] | None) -> float | None:
    """By how many errors of the difference a task changed; below 0 is worse."""
    if not now or not base:
        return None
    primary, sign = PRIMARY[task]
    needed = (now[primary], base[primary], now["primary_se"], base["primary_se"])
    if None in needed:
        return None
    error = sqrt(needed[2] ** 2 + needed[3] ** 2)
    return sign * (needed[0] - needed[1]) / error if error > 0 else None


def course(runs: list[Any]) -> list[tuple[str, int | None, str]]:
    """Role, number and decline of each of one device's runs, given oldest first.

    A compared run repeats the compared one right before it if that one had declined.
    """
    counting = [run for run in runs if not run.too_soon]
    fell = {}
    for run in counting[BASELINE:]:
        base = counting[BASELINE - 1]
        zs = [z_of(task, run.outcomes.get(task), base.outcomes.get(task)) for task in PRIMARY]
        fell[run.id] = len([z for z in zs if z is not None and z <= DECLINE_Z]) >= MIN_TASKS
    found: list[tuple[str, int | None, str]] = []
    for run in runs:
        if run.too_soon:
            found.append(("too_soon", None, "none"))
            continue
        place = counting.index(run)
        if place < BASELINE:
            found.append((("practice", "baseline")[place], place + 1, "none"))
            continue
        before = counting[place - 1]
        repeats = fell.get(before.id, False) and run.started_at <= before.started_at + REPEAT
        became = {
            (True, True): "confirmed",
            (True, False): "repeat_due",
            (False, True): "not_confirmed",
            (False, False): "none",
        }
        found.append(("compared", place + 1, became[fell[run.id], repeats]))
    return found
