"""What characterises pain: body sites and the widespread pain index, medicines, morphine doses."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.catalogue.care import Phenotype

NEUROPATHIC = frozenset({"neuropathic", "mixed"})
"""Mechanisms that come with a grade of how certain a nerve lesion is (NeuPSIG)."""

SUBSTANCE_CAUTIONS = frozenset({"sud_active"})
SUBSTANCE_COMORBIDITIES = frozenset({"substance_use_disorder"})
"""What is kept in a part of its own, which the patient grants with `substance`."""

ATC = re.compile(r"[A-Z][0-9]{2}[A-Z]([A-Z]([0-9]{2})?)?")
"""A code of the Anatomical Therapeutic Chemical classification, third to fifth level."""

OPIOID, OTHER = "opioid", "other"
FENTANYL_PATCH = "fentanyl_transdermal_ug_per_h"


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversion:
    """An opioid's daily dose as mg of oral morphine; None where it isn't converted."""

    mme_per_day: Decimal | None
    factor: Decimal | None
    source: str | None


def wpi(body_sites: Collection[str], areas: Mapping[str, str]) -> int:
    """The widespread pain index: how many of its 19 areas hurt, 0 to 19 (Wolfe 2016)."""
    return sum(site in body_sites for site in areas.values())


def group_of(atc: str, catalogued: Phenotype) -> str:
    """The medicine group whose ATC prefix is the longest that fits, `other` where none does."""
    fitting = [
        (len(prefix), group.id)
        for group in catalogued.medicines.values()
        for prefix in group.prefixes
        if atc.startswith(prefix)
    ]
    return max(fitting)[1] if fitting else OTHER


def converted(opioid: str, dose: Decimal, catalogued: Phenotype, *, version: str) -> Conversion:
    """The dose times the factor of the catalogue's table (CDC 2022); buprenorphine has none.

    `dose` is in mg a day, for fentanyl patches in ug an hour. For monitoring, never for changing
    from one opioid to another.
    """
    factor = catalogued.mme_factors.get(opioid)
    if factor is None:
        return Conversion(mme_per_day=None, factor=None, source=None)
    source = source_of(catalogued, version=version)
    return Conversion(mme_per_day=dose * factor, factor=factor, source=source)


def source_of(catalogued: Phenotype, *, version: str) -> str:
    """The factor table with the version of the catalogue that holds it."""
    return f"{catalogued.mme_source}, catalogue {version}"


def unit_of(opioid: str | None) -> str | None:
    """In what the opioid's dose is given."""
    if opioid is None:
        return None
    return "ug/h" if opioid == FENTANYL_PATCH else "mg/d"


def overlap(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    """Whether two intervals share a day; both ends are included, None is open."""
    (begins, ends), (starts, stops) = one, other
    return (ends is None or starts <= ends) and (stops is None or begins <= stops)


def flaws_of_medicine(
    *, group: str, opioid: str | None, has_dose: bool, from_on: date, to_on: date | None
) -> dict[str, list[str]]:
    """What is wrong with a medicine's interval or opioid dose, by field.

    The catalogue's prefixes don't name every opioid (N07BC01, R05DA04), so that a code of no
    group passes.
    """
    flaws: dict[str, list[str]] = {}
    if to_on is not None and to_on < from_on:
        flaws["to_on"] = ["It ends before it begins."]
    if opioid is not None and group not in {OPIOID, OTHER}:
        flaws["opioid"] = ["The ATC code is that of another kind of medicine."]
    if opioid is not None and not has_dose:
        flaws["opioid_dose"] = ["Say how much."]
    if opioid is None and has_dose:
        flaws["opioid"] = ["Say of which opioid."]
    return flaws


def flaws_of_grade(mechanism: str, grade: str | None) -> dict[str, list[str]]:
    """What is wrong with the grade of certainty, by field."""
    if mechanism in NEUROPATHIC and grade is None:
        return {"neuropathic_grade": ["Say how certain a nerve lesion is."]}
    if mechanism not in NEUROPATHIC and grade not in {None, "none"}:
        return {"neuropathic_grade": ["Only neuropathic or mixed pain has one."]}
    return {}
