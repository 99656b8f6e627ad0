"""How treatment is ordered, and how an order is amended, revoked or struck out."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from backend import clock
from backend.accounts.rules import Actor
from backend.catalogue.care import Limit
from backend.catalogue.service import catalogue
from backend.errors import Conflict, Invalid
from backend.records import service as records
from backend.records.rules import Became, Change, Kept
from backend.treatment import queries
from backend.treatment.models import Order
from backend.treatment.rules.orders import LONGEST_VALIDITY_DAYS, Terms, dose_limits, judge_dose
from backend.treatment.rules.plausibility import Finding
from backend.treatment.service.held_plans import require_confirmed
from backend.treatment.service.people import require_staff, today_of

KIND = "order"
Wish = Mapping[str, Any]
AS_SAID = (
    "min_interval_days",
    "max_sessions_per_year",
    "infusion_minutes",
    "home_dosing",
    "valid_from",
    "valid_to",
)
SHOWN = (
    "id",
    "revision",
    "recorded_by",
    "recorded_role",
    "recorded_at",
    "status",
    "drug",
    "route",
    "prescriber_id",
    "confirmed",
    "second_person",
    "revoked_at",
)


class OrderRevoked(Conflict):
    """A revoked order can't be made active again: write a new one."""

    code = "order_revoked"


def keep_order(change: Change, wish: Wish) -> Kept:
    """Let the order say what is wished, or raise what `records.service.decide` does.

    Also raises Invalid, OrderRevoked, and of `held_plans` ConfirmationNeeded and
    SecondPersonNeeded while the order would be active.
    """
    current = records.begin(Order, change)
    became = records.decide(change, current)
    if current is not None and became is Became.UNCHANGED:
        return _kept(current, change, became)
    row = _struck_out(current) if _strikes_out(wish) else _written(current, change, wish)
    records.keep(row, change, texts=_texts(current, change, wish))
    return _kept(row, change, became)


def get_order(patient_id: UUID, order_id: UUID, *, reader: Actor) -> dict[str, Any]:
    """The order's document, or raise NotFound."""
    return document_of(records.get_record(Order, patient_id, order_id), reader)


def orders_of(
    patient_id: UUID, *, reader: Actor, before: Sequence[Any] | None, limit: int
) -> list[dict[str, Any]]:
    """The patient's orders, the latest first day of validity first."""
    found = queries.orders(patient_id, before=before, limit=limit)
    if not found:
        return []
    key, today = records.key_for(patient_id, reader), today_of(patient_id, reader)
    return [_document(order, key, today) for order in found]


def document_of(order: Order, reader: Actor) -> dict[str, Any]:
    """The order as its reader sees it."""
    key = records.key_for(order.patient_id, reader)
    return _document(order, key, today_of(order.patient_id, reader))


def terms_of(order: Order) -> Terms:
    """What the order says of the sessions and doses on it."""
    return Terms(**{part.name: getattr(order, part.name) for part in fields(Terms)})


def _written(current: Order | None, change: Change, wish: Wish) -> Order:
    """The row as wished; nothing of it is touched before the wish is found good."""
    _require_possible(current, wish)
    limit = _limit_for(wish)
    second_person = current.second_person if current else None
    if wish["status"] == "active":
        findings = judge_dose(wish["planned_dose"]["value"], limit)
        second_person = require_confirmed(change, findings, wish["confirmed"])
    prescriber_id = wish["prescriber_id"] or (current.prescriber_id if current else change.by.id)
    require_staff("prescriber_id", prescriber_id)
    columns = {
        **{name: wish[name] for name in AS_SAID},
        "status": wish["status"],
        "planned_dose": wish["planned_dose"]["value"],
        "planned_dose_unit": wish["planned_dose"]["unit"],
        "prescriber_id": prescriber_id,
        "confirmed": list(wish["confirmed"]),
        "second_person": second_person,
    }
    if current is None:
        return Order(**records.stamp(change), drug=wish["drug"], route=wish["route"], **columns)
    if current.status == "active" and wish["status"] == "revoked":
        columns["revoked_at"] = clock.now()
    for name, value in columns.items():
        setattr(current, name, value)
    return current


def _require_possible(current: Order | None, wish: Wish) -> None:
    if current is None and wish["status"] != "active":
        raise Invalid({"status": ["A new order is active."]})
    if current is not None:
        if current.status == "revoked" and wish["status"] == "active":
            raise OrderRevoked
        fixed = [name for name in ("drug", "route") if wish[name] != getattr(current, name)]
        if fixed:
            raise Invalid({name: ["Another drug or route is another order."] for name in fixed})
    days = (wish["valid_to"] - wish["valid_from"]).days
    if days < 0:
        raise Invalid({"valid_to": ["It ends before it begins."]})
    if days > LONGEST_VALIDITY_DAYS:
        raise Invalid({"valid_to": [f"An order holds for {LONGEST_VALIDITY_DAYS} days at most."]})


def _limit_for(wish: Wish) -> Limit:
    limits = dose_limits(wish["drug"], wish["route"], catalogue().treatment)
    unit = wish["planned_dose"]["unit"]
    if unit not in limits:
        one_of = ", ".join(limits)
        raise Invalid({"planned_dose.unit": [f"A dose for this route is given in {one_of}."]})
    return limits[unit]


def _strikes_out(wish: Wish) -> bool:
    return bool(wish["status"] == "entered_in_error")


def _struck_out(current: Order | None) -> Order:
    """The order as it was, struck out: what else was sent with it changes nothing."""
    if current is None:
        raise Invalid({"status": ["There is nothing to strike out."]})
    current.status = "entered_in_error"
    return current


def _texts(current: Order | None, change: Change, wish: Wish) -> dict[str, Any]:
    if current is not None and _strikes_out(wish):
        key = records.key_for(change.patient_id, change.by)
        return records.texts_of(current, KIND, key=key)
    return {"stop_rule": wish["stop_rule"]}


def _kept(order: Order, change: Change, became: Became) -> Kept:
    return Kept(document_of(order, change.by), order.revision, became)


def _findings(order: Order) -> list[Finding]:
    limits = dose_limits(order.drug, order.route, catalogue().treatment)
    limit = limits.get(order.planned_dose_unit)
    return judge_dose(order.planned_dose, limit) if limit else []


def _document(order: Order, key: bytes, today: date) -> dict[str, Any]:
    texts = records.texts_of(order, KIND, key=key)
    return {
        **{name: getattr(order, name) for name in (*SHOWN, *AS_SAID)},
        "planned_dose": {"value": order.planned_dose, "unit": order.planned_dose_unit},
        "stop_rule": texts.get("stop_rule"),
        "in_force": terms_of(order).covers(today),
        "findings": [finding.as_json() for finding in _findings(order)],
    }
