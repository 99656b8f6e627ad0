"""From the catalogue's raw document to its typed questionnaires; it has passed its checks."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from backend.catalogue.documents import Raw, by_id, canonical, conditions, items_asked
from backend.catalogue.instruments import (
    Band,
    Instrument,
    InstrumentItem,
    Method,
    SafetyRule,
    Scoring,
    SkipRule,
)
from backend.catalogue.terms import Flag, Scale

SKIP_RULE = re.compile(r"([a-z][a-z0-9_]*) == ([0-9]+)")
"""The one form of `skip_if`: an earlier item and the answer after which this one isn't asked."""

POSITIVE_SCREEN = "positive screen"
POSITIVE_FOR_WOMEN = "positive for women"
POSITIVE = "positive"

_METHODS: Mapping[str, Method] = {"sum": "sum", "mean": "mean", "none": "none"}
_MEASURED_METHODS = {"external_tscore", "eight_scales_0_100"}
_CODES = {"loinc", "loinc_answer"}


def read(
    raw: Raw, *, scales: Mapping[str, Scale], flags: Mapping[str, Flag]
) -> dict[str, Instrument]:
    """The typed questionnaires of a whole document, in the order written."""
    entries = by_id(raw["instruments"])
    asked = {name: items_asked(each, entries) for name, each in entries.items()}
    return {
        name: _instrument(
            each,
            version=version(each, asked[name], raw["scales"]),
            items=tuple(_item(item, scales) for item in asked[name]),
            safety_rules=tuple(_safety_rules(name, asked[name], raw["flags"], flags)),
        )
        for name, each in entries.items()
    }


def version(instrument: Raw, items: list[Raw], scales: Raw) -> str:
    """The first 16 hex digits of the SHA-256 over what is asked and how it is scored.

    Codes, names, licences and sources are left out: after a correction there, old answers
    still mean what new ones do.
    """
    decisive = {
        "stem": instrument.get("stem"),
        "recall": instrument.get("recall"),
        "items": [{**item, "scale": scales[item["scale"]]} for item in items],
        "scoring": instrument["scoring"],
        "bands": instrument.get("bands"),
    }
    return hashlib.sha256(canonical(_without_codes(decisive))).hexdigest()[:16]


def answered_by(condition: Raw, instrument: str) -> str | None:
    """The item of the instrument whose latest answer alone meets the condition, if one does."""
    if condition.get("type") != "latest" or condition.get("instrument") != instrument:
        return None
    return condition.get("item")


def is_whole(instrument: Raw) -> bool:
    """Whether the score of an instrument can only be an integer."""
    scoring = instrument["scoring"]
    if scoring["method"] in _MEASURED_METHODS or scoring["method"] == "mean":
        return False
    # A sum grows by at least one with each item; a range narrower than the number of items can
    # only hold a mean or an index (BPI-SF: 15 items on 0-10; EQ-5D-5L: 6 items on -1 to 1).
    low, high = scoring.get("range", (0, 0))
    return "range" not in scoring or high - low >= (instrument.get("n_items") or 0)


def _instrument(
    raw: Raw,
    *,
    version: str,
    items: tuple[InstrumentItem, ...],
    safety_rules: tuple[SafetyRule, ...],
) -> Instrument:
    starts = {band["label"]: band["from"] for band in raw.get("bands", ())}
    for_women = starts.get(POSITIVE_FOR_WOMEN)
    return Instrument(
        id=raw["id"],
        name=raw["name"],
        category=raw["category"],
        version=version,
        shipping=raw["shipping"],
        licence=raw["licence"],
        interval_days=raw["interval_days"],
        items=items,
        scoring=_scoring(raw),
        bands=tuple(_band(band) for band in raw.get("bands", ())),
        bands_for_men_from=None if for_women is None else starts[POSITIVE],
        positive_from=starts.get(POSITIVE_SCREEN, for_women),
        asks_when_positive=raw.get("on_positive", {}).get("ask"),
        safety_rules=safety_rules,
    )


def _item(raw: Raw, scales: Mapping[str, Scale]) -> InstrumentItem:
    return InstrumentItem(
        id=raw["id"],
        text=raw["text"],
        scale=scales[raw["scale"]],
        scored=raw.get("scored", True),
        safety=raw.get("safety_item", False),
        skip=_skip(raw),
    )


def _skip(raw: Raw) -> SkipRule | None:
    if not (found := SKIP_RULE.fullmatch(raw.get("skip_if", ""))):
        return None
    return SkipRule(item=found[1], equals=int(found[2]), value=raw["skip_value"])


def _scoring(raw: Raw) -> Scoring:
    scoring = raw["scoring"]
    low, high = scoring.get("range", (None, None))
    return Scoring(
        method=_METHODS.get(scoring["method"], "external"),
        of=tuple(scoring.get("of", ())),
        min_answered=scoring.get("min_answered", 0),
        prorate=scoring.get("prorate", False),
        decimals=scoring.get("decimals", 0),
        minimum=low,
        maximum=high,
        whole=is_whole(raw),
    )


def _band(raw: Raw) -> Band:
    return Band(lowest=raw["from"], highest=raw["to"], label=raw["label"])


def _safety_rules(
    instrument: str, asked: list[Raw], raw_flags: list[Raw], flags: Mapping[str, Flag]
) -> Iterator[SafetyRule]:
    safety = {item["id"] for item in asked if item.get("safety_item")}
    for flag in raw_flags:
        worse = flag.get("escalate", {"to": None, "when": {}})
        escalations = {
            item: condition["value"]
            for condition in conditions(worse["when"])
            if (item := answered_by(condition, instrument)) in safety
        }
        for condition in conditions(flag["when"]):
            item = answered_by(condition, instrument)
            if item is not None and item in safety:
                yield SafetyRule(
                    flag=flags[flag["id"]],
                    item=item,
                    at_least=condition["value"],
                    escalates_at=escalations.get(item),
                    escalates_to=worse["to"] if item in escalations else None,
                )


def _without_codes(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _without_codes(child) for key, child in node.items() if key not in _CODES}
    if isinstance(node, list):
        return [_without_codes(child) for child in node]
    return node
