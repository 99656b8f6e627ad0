"""Treatment, phenotype, thinking tasks and schedule as the rest of the house reads them."""

import copy
from decimal import Decimal

import pytest

from backend.catalogue import reading
from backend.catalogue.care import Limit, Recurring, Treatment
from backend.catalogue.rules import Catalogue
from backend.catalogue.service import catalogue
from tests.catalogue.shipped import CATALOGUE, SIGNATURES, Raw, flag


@pytest.fixture
def treatment() -> Treatment:
    return catalogue().treatment


def _read(raw: Raw) -> Catalogue:
    return reading.read(raw, unsigned_messages=SIGNATURES["unsigned_messages"])


def _three(limit: Limit) -> tuple[str, str, str]:
    return str(limit.warn_below), str(limit.warn_above), str(limit.reject_above)


class TestTreatment:
    def test_holds_what_the_catalogue_lists(self, treatment: Treatment) -> None:
        counted = {
            "drugs": len(treatment.drugs),
            "routes": len(treatment.routes),
            "settings": len(treatment.settings),
            "limits": len(treatment.limits),
            "vitals": len(treatment.vitals),
            "labs": len(treatment.labs),
            "classes": len(treatment.concomitant_classes),
            "criteria": len(treatment.discharge_criteria),
        }

        assert counted == {
            "drugs": 2,
            "routes": 10,
            "settings": 6,
            "limits": 14,
            "vitals": 7,
            "labs": 8,
            "classes": 10,
            "criteria": 8,
        }

    def test_times_the_infusions_only(self, treatment: Treatment) -> None:
        assert treatment.infusion_routes == {"iv_infusion", "sc_infusion"}
        assert treatment.infusion_routes < set(treatment.routes)

    def test_knows_the_choices_of_a_session(self, treatment: Treatment) -> None:
        assert treatment.pregnancy_tests == ("negative", "positive", "not_done", "not_applicable")
        assert treatment.changes == ("completed", "slowed", "paused", "stopped_early")
        assert treatment.tolerabilities[0] == "very_good"
        assert treatment.timepoints == ("before", "min_15", "min_40", "end", "discharge")
        assert treatment.required_timepoints == ("before", "end", "discharge")

    def test_knows_the_numbers_that_the_code_applies(self, treatment: Treatment) -> None:
        assert (treatment.weight_max_age_days, treatment.cadss6_maximum) == (90, 24)
        assert treatment.default_stop_rule.startswith("stop if no response after 3 sessions")
        assert treatment.discharge_criteria["awake"] == "Awake and oriented (MOAA/S 5)"

    def test_takes_vital_signs_between_two_limits(self, treatment: Treatment) -> None:
        systolic = treatment.vitals["systolic"]
        assert (systolic.unit, systolic.minimum, systolic.maximum) == ("mm[Hg]", 50, 280)


class TestLimitsFor:
    def test_are_those_of_the_route(self, treatment: Treatment) -> None:
        found = treatment.limits_for("iv_infusion", "ketamine_racemic")

        assert [(limit.quantity, limit.unit) for limit in found] == [
            ("rate", "mg/kg/h"),
            ("rate_absolute", "mg/h"),
            ("dose_per_day", "mg/kg/d"),
            ("duration", "h"),
        ]

    def test_are_written_as_in_the_catalogue(self, treatment: Treatment) -> None:
        rate, *_, duration = treatment.limits_for("iv_infusion", "ketamine_racemic")

        assert _three(rate) == ("0.05", "0.7", "3")
        assert _three(duration) == ("0.25", "8", "240")

    def test_are_half_for_esketamine(self, treatment: Treatment) -> None:
        dose, per_day = treatment.limits_for("po", "esketamine")

        assert _three(dose) == ("2.5", "75.0", "250.0")
        assert _three(per_day) == ("5.0", "200.0", "500.0")

    def test_let_esketamine_run_as_long(self, treatment: Treatment) -> None:
        rate, *_, duration = treatment.limits_for("iv_infusion", "esketamine")

        assert rate.warn_above == Decimal("0.35")
        assert _three(duration) == ("0.25", "8", "240")


class TestLabs:
    def test_are_given_in_one_unit_or_two(self, treatment: Treatment) -> None:
        assert treatment.labs["alt"].units == ("U/L",)
        assert treatment.labs["crea"].units == ("mg/dL", "umol/L")
        assert treatment.labs["alt"].loinc == "1742-6"

    def test_have_no_unit_on_a_strip(self, treatment: Treatment) -> None:
        unitless = [lab.id for lab in treatment.labs.values() if not lab.units]
        assert unitless == ["urine_blood"]

    def test_of_the_liver_are_judged_by_the_upper_limit(self, treatment: Treatment) -> None:
        judged = {lab.id for lab in treatment.labs.values() if lab.judged_by_upper_limit}
        assert judged == {"alt", "ast", "alp", "ggt", "bili"}

    def test_are_not_judged_so_by_a_flag_on_their_value(self) -> None:
        raw = copy.deepcopy(CATALOGUE)
        flag(raw, "liver_tests_raised")["when"]["any"][0]["unit"] = "U/L"

        assert not _read(raw).treatment.labs["alt"].judged_by_upper_limit


class TestPhenotype:
    def test_holds_what_the_catalogue_lists(self) -> None:
        phenotype = catalogue().phenotype

        assert (len(phenotype.icd11), len(phenotype.body_sites)) == (26, 27)
        assert (len(phenotype.cautions), len(phenotype.comorbidities)) == (12, 21)
        assert (len(phenotype.medicines), len(phenotype.wpi_areas)) == (19, 19)
        assert phenotype.sexes == ("female", "male", "unknown")
        assert phenotype.mechanisms[1] == "neuropathic"
        assert phenotype.neuropathic_grades[-1] == "definite"
        assert phenotype.duration_months == (3, 960)

    def test_names_diagnoses_cautions_and_groups(self) -> None:
        phenotype = catalogue().phenotype

        assert phenotype.icd11["MG30.51"] == "Chronic peripheral neuropathic pain"
        assert phenotype.cautions["uropathy"] == "stop_and_refer"
        assert phenotype.medicines["gabapentinoid"].prefixes == ("N02BF", "N03AX12", "N03AX16")

    def test_computes_the_areas_from_sites_of_its_own_map(self) -> None:
        phenotype = catalogue().phenotype

        assert set(phenotype.wpi_areas.values()) < set(phenotype.body_sites)
        assert phenotype.wpi_areas["hip_left"] == "hip_buttock_left"

    def test_weighs_opioids_exactly(self) -> None:
        phenotype = catalogue().phenotype

        assert phenotype.mme_factors["codeine"] == Decimal("0.15")
        assert phenotype.mme_factors["fentanyl_transdermal_ug_per_h"] == Decimal("2.4")
        assert (len(phenotype.mme_factors), phenotype.mme_source) == (10, "CDC2022")
        assert phenotype.mme_not_convertible == ("buprenorphine",)


class TestBattery:
    def test_has_five_tasks_of_one_primary_outcome_each(self) -> None:
        tasks = catalogue().battery.tasks

        assert {name: task.primary for name, task in tasks.items()} == {
            "rt_vigilance": "response_speed_per_s",
            "symbol_match": "correct_count",
            "two_back": "d_prime",
            "trail": "b_minus_a_s",
            "picture_place": "delayed_correct",
        }
        assert all(task.primary in task.outcomes for task in tasks.values())
        assert sum(task.seconds for task in tasks.values()) == 720

    def test_counts_time_downwards_and_the_rest_upwards(self) -> None:
        tasks = catalogue().battery.tasks.values()
        assert [task.id for task in tasks if not task.high_is_better] == ["trail"]

    def test_knows_when_runs_may_be_compared(self) -> None:
        battery = catalogue().battery

        assert (battery.baseline_runs, battery.not_within_hours_after_session) == (2, 24)
        assert (battery.decline_z, battery.min_tasks_declined) == (-1.645, 2)
        assert battery.repeat_within_days == 14


class TestSchedule:
    def test_asks_thirteen_things_again_and_again(self) -> None:
        recurring = catalogue().schedule.recurring

        assert len(recurring) == 13
        assert recurring[:2] == (
            Recurring(ask="diary", every_days=1),
            Recurring(ask="peg", every_days=7),
        )

    @pytest.mark.parametrize(
        ("ask", "every_days"),
        [("phq2", 14), ("phq9", 28), ("cognitive_battery", 91), ("audit_c", 182)],
    )
    def test_knows_the_rhythm_of_each(self, ask: str, every_days: int) -> None:
        assert Recurring(ask=ask, every_days=every_days) in catalogue().schedule.recurring

    def test_asks_nine_things_at_enrolment(self) -> None:
        baseline = catalogue().schedule.baseline

        assert len(baseline) == 9
        assert {"phq9", "cognitive_battery"} < set(baseline)
        assert "phq2" not in baseline

    def test_asks_the_long_form_alone_where_both_fall_due(self) -> None:
        assert catalogue().schedule.covered_by == {"phq2": "phq9", "gad2": "gad7"}

    def test_covers_no_short_form_that_it_does_not_ask(self) -> None:
        raw = copy.deepcopy(CATALOGUE)
        raw["schedule"]["every_14_days"].remove("phq2")
        raw["schedule"]["every_28_days"].remove("gad7")

        assert _read(raw).schedule.covered_by == {}
