"""What readers and checks of the catalogue's raw document share."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Raw = Mapping[str, Any]


def canonical(raw: Any) -> bytes:
    """The one JSON text of a document, keys in order; TypeError or ValueError if JSON has none."""
    return json.dumps(
        raw, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def by_id(entries: list[Raw]) -> dict[str, Raw]:
    """The entries of a list by their id, in the order written."""
    return {entry["id"]: entry for entry in entries}


def conditions(when: Raw) -> Iterator[Raw]:
    """The conditions of a flag one by one, those of an `any` included."""
    if "type" in when:
        yield when
    else:
        for condition in when.get("any", ()):
            yield from conditions(condition)


def fires_on_first_report(condition: Raw) -> bool:
    """Whether one mild report of the condition's item is enough, whatever was before."""
    return (
        condition.get("type") == "count"
        and "item" in condition
        and condition.get("op") == ">="
        and condition.get("value") == 1
        and condition.get("min_count") == 1
        and "relation_to_session" not in condition
    )


def items_asked(instrument: Raw, instruments: Mapping[str, Raw]) -> list[Raw]:
    """The items of an instrument; a short form's are those of the long form it names."""
    if "items_from" not in instrument:
        return list(instrument.get("items", ()))
    source = instrument["items_from"]
    lent = by_id(instruments.get(source["instrument"], {}).get("items", []))
    return [lent[name] for name in source["items"] if name in lent]
