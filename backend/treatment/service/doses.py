"""How a dose taken at home is recorded by the patient who took it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from backend import clock
from backend.accounts.rules import Actor
from backend.catalogue.service import catalogue
from backend.errors import Invalid
from backend.records import service as records
from backend.records.rules import Became, Change, Kept
from backend.sharing.service.consents import require_consent_to_write
from backend.treatment import queries
from backend.treatment.models import HomeDose, Order
from backend.treatment.rules.doses import findings_of_dose
from backend.treatment.rules.plausibility import Quantities
from backend.treatment.service.orders import terms_of

KIND = "dose"
DAY = timedelta(days=1)
Wish = Mapping[str, Any]
SAID = ("order_id", "taken_at", "time_zone", "day", "drug", "route", "dose_mg", "as_planned")
JUDGED = ("order_id", "taken_at", "day", "drug", "route", "dose_mg")
SHOWN = (
    "id",
    "revision",
    "recorded_by",
    "recorded_role",
    "recorded_at",
    "status",
    *SAID,
    "findings",
    "unconfirmed",
    "looked_by",
    "looked_at",
)


def keep_dose(change: Change, wish: Wish) -> Kept:
    """Let the dose be as the patient says, whatever it is, marked with what is remarkable.

    Raises ConsentRequired, Invalid, or what `records.service.decide` does.
    """
    require_consent_to_write(change.patient_id, form=catalogue())
    current = records.begin(HomeDose, change)
    became = records.decide(change, current)
    if current is not None and became is Became.UNCHANGED:
        return Kept(document_of(current, change.by), current.revision, became)
    if wish["status"] == "entered_in_error":
        row, note = _struck_out(current, change.by)
    else:
        row, note = _written(current, change, wish), wish["note"]
    records.keep(row, change, texts={"note": note})
    return Kept(document_of(row, change.by), row.revision, became)


def get_dose(patient_id: UUID, dose_id: UUID, *, reader: Actor) -> dict[str, Any]:
    """The dose's document, or raise NotFound."""
    return document_of(records.get_record(HomeDose, patient_id, dose_id), reader)


def doses_of(
    patient_id: UUID, *, reader: Actor, before: Sequence[Any] | None, limit: int
) -> list[dict[str, Any]]:
    """The doses taken at home, the latest first; none without the category `substance`."""
    found = queries.doses(patient_id, before=before, limit=limit)
    if not found:
        return []
    key = records.key_for(patient_id, reader)
    return [_document(dose, key) for dose in found]


def document_of(dose: HomeDose, reader: Actor) -> dict[str, Any]:
    """The dose as its reader sees it."""
    return _document(dose, records.key_for(dose.patient_id, reader))


def _document(dose: HomeDose, key: bytes) -> dict[str, Any]:
    return {**{name: getattr(dose, name) for name in SHOWN}, "note": _note(dose, key)}


def _note(dose: HomeDose, key: bytes) -> str | None:
    note: str | None = records.texts_of(dose, KIND, key=key).get("note")
    return note


def _written(current: HomeDose | None, change: Change, wish: Wish) -> HomeDose:
    _require_day_of(wish)
    findings = _findings(change, wish, _order(change, wish))
    said = {name: wish[name] for name in SAID}
    found = [finding.as_json() for finding in findings]
    waits = any(finding.needs_second for finding in findings)
    if current is None:
        stamp = records.stamp(change)
        return HomeDose(**stamp, status="taken", findings=found, unconfirmed=waits, **said)
    if any(getattr(current, name) != wish[name] for name in JUDGED):
        current.looked_by = current.looked_at = None
        current.findings, current.unconfirmed = found, waits
    for name, value in said.items():
        setattr(current, name, value)
    return current


def _require_day_of(wish: Wish) -> None:
    """Return if the diary day, which begins in the small hours, can be that of the moment."""
    zone = ZoneInfo(wish["time_zone"])
    if wish["day"] > clock.now().astimezone(zone).date():
        raise Invalid({"day": ["That day hasn't begun yet."]})
    taken_on = wish["taken_at"].astimezone(zone).date()
    if wish["day"] not in {taken_on, taken_on - DAY}:
        raise Invalid({"day": [f"It was taken on {taken_on}: that day, or the day before."]})


def _order(change: Change, wish: Wish) -> Order | None:
    if wish["order_id"] is None:
        return None
    order = queries.find_order(change.patient_id, wish["order_id"])
    if order is None:
        raise Invalid({"order_id": ["There is no such order for you."]})
    return order


def _findings(change: Change, wish: Wish, order: Order | None) -> list[Any]:
    others = queries.mg_on_day(
        (change.patient_id, change.record_id),
        drug_and_route=(wish["drug"], wish["route"]),
        day=wish["day"],
    )
    taken = Quantities(dose_mg=wish["dose_mg"], mg_per_day=others + wish["dose_mg"])
    return findings_of_dose(
        (wish["drug"], wish["route"]),
        taken,
        order=None if order is None else (terms_of(order), order.home_dosing),
        when=(wish["day"], wish["taken_at"]),
        treatment=catalogue().treatment,
    )


def _struck_out(current: HomeDose | None, by: Actor) -> tuple[HomeDose, str | None]:
    """The dose as it was, struck out: what else was sent with it changes nothing."""
    if current is None:
        raise Invalid({"status": ["There is nothing to strike out."]})
    current.status = "entered_in_error"
    current.unconfirmed = False
    return current, _note(current, records.key_for(current.patient_id, by))
