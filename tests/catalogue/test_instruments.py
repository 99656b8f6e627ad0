"""The questionnaires as the rest of the house reads them."""

import copy
import re
from collections.abc import Callable, Mapping

import pytest

from backend.catalogue import reading
from backend.catalogue.instruments import Instrument, SkipRule
from backend.catalogue.service import catalogue
from tests.catalogue.shipped import CATALOGUE, SIGNATURES, Raw, flag, instrument, question

ANSWERED_HERE = {
    "peg",
    "phq2",
    "phq9",
    "gad2",
    "gad7",
    "audit_c",
    "pgic",
    "bladder_check",
    "craving_check",
}


def _named(name: str) -> Instrument:
    return catalogue().instruments[name]


def _read(raw: Raw) -> Mapping[str, Instrument]:
    return reading.read(raw, unsigned_messages=SIGNATURES["unsigned_messages"]).instruments


class TestInstruments:
    def test_are_all_that_the_catalogue_lists_in_its_order(self) -> None:
        assert list(catalogue().instruments) == [each["id"] for each in CATALOGUE["instruments"]]
        assert len(catalogue().instruments) == 29

    def test_are_answered_here_where_the_licence_lets_us_ship_the_text(self) -> None:
        found = {each.id for each in catalogue().instruments.values() if each.is_answered_here}
        assert found == ANSWERED_HERE

    @pytest.mark.parametrize("name", ["who5", "rand36", "eq5d5l", "moca", "kset"])
    def test_carry_no_items_otherwise(self, name: str) -> None:
        assert _named(name).items == ()
        assert _named(name).scoring.method in {"external", "none"}

    def test_keep_what_a_clinic_must_know(self) -> None:
        moca = _named("moca")

        assert (moca.name, moca.category, moca.shipping) == ("MoCA", "side_effects", "score_only")
        assert (moca.interval_days, _named("dn4").interval_days) == (365, None)
        assert moca.licence.startswith("Electronic versions prohibited")

    def test_ask_on_the_scales_of_the_catalogue(self) -> None:
        assert _named("peg").items[0].scale is catalogue().scales["nrs_pain"]
        assert _named("audit_c").items_by_id["audit_c_3"].scale.choices == (0, 1, 2, 3, 4)


class TestShortForms:
    @pytest.mark.parametrize(("short", "long"), [("phq2", "phq9"), ("gad2", "gad7")])
    def test_ask_the_first_two_items_of_the_long_one(self, short: str, long: str) -> None:
        assert _named(short).items == _named(long).items[:2]
        assert _named(short).scoring.of == tuple(item.id for item in _named(long).items[:2])

    @pytest.mark.parametrize(("short", "long"), [("phq2", "phq9"), ("gad2", "gad7")])
    def test_ask_for_it_from_a_score_of_3(self, short: str, long: str) -> None:
        assert (_named(short).positive_from, _named(short).asks_when_positive) == (3, long)
        assert (_named(long).positive_from, _named(long).asks_when_positive) == (None, None)


class TestAuditC:
    def test_is_positive_one_point_earlier_for_women(self) -> None:
        assert (_named("audit_c").positive_from, _named("audit_c").bands_for_men_from) == (3, 4)

    def test_skips_two_questions_after_never_and_counts_0_for_them(self) -> None:
        skips = [item.skip for item in _named("audit_c").items]
        never = SkipRule(item="audit_c_1", equals=0, value=0)

        assert skips == [None, never, never]

    def test_is_the_only_one_that_skips_or_asks_for_the_sex(self) -> None:
        others = [each for each in catalogue().instruments.values() if each.id != "audit_c"]

        assert not any(item.skip for each in others for item in each.items)
        assert {each.bands_for_men_from for each in others} == {None}


class TestScoring:
    def test_leaves_the_difficulty_out_of_the_phq9(self) -> None:
        phq9 = _named("phq9")

        assert [item.id for item in phq9.items if not item.scored] == ["phq9_10"]
        assert phq9.scoring.of == tuple(f"phq9_{number}" for number in range(1, 10))
        assert (phq9.scoring.minimum, phq9.scoring.maximum) == (0, 27)

    @pytest.mark.parametrize(
        ("name", "method", "min_answered", "prorate", "decimals"),
        [
            ("peg", "mean", 3, False, 1),
            ("phq2", "sum", 2, False, 0),
            ("phq9", "sum", 8, True, 0),
            ("gad7", "sum", 6, True, 0),
            ("bladder_check", "none", 0, False, 0),
            ("who5", "external", 0, False, 0),
        ],
    )
    def test_is_the_one_written(
        self, name: str, method: str, min_answered: int, prorate: bool, decimals: int
    ) -> None:
        scoring = _named(name).scoring

        assert scoring.method == method
        assert (scoring.min_answered, scoring.prorate) == (min_answered, prorate)
        assert scoring.decimals == decimals

    def test_knows_no_range_of_what_has_no_score(self) -> None:
        assert (_named("kset").scoring.minimum, _named("kset").scoring.maximum) == (None, None)
        assert (_named("eq5d5l").scoring.minimum, _named("paindetect").scoring.minimum) == (-1, -1)

    def test_takes_fractions_only_for_means_indices_and_t_scores(self) -> None:
        scores = {each.id: each.scoring for each in catalogue().instruments.values()}
        fractions = {name for name, scoring in scores.items() if not scoring.whole}

        assert fractions == {"peg", "rand36", "eq5d5l", "bpi_sf", "promis_pi", "promis_cog"}


class TestBand:
    @pytest.mark.parametrize(
        ("name", "score", "label"),
        [
            ("phq9", 4, "minimal"),
            ("phq9", 5, "mild"),
            ("phq9", 27, "severe"),
            ("phq9", 28, None),
            ("peg", 3.9, "low"),
            ("peg", 4, "moderate"),
            ("paindetect", -1, "unlikely"),
            ("moca", 25, "below cut-off"),
            ("isi", 10, None),
        ],
    )
    def test_names_what_a_score_means(self, name: str, score: float, label: str | None) -> None:
        assert _named(name).band(score) == label

    @pytest.mark.parametrize("name", ["phq9", "gad7", "audit_c", "who5", "dast10", "ort_oud"])
    def test_is_there_for_every_score(self, name: str) -> None:
        scoring = _named(name).scoring
        scores = range(int(scoring.minimum or 0), int(scoring.maximum or 0) + 1)

        assert None not in {_named(name).band(score) for score in scores}


class TestSafetyRules:
    def test_are_those_of_the_two_safety_items(self) -> None:
        rules = {each.id: each.safety_rules for each in catalogue().instruments.values()}
        items = [item for each in catalogue().instruments.values() for item in each.items]
        safety = {item.id for item in items if item.safety}

        assert {name for name, found in rules.items() if found} == {"phq9", "bladder_check"}
        assert {rule.item for found in rules.values() for rule in found} == safety
        assert safety == {"phq9_9", "bl_blood"}

    def test_escalate_thoughts_of_death_from_more_than_half_the_days(self) -> None:
        [rule] = _named("phq9").safety_rules

        assert rule.flag is catalogue().flags["phq9_item9"]
        assert (rule.at_least, rule.flag.severity) == (1, "urgent")
        assert (rule.escalates_at, rule.escalates_to) == (2, "critical")

    def test_answer_blood_in_the_urine_with_the_words_of_the_diary(self) -> None:
        [rule] = _named("bladder_check").safety_rules

        assert rule.flag is catalogue().flag_for_side_effect("haematuria")
        assert (rule.at_least, rule.escalates_at, rule.escalates_to) == (1, None, None)

    def test_leave_an_escalation_on_another_item_alone(self) -> None:
        raw = copy.deepcopy(CATALOGUE)
        flag(raw, "phq9_item9")["escalate"]["when"]["item"] = "phq9_2"
        [rule] = _read(raw)["phq9"].safety_rules

        assert (rule.escalates_at, rule.escalates_to) == (None, None)


CHANGES: dict[str, tuple[Callable[[Raw], object], set[str]]] = {
    "wording": (lambda c: question(c, "peg_2").update(text="Fun?"), {"peg"}),
    "wording that a short form shares": (
        lambda c: question(c, "phq9_1").update(text="Bored?"),
        {"phq2", "phq9"},
    ),
    "anchor": (lambda c: question(c, "peg_1").update(high="Worst"), {"peg"}),
    "stem": (lambda c: instrument(c, "craving_check").update(stem="Lately:"), {"craving_check"}),
    "recall": (lambda c: instrument(c, "isi").update(recall="1 week"), {"isi"}),
    "order": (lambda c: instrument(c, "gad7")["items"].reverse(), {"gad7"}),
    "scale": (
        lambda c: c["scales"]["yes_no"]["options"][1].update(label="Yes!"),
        {"bladder_check", "craving_check"},
    ),
    "other scale": (lambda c: question(c, "bl_pain").update(scale="yes_no"), {"bladder_check"}),
    "scoring": (lambda c: instrument(c, "gad7")["scoring"].update(min_answered=7), {"gad7"}),
    "band": (lambda c: instrument(c, "dn4")["bands"][1].update(label="likely"), {"dn4"}),
    "skip rule": (lambda c: question(c, "audit_c_2").pop("skip_if"), {"audit_c"}),
    "licence": (lambda c: instrument(c, "peg").update(licence="Asked and granted."), set()),
    "name": (lambda c: instrument(c, "peg").update(name="PEG-3"), set()),
    "interval": (lambda c: instrument(c, "peg").update(interval_days=14), set()),
    "code": (lambda c: question(c, "peg_1").pop("loinc"), set()),
    "code of an answer": (
        lambda c: c["scales"]["phq_frequency"]["options"][0].pop("loinc_answer"),
        set(),
    ),
    "scale of nobody": (lambda c: c["scales"]["nrs_good"].update(max=12), set()),
}


class TestVersion:
    def test_is_16_hex_digits_and_of_one_instrument_only(self) -> None:
        versions = [each.version for each in catalogue().instruments.values()]

        assert all(re.fullmatch(r"[0-9a-f]{16}", version) for version in versions)
        assert len(set(versions)) == 29

    def test_stays_when_nothing_changes(self) -> None:
        again = _read(copy.deepcopy(CATALOGUE))

        assert {name: each.version for name, each in again.items()} == {
            name: each.version for name, each in catalogue().instruments.items()
        }

    def test_does_not_change_with_the_code(self) -> None:
        assert _named("peg").version == "7b01a9a6ab44ae04"
        assert _named("phq9").version == "dbd94b738ef4ad98"

    @pytest.mark.parametrize("change", CHANGES)
    def test_changes_with_what_is_asked_and_how_it_is_scored_only(self, change: str) -> None:
        raw = copy.deepcopy(CATALOGUE)
        edit, concerned = CHANGES[change]
        edit(raw)

        changed = {
            name
            for name, each in _read(raw).items()
            if each.version != catalogue().instruments[name].version
        }
        assert changed == concerned
