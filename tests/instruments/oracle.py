"""A second way to score the questionnaires, written from their publications.

PHQ-9: Kroenke, Spitzer, Williams 2001; GAD-7: Spitzer et al. 2006; AUDIT-C: Bush et al. 1998;
PEG: Krebs et al. 2009. Up to one skipped item of PHQ-9 and GAD-7 counts as the mean of the others.
"""

from fractions import Fraction
from math import floor

PHQ9 = [f"phq9_{n}" for n in range(1, 10)]
GAD7 = [f"gad7_{n}" for n in range(1, 8)]
AUDIT_C = [f"audit_c_{n}" for n in range(1, 4)]
PEG = ["peg_1", "peg_2", "peg_3"]
Answers = dict[str, int | None]


def half_up(value: Fraction, places: int = 0) -> float:
    return floor(value * 10**places + Fraction(1, 2)) / 10**places


def summed(answers: Answers, items: list[str], *, least: int) -> float | None:
    """The sum, a skipped item taken as the mean of those that were answered."""
    known = [value for name in items if (value := answers[name]) is not None]
    if len(known) < least:
        return None
    return half_up(Fraction(sum(known), len(known)) * len(items))


def phq9(answers: Answers) -> tuple[float | None, str | None]:
    score = summed(answers, PHQ9, least=8)
    labels = ["minimal", "mild", "moderate", "moderately severe", "severe"]
    return score, None if score is None else labels[sum(score >= cut for cut in (5, 10, 15, 20))]


def gad7(answers: Answers) -> tuple[float | None, str | None]:
    score = summed(answers, GAD7, least=6)
    labels = ["minimal", "mild", "moderate", "severe"]
    return score, None if score is None else labels[sum(score >= cut for cut in (5, 10, 15))]


def screen(answers: Answers, items: list[str]) -> tuple[float | None, bool | None]:
    """PHQ-2 and GAD-2: both items or nothing, positive from 3."""
    if any(answers[name] is None for name in items):
        return None, None
    total = sum(answers[name] or 0 for name in items)
    return total, total >= 3


def audit_c(answers: Answers, *, sex: str | None) -> tuple[float | None, bool | None]:
    first, *others = (answers[name] for name in AUDIT_C)
    if first == 0:
        return 0, False
    if first is None or None in others:
        return None, None
    total = first + sum(value or 0 for value in others)
    return total, total >= (4 if sex == "male" else 3)


def peg(answers: Answers) -> float | None:
    known = [value for name in PEG if (value := answers[name]) is not None]
    return half_up(Fraction(sum(known), 3), 1) if len(known) == 3 else None
