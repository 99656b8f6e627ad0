"""Whether a dose, a rate or a duration looks like a typing error, by the catalogue's limits.

The limits (`treatment.plausibility` of the catalogue, each with its sources) are no dosing
advice. Figures are compared as fractions, so that a value on a limit is never beyond it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from backend.catalogue.care import Limit, Treatment

UNUSUAL, BEYOND = "unusual", "beyond_limit"
WORDS = {"rate_absolute": "rate", "dose_per_day": "dose per day"}
"""What a quantity is called in a sentence, where its id isn't a word."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that isn't as expected, with a sentence for whoever reads the record."""

    code: str
    text: str
    quantity: str | None = None
    """What its author confirms, by this name: rate, rate_absolute, dose, interval …"""

    value: Decimal | None = None
    unit: str | None = None
    limit: Decimal | None = None
    """The limit that was passed, for this drug."""

    needs_second: bool = False
    """Whether a second person has to look."""

    def as_json(self) -> dict[str, Any]:
        """The finding as it is kept and shown; what isn't there is left out."""
        said = {"code": self.code, "text": self.text, "quantity": self.quantity, "unit": self.unit}
        numbers = {"value": self.value, "limit": self.limit}
        shown = {name: float(number) for name, number in numbers.items() if number is not None}
        return {name: word for name, word in said.items() if word is not None} | shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantities:
    """What was planned, given or taken; None where it isn't known or doesn't apply."""

    dose_mg: Decimal | None = None
    weight_kg: Decimal | None = None
    infusion_minutes: int | None = None
    strength_percent: Decimal | None = None
    mg_per_day: Decimal | None = None
    """All doses of that drug and route on the day, this one included."""

    others_mg: Decimal = Decimal(0)
    """What other sessions of that drug and route give on the same day."""

    @property
    def hours(self) -> Fraction | None:
        """How long the infusion takes."""
        return Fraction(self.infusion_minutes, 60) if self.infusion_minutes else None

    @property
    def mg_per_h(self) -> Fraction | None:
        """Dose over duration."""
        return Fraction(self.dose_mg) / self.hours if self.dose_mg and self.hours else None

    @property
    def mg_per_kg(self) -> Fraction | None:
        """Dose over body weight."""
        if not (self.dose_mg and self.weight_kg):
            return None
        return Fraction(self.dose_mg) / Fraction(self.weight_kg)

    @property
    def mg_per_kg_per_h(self) -> Fraction | None:
        """Rate over body weight."""
        return self.mg_per_kg / self.hours if self.mg_per_kg and self.hours else None

    @property
    def mg_per_kg_per_day(self) -> Fraction | None:
        """Dose of a day over body weight; only more than 24 h spread one over several days."""
        if self.mg_per_kg is None or self.weight_kg is None:
            return None
        own = self.mg_per_kg / max(Fraction(1), (self.hours or Fraction(0)) / 24)
        return own + Fraction(self.others_mg) / Fraction(self.weight_kg)

    def in_unit(self, unit: str) -> Fraction | None:
        """The quantity that the catalogue states in this unit, None if it can't be told."""
        known: dict[str, Fraction | Decimal | None] = {
            "mg/kg/h": self.mg_per_kg_per_h,
            "mg/h": self.mg_per_h,
            "mg/kg/d": self.mg_per_kg_per_day,
            "h": self.hours,
            "mg/kg": self.mg_per_kg,
            "mg": self.dose_mg,
            "mg/d": self.mg_per_day,
            "%": self.strength_percent,
        }
        figure = known[unit]
        return None if figure is None else Fraction(figure)


def judge(drug: str, route: str, quantities: Quantities, treatment: Treatment) -> list[Finding]:
    """What is unusual or beyond the hard limit, in the order of the catalogue's limits.

    The ends of each range are inside it. The catalogue multiplies limits of dose for
    esketamine, which is about twice as potent.
    """
    return [
        finding
        for limit in treatment.limits_for(route, drug)
        if (figure := quantities.in_unit(limit.unit)) is not None
        and (finding := judge_one(figure, limit)) is not None
    ]


def judge_one(figure: Decimal | Fraction, limit: Limit) -> Finding | None:
    """What is to be said of a figure in the limit's unit, None where it is as usual."""
    exact = Fraction(figure)
    beyond = exact > Fraction(limit.reject_above)
    if beyond:
        side, passed = "above", limit.reject_above
    elif exact > Fraction(limit.warn_above):
        side, passed = "above", limit.warn_above
    elif exact < Fraction(limit.warn_below):
        side, passed = "below", limit.warn_below
    else:
        return None
    name, unit, shown = WORDS.get(limit.quantity, limit.quantity), limit.unit, rounded(exact)
    text = f"The {name} of {shown:f} {unit} is {side} {passed.normalize():f} {unit}."
    return Finding(
        code=BEYOND if beyond else UNUSUAL,
        text=f"{text} {'A second person must look.' if beyond else 'Is it right?'}",
        quantity=limit.quantity,
        value=shown,
        unit=unit,
        limit=passed,
        needs_second=beyond,
    )


def rounded(figure: Fraction, *, places: int = 4) -> Decimal:
    """A computed figure for people and JSON, to so many decimals."""
    return Decimal(round(figure * 10**places)).scaleb(-places).normalize()


def unconfirmed(findings: Iterable[Finding], confirmed: Collection[str]) -> list[Finding]:
    """The findings that their author hasn't confirmed by the name of the quantity."""
    return [each for each in findings if each.quantity not in confirmed]
