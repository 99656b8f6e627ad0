"""Each kind of damage to the questionnaires is found and named."""

import copy
from collections.abc import Callable

import pytest

from backend.catalogue import checks
from tests.catalogue.shipped import CATALOGUE, SIGNATURES, Raw, flag, instrument, question


def _scoring(raw: Raw, name: str) -> Raw:
    return instrument(raw, name)["scoring"]


def _bands(raw: Raw, name: str) -> list[Raw]:
    return instrument(raw, name)["bands"]


DAMAGE: dict[str, tuple[Callable[[Raw], object], str]] = {
    "no scoring": (lambda c: instrument(c, "peg").pop("scoring"), "an entry lacks scoring"),
    "interval as text": (
        lambda c: instrument(c, "peg").update(interval_days="weekly"),
        "instruments.peg.interval_days should be a int | None",
    ),
    "interval of no days": (
        lambda c: instrument(c, "peg").update(interval_days=0),
        "peg: its interval is not above 0 days",
    ),
    "borrowed from nobody": (
        lambda c: instrument(c, "phq2")["items_from"].update(instrument="phq8"),
        "phq2: borrows phq9_1, which phq8 does not have",
    ),
    "borrowed item that is none": (
        lambda c: instrument(c, "gad2")["items_from"].update(items=["gad7_1", "gad7_8"]),
        "gad2: borrows gad7_8, which gad7 does not have",
    ),
    "borrowed and owned": (
        lambda c: instrument(c, "phq2").update(items=[question(c, "peg_1")]),
        "phq2: has items of its own and borrows some too",
    ),
    "item twice": (
        lambda c: question(c, "peg_2").update(id="peg_1"),
        "peg: two items are called peg_1",
    ),
    "item without words": (lambda c: question(c, "peg_2").pop("text"), "peg: peg_2 asks nothing"),
    "skip rule of another form": (
        lambda c: question(c, "audit_c_2").update(skip_if="audit_c_1 < 1"),
        "audit_c_2 is skipped by a rule we cannot read",
    ),
    "skip rule on nothing": (
        lambda c: question(c, "audit_c_2").update(skip_if="audit_c_9 == 0"),
        "audit_c_2 is skipped after audit_c_9, which is not asked before it",
    ),
    "skip rule on a later item": (
        lambda c: question(c, "audit_c_2").update(skip_if="audit_c_3 == 0"),
        "audit_c_2 is skipped after audit_c_3, which is not asked before it",
    ),
    "skip rule on no answer": (
        lambda c: question(c, "audit_c_2").update(skip_if="audit_c_1 == 5"),
        "audit_c_2 is skipped after an answer that audit_c_1 cannot have",
    ),
    "skip rule without a value": (
        lambda c: question(c, "audit_c_3").pop("skip_value"),
        "audit_c_3 counts, when skipped, what its scale does not hold",
    ),
    "skip value off the scale": (
        lambda c: question(c, "audit_c_3").update(skip_value=5),
        "audit_c_3 counts, when skipped, what its scale does not hold",
    ),
    "unknown method": (
        lambda c: _scoring(c, "isi").update(method="guess"),
        "isi: cannot be scored by guess",
    ),
    "sum of nothing": (
        lambda c: _scoring(c, "isi").update(method="sum"),
        "isi: cannot be scored by sum",
    ),
    "answered here and scored elsewhere": (
        lambda c: _scoring(c, "peg").update(method="external"),
        "peg: cannot be scored by external",
    ),
    "too many decimals": (
        lambda c: _scoring(c, "peg").update(decimals=4),
        "peg: has neither 0 nor up to 3 decimals",
    ),
    "no range": (
        lambda c: _scoring(c, "isi").pop("range"),
        "isi: its range is not a lower and a higher number",
    ),
    "range upside down": (
        lambda c: _scoring(c, "isi").update(range=[28, 0]),
        "isi: its range is not a lower and a higher number",
    ),
    "scores an unknown item": (
        lambda c: _scoring(c, "gad7")["of"].append("gad7_8"),
        "gad7: scores the unknown item gad7_8",
    ),
    "scores what is marked as not scored": (
        lambda c: _scoring(c, "phq9")["of"].append("phq9_10"),
        "phq9: scores other items than those marked as scored",
    ),
    "forgets an item": (
        lambda c: _scoring(c, "phq9")["of"].pop(),
        "phq9: scores other items than those marked as scored",
    ),
    "more answers than items": (
        lambda c: _scoring(c, "gad2").update(min_answered=3),
        "gad2: min_answered is not between 1",
    ),
    "no answer needed": (
        lambda c: _scoring(c, "gad2").pop("min_answered"),
        "gad2: min_answered is not between 1",
    ),
    "sum of fewer": (
        lambda c: _scoring(c, "gad7").update(prorate=False),
        "gad7: adds up fewer items than it has, so it needs to prorate",
    ),
    "scores half hours": (
        lambda c: question(c, "gad7_1").update(scale="hours_0_24"),
        "gad7: scores an item whose answers are no whole numbers",
    ),
    "range of another sum": (
        lambda c: _scoring(c, "gad7").update(range=[0, 24]),
        "gad7: its items give 0 to 21, which is not its range",
    ),
    "range of another mean": (
        lambda c: _scoring(c, "peg").update(range=[0, 30]),
        "peg: its items give 0 to 10, which is not its range",
    ),
    "bands without a range": (
        lambda c: instrument(c, "kset").update(bands=[{"from": 0, "to": 1, "label": "low"}]),
        "kset: has bands but no range",
    ),
    "bands that begin too late": (
        lambda c: _bands(c, "phq9").pop(0),
        "phq9: its bands do not cover its range",
    ),
    "bands that end too early": (
        lambda c: _bands(c, "phq9").pop(),
        "phq9: its bands do not cover its range",
    ),
    "bands with a gap": (
        lambda c: _bands(c, "gad7").pop(1),
        "gad7: its bands leave a gap or overlap",
    ),
    "bands with a gap between decimals": (
        lambda c: _bands(c, "peg")[0].update(to=3.8),
        "peg: its bands leave a gap or overlap",
    ),
    "bands that overlap": (
        lambda c: _bands(c, "gad7")[1].update({"from": 4}),
        "gad7: its bands leave a gap or overlap",
    ),
    "band upside down": (
        lambda c: _bands(c, "gad7")[1].update({"from": 9, "to": 5}),
        "gad7: a band ends before it begins",
    ),
    "positive without a band": (
        lambda c: _bands(c, "phq2")[1].update(label="maybe"),
        "phq2: asks more when positive, but no band is called positive screen",
    ),
    "positive asks what nobody knows": (
        lambda c: instrument(c, "phq2")["on_positive"].update(ask="phq15"),
        "phq2: asks phq15 when positive, which nobody can answer here",
    ),
    "positive asks what holds scores only": (
        lambda c: instrument(c, "phq2")["on_positive"].update(ask="hads"),
        "phq2: asks hads when positive, which nobody can answer here",
    ),
    "positive for women only": (
        lambda c: _bands(c, "audit_c")[2].update(label="hazardous"),
        "audit_c: positive for women, but no higher band is called positive",
    ),
    "safety item without a flag": (
        lambda c: c["flags"].remove(flag(c, "phq9_item9")),
        "phq9_9: no flag tells the patient what to do at once",
    ),
    "safety item answered in silence": (
        lambda c: flag(c, "phq9_item9").update(message=None, patient_sees_message=False),
        "phq9_9: no flag tells the patient what to do at once",
    ),
    "new safety item": (
        lambda c: question(c, "bl_pelvic").update(safety_item=True),
        "bl_pelvic: no flag tells the patient what to do at once",
    ),
    "safety item answered only when it is worse": (
        lambda c: flag(c, "phq9_item9")["when"].update(item="phq9_8"),
        "phq9_9: no flag tells the patient what to do at once",
    ),
    "safety item answered by another questionnaire": (
        lambda c: flag(c, "phq9_item9")["when"].update(instrument="phq2"),
        "phq9_9: no flag tells the patient what to do at once",
    ),
    "safety item answered when it rises": (
        lambda c: flag(c, "phq9_item9")["when"].update(type="change"),
        "phq9_9: no flag tells the patient what to do at once",
    ),
    "safety flag on all answers but the highest": (
        lambda c: flag(c, "phq9_item9")["when"].update(op="!=", value=3),
        "phq9_9: flag phq9_item9 gives no answer from which on it is raised",
    ),
    "safety flag on any answer": (
        lambda c: flag(c, "phq9_item9")["when"].update(value=0),
        "phq9_9: flag phq9_item9 gives no answer from which on it is raised",
    ),
    "safety flag off the scale": (
        lambda c: flag(c, "phq9_item9")["escalate"]["when"].update(value=4),
        "phq9_9: flag phq9_item9 gives no answer from which on it is raised",
    ),
    "safety flag on one answer of several": (
        lambda c: flag(c, "phq9_item9")["when"].update(op="=="),
        "phq9_9: flag phq9_item9 gives no answer from which on it is raised",
    ),
    "safety flag the wrong way round": (
        lambda c: flag(c, "phq9_item9")["when"].update(op="<="),
        "phq9_9: flag phq9_item9 gives no answer from which on it is raised",
    ),
    "flag on an unknown questionnaire": (
        lambda c: flag(c, "sooner_than_planned")["when"].update(instrument="x"),
        "flag sooner_than_planned: unknown instrument x",
    ),
    "flag on an unknown question": (
        lambda c: flag(c, "sooner_than_planned")["when"].update(item="cr_never"),
        "flag sooner_than_planned: craving_check has no item cr_never",
    ),
    "flag that escalates on an unknown question": (
        lambda c: flag(c, "craving")["escalate"]["when"].update(item="cr_never"),
        "flag craving: craving_check has no item cr_never",
    ),
    "flag that escalates nowhere": (
        lambda c: flag(c, "craving")["escalate"].update(to="grave"),
        "flag craving: escalates to the unknown severity grave",
    ),
    "flag that waits for nothing": (
        lambda c: flag(c, "craving").update(when={"any": []}),
        "flag craving: has no condition",
    ),
}


class TestFindings:
    @pytest.mark.parametrize("damage", DAMAGE)
    def test_name_the_damage(self, damage: str) -> None:
        raw = copy.deepcopy(CATALOGUE)
        spoil, words = DAMAGE[damage]
        spoil(raw)

        assert words in "\n".join(checks.findings(raw, SIGNATURES))

    def test_accept_a_mean_of_the_items_that_it_names(self) -> None:
        raw = copy.deepcopy(CATALOGUE)
        instrument(raw, "pgic")["scoring"].update(method="mean", decimals=0)

        assert checks.findings(raw, SIGNATURES) == []
