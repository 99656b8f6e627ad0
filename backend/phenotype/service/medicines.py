"""Other medicines as dated intervals, and what opioids add up to."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from backend import clock
from backend.accounts.rules import Actor
from backend.catalogue.service import catalogue
from backend.errors import Conflict, Invalid
from backend.phenotype import queries, rules
from backend.phenotype.models import Comedication
from backend.records import service as records
from backend.records.queries import zone_of
from backend.records.rules import Became, Change, Kept

KIND = "comedication"
SHOWN = (
    "id",
    "revision",
    "recorded_by",
    "recorded_role",
    "recorded_at",
    "status",
    "atc",
    "medicine_group",
    "from_on",
    "to_on",
    "opioid",
    "opioid_dose",
    "mme_per_day",
    "mme_factor",
    "mme_source",
)


class Overlapping(Conflict):
    """The same medicine is recorded for some of these days already; amend that record."""

    code = "overlapping"


def keep_medicine(change: Change, wish: Mapping[str, Any]) -> Kept:
    """Let the medicine be as wished, or raise Invalid, Overlapping or what `decide` does."""
    current = records.begin(Comedication, change)
    became = records.decide(change, current)
    if current is not None and became is Became.UNCHANGED:
        return Kept(document_of(current, change.by), current.revision, became)
    if wish["status"] == "entered_in_error":
        row, name = _struck_out(current, change.by)
    else:
        row, name = _written(current, change, wish), wish["name"]
    records.keep(row, change, texts={"name": name})
    return Kept(document_of(row, change.by), row.revision, became)


def get_medicine(patient_id: UUID, record_id: UUID, *, reader: Actor) -> dict[str, Any]:
    """The medicine's document, or raise NotFound."""
    return document_of(records.get_record(Comedication, patient_id, record_id), reader)


def medicines_of(
    patient_id: UUID,
    *,
    reader: Actor,
    on: date | None,
    before: Sequence[Any] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """The medicines, the latest begun first; only those taken on a day if one is named."""
    found = queries.comedications(patient_id, on=on, before=before, limit=limit)
    return [document_of(medicine, reader) for medicine in found]


def morphine_equivalents(patient_id: UUID, *, reader: Actor, on: date | None) -> dict[str, Any]:
    """What the opioids taken on a day add up to as mg of oral morphine (the patient's today).

    What isn't converted, or of which no dose is known, is named and adds nothing. `source` is
    the table of today; each item names the one that it was converted by.
    """
    day = on or clock.now().astimezone(ZoneInfo(zone_of(patient_id, reader))).date()
    found = queries.opioids_on(patient_id, day)
    counted = [row for row in found if row.mme_per_day is not None]
    return {
        "on": day,
        "source": rules.source_of(catalogue().phenotype, version=catalogue().version),
        "mme_per_day": sum((row.mme_per_day or Decimal(0) for row in counted), Decimal(0)),
        "items": [
            {
                "record_id": row.id,
                "opioid": row.opioid,
                "dose": row.opioid_dose,
                "unit": rules.unit_of(row.opioid),
                "factor": row.mme_factor,
                "mme_per_day": row.mme_per_day,
                "source": row.mme_source,
            }
            for row in counted
        ],
        "not_converted": [
            {"record_id": row.id, "opioid": row.opioid} for row in found if row.mme_per_day is None
        ],
    }


def document_of(row: Comedication, reader: Actor) -> dict[str, Any]:
    """The medicine as its reader sees it."""
    shown = {name: getattr(row, name) for name in SHOWN}
    unit = rules.unit_of(row.opioid)
    return {**shown, "opioid_dose_unit": unit, "name": _name(row, reader)}


def _name(row: Comedication, reader: Actor) -> str | None:
    if row.texts_sealed is None:
        return None
    key = records.key_for(row.patient_id, reader)
    name: str | None = records.texts_of(row, KIND, key=key).get("name")
    return name


def _written(current: Comedication | None, change: Change, wish: Mapping[str, Any]) -> Comedication:
    known = catalogue().phenotype
    group = rules.group_of(wish["atc"], known)
    flaws = rules.flaws_of_medicine(
        group=group,
        opioid=wish["opioid"],
        has_dose=wish["opioid_dose"] is not None,
        from_on=wish["from_on"],
        to_on=wish["to_on"],
    )
    if flaws:
        raise Invalid(flaws)
    _require_apart(change, wish)
    columns = {name: wish[name] for name in ("atc", "from_on", "to_on", "opioid", "opioid_dose")}
    found = rules.Conversion(mme_per_day=None, factor=None, source=None)
    if wish["opioid"] is not None:
        found = rules.converted(
            wish["opioid"], wish["opioid_dose"], known, version=catalogue().version
        )
    columns |= {
        "medicine_group": group,
        "mme_per_day": found.mme_per_day,
        "mme_factor": found.factor,
        "mme_source": found.source,
    }
    if current is None:
        return Comedication(**records.stamp(change), status="final", **columns)
    for name, value in columns.items():
        setattr(current, name, value)
    return current


def _require_apart(change: Change, wish: Mapping[str, Any]) -> None:
    interval = wish["from_on"], wish["to_on"]
    for other in queries.others_of(change.patient_id, wish["atc"], but=change.record_id):
        if rules.overlap(interval, (other.from_on, other.to_on)):
            raise Overlapping(record_id=str(other.id))


def _struck_out(current: Comedication | None, by: Actor) -> tuple[Comedication, str | None]:
    """The medicine as it was, struck out: what else was sent with it changes nothing."""
    if current is None:
        raise Invalid({"status": ["There is nothing to strike out."]})
    current.status = "entered_in_error"
    return current, _name(current, by)
