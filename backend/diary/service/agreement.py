"""Whether tables and shared views say what the catalogue says, asked at start-up.

The catalogue is a file and the database has its own copy of its ranges and categories: where the
two differ, an answer would be refused that a patient may give, or shown that nobody was granted.
"""

from collections.abc import Iterator, Mapping

from backend.catalogue.rules import Item, Scale
from backend.catalogue.service import catalogue
from backend.walls import queries as walls

TABLES = {"days": "shared_days", "moments": "shared_moments"}
TEXTS = {"note_sealed": "notes", "other_text_sealed": "side_effects"}
_agreed: list[bool] = []


def findings() -> list[str]:
    """Where the database and the catalogue differ, in sentences; none once they agreed."""
    if not _agreed:
        if found := [*_wrong_categories(), *_wrong_gates(), *_wrong_ranges()]:
            return found
        _agreed.append(True)
    return []


def _wrong_categories() -> Iterator[str]:
    wanted = {item.id: item.category for items in _items().values() for item in items}
    wanted |= {effect.id: effect.category for effect in catalogue().side_effects.values()}
    shared = walls.shared_categories(list(wanted))
    for name, category in wanted.items():
        if shared.get(name) != category:
            yield f"The shared views hold {name} for {shared.get(name)}, the catalogue {category}."


def _wrong_gates() -> Iterator[str]:
    gates = walls.gated_columns(list(TABLES.values()))
    for table, items in _items().items():
        wanted = {item.id: item.category for item in items} | TEXTS
        for column, category in wanted.items():
            place = f"{TABLES[table]}.{column}"
            if gates.get(place) != category:
                yield f"{place} is shown for {gates.get(place)}, the catalogue says {category}."


def _wrong_ranges() -> Iterator[str]:
    kept = walls.kept_ranges(list(TABLES))
    for table, items in _items().items():
        for item in items:
            place, wanted = f"{table}.{item.id}", _range(item.scale)
            if kept.get(place) != wanted:
                yield f"{place} takes {kept.get(place)}, the scale of the catalogue is {wanted}."


def _items() -> Mapping[str, tuple[Item, ...]]:
    return {"days": catalogue().day_items, "moments": catalogue().moment_items}


def _range(scale: Scale) -> tuple[float, float] | None:
    if scale.choices:
        return float(min(scale.choices)), float(max(scale.choices))
    if scale.minimum is None or scale.maximum is None:
        return None
    return float(scale.minimum), float(scale.maximum)
