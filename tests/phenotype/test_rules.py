"""The widespread pain index, morphine doses and medicine groups against a second way to them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.catalogue.care import AtcGroup
from backend.catalogue.service import catalogue
from backend.phenotype import rules
from tests.phenotype import oracle

KNOWN = catalogue().phenotype
DAY = date(2026, 3, 10)
SITES = st.sets(st.sampled_from(KNOWN.body_sites))
DAYS = st.dates(DAY - timedelta(days=6), DAY + timedelta(days=6))
DOSES = st.decimals(min_value="0.0001", max_value=10_000, places=4)
LETTERS = st.sampled_from("ABCNX")
PREFIXES = sorted({prefix for group in KNOWN.medicines.values() for prefix in group.prefixes})


def interval(begins: date, length: int | None) -> tuple[date, date | None]:
    return begins, None if length is None else begins + timedelta(days=length)


class TestWpi:
    def test_has_the_19_published_areas(self) -> None:
        assert set(KNOWN.wpi_areas.values()) == oracle.WPI_SITES
        assert len(KNOWN.wpi_areas) == len(oracle.WPI_SITES) == 19

    @given(SITES)
    def test_is_what_counting_by_hand_gives(self, sites) -> None:
        assert rules.wpi(sites, KNOWN.wpi_areas) == oracle.wpi(sites)

    def test_reaches_from_0_to_19(self) -> None:
        assert rules.wpi([], KNOWN.wpi_areas) == 0
        assert rules.wpi(KNOWN.body_sites, KNOWN.wpi_areas) == 19

    def test_leaves_out_hands_feet_head_pelvis_and_phantom_pain(self) -> None:
        sites = ["hand_left", "hand_right", "foot_left", "foot_right", "head_left", "head_right",
                 "pelvis_perineum", "phantom"]  # fmt: skip
        assert set(sites) <= set(KNOWN.body_sites)
        assert rules.wpi(sites, KNOWN.wpi_areas) == 0


class TestGroup:
    @pytest.mark.parametrize(
        ("atc", "group"),
        [
            ("N02AA01", "opioid"),
            ("N02AB03", "opioid"),
            ("N02A", "opioid"),
            ("N07BC02", "opioid"),
            ("N07BC01", "other"),
            ("N02BF01", "gabapentinoid"),
            ("N03AX12", "gabapentinoid"),
            ("N03AX09", "lamotrigine"),
            ("N03AX11", "other"),
            ("N06AX21", "snri"),
            ("N06AX11", "other"),
            ("N06DX01", "memantine"),
            ("N02BG10", "cannabinoid"),
            ("M01AE01", "nsaid"),
            ("A10BA02", "other"),
        ],
    )
    def test_is_the_one_whose_prefix_fits(self, atc, group) -> None:
        assert rules.group_of(atc, KNOWN) == group

    @given(st.one_of(st.sampled_from(PREFIXES), st.text("ABMNRX0123", min_size=3, max_size=5)),
           st.text("ABCX0123456789", max_size=4))  # fmt: skip
    def test_is_what_shortening_the_code_finds(self, beginning, rest) -> None:
        assert rules.group_of(beginning + rest, KNOWN) == oracle.group(beginning + rest)

    def test_is_the_one_with_the_longest_prefix(self) -> None:
        prefixes = {"z_wide": ("N02", "N"), "a_narrow": ("N02BF",), "m_middle": ("N02B",)}
        groups = {name: AtcGroup(id=name, prefixes=each) for name, each in prefixes.items()}
        known = replace(KNOWN, medicines=groups)
        found = [rules.group_of(atc, known) for atc in ("N02BF01", "N02BE01", "N02AA01", "M01AE01")]
        assert found == ["a_narrow", "m_middle", "z_wide", "other"]


class TestAtc:
    @pytest.mark.parametrize("code", ["N02A", "N02AA", "N02AA01", "A12CC"])
    def test_fits_the_third_to_fifth_level(self, code) -> None:
        assert rules.ATC.fullmatch(code)

    @pytest.mark.parametrize(
        "code",
        [
            "",
            "N",
            "N02",
            "N02AA0",
            "N02AA011",
            "n02aa01",
            "N02AA01\n",
            "N02AA\u0660\u0661",
            "NO2AA01",
        ],
    )
    def test_fits_nothing_else(self, code) -> None:
        assert not rules.ATC.fullmatch(code)


class TestConverted:
    @pytest.mark.parametrize(
        ("opioid", "dose", "expected"),
        [  # CDC 2022, table of conversion factors
            ("morphine", "50", "50"),
            ("oxycodone", "40", "60"),
            ("hydromorphone", "8", "40"),
            ("tramadol", "200", "40"),
            ("tapentadol", "100", "40"),
            ("codeine", "60", "9"),
            ("methadone", "20", "94"),
            ("fentanyl_transdermal_ug_per_h", "25", "60"),
            ("hydrocodone", "30", "30"),
            ("oxymorphone", "10", "30"),
        ],
    )
    def test_is_the_published_figure(self, opioid, dose, expected) -> None:
        found = rules.converted(opioid, Decimal(dose), KNOWN, version="7")
        assert found.mme_per_day == Decimal(expected)
        assert found.source == "CDC2022, catalogue 7"

    @given(st.sampled_from(sorted(oracle.FACTORS)), DOSES)
    def test_is_exact_for_any_dose(self, opioid, dose) -> None:
        found = rules.converted(opioid, dose, KNOWN, version="7")
        assert found.mme_per_day is not None
        assert Fraction(found.mme_per_day) == oracle.FACTORS[opioid] * Fraction(dose)

    def test_is_none_for_what_is_not_convertible(self) -> None:
        assert "buprenorphine" in oracle.NOT_CONVERTED
        for opioid in oracle.NOT_CONVERTED:
            found = rules.converted(opioid, Decimal(8), KNOWN, version="7")
            assert (found.mme_per_day, found.factor, found.source) == (None, None, None)

    def test_knows_every_factor_of_the_file(self) -> None:
        assert {name: Fraction(each) for name, each in KNOWN.mme_factors.items()} == oracle.FACTORS

    def test_takes_only_patches_by_the_hour(self) -> None:
        units = {opioid: rules.unit_of(opioid) for opioid in oracle.FACTORS}
        assert units.pop("fentanyl_transdermal_ug_per_h") == "ug/h"
        assert set(units.values()) == {"mg/d"}
        assert rules.unit_of(None) is None


class TestOverlap:
    @given(DAYS, st.none() | st.integers(0, 5), DAYS, st.none() | st.integers(0, 5))
    def test_is_a_day_in_both(self, one, length, other, another) -> None:
        first, second = interval(one, length), interval(other, another)
        days = [DAY + timedelta(days=n) for n in range(-10, 20)]
        shared = any(
            all(begins <= day <= (ends or day) for begins, ends in (first, second)) for day in days
        )
        assert rules.overlap(first, second) is rules.overlap(second, first) is shared

    def test_includes_the_last_day(self) -> None:
        until = (DAY - timedelta(days=5), DAY)
        assert rules.overlap(until, (DAY, None))
        assert not rules.overlap(until, (DAY + timedelta(days=1), None))


class TestFlaws:
    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({}, None),
            ({"to_on": DAY}, None),
            ({"to_on": DAY - timedelta(days=1)}, "to_on"),
            ({"group": "other"}, None),
            ({"group": "ssri"}, "opioid"),
            ({"has_dose": False}, "opioid_dose"),
            ({"opioid": None}, "opioid"),
            ({"opioid": None, "has_dose": False}, None),
        ],
    )
    def test_of_a_medicine_are_named_by_field(self, change, field) -> None:
        sound = {"group": "opioid", "opioid": "morphine", "has_dose": True, "to_on": None}
        found = rules.flaws_of_medicine(**{**sound, "from_on": DAY, **change})
        assert list(found) == ([field] if field else [])

    @pytest.mark.parametrize("mechanism", KNOWN.mechanisms)
    @pytest.mark.parametrize("grade", [None, *KNOWN.neuropathic_grades])
    def test_of_a_grade_hang_on_the_mechanism(self, mechanism, grade) -> None:
        graded = grade is not None
        sound = graded if mechanism in {"neuropathic", "mixed"} else grade in {None, "none"}
        assert bool(rules.flaws_of_grade(mechanism, grade)) is not sound
