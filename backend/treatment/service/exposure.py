"""How much of each drug a patient has been given and has taken: the exposure ledger."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from backend.accounts.rules import Actor, Role
from backend.sharing.queries import granted_categories
from backend.treatment import queries
from backend.treatment.service.people import today_of, zone_for

PERIODS = ("30_days", "90_days", "365_days", "lifetime")
SUBSTANCE = "substance"
Figures = dict[str, Any]


def exposure(patient_id: UUID, *, reader: Actor, as_of: date | None) -> dict[str, Any]:
    """Count and mg per drug and route up to a day, the patient's today if none is named.

    Sessions given and doses taken at home, as they stand; never converted between routes or drugs.
    Without the category `substance` doses at home, and so totals, are withheld.
    """
    day = as_of or today_of(patient_id, reader)
    withheld = reader.role is not Role.PATIENT and SUBSTANCE not in granted_categories(patient_id)
    rows = queries.exposure(patient_id, zone=str(zone_for(patient_id, reader)), as_of=day)
    return {
        "as_of": day,
        "items": _items(rows, withheld=withheld),
        "withheld": [SUBSTANCE] if withheld else [],
    }


def _items(rows: Sequence[Any], *, withheld: bool) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Figures]] = {}
    for row in rows:
        found.setdefault((row.drug, row.route), {})[row.kind] = _figures(row)
    nothing = {f"{what}_{period}": 0 for period in PERIODS for what in ("count", "mg")}
    items = []
    for (drug, route), figures in sorted(found.items()):
        sessions = figures.get("session", nothing)
        home = figures.get("home", nothing)
        total = {name: sessions[name] + home[name] for name in nothing}
        items.append(
            {
                "drug": drug,
                "route": route,
                "sessions": sessions,
                "home_doses": None if withheld else home,
                "total": None if withheld else total,
            }
        )
    return items


def _figures(row: Any) -> Figures:
    return {
        f"{what}_{period}": getattr(row, f"{what}_{period}") or 0
        for period in PERIODS
        for what in ("count", "mg")
    }
