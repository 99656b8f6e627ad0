"""From the catalogue's raw document to its typed form; the document has passed its checks."""

import hashlib
from collections.abc import Mapping
from datetime import time

from backend.catalogue import reading_care, reading_instruments
from backend.catalogue.documents import Raw, canonical, conditions, fires_on_first_report
from backend.catalogue.rules import (
    NOTE_ITEM,
    AdherenceBand,
    Catalogue,
    ConsentItem,
    EvidenceCard,
    Flag,
    Item,
    Kind,
    Scale,
    SideEffect,
)

MEAN_FLAG = "pain_up"
"""The flag on the rolling mean: its window is the window of every mean we show."""


def read(raw: Raw, *, unsigned_messages: Mapping[str, str]) -> Catalogue:
    """The typed catalogue of a raw document without findings."""
    document = canonical(raw)
    scales = {name: _scale(name, scale) for name, scale in raw["scales"].items()}
    items = {item["id"]: _item(item, scales) for item in raw["diary"]["items"]}
    side_effects = {each["id"]: _side_effect(each) for each in raw["side_effects"]}
    flags = {flag["id"]: _flag(flag, unsigned_messages) for flag in raw["flags"]}
    day_items = _asked_in("day", items)
    consents = tuple(_consent_item(item) for item in raw["consent"]["items"])
    outcomes = raw["outcomes"]
    return Catalogue(
        version=raw["catalogue"]["version"],
        document=document,
        etag=hashlib.sha256(document).hexdigest(),
        scales=scales,
        items=items,
        day_items=day_items,
        moment_items=_asked_in("moment", items),
        side_effects=side_effects,
        red_flag_ids=frozenset(each.id for each in side_effects.values() if each.red_flag),
        measures={item.id: item.category for item in day_items}
        | {each.id: each.category for each in side_effects.values()},
        note_max_length=raw["scales"][items[NOTE_ITEM].scale.id]["max_length"],
        flags=flags,
        first_report_flags=_first_report_flags(raw["flags"], flags),
        consent_version=raw["consent"]["version"],
        consent_items=consents,
        required_consents=tuple(item.id for item in consents if item.required),
        cards=tuple(_card(card) for card in raw["evidence_cards"]),
        primary_item=next(i["id"] for i in raw["diary"]["items"] if i.get("primary_outcome")),
        on_time_hours=raw["diary"]["entry_rules"]["on_time_hours_after_day_end"],
        reminder_at=time.fromisoformat(raw["diary"]["entry_rules"]["default_reminder_local_time"]),
        second_reminder_after_minutes=raw["diary"]["entry_rules"]["second_reminder_after_minutes"],
        rolling_mean_days=next(f for f in raw["flags"] if f["id"] == MEAN_FLAG)["when"][
            "window_days"
        ],
        rolling_mean_min=outcomes["missing_data"]["rolling_mean_min_points"],
        adherence_bands=tuple(
            AdherenceBand(lowest=band["from"], label=band["label"])
            for band in outcomes["adherence"]["bands"]
        ),
        instruments=reading_instruments.read(raw, scales=scales, flags=flags),
        treatment=reading_care.treatment(raw),
        phenotype=reading_care.phenotype(raw["phenotype"]),
        battery=reading_care.battery(raw),
        schedule=reading_care.schedule(raw),
    )


def _scale(name: str, raw: Raw) -> Scale:
    return Scale(
        id=name,
        kind=raw["type"],
        minimum=raw.get("min"),
        maximum=raw.get("max"),
        step=raw.get("step"),
        choices=tuple(option["value"] for option in raw.get("options", ())),
        max_length=raw.get("max_length"),
    )


def _item(raw: Raw, scales: Mapping[str, Scale]) -> Item:
    return Item(
        id=raw["id"],
        category=raw["category"],
        kinds=frozenset(raw["in"]),
        scale=scales[raw["scale"]],
        text=raw["text"],
    )


def _asked_in(kind: Kind, items: Mapping[str, Item]) -> tuple[Item, ...]:
    return tuple(item for item in items.values() if kind in item.kinds and item.id != NOTE_ITEM)


def _side_effect(raw: Raw) -> SideEffect:
    return SideEffect(
        id=raw["id"],
        category=raw["category"],
        text=raw["text"],
        red_flag=raw.get("red_flag", False),
        free_text=raw.get("free_text", False),
    )


def _flag(raw: Raw, unsigned_messages: Mapping[str, str]) -> Flag:
    return Flag(
        id=raw["id"],
        severity=raw["severity"],
        message=raw.get("message"),
        unsigned_message=unsigned_messages.get(raw["id"]),
    )


def _first_report_flags(raw: list[Raw], flags: Mapping[str, Flag]) -> dict[str, Flag]:
    found: dict[str, Flag] = {}
    for flag in raw:
        for condition in filter(fires_on_first_report, conditions(flag["when"])):
            found.setdefault(condition["item"], flags[flag["id"]])
    return found


def _consent_item(raw: Raw) -> ConsentItem:
    return ConsentItem(
        id=raw["id"],
        text=raw["text"],
        required=raw["required"],
        needed_to=raw.get("needed_to"),
    )


def _card(raw: Raw) -> EvidenceCard:
    return EvidenceCard(id=raw["id"], kind=raw["kind"], text=raw["text"], source=raw["source"])
