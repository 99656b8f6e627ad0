"""Scores against published examples and against a second implementation."""

from decimal import Decimal
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.catalogue.instruments import Instrument
from backend.catalogue.service import catalogue
from backend.instruments import rules
from backend.instruments.rules import Score
from tests.instruments import oracle

SEXES = ("male", "female", "intersex", None)


def instrument(name: str) -> Instrument:
    return catalogue().instruments[name]


def scored(name: str, answers: dict[str, Any], **more: Any) -> Score:
    return rules.score(instrument(name), answers, **more)


def answers_of(names: list[str], values: Any) -> dict[str, Any]:
    return dict(zip(names, values, strict=True))


def number(score: Score) -> float | None:
    return None if score.score is None else float(score.score)


def spread(total: int, count: int, most: int = 3) -> list[int]:
    """Values that add up to the total, each as large as can be."""
    values = []
    for left in range(count, 0, -1):
        value = min(most, total) if left > 1 else total
        values.append(value)
        total -= value
    return values


class TestPublishedExample:
    """Worked examples as published: PHQ-9 by learn8.ai, PEG by iatrox.com and plustopcare.org."""

    def test_phq9_of_one_two_and_one_is_4_minimal(self) -> None:
        found = scored(
            "phq9", answers_of([*oracle.PHQ9, "phq9_10"], [1, 0, 2, 0, 1, 0, 0, 0, 0, 0])
        )
        assert (number(found), found.band) == (4, "minimal")

    @pytest.mark.parametrize(("values", "score"), [((7, 8, 6), 7.0), ((5, 5, 5), 5.0)])
    def test_peg_is_the_mean(self, values, score) -> None:
        assert number(scored("peg", answers_of(oracle.PEG, values))) == score

    @pytest.mark.parametrize(
        ("total", "band"),
        [(0, "minimal"), (4, "minimal"), (5, "mild"), (9, "mild"), (10, "moderate"),
         (14, "moderate"), (15, "moderately severe"), (19, "moderately severe"), (20, "severe"),
         (27, "severe")],
    )  # fmt: skip
    def test_phq9_bands_begin_at_5_10_15_and_20(self, total, band) -> None:
        answers = answers_of([*oracle.PHQ9, "phq9_10"], [*spread(total, 9), None])
        assert (number(scored("phq9", answers)), scored("phq9", answers).band) == (total, band)


@pytest.mark.parametrize(
    ("name", "items", "check"),
    [("phq9", oracle.PHQ9, oracle.phq9), ("gad7", oracle.GAD7, oracle.gad7)],
)
def test_every_total_with_every_set_of_skipped_items(name, items, check) -> None:
    more = {"phq9_10": None} if name == "phq9" else {}
    tried = 0
    for skipped in range(len(items) + 1):
        for gap in combinations(items, skipped):
            kept = [item for item in items if item not in gap]
            for total in range(3 * len(kept) + 1):
                answers = answers_of(kept, spread(total, len(kept))) | dict.fromkeys(gap) | more
                found = scored(name, answers)
                assert (number(found), found.band) == check(answers), answers
                tried += 1
    assert tried > 1_000


@pytest.mark.parametrize("sex", SEXES)
def test_every_audit_c(sex) -> None:
    for values in product([None, 0, 1, 2, 3, 4], repeat=3):
        answers = answers_of(oracle.AUDIT_C, values)
        if rules.flaws_of(instrument("audit_c"), answers):
            continue
        found = scored("audit_c", answers, sex=sex)
        assert (number(found), found.positive) == oracle.audit_c(answers, sex=sex), answers


@pytest.mark.parametrize(("name", "items"), [("phq2", oracle.PHQ9[:2]), ("gad2", oracle.GAD7[:2])])
def test_every_short_screen(name, items) -> None:
    for values in product([None, 0, 1, 2, 3], repeat=2):
        answers = answers_of(items, values)
        found = scored(name, answers)
        assert (number(found), found.positive) == oracle.screen(answers, items)


@given(
    st.lists(st.none() | st.integers(0, 3), min_size=9, max_size=9), st.none() | st.integers(0, 3)
)
def test_any_phq9(values, difficulty) -> None:
    answers = answers_of(oracle.PHQ9, values) | {"phq9_10": difficulty}
    found = scored("phq9", answers)
    assert (number(found), found.band) == oracle.phq9(answers)


@given(st.lists(st.none() | st.integers(0, 3), min_size=7, max_size=7))
def test_any_gad7(values) -> None:
    answers = answers_of(oracle.GAD7, values)
    found = scored("gad7", answers)
    assert (number(found), found.band) == oracle.gad7(answers)


@given(st.lists(st.none() | st.integers(0, 10), min_size=3, max_size=3))
def test_any_peg(values) -> None:
    answers = answers_of(oracle.PEG, values)
    assert number(scored("peg", answers)) == oracle.peg(answers)


class TestScore:
    def test_is_none_with_seven_answers(self) -> None:
        answers = answers_of([*oracle.PHQ9, "phq9_10"], [3] * 7 + [None] * 3)
        assert scored("phq9", answers) == Score(
            score=None, band=None, n_answered=7, prorated=False, positive=None
        )

    def test_is_prorated_with_eight(self) -> None:
        answers = answers_of([*oracle.PHQ9, "phq9_10"], [1] * 4 + [0] * 4 + [None, None])
        found = scored("phq9", answers)
        assert (number(found), found.prorated, found.n_answered) == (5, True, 8)  # 4.5 rounds up

    def test_counts_the_tenth_item_of_phq9_in_nothing(self) -> None:
        base = answers_of(oracle.PHQ9, [1] * 9)
        assert {number(scored("phq9", base | {"phq9_10": n})) for n in range(4)} == {9}

    def test_of_own_checks_is_none(self) -> None:
        for name in ("bladder_check", "craving_check"):
            zeros = {item.id: 0 for item in instrument(name).items}
            assert scored(name, zeros).score is None

    def test_of_pgic_is_its_answer(self) -> None:
        found = scored("pgic", {"pgic_1": 2})
        assert (number(found), found.band) == (2, "responder (much or very much improved)")


class TestSafety:
    @pytest.mark.parametrize("value", [1, 2, 3])
    def test_item_9_raises_from_1_on(self, value) -> None:
        found = rules.positives(instrument("phq9"), {"phq9_9": value})
        assert [rule.item for rule, _ in found] == ["phq9_9"]

    def test_blood_raises(self) -> None:
        found = rules.positives(instrument("bladder_check"), {"bl_blood": 1})
        assert [(rule.item, severity) for rule, severity in found] == [("bl_blood", "urgent")]

    @pytest.mark.parametrize(("name", "item"), [("phq9", "phq9_9"), ("bladder_check", "bl_blood")])
    def test_skipped_raises_nothing_and_is_told(self, name, item) -> None:
        answers = {each.id: None for each in instrument(name).items}
        assert rules.positives(instrument(name), answers) == []
        assert item in rules.not_answered(instrument(name), answers)

    def test_answered_no_is_answered(self) -> None:
        assert rules.not_answered(instrument("phq9"), {"phq9_9": 0}) == []


class TestFlaws:
    def test_are_none_of_a_sound_answer(self) -> None:
        assert rules.flaws_of(instrument("peg"), dict.fromkeys(oracle.PEG, 10)) == {}

    @pytest.mark.parametrize("value", [-1, 11])
    def test_name_what_is_off_the_scale(self, value) -> None:
        answers = {**dict.fromkeys(oracle.PEG, 5), "peg_2": value}
        assert list(rules.flaws_of(instrument("peg"), answers)) == ["answers.peg_2"]

    def test_name_what_is_missing_and_what_is_too_much(self) -> None:
        flaws = rules.flaws_of(instrument("peg"), {"peg_1": 1, "peg_2": 2, "other": 3})
        assert set(flaws) == {"answers.peg_3", "answers.other"}

    def test_name_an_answer_to_what_wasnt_asked(self) -> None:
        answers = answers_of(oracle.AUDIT_C, (0, 2, None))
        assert list(rules.flaws_of(instrument("audit_c"), answers)) == ["answers.audit_c_2"]


class TestScoreFromElsewhere:
    @pytest.mark.parametrize(
        ("name", "value", "sound"),
        [("moca", 30, True), ("moca", 31, False), ("moca", 1.5, False), ("eq5d5l", 0.123, True),
         ("eq5d5l", -1.01, False), ("paindetect", -1, True), ("kset", 3, False)],
    )  # fmt: skip
    def test_lies_in_its_range(self, name, value, sound) -> None:
        assert (rules.flaw_of_score(instrument(name), Decimal(str(value))) is None) is sound
