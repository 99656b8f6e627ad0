"""Whether a value looks like a typing error, against a second reading of the shipped catalogue."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from backend.catalogue import service
from backend.catalogue.service import catalogue
from backend.treatment.rules.plausibility import Quantities, judge

RAW = yaml.safe_load(service._shipped("catalogue.yaml"))["treatment"]
LIMITS: list[dict[str, Any]] = RAW["plausibility"]
FACTORS = {drug["id"]: Fraction(str(drug.get("limit_factor", 1))) for drug in RAW["drugs"]}
STEP = Fraction(1, 10_000)


def exact(number: Any) -> Fraction:
    return Fraction(str(number))


def expected(drug: str, limit: dict[str, Any], value: Fraction) -> str | None:
    """What the catalogue says of the value: inside both warning limits nothing."""
    factor = Fraction(1) if limit["quantity"] == "duration" else FACTORS[drug]
    if value > exact(limit["reject_above"]) * factor:
        return "beyond_limit"
    inside = exact(limit["warn_below"]) * factor <= value <= exact(limit["warn_above"]) * factor
    return None if inside else "unusual"


def quantities(unit: str, value: Fraction) -> Quantities:
    """Quantities in which exactly this figure has this value, others being as they may."""
    number = Decimal(value.numerator) / Decimal(value.denominator)
    if unit == "mg/kg/h":
        return Quantities(dose_mg=number * 70, weight_kg=Decimal(70), infusion_minutes=60)
    if unit == "mg/h":
        return Quantities(dose_mg=number, infusion_minutes=60)
    if unit in {"mg/kg", "mg/kg/d"}:
        return Quantities(dose_mg=number * 70, weight_kg=Decimal(70))
    if unit == "h":
        return Quantities(infusion_minutes=int(value * 60))
    return {
        "mg": Quantities(dose_mg=number),
        "mg/d": Quantities(mg_per_day=number),
        "%": Quantities(strength_percent=number),
    }[unit]


def found(drug: str, limit: dict[str, Any], value: Fraction) -> str | None:
    treatment = catalogue().treatment
    findings = judge(drug, limit["route"], quantities(limit["unit"], value), treatment)
    codes = [each.code for each in findings if each.quantity == limit["quantity"]
             and each.unit == limit["unit"]]  # fmt: skip
    assert len(codes) <= 1
    return codes[0] if codes else None


def edges(drug: str, limit: dict[str, Any]) -> list[Fraction]:
    """Just below, on and just above each limit."""
    factor = Fraction(1) if limit["quantity"] == "duration" else FACTORS[drug]
    step = Fraction(1, 60) if limit["unit"] == "h" else STEP
    marks = [exact(limit[name]) * factor for name in ("warn_below", "warn_above", "reject_above")]
    return [mark + shift for mark in marks for shift in (-step, Fraction(0), step)]


@pytest.mark.parametrize("drug", sorted(FACTORS))
@pytest.mark.parametrize(
    "limit", LIMITS, ids=lambda limit: f"{limit['route']}-{limit['quantity']}-{limit['unit']}"
)
def test_every_limit_on_and_beside_its_edges(drug, limit) -> None:
    for value in edges(drug, limit):
        assert found(drug, limit, value) == expected(drug, limit, value), value


@given(
    drug=st.sampled_from(sorted(FACTORS)),
    limit=st.sampled_from([limit for limit in LIMITS if limit["unit"] != "h"]),
    value=st.integers(1, 20_000_000).map(lambda n: Fraction(n, 10_000)),
)
def test_any_value(drug, limit, value) -> None:
    assert found(drug, limit, value) == expected(drug, limit, value)


@given(
    dose=st.decimals("0.01", "5000", places=2),
    weight=st.decimals("25", "350", places=1),
    minutes=st.integers(1, 10_000),
)
def test_what_is_worked_out_follows_the_catalogues_formulas(dose, weight, minutes) -> None:
    known = Quantities(dose_mg=dose, weight_kg=weight, infusion_minutes=minutes)
    assert known.mg_per_kg == Fraction(dose) / Fraction(weight)
    assert known.mg_per_h == Fraction(dose) / Fraction(minutes, 60)
    assert known.mg_per_kg_per_h == Fraction(dose) / Fraction(weight) / Fraction(minutes, 60)


class TestUnknown:
    def test_weight_or_duration_leaves_rates_unjudged(self) -> None:
        assert judge("ketamine_racemic", "iv_infusion", Quantities(), catalogue().treatment) == []

    def test_days_of_infusion_share_the_dose(self) -> None:
        two_days = Quantities(
            dose_mg=Decimal(1400), weight_kg=Decimal(70), infusion_minutes=2 * 24 * 60
        )
        assert two_days.mg_per_kg_per_day == 10


class TestFinding:
    def test_tells_the_value_its_unit_and_the_limit(self) -> None:
        taken = Quantities(dose_mg=Decimal(501))
        (finding,) = judge("ketamine_racemic", "po", taken, catalogue().treatment)
        assert finding.needs_second
        assert finding.as_json() == {
            "code": "beyond_limit",
            "text": "The dose of 501 mg is above 500 mg. A second person must look.",
            "quantity": "dose",
            "unit": "mg",
            "value": 501.0,
            "limit": 500.0,
        }
