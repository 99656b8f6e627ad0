"""What must be true of the catalogue before anything may be built on it."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain, pairwise
from typing import Any

from backend.catalogue import (
    checks_care,
    checks_instruments,
    codes,
    documents,
    patterns,
    shapes,
)
from backend.catalogue.documents import Raw, conditions, fires_on_first_report
from backend.catalogue.reading import MEAN_FLAG
from backend.catalogue.rules import CATEGORIES, NOTE_ITEM, SEVERITY_SCALE

_SEVERITIES = {"critical", "urgent", "high", "medium", "info"}
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_HOLDS_A_DOSE = re.compile(r"\bdo not take your next\b", re.IGNORECASE)

_WITH_IDS = (
    "diary.items",
    "side_effects",
    "instruments",
    "flags",
    "evidence_cards",
    "consent.items",
)


def findings(raw: Any, signatures: Any) -> list[str]:
    """Everything wrong with the two documents, one sentence each; empty if they are sound."""
    if misshapen := _misshapen(raw, signatures):
        return misshapen
    return [
        *_ids(raw),
        *chain.from_iterable(_scale(name, scale) for name, scale in raw["scales"].items()),
        *_items(raw),
        *_side_effects(raw),
        *_codes(raw),
        *checks_instruments.findings(raw),
        *checks_care.findings(raw),
        *chain.from_iterable(_flag(flag, raw) for flag in raw["flags"]),
        *_red_flags(raw),
        *_signatures(raw, signatures["unsigned_messages"]),
        *_consent(raw),
        *_cards(raw),
        *_numbers(raw),
    ]


def _at(raw: Any, path: str) -> Any:
    for key in path.split("."):
        raw = raw.get(key) if isinstance(raw, dict) else None
    return raw


def _misshapen(raw: Any, signatures: Any) -> list[str]:
    try:
        documents.canonical(raw)
    except (TypeError, ValueError) as error:
        return [f"the document is none that JSON can hold: {error}"]
    found = [
        *shapes.misshapen(raw, patterns.CATALOGUE),
        *shapes.misshapen(signatures, patterns.SIGNATURES, "signatures"),
    ]
    return found or [*checks_care.shape(raw)]


def _ids(raw: Raw) -> Iterator[str]:
    lists = [(path, _at(raw, path)) for path in _WITH_IDS]
    lists.append(("diary.items and side_effects", raw["diary"]["items"] + raw["side_effects"]))
    for path, entries in lists:
        names = [entry["id"] for entry in entries]
        for name in sorted({str(name) for name in names if names.count(name) > 1}):
            yield f"{path}: two entries are called {name}"
        for name in names:
            if not re.fullmatch(r"[a-z][a-z0-9_]*", str(name)):
                yield f"{path}: {name!r} is no id (a-z, 0-9, _)"


def _scale(name: str, scale: Any) -> Iterator[str]:
    match scale:
        case {"type": "choice", "options": [*options]}:
            values = [option.get("value") for option in options]
            if not values or len(set(values)) < len(values) or {type(v) for v in values} != {int}:
                yield f"scale {name}: the values of its options should be different integers"
        case {"type": "integer" | "decimal" as kind, "min": low, "max": high, "step": step}:
            if kind == "integer" and {type(low), type(high), type(step)} != {int}:
                yield f"scale {name}: an integer scale has integer limits and an integer step"
            elif not (low < high and step > 0):
                yield f"scale {name}: the limits are the wrong way round or the step is not above 0"
            elif low % step or high % step:
                yield f"scale {name}: its limits are no multiples of its step"
        case {"type": "text", "max_length": int(longest)} if longest > 0:
            pass
        case _:
            yield f"scale {name}: neither choice, integer, decimal nor text with what that needs"


def _items(raw: Raw) -> Iterator[str]:
    scales = raw["scales"]
    for item in raw["diary"]["items"]:
        if item["category"] not in CATEGORIES:
            yield f"item {item['id']}: unknown category {item['category']}"
        if not item["in"] or not set(item["in"]) <= {"day", "moment"}:
            yield f"item {item['id']}: asked in neither day nor moment, or elsewhere too"
        if item["scale"] not in scales:
            yield f"item {item['id']}: unknown scale {item['scale']}"
        elif (item["id"] == NOTE_ITEM) is not (_at(scales, f"{item['scale']}.type") == "text"):
            yield f"item {item['id']}: only {NOTE_ITEM} is free text"
    if NOTE_ITEM not in {item["id"] for item in raw["diary"]["items"]}:
        yield f"diary.items: {NOTE_ITEM} is missing"
    primary = [item["id"] for item in raw["diary"]["items"] if item.get("primary_outcome")]
    if len(primary) != 1:
        yield f"diary.items: one item is the primary outcome, not {len(primary)}"


def _side_effects(raw: Raw) -> Iterator[str]:
    if _at(raw["scales"], f"{SEVERITY_SCALE}.type") != "choice":
        yield f"scales: {SEVERITY_SCALE}, the scale of the side effects, is missing or no choice"
    for each in raw["side_effects"]:
        if each["category"] not in CATEGORIES:
            yield f"side effect {each['id']}: unknown category {each['category']}"


def _codes(raw: Raw) -> Iterator[str]:
    for each in raw["side_effects"]:
        code = _at(each, "snomed.code")
        if code is not None and not isinstance(code, str):
            yield f"side effect {each['id']}: quote the SNOMED code, it is no number"
    judges = {"loinc": codes.is_loinc, "snomed": codes.is_snomed}
    for system, code in sorted(set(codes.coded(raw))):
        if not judges[system](code):
            yield f"{system} {code}: wrong check digit"


def _flag(flag: Raw, raw: Raw) -> Iterator[str]:
    name = flag["id"]
    shown = flag.get("patient_sees_message", raw["flag_defaults"]["patient_sees_message"])
    if flag["severity"] not in _SEVERITIES:
        yield f"flag {name}: unknown severity {flag['severity']}"
    if "escalate" in flag and flag["escalate"]["to"] not in _SEVERITIES:
        yield f"flag {name}: escalates to the unknown severity {flag['escalate']['to']}"
    if not any(conditions(flag["when"])):
        yield f"flag {name}: has no condition"
    if shown and not flag.get("message"):
        yield f"flag {name}: the patient would see an empty message"
    if not shown and flag.get("message"):
        yield f"flag {name}: has a message that nobody sees"
    known = {entry["id"] for entry in raw["diary"]["items"] + raw["side_effects"]}
    for condition in conditions(flag["when"]):
        elsewhere = condition.keys() & {"instrument", "lab", "phenotype"}
        if "item" in condition and not elsewhere and condition["item"] not in known:
            yield f"flag {name}: unknown item {condition['item']}"


def _red_flags(raw: Raw) -> Iterator[str]:
    answered = {
        condition["item"]
        for flag in raw["flags"]
        if flag.get("message")
        for condition in conditions(flag["when"])
        if fires_on_first_report(condition)
    }
    for each in raw["side_effects"]:
        if each.get("red_flag") and each["id"] not in answered:
            yield f"side effect {each['id']}: no flag tells the patient what to do at once"


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?!])\s+", text.strip())


def _signatures(raw: Raw, unsigned_messages: Mapping[str, str]) -> Iterator[str]:
    messages = {flag["id"]: flag.get("message") or "" for flag in raw["flags"]}
    for name, unsigned in unsigned_messages.items():
        if name not in messages:
            yield f"signatures: there is no flag {name}"
            continue
        signed = _sentences(messages[name])
        kept = [sentence for sentence in signed if not _HOLDS_A_DOSE.search(sentence)]
        if kept == signed:
            yield f"signatures: the message of {name} does not tell anybody to hold a dose"
        elif _sentences(unsigned) != kept:
            yield f"signatures: {name} should read as its message without the held dose"
    for name, message in messages.items():
        if _HOLDS_A_DOSE.search(message) and name not in unsigned_messages:
            yield f"flag {name}: tells the patient to hold a dose, so it needs a signature"


def _consent(raw: Raw) -> Iterator[str]:
    items = raw["consent"]["items"]
    for item in items:
        if type(item["required"]) is not bool or not item["text"]:
            yield f"consent {item['id']}: needs a text and says whether it is required"
    if not any(item["required"] for item in items):
        yield "consent: no item is required"
    if not any(item.get("needed_to") == "grant" for item in items):
        yield "consent: no item is needed to grant"


def _cards(raw: Raw) -> Iterator[str]:
    for card in raw["evidence_cards"]:
        if card["kind"] not in {"known", "unsure", "unknown", "why"} or not card["text"]:
            yield f"card {card['id']}: needs a text and a known kind"
        if card["source"] not in raw.get("sources", {}):
            yield f"card {card['id']}: unknown source {card['source']}"


def _numbers(raw: Raw) -> Iterator[str]:
    if raw["diary"]["entry_rules"]["on_time_hours_after_day_end"] < 1:
        yield "diary.entry_rules: on_time_hours_after_day_end is not above 0"
    if not _CLOCK.fullmatch(raw["diary"]["entry_rules"]["default_reminder_local_time"]):
        yield "diary.entry_rules: default_reminder_local_time is no time such as 19:00"
    if not 15 <= raw["diary"]["entry_rules"]["second_reminder_after_minutes"] <= 720:
        yield "diary.entry_rules: second_reminder_after_minutes is not from 15 to 720"
    fewest = raw["outcomes"]["missing_data"]["rolling_mean_min_points"]
    when: Raw = next((flag["when"] for flag in raw["flags"] if flag["id"] == MEAN_FLAG), {})
    days = when.get("window_days")
    if type(days) is not int or when.get("min_observed") != fewest or not 1 <= fewest <= days:
        yield f"flag {MEAN_FLAG}: its window and fewest days are those of the rolling mean"
    bands = [band["from"] for band in raw["outcomes"]["adherence"]["bands"]]
    if not bands or bands[-1] != 0 or any(a <= b for a, b in pairwise(bands)):
        yield "outcomes.adherence: the bands go down from the best to 0"
