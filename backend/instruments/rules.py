"""How answers become a score, and which of them ask for somebody's attention at once.

Items, methods, bands and thresholds are the catalogue's, with their sources; nothing here knows
a questionnaire by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from backend.catalogue.instruments import Instrument, InstrumentItem, SafetyRule
from backend.catalogue.rules import Scale

Answers = Mapping[str, int | None]
MALE = "male"


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """A questionnaire's result; the score is None where too few items were answered."""

    score: Decimal | None
    band: str | None
    n_answered: int
    """How many of the scored items count, those included that an earlier answer settles."""

    prorated: bool
    """Whether skipped items were filled with the mean of the others."""

    positive: bool | None
    """Whether a screen is positive; None where it is none, or without a score."""


def flaws_of(instrument: Instrument, answers: Answers) -> dict[str, list[str]]:
    """What is wrong with the answers, by field; empty when every item is named and on its scale."""
    items = instrument.items_by_id
    flaws = {f"answers.{name}": ["Not an item of it."] for name in answers if name not in items}
    for name, item in items.items():
        if name not in answers:
            flaws[f"answers.{name}"] = ["It is missing; null says that it was skipped."]
        elif (value := answers[name]) is not None and (flaw := _flaw(item, value, answers)):
            flaws[f"answers.{name}"] = [flaw]
    return flaws


def score(instrument: Instrument, answers: Answers, *, sex: str | None = None) -> Score:
    """The score, its band and whether a screen is positive, by the catalogue's rule.

    Skipped items are prorated only where the catalogue says so (PHQ-9 and GAD-7: the mean of the
    answered times all items, rounded half up). `sex` moves AUDIT-C's cut-off; unknown takes the
    lower one.
    """
    rule = instrument.scoring
    counted = {name: _counts(instrument.items_by_id[name], answers) for name in rule.of}
    given = [value for value in counted.values() if value is not None]
    if rule.method not in {"sum", "mean"} or len(given) < rule.min_answered:
        return Score(score=None, band=None, n_answered=len(given), prorated=False, positive=None)
    total = Decimal(sum(given))
    prorated = len(given) < len(rule.of)
    if prorated and rule.prorate:
        total = total * len(rule.of) / len(given)
    if rule.method == "mean":
        total /= len(given)
    value = total.quantize(Decimal(1).scaleb(-rule.decimals), ROUND_HALF_UP)
    return Score(
        score=value,
        band=instrument.band(float(value)),
        n_answered=len(given),
        prorated=prorated,
        positive=is_positive(instrument, value, sex=sex),
    )


def is_positive(instrument: Instrument, value: Decimal, *, sex: str | None) -> bool | None:
    """Whether the score reaches the cut-off of a screen, None where it is none."""
    cut = instrument.positive_from
    if sex == MALE and instrument.bands_for_men_from is not None:
        cut = instrument.bands_for_men_from
    return None if cut is None else float(value) >= cut


def positives(instrument: Instrument, answers: Answers) -> list[tuple[SafetyRule, str]]:
    """The safety rules that the answers break, with the severity; a skipped item breaks none."""
    found = []
    for rule in instrument.safety_rules:
        value = answers.get(rule.item)
        if value is None or value < rule.at_least:
            continue
        worse = rule.escalates_at is not None and value >= rule.escalates_at
        severity = rule.escalates_to if worse and rule.escalates_to else rule.flag.severity
        found.append((rule, severity))
    return found


def not_answered(instrument: Instrument, answers: Answers) -> list[str]:
    """The safety items that were skipped: shown as such, and never taken for "no"."""
    return [item.id for item in instrument.items if item.safety and answers.get(item.id) is None]


def flaw_of_score(instrument: Instrument, value: Decimal) -> str | None:
    """What is wrong with a score that was worked out elsewhere."""
    rule = instrument.scoring
    if rule.minimum is None or rule.maximum is None:
        return "It has no total score."
    if not rule.minimum <= value <= rule.maximum:
        return f"The score lies between {rule.minimum:g} and {rule.maximum:g}."
    if rule.whole and value != value.to_integral_value():
        return "The score is a whole number."
    return None


def _counts(item: InstrumentItem, answers: Answers) -> int | None:
    """What an item counts: its answer, or what an earlier answer settles."""
    value = answers.get(item.id)
    skip = item.skip
    if value is None and skip is not None and answers.get(skip.item) == skip.equals:
        return skip.value
    return value


def _flaw(item: InstrumentItem, value: int, answers: Answers) -> str | None:
    if not is_on(item.scale, value):
        return "Not on its scale."
    skip = item.skip
    if skip and answers.get(skip.item) == skip.equals and value != skip.value:
        return f"It can only be {skip.value} after the answer to {skip.item}."
    return None


def is_on(scale: Scale, value: int) -> bool:
    """Whether the value is one of the scale's."""
    if scale.choices:
        return value in scale.choices
    low, high, step = scale.minimum or 0, scale.maximum or 0, scale.step or 1
    return low <= value <= high and (value - low) % step == 0
