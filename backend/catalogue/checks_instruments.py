"""What must be true of the questionnaires before a patient may answer one."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import chain, pairwise

from backend.catalogue.documents import Raw, by_id, conditions, items_asked
from backend.catalogue.reading_care import decimal
from backend.catalogue.reading_instruments import (
    POSITIVE,
    POSITIVE_FOR_WOMEN,
    POSITIVE_SCREEN,
    SKIP_RULE,
    answered_by,
)
from backend.catalogue.rules import CATEGORIES

TOTAL = "total"
"""How a flag names an instrument's score where others name an item."""

_WITH_ITEMS = {"text", "own"}
_WITHOUT_ITEMS = {"separate_file", "score_only"}
_MOST_DECIMALS = 3
_SCORED_HERE = {"sum", "mean"}
_METHODS_WITHOUT_ITEMS = {
    "external",
    "external_tscore",
    "sum_times_4",
    "eight_scales_0_100",
    "none",
}


def findings(raw: Raw) -> Iterator[str]:
    """Everything wrong with the questionnaires and the flags on them, one sentence each."""
    instruments = by_id(raw["instruments"])
    for each in raw["instruments"]:
        found = chain(
            _licensed(each),
            _borrowed(each, instruments),
            _items(items_asked(each, instruments), raw["scales"]),
            _scoring(each, instruments, raw["scales"]),
            _bands(each),
            _positive(each, instruments),
            _safety(each, items_asked(each, instruments), raw),
        )
        yield from (f"instrument {each['id']}: {finding}" for finding in found)
    for flag in raw["flags"]:
        yield from (f"flag {flag['id']}: {finding}" for finding in _asked(flag, instruments))


def _licensed(instrument: Raw) -> Iterator[str]:
    shipping = instrument["shipping"]
    has_items = "items" in instrument or "items_from" in instrument
    if instrument["category"] not in CATEGORIES:
        yield f"unknown category {instrument['category']}"
    if not instrument["licence"]:
        yield "no licence"
    if shipping in _WITHOUT_ITEMS and has_items:
        yield "its licence lets us keep scores only, so it carries no items"
    elif shipping in _WITH_ITEMS and not has_items:
        yield "ships its text but has no items"
    elif shipping not in _WITH_ITEMS | _WITHOUT_ITEMS:
        yield f"unknown shipping {shipping}"
    if instrument["interval_days"] is not None and instrument["interval_days"] < 1:
        yield "its interval is not above 0 days"


def _borrowed(instrument: Raw, instruments: Mapping[str, Raw]) -> Iterator[str]:
    if "items_from" not in instrument:
        return
    if "items" in instrument:
        yield "has items of its own and borrows some too"
    lent = {item["id"] for item in items_asked(instrument, instruments)}
    for name in instrument["items_from"]["items"]:
        if name not in lent:
            yield f"borrows {name}, which {instrument['items_from']['instrument']} does not have"


def _items(asked: list[Raw], scales: Raw) -> Iterator[str]:
    earlier: dict[str, Raw] = {}
    for item in asked:
        if item["id"] in earlier:
            yield f"two items are called {item['id']}"
        if not item.get("text"):
            yield f"{item['id']} asks nothing"
        if item["scale"] not in scales:
            yield f"{item['id']} has the unknown scale {item['scale']}"
        elif "skip_if" in item:
            yield from _skip(item, earlier, scales)
        earlier[item["id"]] = item


def _skip(item: Raw, earlier: Mapping[str, Raw], scales: Raw) -> Iterator[str]:
    rule = SKIP_RULE.fullmatch(item["skip_if"])
    if rule is None:
        yield f"{item['id']} is skipped by a rule we cannot read: {item['skip_if']}"
    elif rule[1] not in earlier:
        yield f"{item['id']} is skipped after {rule[1]}, which is not asked before it"
    elif not _allows(scales.get(earlier[rule[1]]["scale"], {}), int(rule[2])):
        yield f"{item['id']} is skipped after an answer that {rule[1]} cannot have"
    if not _allows(scales[item["scale"]], item.get("skip_value")):
        yield f"{item['id']} counts, when skipped, what its scale does not hold"


def _allows(scale: Raw, value: int | None) -> bool:
    limits = _limits(scale)
    return value is not None and limits is not None and limits[0] <= value <= limits[1]


def _limits(scale: Raw) -> tuple[int, int] | None:
    """The lowest and highest answer of a scale, None if its answers aren't whole numbers."""
    if scale.get("type") == "choice" and scale.get("options"):
        values = [option["value"] for option in scale["options"]]
        return min(values), max(values)
    low, high = scale.get("min"), scale.get("max")
    if scale.get("type") == "integer" and isinstance(low, int) and isinstance(high, int):
        return low, high
    return None


def _scoring(instrument: Raw, instruments: Mapping[str, Raw], scales: Raw) -> Iterator[str]:
    scoring, asked = instrument["scoring"], items_asked(instrument, instruments)
    if scoring["method"] not in (_SCORED_HERE | {"none"} if asked else _METHODS_WITHOUT_ITEMS):
        yield f"cannot be scored by {scoring['method']}"
    elif not _has_decimals(scoring):
        yield f"has neither 0 nor up to {_MOST_DECIMALS} decimals"
    elif scoring["method"] != "none" and not _is_range(scoring.get("range")):
        yield "its range is not a lower and a higher number"
    elif asked and scoring["method"] in _SCORED_HERE:
        yield from _scored(scoring, by_id(asked), scales)


def _has_decimals(scoring: Raw) -> bool:
    return scoring.get("decimals", 0) in range(_MOST_DECIMALS + 1)


def _is_range(given: Sequence[float] | None) -> bool:
    return given is not None and len(given) == 2 and given[0] < given[1]


def _scored(scoring: Raw, asked: Mapping[str, Raw], scales: Raw) -> Iterator[str]:
    names = scoring.get("of", [])
    unknown = [name for name in names if name not in asked]
    yield from (f"scores the unknown item {name}" for name in unknown)
    scored = [name for name, item in asked.items() if item.get("scored", True)]
    if not unknown and names != scored:
        yield "scores other items than those marked as scored, or in another order"
    least = scoring.get("min_answered", 0)
    if not 1 <= least <= max(1, len(names)):
        yield "min_answered is not between 1 and the number of its items"
    elif scoring["method"] == "sum" and not scoring.get("prorate") and len(names) > least:
        yield "adds up fewer items than it has, so it needs to prorate"
    limits = [_limits(scales.get(asked[name]["scale"], {})) for name in names if name in asked]
    known = [limit for limit in limits if limit is not None]
    if len(known) < len(limits):
        yield "scores an item whose answers are no whole numbers"
    elif known and not unknown:
        divisor = len(known) if scoring["method"] == "mean" else 1
        low, high = (Fraction(sum(ends), divisor) for ends in zip(*known, strict=True))
        if [low, high] != scoring["range"]:
            yield f"its items give {low} to {high}, which is not its range"


def _bands(instrument: Raw) -> Iterator[str]:
    bands, scoring = instrument.get("bands", ()), instrument["scoring"]
    if not bands or not _has_decimals(scoring):
        return
    # Scores that neighbour one another differ by one in their last decimal.
    step = Decimal(1).scaleb(-scoring.get("decimals", 0))
    if not _is_range(scoring.get("range")):
        yield "has bands but no range"
    elif [bands[0]["from"], bands[-1]["to"]] != scoring["range"]:
        yield "its bands do not cover its range"
    if any(band["from"] > band["to"] for band in bands):
        yield "a band ends before it begins"
    if any(decimal(a["to"]) + step != decimal(b["from"]) for a, b in pairwise(bands)):
        yield "its bands leave a gap or overlap"


def _positive(instrument: Raw, instruments: Mapping[str, Raw]) -> Iterator[str]:
    starts = {band["label"]: band["from"] for band in instrument.get("bands", ())}
    if "on_positive" in instrument:
        longer = instrument["on_positive"]["ask"]
        if POSITIVE_SCREEN not in starts:
            yield f"asks more when positive, but no band is called {POSITIVE_SCREEN}"
        if not items_asked(instruments.get(longer, {}), instruments):
            yield f"asks {longer} when positive, which nobody can answer here"
    if POSITIVE_FOR_WOMEN in starts and not (
        starts[POSITIVE_FOR_WOMEN] < starts.get(POSITIVE, starts[POSITIVE_FOR_WOMEN])
    ):
        yield f"{POSITIVE_FOR_WOMEN}, but no higher band is called {POSITIVE}"


def _safety(instrument: Raw, asked: list[Raw], raw: Raw) -> Iterator[str]:
    for item in asked:
        if not item.get("safety_item"):
            continue
        name, limits = item["id"], _limits(raw["scales"].get(item["scale"], {}))
        silent = True
        for flag in raw["flags"]:
            raised, escalated = (
                [c for c in conditions(when) if answered_by(c, instrument["id"]) == name]
                for when in (flag["when"], _worse(flag))
            )
            if not all(_is_threshold(condition, limits) for condition in raised + escalated):
                yield f"{name}: flag {flag['id']} gives no answer from which on it is raised"
            if raised and flag.get("message"):
                silent = False
        if silent:
            yield f"{name}: no flag tells the patient what to do at once"


def _worse(flag: Raw) -> Raw:
    worse: Raw = flag.get("escalate", {}).get("when", {})
    return worse


def _is_threshold(condition: Raw, limits: tuple[int, int] | None) -> bool:
    low, high = limits or (0, 0)
    value = condition.get("value")
    if type(value) is not int or not low < value <= high:
        return False
    return condition.get("op") == ">=" or (condition.get("op") == "==" and value == high)


def _asked(flag: Raw, instruments: Mapping[str, Raw]) -> Iterator[str]:
    for condition in chain(conditions(flag["when"]), conditions(_worse(flag))):
        if "instrument" not in condition:
            continue
        name, item = condition["instrument"], condition.get("item")
        asked = by_id(items_asked(instruments.get(name, {}), instruments))
        if name not in instruments:
            yield f"unknown instrument {name}"
        elif asked and item not in {TOTAL, *asked}:
            yield f"{name} has no item {item}"
