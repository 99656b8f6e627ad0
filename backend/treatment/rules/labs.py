"""Whether laboratory results are complete, and how they compare with their upper limits."""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.catalogue.care import Lab

STRIP = ("negative", "trace", "1+", "2+", "3+")
"""What a test strip reads."""

Result = Mapping[str, Any]


def flaws_of(results: Sequence[Result], labs: Mapping[str, Lab]) -> dict[str, list[str]]:
    """What is wrong with the results, by field; empty when each is complete."""
    flaws: dict[str, list[str]] = {}
    seen: set[str] = set()
    for n, result in enumerate(results):
        lab = labs[result["lab"]]
        for field, sentence in _flaws(result, lab):
            flaws[f"results.{n}.{field}"] = [sentence]
        if lab.id in seen:
            flaws[f"results.{n}.lab"] = ["It is in the list twice."]
        seen.add(lab.id)
    return flaws


def said_of(result: Result) -> dict[str, Any]:
    """The result without what it leaves open."""
    return {name: value for name, value in result.items() if value is not None}


def times_upper_limit(result: Result) -> float | None:
    """The value over the laboratory's own upper limit, two decimals; None without one."""
    limit = result.get("upper_limit")
    return round(float(result["value"]) / float(limit), 2) if limit else None


def _flaws(result: Result, lab: Lab) -> list[tuple[str, str]]:
    if not lab.units:
        given = [name for name in ("value", "unit", "upper_limit") if result[name] is not None]
        missing = [] if result["result"] else [("result", "Say what the strip reads.")]
        return [(name, "A test strip has none.") for name in given] + missing
    flaws = []
    if result["result"] is not None:
        flaws.append(("result", "It is a number with its unit."))
    if result["value"] is None:
        flaws.append(("value", "It is missing."))
    if result["unit"] not in lab.units:
        flaws.append(("unit", f"It is given in {' or '.join(lab.units)}."))
    if lab.judged_by_upper_limit and result["upper_limit"] is None:
        flaws.append(("upper_limit", "The laboratory's own upper limit is needed."))
    return flaws
