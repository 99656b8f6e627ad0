"""A second way to the widespread pain index, morphine doses and medicine groups.

WPI: the 19 areas of Wolfe et al. 2016, written down by hand. Factors and ATC prefixes are read
from the catalogue's file as it is, past the code that types it; sums are made of fractions.
"""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

import backend.catalogue

PAIRED = ("jaw", "shoulder", "upper_arm", "lower_arm", "hip_buttock", "upper_leg", "lower_leg")
WPI_SITES = {f"{area}_{side}" for area in PAIRED for side in ("left", "right")} | {
    "neck", "upper_back", "lower_back", "chest", "abdomen"
}  # fmt: skip
FILE = Path(backend.catalogue.__file__).with_name("catalogue.yaml")
RAW: dict[str, Any] = yaml.safe_load(FILE.read_text())
PART: dict[str, Any] = RAW["phenotype"]
FACTORS = {name: Fraction(str(factor)) for name, factor in PART["mme_factors"]["factors"].items()}
NOT_CONVERTED: list[str] = PART["mme_factors"]["not_convertible"]

Taken = tuple[str, Fraction, date, date | None]
"""Which opioid, how much, from when to when."""


def wpi(sites: set[str]) -> int:
    return len(WPI_SITES & sites)


def mme(taken: list[Taken], on: date) -> Fraction:
    """mg of oral morphine on that day, both ends of an interval included."""
    return sum(
        (
            FACTORS[opioid] * dose
            for opioid, dose, begins, ends in taken
            if opioid in FACTORS and begins <= on <= (ends or date.max)
        ),
        Fraction(0),
    )


def group(atc: str) -> str:
    """Shorten the code until a group names it."""
    for length in range(len(atc), 0, -1):
        for each in PART["comedication_groups"]:
            if atc[:length] in each["atc"]:
                return str(each["id"])
    return "other"
