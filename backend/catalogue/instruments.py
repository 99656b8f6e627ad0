"""The questionnaires of the catalogue, typed: what they ask, how they are scored, who may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from backend.catalogue.terms import Flag, Scale

Shipping = Literal["text", "own", "separate_file", "score_only"]
Method = Literal["sum", "mean", "none", "external"]


@dataclass(frozen=True, kw_only=True, slots=True)
class SkipRule:
    """When an item isn't asked because another one was answered so, and what it counts then."""

    item: str
    equals: int
    value: int


@dataclass(frozen=True, kw_only=True, slots=True)
class InstrumentItem:
    """One question of a questionnaire."""

    id: str
    text: str
    scale: Scale
    scored: bool = True
    safety: bool = False
    """A positive answer brings the patient the catalogue's words at once."""

    skip: SkipRule | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """A range of scores, both ends included, with its label."""

    lowest: float
    highest: float
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Scoring:
    """How answers become a score; `external` scores are worked out elsewhere and only kept here."""

    method: Method
    of: tuple[str, ...] = ()
    """The items that count, in the order asked."""

    min_answered: int = 0
    prorate: bool = False
    """With some items skipped, but `min_answered` given: mean of the answered times all items."""

    decimals: int = 0
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = True
    """Whether an externally worked out score is an integer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SafetyRule:
    """From which answer on an item raises a flag, and from which on it is more severe."""

    flag: Flag
    item: str
    at_least: int
    escalates_at: int | None = None
    escalates_to: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Instrument:
    """A questionnaire; without items its licence lets us keep scores only."""

    id: str
    name: str
    category: str
    """The part of the diary with which a patient grants it."""

    version: str
    """Changes when, and only when, what is asked or how it is scored changes (16 hex digits)."""

    shipping: Shipping
    licence: str
    interval_days: int | None
    items: tuple[InstrumentItem, ...]
    scoring: Scoring
    bands: tuple[Band, ...] = ()
    bands_for_men_from: float | None = None
    """AUDIT-C: the score from which it is positive for men; women, and unknown, one lower."""

    positive_from: float | None = None
    asks_when_positive: str | None = None
    """The longer form that a positive score asks for, at once."""

    safety_rules: tuple[SafetyRule, ...] = ()

    @property
    def is_answered_here(self) -> bool:
        """Whether patients answer it item by item; otherwise only its score is kept."""
        return bool(self.items)

    @property
    def items_by_id(self) -> Mapping[str, InstrumentItem]:
        """Its questions by id."""
        return {item.id: item for item in self.items}

    def band(self, score: float) -> str | None:
        """The label of a score, None where none is catalogued."""
        for band in self.bands:
            if band.lowest <= score <= band.highest:
                return band.label
        return None
